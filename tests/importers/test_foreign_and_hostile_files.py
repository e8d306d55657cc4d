"""Files that are no sheets, or that want to exhaust the machine, are refused in one sentence and quickly."""

import io
import struct
import time
import zipfile

import pytest

from compliance.importers.refusals import ImportRefused
from compliance.importers.registry import parse_export
from compliance.importers.sheets import read_sheets
from tests.importers.builders import make_container, make_csv, make_workbook, repacked, samr_row, samr_sheet

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(data: bytes, filename: str = "来件.xlsx") -> str:
    started = time.monotonic()
    with pytest.raises(ImportRefused) as caught:
        read_sheets(data, filename=filename)
    assert time.monotonic() - started < 20
    message = caught.value.said.zh
    assert filename in message
    assert message.endswith("。") and message.count("。") == 1
    assert filename in caught.value.said.en
    return message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空文件"),
        (b"\n \n", "空文件"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"{\\rtf1 text}", "RTF"),
        (OLE + b"\x00" * 512 + "WordDocument".encode("utf-16-le"), "Word"),
        (OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (OLE + b"\x00" * 2048, "损坏"),
        ("尊敬的领导：\n您好".encode(), "普通文本"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "MHT"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 电子表格 2003"),
        (b"a,b\x00,c\n1,2,3\n", "空字节"),
        (bytes(range(128, 256)) * 40, "编码"),
    ],
)
def test_foreign_content_is_named_for_what_it_is(data, words):
    assert words in refusal(data)


def test_word_files_and_plain_archives_are_told_apart():
    word = make_container({"word/document.xml": b"<w:document/>", "[Content_Types].xml": b"<Types/>"})
    assert "Word" in refusal(word)
    assert "压缩包" in refusal(make_container({"读我.txt": b"x"}))
    assert "演示文稿" in refusal(make_container({"ppt/presentation.xml": b"<p/>"}))


def test_a_file_of_50_megabytes_is_refused_by_its_size():
    assert "50 MB，超过 20 MB" in refusal(b"a,b\n" * (50 * 1024 * 1024 // 4))


def test_a_truncated_workbook_is_called_damaged():
    whole = samr_sheet(samr_row())
    assert "损坏" in refusal(whole[:-200])
    assert "损坏" in refusal(whole[: len(whole) // 2])


def test_a_workbook_whose_sheet_is_broken_xml_is_called_damaged():
    assert "损坏" in refusal(repacked(samr_sheet(samr_row()), {SHEET: lambda part: part[: len(part) // 2]}))


def test_a_zip_bomb_is_refused_before_parsing():
    bomb = repacked(samr_sheet(samr_row()), {SHEET: lambda part: part + b" " * (60 * 1024 * 1024)})
    assert len(bomb) < 200_000
    assert "压缩炸弹" in refusal(bomb)


def test_a_container_that_lies_about_its_sizes_is_contained():
    bomb = bytearray(repacked(samr_sheet(samr_row()), {SHEET: lambda part: part + b" " * (60 * 1024 * 1024)}))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as container:
        size = struct.pack("<I", container.getinfo(SHEET).file_size)
    lied = bytes(bomb).replace(size, struct.pack("<I", 4096))
    refusal(lied)


def test_too_many_parts_and_nested_archives_are_refused():
    many = make_container({f"part{number}": b"" for number in range(2100)}, stored=True)
    assert "压缩炸弹" in refusal(many)
    inner = make_container({"a.txt": b"x"})
    assert "套着压缩文件" in refusal(make_container({"xl/workbook.xml": b"<w/>", "xl/inner.zip": inner}))


def test_external_entities_are_refused_whatever_the_encoding():
    doctype = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    hostile = repacked(samr_sheet(samr_row()), {SHEET: lambda part: doctype + part})
    assert "实体声明" in refusal(hostile)
    wide = repacked(samr_sheet(samr_row()), {SHEET: lambda part: doctype.decode().encode("utf-16")})
    assert "实体声明" in refusal(wide)


def test_a_declared_million_rows_without_cells_is_harmless():
    declared = repacked(
        samr_sheet(samr_row()), {SHEET: lambda part: part.replace(b'ref="A1:M2"', b'ref="A1:XFD1048576"')}
    )
    assert b'ref="A1:XFD1048576"' in zipfile.ZipFile(io.BytesIO(declared)).read(SHEET)
    assert len(parse_export(declared, filename="来件.xlsx", source="samr_12315").rows) == 1


def test_a_cell_in_the_farthest_corner_is_refused_with_the_cure():
    rows = samr_sheet(samr_row())
    far = repacked(
        rows,
        {
            SHEET: lambda part: part.replace(
                b"</sheetData>",
                b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
            )
        },
    )
    assert "删除数据以外的行和列" in refusal(far)


def test_2000_columns_and_empty_workbooks_are_refused():
    assert "2000 列，超过 500 列" in refusal(make_workbook({"宽": [["列"] * 2000, ["值"] * 2000]}))
    assert "2000 列，超过 500 列" in refusal(make_csv([["列"] * 2000]), "来件.csv")
    assert "没有任何内容" in refusal(make_workbook({"空": []}))
    assert "没有任何内容" in refusal(b",,,\n,,,\n", "来件.csv")


def test_an_unclosed_quotation_mark_is_located():
    assert "第 3 行起有引号没有闭合" in refusal('编号,内容\n1,甲\n2,"乙\n3,丙\n'.encode(), "来件.csv")


def test_a_hostile_html_table_cannot_grow_through_spans():
    page = "<table>" + "<tr><td colspan=999999 rowspan=999999>x</td></tr>" * 3 + "</table>"
    assert "2001 列，超过 500 列" in refusal(page.encode(), "来件.xls")


def test_a_shared_string_repeated_a_million_times_is_contained():
    rows = b"".join(b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>0</v></c>' * 20) for row in range(2, 20_002))
    huge = b"<si><t>" + b"x" * 30_000 + b"</t></si>"
    hostile = repacked(
        samr_sheet(samr_row()),
        {
            SHEET: lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"),
            "xl/sharedStrings.xml": lambda part: part.replace(b"<si>", huge + b"<si>", 1),
        },
    )
    refusal(hostile)


def test_millions_of_blank_lines_and_delimiters_are_refused_before_parsing():
    assert "超出可读取的范围" in refusal(b"a,b\n" + b"\n" * 3_000_000, "来件.csv")
    assert "超出可读取的范围" in refusal(b"a,b\n" + b",,,,\n" * 1_800_000 + b"," * 1_000_000, "来件.csv")
