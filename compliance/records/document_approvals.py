"""Approvals of a document by step, each over the very words that were seen; a return makes them void and keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.document_tables import DocumentApprovalRow
from compliance.records.row_seals import touch


@dataclass(frozen=True)
class Approval:
    """One step that was taken; ``step`` counts from 1, ``role`` is what the step asked for."""

    id: int
    document_id: int
    step: int
    role: str
    content_sha256: str
    approved_by: int
    approver_name: str
    approved_at: datetime
    void_at: datetime | None


_APPROVAL = (
    "SELECT a.*, u.display_name AS approver_name FROM document_approvals a JOIN users u ON u.id = a.approved_by "
)


async def approvals_of(database: Database, document_id: int) -> tuple[Approval, ...]:
    """All approvals of a document, void ones too, oldest first."""
    rows = await database.fetch(_APPROVAL + "WHERE a.document_id = {} ORDER BY a.id", document_id)
    return tuple(Approval(**row) for row in rows)


async def standing_approvals_waiting(database: Database) -> dict[int, tuple[Approval, ...]]:
    """The approvals that stand of every document that waits, by document id."""
    rows = await database.fetch(
        _APPROVAL + "JOIN documents d ON d.id = a.document_id WHERE a.void_at IS NULL "
        "AND d.status IN ('in_review', 'approved', 'issuing') ORDER BY a.id"
    )
    found: dict[int, tuple[Approval, ...]] = {}
    for row in rows:
        found[row["document_id"]] = (*found.get(row["document_id"], ()), Approval(**row))
    return found


async def tiers_waiting(database: Database) -> dict[int, str]:
    """The tier of the case of every document that waits, by document id."""
    rows = await database.fetch(
        "SELECT d.id, c.tier FROM documents d JOIN complaints c ON c.id = d.complaint_id "
        "WHERE d.status IN ('in_review', 'approved', 'issuing')"
    )
    return {row["id"]: row["tier"] for row in rows}


async def insert_approval(database: Database, values: dict[str, Any]) -> int:
    approval_id = (await DocumentApprovalRow.insert(DocumentApprovalRow(**values)).run())[0]["id"]
    touch("document_approvals", approval_id)
    return approval_id


async def void_approvals(database: Database, document_id: int, *, at: datetime) -> int:
    """Make every standing approval of a document void; how many there were."""
    rows = await database.execute(
        "UPDATE document_approvals SET void_at = {} WHERE document_id = {} AND void_at IS NULL RETURNING id",
        at,
        document_id,
    )
    for row in rows:
        touch("document_approvals", row["id"])
    return len(rows)
