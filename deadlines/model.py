"""The values of the deadline engine (期限与届满日): limits as the law sets them, deadlines as they fall on a calendar.

Everything here is frozen. Dates are days in law in Asia/Shanghai; instants carry an offset.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from deadlines.errors import DeadlineError as DeadlineError
from deadlines.errors import RequestError as RequestError
from deadlines.limits import GROUNDS as GROUNDS
from deadlines.limits import NO_WORDS as NO_WORDS
from deadlines.limits import PROFILES as PROFILES
from deadlines.limits import SHANGHAI as SHANGHAI
from deadlines.limits import Case as Case
from deadlines.limits import Citation as Citation
from deadlines.limits import ExtensionRule as ExtensionRule
from deadlines.limits import ExtensionStep as ExtensionStep
from deadlines.limits import Fact as Fact
from deadlines.limits import Limit as Limit
from deadlines.limits import LimitVersion as LimitVersion
from deadlines.limits import Repeal as Repeal
from deadlines.limits import SecondText as SecondText
from deadlines.limits import Span as Span
from deadlines.limits import Wording as Wording


@dataclass(frozen=True, slots=True)
class Pause:
    """A suspension (中止) that keeps `since` … the day before `until` out of a count; `until` None while it lasts."""

    since: date
    until: date | None
    ground: str


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension that was accepted (延长): decided on `on`, by `span`."""

    on: date
    span: Span


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading of the same limit, with the day or instant on which it would end."""

    reading: Wording
    due_on: date | None = None
    due_at: datetime | None = None
    citation: Citation | None = None


class TraceDay(NamedTuple):
    """One calendar day of a count: counted or not, why, and by which notice."""

    on: date
    counted: bool
    ordinal: int | None
    why: str
    why_en: str
    notice: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """The clock whose ending started another one (由此起算): regime, limit, and what was owed there."""

    regime: str
    limit: str
    label: str


@dataclass(frozen=True, slots=True)
class OpenPause:
    """A count that stands still (中止中): what was to be counted from which day, and the days left out before."""

    since: date
    begin: date
    spans: tuple[Span, ...]
    excluded: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit as it falls for one start (届满日). Nothing here depends on today; `timeliness` judges it on a day."""

    regime: str
    limit: str
    label: str
    label_en: str
    owner: str
    ours: bool
    kind: str
    row: str
    span: Span
    citation: Citation
    started_on: date
    started_by: str
    started_at: datetime | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    unrolled_on: date | None = None
    earliest: date | None = None
    provisional: bool = False
    met_on: date | None = None
    met_at: datetime | None = None
    met_by: str = ""
    void_on: date | None = None
    void_at: datetime | None = None
    void_by: str = ""
    alternatives: tuple[Alternative, ...] = ()
    concurrent: tuple[Citation, ...] = ()
    pauses: tuple[Pause, ...] = ()
    open_pause: OpenPause | None = None
    also_paused: tuple[OpenPause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    restarted_from: date | None = None
    trace: tuple[TraceDay, ...] = ()
    notes: tuple[Wording, ...] = ()
    guidance: bool = False
    runs_out: bool = False
    planned_on: date | None = None
    hangs_on: tuple[Cause, ...] = ()
    produces: Wording = NO_WORDS
    consequence: Wording = NO_WORDS
    calendar: str = ""
    rules: str = ""

    @property
    def needs_confirmation(self) -> bool:
        """True when the text behind the clock is known from secondary sources only (请核对原文)."""
        return self.citation.needs_confirmation


@dataclass(frozen=True, slots=True)
class NotCovered:
    """A start for which no clock can be given, and why."""

    regime: str
    limit: str
    label: str
    started_by: str
    started_on: date
    reason: Wording


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `compute_deadlines` returns: clocks, starts without a clock, and warnings."""

    deadlines: tuple[Deadline, ...]
    not_covered: tuple[NotCovered, ...] = ()
    warnings: tuple[Wording, ...] = ()
