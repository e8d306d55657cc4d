"""Is a house limit (内部时限) ever longer than the statutory limit it sits under? Tried for every start of a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from deadlines.calendar import WorkingCalendar
from deadlines.counting import last_day
from deadlines.day_table import DayTable
from deadlines.model import Limit, LimitVersion, Span
from deadlines.rulebook import Rulebook

_A_YEAR = 366


def house_limits_too_long(rulebook: Rulebook, calendar: WorkingCalendar) -> Iterator[tuple[Limit, str, date]]:
    """(house limit, span of the statutory one, a start for which the house limit ends later), one a house limit.

    The starts tried are the 366 days before the first year without a notice; the shortest branch of the statutory
    limit counts.
    """
    first = date(calendar.first_unpublished - 1, 1, 1)
    for limit in rulebook.limits:
        if not limit.under:
            continue
        regime, _, name = limit.under.partition(".")
        statutory = next(other for other in rulebook.regimes[regime].limits if other.id == name)
        for offset in range(_A_YEAR):
            start = first + timedelta(days=offset)
            above = _earliest(statutory.version_on(start), start, calendar.table)
            below = _latest(limit.version_on(start), start, calendar.table)
            if above is not None and below is not None and below[0] > above[0]:
                yield limit, above[1].zh, start
                break


def _earliest(version: LimitVersion | None, start: date, table: DayTable) -> tuple[date, Span] | None:
    ends = [(_end(start, span, table), span) for span in _spans(version)]
    return min(ends, key=lambda end: end[0], default=None)


def _latest(version: LimitVersion | None, start: date, table: DayTable) -> tuple[date, Span] | None:
    ends = [(_end(start, span, table), span) for span in _spans(version)]
    return max(ends, key=lambda end: end[0], default=None)


def _spans(version: LimitVersion | None) -> list[Span]:
    if version is None:
        return []
    spans = [case.span for case in version.cases] + ([version.span] if version.span else [])
    spans += [text.span for text in version.second_texts]
    return [span for span in spans if span.unit != "directed"]


def _end(start: date, span: Span, table: DayTable) -> date:
    """The last day, for hours the day on which they end at the latest."""
    if span.unit == "hour":
        return start + timedelta(days=-(-span.amount // 24))
    return last_day(start, span, (), table)
