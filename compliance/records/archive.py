"""Everything in one file and back: tables as NDJSON, files by hash, checkpoints, a manifest that proves the rest.

Engine-neutral: what SQLite wrote PostgreSQL can take in, and the other way round.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import AsyncIterator, Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from piccolo.columns import Boolean, Bytea, Date, Timestamptz

from compliance.records.checkpoints import up_to
from compliance.records.database import Database
from compliance.records.files import FileStore
from compliance.records.migrations import known_migrations
from compliance.records.tables import TABLES

FORMAT = "anqi-archive/1"
MANIFEST = "manifest.json"
KEY = "secret.key"
PAGE = 1_000
LARGEST_MEMBER = 2 * 1024 * 1024 * 1024


class ArchiveRefused(Exception):
    """A file that is no archive of ours, or one whose content is not what its manifest says."""


Progress = Callable[[int, int], None]


async def write_archive(
    database: Database, *, files: FileStore, checkpoints: Path, key: bytes | None, target: Path, progress: Progress
) -> dict[str, Any]:
    """Write everything to ``target`` (mode 0600, renamed into place when whole) and read it back; its manifest."""
    partial = target.with_name(target.name + ".partial")
    members: dict[str, dict[str, Any]] = {}
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            async with database.snapshot():
                for position, table in enumerate(TABLES):
                    name = table._meta.tablename
                    lines = [_line(row) async for row in _rows(database, table)]
                    _put(archive, members, f"tables/{name}.ndjson", "".join(lines).encode(), rows=len(lines))
                    progress(position + 1, len(TABLES))
                stored = await database.fetch("SELECT sha256 FROM stored_files ORDER BY sha256")
                sizes = {
                    row["chain"]: row["size"] for row in await database.fetch("SELECT chain, size FROM chain_heads")
                }
            for row in stored:
                _put(archive, members, f"files/{row['sha256']}", files.get(row["sha256"]))
            for path in sorted(checkpoints.glob("*.jsonl")) if checkpoints.is_dir() else []:
                # A checkpoint written while this runs may cover entries that the snapshot does not hold.
                lines = up_to(path.read_bytes(), size=sizes.get(path.stem, 0))
                _put(archive, members, f"checkpoints/{path.name}", lines)
            if key is not None:
                _put(archive, members, KEY, key)
            manifest = {
                "format": FORMAT,
                "migrations": [module.__name__.rsplit(".", 1)[-1] for module in known_migrations()],
                "members": members,
            }
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
            raw.flush()
            os.fsync(raw.fileno())
        check_archive(partial)
        os.replace(partial, target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return manifest


def check_archive(path: Path) -> dict[str, Any]:
    """The manifest of an archive whose every member was read and has its hash. Raises ArchiveRefused otherwise."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if manifest.get("format") != FORMAT:
                raise ArchiveRefused(f"格式是 {manifest.get('format')!r}")
            names = set(archive.namelist()) - {MANIFEST}
            if names != set(manifest["members"]):
                raise ArchiveRefused("清单与内容不一致")
            for name, expected in manifest["members"].items():
                if archive.getinfo(name).file_size > LARGEST_MEMBER:
                    raise ArchiveRefused(f"{name} 过大")
                digest = hashlib.sha256()
                with archive.open(name) as member:
                    while part := member.read(1 << 20):
                        digest.update(part)
                if digest.hexdigest() != expected["sha256"]:
                    raise ArchiveRefused(f"{name} 的内容与清单的摘要不符")
            return manifest
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError) as problem:
        raise ArchiveRefused(f"读不出来（{type(problem).__name__}）") from problem


def read_member(path: Path, name: str) -> bytes | None:
    """One member's bytes, or None when the archive has none of that name."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name) if name in archive.namelist() else None


async def load_archive(
    database: Database, *, files: FileStore, checkpoints: Path, source: Path, progress: Progress
) -> None:
    """Take a checked archive into an empty, migrated database."""
    with zipfile.ZipFile(source) as archive:
        async with database.transaction():
            for position, table in enumerate(TABLES):
                with archive.open(f"tables/{table._meta.tablename}.ndjson") as member:
                    await _load_table(database, table, member)
                progress(position + 1, len(TABLES))
        for name in archive.namelist():
            folder, _, rest = name.partition("/")
            if folder == "files" and files.put(archive.read(name)) != rest:
                raise ArchiveRefused(f"{name} 的内容与文件名不符")
            if folder == "checkpoints":
                checkpoints.mkdir(parents=True, exist_ok=True)
                (checkpoints / Path(rest).name).write_bytes(archive.read(name))


async def _rows(database: Database, table: Any) -> AsyncIterator[dict[str, Any]]:
    key = table._meta.primary_key._meta.db_column_name
    last: Any = None
    while True:
        where, values = ("", []) if last is None else (f"WHERE {key} > {{}} ", [last])
        rows = await database.fetch(
            f"SELECT * FROM {table._meta.tablename} {where}ORDER BY {key} LIMIT {{}}", *values, PAGE
        )
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        last = rows[-1][key]


def _line(row: dict[str, Any]) -> str:
    return json.dumps({name: _to_json(value) for name, value in row.items()}, ensure_ascii=False, sort_keys=True) + "\n"


def _to_json(value: Any) -> Any:
    if isinstance(value, bytes | memoryview | bytearray):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


async def _load_table(database: Database, table: Any, member: Any) -> None:
    readers = {column._meta.db_column_name: _reader(column) for column in table._meta.columns}
    batch: list[Any] = []
    for line in member:
        row = json.loads(line)
        batch.append(table(**{name: readers[name](value) for name, value in row.items() if name in readers}))
        if len(batch) >= 200:
            await table.insert(*batch).run()
            batch = []
    if batch:
        await table.insert(*batch).run()
    key = table._meta.primary_key._meta.db_column_name
    if database.on_postgres and key == "id":
        name = table._meta.tablename
        await database.fetch(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), COALESCE((SELECT MAX(id) FROM {name}), 0) + 1, false)"
        )


def _reader(column: Any) -> Callable[[Any], Any]:
    kinds: tuple[tuple[type, Callable[[Any], Any]], ...] = (
        (Bytea, base64.b64decode),
        (Timestamptz, datetime.fromisoformat),
        (Date, date.fromisoformat),
        (Boolean, bool),
    )
    for kind, read in kinds:
        if isinstance(column, kind):
            return lambda value, read=read: None if value is None else read(value)
    return lambda value: value


def _put(archive: zipfile.ZipFile, members: dict[str, dict[str, Any]], name: str, content: bytes, **more: Any) -> None:
    archive.writestr(name, content)
    members[name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), **more}
