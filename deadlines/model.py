"""The values of the deadline engine (期限与届满日): limits as the law sets them, deadlines as they fall on a calendar.

Everything here is frozen. Dates are days in law in Asia/Shanghai; instants carry an offset.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from deadlines.errors import DeadlineError as DeadlineError
from deadlines.errors import RequestError as RequestError

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

PROFILES = ("company", "authority")

GROUNDS: Mapping[str, tuple[str, str]] = {
    "appraisal": ("鉴定", "appraisal"),
    "testing": ("检测", "testing"),
    "inspection": ("检验", "inspection"),
    "verification": ("检定", "metrological verification"),
    "quarantine": ("检疫", "quarantine"),
    "right_holder_identification": ("权利人辨认或者鉴别", "identification by the right holder"),
    "recusal": ("回避决定", "decision on recusal"),
}


class Wording(NamedTuple):
    """One sentence in Chinese and in English."""

    zh: str
    en: str


NO_WORDS = Wording("", "")


_UNIT_WORDS = {"hour": "小时", "working_day": "个工作日", "day": "日", "month": "个月", "year": "年"}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time (期间): `unit` is hour, working_day, day, month, year, or directed (the paper names the day)."""

    amount: int
    unit: str

    def __str__(self) -> str:
        if self.unit == "directed":
            return "as directed"
        name = self.unit.replace("_", " ")
        return f"{self.amount} {name}" + ("" if self.amount == 1 else "s")

    @property
    def zh(self) -> str:
        if self.unit == "directed":
            return "来文、工单指定的日期"
        return f"{self.amount}{_UNIT_WORDS[self.unit]}"


@dataclass(frozen=True, slots=True)
class Citation:
    """The text a limit rests on (依据): instrument, number, article, and how well its wording is known."""

    instrument: str
    number: str
    article: str
    evidence: str
    url: str = ""
    in_force_from: date | None = None
    checked: date | None = None

    @property
    def needs_confirmation(self) -> bool:
        """True when only a secondary source was seen (请核对原文)."""
        return self.evidence in ("secondary", "unverified")


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How far a limit may be extended (延长): `longest` None means that the paper decides; `times` 0 means no ceiling."""

    longest: Span | None
    times: int
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One branch of a limit whose length depends on facts: all of `when` must hold; `title` says it in words."""

    when: Mapping[str, frozenset[object]]
    span: Span
    title: Wording = NO_WORDS


@dataclass(frozen=True, slots=True)
class SecondText:
    """A further text that binds at the same time (并行依据), for governing dates from `valid_from` to `valid_until`."""

    valid_from: date
    valid_until: date | None
    span: Span
    excludes: frozenset[str]
    cite: Citation


@dataclass(frozen=True, slots=True)
class LimitVersion:
    """A limit as one text sets it, for governing dates from `valid_from` to `valid_until` inclusive."""

    valid_from: date
    valid_until: date | None
    span: Span | None
    cite: Citation
    cases: tuple[Case, ...] = ()
    excludes: frozenset[str] = frozenset()
    extension: ExtensionRule | None = None
    restarts: frozenset[str] = frozenset()
    second_texts: tuple[SecondText, ...] = ()
    applies_if: Mapping[str, frozenset[object]] = field(default_factory=dict)
    note: Wording = NO_WORDS
    row: str = ""

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Repeal:
    """From this day no text sets the limit any more (期限取消)."""

    valid_from: date
    reason: Wording
    cite: Citation


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit (期限): who owes what, from which event to which.

    `yields_to_longer`: a longer statutory limit of another regime prevails and this one is shown as guidance.
    `every_start`: each start event has a deadline of its own (each letter its own day).
    """

    regime: str
    id: str
    label: str
    label_en: str
    owner: str
    kind: str
    starts: frozenset[str]
    met_by: frozenset[str]
    versions: tuple[LimitVersion, ...]
    voided_by: frozenset[str] = frozenset()
    repeal: Repeal | None = None
    needs: tuple[str, ...] = ()
    row: str = ""
    produces: Wording = NO_WORDS
    consequence: Wording = NO_WORDS
    void_note: Wording = NO_WORDS
    yields_to_longer: bool = False
    every_start: bool = False

    def version_on(self, day: date) -> LimitVersion | None:
        """The version in force on the governing date, or None when none is on board (立法法第一百零四条: no retroaction)."""
        for version in self.versions:
            if version.covers(day):
                return version
        return None


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
class Fact:
    """A fact that decides a limit (`facts` of a request): its values with their Chinese words."""

    name: str
    label: str
    label_en: str
    values: Mapping[object, str]


@dataclass(frozen=True, slots=True)
class OpenPause:
    """A count that stands still (中止中): `left` is what remains to be counted once it resumes."""

    since: date
    left: tuple[Span, ...]
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
    void_by: str = ""
    alternatives: tuple[Alternative, ...] = ()
    concurrent: tuple[Citation, ...] = ()
    pauses: tuple[Pause, ...] = ()
    open_pause: OpenPause | None = None
    extensions: tuple[Extension, ...] = ()
    restarted_from: date | None = None
    trace: tuple[TraceDay, ...] = ()
    notes: tuple[Wording, ...] = ()
    guidance: bool = False
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
