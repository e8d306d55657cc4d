"""Tells what a file is from its bytes, and refuses what is no sheet or could exhaust the machine, before any parsing."""

import io
import itertools
import re
import zipfile
import zlib

from compliance.importers.refusals import ImportRefused

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 256 * 1024 * 1024
LARGEST_RATIO = 100
# A ratio says little about a small file: repeated XML of a few megabytes packs very well.
RATIO_COUNTS_FROM = 16 * 1024 * 1024
MOST_ENTRIES = 2000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXPORT_AGAIN = ("请从系统重新导出 xlsx 或者 csv 文件", "export it again as xlsx or csv")
_FOREIGN = (
    (b"%PDF", "PDF 文档", "a PDF document"),
    (b"\x89PNG", "PNG 图片", "a PNG picture"),
    (b"\xff\xd8\xff", "JPEG 图片", "a JPEG picture"),
    (b"GIF8", "GIF 图片", "a GIF picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"MZ", "程序文件", "a program"),
    (b"\x7fELF", "程序文件", "a program"),
    (b"SQLite format 3\x00", "数据库文件", "a database"),
)


def kind_of(data: bytes, *, filename: str) -> str:
    """Return `workbook`, `html` or `text`. Raises ImportRefused for anything that is not a sheet.

    Size, encryption and, for zip containers, declared sizes, ratio, entries and nesting are checked here.
    """
    if len(data) > LARGEST_FILE:
        size = f"{len(data) / 1024 / 1024:.1f}".removesuffix(".0")
        raise ImportRefused(
            f"文件“{filename}”有 {size} MB，超过 20 MB 的上限，请按日期分成几个文件再导入。",
            f'The file "{filename}" has {size} MB, more than 20 MB; split it by date.',
        )
    if not data.strip(b"\x00 \r\n\t"):
        raise _refused(filename, "是空文件", "is empty")
    for start, name_zh, name_en in _FOREIGN:
        if data.startswith(start):
            raise _refused(filename, f"是{name_zh}，不是表格", f"is {name_en}, not a sheet")
    if data.startswith(b"PK"):
        _check_container(data, filename)
        return "workbook"
    if data.startswith(_OLE):
        _check_compound(data, filename)
        return "workbook"
    return "html" if _is_html(data, filename) else "text"


def _is_html(data: bytes, filename: str) -> bool:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"mime-version") or b"multipart/related" in head[:500]:
        raise _refused(filename, "是单文件网页（MHT），不是表格", "is a web archive (MHT), not a sheet")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise _refused(filename, "是 XML 电子表格 2003", "is an XML Spreadsheet 2003")
    return head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<body", b"<div"))


def _check_compound(data: bytes, filename: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _protected(filename)
    if "WordDocument".encode("utf-16-le") in data:
        raise _refused(filename, "是 Word 文档，不是表格", "is a Word document, not a sheet")
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise _refused(filename, "是演示文稿，不是表格", "is a presentation, not a sheet")


def _check_container(data: bytes, filename: str) -> None:
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
        entries = container.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, UnicodeDecodeError):
        raise _refused(filename, "不完整或者已损坏", "is truncated or damaged") from None
    with container:
        _check_entries(entries, len(data), filename)
        names = {entry.filename for entry in entries}
        _check_contents(names, container, filename)
        _check_markup(entries, container, filename)


def _check_entries(entries: list[zipfile.ZipInfo], packed: int, filename: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if any(entry.flag_bits & 1 for entry in entries):
        raise _protected(filename)
    if any(re.search(r"\.(?:zip|xlsx|xlsm|xlsb|ods|7z|rar|gz)$", entry.filename, re.IGNORECASE) for entry in entries):
        raise _refused(filename, "里面还套着压缩文件", "holds further archives")
    offsets = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    overlapping = any(first + size > second for (first, size), (second, _) in itertools.pairwise(offsets))
    bomb = unpacked > LARGEST_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked > packed * LARGEST_RATIO)
    if bomb or overlapping or len(entries) > MOST_ENTRIES:
        raise _refused(
            filename,
            f"解压后异常庞大（{len(entries)} 项、{unpacked / 1024 / 1024:.0f} MB），疑似压缩炸弹",
            f"unpacks to an abnormal size ({len(entries)} parts, {unpacked / 1024 / 1024:.0f} MB)",
        )


def _check_contents(names: set[str], container: zipfile.ZipFile, filename: str) -> None:
    if "word/document.xml" in names:
        raise _refused(filename, "是 Word 文档，不是表格", "is a Word document, not a sheet")
    if any(name.startswith("ppt/") for name in names):
        raise _refused(filename, "是演示文稿，不是表格", "is a presentation, not a sheet")
    if "META-INF/manifest.xml" in names and "content.xml" in names:
        if b"encryption-data" in _read(container, "META-INF/manifest.xml", filename):
            raise _protected(filename)
        kind = _read(container, "mimetype", filename) if "mimetype" in names else b"spreadsheet"
        if b"spreadsheet" not in kind:
            raise _refused(filename, "是文字文档，不是表格", "is a text document, not a sheet")
        return
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise _refused(filename, "是压缩包，不是表格", "is an archive, not a sheet")


def _check_markup(entries: list[zipfile.ZipInfo], container: zipfile.ZipFile, filename: str) -> None:
    """Refuse document type declarations: no spreadsheet program writes one, external entities need one."""
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        try:
            with container.open(entry) as part:
                head = part.read(64 * 1024)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            raise _refused(filename, "不完整或者已损坏", "is truncated or damaged") from None
        plain = head.replace(b"\x00", b"").upper()
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise _refused(
                filename, f"的“{entry.filename}”含有不安全的实体声明", f'declares entities in "{entry.filename}"'
            )


def _read(container: zipfile.ZipFile, name: str, filename: str) -> bytes:
    try:
        with container.open(name) as part:
            return part.read(1024 * 1024)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise _refused(filename, "不完整或者已损坏", "is truncated or damaged") from None


def _refused(filename: str, fault_zh: str, fault_en: str) -> ImportRefused:
    return ImportRefused(
        f"文件“{filename}”{fault_zh}，{_EXPORT_AGAIN[0]}。", f'The file "{filename}" {fault_en}; {_EXPORT_AGAIN[1]}.'
    )


def _protected(filename: str) -> ImportRefused:
    return ImportRefused(
        f"文件“{filename}”设有打开密码，请取消密码另存后再导入。",
        f'The file "{filename}" is protected by a password; save it without one.',
    )
