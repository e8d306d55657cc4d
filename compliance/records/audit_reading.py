"""Reading the audit trail: filtered pages by keyset, a repeatable random sample, and a result that stays known.

The trail itself is written in ``audit`` and verified in ``verification``; nothing here writes.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from compliance.records.audit import HASHED_COLUMNS, ZERO, entry_hash, instant_text
from compliance.records.database import Database
from compliance.records.secrets import Secrets
from compliance.records.verification import Verification, verify
from deadlines.model import SHANGHAI

PAGE = 50
MOST_SAMPLED = 500
MOST_FOLLOWED = 5_000
_FIELDS = (
    "id, chain, sequence, at, actor, actor_name, role, address, request_id, action, object_kind, object_id, "
    "case_number, outcome, reason, before, after, hash"
)


@dataclass(frozen=True)
class AuditFilters:
    """Which entries; empty means all. ``from_`` and ``to`` are days in China, both included."""

    person: str = ""
    action: str = ""
    case: str = ""
    outcome: str = ""
    from_: date | None = None
    to: date | None = None


@dataclass(frozen=True)
class AuditPage:
    """Entries newest first; ``older`` is the id to go on from, None on the last page."""

    rows: tuple[dict[str, Any], ...]
    total: int
    older: int | None


async def entries(database: Database, filters: AuditFilters, *, before: int = 0, size: int = PAGE) -> AuditPage:
    """A page of entries, newest first, from the one before the row ``before`` on."""
    where, values = _where(filters)
    counted = await database.one(f"SELECT COUNT(*) AS n FROM audit_entries WHERE {where}", *values)
    page_where, page_values = (f"{where} AND id < {{}}", [*values, before]) if before else (where, values)
    rows = await database.fetch(
        f"SELECT {_FIELDS} FROM audit_entries WHERE {page_where} ORDER BY id DESC LIMIT {{}}",
        *page_values,
        size + 1,
    )
    older = rows[size - 1]["id"] if len(rows) > size else None
    return AuditPage(rows=tuple(rows[:size]), total=counted["n"] if counted else 0, older=older)


async def sample(database: Database, filters: AuditFilters, *, size: int, seed: str) -> tuple[dict[str, Any], ...]:
    """``size`` entries drawn by the seed: those with the smallest SHA-256 of seed, chain and sequence.

    The same seed over the same entries gives the same sample, and anybody can draw it again without this program.
    """
    where, values = _where(filters)
    keys = await database.fetch(f"SELECT id, chain, sequence FROM audit_entries WHERE {where}", *values)
    drawn = sorted(keys, key=lambda row: _lot(seed, row))[: min(size, MOST_SAMPLED)]
    if not drawn:
        return ()
    marks = ", ".join(["{}"] * len(drawn))
    rows = await database.fetch(
        f"SELECT {_FIELDS} FROM audit_entries WHERE id IN ({marks}) ORDER BY id", *[row["id"] for row in drawn]
    )
    return tuple(rows)


async def actions(database: Database) -> list[str]:
    """Every action that the trail holds, in order of name."""
    return [row["action"] for row in await database.fetch("SELECT DISTINCT action FROM audit_entries ORDER BY action")]


async def trail_length(database: Database) -> int:
    """How many entries the heads of all chains count."""
    row = await database.one("SELECT COALESCE(SUM(size), 0) AS n FROM chain_heads")
    return row["n"] if row else 0


@dataclass(frozen=True)
class KnownState:
    """A verification with its instant, the heads that it saw, and how many entries were followed since."""

    found: Verification
    verified_at: datetime
    heads: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    followed: int = 0


@dataclass
class LastVerification:
    """The last verification of this process, kept by the heads of the chains that it covered."""

    known: KnownState | None = None
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def renew(self, database: Database, secrets: Secrets, folder: Path, *, at: datetime) -> KnownState:
        """Recompute every hash, whatever is known; of several who ask at once one after the other is served."""
        async with self._busy:
            heads = {row["chain"]: (row["size"], row["head"]) for row in await _heads(database)}
            self.known = KnownState(await verify(database, secrets, folder), at, heads)
            return self.known

    async def current(self, database: Database, secrets: Secrets) -> KnownState | None:
        """What is known, when the chains only grew since then and the new entries link up; None when to be renewed.

        Only the new entries are read. An older entry that was altered meanwhile shows at the next full verification;
        the result carries the instant of the last one. What was found wrong stays known until then.
        """
        known = self.known
        if known is None or not known.found.ok:
            return known
        followed = await _followed(database, secrets, known.heads)
        return None if followed is None else KnownState(known.found, known.verified_at, known.heads, followed)


async def _followed(database: Database, secrets: Secrets, known: Mapping[str, tuple[int, str]]) -> int | None:
    """How many entries were added to the known heads; None when they do not follow, or are too many to follow."""
    heads = await _heads(database)
    if set(known) - {row["chain"] for row in heads}:
        return None
    followed = 0
    for row in heads:
        size, head = known.get(row["chain"], (0, ZERO))
        if (size, head) == (row["size"], row["head"]):
            continue
        sealed = row["seal"] == secrets.head_seal(row["chain"], row["size"], row["head"])
        followed += row["size"] - size
        if not sealed or row["size"] <= size or followed > MOST_FOLLOWED:
            return None
        if not await _links_up(database, row, after=size, previous=head):
            return None
    return followed


async def _links_up(database: Database, head: Mapping[str, Any], *, after: int, previous: str) -> bool:
    rows = await database.fetch(
        f"SELECT hash, {', '.join(HASHED_COLUMNS)} FROM audit_entries "
        "WHERE chain = {} AND sequence > {} AND sequence <= {} ORDER BY sequence",
        head["chain"],
        after,
        head["size"],
    )
    for expected, row in enumerate(rows, start=after + 1):
        if row["sequence"] != expected or row["previous"] != previous or entry_hash(row) != row["hash"]:
            return False
        previous = row["hash"]
    return previous == head["head"]


async def _heads(database: Database) -> list[dict[str, Any]]:
    return await database.fetch("SELECT chain, size, head, seal FROM chain_heads ORDER BY chain")


def _lot(seed: str, row: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{seed}\n{row['chain']}\n{row['sequence']}".encode()).hexdigest()


def _where(filters: AuditFilters) -> tuple[str, list[Any]]:
    terms, values = ["1 = 1"], []
    for column, wanted in (
        ("action", filters.action),
        ("case_number", filters.case),
        ("outcome", filters.outcome),
    ):
        if wanted:
            terms.append(f"{column} = {{}}")
            values.append(wanted)
    if filters.person:
        terms.append("(actor = {} OR actor_name = {})")
        values += [filters.person, filters.person]
    for comparison, day in (
        ("at >= {}", filters.from_),
        ("at < {}", filters.to + timedelta(1) if filters.to else None),
    ):
        if day:
            terms.append(comparison)
            values.append(instant_text(datetime.combine(day, time(0), SHANGHAI)))
    return " AND ".join(terms), values
