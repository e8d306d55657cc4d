"""In-app notices: what a person should see at the next page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.records.database import Database


@dataclass(frozen=True)
class UnreadNotice:
    """One notice; ``message_id`` and ``values`` make the sentence in the reader's language."""

    id: int
    case_number: str | None
    message_id: str
    values: dict[str, Any]
    created_at: datetime


async def add_notice(
    database: Database,
    *,
    key: str,
    user_id: int,
    complaint_id: int | None,
    message_id: str,
    values: dict[str, Any],
    at: datetime,
) -> None:
    """Store a notice; the same ``key`` twice is one notice."""
    await database.execute(
        "INSERT INTO notices (key, user_id, complaint_id, message_id, body, created_at) "
        "VALUES ({}, {}, {}, {}, {}, {}) ON CONFLICT (key) DO NOTHING",
        key,
        user_id,
        complaint_id,
        message_id,
        json.dumps(values, ensure_ascii=False),
        at,
    )


async def unread(database: Database, user_id: int, *, most: int = 50) -> tuple[UnreadNotice, ...]:
    rows = await database.fetch(
        "SELECT n.id, c.number AS case_number, n.message_id, n.body, n.created_at FROM notices n "
        "LEFT JOIN complaints c ON c.id = n.complaint_id WHERE n.user_id = {} AND n.read_at IS NULL "
        "ORDER BY n.id DESC LIMIT {}",
        user_id,
        most,
    )
    return tuple(
        UnreadNotice(row["id"], row["case_number"], row["message_id"], json.loads(row["body"]), row["created_at"])
        for row in rows
    )


async def mark_read(database: Database, user_id: int, notice_id: int, *, at: datetime) -> None:
    await database.execute(
        "UPDATE notices SET read_at = {} WHERE id = {} AND user_id = {} AND read_at IS NULL", at, notice_id, user_id
    )
