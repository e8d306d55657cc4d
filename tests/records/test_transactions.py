"""A transaction is whole or not at all, and leaves no trace behind whatever fails; on both engines."""

from __future__ import annotations

import asyncio

import pytest

from compliance.records.database import Database
from compliance.records.engine import NestedTransaction
from tests.casework.builders import within

DEFERRED = (
    "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
    "CREATE TABLE children (id INTEGER PRIMARY KEY, "
    "parent INTEGER NOT NULL REFERENCES parents(id) DEFERRABLE INITIALLY DEFERRED)",
)


async def notes(database: Database) -> list[int]:
    return [row["last"] for row in await database.fetch("SELECT last FROM number_series ORDER BY last")]


async def note(database: Database, last: int) -> None:
    await database.execute("INSERT INTO number_series (series, year, last) VALUES ({}, {}, {})", f"s{last}", 2026, last)


async def with_deferred_reference(database: Database) -> None:
    for statement in DEFERRED:
        await database.execute(statement)


async def fail_at_commit(database: Database) -> None:
    async with database.transaction():
        await note(database, 1)
        await database.execute("INSERT INTO children (id, parent) VALUES (1, 99)")


async def test_a_transaction_whose_commit_fails_leaves_nothing_and_nobody_inside_it(database: Database) -> None:
    await with_deferred_reference(database)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await fail_at_commit(database)
    assert await notes(database) == []
    await within(10, note(database, 2))
    assert await notes(database) == [2], "a later write of the same task is visible"
    async with database.transaction():
        await note(database, 3)
    assert await within(10, asyncio.create_task(notes(database))) == [2, 3], "and so is a later transaction"


async def test_forty_failed_commits_leak_no_connection(database: Database) -> None:
    await with_deferred_reference(database)
    for _ in range(40):
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            await within(10, fail_at_commit(database))
    await within(10, note(database, 5))
    assert await notes(database) == [5]


async def test_a_transaction_inside_a_transaction_is_refused_and_the_outer_one_is_undone(database: Database) -> None:
    with pytest.raises(NestedTransaction):
        async with database.transaction():
            await note(database, 1)
            async with database.transaction():
                await note(database, 2)
    assert await notes(database) == []
    await within(10, note(database, 3))
    assert await notes(database) == [3]


async def test_an_error_inside_rolls_everything_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await note(database, 1)
            1 / 0  # noqa: B018
    assert await notes(database) == []


async def test_a_statement_that_fails_rolls_everything_back(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        async with database.transaction():
            await note(database, 1)
            await note(database, 1)
    await within(10, note(database, 2))
    assert await notes(database) == [2]


async def test_a_cancelled_task_rolls_back(database: Database) -> None:
    inside = asyncio.Event()

    async def work() -> None:
        async with database.transaction():
            await note(database, 1)
            inside.set()
            await asyncio.sleep(30)

    task = asyncio.create_task(work())
    await within(10, inside.wait())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await within(10, note(database, 2))
    assert await notes(database) == [2]


async def test_cancelling_at_any_moment_never_leaves_a_transaction_open(database: Database) -> None:
    async def work(number: int) -> None:
        async with database.transaction():
            await note(database, number)
            await note(database, number + 1)

    done = set()
    for turns in range(90):
        task = asyncio.create_task(work(1000 + 2 * turns))
        for _ in range(turns % 30):
            await asyncio.sleep(0)
        if turns >= 30:
            await asyncio.sleep(0.0001 * (turns - 30))
        task.cancel()
        await within(10, asyncio.wait([task]))
        if not task.cancelled():
            done |= {1000 + 2 * turns, 1001 + 2 * turns}
        await within(10, work(10_000 + 2 * turns))
        done |= {10_000 + 2 * turns, 10_001 + 2 * turns}
    stored = await notes(database)
    assert done <= set(stored), "what was acknowledged is there"
    halves = [last for last in stored if last - last % 2 not in stored or last - last % 2 + 1 not in stored]
    assert halves == [], "and nothing is there by half"


async def test_two_hundred_writers_at_once_all_get_through(database: Database) -> None:
    async def work(number: int) -> None:
        async with database.transaction():
            await database.one("SELECT COUNT(*) AS n FROM number_series")
            await note(database, number)

    await within(60, asyncio.gather(*(work(number) for number in range(200))))
    assert await notes(database) == list(range(200))


async def test_readers_see_only_what_is_committed_and_are_not_held_up_by_a_writer(database: Database) -> None:
    async with database.transaction():
        await note(database, 1)
        # A task started here inherits the context, so the reader is told to start outside of it.
        from contextvars import Context

        seen = await within(5, asyncio.create_task(notes(database), context=Context()))
        assert seen == []
    assert await notes(database) == [1]


async def test_a_second_database_in_one_process_is_refused(database: Database, tmp_path) -> None:
    other = Database(file=tmp_path / "other.db")
    with pytest.raises(RuntimeError, match="another database is open"):
        await other.open()
    await note(database, 1)
    assert await notes(database) == [1]
