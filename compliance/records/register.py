"""The register (台账): filtered, sorted, counted pages of complaints by keyset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from compliance.records.complaints import _COMPLAINT, Complaint, as_complaint
from compliance.records.database import Database

SORTS = {
    "received_desc": ("c.received_on", "DESC"),
    "received_asc": ("c.received_on", "ASC"),
    "number_desc": ("c.number", "DESC"),
    "number_asc": ("c.number", "ASC"),
    "updated_desc": ("c.updated_at", "DESC"),
    "due_asc": ("due_first", "ASC"),
}
FAR = "9999-12-31"


@dataclass(frozen=True)
class RegisterFilters:
    """What the register shows; empty means everything."""

    text: str = ""
    status: str = ""
    channel: str = ""
    kind: str = ""
    handler: str = ""
    tier: str = ""
    regime: str = ""
    source: str = ""
    lamp: str = ""
    received_from: date | None = None
    received_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    sort: str = "received_desc"


@dataclass(frozen=True)
class RegisterPage:
    """One page; ``counts`` says how many each status would show under the other filters."""

    rows: tuple[Complaint, ...]
    due: dict[int, date | None]
    total: int
    first: int
    next_offset: int | None
    previous_offset: int | None
    counts: dict[str, int]


# The most urgent open clock of ours decides the due column; the earliest possible date of a provisional one counts.
_DUE = "(SELECT MIN(d.earliest) FROM due_dates d WHERE d.complaint_id = c.id AND d.is_open AND d.ours)"


async def list_complaints(
    database: Database, filters: RegisterFilters, *, offset: int = 0, size: int = 50, today: date | None = None
) -> RegisterPage:
    """A page of the register from row ``offset``; the total counts the same rows that the pages hold."""
    where, values = _where(filters, database, today)
    row = await database.one(f"SELECT COUNT(*) AS n FROM complaints c WHERE {where}", *values)
    total = row["n"] if row else 0
    ids = await _ids(database, filters, where, values, offset=offset, size=size)
    rows = await _complaints(database, ids)
    statuses, status_values = _where(replace(filters, status=""), database, today)
    counts = await database.fetch(
        f"SELECT c.status, COUNT(*) AS n FROM complaints c WHERE {statuses} GROUP BY c.status", *status_values
    )
    return RegisterPage(
        rows=rows,
        due=await _due_dates(database, ids),
        total=total,
        first=offset + 1 if rows else 0,
        next_offset=offset + size if offset + size < total else None,
        previous_offset=max(0, offset - size) if offset else None,
        counts={item["status"]: item["n"] for item in counts},
    )


async def every_complaint(
    database: Database, filters: RegisterFilters, *, today: date | None = None, page: int = 500
) -> tuple[list[Complaint], dict[int, date | None]]:
    """All rows of the view in its order, for the export of exactly what the screen shows."""
    where, values = _where(filters, database, today)
    ids = await _ids(database, filters, where, values, offset=0, size=1_000_000)
    rows: list[Complaint] = []
    due: dict[int, date | None] = {}
    for part in _parts(ids, page):
        rows += await _complaints(database, part)
        due |= await _due_dates(database, part)
    return rows, due


async def _ids(
    database: Database, filters: RegisterFilters, where: str, values: list[Any], *, offset: int, size: int
) -> list[int]:
    column, direction = SORTS.get(filters.sort, SORTS["received_desc"])
    if column == "due_first":
        column = f"COALESCE({_DUE}, {'CAST(' + repr(FAR) + ' AS DATE)' if database.on_postgres else repr(FAR)})"
    found = await database.fetch(
        f"SELECT c.id FROM complaints c WHERE {where} ORDER BY {column} {direction}, c.id {direction} "
        "LIMIT {} OFFSET {}",
        *values,
        size,
        offset,
    )
    return [row["id"] for row in found]


async def _complaints(database: Database, ids: list[int]) -> tuple[Complaint, ...]:
    if not ids:
        return ()
    marks = ", ".join(["{}"] * len(ids))
    found = await database.fetch(_COMPLAINT + f"WHERE c.id IN ({marks})", *ids)
    by_id = {row["id"]: as_complaint(row) for row in found}
    return tuple(by_id[complaint_id] for complaint_id in ids)


async def _due_dates(database: Database, ids: list[int]) -> dict[int, date | None]:
    if not ids:
        return {}
    marks = ", ".join(["{}"] * len(ids))
    rows = await database.fetch(
        f"SELECT complaint_id, earliest FROM due_dates WHERE is_open AND ours AND complaint_id IN ({marks})", *ids
    )
    first: dict[int, date | None] = dict.fromkeys(ids)
    for row in rows:
        known = first[row["complaint_id"]]
        if row["earliest"] is not None and (known is None or row["earliest"] < known):
            first[row["complaint_id"]] = row["earliest"]
    return first


def _parts(ids: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _where(filters: RegisterFilters, database: Database, today: date | None) -> tuple[str, list[Any]]:
    terms, values = ["1 = 1"], []
    for column, wanted in (
        ("c.status", filters.status),
        ("c.channel", filters.channel),
        ("c.kind", filters.kind),
        ("c.tier", filters.tier),
        ("c.source", filters.source),
    ):
        if wanted:
            terms.append(f"{column} = {{}}")
            values.append(wanted)
    if filters.handler == "-":
        terms.append("c.handler_id IS NULL")
    elif filters.handler:
        terms.append("c.handler_id = (SELECT id FROM users WHERE username = {})")
        values.append(filters.handler)
    if filters.regime:
        terms.append("c.regimes LIKE {} ESCAPE '\\'")
        values.append(f'%"{_literal(filters.regime)}"%')
    for comparison, limit in (
        ("c.received_on >= {}", filters.received_from),
        ("c.received_on <= {}", filters.received_to),
    ):
        if limit:
            terms.append(comparison)
            values.append(limit)
    if filters.text.strip():
        needle = f"%{_literal(filters.text.strip())}%"
        like = "ILIKE" if database.on_postgres else "LIKE"
        columns = ("c.number", "c.external_number", "c.title", "c.content", "c.respondent_name", "c.authority")
        terms.append("(" + " OR ".join(f"{column} {like} {{}} ESCAPE '\\'" for column in columns) + ")")
        values += [needle] * len(columns)
    _due_terms(filters, today, terms, values)
    return " AND ".join(terms), values


def _due_terms(filters: RegisterFilters, today: date | None, terms: list[str], values: list[Any]) -> None:
    inner, inner_values = [], []
    for comparison, limit in (("d.earliest >= {}", filters.due_from), ("d.earliest <= {}", filters.due_to)):
        if limit:
            inner.append(comparison)
            inner_values.append(limit)
    if today and filters.lamp == "overdue":
        inner.append("d.earliest < {}")
        inner_values.append(today)
    elif today and filters.lamp == "today":
        inner.append("d.earliest = {}")
        inner_values.append(today)
    elif filters.lamp == "provisional":
        inner.append("d.provisional")
    if inner:
        terms.append(
            "EXISTS (SELECT 1 FROM due_dates d WHERE d.complaint_id = c.id AND d.is_open AND d.ours AND "
            + " AND ".join(inner)
            + ")"
        )
        values += inner_values


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
