"""Files whose classification waits for a person."""

from __future__ import annotations

from compliance.records.complaints import _COMPLAINT, Complaint, as_complaint
from compliance.records.database import Database

# The column is JSON text; the flag is written by the verbs alone, and quotes inside kept words are escaped.
_WAITING = (
    "c.classification LIKE '%\"to_confirm\": true%' "
    "AND c.status NOT IN ('closed', 'transferred', 'returned', 'withdrawn')"
)


async def classifications_waiting(database: Database, *, most: int = 200) -> tuple[Complaint, ...]:
    """Open files whose regimes a person has still to confirm, oldest receipt first, at most ``most``."""
    rows = await database.fetch(f"{_COMPLAINT}WHERE {_WAITING} ORDER BY c.received_on, c.id LIMIT {{}}", most)
    return tuple(as_complaint(row) for row in rows)


async def count_waiting(database: Database) -> int:
    """How many there are in all."""
    row = await database.one(f"SELECT COUNT(*) AS n FROM complaints c WHERE {_WAITING}")
    return row["n"] if row else 0
