"""Seals of rows: each audit entry carries a digest of every row that its act left behind.

The chain proves that no entry was changed; the seals prove that the tables still say what the last act on each row
made of them. Whatever is written to a protected table outside a verb, by SQL for instance, shows at the next
verification. Rows are read as text, so that a value of a wrong kind is a difference and not an error.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any

from piccolo.columns import Boolean, Timestamptz
from piccolo.table import Table

from compliance.records.database import Database
from compliance.records.document_tables import DOCUMENT_TABLES
from compliance.records.filing_tables import FILING_TABLES
from compliance.records.law_tables import LawChangeRow, LawTextRow, ReceiptProposalRow
from compliance.records.tables import ComplaintRow, DocumentRow, DueDateRow, FilingRow, LegalEventRow

PROTECTED: dict[str, type[Table]] = {
    "complaints": ComplaintRow,
    "legal_events": LegalEventRow,
    "documents": DocumentRow,
    "filings": FilingRow,
    "law_changes": LawChangeRow,
    "law_texts": LawTextRow,
    "receipt_proposals": ReceiptProposalRow,
    **{table._meta.tablename: table for table in (*DOCUMENT_TABLES, *FILING_TABLES)},
}
"""The seal of a complaint covers its clocks too."""
DIGITS = 32
"""128 bits of SHA-256 are kept of each seal; an entry stays small."""
PAGE = 500

_touched: ContextVar[set[tuple[str, int]] | None] = ContextVar("touched_rows", default=None)


class UnsealedChange(RuntimeError):
    """A protected row was written outside a verb, or by a verb that leaves no entry: a defect of the program."""


def begin() -> None:
    """Forget what was touched before; called when a verb's transaction opens."""
    _touched.set(set())


def touch(table: str, row_id: int) -> None:
    """Note that a protected row is being written. Raises UnsealedChange outside a verb."""
    rows = _touched.get()
    if rows is None:
        raise UnsealedChange(f"{table} {row_id} is written outside a verb")
    rows.add((table, row_id))


async def end(database: Database, *, silent: bool) -> dict[str, str]:
    """The seals of all rows touched since ``begin``, to go into the act's entry."""
    rows = _touched.get() or set()
    _touched.set(None)
    if silent and rows:
        raise UnsealedChange(f"{sorted(rows)} changed and no entry says so")
    seals: dict[str, str] = {}
    for table in PROTECTED:
        ids = sorted(row_id for name, row_id in rows if name == table)
        seals |= {f"{table}:{row_id}": seal async for row_id, seal in seals_of(database, table, ids)}
    return seals


async def seals_of(database: Database, table: str, ids: Iterable[int]) -> AsyncIterator[tuple[int, str]]:
    """(id, seal) of those rows that exist."""
    wanted = list(ids)
    for start in range(0, len(wanted), PAGE):
        part = wanted[start : start + PAGE]
        where = f"id IN ({', '.join(['{}'] * len(part))})"
        async for found in _sealed(database, table, where, part):
            yield found


async def every_seal(database: Database, table: str) -> AsyncIterator[tuple[int, str]]:
    """(id, seal) of every row of a protected table, by id."""
    last = 0
    while True:
        rows = [found async for found in _sealed(database, table, "id > {} ORDER BY id LIMIT {}", [last, PAGE])]
        for found in rows:
            yield found
        if len(rows) < PAGE:
            return
        last = rows[-1][0]


async def _sealed(database: Database, table: str, where: str, values: list[Any]) -> AsyncIterator[tuple[int, str]]:
    rows = await _texts(database, PROTECTED[table], where, values)
    clocks: dict[str, list[dict[str, str | None]]] = {}
    if table == "complaints" and rows:
        marks = ", ".join(["{}"] * len(rows))
        ids = [int(row["id"] or 0) for row in rows]
        for clock in await _texts(database, DueDateRow, f"complaint_id IN ({marks}) ORDER BY id", ids):
            # The row id of a clock changes with each recount; what it says does not.
            clocks.setdefault(str(clock["complaint_id"]), []).append(clock | {"id": None})
    for row in rows:
        sealed = [row, *clocks.get(str(row["id"]), [])]
        text = json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield int(row["id"] or 0), hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:DIGITS]


async def _texts(database: Database, table: type[Table], where: str, values: list[Any]) -> list[dict[str, str | None]]:
    picked, columns = _shape(table)
    rows = await database.fetch(f"SELECT {picked} FROM {table._meta.tablename} WHERE {where}", *values)
    return [{name: _as_plain(row[alias], plain) for name, alias, plain in columns} for row in rows]


Plain = Callable[[str], str]


@cache
def _shape(table: type[Table]) -> tuple[str, tuple[tuple[str, str, Plain | None], ...]]:
    """What is selected of a table, and (name, alias, how its text becomes the same on both engines) of each column."""
    names = [column._meta.db_column_name for column in table._meta.columns]
    picked = ", ".join(f"CAST({name} AS TEXT) AS {name}_" for name in names)
    plains: list[Plain | None] = [
        _plain_truth if isinstance(column, Boolean) else _plain_instant if isinstance(column, Timestamptz) else None
        for column in table._meta.columns
    ]
    return picked, tuple((name, f"{name}_", plain) for name, plain in zip(names, plains, strict=True))


def _as_plain(text: str | None, plain: Plain | None) -> str | None:
    return text if text is None or plain is None else plain(text)


def _plain_truth(text: str) -> str:
    return {"1": "true", "0": "false"}.get(text, text)


def _plain_instant(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="microseconds")
    except ValueError:
        return text
