"""Documents: drafts that change under a revision, and issued ones that never do again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.row_seals import touch
from compliance.records.tables import DocumentRow


@dataclass(frozen=True)
class CaseDocument:
    """A document of a case; ``blocks`` is the composed document (JSON) once submitted."""

    id: int
    complaint_id: int
    case_number: str
    case_title: str
    letter_id: str
    title: str
    status: str
    number: str | None
    step_on: date
    facts: dict[str, Any]
    blocks: dict[str, Any] | None
    content_sha256: str | None
    letter_version: str
    rules: str
    drafted_by: int
    drafter: str
    drafter_name: str
    submitted_by: int | None
    approved_by: int | None
    approver_name: str | None
    approved_at: datetime | None
    issued_by: int | None
    issuer_name: str | None
    issued_on: date | None
    docx_sha256: str | None
    pdf_sha256: str | None
    remark: str
    created_at: datetime
    updated_at: datetime
    revision: int


_DOCUMENT = (
    "SELECT d.*, c.number AS case_number, c.title AS case_title, w.username AS drafter, "
    "w.display_name AS drafter_name, a.display_name AS approver_name, i.display_name AS issuer_name "
    "FROM documents d JOIN complaints c ON c.id = d.complaint_id JOIN users w ON w.id = d.drafted_by "
    "LEFT JOIN users a ON a.id = d.approved_by LEFT JOIN users i ON i.id = d.issued_by "
)


def _as_document(row: dict[str, Any]) -> CaseDocument:
    values = dict(row)
    values["facts"] = json.loads(values["facts"])
    values["blocks"] = json.loads(values["blocks"]) if values["blocks"] else None
    return CaseDocument(**values)


async def document(database: Database, document_id: int, *, for_update: bool = False) -> CaseDocument | None:
    lock = " FOR UPDATE OF d" if for_update and database.on_postgres else ""
    row = await database.one(_DOCUMENT + "WHERE d.id = {}" + lock, document_id)
    return _as_document(row) if row else None


async def document_with_number(database: Database, number: str) -> int | None:
    """The id of the document that has this number."""
    row = await database.one("SELECT id FROM documents WHERE number = {}", number)
    return row["id"] if row else None


async def documents_of(database: Database, complaint_id: int) -> tuple[CaseDocument, ...]:
    """All documents of a case, newest first."""
    rows = await database.fetch(_DOCUMENT + "WHERE d.complaint_id = {} ORDER BY d.id DESC", complaint_id)
    return tuple(_as_document(row) for row in rows)


async def documents_waiting(database: Database) -> tuple[CaseDocument, ...]:
    """What waits for approval or issue, oldest first."""
    rows = await database.fetch(
        _DOCUMENT + "WHERE d.status IN ('in_review', 'approved', 'issuing') ORDER BY d.updated_at, d.id"
    )
    return tuple(_as_document(row) for row in rows)


async def insert_document(database: Database, values: dict[str, Any]) -> int:
    row = DocumentRow(**_as_columns(values))
    document_id = (await DocumentRow.insert(row).run())[0]["id"]
    touch("documents", document_id)
    return document_id


async def change_document(
    database: Database,
    document_id: int,
    values: dict[str, Any],
    *,
    at: datetime,
    from_status: tuple[str, ...],
    expected_revision: int | None = None,
) -> bool:
    """Change a document only while it is in one of ``from_status`` (and at the expected revision); False otherwise.

    The condition is in the UPDATE itself: of two people who issue the same draft one changes the row.
    """
    touch("documents", document_id)
    columns = _as_columns(values)
    known = {column._meta.db_column_name for column in DocumentRow._meta.columns}
    if set(columns) - known:
        raise ValueError(f"documents has no column {sorted(set(columns) - known)[0]}")
    assigned = "".join(f"{name} = {{}}, " for name in columns)
    statuses = ", ".join(["{}"] * len(from_status))
    guard = " AND revision = {}" if expected_revision is not None else ""
    rows = await database.execute(
        f"UPDATE documents SET {assigned}updated_at = {{}}, revision = revision + 1 "
        f"WHERE id = {{}} AND status IN ({statuses}){guard} RETURNING id",
        *columns.values(),
        at,
        document_id,
        *from_status,
        *([expected_revision] if expected_revision is not None else []),
    )
    return bool(rows)


def _as_columns(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else value
        for name, value in values.items()
    }
