"""Sign-in sessions: the browser holds a random token, the database only its hash."""

from __future__ import annotations

import hashlib
import json
import secrets as randomness
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from compliance.records.database import Database
from compliance.records.tables import Session as SessionTable

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Session:
    """One live session."""

    token_hash: str
    user_id: int | None
    body: dict[str, Any]
    seen_at: datetime
    expires_at: datetime


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def start_session(
    database: Database, *, user_id: int | None, body: dict[str, Any], at: datetime
) -> tuple[str, Session]:
    """A fresh session with a token of our own making; (token for the cookie, session)."""
    token = randomness.token_urlsafe(TOKEN_BYTES)
    session = Session(token_hash(token), user_id, body, at, at + LONGEST)
    await SessionTable.insert(
        SessionTable(
            token_hash=session.token_hash,
            user_id=user_id,
            body=json.dumps(body, ensure_ascii=False),
            created_at=at,
            seen_at=at,
            expires_at=session.expires_at,
        )
    ).run()
    return token, session


async def find_session(database: Database, token: str, *, at: datetime) -> Session | None:
    """The live session of ``token``; None for one unknown, idle for 30 minutes or older than 10 hours.

    A token that we did not make is never adopted. A session of a disabled user is dead at once.
    """
    row = await database.one(
        "SELECT s.token_hash, s.user_id, s.body, s.seen_at, s.expires_at FROM sessions s "
        "LEFT JOIN users u ON u.id = s.user_id WHERE s.token_hash = {} AND s.expires_at > {} AND s.seen_at > {} "
        "AND (s.user_id IS NULL OR u.active)",
        token_hash(token),
        at,
        at - IDLE,
    )
    if row is None:
        return None
    return Session(row["token_hash"], row["user_id"], json.loads(row["body"]), row["seen_at"], row["expires_at"])


async def touch_session(database: Database, session: Session, *, at: datetime) -> None:
    """Note that the session is in use; at most once a minute, to spare writes."""
    if at - session.seen_at >= timedelta(minutes=1):
        await database.execute("UPDATE sessions SET seen_at = {} WHERE token_hash = {}", at, session.token_hash)


async def end_session(database: Database, token: str) -> None:
    await database.execute("DELETE FROM sessions WHERE token_hash = {}", token_hash(token))


async def end_sessions_of(database: Database, user_id: int) -> None:
    await database.execute("DELETE FROM sessions WHERE user_id = {}", user_id)


async def sweep_sessions(database: Database, *, at: datetime) -> None:
    """Forget sessions that can no longer be used."""
    await database.execute("DELETE FROM sessions WHERE expires_at <= {} OR seen_at <= {}", at, at - IDLE)
