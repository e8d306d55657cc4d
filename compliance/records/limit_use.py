"""Which open cases a limit runs in: read from the stored clocks, so that it agrees with board and register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from compliance.records.database import Database

MOST = 50


@dataclass(frozen=True)
class CaseUse:
    """One open clock of the limit: the case, who holds it, and when it ends (None while it stands still)."""

    number: str
    title: str
    handler: str
    due_on: date | None
    due_at: datetime | None
    provisional: bool


@dataclass(frozen=True)
class LimitUse:
    """How many open clocks the limit has, and the first `MOST` of them by their end."""

    total: int
    cases: tuple[CaseUse, ...]


async def use_of(database: Database, *, regime: str, limit: str) -> LimitUse:
    """The open clocks of one limit, the earliest end first."""
    counted = await database.one(
        "SELECT COUNT(*) AS n FROM due_dates WHERE is_open AND regime = {} AND limit_id = {}", regime, limit
    )
    total = counted["n"] if counted else 0
    rows = await database.fetch(
        "SELECT c.number, c.title, u.display_name AS handler, d.due_on, d.due_at, d.provisional FROM due_dates d "
        "JOIN complaints c ON c.id = d.complaint_id LEFT JOIN users u ON u.id = c.handler_id "
        "WHERE d.is_open AND d.regime = {} AND d.limit_id = {} "
        f"ORDER BY d.earliest IS NULL, d.earliest, c.number LIMIT {MOST}",
        regime,
        limit,
    )
    return LimitUse(total, tuple(_case(row) for row in rows))


def _case(row: dict) -> CaseUse:
    return CaseUse(
        number=row["number"],
        title=row["title"],
        handler=row["handler"] or "",
        due_on=row["due_on"],
        due_at=row["due_at"],
        provisional=bool(row["provisional"]),
    )
