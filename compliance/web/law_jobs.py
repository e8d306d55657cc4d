"""Long work (counting all cases anew, issuing many papers) in the background of this process; a page follows it.

Nothing here is kept: a proposal that was made is in the database, and what broke off is asked for again.
"""

from __future__ import annotations

import asyncio
import secrets
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from litestar import Request, Response

from compliance.casework.actor import Actor
from compliance.casework.law_preview import Progress
from compliance.errors import ComplianceError
from compliance.web.page import actor_of, go, resources_of

KEPT = timedelta(minutes=30)
MOST_KEPT = 12
AT_ONCE = 2
"""Counts that run at the same time; each may take all cores."""
ANSWERED_AT_ONCE = 1.0
"""Seconds that an answer waits: a small house is counted by then and needs no progress bar."""
log = structlog.get_logger("anqi.law")

Work = Callable[[Progress], Awaitable[Any]]
Again = Callable[[Request, ComplianceError], Awaitable[Response]]


@dataclass
class Job:
    """One count on its way: running → done, refused or broken; ``done`` of ``total`` cases are behind it."""

    key: str
    actor: Actor
    what: str
    at: datetime
    target: Callable[[Job], str]
    """Where the result is shown."""
    again: Again
    """The page that began it, with what was typed and the refusal."""
    state: str = "running"
    done: int = 0
    total: int = 0
    result: Any = None
    refusal: ComplianceError | None = None
    task: asyncio.Task[None] | None = None

    def follow(self, done: int, total: int) -> None:
        self.done, self.total = done, total


class LawJobs:
    """The counts of this process; a finished one leaves when a new one finds the room full."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Job] = OrderedDict()
        self._turns = asyncio.Semaphore(AT_ONCE)

    def start(
        self, actor: Actor, *, what: str, at: datetime, work: Work, target: Callable[[Job], str], again: Again
    ) -> Job:
        """Begin one. Raises ComplianceError when every place is being worked on."""
        for key in [key for key, job in self._held.items() if job.state != "running" and at - job.at > KEPT]:
            del self._held[key]
        while len(self._held) >= MOST_KEPT:
            leaving = next((key for key, job in self._held.items() if job.state != "running"), None)
            if leaving is None:
                raise ComplianceError("law.jobs_full", status=409, most=MOST_KEPT)
            del self._held[leaving]
        job = Job(secrets.token_urlsafe(16), actor, what, at, target, again)
        self._held[job.key] = job
        job.task = asyncio.create_task(self._run(job, work))
        return job

    def get(self, key: str, actor: Actor) -> Job | None:
        """The person's own job of that key."""
        job = self._held.get(key)
        return job if job is not None and job.actor.user_id == actor.user_id else None

    async def close(self) -> None:
        """Stop what still runs, before the database goes: what was not confirmed to the end is not in force."""
        running = [job.task for job in self._held.values() if job.task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _run(self, job: Job, work: Work) -> None:
        try:
            async with self._turns:
                job.result = await work(job.follow)
        except ComplianceError as refusal:
            job.state, job.refusal = "refused", refusal
        except Exception:  # noqa: BLE001 - nobody is above a background task: the page must say it
            log.error("law_job_failed", request_id=job.actor.request_id, what=job.what, trace=traceback.format_exc())
            job.state = "broken"
            job.refusal = ComplianceError("law.broke_off", status=500, number=job.actor.request_id)
        else:
            job.state = "done"
        job.task = None


def jobs_of(request: Request) -> LawJobs:
    return request.app.state.law_jobs


async def carry_out(
    request: Request,
    *,
    what: str,
    work: Work,
    target: Callable[[Job], str],
    again: Again,
    follow: str = "/law/jobs/{key}",
) -> Response:
    """Begin the work and answer with its result when it is short, else with the page that follows it."""
    try:
        job = jobs_of(request).start(
            actor_of(request),
            what=what,
            at=resources_of(request).clock.now(),
            work=work,
            target=target,
            again=again,
        )
    except ComplianceError as refusal:
        return await again(request, refusal)
    if job.task is not None:
        await asyncio.wait((job.task,), timeout=ANSWERED_AT_ONCE)
    return go(follow.format(key=job.key)) if job.state == "running" else await outcome(request, job)


async def outcome(request: Request, job: Job) -> Response:
    """The answer to a job that ended: on to its result, or its own form with the refusal."""
    if job.refusal is not None:
        if job.refusal.status not in (409, 422, 500):
            raise job.refusal
        return await job.again(request, job.refusal)
    return go(job.target(job))
