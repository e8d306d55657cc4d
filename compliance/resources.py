"""What verbs need to act, made once at start: settings, clock, database, files, keys, law, letters, renderers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from compliance.records.database import Database
from compliance.records.files import FileStore
from compliance.records.law import LawInForce, latest_revision, law_of, pin_baseline, shipped_law, texts_in_force
from compliance.records.letter_releases import LettersInForce, letters_in_force, marks_in_force
from compliance.records.people import system_user_id
from compliance.records.secrets import Secrets, load_secrets
from compliance.records.turns import Turns
from compliance.settings import Settings
from deadlines import DeadlineError, Rulebook, WorkingCalendar
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
    law: LawInForce
    letters_in_force: LettersInForce
    turns: Turns
    """Turns of long work that ends in one row, among all processes on this data."""
    system_user: int = 0
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    """Rung when the outbox has new work, so that a sweeper in this process need not wait for its next round."""
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    """Password hashing takes 64 MiB and 0.2 s each; two at a time, so that fifty sign-ins cannot eat 3 GB."""
    _renderer: RenderPool | None = None

    @property
    def rulebook(self) -> Rulebook:
        """The limits in force."""
        return self.law.rulebook

    @property
    def calendar(self) -> WorkingCalendar:
        """The working calendar in force."""
        return self.law.calendar

    @property
    def letters(self) -> Catalogue:
        """The letters in force today: the shipped ones, overlaid with the releases of the house."""
        return self.letters_in_force.on(self.clock.today())

    async def refresh_letters(self) -> None:
        """Take up letters that another process put into force or ended; one short query when there are none."""
        marks = await marks_in_force(self.database)
        if marks != self.letters_in_force.marks:
            self.letters_in_force = await letters_in_force(self.database, self.letters_in_force.shipped, marks)

    async def refresh_law(self) -> None:
        """Take up a change of law or of letters that another process put into force; two short queries when there is none.

        Texts that cannot be used leave the last good law in place, which then says why in ``law.problem``.
        """
        await self.refresh_letters()
        if await latest_revision(self.database) != self.law.revision:
            await self.take_up_law()

    async def take_up_law(self) -> None:
        """Read the law in force from the data, whatever came with the program."""
        found = await texts_in_force(self.database)
        if found is None:
            return
        texts, revision = found
        if texts == self.law.texts:
            self.law = replace(self.law, revision=revision)
            return
        try:
            self.law = law_of(texts, revision=revision)
        except DeadlineError as problem:
            self.law = replace(self.law, revision=revision, problem=str(problem))

    @property
    def renderer(self) -> RenderPool:
        """The processes that make files of documents, started when first needed."""
        if self._renderer is None:
            self._renderer = RenderPool(self.settings.renderers, nice=self.settings.renderer_nice)
        return self._renderer

    async def open(self) -> None:
        self.bell, self.hashing = asyncio.Event(), asyncio.Semaphore(2)
        self.turns = Turns(self.settings.data_dir / "turns")
        await self.database.open()
        try:
            self.system_user = await system_user_id(self.database, self.clock.now())
            await pin_baseline(self.database, self.law.texts, at=self.clock.now())
            await self.take_up_law()
            await self.refresh_letters()
        except BaseException:
            await self.database.close()
            raise

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
        law=shipped_law(),
        letters_in_force=LettersInForce(load_catalogue()),
        turns=Turns(settings.data_dir / "turns"),
    )
