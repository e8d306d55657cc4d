"""One clock: a span counted from one start under one text, with its suspensions, extensions and last-day rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deadlines.calendar import WorkingCalendar
from deadlines.counting import Gap, counted_by, end_of_hours, last_day, parse_span, roll
from deadlines.legal_events import LegalEvent
from deadlines.model import (
    NO_WORDS,
    SHANGHAI,
    Alternative,
    Citation,
    Extension,
    ExtensionRule,
    OpenPause,
    Pause,
    Span,
    TraceDay,
    Wording,
)
from deadlines.pauses import first_open, gaps_of
from deadlines.trace import Leg, trace_count

_ONE_DAY = timedelta(days=1)
MOST_TRACES = 2000  # about 15 MB of traces of 60 days


@dataclass(frozen=True, slots=True)
class Reading:
    """A span under one text: what it leaves out and how it may be extended."""

    span: Span
    cite: Citation
    excludes: frozenset[str] = frozenset()
    extension: ExtensionRule | None = None
    title: Wording = NO_WORDS


@dataclass(frozen=True, slots=True)
class Count:
    """Where a reading ends; `due_on` None while it is paused, and for hours, which end at `due_at`."""

    reading: Reading
    due_on: date | None = None
    due_at: datetime | None = None
    unrolled_on: date | None = None
    earliest: date | None = None
    provisional: bool = False
    alternatives: tuple[Alternative, ...] = ()
    pauses: tuple[Pause, ...] = ()
    open_pause: OpenPause | None = None
    extensions: tuple[Extension, ...] = ()
    refused: tuple[Wording, ...] = ()
    legs: tuple[Leg, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """What happened around one start: its day and instant, the pauses and extensions of the case, and the day on which
    the limit was met or fell away (which also ends a pause that is still open)."""

    start_on: date
    start_at: datetime | None
    pauses: Sequence[Pause]
    extensions: Sequence[LegalEvent]
    stopped_on: date | None = None
    directed_to: date | None = None


def count(reading: Reading, course: Course, *, ours: bool, calendar: WorkingCalendar) -> Count:
    """The end of a reading on the calendar (rules 1–5, 7 and 8)."""
    if reading.span.unit == "hour":
        return _count_hours(reading, course)
    pauses, open_since = _relevant(reading, course)
    gaps = gaps_of(pauses)
    accepted, refused, ends = _extend(reading, course, gaps, calendar, open_since=open_since)
    end = ends[-1]
    if open_since is not None and open_since <= end:
        return _paused(reading, course, gaps, accepted, refused, ends, open_since, calendar)
    tomorrow = course.start_on + _ONE_DAY
    applied = tuple(pause for pause in pauses if pause.until and pause.until > tomorrow and pause.since <= end)
    units = (reading.span.unit, *(extension.span.unit for extension in accepted))
    if reading.span.unit == "directed":
        due, alternatives, provisional, earliest = end, (), False, end
        if accepted:
            provisional = calendar.is_open_ended(end)
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
        legs=tuple(Leg(unit, until) for unit, until in zip(units, ends, strict=True)),
        gaps=gaps,
    )


def trace_of(counted: Count, start: date, calendar: WorkingCalendar) -> tuple[TraceDay, ...]:
    """Every day from the one after the start to the due day, counted or not and why; empty for hours and set dates."""
    if counted.open_pause is not None:
        leg = Leg(counted.reading.span.unit, counted.open_pause.since)
        return trace_count(start, (leg,), counted, calendar)
    if counted.due_on is None or counted.reading.span.unit == "directed":
        return ()
    if counted.gaps:
        return trace_count(start, counted.legs, counted, calendar)
    key = (start, counted.legs, counted.due_on)
    days = calendar.traces.get(key)
    if days is None:
        if len(calendar.traces) >= MOST_TRACES:
            calendar.traces.clear()
        days = calendar.traces[key] = trace_count(start, counted.legs, counted, calendar)
    return days


def _count_hours(reading: Reading, course: Course) -> Count:
    if course.start_at is None:
        return Count(reading=reading)
    hours = reading.span.amount
    accepted: list[Extension] = []
    refused: list[Wording] = []
    for event in course.extensions:
        due_at = course.start_at + timedelta(hours=hours)
        span, why = _extension_in_hours(event, reading.extension, due_at, len(accepted))
        if span is None:
            refused.append(_refusal(event, why.zh, why.en))
        else:
            accepted.append(Extension(event.on, span))
            hours += span.amount
    due_at, alternative = end_of_hours(course.start_at, hours)
    return Count(
        reading=reading,
        due_at=due_at,
        alternatives=(alternative,),
        extensions=tuple(accepted),
        refused=tuple(refused),
    )


def _extension_in_hours(
    event: LegalEvent, rule: ExtensionRule | None, due_at: datetime, times: int
) -> tuple[Span | None, Wording]:
    """The hours that an extension adds, or None and why it adds nothing."""
    span = parse_span(event.by)
    if rule is None:
        return None, Wording("该期限没有延期规定", "no extension is provided for")
    if span is None or span.unit != "hour":
        return None, Wording("该期限按小时计算，请写小时数", "the limit is counted in hours")
    if (event.at or due_at) > due_at or event.on > due_at.astimezone(SHANGHAI).date():
        return None, Wording(f"延期决定晚于届满时刻 {due_at:%Y-%m-%d %H:%M}", f"decided after {due_at:%Y-%m-%d %H:%M}")
    if rule.longest and (times >= rule.times or rule.longest.unit != "hour" or span.amount > rule.longest.amount):
        return None, Wording("超过规定的延期长度或者次数", "longer or more often than allowed")
    return span, NO_WORDS


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
                _refusal(event, "该期限不按小时计算，请写工作日、日或者月", "the limit is not counted in hours")
            )
        elif event.on > ends[-1] and not (open_since and open_since <= ends[-1]):
            refused.append(
                _refusal(
                    event,
                    f"延期决定晚于届满日 {ends[-1]}，不改变期限",
                    f"decided after the end {ends[-1]}: moves nothing",
                )
            )
        elif rule.longest and len(accepted) >= rule.times:
            refused.append(_refusal(event, f"规定只能延长 {rule.times} 次", f"only {rule.times} extension(s) allowed"))
        else:
            end = last_day(ends[-1], span, gaps, table)
            if rule.longest and end > last_day(ends[-1], rule.longest, gaps, table):
                refused.append(
                    _refusal(event, f"超过规定的最长延期 {rule.longest.zh}", f"longer than the {rule.longest} allowed")
                )
                continue
            accepted.append(Extension(event.on, span))
            ends.append(end)
    return tuple(accepted), tuple(refused), tuple(ends)


def _refusal(event: LegalEvent, why: str, why_en: str) -> Wording:
    return Wording(
        f"{event.on} 的延期（{event.by}）不生效：{why}", f"extension of {event.on} ({event.by}) ignored: {why_en}"
    )


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
    end = last_day(course.start_on, reading.span, gaps, table)
    for extension in accepted:
        end = last_day(end, extension.span, gaps, table)
    return roll(end, ours=ours, calendar=calendar, earliest=True)[0]


def _paused(
    reading: Reading,
    course: Course,
    gaps: tuple[Gap, ...],
    accepted: tuple[Extension, ...],
    refused: tuple[Wording, ...],
    ends: tuple[date, ...],
    since: date,
    calendar: WorkingCalendar,
) -> Count:
    """A count that stands still: what is left is counted from the day of resumption on (rule 2)."""
    since = max(since, course.start_on + _ONE_DAY)
    counted_to = since - _ONE_DAY
    left: list[Span] = []
    spans = (reading.span, *(extension.span for extension in accepted))
    for span, begin, end in zip(spans, (course.start_on, *ends), ends, strict=False):
        if end <= counted_to:
            continue
        if begin >= counted_to:
            left.append(span)
        else:
            unit = "working_day" if span.unit == "working_day" else "day"
            left.append(Span(counted_by(counted_to, end, unit, gaps, calendar.table), unit))
    shown = tuple(p for p in course.pauses if p.ground in reading.excludes and (p.until or date.max) > p.since)
    pause = OpenPause(since, tuple(left), gaps)
    return Count(reading=reading, pauses=shown, open_pause=pause, extensions=accepted, refused=refused, gaps=gaps)


def resumed_end(pause: OpenPause, *, resumed_on: date, ours: bool, calendar: WorkingCalendar) -> date:
    """Where a paused count would end if it resumed on that day, on the earliest calendar (rules 2 and 8)."""
    day = max(resumed_on, pause.since) - _ONE_DAY
    table = calendar.table
    for span in pause.left:
        day = last_day(day, span, pause.excluded, table)
    if calendar.is_open_ended(day):
        table = calendar.earliest_table
        day = max(resumed_on, pause.since) - _ONE_DAY
        for span in pause.left:
            day = last_day(day, span, pause.excluded, table)
        return roll(day, ours=ours, calendar=calendar, earliest=True)[0]
    return roll(day, ours=ours, calendar=calendar)[0]
