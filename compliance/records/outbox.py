"""Intent as rows: what is to be done after a transaction, claimed by one worker at a time under a lease.

The row is written in the transaction of its cause. A bell (arq, or nothing) may wake a sweeper early; only the row
decides whether the work was done.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from compliance.records.database import Database

LEASE = timedelta(seconds=90)
RETRY = (timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=10))


@dataclass(frozen=True)
class Job:
    """One claimed row."""

    id: int
    kind: str
    key: str
    body: dict[str, Any]
    attempts: int


async def enqueue(database: Database, *, kind: str, key: str, body: dict[str, Any], at: datetime) -> None:
    """Write an intent; the same ``key`` twice is one intent."""
    await database.execute(
        "INSERT INTO outbox (kind, key, body, created_at, due_at, attempts, last_error) "
        "VALUES ({}, {}, {}, {}, {}, 0, '') ON CONFLICT (key) DO NOTHING",
        kind,
        key,
        json.dumps(body, ensure_ascii=False, sort_keys=True),
        at,
        at,
    )


async def claim_one(database: Database, *, worker: str, at: datetime) -> Job | None:
    """The oldest due row that nobody holds, leased to ``worker``; None when there is none.

    The claim is a conditional UPDATE: of two sweepers that see the same row, one changes it and the other does not.
    """
    while True:
        free = await database.one(
            "SELECT id FROM outbox WHERE done_at IS NULL AND due_at <= {} AND (lease_until IS NULL OR lease_until < {}) "
            "ORDER BY due_at, id LIMIT 1",
            at,
            at,
        )
        if free is None:
            return None
        rows = await database.execute(
            "UPDATE outbox SET lease_until = {}, lease_by = {}, attempts = attempts + 1 "
            "WHERE id = {} AND done_at IS NULL AND (lease_until IS NULL OR lease_until < {}) "
            "RETURNING id, kind, key, body, attempts",
            at + LEASE,
            worker,
            free["id"],
            at,
        )
        if rows:
            row = dict(rows[0])
            return Job(row["id"], row["kind"], row["key"], _body(row["body"]), row["attempts"])


def _body(text: str) -> dict[str, Any]:
    """The body of a row; empty where somebody made it unreadable, so that the row fails by itself and not the round."""
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


async def mark_done(database: Database, job: Job, *, at: datetime) -> bool:
    """Close the row inside the transaction of its effect; False when somebody else already had."""
    rows = await database.execute(
        "UPDATE outbox SET done_at = {}, lease_until = NULL, last_error = '' WHERE id = {} AND done_at IS NULL "
        "RETURNING id",
        at,
        job.id,
    )
    return bool(rows)


async def put_back(database: Database, job: Job, *, error: str, at: datetime) -> None:
    """Note the failure and try again later; the row stays open and shows in the state of the sweeper."""
    wait = RETRY[min(job.attempts, len(RETRY)) - 1]
    await database.execute(
        "UPDATE outbox SET lease_until = NULL, last_error = {}, due_at = {} WHERE id = {} AND done_at IS NULL",
        error[:2000],
        at + wait,
        job.id,
    )


async def backlog(database: Database) -> dict[str, Any]:
    """How much is open, how much of it failed before, and since when the oldest has been due."""
    row = await database.one(
        "SELECT COUNT(*) AS open, SUM(CASE WHEN last_error <> '' THEN 1 ELSE 0 END) AS failing "
        "FROM outbox WHERE done_at IS NULL"
    )
    oldest = await database.one("SELECT due_at FROM outbox WHERE done_at IS NULL ORDER BY due_at LIMIT 1")
    return {
        "open": row["open"] if row else 0,
        "failing": (row["failing"] or 0) if row else 0,
        "oldest_due": oldest["due_at"] if oldest else None,
    }


async def beat(database: Database, *, name: str, at: datetime, finished: bool, note: str = "") -> None:
    """The sweeper's sign of life: start and end of a round are noted apart, so that a hanging round shows."""
    column = "finished_at" if finished else "started_at"
    await database.execute(
        f"INSERT INTO heartbeats (name, {column}, note) VALUES ({{}}, {{}}, {{}}) "
        f"ON CONFLICT (name) DO UPDATE SET {column} = excluded.{column}, note = excluded.note",
        name,
        at,
        note,
    )


async def heartbeat(database: Database, name: str) -> dict[str, Any] | None:
    return await database.one("SELECT * FROM heartbeats WHERE name = {}", name)
