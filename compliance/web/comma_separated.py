"""A list as CSV: UTF-8 with a mark so that spreadsheets know it, nothing in it that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

CSV = "text/csv; charset=utf-8"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def comma_separated(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return the table as CSV (RFC 4180), days as YYYY-MM-DD; a cell that looks like a formula opens with an apostrophe."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    text = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
