"""One open database: its engine, its transactions, and raw queries with placeholders."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

from compliance.records.engine import AnyEngine, OneWriterEngine, PooledEngine

# isort: split
from piccolo.querystring import QueryString

from compliance.records.migrations import migrate
from compliance.records.tables import TABLES


class Database:
    """SQLite in a folder, or PostgreSQL at an address.

    Piccolo binds a table to one engine for the whole process, so one database is open at a time; ``open`` says so
    instead of letting two be mixed up.
    """

    _open_one: ClassVar[Database | None] = None

    def __init__(self, *, file: Path | None = None, url: str | None = None):
        self.on_postgres = url is not None
        self.engine: AnyEngine = PooledEngine(url) if url is not None else OneWriterEngine(file or Path("anqi.db"))

    async def open(self) -> None:
        """Connect, bind the tables, and bring the schema up to date."""
        if Database._open_one is not None:
            raise RuntimeError("another database is open in this process; close it first")
        Database._open_one = self
        try:
            await self.engine.open()
            for table in TABLES:
                table._meta.db = self.engine
            self.applied = await migrate(self)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        if Database._open_one is self:
            Database._open_one = None
            await self.engine.shut()

    async def fetch(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Rows as dictionaries; ``{}`` in ``sql`` stands for each value in turn."""
        rows = await self.engine.run_querystring(QueryString(sql, *values))
        return [dict(row) for row in rows]

    async def one(self, sql: str, *values: Any) -> dict[str, Any] | None:
        """The first row, or None when there is none."""
        rows = await self.fetch(sql, *values)
        return rows[0] if rows else None

    async def execute(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Run a writing statement; rows only where it says RETURNING."""
        return await self.fetch(sql, *values)

    async def insert_many(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that all have the same columns, inside a transaction; the way for thousands of them."""
        if rows:
            columns = tuple(rows[0])
            marks = ", ".join(self.engine.mark(place) for place in range(1, len(columns) + 1))
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
            await self.engine.run_many(statement, [tuple(row[name] for name in columns) for row in rows])

    async def update_many(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Set the columns of rows that are known by their ``id``, inside a transaction."""
        if rows:
            columns = [name for name in rows[0] if name != "id"]
            settings = ", ".join(f"{name} = {self.engine.mark(place)}" for place, name in enumerate(columns, start=1))
            statement = f"UPDATE {table} SET {settings} WHERE id = {self.engine.mark(len(columns) + 1)}"
            await self.engine.run_many(statement, [tuple(row[name] for name in (*columns, "id")) for row in rows])

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """All or nothing; raising inside rolls back. Nesting is refused."""
        async with self.engine.transaction():
            yield

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[None]:
        """Reads that all see one and the same moment and hold up no writer; writing inside is refused."""
        async with self.engine.snapshot():
            if self.on_postgres:
                await self.fetch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
