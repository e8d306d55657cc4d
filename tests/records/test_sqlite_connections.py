"""SQLite: one writer, read-only readers, the same settings on every connection, no unsafe library, a clean exit."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from compliance.records.database import Database
from compliance.records.engine import READERS, OneWriterEngine
from compliance.records.sqlite_library import UnsafeSQLite, check_sqlite_version, sqlite

EXPECTED = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "busy_timeout": 5000,
    "cell_size_check": 1,
    "secure_delete": 1,
}


@pytest.fixture
async def file_database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(file=tmp_path / "anqi.db")
    await database.open()
    yield database
    await database.close()


async def test_every_connection_has_every_setting(file_database: Database) -> None:
    engine = file_database.engine
    assert isinstance(engine, OneWriterEngine)
    assert len(engine._every_connection) == 1 + READERS
    for connection in engine._every_connection:
        found = {}
        for name in EXPECTED:
            rows = await connection.execute_fetchall(f"PRAGMA {name}")
            found[name] = next(iter(dict(rows[0]).values()))
        assert found == EXPECTED


async def test_queries_and_transactions_use_these_connections_and_no_other(file_database: Database) -> None:
    for name, expected in EXPECTED.items():
        row = await file_database.one(f"PRAGMA {name}")
        assert row is not None and next(iter(row.values())) == expected
        async with file_database.transaction():
            row = await file_database.one(f"PRAGMA {name}")
            assert row is not None and next(iter(row.values())) == expected


async def test_a_reader_cannot_write(file_database: Database) -> None:
    with pytest.raises(sqlite.OperationalError, match="readonly"):
        await file_database.fetch(
            "WITH x AS (SELECT 1) INSERT INTO number_series (series, year, last) VALUES ('a',1,1)"
        )
    assert await file_database.fetch("SELECT * FROM number_series") == []


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 44, 5), (3, 51, 2), (3, 52, 0)])
def test_a_library_that_may_lose_commits_is_refused(version: tuple[int, int, int]) -> None:
    with pytest.raises(UnsafeSQLite, match="pysqlite3"):
        check_sqlite_version(version)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 52, 1), (3, 53, 0)])
def test_a_repaired_library_is_taken(version: tuple[int, int, int]) -> None:
    check_sqlite_version(version)


def test_this_process_uses_a_repaired_library() -> None:
    import aiosqlite

    check_sqlite_version()
    assert tuple(aiosqlite.core.sqlite3.sqlite_version_info) == tuple(sqlite.sqlite_version_info)


LEFT_OPEN = """
import asyncio, sys
from pathlib import Path
from compliance.records.database import Database

async def main():
    database = Database(file=Path(sys.argv[1]))
    await database.open()
    await database.execute("INSERT INTO number_series (series, year, last) VALUES ('a', 2026, 1)")
    if sys.argv[2] == "raise":
        async with database.transaction():
            await database.execute("INSERT INTO number_series (series, year, last) VALUES ('b', 2026, 1)")
            raise SystemExit(3)

asyncio.run(main())
"""


@pytest.mark.parametrize(("how", "code"), [("end", 0), ("raise", 3)])
def test_a_process_that_never_closes_its_database_still_ends(tmp_path: Path, how: str, code: int) -> None:
    began = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", LEFT_OPEN, str(tmp_path / "anqi.db"), how], timeout=30, check=False)
    assert ended.returncode == code
    assert time.monotonic() - began < 20
    with sqlite.connect(tmp_path / "anqi.db") as connection:
        assert connection.execute("SELECT series FROM number_series").fetchall() == [("a",)]
