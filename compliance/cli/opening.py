"""Opens what a command works on: settings, database, key; refuses before anything is made or changed."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from compliance.cli.refusals import CannotRun
from compliance.settings import PREFIX, Settings, load_settings

if TYPE_CHECKING:
    from compliance.resources import Clock, Resources
    from deadlines import Rulebook, WorkingCalendar

T = TypeVar("T")


def current_settings() -> Settings:
    """What the environment says. Raises SettingsError or CannotRun naming the variable and the cure."""
    settings = load_settings(os.environ)
    for name, address in (("DATABASE_URL", settings.database_url), ("REDIS_URL", settings.redis_url)):
        try:
            _ = urlsplit(address).port if address else None
        except ValueError as problem:
            raise CannotRun(
                f"{PREFIX}{name} 中的端口不是 0 到 65535 之间的整数；请改正地址。", field=PREFIX + name
            ) from problem
    return settings


def clock_of_settings() -> Clock:
    """The clock that ANQI_TODAY may pin."""
    from datetime import date

    from compliance.resources import Clock

    pinned = current_settings().pinned_today
    return Clock(date.fromisoformat(pinned) if pinned else None)


class LawHere(NamedTuple):
    """Rulebook and calendar as commands read them."""

    rulebook: Rulebook
    calendar: WorkingCalendar


def law_here() -> LawHere:
    """The law in force in this data directory or database; without one, what came with the program."""
    settings = current_settings()
    if settings.database_url is None and not settings.database_file.exists():
        from deadlines import load_calendar, load_rulebook

        return LawHere(load_rulebook(), load_calendar())

    async def read() -> LawHere:
        async with untouched_resources(settings, existing=True) as resources:
            return LawHere(resources.rulebook, resources.calendar)

    return run(read())


@asynccontextmanager
async def opened_resources(settings: Settings | None = None, *, existing: bool = False) -> AsyncIterator[Resources]:
    """Open resources for one command; a checkpoint is written at its end.

    With ``existing`` a data directory without a database is refused, and none is made there.
    """
    from compliance.records.checkpoints import write_checkpoint

    async with untouched_resources(settings, existing=existing) as resources:
        yield resources
        await write_checkpoint(
            resources.database, resources.settings.checkpoints_dir, at=resources.clock.now(), cause="command"
        )


@asynccontextmanager
async def untouched_resources(settings: Settings | None = None, *, existing: bool = False) -> AsyncIterator[Resources]:
    """The same without a checkpoint at the end. Raises KeyUnusable when the key is not the one of these data."""
    from compliance.casework.keeping import check_key

    resources = ready_resources(settings or current_settings(), existing=existing)
    await resources.open()
    try:
        await check_key(resources)
        yield resources
    finally:
        await resources.close()


def ready_resources(settings: Settings, *, existing: bool) -> Resources:
    """Resources, not yet open, of a data directory that can be worked with."""
    check_place(settings, existing=existing)
    from compliance.resources import load_resources

    logs_to_stderr()
    return load_resources(settings)


def check_place(settings: Settings, *, existing: bool) -> None:
    """Refuse a place without the database or the key that belongs to it."""
    if settings.data_dir.exists() and not settings.data_dir.is_dir():
        raise CannotRun(f"“{settings.data_dir}”不是目录；请把 ANQI_DATA_DIR 指向一个目录。", field="ANQI_DATA_DIR")
    if settings.on_postgres:
        return
    if settings.database_file.exists():
        if not settings.key_file.exists():
            raise CannotRun(
                f"有数据库而没有密钥文件“{settings.key_file}”；请放回建立这些数据时的密钥文件（ANQI_SECRET_KEY_FILE）。",
                field="ANQI_SECRET_KEY_FILE",
            )
    elif existing:
        raise CannotRun(
            f"目录“{settings.data_dir}”里没有数据库；请核对 ANQI_DATA_DIR，或者先运行 anqi migrate 新建。",
            field="ANQI_DATA_DIR",
        )


def logs_to_stderr() -> None:
    """Standard output belongs to the answer; what the parts log goes to standard error, plain unless on a terminal."""
    import structlog

    # Warnings are for developers, who ask for them with python -W.
    if not sys.warnoptions:
        warnings.simplefilter("ignore")

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def run(work: Coroutine[Any, Any, T]) -> T:
    """What ``work`` gives, on a loop of its own."""
    import asyncio

    return asyncio.run(work)
