"""The numbers beside the menu, counted by the database; each equals the length of the list behind it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from compliance.records.database import Database


async def urgent_clocks(database: Database, *, username: str, today: date, now: datetime) -> int:
    """Open clocks of ours in this person's hands that are overdue or due on ``today``, as the board's blocks count.

    A paused clock has no day and does not count; a limit in hours counts on its day and after its instant.
    """
    # The column ``ours`` leaves out limits shown as guidance, which the board shows; the stored deadline keeps both.
    return await _count(
        database,
        "due_dates d JOIN complaints c ON c.id = d.complaint_id JOIN users u ON u.id = c.handler_id "
        "WHERE u.username = {} AND d.is_open AND d.earliest IS NOT NULL AND d.body LIKE '%\"ours\":true%' "
        "AND (d.earliest = {} OR (d.due_at IS NULL AND d.due_on <= {}) OR (d.due_at IS NOT NULL AND d.due_at < {}))",
        username,
        today,
        today,
        now,
    )


async def documents_waiting(database: Database) -> int:
    """Documents that wait for approval or issue."""
    return await _count(database, "documents WHERE status IN ('in_review', 'approved', 'issuing')")


async def receipts_missing(database: Database) -> int:
    """Filings without a receipt."""
    return await _count(database, "filings WHERE receipt_on IS NULL")


async def law_changes_to_confirm(database: Database, user_id: int) -> int:
    """Proposed changes of law that somebody else put forward, so that this person may decide them."""
    return await _count(database, "law_changes WHERE state = 'proposed' AND proposed_by <> {}", user_id)


async def letters_to_confirm(database: Database, user_id: int) -> int:
    """Proposed letters of the house that somebody else drafted, so that this person may decide them."""
    return await _count(database, "letter_releases WHERE state = 'proposed' AND drafted_by <> {}", user_id)


async def receipts_to_confirm(database: Database, user_id: int) -> int:
    """Proposed days of receipt that somebody else put forward, so that this person may decide them."""
    return await _count(database, "receipt_proposals WHERE state = 'proposed' AND proposed_by <> {}", user_id)


async def unread_notices(database: Database, user_id: int) -> int:
    """Notices that this person has not read."""
    return await _count(database, "notices WHERE user_id = {} AND read_at IS NULL", user_id)


async def _count(database: Database, source: str, *values: Any) -> int:
    row = await database.one(f"SELECT COUNT(*) AS n FROM {source}", *values)
    return row["n"] if row else 0
