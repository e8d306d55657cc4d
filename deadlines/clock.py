"""One clock: a span counted from one start under one text, with its suspensions, extensions and last-day rule."""

from __future__ import annotations

from datetime import date, timedelta

from deadlines.calendar import WorkingCalendar
from deadlines.counting import Gap, last_day, last_day_before, parse_span, roll
from deadlines.course import Count, Course, Reading, refusal
from deadlines.day_table import DayTable
from deadlines.hours import count_hours
from deadlines.model import (
    Extension,
    OpenPause,
    Pause,
    Span,
    TraceDay,
    Wording,
)
from deadlines.pauses import first_open, gaps_of, merge
from deadlines.trace import Leg, trace_count

_ONE_DAY = timedelta(days=1)
MOST_TRACES = 2000  # about 15 MB of traces of 60 days


def count(reading: Reading, course: Course, *, ours: bool, calendar: WorkingCalendar) -> Count:
    """The end of a reading on the calendar (rules 1–5, 7 and 8)."""
    if reading.span.unit == "hour":
        return count_hours(reading, course)
    if reading.before:
        return _count_back(reading, course, calendar)
    pauses, open_since = _relevant(reading, course)
    gaps = gaps_of(pauses)
    accepted, refused, ends = _extend(reading, course, gaps, calendar, open_since=open_since)
    end = ends[-1]
    if open_since is not None and open_since <= end:
        return _paused(reading, course, gaps, accepted, refused, ends, open_since)
    tomorrow = course.start_on + _ONE_DAY
    applied = tuple(pause for pause in pauses if pause.until and pause.until > tomorrow and pause.since <= end)
    if reading.span.unit == "directed":
        due, alternatives, provisional, earliest = end, (), False, end
        if accepted and calendar.is_open_ended(end):
            provisional, earliest = True, _earliest(reading, course, gaps, accepted, ours, calendar)
    elif not reading.span.amount:
        due, alternatives, provisional, earliest = end, (), False, end  # the same day, whatever day it is
    else:
        due, alternatives = roll(end, ours=ours, calendar=calendar)
        provisional = calendar.is_open_ended(max(end, due))
        earliest = _earliest(reading, course, gaps, accepted, ours, calendar) if provisional else due
    return Count(
        reading=reading,
        due_on=due,
        unrolled_on=end,
        earliest=min(earliest, due),
        provisional=provisional,
        alternatives=alternatives,
        pauses=applied,
        extensions=accepted,
        refused=refused,
        legs=_legs(reading, accepted, ends),
        gaps=gaps,
    )


def _legs(reading: Reading, accepted: tuple[Extension, ...], ends: tuple[date, ...]) -> tuple[Leg, ...]:
    """The stretches of a count, each in its own unit: the span, then every extension."""
    units = (reading.span.unit, *(extension.span.unit for extension in accepted))
    return tuple(Leg(unit, until) for unit, until in zip(units, ends, strict=True))


def trace_of(counted: Count, start: date, calendar: WorkingCalendar) -> tuple[TraceDay, ...]:
    """Every day from the one after the start to the due day, counted or not and why; empty for hours and set dates."""
    if counted.open_pause is not None:
        return trace_count(start, counted.legs, counted, calendar)
    if counted.due_on is None or counted.reading.span.unit == "directed":
        return ()
    if counted.reading.before:
        return trace_count(counted.due_on, counted.legs, counted, calendar)
    if counted.gaps:
        return trace_count(start, counted.legs, counted, calendar)
    key = (start, counted.legs, counted.due_on)
    days = calendar.traces.get(key)
    if days is None:
        if len(calendar.traces) >= MOST_TRACES:
            calendar.traces.clear()
        days = calendar.traces[key] = trace_count(start, counted.legs, counted, calendar)
    return days


def _count_back(reading: Reading, course: Course, calendar: WorkingCalendar) -> Count:
    """The last day for an act owed so long before a planned day (提前若干日), which itself is not counted."""
    planned = course.directed_to
    if planned is None:
        return Count(reading=reading)
    due, alternatives = last_day_before(planned, reading.span, calendar.table)
    provisional = reading.span.unit == "working_day" and calendar.is_open_ended(planned - _ONE_DAY)
    return Count(
        reading=reading,
        due_on=due,
        unrolled_on=due,
        earliest=due,
        provisional=provisional,
        alternatives=alternatives,
        legs=(Leg(reading.span.unit, planned - _ONE_DAY),),
    )


def _relevant(reading: Reading, course: Course) -> tuple[tuple[Pause, ...], date | None]:
    """The pauses that this text knows, closed by the day on which the limit ended; and where one is still open."""
    kept: list[Pause] = []
    for pause in course.pauses:
        if pause.ground not in reading.excludes:
            continue
        if pause.until is None and course.stopped_on is not None:
            if course.stopped_on > pause.since:
                kept.append(Pause(pause.since, course.stopped_on, pause.ground))
            continue
        if pause.until is None or pause.until > pause.since:
            kept.append(pause)
    return tuple(kept), first_open(kept)


def _extend(
    reading: Reading, course: Course, gaps: tuple[Gap, ...], calendar: WorkingCalendar, *, open_since: date | None
) -> tuple[tuple[Extension, ...], tuple[Wording, ...], tuple[date, ...]]:
    """The extensions that move the end, those that do not and why, and the end after each step (rule 3)."""
    table = calendar.table
    if reading.span.unit == "directed" and course.directed_to is not None:
        ends = [course.directed_to]
    else:
        ends = [last_day(course.start_on, reading.span, gaps, table)]
    accepted: list[Extension] = []
    refused: list[Wording] = []
    rule = reading.extension
    for event in course.extensions:
        span = parse_span(event.by)
        if rule is None or span is None or event.on < course.start_on:
            continue
        if span.unit == "hour":
            refused.append(
                refusal(event, "该期限不按小时计算，请写工作日、日或者月", "the limit is not counted in hours")
            )
        elif event.on > ends[-1] and not (open_since and open_since <= ends[-1]):
            refused.append(
                refusal(
                    event,
                    f"延期决定晚于届满日 {ends[-1]}，不改变期限",
                    f"decided after the end {ends[-1]}: moves nothing",
                )
            )
        elif not rule.free and len(accepted) >= rule.times:
            refused.append(refusal(event, f"规定只能延长 {rule.times} 次", f"only {rule.times} extension(s) allowed"))
        else:
            end = last_day(ends[-1], span, gaps, table)
            step = None if rule.free else rule.steps[len(accepted)].by
            if step and end > last_day(ends[-1], step, gaps, table):
                refused.append(refusal(event, f"超过规定的最长延期 {step.zh}", f"longer than the {step} allowed"))
                continue
            accepted.append(Extension(event.on, span))
            ends.append(end)
    return tuple(accepted), tuple(refused), tuple(ends)


def _earliest(
    reading: Reading,
    course: Course,
    gaps: tuple[Gap, ...],
    accepted: tuple[Extension, ...],
    ours: bool,
    calendar: WorkingCalendar,
) -> date:
    """The earliest day on which the count can end once the missing notice is published (rule 8)."""
    table = calendar.earliest_table
    directed = course.directed_to if reading.span.unit == "directed" else None
    end = directed or last_day(course.start_on, reading.span, gaps, table)
    for extension in accepted:
        end = last_day(end, extension.span, gaps, table)
    if directed:
        return end  # a day that a paper names is not rolled
    return roll(end, ours=ours, calendar=calendar, earliest=True)[0]


def _paused(
    reading: Reading,
    course: Course,
    gaps: tuple[Gap, ...],
    accepted: tuple[Extension, ...],
    refused: tuple[Wording, ...],
    ends: tuple[date, ...],
    since: date,
) -> Count:
    """A count that stands still: what is left is counted from the day of resumption on (rule 2)."""
    since = max(since, course.start_on + _ONE_DAY)
    whole = reading.span
    if whole.unit == "directed":
        whole = Span((ends[0] - course.start_on).days, "day")
    spans = (whole, *(extension.span for extension in accepted))
    shown = tuple(p for p in course.pauses if p.ground in reading.excludes and (p.until or date.max) > p.since)
    return Count(
        reading=reading,
        unrolled_on=ends[-1],
        pauses=shown,
        open_pause=OpenPause(since, course.start_on, spans, gaps),
        extensions=accepted,
        refused=refused,
        legs=_legs(reading, accepted, ends),
        gaps=gaps,
    )


def resumed_end(pause: OpenPause, *, resumed_on: date, ours: bool, calendar: WorkingCalendar) -> date:
    """Where a paused count would end if it resumed on that day, on the earliest calendar (rules 2 and 8).

    The count is made again from its start: what a notice still to come may change can lie before the pause.
    """
    gaps = merge((*pause.excluded, (pause.since, resumed_on))) if resumed_on > pause.since else pause.excluded
    end = _end_of_all(pause, gaps, calendar.table)
    if not calendar.is_open_ended(end):
        return roll(end, ours=ours, calendar=calendar)[0]
    soonest = _end_of_all(pause, gaps, calendar.earliest_table)
    return roll(soonest, ours=ours, calendar=calendar, earliest=True)[0]


def _end_of_all(pause: OpenPause, gaps: tuple[Gap, ...], table: DayTable) -> date:
    day = pause.begin
    for span in pause.spans:
        day = last_day(day, span, gaps, table)
    return day
