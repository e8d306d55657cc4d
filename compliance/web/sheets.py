"""Tables as XLSX (XlsxWriter): typed cells, long numbers as text, nothing that a spreadsheet would run."""

import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {
    "in_memory": True,
    "constant_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
    "default_date_format": "yyyy-mm-dd",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST = 32_000
_WIDE = re.compile(r"[\u1100-\uffff]")


def table_hash(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return the SHA-256 (hex) of a table: cells as text parted by TAB, rows by LF, the head first, UTF-8."""
    digest = hashlib.sha256("\t".join(head).encode() + b"\n")
    for row in rows:
        digest.update("\t".join(_plain(value) for value in row).encode() + b"\n")
    return digest.hexdigest()


def workbook(
    *,
    name: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Any]],
    cover: tuple[str, Sequence[tuple[str, str]]],
    footer: str,
) -> bytes:
    """Return an XLSX file: the table on the first sheet (frozen, filtered, A4 landscape), the cover on the second."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, _OPTIONS)
    bold = book.add_format({"bold": True, "bg_color": "#E9F0F8", "border": 1, "valign": "vcenter", "text_wrap": True})
    text = book.add_format({"num_format": "@", "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    sheet = book.add_worksheet(name)
    for place, title in enumerate(head):
        sheet.write_string(0, place, title, bold)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write(sheet, line, place, value, text, day)
    for place, title in enumerate(head):
        longest = max([_width(title), *(_width(_plain(row[place])) for row in rows[:500])])
        sheet.set_column(place, place, min(max(longest + 2, 8), 48), text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(head) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{footer[:200]}")
    title, lines = cover
    second = book.add_worksheet(title)
    second.set_column(0, 0, 26)
    second.set_column(1, 1, 90, text)
    for line, (word, value) in enumerate(lines):
        second.write_string(line, 0, word, bold)
        second.write_string(line, 1, _clean(value), text)
    book.close()
    return target.getvalue()


def _write(sheet: Any, line: int, place: int, value: Any, text: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, _clean(_plain(value)), text)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return "；".join(str(item) for item in value)
    return str(value)


def _clean(value: str) -> str:
    return _CONTROL.sub("", value)[:_LONGEST]


def _width(value: str) -> int:
    line = value.split("\n", 1)[0][:60]
    return len(line) + len(_WIDE.findall(line))
