"""The trace (逐日计算): every day of a count, counted or not, why, and by which notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from deadlines.calendar import WorkingCalendar
from deadlines.counting import Gap
from deadlines.day_kinds import DayCell
from deadlines.model import GROUNDS, OpenPause, Pause, TraceDay

_ONE_DAY = timedelta(days=1)


class Leg(NamedTuple):
    """A stretch of a count in one unit, to its last day: the original span, then each extension."""

    unit: str
    until: date


class Counted(Protocol):
    """What the trace needs to know of a count."""

    @property
    def due_on(self) -> date | None: ...
    @property
    def gaps(self) -> tuple[Gap, ...]: ...
    @property
    def pauses(self) -> tuple[Pause, ...]: ...
    @property
    def open_pause(self) -> OpenPause | None: ...


def trace_count(start: date, legs: Sequence[Leg], counted: Counted, calendar: WorkingCalendar) -> tuple[TraceDay, ...]:
    """The days from the one after `start` to the due day, or to the day on which a pause began."""
    days: list[TraceDay] = []
    ordinal, gap = 0, 0
    day = start.toordinal()
    gaps = [(since.toordinal(), until.toordinal()) for since, until in counted.gaps]
    stop = counted.open_pause.since.toordinal() if counted.open_pause else None
    cells = calendar.cells
    for unit, until in legs:
        working_only = unit == "working_day"
        last = until.toordinal() if stop is None else min(until.toordinal(), stop - 1)
        while day < last:
            day += 1
            while gap < len(gaps) and gaps[gap][1] <= day:
                gap += 1
            cell = cells[day]
            if gap < len(gaps) and gaps[gap][0] <= day:
                days.append(_left_out(cell.on, counted.pauses))
            elif working_only and not cell.kind.working:
                days.append(cell.skipped)
            else:
                ordinal += 1
                days.append(_counted(cell, ordinal, working_only=working_only))
    if counted.open_pause is not None:
        days.append(_stands_still(counted.open_pause.since, counted.pauses))
    elif counted.due_on is not None:
        days.extend(_rolled(date.fromordinal(day), counted.due_on, calendar))
    return tuple(days)


def _counted(cell: DayCell, ordinal: int, *, working_only: bool) -> TraceDay:
    # tuple.__new__ skips the keyword handling of the named tuple: this runs once for every day of every count.
    if working_only or cell.kind.kind != "working_day":
        _, _, why, why_en, notice, provisional = cell.kind
        return tuple.__new__(TraceDay, (cell.on, True, ordinal, why, why_en, notice, provisional))
    return tuple.__new__(TraceDay, (cell.on, True, ordinal, "", "", "", cell.kind.provisional))


def _left_out(day: date, pauses: Sequence[Pause]) -> TraceDay:
    names, names_en = _grounds(day, pauses)
    return TraceDay(day, False, None, f"中止（{names}），不计入期限", f"suspended ({names_en}), not counted", "", False)


def _stands_still(day: date, pauses: Sequence[Pause]) -> TraceDay:
    names, names_en = _grounds(day, pauses)
    return TraceDay(
        day,
        False,
        None,
        f"自该日起中止（{names}），恢复之日起继续计算",
        f"suspended from this day ({names_en}); counting goes on from the day of resumption",
        "",
        False,
    )


def _grounds(day: date, pauses: Sequence[Pause]) -> tuple[str, str]:
    grounds = sorted({p.ground for p in pauses if p.since <= day and (p.until is None or day < p.until)})
    return "、".join(GROUNDS[g][0] for g in grounds), ", ".join(GROUNDS[g][1] for g in grounds)


def _rolled(last: date, due: date, calendar: WorkingCalendar) -> list[TraceDay]:
    days: list[TraceDay] = []
    day = last
    while day < due:
        day += _ONE_DAY
        kind = calendar.day_kind(day)
        if day == due:
            why, why_en = "顺延后的届满日", "the last day after rolling"
        else:
            why, why_en = f"届满日遇{calendar.day_kind(last).why}，顺延；{kind.why}", f"rolled on; {kind.why_en}"
        days.append(TraceDay(day, False, None, why, why_en, kind.notice, kind.provisional))
    return days
