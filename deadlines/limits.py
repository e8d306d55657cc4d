"""Limits as the law sets them (期限规则): spans, citations, versions. Everything here is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta, timezone
from typing import NamedTuple

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
    "assessment": ("评估", "valuation"),
    "mediation": ("调解", "mediation"),
    "hearing": ("听证", "hearing"),
    "public_notice": ("公告", "public notice"),
    "refund_order": ("责令退款", "order to refund"),
    "case_suspension": ("案件中止调查", "case suspended"),
    "review_suspension": ("行政复议中止", "reconsideration suspended"),
    "consumer_delay": ("消费者原因造成的延误", "delay caused by the consumer"),
    "force_majeure": ("不可抗力", "force majeure"),
    "financial_processing": ("金融机构处理", "processing by the financial institution"),
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
        if not self.amount:
            return "same day"
        name = self.unit.replace("_", " ")
        return f"{self.amount} {name}" + ("" if self.amount == 1 else "s")

    @property
    def zh(self) -> str:
        if self.unit == "directed":
            return "来文、工单指定的日期"
        if not self.amount:
            return "当日"
        return f"{self.amount}{_UNIT_WORDS[self.unit]}"


@dataclass(frozen=True, slots=True)
class Citation:
    """The text a limit rests on (依据): instrument, number, article, and how well its wording is known.

    `source` names where the wording was read when there is no official address.
    """

    instrument: str
    number: str
    article: str
    evidence: str
    url: str = ""
    in_force_from: date | None = None
    checked: date | None = None
    in_force_until: date | None = None
    source: str = ""

    @property
    def needs_confirmation(self) -> bool:
        """True when only a secondary source was seen (请核对原文)."""
        return self.evidence in ("secondary", "unverified")


@dataclass(frozen=True, slots=True)
class ExtensionStep:
    """One extension that a text allows (一次延长): at most `by`, approved by `approver` (empty: the text names no one)."""

    by: Span
    approver: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How far a limit may be extended (延长): its steps in order. No steps: the paper decides, as often as it likes.

    `total` is the longest the whole period may become under the article, written down separately as a check.
    """

    steps: tuple[ExtensionStep, ...]
    approver: str = ""
    total: Span | None = None

    @property
    def free(self) -> bool:
        return not self.steps

    @property
    def times(self) -> int:
        return len(self.steps)


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
    """A limit as one text sets it, for governing dates from `valid_from` to `valid_until` inclusive.

    `before`: the span lies before the day that the start event plans (`due`), and the act is due ahead of it.
    """

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
    before: bool = False

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
    `every_start`: each start event has a deadline of its own (each letter its own day). `recurring`: the act that meets
    one deadline starts the next. `runs_out`: nobody owes an act, the period simply ends (保存期限、公示期限). `starts_after`:
    once such an event is on file, only starts from its day on count; `only_after`: without such an event none counts.
    `calendar` names the calendar that applies;
    `under` the statutory limit that a house limit may not exceed.
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
    recurring: bool = False
    runs_out: bool = False
    starts_after: frozenset[str] = frozenset()
    only_after: frozenset[str] = frozenset()
    calendar: str = "cn"
    under: str = ""

    def version_on(self, day: date) -> LimitVersion | None:
        """The version in force on the governing date, or None when none is on board (立法法第一百零四条: no retroaction)."""
        for version in self.versions:
            if version.covers(day):
                return version
        return None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that decides a limit (`facts` of a request): its values with their Chinese words."""

    name: str
    label: str
    label_en: str
    values: Mapping[object, str]
