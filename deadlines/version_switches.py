"""What changes where the law changes (新旧规定对比): a step of the day before and one of the day itself, both counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from deadlines.calendar import FIRST_DAY, WorkingCalendar
from deadlines.compute import compute_deadlines
from deadlines.errors import CalendarError
from deadlines.explain import cited
from deadlines.legal_events import RANK, EventKind, LegalEvent
from deadlines.model import GROUNDS, SHANGHAI, Deadline, Fact, Limit, LimitVersion, NotCovered, SecondText, Wording
from deadlines.plain_sentences import acts, condition_words, extension_words
from deadlines.rulebook import Rulebook

_DAY = timedelta(days=1)
_NONE = Wording("无", "none")


class Difference(NamedTuple):
    """One point on which the two days differ, or do not: `topic` names it for the page."""

    topic: str
    before: Wording
    after: Wording

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Switch:
    """The last day of the old law and the first of the new, what each says, and how a step of that day is counted.

    `start` is the starting event that was tried. A count is None where no date can be given without a paper's own day.
    """

    start: EventKind
    old_day: date
    new_day: date
    differences: tuple[Difference, ...]
    old: Deadline | NotCovered | None
    new: Deadline | NotCovered | None


def switches_of(limit: Limit, rulebook: Rulebook, calendar: WorkingCalendar) -> tuple[Switch, ...]:
    """Every day on which the text behind a limit changes, the latest first."""
    return tuple(_switch(limit, day, rulebook, calendar) for day in sorted(_days(limit), reverse=True))


def _days(limit: Limit) -> set[date]:
    days = {version.valid_from for version in limit.versions[1:]}
    if limit.repeal:
        days.add(limit.repeal.valid_from)
    for version in limit.versions:
        for text in version.second_texts:
            ends = text.valid_until + _DAY if text.valid_until else None
            days |= {day for day in (text.valid_from, ends) if day and day > version.valid_from and version.covers(day)}
    return days


def _switch(limit: Limit, day: date, rulebook: Rulebook, calendar: WorkingCalendar) -> Switch:
    start = min((EventKind(kind) for kind in limit.starts), key=lambda kind: RANK[kind])
    eve = day - _DAY
    old, new = limit.version_on(eve), limit.version_on(day)
    return Switch(
        start=start,
        old_day=eve,
        new_day=day,
        differences=tuple(_differences(limit, old, eve, new, day, rulebook)),
        old=_counted(limit, old, start, eve, rulebook, calendar),
        new=_counted(limit, new, start, day, rulebook, calendar),
    )


def _counted(
    limit: Limit,
    version: LimitVersion | None,
    start: EventKind,
    day: date,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> Deadline | NotCovered | None:
    """A step of that day as the engine counts it; None where only a paper's own day could end it."""
    if day < FIRST_DAY or (version and (version.before or (version.span and version.span.unit == "directed"))):
        return None
    event = LegalEvent(start, day, at=datetime.combine(day, time(9), SHANGHAI) if _in_hours(version) else None)
    facts = {
        name: next(iter(sorted(allowed, key=str))) for name, allowed in (version.applies_if if version else {}).items()
    }
    try:
        outcome = compute_deadlines(
            [event], rulebook=rulebook, calendar=calendar, regimes=[limit.regime], profile="authority", facts=facts
        )
    except CalendarError:
        return None
    found = [one for one in (*outcome.deadlines, *outcome.not_covered) if one.limit == limit.id]
    return found[0] if found else None


def _in_hours(version: LimitVersion | None) -> bool:
    spans = [version.span, *(case.span for case in version.cases)] if version else []
    return any(span is not None and span.unit == "hour" for span in spans)


def _differences(
    limit: Limit, old: LimitVersion | None, eve: date, new: LimitVersion | None, day: date, rulebook: Rulebook
) -> Iterator[Difference]:
    facts = rulebook.regimes[limit.regime].facts
    if old is not None and new is not None:
        after = dict(points_of(new, day, facts))
        for topic, words in points_of(old, eve, facts):
            yield Difference(topic, words, after[topic])
    elif old is not None and limit.repeal is not None:
        yield Difference("basis", cited(old.cite), cited(limit.repeal.cite))
        yield Difference("span", _span(old, facts), limit.repeal.reason)


def points_of(version: LimitVersion, day: date, facts: Mapping[str, Fact]) -> tuple[tuple[str, Wording], ...]:
    """What a version says to a step of that day, point by point: basis, span, excludes, extension, restarts …"""
    return (
        ("basis", cited(version.cite)),
        ("span", _span(version, facts)),
        ("excludes", _excludes(version)),
        ("extension", _extension(version)),
        ("restarts", _restarts(version)),
        ("applies", _applies(version, facts)),
        ("also", _also(version, day)),
    )


def _span(version: LimitVersion, facts: Mapping[str, Fact]) -> Wording:
    if version.span:
        return Wording(version.span.zh, str(version.span))
    named = [(condition_words(case.when, facts), case.span) for case in version.cases]
    return Wording(
        "；".join(f"{words.zh}：{span.zh}" for words, span in named),
        "; ".join(f"{words.en}: {span}" for words, span in named),
    )


def _excludes(version: LimitVersion) -> Wording:
    names = [GROUNDS[ground] for ground in GROUNDS if ground in version.excludes]
    return Wording("、".join(zh for zh, _ in names), ", ".join(en for _, en in names)) if names else _NONE


def _extension(version: LimitVersion) -> Wording:
    return extension_words(version.extension) if version.extension else Wording("条文未规定延长", "none in the text")


def _restarts(version: LimitVersion) -> Wording:
    return acts(version.restarts) if version.restarts else _NONE


def _applies(version: LimitVersion, facts: Mapping[str, Fact]) -> Wording:
    if not version.applies_if:
        return Wording("不附条件", "no condition")
    return condition_words(version.applies_if, facts)


def _also(version: LimitVersion, day: date) -> Wording:
    binding = [text for text in version.second_texts if _binds(text, day)]
    if not binding:
        return _NONE
    return Wording(
        "；".join(f"{cited(text.cite).zh}：{text.span.zh}" for text in binding),
        "; ".join(f"{cited(text.cite).en}: {text.span}" for text in binding),
    )


def _binds(text: SecondText, day: date) -> bool:
    return text.valid_from <= day and (text.valid_until is None or day <= text.valid_until)
