"""Builds a real chain in a folder and changes it behind the program's back, with the SQLite library alone."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import rfc8785

from compliance.records.audit import HASHED_COLUMNS, Act, Who, append
from compliance.records.checkpoints import write_checkpoint
from compliance.records.database import Database
from compliance.records.secrets import load_secrets
from compliance.records.sqlite_library import sqlite
from compliance.records.verification import Verification, verify

DEC_30 = datetime(2026, 12, 30, 1, 2, 3, 456789, tzinfo=UTC)
ENTRIES = 9
"""Entries of the chain 2026; three more stand in 2027."""
TRIGGERS = ("audit_no_update", "audit_no_delete", "audit_only_next")


async def append_some(database: Database, folder: Path, *, first: int, many: int, at: datetime) -> None:
    secrets = load_secrets(folder / "secret.key")
    for number in range(first, first + many):
        who = Who(f"user{number}", f"示例{number}", "officer", session="ab", address="127.0.0.1", request_id="R1")
        act = Act(
            "record_legal_event",
            "complaint",
            str(number),
            case_number=f"TS-2026-{number:05d}",
            reason=f"理由{number}",
            before={"status": "registered"},
            after={"status": "accepted", "number": number},
        )
        async with database.transaction():
            await append(database, secrets, who=who, act=act, at=at + timedelta(seconds=number))


async def build(folder: Path) -> None:
    """A closed database whose chains have 9 and 3 entries and three checkpoints, the last of them over everything."""
    database = Database(file=folder / "anqi.db")
    folder.mkdir(parents=True)
    await database.open()
    try:
        points = folder / "checkpoints"
        await append_some(database, folder, first=1, many=4, at=DEC_30)
        await write_checkpoint(database, points, at=DEC_30, cause="test")
        await append_some(database, folder, first=5, many=5, at=DEC_30)
        await write_checkpoint(database, points, at=DEC_30, cause="test")
        later = DEC_30 + timedelta(days=3)
        await append_some(database, folder, first=10, many=3, at=later)
        await write_checkpoint(database, points, at=later, cause="test")
    finally:
        await database.close()


def copied(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target


async def checked(folder: Path) -> Verification:
    """What the program finds in that folder."""
    database = Database(file=folder / "anqi.db")
    await database.open()
    try:
        return await verify(database, load_secrets(folder / "secret.key"), folder / "checkpoints")
    finally:
        await database.close()


def edited(folder: Path, *statements: str | tuple[str, tuple[Any, ...]], keep_triggers: bool = False) -> None:
    """Run SQL on the closed file; the guards are dropped first, as anyone who owns the file can."""
    connection = sqlite.connect(folder / "anqi.db", isolation_level=None)
    try:
        for trigger in () if keep_triggers else TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            sql, values = (statement, ()) if isinstance(statement, str) else statement
            connection.execute(sql, values)
    finally:
        connection.close()


def entries_of(folder: Path, chain: str = "2026") -> list[dict[str, Any]]:
    connection = sqlite.connect(folder / "anqi.db")
    connection.row_factory = sqlite.Row
    try:
        rows = connection.execute("SELECT * FROM audit_entries WHERE chain = ? ORDER BY sequence", (chain,))
        return [dict(row) for row in rows.fetchall()]
    finally:
        connection.close()


def rehashed(entry: dict[str, Any], *, previous: str) -> dict[str, Any]:
    """The entry linked to ``previous`` with a hash that is right, as a careful forger would make it."""
    entry = {**entry, "previous": previous}
    entry["hash"] = hashlib.sha256(rfc8785.dumps({name: entry[name] for name in HASHED_COLUMNS})).hexdigest()
    return entry


def replaced(entry: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The statement that puts this entry in the place of the one with its id."""
    names = [name for name in entry if name != "id"]
    sets = ", ".join(f"{name} = ?" for name in names)
    return f"UPDATE audit_entries SET {sets} WHERE id = ?", (*(entry[name] for name in names), entry["id"])


def inserted(entry: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    names = [name for name in entry if name != "id"]
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO audit_entries ({', '.join(names)}) VALUES ({marks})", tuple(entry[name] for name in names)


def lines_of(folder: Path, chain: str = "2026") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "checkpoints" / f"{chain}.jsonl").read_text().splitlines()]


def write_lines(folder: Path, lines: list[dict[str, Any]], chain: str = "2026") -> None:
    text = "".join(json.dumps(line, sort_keys=True) + "\n" for line in lines)
    (folder / "checkpoints" / f"{chain}.jsonl").write_text(text)
