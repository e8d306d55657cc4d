"""Cases by the page for counting anew: what their clocks follow from, and the clocks as stored."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.row_seals import touch

_OPEN = "c.status NOT IN ('closed', 'transferred', 'returned', 'withdrawn')"
AT_ONCE = 200
"""Cases named in one statement."""


@dataclass(frozen=True)
class CasePage:
    """One case of a page; ``events`` are rows of standing events, ``stored`` (id, body) of its clocks in order."""

    complaint_id: int
    number: str
    regimes: tuple[str, ...]
    facts: Mapping[str, Any]
    events: tuple[Mapping[str, Any], ...]
    stored: tuple[tuple[int, str], ...]


async def count_cases(database: Database, *, open_only: bool) -> int:
    """How many cases there are."""
    where = f"WHERE {_OPEN}" if open_only else ""
    row = await database.one(f"SELECT COUNT(*) AS n FROM complaints c {where}")
    return int(row["n"]) if row else 0


async def case_pages(database: Database, *, open_only: bool, size: int) -> AsyncIterator[list[CasePage]]:
    """Pages of cases by id; with ``open_only`` the ended ones are left out, and so never move."""
    last = 0
    condition = f"AND {_OPEN} " if open_only else ""
    while True:
        heads = await database.fetch(
            f"SELECT c.id, c.number, c.regimes, c.facts FROM complaints c WHERE c.id > {{}} {condition}"
            "ORDER BY c.id LIMIT {}",
            last,
            size,
        )
        if not heads:
            return
        first, last = heads[0]["id"], heads[-1]["id"]
        events = await _events(database, first, last)
        bodies = _grouped(
            await database.fetch(
                "SELECT id, complaint_id, body FROM due_dates WHERE complaint_id BETWEEN {} AND {} ORDER BY id",
                first,
                last,
            )
        )
        yield [
            CasePage(
                complaint_id=head["id"],
                number=head["number"],
                regimes=tuple(json.loads(head["regimes"])),
                facts=json.loads(head["facts"]),
                events=tuple(events.get(head["id"], ())),
                stored=tuple((row["id"], row["body"]) for row in bodies.get(head["id"], ())),
            )
            for head in heads
        ]


async def _events(database: Database, first: int, last: int) -> dict[int, list[dict[str, Any]]]:
    rows = await database.fetch(
        "SELECT e.complaint_id, e.id, e.kind, e.occurred_on, e.occurred_at, e.decided_on, e.due_on, e.ground, e.span, "
        "e.limit_id, e.title, e.paper, e.corrects FROM legal_events e WHERE e.complaint_id BETWEEN {} AND {} "
        "ORDER BY e.complaint_id, e.sequence",
        first,
        last,
    )
    corrected = {row["corrects"] for row in rows if row["corrects"] is not None}
    return _grouped(row for row in rows if row["id"] not in corrected and row["kind"] != "corrected")


def _grouped(rows: Iterable[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["complaint_id"], []).append(row)
    return grouped


async def write_many_clocks(
    database: Database, clocks: Mapping[int, Sequence[Mapping[str, Any]]], *, at: datetime
) -> None:
    """Store the clocks of many cases and note the change on each case.

    Rows with an ``id`` take the place of that row alone; a case whose rows have none gets them instead of all its old.
    """
    ids = list(clocks)
    anew = [complaint_id for complaint_id in ids if not all("id" in row for row in clocks[complaint_id])]
    for part in _parts(anew):
        await database.execute(f"DELETE FROM due_dates WHERE complaint_id IN ({_marks(part)})", *part)
    for part in _parts(ids):
        await database.execute(
            f"UPDATE complaints SET updated_at = {{}}, revision = revision + 1 WHERE id IN ({_marks(part)})",
            at,
            *part,
        )
        for complaint_id in part:
            touch("complaints", complaint_id)
    rows = [row for complaint_id in ids for row in clocks[complaint_id]]
    await database.insert_many("due_dates", [row for row in rows if "id" not in row])
    await database.update_many("due_dates", [row for row in rows if "id" in row])


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _marks(part: Sequence[int]) -> str:
    return ", ".join(["{}"] * len(part))
