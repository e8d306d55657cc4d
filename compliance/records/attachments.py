"""What the database knows about stored files: size, type, and the name they came with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from compliance.records.database import Database


@dataclass(frozen=True)
class FileRecord:
    """A stored file; its bytes are in the file store under ``sha256``."""

    sha256: str
    size: int
    media_type: str
    name: str
    created_at: datetime


async def register_file(
    database: Database, *, sha256: str, size: int, media_type: str, name: str, at: datetime
) -> None:
    """Note a file that the store already holds; the same bytes again change nothing."""
    await database.execute(
        "INSERT INTO stored_files (sha256, size, media_type, name, created_at) VALUES ({}, {}, {}, {}, {}) "
        "ON CONFLICT (sha256) DO NOTHING",
        sha256,
        size,
        media_type,
        name,
        at,
    )


async def file_record(database: Database, sha256: str) -> FileRecord | None:
    row = await database.one("SELECT * FROM stored_files WHERE sha256 = {}", sha256)
    return FileRecord(**row) if row else None


async def every_file(database: Database) -> tuple[FileRecord, ...]:
    return tuple(FileRecord(**row) for row in await database.fetch("SELECT * FROM stored_files ORDER BY sha256"))
