"""Engines whose N-th statement inside a transaction fails, or pauses: the databases are real, only the weather is bad."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from compliance.records.engine import OneWriterEngine, PooledEngine
from compliance.resources import Clock, Resources, load_resources
from compliance.settings import Settings
from tests.casework.builders import SAT_2026_11_21


class Weather(Exception):
    """The statement that was to fail did."""


@dataclass
class Plan:
    """Which statement inside a transaction fails (from 1; 0 for none), and how many there were."""

    fail_at: int = 0
    seen: int = 0

    def before(self) -> None:
        self.seen += 1
        if self.seen == self.fail_at:
            raise Weather(f"statement {self.seen}")


PLAN = Plan()


class StormySQLite(OneWriterEngine):
    __slots__ = ()

    async def _run_in_existing_connection(self, *values: Any, **named: Any) -> Any:
        PLAN.before()
        return await super()._run_in_existing_connection(*values, **named)


class StormyPostgres(PooledEngine):
    async def run_querystring(self, querystring: Any, in_pool: bool = True) -> Any:
        if self.current_transaction.get():
            PLAN.before()
        return await super().run_querystring(querystring, in_pool)


@asynccontextmanager
async def stormy(settings: Settings) -> AsyncIterator[Resources]:
    """Open resources on such an engine."""
    resources = load_resources(settings)
    resources.clock = Clock(SAT_2026_11_21)
    if settings.database_url:
        resources.database.engine = StormyPostgres(settings.database_url)
    else:
        resources.database.engine = StormySQLite(settings.database_file)
    PLAN.fail_at, PLAN.seen = 0, 0
    await resources.open()
    try:
        yield resources
    finally:
        await resources.close()


async def every_failure(work: Any) -> AsyncIterator[int]:
    """Run ``work()`` with the first statement failing, then the second …; ends with the run in which none failed."""
    for number in range(1, 200):
        PLAN.fail_at, PLAN.seen = number, 0
        try:
            await asyncio.wait_for(work(), 30)
        except Weather:
            PLAN.fail_at = 0
            yield number
            continue
        finally:
            PLAN.fail_at = 0
        yield 0
        return
    raise AssertionError("no end of statements")
