"""Case bundles on their way: put together in the background of this process, kept for a while to be downloaded.

A finished bundle is a file in the data directory that only its maker is given. What is left of an earlier run goes when
the next one begins.
"""

from __future__ import annotations

import asyncio
import secrets
import traceback
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import structlog

from compliance.casework.actor import Actor
from compliance.casework.bundle import Wanted, export_case
from compliance.errors import ComplianceError

KEPT = timedelta(minutes=30)
AT_ONCE = 4
ANSWERED_AT_ONCE = 1.0
"""Seconds that an answer waits: a small bundle is there by then and needs no progress bar."""
_PART = 1 << 18
log = structlog.get_logger("anqi.bundle")


@dataclass
class Bundling:
    """One bundle: running → ready, refused or broken; ``done`` of ``total`` bytes are behind it."""

    key: str
    actor: Actor
    number: str
    path: Path
    at: datetime
    state: str = "running"
    done: int = 0
    total: int = 0
    made: dict[str, Any] = field(default_factory=dict)
    refusal: ComplianceError | None = None
    task: asyncio.Task[None] | None = None

    def follow(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    @property
    def percent(self) -> int:
        return min(99, self.done * 100 // self.total) if self.total else 0


class Bundles:
    """The bundles of this process."""

    def __init__(self) -> None:
        self._held: dict[str, Bundling] = {}

    def start(self, resources: Any, actor: Actor, *, number: str, wanted: Wanted) -> Bundling:
        """Begin one. Raises ComplianceError while too many are being put together."""
        now, folder = resources.clock.now(), bundle_folder(resources)
        self._clear(folder, now)
        if sum(1 for each in self._held.values() if each.state == "running") >= AT_ONCE:
            raise ComplianceError("bundle.jobs_full", status=409, most=AT_ONCE)
        key = secrets.token_urlsafe(16)
        job = Bundling(key, actor, number, folder / f"{key}.zip", now)
        self._held[key] = job
        job.task = asyncio.create_task(self._run(resources, job, wanted))
        return job

    def get(self, key: str, actor: Actor, number: str) -> Bundling | None:
        """The person's own bundle of that case; None when it is gone."""
        job = self._held.get(key)
        return job if job is not None and (job.actor.user_id, job.number) == (actor.user_id, number) else None

    async def taken(self, job: Bundling) -> BinaryIO:
        """The finished file, open, its place already free. Raises the refusal of one that was not made."""
        if job.task is not None:
            await asyncio.wait((job.task,))
        self._held.pop(job.key, None)
        if job.refusal is not None:
            raise job.refusal
        file = job.path.open("rb")
        job.path.unlink()
        return file

    async def close(self) -> None:
        """Stop what still runs, before the database goes, and leave no bundle behind."""
        running = [job.task for job in self._held.values() if job.task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for job in self._held.values():
            job.path.unlink(missing_ok=True)

    def _clear(self, folder: Path, now: datetime) -> None:
        for key in [key for key, job in self._held.items() if job.state != "running" and now - job.at > KEPT]:
            del self._held[key]
        held = {job.path for job in self._held.values()}
        if any(job.state == "running" for job in self._held.values()):
            return
        for path in folder.iterdir():
            if path not in held:
                path.unlink(missing_ok=True)

    async def _run(self, resources: Any, job: Bundling, wanted: Wanted) -> None:
        try:
            job.made = await export_case(
                resources, job.actor, number=job.number, target=job.path, wanted=wanted, progress=job.follow
            )
        except ComplianceError as refusal:
            job.state, job.refusal = "refused", refusal
        except Exception:  # noqa: BLE001 - nobody is above a background task: the page must say it
            log.error("bundle_failed", request_id=job.actor.request_id, trace=traceback.format_exc())
            job.state = "broken"
            job.refusal = ComplianceError("bundle.broke_off", status=500, number=job.actor.request_id)
        else:
            job.state = "ready"
        job.task = None


def bundle_folder(resources: Any) -> Path:
    """Return the folder in which bundles wait, readable to this program alone."""
    folder = resources.settings.data_dir / "bundles"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


async def parts_of(file: BinaryIO) -> AsyncIterator[bytes]:
    """Yield an open file part by part and close it, whatever becomes of the reader."""
    try:
        while part := await asyncio.to_thread(file.read, _PART):
            yield part
    finally:
        file.close()
