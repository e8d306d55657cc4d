"""Counting whole columns gives what counting row by row gives, and refuses days outside the calendar."""

from __future__ import annotations

import random
from datetime import date

import pytest

from deadlines import BulkCounter, CalendarError, WorkingCalendar


def test_columns_agree_with_single_counts(calendar: WorkingCalendar) -> None:
    random_ = random.Random(3)
    counter = BulkCounter(calendar)
    starts = [date(2015, 1, 1).toordinal() + random_.randrange(4700) for _ in range(5000)]
    amounts = [random_.choice((1, 3, 5, 7, 10, 15, 20, 30, 45)) for _ in starts]
    single = [
        calendar.add_working_days(date.fromordinal(start), amount).toordinal()
        for start, amount in zip(starts, amounts, strict=True)
    ]
    assert counter.ends_of(starts, amounts) == single
    assert counter.between(starts, single) == amounts
    assert counter.ends(starts, 7) == [calendar.add_working_days(date.fromordinal(s), 7).toordinal() for s in starts]


def test_empty_columns(calendar: WorkingCalendar) -> None:
    counter = BulkCounter(calendar)
    assert counter.ends([], 7) == counter.ends_of([], []) == counter.between([], []) == []


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2100, 12, 31), date(2101, 1, 1), date(9999, 12, 31)])
def test_a_day_outside_the_calendar_is_refused(calendar: WorkingCalendar, day: date) -> None:
    counter = BulkCounter(calendar)
    good = date(2026, 1, 5).toordinal()
    with pytest.raises(CalendarError, match="工作日历之外"):
        counter.ends([good, day.toordinal()], 7)
    with pytest.raises(CalendarError, match="工作日历之外"):
        counter.ends_of([good, day.toordinal()], [7, 7])


def test_amounts_must_be_positive(calendar: WorkingCalendar) -> None:
    counter = BulkCounter(calendar)
    with pytest.raises(CalendarError, match="正整数"):
        counter.ends([date(2026, 1, 5).toordinal()], 0)
    with pytest.raises(ValueError, match="2 starts but 1 amounts"):
        counter.ends_of([1, 2], [3])
