"""Every kind of sheet file gives the same cells with the sheet's own row numbers."""

import io
import time
from datetime import date, datetime

import openpyxl
import pytest

from compliance.importers.registry import parse_export
from compliance.importers.sheets import read_sheets
from tests.importers.builders import (
    HOTLINE_COLUMNS,
    SAMR_COLUMNS,
    hotline_row,
    make_container,
    make_csv,
    make_workbook,
    samr_row,
    samr_sheet,
)

ROWS = [list(SAMR_COLUMNS), samr_row(1), samr_row(2)]


def numbers(data: bytes, filename: str) -> list[tuple[int, str]]:
    parsed = parse_export(data, filename=filename, source="samr_12315")
    assert parsed.errors == ()
    return [(row.row, row.incoming.external_number) for row in parsed.rows]


EXPECTED = [(2, ROWS[1][0]), (3, ROWS[2][0])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimited_text_is_read_in_every_usual_encoding(encoding, delimiter):
    data = make_csv(ROWS, encoding=encoding, delimiter=delimiter)
    assert numbers(data, "来件.csv") == EXPECTED
    note = read_sheets(data, filename="来件.csv").notes[0]
    assert {"utf-8": "UTF-8", "utf-8-sig": "BOM", "gb18030": "GB18030", "utf-16": "UTF-16"}[encoding] in note


def test_utf_8_with_one_damaged_byte_stays_utf_8():
    data = bytearray(make_csv([list(SAMR_COLUMNS), *[samr_row(serial) for serial in range(1, 60)]], encoding="utf-8"))
    data[-30] = 0xFF
    file = read_sheets(bytes(data), filename="来件.csv")
    assert "个别字节损坏" in file.notes[0]
    assert file.sheets[0].rows[0].cells[0] == "登记编号"


def test_html_saved_as_xls_is_a_sheet():
    cells = "".join("<tr>" + "".join(f"<td x:str>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    page = f'<html><head><meta charset="gb2312"><style>td{{}}</style></head><body><table>{cells}</table></body></html>'
    assert numbers(page.encode("gb18030"), "来件.xls") == EXPECTED
    assert numbers(page.encode("utf-8-sig"), "来件.xls") == EXPECTED


def test_html_spans_leave_blanks_like_merged_cells():
    page = "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>丙</td><td>丁<br>戊</td></tr></table>"
    rows = read_sheets(page.encode(), filename="来件.xls").sheets[0].rows
    assert [row.cells for row in rows] == [("甲", "乙"), ("", "丙", "丁\n戊")]


def test_an_ods_file_is_a_sheet():
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        "<table:table-row>" + "".join(cell.format(text) for text in row) + "</table:table-row>" for row in ROWS
    )
    spaces = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    content = f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    ods = make_container({"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": content.encode()})
    assert numbers(ods, "来件.ods") == EXPECTED


def test_row_numbers_are_the_sheets_own_below_titles_and_gaps():
    sheet = make_workbook({"导出": [["12315导出"], [], list(SAMR_COLUMNS), [], samr_row(1), [], [], samr_row(2)]})
    assert numbers(sheet, "来件.xlsx") == [(5, ROWS[1][0]), (8, ROWS[2][0])]
    text = make_csv([["12315导出"], [], list(SAMR_COLUMNS), samr_row(1), [], samr_row(2)])
    assert numbers(text, "来件.csv") == [(4, ROWS[1][0]), (6, ROWS[2][0])]


def test_a_sheet_that_does_not_begin_in_column_a_is_read():
    sheet = make_workbook({"导出": [[], [], [None, None, *SAMR_COLUMNS], [None, None, *samr_row(1)]]})
    assert numbers(sheet, "来件.xlsx") == [(4, ROWS[1][0])]


def test_inline_and_shared_strings_are_the_same():
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    assert numbers(buffer.getvalue(), "来件.xlsx") == EXPECTED == numbers(samr_sheet(*ROWS[1:]), "来件.xlsx")


def test_hidden_sheets_are_left_out_and_named():
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    hidden = book.create_sheet("底稿")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    assert "“底稿”是隐藏的" in read_sheets(buffer.getvalue(), filename="来件.xlsx").notes[0]


def test_formulas_stay_text_or_show_their_stored_value():
    book = openpyxl.Workbook()
    book.active.append(list(SAMR_COLUMNS))
    book.active.append(samr_row(1, 具体问题="x", 处理部门="x"))
    book.active["I2"].value = '=HYPERLINK("http://example.invalid","点")'
    book.active["I2"].data_type = "s"
    book.active["L2"].value = "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)
    parsed = parse_export(buffer.getvalue(), filename="来件.xlsx", source="samr_12315")
    incoming = parsed.rows[0].incoming
    assert '=HYPERLINK("http://example.invalid","点")' in incoming.content
    assert "处理部门" not in incoming.extra
    assert (
        "=cmd|"
        in parse_export(
            make_csv([list(SAMR_COLUMNS), samr_row(1, 具体问题="=cmd|' /C calc'!A0")]),
            filename="a.csv",
            source="samr_12315",
        )
        .rows[0]
        .incoming.content
    )


def test_dates_and_numbers_keep_their_type():
    book = openpyxl.Workbook()
    book.active.append(["甲", datetime(2026, 9, 30, 10, 15), date(2026, 9, 30), 12, 1.5, True])
    buffer = io.BytesIO()
    book.save(buffer)
    cells = read_sheets(buffer.getvalue(), filename="来件.xlsx").sheets[0].rows[0].cells
    assert cells[1] == datetime(2026, 9, 30, 10, 15)
    assert str(cells[2]).startswith("2026-09-30")
    assert cells[3:] == (12, 1.5, True)


def test_five_thousand_rows_take_seconds_and_time_grows_linearly():
    def seconds(count: int) -> float:
        rows = [
            hotline_row(f"2609{1 + place % 28:02d}{place % 24:02d}1500{place:06d}") for place in range(1, count + 1)
        ]
        data = make_csv([list(HOTLINE_COLUMNS), *rows])
        started = time.process_time()
        assert len(parse_export(data, filename="来件.csv", source="hotline_12345").rows) == count
        return time.process_time() - started

    small, large = seconds(1000), seconds(5000)
    assert large < 10
    assert large < small * 5 * 3
