"""The filing register (递交登记): what was filed to whom, how, when, with which receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.filing_tables import FilingParticularRow
from compliance.records.row_seals import touch
from compliance.records.tables import FilingRow


@dataclass(frozen=True)
class Filing:
    """One filing; ``document_sha256`` is the hash of the PDF that left, ``fields`` what its channel records.

    ``corrected_by`` is the number of the issued document that corrects the filed paper (one on its way counts for
    nothing), ``corrects`` the number of the one that the filed paper corrects.
    """

    id: int
    complaint_id: int
    case_number: str
    case_title: str
    external_number: str
    case_channel: str
    document_id: int | None
    document_title: str | None
    document_number: str | None
    letter_id: str | None
    channel: str
    addressee: str
    filed_on: date
    filed_at: datetime | None
    filed_by: int
    filer: str
    filer_name: str
    approver_name: str | None
    tracking: str
    regime: str | None
    limit_id: str | None
    due_on: date | None
    document_sha256: str | None
    receipt_sha256: str | None
    receipt_name: str | None
    receipt_on: date | None
    receipt_note: str
    note: str
    recorded_at: datetime
    corrected_by: str | None
    corrected_by_id: int | None
    corrects: str | None
    corrects_id: int | None
    about: str = ""
    acts: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FilingFilters:
    """What the register shows; ``receipt`` is all, missing or present. ``number`` is any number of the filing."""

    regulator: str = ""
    from_: date | None = None
    to: date | None = None
    person: str = ""
    text: str = ""
    product: str = ""
    number: str = ""
    receipt: str = "all"


@dataclass(frozen=True)
class FilingPage:
    """One page of the register; ``after`` continues it, "" at its end."""

    rows: tuple[Filing, ...]
    total: int
    missing: int
    after: str


_JOINS = (
    "FROM filings f JOIN complaints c ON c.id = f.complaint_id JOIN users u ON u.id = f.filed_by "
    "LEFT JOIN documents d ON d.id = f.document_id LEFT JOIN users a ON a.id = d.approved_by "
    "LEFT JOIN filing_particulars p ON p.filing_id = f.id "
)
_FILING = (
    "SELECT f.*, c.number AS case_number, c.title AS case_title, c.external_number, c.channel AS case_channel, "
    "d.title AS document_title, d.number AS document_number, d.letter_id, u.username AS filer, "
    "u.display_name AS filer_name, a.display_name AS approver_name, p.acts AS acts, p.fields AS fields, "
    "p.about AS about, later.number AS corrected_by, later.id AS corrected_by_id, earlier.number AS corrects, "
    f"earlier.id AS corrects_id {_JOINS}"
    "LEFT JOIN documents later ON later.id = (SELECT MAX(k.document_id) FROM document_corrections k "
    "JOIN documents n ON n.id = k.document_id WHERE k.corrects = f.document_id AND n.status = 'issued') "
    "LEFT JOIN document_corrections own ON own.document_id = f.document_id "
    "LEFT JOIN documents earlier ON earlier.id = own.corrects "
)
_MISSING_FIRST = "CASE WHEN f.receipt_on IS NULL THEN 0 ELSE 1 END"
_ORDER = f" ORDER BY {_MISSING_FIRST}, f.filed_on DESC, f.id DESC"
_SEARCHED: Mapping[str, tuple[str, ...]] = {
    "regulator": ("f.addressee",),
    "text": ("c.number", "c.external_number", "c.title", "d.title", "d.number", "f.tracking", "f.addressee", "p.about"),
    "product": ("p.about", "c.title", "c.category"),
    "number": ("d.number", "c.number", "c.external_number", "f.tracking", "p.fields"),
}
"""Filter → the columns that it looks into."""


async def filing(database: Database, filing_id: int, *, for_update: bool = False) -> Filing | None:
    lock = " FOR UPDATE OF f" if for_update and database.on_postgres else ""
    row = await database.one(_FILING + "WHERE f.id = {}" + lock, filing_id)
    return _as_filing(row) if row else None


async def filings_of(database: Database, complaint_id: int) -> tuple[Filing, ...]:
    rows = await database.fetch(_FILING + "WHERE f.complaint_id = {} ORDER BY f.id DESC", complaint_id)
    return tuple(_as_filing(row) for row in rows)


async def list_filings(
    database: Database, filters: FilingFilters, *, most: int | None = None, after: str = ""
) -> tuple[Filing, ...]:
    """Missing receipts first, then the newest; at most ``most``, those behind the filing that ``after`` names."""
    where, values = _where(database, filters)
    if after and (place := _place(after)):
        missing, on, filing_id = place
        where += (
            f" AND ({_MISSING_FIRST} > {{}} OR ({_MISSING_FIRST} = {{}} AND (f.filed_on < {{}} "
            "OR (f.filed_on = {} AND f.id < {}))))"
        )
        values += [missing, missing, on, on, filing_id]
    limit = " LIMIT {}" if most is not None else ""
    rows = await database.fetch(
        _FILING + f"WHERE {where}{_ORDER}{limit}", *values, *([most] if most is not None else [])
    )
    return tuple(_as_filing(row) for row in rows)


async def page_of_filings(database: Database, filters: FilingFilters, *, size: int, after: str = "") -> FilingPage:
    """One page with the counts of everything that the filters find."""
    rows = await list_filings(database, filters, most=size + 1, after=after)
    total, missing = await count_filings(database, filters)
    shown = rows[:size]
    return FilingPage(shown, total, missing, place_of(shown[-1]) if len(rows) > size else "")


async def count_filings(database: Database, filters: FilingFilters) -> tuple[int, int]:
    """How many filings the filters find, and how many of them have no receipt."""
    where, values = _where(database, filters)
    row = await database.one(
        f"SELECT COUNT(*) AS n, SUM(CASE WHEN f.receipt_on IS NULL THEN 1 ELSE 0 END) AS missing {_JOINS}WHERE {where}",
        *values,
    )
    return (row["n"], int(row["missing"] or 0)) if row else (0, 0)


async def unreceipted(
    database: Database, *, filed_until: Mapping[str, date], key_prefix: str, most: int
) -> tuple[Filing, ...]:
    """Filings without a receipt, filed by a channel until its day, for which no intent of that key was written yet."""
    by_channel = " OR ".join(["(f.channel = {} AND f.filed_on <= {})"] * len(filed_until))
    values = [value for pair in filed_until.items() for value in pair]
    rows = await database.fetch(
        f"{_FILING}WHERE f.receipt_on IS NULL AND ({by_channel}) "
        "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.key = CAST({} AS TEXT) || CAST(f.id AS TEXT)) ORDER BY f.id LIMIT {}",
        *values,
        key_prefix,
        most,
    )
    return tuple(_as_filing(row) for row in rows)


async def insert_filing(
    database: Database, values: dict[str, Any], *, fields: Mapping[str, str], acts: Sequence[str], about: str
) -> int:
    filing_id = (await FilingRow.insert(FilingRow(**values)).run())[0]["id"]
    touch("filings", filing_id)
    row = FilingParticularRow(
        filing_id=filing_id,
        acts=json.dumps(list(acts)),
        fields=json.dumps(dict(fields), ensure_ascii=False, sort_keys=True),
        about=about,
    )
    touch("filing_particulars", (await FilingParticularRow.insert(row).run())[0]["id"])
    return filing_id


async def set_receipt(
    database: Database, filing_id: int, *, sha256: str | None, name: str | None, on: date, note: str
) -> bool:
    """Note the receipt once; False when one is already there."""
    touch("filings", filing_id)
    rows = await database.execute(
        "UPDATE filings SET receipt_sha256 = {}, receipt_name = {}, receipt_on = {}, receipt_note = {} "
        "WHERE id = {} AND receipt_on IS NULL RETURNING id",
        sha256,
        name,
        on,
        note,
        filing_id,
    )
    return bool(rows)


def _where(database: Database, filters: FilingFilters) -> tuple[str, list[Any]]:
    like = "ILIKE" if database.on_postgres else "LIKE"
    terms, values = ["1 = 1"], []
    for name, columns in _SEARCHED.items():
        # Every word must be found somewhere: "吸尘器 示例牌" finds the filing that has both, in whatever order.
        for word in str(getattr(filters, name)).split():
            terms.append("(" + " OR ".join(f"{column} {like} {{}} ESCAPE '\\'" for column in columns) + ")")
            values += [_pattern(word)] * len(columns)
    if filters.person.strip():
        terms.append(f"(u.display_name {like} {{}} ESCAPE '\\' OR u.username = {{}})")
        values += [_pattern(filters.person), filters.person.strip()]
    for comparison, limit in (("f.filed_on >= {}", filters.from_), ("f.filed_on <= {}", filters.to)):
        if limit:
            terms.append(comparison)
            values.append(limit)
    if filters.receipt in ("missing", "present"):
        terms.append(f"f.receipt_on IS {'NULL' if filters.receipt == 'missing' else 'NOT NULL'}")
    return " AND ".join(terms), values


def _as_filing(row: dict[str, Any]) -> Filing:
    acts, fields, about = row["acts"], row["fields"], row["about"]
    return Filing(
        **row | {"acts": tuple(json.loads(acts or "[]")), "fields": json.loads(fields or "{}"), "about": about or ""}
    )


def place_of(last: Filing) -> str:
    """Where a filing stands in the order of the register; what follows it is asked for by this."""
    return f"{0 if last.receipt_on is None else 1}.{last.filed_on.isoformat()}.{last.id}"


def _place(after: str) -> tuple[int, date, int] | None:
    """Where a cursor points; None for one that nobody gave out."""
    missing, _, rest = after.partition(".")
    on, _, filing_id = rest.partition(".")
    try:
        return int(missing), date.fromisoformat(on), int(filing_id)
    except ValueError:
        return None


def _pattern(text: str) -> str:
    plain = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
