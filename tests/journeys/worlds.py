"""An installation made by one process and worked on by others: settings, people, a case, documents to issue."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from compliance.casework import organisation
from compliance.casework.actor import Actor, system_actor
from compliance.resources import Clock, Resources, load_resources
from compliance.settings import Settings
from tests.casework.builders import HOUSE, SAT_2026_11_21, approved, registered
from tests.conftest import person
from tests.journeys.commands import ANQI, environment


@dataclass
class World:
    """Open resources in this process and the people who act in it."""

    resources: Resources
    officer: Actor
    reviewer: Actor
    number: str

    async def to_issue(self, many: int) -> list[int]:
        """Ids of approved documents."""
        return [(await approved(self.resources, self.officer, self.reviewer, self.number)).id for _ in range(many)]


@asynccontextmanager
async def world(folder: Path, *, database_url: str | None = None, redis_url: str | None = None) -> AsyncIterator[World]:
    settings = Settings(data_dir=folder, database_url=database_url, redis_url=redis_url, renderers=1)
    resources = load_resources(settings)
    resources.clock = Clock(SAT_2026_11_21)
    await resources.open()
    try:
        await organisation.set_organisation(resources, system_actor(resources), values=HOUSE)
        officer = await person(resources, "jing", "officer")
        case = await registered(resources, officer)
        yield World(resources, officer, await person(resources, "shen", "reviewer"), case.number)
    finally:
        await resources.close()


def start_worker(folder: Path, log: Path, **more: str) -> subprocess.Popen[bytes]:
    """``anqi worker`` in a process of its own."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [str(ANQI), "worker"],
            env=environment(folder, ANQI_RENDERERS="1", **more),
            stdout=out,
            stderr=subprocess.STDOUT,
        )


def ended(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait(20)


async def until(ready: Callable[[], Awaitable[bool]], *, seconds: float = 60) -> None:
    """Wait until ``ready()``; fails when that takes longer."""
    end = time.monotonic() + seconds
    while not await ready():
        assert time.monotonic() < end, "this took too long"
        await asyncio.sleep(0.1)


PYTHON = sys.executable
