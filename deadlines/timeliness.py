"""Timeliness (是否按期): how a deadline stands on a given day. Deadlines are stored without today; this judges them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime

from deadlines.calendar import WorkingCalendar
from deadlines.clock import resumed_end
from deadlines.counting import count_days
from deadlines.model import SHANGHAI, Deadline

STATES = ("not_started", "running", "paused", "due_soon", "due_today", "overdue", "met", "met_late", "void")
OPEN_STATES = ("not_started", "running", "paused", "due_soon", "due_today", "overdue")
SOON = 3  # working days


@dataclass(frozen=True, slots=True)
class Timeliness:
    """`state` is one of STATES; `remaining` counts units of the limit in (today, due], negative when late, None when the
    limit is met, void or paused; `earliest` is the day to warn by (for a paused limit: as if it resumed today)."""

    state: str
    remaining: int | None
    earliest: date | None


def timeliness(deadline: Deadline, calendar: WorkingCalendar, today: date, now: datetime | None = None) -> Timeliness:
    """How the deadline stands on `today`; `now` judges limits in hours. A first breach stays a fact."""
    earliest = deadline.earliest
    if deadline.met_on is not None:
        return Timeliness("met_late" if _met_late(deadline) else "met", None, earliest)
    if deadline.void_on is not None and not _breached_by(deadline, deadline.void_on):
        return Timeliness("void", None, earliest)
    if deadline.runs_out and deadline.due_on is not None:
        return _running_out(deadline, deadline.due_on, calendar, today)
    if deadline.due_at is not None:
        return _in_hours(deadline, calendar, today, now)
    if deadline.open_pause is not None:
        pauses = (deadline.open_pause, *deadline.also_paused)
        ends = [resumed_end(one, resumed_on=today, ours=deadline.ours, calendar=calendar) for one in pauses]
        return Timeliness("paused", None, min(ends))
    due = deadline.due_on
    if due is None:
        raise ValueError(f"deadline {deadline.regime}.{deadline.limit} has neither a due day nor a pause")
    remaining = (
        count_days(today, due, deadline.span.unit, calendar.table)
        if _on_calendar(today, calendar)
        else (due - today).days
    )
    return Timeliness(_state(deadline, due, calendar, today), remaining, earliest)


def _running_out(deadline: Deadline, due: date, calendar: WorkingCalendar, today: date) -> Timeliness:
    """A period that ends by itself (期间届满) is never late: it runs, and then it is over."""
    if today > due:
        return Timeliness("met", None, deadline.earliest)
    state = "not_started" if deadline.started_on > today else "running"
    return Timeliness(state, count_days(today, due, deadline.span.unit, calendar.table), deadline.earliest)


def _state(deadline: Deadline, due: date, calendar: WorkingCalendar, today: date) -> str:
    if deadline.started_on > today:
        return "not_started"
    if today > due:
        return "overdue"
    warn_by = min(deadline.earliest or due, due)
    if today in (due, warn_by):
        return "due_today"
    if today > warn_by or calendar.table.count(today, warn_by) <= SOON:
        return "due_soon"
    return "running"


def _in_hours(deadline: Deadline, calendar: WorkingCalendar, today: date, now: datetime | None) -> Timeliness:
    due_at = deadline.due_at
    if due_at is None or deadline.started_at is None:
        raise ValueError(f"deadline {deadline.regime}.{deadline.limit} is not in hours")
    due = due_at.astimezone(SHANGHAI).date()
    if now is None:
        return Timeliness(_state(deadline, due, calendar, today), None, None)
    remaining = math.floor((due_at - now).total_seconds() / 3600)
    if deadline.started_at > now:
        return Timeliness("not_started", remaining, None)
    if now > due_at:
        return Timeliness("overdue", remaining, None)
    return Timeliness(_state(deadline, due, calendar, min(now.astimezone(SHANGHAI).date(), due)), remaining, None)


def _met_late(deadline: Deadline) -> bool:
    if deadline.due_at is not None:
        if deadline.met_at is not None:
            return deadline.met_at > deadline.due_at
        return deadline.met_on is not None and deadline.met_on > deadline.due_at.astimezone(SHANGHAI).date()
    return deadline.due_on is not None and deadline.met_on is not None and deadline.met_on > deadline.due_on


def _breached_by(deadline: Deadline, day: date) -> bool:
    """True when the limit was already late when it fell away, by the instant where both are known."""
    if deadline.due_at is not None and deadline.void_at is not None:
        return deadline.void_at > deadline.due_at
    if deadline.due_at is not None:
        return day > deadline.due_at.astimezone(SHANGHAI).date()
    return deadline.due_on is not None and day > deadline.due_on


def _on_calendar(day: date, calendar: WorkingCalendar) -> bool:
    return 0 <= day.toordinal() - calendar.table.first < len(calendar.table.flags)
