"""The count itself: from the day after the start, one day at a time, until nothing is left.

Rule numbers are those of the counting contract (不计入始日, 中止, 延长, 届满日顺延, 按小时计算, 暂定日期).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import NamedTuple

from tests.independent.days import EARLIEST, FESTIVALS, UNCERTAIN_FROM, WORKED
from tests.independent.file_of_events import Fact, Suspension
from tests.independent.law import ANY, Text


class Start(NamedTuple):
    """What one count is made of: its first day, what stopped and moved it, and when the limit ended if it did."""

    day: int
    at: datetime | None
    named: int | None
    suspensions: list[Suspension]
    extensions: list[Fact]
    over_on: int | None


class Run(NamedTuple):
    """Where a text ends. `due` None: it stands still (or is counted in hours: `due_at`)."""

    text: Text
    due: int | None
    due_at: datetime | None
    earliest: int | None
    uncertain: bool
    others: list[int]
    other_at: datetime | None
    extensions: list[tuple[int, tuple[int, str]]]
    passed: list[int]  # the days that counted
    at_once: int = 0  # the last day counted; of a text that stands still, as if it resumed without delay


def months_after(day: int, months: int) -> int:
    """The same day so many months later, or the last of that month where it has none (民法典第二百零二条)."""
    begin = date.fromordinal(day)
    year, month = begin.year, begin.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(begin.day, monthrange(year, month)[1])).toordinal()


def walk(
    day: int, length: int, unit: str, left_out: set[int], worked: dict[int, bool], passed: list[int] | None = None
) -> int:
    """The day on which `length` units after `day` are used up; days left out do not count. `passed` takes those that do."""
    if unit == "m":
        length = months_after(day, length) - day
    counted = [] if passed is None else passed
    while length:
        day += 1
        if day not in left_out and (unit != "w" or worked[day]):
            length -= 1
            counted.append(day)
    return day


def legs_walked(
    start: Start,
    legs: list[tuple[int, str]],
    left_out: set[int],
    worked: dict[int, bool],
    passed: list[int] | None = None,
) -> int:
    """The last day of several lengths one after the other; a day named on paper is the end of the first."""
    day = start.day
    for length, unit in legs:
        if unit == "named" and start.named is not None:
            day = start.named
        else:
            day = walk(day, length, unit, left_out, worked, passed)
    return day


def moved(day: int, ours: bool, worked: dict[int, bool]) -> tuple[int, list[int]]:
    """The due day for a count that ends on `day`, and the other reading (rule 5)."""
    if worked[day]:
        return day, []
    after_decree_days = day
    while after_decree_days in FESTIVALS:
        after_decree_days += 1
    back_at_work = day
    while not worked[back_at_work]:
        back_at_work += 1
    due, other = (after_decree_days, back_at_work) if ours else (back_at_work, after_decree_days)
    return due, [other] if other != due else []


def run(text: Text, start: Start, ours: bool, today: int) -> Run:
    """The end of one text."""
    if text.unit == "h":
        return _run_in_hours(text, start)
    left_out: set[int] = set()
    standing_since: int | None = None
    for since, until, ground in start.suspensions:
        if ground not in text.stops:
            continue
        if until is None and start.over_on is not None:
            until = start.over_on  # what ends the limit ends its suspension
        if until is not None:
            left_out.update(range(since, until))
        elif standing_since is None or since < standing_since:
            standing_since = since
    legs, accepted = _extended(text, start, left_out, standing_since)
    passed: list[int] = []
    end = legs_walked(start, legs, left_out, WORKED, passed)
    at_once, stands = end, standing_since is not None and standing_since <= end
    if stands and standing_since is not None:
        left_out.update(range(standing_since, today))  # as if resumed today
        end = legs_walked(start, legs, left_out, WORKED)
        passed = [day for day in passed if day < standing_since]
    fixed = text.unit == "named"
    if fixed:
        passed = []  # nothing is counted up to a day that a paper names
    due, others = (end, []) if fixed else moved(end, ours, WORKED)
    uncertain = due >= UNCERTAIN_FROM and not (fixed and not accepted)
    earliest = due
    if uncertain:
        sooner = legs_walked(start, legs, left_out, EARLIEST)
        earliest = min(due, sooner if fixed else moved(sooner, ours, EARLIEST)[0])
    if stands:
        return Run(text, None, None, earliest, uncertain, [], None, accepted, passed, at_once)
    return Run(text, due, None, earliest, uncertain, others, None, accepted, passed, at_once)


def _extended(
    text: Text, start: Start, left_out: set[int], standing_since: int | None
) -> tuple[list[tuple[int, str]], list[tuple[int, tuple[int, str]]]]:
    """The lengths to count, and the extensions that moved the end (rule 3): in time, short enough, not too often."""
    legs = [(text.length, text.unit)]
    accepted: list[tuple[int, tuple[int, str]]] = []
    for fact in start.extensions:
        if not text.extensions or fact.by is None or fact.day < start.day or fact.by[1] == "h":
            continue
        end = legs_walked(start, legs, left_out, WORKED)
        stands = standing_since is not None and standing_since <= end
        if fact.day > end and not stands:
            continue
        if text.extensions != ANY:
            if len(accepted) == len(text.extensions):
                continue
            longest, unit = text.extensions[len(accepted)]
            if walk(end, *fact.by, left_out, WORKED) > walk(end, int(longest), unit, left_out, WORKED):
                continue
        legs.append(fact.by)
        accepted.append((fact.day, fact.by))
    return legs, accepted


def _run_in_hours(text: Text, start: Start) -> Run:
    """Hours from the instant; by 程序规定 art. 80 the hour in which it began is not counted: the other reading (rule 7)."""
    if start.at is None:
        raise ValueError("a count in hours needs its instant")
    due = start.at
    for _ in range(text.length):
        due += timedelta(hours=1)
    next_hour = datetime(*start.at.timetuple()[:4], tzinfo=start.at.tzinfo) + timedelta(hours=1)
    return Run(text, None, due, None, False, [], next_hour + timedelta(hours=text.length), [], [])
