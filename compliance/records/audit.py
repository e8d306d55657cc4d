"""The audit chain: append-only, hash-chained, one chain a year, written in the transaction of the act itself."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import rfc8785

from compliance.records.database import Database
from compliance.records.secrets import Secrets
from compliance.records.tables import AuditEntry

ZERO = "0" * 64
VERSION = "anqi/1"
HASHED_COLUMNS = (
    "chain",
    "sequence",
    "at",
    "actor",
    "actor_name",
    "role",
    "session",
    "address",
    "request_id",
    "action",
    "object_kind",
    "object_id",
    "case_number",
    "outcome",
    "reason",
    "before",
    "after",
    "version",
    "previous",
)
"""Every column but the row id and the hash itself."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LIMITS = {"actor": 64, "actor_name": 64, "session": 64, "address": 64, "request_id": 64, "object_id": 64}


@dataclass(frozen=True)
class Who:
    """The person or process behind an entry."""

    username: str
    name: str
    role: str
    session: str = ""
    address: str = ""
    request_id: str = ""


@dataclass(frozen=True)
class Act:
    """What one entry says happened."""

    action: str
    object_kind: str
    object_id: str
    case_number: str = ""
    outcome: str = "done"
    """``done`` or ``refused``."""
    reason: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


# For a flat object of texts and small integers under ASCII names this writes what RFC 8785 asks for, five times faster
# than the general writer; a test holds the two together.
_flat_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def entry_hash(entry: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the RFC 8785 JSON of all columns but the hash."""
    return hashlib.sha256(_flat_canonical({name: entry[name] for name in HASHED_COLUMNS}).encode()).hexdigest()


def instant_text(at: datetime) -> str:
    """UTC with microseconds, fixed width, so that text order is time order."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _canonical(values: Mapping[str, Any]) -> str:
    return rfc8785.dumps(dict(values)).decode() if values else ""


def _clean(name: str, value: str) -> str:
    return _CONTROL.sub("", value)[: _LIMITS.get(name, 20_000)]


async def append(database: Database, secrets: Secrets, *, who: Who, act: Act, at: datetime) -> dict[str, Any]:
    """Write the next entry of the year's chain; call it last inside the act's transaction.

    The sequence is the head's plus one under a lock, not a database sequence: a rollback leaves no gap.
    """
    chain = str(at.astimezone(UTC).year)
    if database.on_postgres:
        await database.fetch("SELECT pg_advisory_xact_lock(7203681, {})", int(chain))
    head = await database.one("SELECT size, head FROM chain_heads WHERE chain = {}", chain)
    size, previous = (head["size"], head["head"]) if head else (0, ZERO)
    entry: dict[str, Any] = {
        "chain": chain,
        "sequence": size + 1,
        "at": instant_text(at),
        "actor": who.username,
        "actor_name": who.name,
        "role": who.role,
        "session": who.session,
        "address": who.address,
        "request_id": who.request_id,
        "action": act.action,
        "object_kind": act.object_kind,
        "object_id": act.object_id,
        "case_number": act.case_number,
        "outcome": act.outcome,
        "reason": act.reason,
        "before": _canonical(act.before),
        "after": _canonical(act.after),
        "version": VERSION,
        "previous": previous,
    }
    entry = {name: _clean(name, value) if isinstance(value, str) else value for name, value in entry.items()}
    entry["before"], entry["after"] = _canonical(act.before), _canonical(act.after)
    entry["hash"] = entry_hash(entry)
    await AuditEntry.insert(AuditEntry(**entry)).run()
    seal = secrets.head_seal(chain, size + 1, entry["hash"])
    await database.execute(
        "INSERT INTO chain_heads (chain, size, head, seal) VALUES ({}, {}, {}, {}) "
        "ON CONFLICT (chain) DO UPDATE SET size = excluded.size, head = excluded.head, seal = excluded.seal",
        chain,
        size + 1,
        entry["hash"],
        seal,
    )
    return entry
