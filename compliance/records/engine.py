"""The two engines that records stand on, with the defects of the stock ones repaired.

SQLite: one writer connection behind a lock and a few read-only readers, WAL with ``synchronous=FULL``, every
transaction ``IMMEDIATE``; the stock engine opens a connection and a thread per query and reports "database is
locked" under load. Both: a transaction whose COMMIT fails is rolled back, its connection given back and the context
cleared (the stock one leaves the task inside a dead transaction and later writes vanish); nesting is refused.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from compliance.records.sqlite_library import check_sqlite_version, sqlite

# isort: split
import aiosqlite
import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType, dict_factory

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=1",
    "recursive_triggers=1",
    "trusted_schema=0",
    "busy_timeout=5000",
    "cell_size_check=1",
    "secure_delete=1",
)
READERS = 2
READING = ("SELECT", "WITH", "EXPLAIN", "PRAGMA")


class NestedTransaction(RuntimeError):
    """A verb opened a transaction inside a transaction: one verb, one transaction."""


async def to_its_end(work: Awaitable[Any]) -> Any:
    """The result of ``work``, which runs to its end even when the task that waits for it is cancelled meanwhile.

    The statement is already with SQLite's thread: walking away from a BEGIN would leave a transaction that nobody ends.
    """
    task, cancelled = asyncio.ensure_future(work), None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as wish:
            cancelled = wish
        except Exception:  # noqa: BLE001 - told by result() below, after the wish to cancel
            break
    if cancelled is None:
        return task.result()
    task.exception()
    raise cancelled


def _in_transaction(engine: AnyEngine) -> Any:
    """The connection of the transaction that is open in this task."""
    current = engine.current_transaction.get()
    if current is None:
        raise RuntimeError("many rows are written inside a transaction only")
    return current.connection


class OneWriterTransaction(SQLiteTransaction):
    """``BEGIN IMMEDIATE`` on the writer; leaves no trace behind whatever fails."""

    async def __aenter__(self) -> OneWriterTransaction:
        if self._parent is not None:
            raise NestedTransaction("a transaction is already open; open savepoints inside it instead")
        engine: OneWriterEngine = self.engine  # type: ignore[assignment]
        await engine.writing.acquire()
        try:
            self.connection = engine.writer
            await to_its_end(self.connection.execute("BEGIN IMMEDIATE"))
        except BaseException:
            await self._undo()
            engine.writing.release()
            raise
        self.context = engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> bool:
        engine: OneWriterEngine = self.engine  # type: ignore[assignment]
        try:
            if kind is not None:
                if not self._rolled_back:
                    await self._undo()
            elif not (self._committed or self._rolled_back):
                try:
                    await to_its_end(self.commit())
                except BaseException:
                    await self._undo()
                    raise
        finally:
            engine.current_transaction.reset(self.context)
            engine.writing.release()
        return False

    async def _undo(self) -> None:
        # SQLite has already rolled back by itself after some errors (disk full, I/O), and a COMMIT during which the
        # task was cancelled is done; "no transaction" is then the truth.
        with suppress(sqlite.OperationalError):
            await to_its_end(self.rollback())


class ReaderTransaction(OneWriterTransaction):
    """One moment of the database on a reader of its own, while the writer goes on."""

    async def __aenter__(self) -> ReaderTransaction:
        if self._parent is not None:
            raise NestedTransaction("a transaction is already open; read inside it instead")
        engine: OneWriterEngine = self.engine  # type: ignore[assignment]
        self.connection = await engine._connect(query_only=True)
        # Text that somebody made unreadable must show as altered, not stop the reading.
        self.connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        try:
            await to_its_end(self.connection.execute("BEGIN DEFERRED"))
        except BaseException:
            await engine._let_go(self.connection)
            raise
        self.context = engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> bool:
        engine: OneWriterEngine = self.engine  # type: ignore[assignment]
        engine.current_transaction.reset(self.context)
        await engine._let_go(self.connection)
        return False


class OneWriterEngine(SQLiteEngine):
    """SQLite with one writer and ``READERS`` readers; ``open`` before use, ``shut`` after."""

    __slots__ = ("_every_connection", "_idle_readers", "writer", "writing")

    def __init__(self, path: Path):
        check_sqlite_version()
        super().__init__(path=str(path))

    async def open(self) -> None:
        self.writing = asyncio.Lock()
        self._idle_readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._every_connection: list[aiosqlite.Connection] = []
        self.writer = await self._connect(query_only=False)
        for _ in range(READERS):
            self._idle_readers.put_nowait(await self._connect(query_only=True))

    async def shut(self) -> None:
        for connection in self._every_connection:
            await connection.close()
        self._every_connection.clear()

    async def _connect(self, *, query_only: bool) -> aiosqlite.Connection:
        connection = aiosqlite.connect(**self.connection_kwargs)
        connection._thread.daemon = True  # a thread left behind must never keep the process alive
        await connection
        connection.row_factory = dict_factory  # type: ignore[assignment]
        for pragma in PRAGMAS:
            await (await connection.execute(f"PRAGMA {pragma}")).close()
        if query_only:
            await (await connection.execute("PRAGMA query_only=1")).close()
        self._every_connection.append(connection)
        return connection

    async def _let_go(self, connection: aiosqlite.Connection) -> None:
        self._every_connection.remove(connection)
        await to_its_end(connection.close())

    async def _run_in_new_connection(
        self, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        if query.lstrip().upper().startswith(READING):
            reader = await self._idle_readers.get()
            try:
                return await reader.execute_fetchall(query, args or [])
            finally:
                self._idle_readers.put_nowait(reader)
        async with self.writing:
            return await self.writer.execute_fetchall(query, args or [])

    async def _run_in_existing_connection(
        self, connection: Any, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        return await connection.execute_fetchall(query, args or [])

    def mark(self, place: int) -> str:
        """How the value at a place, from 1 on, stands in a prepared statement."""
        return "?"

    async def run_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """One prepared statement for every row of values, inside the open transaction."""
        await to_its_end(_in_transaction(self).executemany(statement, rows))

    def transaction(
        self, transaction_type: TransactionType = TransactionType.immediate, allow_nested: bool = True
    ) -> OneWriterTransaction:
        return OneWriterTransaction(engine=self, transaction_type=TransactionType.immediate, allow_nested=True)

    def snapshot(self) -> ReaderTransaction:
        return ReaderTransaction(engine=self, transaction_type=TransactionType.deferred, allow_nested=True)


class PooledTransaction(PostgresTransaction):
    """The PostgreSQL transaction, repaired in the same way; the connection always goes back to the pool."""

    async def __aenter__(self) -> PooledTransaction:
        if self._parent is not None:
            raise NestedTransaction("a transaction is already open; open savepoints inside it instead")
        self.connection = await self.get_connection()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> bool:
        try:
            if kind is not None:
                if not self._rolled_back:
                    await self._undo()
            elif not (self._committed or self._rolled_back):
                try:
                    await self.commit()
                except BaseException:
                    await self._undo()
                    raise
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return False

    async def _undo(self) -> None:
        # A COMMIT that failed has already ended the transaction on the server; a dead connection ended it too.
        with suppress(asyncpg.InterfaceError, asyncpg.PostgresError, OSError):
            await self.rollback()

    async def _give_back(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


class PooledEngine(PostgresEngine):
    """PostgreSQL behind a pool."""

    def __init__(self, url: str):
        super().__init__(config={"dsn": url, "database": None})
        self.config = {"dsn": url}

    async def check_version(self) -> None:
        """Checked in ``open``, where a failure can be told; the stock engine connects while being constructed."""

    async def open(self) -> None:
        await self.start_connection_pool(
            min_size=1,
            max_size=10,
            server_settings={
                "application_name": "anqi",
                "lock_timeout": "5s",
                "idle_in_transaction_session_timeout": "60s",
                "timezone": "UTC",
            },
        )

    async def shut(self) -> None:
        if self.pool is not None:
            await self.close_connection_pool()

    def mark(self, place: int) -> str:
        """How the value at a place, from 1 on, stands in a prepared statement."""
        return f"${place}"

    async def run_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """One prepared statement for every row of values, inside the open transaction."""
        await _in_transaction(self).executemany(statement, rows)

    def transaction(self, allow_nested: bool = True) -> PooledTransaction:
        return PooledTransaction(engine=self, allow_nested=True)

    def snapshot(self) -> PooledTransaction:
        return self.transaction()


AnyEngine = OneWriterEngine | PooledEngine
