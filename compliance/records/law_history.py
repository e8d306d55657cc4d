"""Earlier texts of the law in force, and the moves of a change seen from one side: reads for the change page."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from compliance.records.database import Database
from compliance.records.law import LawText
from compliance.records.law_moves import PAGE, moves_of

LATE = "late"
_TURNED_LATE = (
    "SELECT id, complaint_id, number, regime, limit_id, label, ours, started_on, how, due_before, due_after, "
    "state_before, state_after FROM law_moves WHERE change_id = {} AND id > {} "
    "AND state_after IN ('overdue', 'met_late') AND state_before <> state_after ORDER BY id LIMIT {}"
)


async def text_before(database: Database, text: LawText, *, revision: int) -> str:
    """The file as it stood before the change of that revision; empty when there was none."""
    row = await database.one(
        "SELECT t.content FROM law_changes c JOIN law_texts t ON t.change_id = c.id "
        "WHERE c.state = 'in_force' AND c.revision < {} AND t.kind = {} AND t.name = {} "
        "ORDER BY c.revision DESC LIMIT 1",
        revision,
        text.kind,
        text.name,
    )
    if row is not None:
        return row["content"]
    pinned = await database.one("SELECT texts FROM law_baseline ORDER BY id LIMIT 1")
    return json.loads(pinned["texts"])[text.kind].get(text.name, "") if pinned else ""


async def moves_page(
    database: Database, change_id: int, *, how: str = "", after: int = 0, limit: int = PAGE
) -> list[dict[str, Any]]:
    """A page of the moves of a change; ``how`` may also be ``late``: the clocks that become overdue by it."""
    if how == LATE:
        return await database.fetch(_TURNED_LATE, change_id, after, limit)
    return await moves_of(database, change_id, how=how, after=after, limit=limit)


async def every_move(database: Database, change_id: int, *, how: str = "") -> AsyncIterator[dict[str, Any]]:
    """All of them in order, page by page."""
    after = 0
    while rows := await moves_page(database, change_id, how=how, after=after):
        for row in rows:
            yield row
        after = rows[-1]["id"]
