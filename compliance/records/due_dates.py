"""Clocks as stored: a projection of events, law and calendar that can be thrown away and made again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec

from compliance.records.database import Database
from compliance.records.row_seals import touch
from compliance.records.tables import DueDateRow
from deadlines import Deadline, TraceDay, WorkingCalendar, deadline_as_json, timeliness
from deadlines.model import SHANGHAI

LAMPS = ("overdue", "today", "soon", "ok", "paused", "done", "void")
BLOCKS: tuple[str, ...] = ("overdue", "today", "soon", "waiting", "provisional")
_LAMP_OF_STATE = {
    "overdue": "overdue",
    "due_today": "today",
    "due_soon": "soon",
    "running": "ok",
    "not_started": "ok",
    "paused": "paused",
    "met": "done",
    "met_late": "done",
    "void": "void",
}
_OPEN_LAMPS = ("overdue", "today", "soon", "ok", "paused")


@dataclass(frozen=True)
class Clock:
    """One clock of one case on one day: ``deadline`` is the contract's JSON, its state and remaining included."""

    complaint_id: int
    number: str
    title: str
    channel: str
    authority: str
    case_status: str
    tier: str
    handler_username: str | None
    handler_name: str | None
    deadline: dict[str, Any]
    lamp: str
    last_event: str

    @property
    def urgency(self) -> tuple[Any, ...]:
        """Sort key: the most urgent first; a paused clock after the running ones."""
        at = self.deadline.get("due_at") or ""
        day = self.deadline.get("earliest") or self.deadline.get("due_on") or at[:10] or "9999-12-31"
        return (self.lamp == "paused", not self.deadline["ours"], day, at, self.number)


_COLUMNS = (
    "regime",
    "limit_id",
    "ours",
    "due_on",
    "due_at",
    "earliest",
    "is_open",
    "provisional",
    "body",
    "trace",
    "rules",
    "calendar",
)


async def replace_clocks(database: Database, complaint_id: int, deadlines: Iterable[Deadline]) -> bool:
    """Store the clocks of a complaint in place of the old ones; whether any of them differs."""
    fresh = [clock_row(complaint_id, deadline) for deadline in deadlines]
    old = await database.fetch(
        f"SELECT {', '.join(_COLUMNS)} FROM due_dates WHERE complaint_id = {{}} ORDER BY id",
        complaint_id,
    )
    if [_comparable(row) for row in old] == [_comparable(row) for row in fresh]:
        return False
    touch("complaints", complaint_id)
    await database.execute("DELETE FROM due_dates WHERE complaint_id = {}", complaint_id)
    if fresh:
        await DueDateRow.insert(*[DueDateRow(**row) for row in fresh]).run()
    return True


def clock_body(deadline: Deadline) -> str:
    """A clock as it is stored, without its trace: JSON that is the same for the same clock."""
    return msgspec.json.encode(replace(deadline, trace=())).decode()


def clock_row(complaint_id: int, deadline: Deadline) -> dict[str, Any]:
    """The columns of a clock as they are stored, its trace beside the body."""
    is_open = deadline.met_on is None and deadline.void_on is None
    running = deadline.open_pause is None
    return {
        "complaint_id": complaint_id,
        "regime": deadline.regime,
        "limit_id": deadline.limit,
        "ours": deadline.ours and not deadline.guidance,
        "due_on": deadline.due_on,
        "due_at": deadline.due_at,
        # An hour limit has an instant and no day; a paused one has neither until it resumes.
        "earliest": _first_day(deadline) if running else None,
        "is_open": is_open,
        "provisional": deadline.provisional,
        "body": clock_body(deadline),
        "trace": msgspec.json.encode(deadline.trace).decode(),
        "rules": deadline.rules,
        "calendar": deadline.calendar,
    }


def _first_day(deadline: Deadline) -> date | None:
    if deadline.due_at is not None:
        return deadline.due_at.astimezone(SHANGHAI).date()
    return deadline.earliest or deadline.due_on


def _comparable(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _COLUMNS)


def stored_deadline(row: dict[str, Any]) -> Deadline:
    """The deadline as it was computed, its trace included where the row carries one."""
    deadline = msgspec.json.decode(row["body"], type=Deadline)
    if row.get("trace"):
        return replace(deadline, trace=msgspec.json.decode(row["trace"], type=tuple[TraceDay, ...]))
    return deadline


_CLOCK = (
    "SELECT d.complaint_id, d.body, {trace} c.number, c.title, c.channel, c.authority, c.status AS case_status, "
    "c.tier, u.username AS handler_username, u.display_name AS handler_name, "
    "(SELECT e.kind FROM legal_events e WHERE e.complaint_id = c.id ORDER BY e.sequence DESC LIMIT 1) AS last_event, "
    "c.updated_at FROM due_dates d JOIN complaints c ON c.id = d.complaint_id LEFT JOIN users u ON u.id = c.handler_id "
)


async def open_clocks(
    database: Database, *, calendar: WorkingCalendar, today: date, now: datetime, handler: str | None = None
) -> tuple[Clock, ...]:
    """Every open clock, the most urgent first; the one query behind board, lists, API and command line."""
    sql = _CLOCK.replace("{trace}", "") + "WHERE d.is_open"
    rows = await database.fetch(sql + (" AND u.username = {}" if handler else ""), *([handler] if handler else []))
    clocks = (_as_clock(row, calendar=calendar, today=today, now=now) for row in rows)
    return tuple(sorted(clocks, key=lambda clock: clock.urgency))


async def clocks_of(
    database: Database, complaint_id: int, *, calendar: WorkingCalendar, today: date, now: datetime
) -> tuple[Clock, ...]:
    """All clocks of one case with their traces: open ones by urgency, then the finished ones."""
    sql = _CLOCK.replace("{trace}", "d.trace,") + "WHERE d.complaint_id = {} ORDER BY d.id"
    clocks = [
        _as_clock(row, calendar=calendar, today=today, now=now) for row in await database.fetch(sql, complaint_id)
    ]
    return tuple(sorted(clocks, key=lambda clock: (clock.lamp not in _OPEN_LAMPS, *clock.urgency)))


async def deadlines_of(database: Database, complaint_id: int) -> tuple[Deadline, ...]:
    """The stored deadlines of a case as values, traces included."""
    rows = await database.fetch("SELECT body, trace FROM due_dates WHERE complaint_id = {} ORDER BY id", complaint_id)
    return tuple(stored_deadline(row) for row in rows)


def _as_clock(row: dict[str, Any], *, calendar: WorkingCalendar, today: date, now: datetime) -> Clock:
    deadline = stored_deadline(row)
    judged = timeliness(deadline, calendar, today, now)
    return Clock(
        complaint_id=row["complaint_id"],
        number=row["number"],
        title=row["title"],
        channel=row["channel"],
        authority=row["authority"],
        case_status=row["case_status"],
        tier=row["tier"],
        handler_username=row["handler_username"],
        handler_name=row["handler_name"],
        deadline=deadline_as_json(deadline, calendar, today, now),
        lamp=_LAMP_OF_STATE[judged.state],
        last_event=row["last_event"] or "",
    )


def clock_counts(clocks: Iterable[Clock]) -> dict[str, int]:
    """The five blocks of the board, from the very clocks that the list below shows."""
    counts: dict[str, int] = dict.fromkeys(BLOCKS, 0)
    for clock in clocks:
        for block in blocks_of(clock):
            counts[block] += 1
    return counts


def blocks_of(clock: Clock) -> tuple[str, ...]:
    """In which blocks of the board a clock counts: ours by lamp, the other side's as waiting, and provisional."""
    found = []
    if not clock.deadline["ours"]:
        found.append("waiting")
    elif clock.lamp in ("overdue", "today", "soon"):
        found.append(clock.lamp)
    if clock.deadline["provisional"]:
        found.append("provisional")
    return tuple(found)


def clock_as_json(clock: Clock) -> dict[str, Any]:
    """A clock for the command line and the API: the deadline's fields with the case's."""
    return {
        "number": clock.number,
        "title": clock.title,
        "channel": clock.channel,
        "authority": clock.authority,
        "status": clock.case_status,
        "handler": clock.handler_username,
        "lamp": clock.lamp,
        **clock.deadline,
    }
