"""How the command line speaks: JSON for programs, tables for people, a bar for long work."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

SLOW = 2.0
"""Seconds after which long work shows a bar."""

as_json = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")


def print_json(value: Any) -> None:
    """JSON to standard output, always UTF-8, dates as ISO; half a character pair stays the escape that it came as."""
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, indent=2 if sys.stdout.isatty() else None, default=_plain
    )
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(type(value).__name__)


def console() -> Console:
    """Standard output for people; no colour when it is not a terminal."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    return Console(highlight=False, markup=False, no_color=not terminal, width=None if terminal else 160)


def print_table(title: str, heads: list[str], rows: list[list[Any]], *, empty: str) -> None:
    if not rows:
        click.echo(f"{title}：{empty}" if title else empty)
        return
    from rich.table import Table

    table = Table(*heads, title=title, title_justify="left", show_edge=False, pad_edge=False)
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console().print(table)


@contextlib.contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error once the work has taken two seconds; nothing when that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(label, total=None, start=True)
    began = time.monotonic()

    def advance(done: int, total: int) -> None:
        if not bar.live.is_started and time.monotonic() - began >= SLOW:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        bar.stop()
