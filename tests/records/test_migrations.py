"""Migrations give the schema that tables.py describes, on both engines, once, also when two processes start at once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from piccolo.columns import BigInt, BigSerial, Boolean, Bytea, Date, Integer, Text, Timestamptz, Varchar

from compliance.records.database import Database
from compliance.records.migrations import SchemaMismatch, known_migrations, migrate
from compliance.records.tables import TABLES

POSTGRES_TYPES = {
    BigSerial: "bigint",
    BigInt: "bigint",
    Integer: "integer",
    Boolean: "boolean",
    Bytea: "bytea",
    Date: "date",
    Text: "text",
    Timestamptz: "timestamp with time zone",
    Varchar: "character varying",
}
SQLITE_TYPES = {
    BigSerial: "INTEGER",
    BigInt: "BIGINT",
    Integer: "INTEGER",
    Boolean: "BOOLEAN",
    Bytea: "BLOB",
    Date: "DATE",
    Text: "TEXT",
    Timestamptz: "TIMESTAMPTZ",
    Varchar: "VARCHAR",
}


async def stored_columns(database: Database, table: str) -> dict[str, tuple[str, bool]]:
    """Column → (type, may be null) as the database has it."""
    if database.on_postgres:
        rows = await database.fetch(
            "SELECT column_name AS name, data_type AS type, character_maximum_length AS size, is_nullable AS nullable "
            "FROM information_schema.columns WHERE table_schema = 'public' AND table_name = {}",
            table,
        )
        return {
            row["name"]: (f"{row['type']}({row['size']})" if row["size"] else row["type"], row["nullable"] == "YES")
            for row in rows
        }
    rows = await database.fetch(f"PRAGMA table_info({table})")
    return {row["name"]: (row["type"].upper(), not row["notnull"] and not row["pk"]) for row in rows}


def described_columns(table: type, *, postgres: bool) -> dict[str, tuple[str, bool]]:
    """Column → (type, may be null) as tables.py says."""
    types = POSTGRES_TYPES if postgres else SQLITE_TYPES
    found = {}
    for column in table._meta.columns:
        kind = types[type(column)]
        if isinstance(column, Varchar):
            kind = f"{kind}({column.length})"
        found[column._meta.db_column_name] = (kind, column._meta.null)
    return found


async def test_the_schema_is_the_one_that_the_tables_describe(database: Database) -> None:
    for table in TABLES:
        name = table._meta.tablename
        assert await stored_columns(database, name) == described_columns(table, postgres=database.on_postgres), name


async def test_there_is_no_table_that_the_program_does_not_know(database: Database) -> None:
    sql = (
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
        if database.on_postgres
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    found = {row["name"] for row in await database.fetch(sql)}
    assert found == {table._meta.tablename for table in TABLES} | {"schema_migrations"}


async def test_a_second_run_applies_nothing(database: Database) -> None:
    assert database.applied == [module.__name__.rsplit(".", 1)[-1] for module in known_migrations()]
    assert await migrate(database) == []


async def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    await database.execute("INSERT INTO schema_migrations (name, sha256) VALUES ('m9999_later', 'x')")
    with pytest.raises(SchemaMismatch, match="m9999_later"):
        await migrate(database)


async def test_a_migration_whose_text_changed_since_is_refused(database: Database) -> None:
    await database.execute("UPDATE schema_migrations SET sha256 = 'x'")
    with pytest.raises(SchemaMismatch, match="m0001"):
        await migrate(database)


async def test_a_refused_database_is_closed_again(tmp_path: Path) -> None:
    database = Database(file=tmp_path / "anqi.db")
    await database.open()
    await database.execute("INSERT INTO schema_migrations (name, sha256) VALUES ('m9999_later', 'x')")
    await database.close()
    again = Database(file=tmp_path / "anqi.db")
    with pytest.raises(SchemaMismatch):
        await again.open()
    other = Database(file=tmp_path / "other.db")
    await other.open()
    await other.close()


OPEN_ONCE = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from compliance.resources import load_resources
from compliance.settings import Settings

async def main():
    resources = load_resources(Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2] or None))
    await resources.open()
    print(resources.system_user)
    await resources.close()

asyncio.run(main())
"""


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_three_processes_that_start_at_once_on_nothing_all_come_up(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if engine == "postgres" else ""
    command = [sys.executable, "-c", OPEN_ONCE, str(tmp_path / "var"), url]
    running = [
        await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    ended = await asyncio.gather(*(process.communicate() for process in running))
    assert [process.returncode for process in running] == [0, 0, 0], [error.decode()[-600:] for _, error in ended]
    assert len({out for out, _ in ended}) == 1, "all found the same system account"
