"""Which clocks a change of law moves, from and to: the list of its preview, and afterwards the note on each case."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.records.database import Database

PAGE = 200
_COLUMNS = (
    *("complaint_id", "number", "regime", "limit_id", "label", "ours", "started_on", "how"),
    *("due_before", "due_after", "state_before", "state_after"),
)


@dataclass(frozen=True)
class AppliedMove:
    """A clock of one case that a change in force moved, with who put it into force and why."""

    change_id: int
    title: str
    regime: str
    limit: str
    label: str
    started_on: date
    how: str
    due_before: str
    due_after: str
    proposer: str
    decider: str
    decided_at: datetime
    reason: str


def digest_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over moves in their order: what is confirmed is what was previewed, and stays as it was written."""
    digest = hashlib.sha256()
    for row in rows:
        plain = {name: str(row[name]) if name == "started_on" else row[name] for name in _COLUMNS}
        plain["ours"] = bool(row["ours"])
        digest.update(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


async def changes_with_other_moves(database: Database) -> tuple[int, ...]:
    """The changes in force whose list of moves is not the one that was confirmed."""
    found = []
    for change in await database.fetch("SELECT id, moves_digest FROM law_changes WHERE state = 'in_force' ORDER BY id"):
        rows: list[dict[str, Any]] = []
        while page := await moves_of(database, change["id"], after=rows[-1]["id"] if rows else 0, limit=5000):
            rows.extend(page)
        if digest_of(rows) != change["moves_digest"]:
            found.append(int(change["id"]))
    return tuple(found)


async def replace_moves(database: Database, change_id: int, moves: Iterable[dict[str, Any]]) -> None:
    """Keep the moves of a change in place of those of an earlier preview."""
    await database.execute("DELETE FROM law_moves WHERE change_id = {}", change_id)
    rows = [{"change_id": change_id} | {name: move[name] for name in _COLUMNS} for move in moves]
    await database.insert_many("law_moves", rows)


async def moves_of(
    database: Database, change_id: int, *, how: str = "", after: int = 0, limit: int = PAGE
) -> list[dict[str, Any]]:
    """A page of the moves of a change, those after row ``after``; ``how`` narrows them."""
    condition, values = ("AND how = {} ", [how]) if how else ("", [])
    return await database.fetch(
        f"SELECT id, {', '.join(_COLUMNS)} FROM law_moves WHERE change_id = {{}} AND id > {{}} {condition}"
        "ORDER BY id LIMIT {}",
        change_id,
        after,
        *values,
        limit,
    )


async def moves_of_case(database: Database, complaint_id: int) -> tuple[AppliedMove, ...]:
    """What changes in force moved on one case, the oldest first: its note, old and new date."""
    rows = await database.fetch(
        "SELECT m.change_id, c.title, m.regime, m.limit_id, m.label, m.started_on, m.how, m.due_before, m.due_after, "
        "p.display_name AS proposer, d.display_name AS decider, c.decided_at, c.decision_reason "
        "FROM law_moves m JOIN law_changes c ON c.id = m.change_id JOIN users p ON p.id = c.proposed_by "
        "JOIN users d ON d.id = c.decided_by WHERE m.complaint_id = {} AND c.state = 'in_force' ORDER BY c.revision, m.id",
        complaint_id,
    )
    return tuple(
        AppliedMove(
            change_id=row["change_id"],
            title=row["title"],
            regime=row["regime"],
            limit=row["limit_id"],
            label=row["label"],
            started_on=row["started_on"],
            how=row["how"],
            due_before=row["due_before"],
            due_after=row["due_after"],
            proposer=row["proposer"],
            decider=row["decider"],
            decided_at=row["decided_at"],
            reason=row["decision_reason"],
        )
        for row in rows
    )


def move_row(move: Any) -> dict[str, Any]:
    """The columns of a move."""
    return {name: getattr(move, "limit" if name == "limit_id" else name) for name in _COLUMNS}
