"""Counting periods (期间计算). Each convention names the article it rests on.

* The day of the starting event is not counted: 民法典第二百零一条, 令121号第四十五条, 市场监督管理行政处罚程序规定第八十条.
* Make-up working days count as working days; no text says otherwise, and it gives the earlier, safe date
  (全国年节及纪念日放假办法第六条、第七条: the swapped day is worked).
* A period in months ends on the corresponding day, or on the month's last: 民法典第二百零二条.
* A last day on a holiday runs on: 民法典第二百零三条 (法定休假日), 令121号第四十五条 and 程序规定第八十条 (法定节假日). Whether ordinary
  weekends and swapped rest days belong to 法定节假日 is open, so both dates are given and the safe one is due (`roll`).
* Hours run from the instant (民法典第二百零一条第二款); under 程序规定第八十条 the starting hour is not counted.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from deadlines.calendar import WorkingCalendar
from deadlines.day_table import DayTable
from deadlines.model import Alternative, Span, Wording

Gap = tuple[date, date]  # days in [first, second) are not counted

_SPAN = re.compile(r"([1-9][0-9]{0,3}) (hour|working day|day|month|year)s?")
_ONE_DAY = timedelta(days=1)


def parse_span(text: object) -> Span | None:
    """The span that "7 working days", "60 days", "1 hour" name; None for anything else."""
    if text == "as directed":
        return Span(0, "directed")
    if text == "same day":
        return Span(0, "day")
    match = _SPAN.fullmatch(text) if isinstance(text, str) else None
    return Span(int(match[1]), match[2].replace(" ", "_")) if match else None


def add_months(day: date, months: int) -> date:
    """The corresponding day `months` later, or the month's last day (民法典第二百零二条)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(start: date, span: Span, gaps: Sequence[Gap], table: DayTable) -> date:
    """The last day of a span counted from the day after `start`, leaving out the gaps; not rolled.

    `gaps` are sorted and disjoint. Spans in months or years take the corresponding day and then run on for as many days
    as were left out.
    """
    if span.unit in ("month", "year"):
        end = add_months(start, span.amount * (12 if span.unit == "year" else 1))
        left_out = sum(
            max(0, (min(until, end + _ONE_DAY) - max(since, start + _ONE_DAY)).days) for since, until in gaps
        )
        table.refuse_beyond(end)
        if not left_out:
            return end
        return last_day(end, Span(left_out, "day"), gaps, table)
    position, left = start, span.amount
    for since, until in gaps:
        if until <= position + _ONE_DAY:
            continue
        before = since - _ONE_DAY
        if before > position:
            counted = count_days(position, before, span.unit, table)
            if counted >= left:
                break
            left -= counted
        position = until - _ONE_DAY
    end = table.add(position, left) if span.unit == "working_day" else position + timedelta(days=left)
    return table.refuse_beyond(end)


def last_day_before(planned: date, span: Span, table: DayTable) -> tuple[date, tuple[Alternative, ...]]:
    """The last day on which the whole span (working days or days) still lies between it and the planned day.

    No text says from which side such a span is counted; the mirrored count, one unit later, is the other reading.
    """
    if span.unit == "working_day":
        mirrored = planned
        for _ in range(span.amount):
            mirrored -= _ONE_DAY
            while not table.count(mirrored - _ONE_DAY, mirrored):
                mirrored -= _ONE_DAY
        full = mirrored - _ONE_DAY
        while not table.count(full - _ONE_DAY, full):
            full -= _ONE_DAY
    else:
        mirrored = planned - timedelta(days=span.amount)
        full = mirrored - _ONE_DAY
    return full, (Alternative(_MIRRORED, due_on=mirrored),)


def count_days(after: date, until: date, unit: str, table: DayTable) -> int:
    """Days of the unit in (after, until]; negative when `until` is earlier."""
    return table.count(after, until) if unit == "working_day" else (until - after).days


def roll(
    day: date, *, ours: bool, calendar: WorkingCalendar, earliest: bool = False
) -> tuple[date, tuple[Alternative, ...]]:
    """The safe end of a count in days, months or years whose last day is `day`, and the other readings (rule 5).

    Ours on a weekend or swapped rest day: the day itself, the rolled one as alternative. Theirs: the rolled day. On a
    festival day fixed by decree: past the decree days for us, the end of the whole holiday block as alternative.
    """
    table = calendar.earliest_table if earliest else calendar.table
    if table.flags[day.toordinal() - table.first]:
        return day, ()
    block_end = table.on_or_after(day)
    if calendar.is_festival(day):
        past = day
        while calendar.is_festival(past):
            past += _ONE_DAY
        strict = Alternative(_PAST_FESTIVAL, due_on=past)
        broad = Alternative(_PAST_BLOCK, due_on=block_end)
    else:
        strict = Alternative(_UNROLLED, due_on=day)
        broad = Alternative(_ROLLED, due_on=block_end)
    chosen, other = (strict, broad) if ours else (broad, strict)
    others = () if other.due_on == chosen.due_on else (other,)
    return chosen.due_on or day, others


def end_of_hours(at: datetime, hours: int) -> tuple[datetime, Alternative]:
    """The instant `hours` after `at`, and the reading of 程序规定第八十条 that leaves out the starting hour (rule 7)."""
    whole = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at + timedelta(hours=hours), Alternative(_WHOLE_HOURS, due_at=whole + timedelta(hours=hours))


_UNROLLED = Wording(
    "周末与调休放假日不属于“法定节假日”，届满日不顺延",
    "weekends and swapped rest days are not 法定节假日: the last day is not moved",
)
_ROLLED = Wording(
    "按民法典第二百零三条，届满日为法定休假日的，顺延至假后第一个工作日",
    "Civil Code art. 203: a last day on a rest day moves to the next working day",
)
_PAST_FESTIVAL = Wording(
    "只有放假办法规定的节日当天属于“法定节假日”，届满日顺延至节日后第一日",
    "only the festival days fixed by decree are 法定节假日: the day after them",
)
_PAST_BLOCK = Wording(
    "调休形成的整个假期均视为法定节假日，届满日顺延至假期后第一个工作日",
    "the whole holiday block counts as 法定节假日: the first working day after it",
)
_MIRRORED = Wording(
    "提前的期间自指定日的前一日倒推，届满当日作出也算按时",
    "counted back from the day before the planned one, the last day counting as in time",
)
_WHOLE_HOURS = Wording(
    "按《市场监督管理行政处罚程序规定》第八十条，开始的时不计算在内",
    "程序规定 art. 80: the starting hour is not counted",
)
