"""What one clock is counted from and where it ends: a reading of the law, the course of events, the count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from deadlines.counting import Gap
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
    Wording,
)
from deadlines.trace import Leg


@dataclass(frozen=True, slots=True)
class Reading:
    """A span under one text: what it leaves out and how it may be extended."""

    span: Span
    cite: Citation
    excludes: frozenset[str] = frozenset()
    extension: ExtensionRule | None = None
    title: Wording = NO_WORDS
    before: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """Where a reading ends; `due_on` None while it is paused, and for hours, which end at `due_at`.

    `unrolled_on` is the last day counted; of a paused reading, the one it would have if it resumed at once.
    """

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


def refusal(event: LegalEvent, why: str, why_en: str) -> Wording:
    """Why an extension moves nothing, naming it by day and length."""
    return Wording(
        f"{event.on} 的延期（{event.by}）不生效：{why}", f"extension of {event.on} ({event.by}) ignored: {why_en}"
    )


def end_of(counted: Count) -> tuple[bool, datetime]:
    """Sort key: the end of a count as an instant (a day ends at midnight); paused counts after all others, among them
    the one that would end first if all resumed at once."""
    if counted.due_at is not None:
        return False, counted.due_at
    day = counted.due_on or counted.unrolled_on
    if day is None:
        return True, datetime.max.replace(tzinfo=SHANGHAI)
    return counted.due_on is None, datetime.combine(day, time.max, SHANGHAI)


def reach_of(chosen: Count, others: Sequence[Alternative], started_on: date) -> date:
    """The last day that any reading of a deadline looks at."""
    days = [chosen.due_on, chosen.unrolled_on, chosen.earliest, *(one.due_on for one in others)]
    return max((day for day in days if day is not None), default=started_on)
