"""Receipts dated back that wait for a second person (补登收到日): what was entered, on what evidence, what it moves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.row_seals import touch


@dataclass(frozen=True)
class ReceiptProposal:
    """One proposal; ``event`` are the values of the act, ``moves`` what it would move: label, from, to."""

    id: int
    complaint_id: int
    number: str
    title: str
    event: Mapping[str, Any]
    corrects: int | None
    evidence: str
    evidence_name: str
    reason: str
    state: str
    moves: tuple[Mapping[str, Any], ...]
    proposed_by: int
    proposer: str
    proposed_at: datetime
    decider: str
    decided_at: datetime | None
    decision_reason: str


_PROPOSAL = (
    "SELECT r.*, c.number, c.title, p.display_name AS proposer, d.display_name AS decider FROM receipt_proposals r "
    "JOIN complaints c ON c.id = r.complaint_id JOIN users p ON p.id = r.proposed_by "
    "LEFT JOIN users d ON d.id = r.decided_by "
)


async def insert_proposal(database: Database, values: Mapping[str, Any]) -> int:
    """Keep a proposal; its id."""
    row = dict(values) | {
        "event": json.dumps(values["event"], ensure_ascii=False, sort_keys=True),
        "moves": json.dumps(values["moves"], ensure_ascii=False, sort_keys=True),
    }
    names, marks = ", ".join(row), ", ".join(["{}"] * len(row))
    made = await database.fetch(
        f"INSERT INTO receipt_proposals ({names}) VALUES ({marks}) RETURNING id",
        *row.values(),
    )
    touch("receipt_proposals", int(made[0]["id"]))
    return int(made[0]["id"])


async def decide_proposal(
    database: Database, proposal_id: int, *, state: str, by: int, at: datetime, reason: str
) -> None:
    """Set what a second person decided."""
    touch("receipt_proposals", proposal_id)
    await database.execute(
        "UPDATE receipt_proposals SET state = {}, decided_by = {}, decided_at = {}, decision_reason = {} WHERE id = {}",
        state,
        by,
        at,
        reason,
        proposal_id,
    )


async def proposal(database: Database, proposal_id: int, *, for_update: bool = False) -> ReceiptProposal | None:
    lock = " FOR UPDATE OF r" if for_update and database.on_postgres else ""
    row = await database.one(_PROPOSAL + "WHERE r.id = {}" + lock, proposal_id)
    return _as_proposal(row) if row else None


async def proposals_waiting(database: Database) -> tuple[ReceiptProposal, ...]:
    """Those that nobody has decided yet, the oldest first."""
    rows = await database.fetch(_PROPOSAL + "WHERE r.state = 'proposed' ORDER BY r.id")
    return tuple(_as_proposal(row) for row in rows)


async def proposals_of(database: Database, complaint_id: int) -> tuple[ReceiptProposal, ...]:
    """All proposals of one case, the newest first."""
    rows = await database.fetch(_PROPOSAL + "WHERE r.complaint_id = {} ORDER BY r.id DESC", complaint_id)
    return tuple(_as_proposal(row) for row in rows)


def _as_proposal(row: Mapping[str, Any]) -> ReceiptProposal:
    return ReceiptProposal(
        id=row["id"],
        complaint_id=row["complaint_id"],
        number=row["number"],
        title=row["title"],
        event=json.loads(row["event"]),
        corrects=row["corrects"],
        evidence=row["evidence"],
        evidence_name=row["evidence_name"],
        reason=row["reason"],
        state=row["state"],
        moves=tuple(json.loads(row["moves"])),
        proposed_by=row["proposed_by"],
        proposer=row["proposer"],
        proposed_at=row["proposed_at"],
        decider=row["decider"] or "",
        decided_at=row["decided_at"],
        decision_reason=row["decision_reason"],
    )
