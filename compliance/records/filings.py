"""The filing register (递交登记): what was filed to whom, how, when, with which receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.row_seals import touch
from compliance.records.tables import FilingRow


@dataclass(frozen=True)
class Filing:
    """One filing; ``document_sha256`` is the hash of the PDF that left."""

    id: int
    complaint_id: int
    case_number: str
    case_title: str
    external_number: str
    case_channel: str
    document_id: int | None
    document_title: str | None
    document_number: str | None
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


@dataclass(frozen=True)
class FilingFilters:
    """What the register shows; ``receipt`` is all, missing or present."""

    regulator: str = ""
    from_: date | None = None
    to: date | None = None
    person: str = ""
    text: str = ""
    receipt: str = "all"


_FILING = (
    "SELECT f.*, c.number AS case_number, c.title AS case_title, c.external_number, c.channel AS case_channel, "
    "d.title AS document_title, d.number AS document_number, u.username AS filer, u.display_name AS filer_name, "
    "a.display_name AS approver_name FROM filings f JOIN complaints c ON c.id = f.complaint_id "
    "JOIN users u ON u.id = f.filed_by LEFT JOIN documents d ON d.id = f.document_id "
    "LEFT JOIN users a ON a.id = d.approved_by "
)


async def filing(database: Database, filing_id: int, *, for_update: bool = False) -> Filing | None:
    lock = " FOR UPDATE OF f" if for_update and database.on_postgres else ""
    row = await database.one(_FILING + "WHERE f.id = {}" + lock, filing_id)
    return Filing(**row) if row else None


async def filings_of(database: Database, complaint_id: int) -> tuple[Filing, ...]:
    rows = await database.fetch(_FILING + "WHERE f.complaint_id = {} ORDER BY f.id DESC", complaint_id)
    return tuple(Filing(**row) for row in rows)


async def list_filings(database: Database, filters: FilingFilters) -> tuple[Filing, ...]:
    """Missing receipts first, then the newest."""
    terms, values = ["1 = 1"], []
    like = "ILIKE" if database.on_postgres else "LIKE"
    for column, wanted in (("f.addressee", filters.regulator), ("u.display_name", filters.person)):
        if wanted.strip():
            match = f"{column} {like} {{}} ESCAPE '\\'"
            terms.append(match if column == "f.addressee" else f"({match} OR u.username = {{}})")
            values.append(_pattern(wanted))
            if column != "f.addressee":
                values.append(wanted.strip())
    for comparison, limit in (("f.filed_on >= {}", filters.from_), ("f.filed_on <= {}", filters.to)):
        if limit:
            terms.append(comparison)
            values.append(limit)
    if filters.text.strip():
        columns = ("c.number", "c.external_number", "c.title", "d.title", "d.number", "f.tracking", "f.addressee")
        terms.append("(" + " OR ".join(f"{column} {like} {{}} ESCAPE '\\'" for column in columns) + ")")
        values += [_pattern(filters.text)] * len(columns)
    if filters.receipt == "missing":
        terms.append("f.receipt_on IS NULL")
    elif filters.receipt == "present":
        terms.append("f.receipt_on IS NOT NULL")
    rows = await database.fetch(
        _FILING + f"WHERE {' AND '.join(terms)} "
        "ORDER BY CASE WHEN f.receipt_on IS NULL THEN 0 ELSE 1 END, f.filed_on DESC, f.id DESC",
        *values,
    )
    return tuple(Filing(**row) for row in rows)


async def insert_filing(database: Database, values: dict[str, Any]) -> int:
    filing_id = (await FilingRow.insert(FilingRow(**values)).run())[0]["id"]
    touch("filings", filing_id)
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


def _pattern(text: str) -> str:
    plain = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
