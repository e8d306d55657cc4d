"""The sweeper: does what the outbox says, once, whoever is woken first; keeps checkpoints; leaves a sign of life."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog

from compliance.casework.left_issuing import finish_left
from compliance.casework.receipt_reminders import remind_of_receipts
from compliance.records import outbox
from compliance.records.checkpoints import write_checkpoint
from compliance.records.notices import add_notice
from compliance.records.outbox import Job
from compliance.records.sessions import sweep_sessions
from compliance.resources import Resources

ROUND = 20.0
"""Seconds between rounds when nothing rings the bell."""
FULL_ROUND = 50
"""Rows done in one round before the sweeper looks up."""
CHECKPOINT_EVERY = timedelta(minutes=10)
DEAD_AFTER = timedelta(minutes=3)
SWEEPER = "sweeper"

log = structlog.get_logger("anqi.sweeper")


def worker_name() -> str:
    """Who holds a lease: machine and process."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


async def sweep_once(
    resources: Resources, *, limit: int = FULL_ROUND, progress: Callable[[int], None] | None = None
) -> int:
    """One round: claim and do due rows until none is left or ``limit`` is reached; how many were done.

    A row that fails is put back with its error and tried again later; the others go on.
    """
    database, worker = resources.database, worker_name()
    await outbox.beat(database, name=SWEEPER, at=resources.clock.now(), finished=False)
    done = 0
    for _ in range(limit):
        job = await outbox.claim_one(database, worker=worker, at=resources.clock.now())
        if job is None:
            break
        try:
            await _DO[job.kind](resources, job)
        except Exception as problem:  # noqa: BLE001 - one bad row must not stop the rest; it is kept and shown
            log.error("outbox row failed", row=job.id, kind=job.kind, attempts=job.attempts, error=str(problem))
            error = f"{type(problem).__name__}: {problem}"
            await outbox.put_back(database, job, error=error, at=resources.clock.now())
        else:
            done += 1
            if progress:
                progress(done)
    await _upkeep(resources)
    await outbox.beat(database, name=SWEEPER, at=resources.clock.now(), finished=True)
    return done


async def run_sweeper(resources: Resources, stop: asyncio.Event) -> None:
    """Rounds until ``stop`` is set; the bell starts the next one early."""
    while not stop.is_set():
        resources.bell.clear()
        try:
            if await sweep_once(resources) >= FULL_ROUND:
                continue  # there may be more; two hundred letters must not wait for four rounds
        except Exception as problem:  # noqa: BLE001 - the loop outlives a failing round; the heartbeat shows it
            log.error("sweeper round failed", error=f"{type(problem).__name__}: {problem}")
        waits = [asyncio.ensure_future(resources.bell.wait()), asyncio.ensure_future(stop.wait())]
        await asyncio.wait(waits, timeout=ROUND, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await wait


async def sweeper_state(resources: Resources) -> dict[str, Any]:
    """Whether the sweeper lives: ``alive`` false when its last round is older than three minutes."""
    beat = await outbox.heartbeat(resources.database, SWEEPER)
    now = resources.clock.now()
    finished = beat["finished_at"] if beat else None
    return {
        "alive": finished is not None and now - finished <= DEAD_AFTER,
        "last_round": finished,
        **await outbox.backlog(resources.database),
    }


async def _notice(resources: Resources, job: Job) -> None:
    async with resources.database.transaction():
        if await outbox.mark_done(resources.database, job, at=resources.clock.now()):
            await add_notice(resources.database, key=job.key, at=resources.clock.now(), **job.body)


_DO: dict[str, Callable[[Resources, Job], Any]] = {"render": finish_left, "notice": _notice}


async def _upkeep(resources: Resources) -> None:
    await remind_of_receipts(resources)
    now = resources.clock.now()
    last = await outbox.heartbeat(resources.database, "checkpoint")
    if last is None or last["finished_at"] is None or now - last["finished_at"] >= CHECKPOINT_EVERY:
        await write_checkpoint(resources.database, resources.settings.checkpoints_dir, at=now, cause="ten minutes")
        await outbox.beat(resources.database, name="checkpoint", at=now, finished=True)
        await sweep_sessions(resources.database, at=now)
