"""Clocks in hours (按小时计算的期间): they run from the instant, and weekends and holidays count."""

from __future__ import annotations

from datetime import datetime, timedelta

from deadlines.counting import end_of_hours, parse_span
from deadlines.course import Count, Course, Reading, refusal
from deadlines.legal_events import LegalEvent
from deadlines.model import NO_WORDS, SHANGHAI, Extension, ExtensionRule, Span, Wording


def count_hours(reading: Reading, course: Course) -> Count:
    """The instant at which a reading in hours ends; no end without the instant of its start (rule 7)."""
    if course.start_at is None:
        return Count(reading=reading)
    hours = reading.span.amount
    accepted: list[Extension] = []
    refused: list[Wording] = []
    for event in course.extensions:
        due_at = course.start_at + timedelta(hours=hours)
        span, why = _extension_in_hours(event, reading.extension, due_at, len(accepted))
        if span is None:
            refused.append(refusal(event, why.zh, why.en))
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
    step = rule.steps[times].by if times < rule.times else None
    if not rule.free and (step is None or step.unit != "hour" or span.amount > step.amount):
        return None, Wording("超过规定的延期长度或者次数", "longer or more often than allowed")
    return span, NO_WORDS
