"""How the command line speaks: JSON for programs, tables for people, one sentence for refusals."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from compliance.errors import ComplianceError
from compliance.records.checkpoints import write_checkpoint
from compliance.records.files import FileDamaged
from compliance.records.migrations import SchemaMismatch
from compliance.records.secrets import KeyUnusable
from compliance.records.sqlite_library import UnsafeSQLite
from compliance.resources import Resources, load_resources
from compliance.settings import Settings, SettingsError, load_settings
from deadlines import DeadlineError

T = TypeVar("T")
SLOW = 2.0
"""Seconds after which long work shows a bar."""

as_json = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
_PLAIN = (SettingsError, KeyUnusable, UnsafeSQLite, SchemaMismatch, FileDamaged, DeadlineError)


def explained(problem: BaseException) -> str | None:
    """The one sentence of a refusal; None for a bug, which shall read as one."""
    if isinstance(problem, ComplianceError):
        return problem.message("zh")
    if isinstance(problem, _PLAIN):
        return str(problem)
    if isinstance(problem, FileNotFoundError | IsADirectoryError | PermissionError):
        return f"打不开文件“{problem.filename}”：{problem.strerror}；请核对路径和权限。"
    if isinstance(problem, ConnectionError | OSError) and "Connect call failed" in str(problem):
        return "连不上数据库；请核对 ANQI_DATABASE_URL，并确认 PostgreSQL 已启动。"
    if type(problem).__module__.startswith("asyncpg"):
        return f"数据库拒绝了连接或者操作：{problem}；请核对 ANQI_DATABASE_URL。"
    return None


def print_json(value: Any) -> None:
    """JSON to standard output, UTF-8, dates as ISO."""
    text = json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None, default=_plain)
    sys.stdout.write(text + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(type(value).__name__)


def console() -> Console:
    """Standard output for people; no colour when it is not a terminal."""
    return Console(highlight=False, no_color=not sys.stdout.isatty(), width=None if sys.stdout.isatty() else 160)


def print_table(title: str, heads: list[str], rows: list[list[Any]], *, empty: str) -> None:
    if not rows:
        click.echo(empty)
        return
    table = Table(*heads, title=title, title_justify="left", show_edge=False, pad_edge=False)
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console().print(table)


@contextlib.contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error once the work has taken two seconds; nothing when that is no terminal."""
    bar = Progress(
        TextColumn(label),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    began, task, shown = time.monotonic(), None, False

    def advance(done: int, total: int) -> None:
        nonlocal task, shown
        if not shown and time.monotonic() - began < SLOW:
            return
        if not shown:
            bar.start()
            task, shown = bar.add_task(label, total=total), True
        bar.update(task, completed=done, total=total)  # type: ignore[arg-type]

    try:
        yield advance
    finally:
        if shown:
            bar.stop()


def current_settings() -> Settings:
    return load_settings(os.environ)


@asynccontextmanager
async def opened_resources(settings: Settings | None = None) -> AsyncIterator[Resources]:
    """Open resources for one command; a checkpoint is written at its end."""
    resources = load_resources(settings or current_settings())
    await resources.open()
    try:
        yield resources
        await write_checkpoint(
            resources.database, resources.settings.checkpoints_dir, at=resources.clock.now(), cause="command"
        )
    finally:
        await resources.close()


def run(work: Awaitable[T]) -> T:
    async def wrapped() -> T:
        return await work

    return asyncio.run(wrapped())
