"""The trace (逐日计算): every day of a count, counted or not, why, and by which notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from deadlines.calendar import DayKind, WorkingCalendar
from deadlines.counting import Gap
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
    ordinal, day, gap = 0, start, 0
    gaps = counted.gaps
    stop = counted.open_pause.since if counted.open_pause else None
    for unit, until in legs:
        working_only = unit == "working_day"
        while day < until:
            day += _ONE_DAY
            if stop is not None and day >= stop:
                break
            while gap < len(gaps) and gaps[gap][1] <= day:
                gap += 1
            kind = calendar.day_kind(day)
            if gap < len(gaps) and gaps[gap][0] <= day:
                days.append(_left_out(day, counted.pauses))
            elif working_only and not kind.working:
                days.append(TraceDay(day, False, None, kind.why, kind.why_en, kind.notice, kind.provisional))
            else:
                ordinal += 1
                days.append(_counted(day, ordinal, kind, working_only=working_only))
    if stop is not None:
        days.append(_stands_still(stop, counted.pauses))
    elif counted.due_on is not None:
        days.extend(_rolled(day, counted.due_on, calendar))
    return tuple(days)


def _counted(day: date, ordinal: int, kind: DayKind, *, working_only: bool) -> TraceDay:
    if working_only or kind.kind != "working_day":
        return TraceDay(day, True, ordinal, kind.why, kind.why_en, kind.notice, kind.provisional)
    return TraceDay(day, True, ordinal, "", "", "", kind.provisional)


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
