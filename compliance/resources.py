"""What verbs need to act, made once at start: settings, clock, database, files, keys, law, letters, renderers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from compliance.records.database import Database
from compliance.records.files import FileStore
from compliance.records.people import system_user_id
from compliance.records.secrets import Secrets, load_secrets
from compliance.settings import Settings
from deadlines import Rulebook, WorkingCalendar, load_calendar, load_rulebook
from filings.letters import Catalogue, load_catalogue
from filings.rendering import RenderPool

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Clock:
    """The only place that reads the time. ``pinned`` stands for today in trials; the hour goes on."""

    pinned: date | None = None

    def now(self) -> datetime:
        """The instant, in UTC."""
        real = datetime.now(UTC)
        if self.pinned is None:
            return real
        hour = real.astimezone(CHINA).time()
        return datetime.combine(self.pinned, hour, CHINA).astimezone(UTC)

    def today(self) -> date:
        """The day in China."""
        return self.now().astimezone(CHINA).date()


@dataclass
class Resources:
    """Open with ``open``, close with ``close``; verbs take it as their first argument."""

    settings: Settings
    clock: Clock
    database: Database
    files: FileStore
    secrets: Secrets
    rulebook: Rulebook
    calendar: WorkingCalendar
    letters: Catalogue
    system_user: int = 0
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    """Rung when the outbox has new work, so that a sweeper in this process need not wait for its next round."""
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    """Password hashing takes 64 MiB and 0.2 s each; two at a time, so that fifty sign-ins cannot eat 3 GB."""
    _renderer: RenderPool | None = None

    @property
    def renderer(self) -> RenderPool:
        """The processes that make files of documents, started when first needed."""
        if self._renderer is None:
            self._renderer = RenderPool(self.settings.renderers)
        return self._renderer

    async def open(self) -> None:
        self.bell, self.hashing = asyncio.Event(), asyncio.Semaphore(2)
        await self.database.open()
        self.system_user = await system_user_id(self.database, self.clock.now())

    async def close(self) -> None:
        if self._renderer is not None:
            await asyncio.to_thread(self._renderer.close)
            self._renderer = None
        await self.database.close()


def load_resources(settings: Settings) -> Resources:
    """Everything that ``settings`` names, not yet open.

    Raises the first reason why the program cannot work: an unusable key file, rule file, calendar or letter, each
    with the file and the cure.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Resources(
        settings=settings,
        clock=Clock(date.fromisoformat(settings.pinned_today) if settings.pinned_today else None),
        database=Database(file=settings.database_file, url=settings.database_url),
        files=FileStore(settings.files_dir),
        secrets=load_secrets(settings.key_file),
        rulebook=load_rulebook(),
        calendar=load_calendar(),
        letters=load_catalogue(),
    )
