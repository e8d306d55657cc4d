"""Reading one version of a limit (期限的一个版本): its span or branches, extension, parallel texts and citation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deadlines.legal_events import EventKind
from deadlines.model import (
    GROUNDS,
    Case,
    Citation,
    ExtensionRule,
    ExtensionStep,
    Fact,
    LimitVersion,
    Repeal,
    SecondText,
    Span,
    Wording,
)
from deadlines.rule_place import Place

EVIDENCE = ("text_seen", "quoted", "inferred", "secondary", "unverified")
WHY_UNCOUNTED = {
    "no_number": ("条文没有规定天数", "the text sets no number"),
    "set_by_authority": ("由机关或者文书指定", "set by the authority or the paper"),
    "unverified": ("仅凭记忆，未核实", "from memory, unverified"),
    "number_not_seen": ("规定存在，天数未见", "the rule exists, its number was not seen"),
    "draft": ("仅为征求意见稿", "a draft only"),
    "superseded": ("已被上位法或者新法取代", "superseded"),
    "not_a_clock": ("不是期限", "not a clock"),
    "voluntary": ("推荐性标准或者示例，不是法定期限", "a recommended standard or a sample, not law"),
}
_ARTICLE = re.compile(r"第.+条|附件")
_EVENTS = frozenset(kind.value for kind in EventKind)
_VERSION_KEYS = {
    *("from", "until", "span", "case", "excludes", "extension", "restarts", "also", "applies_if", "cite"),
    *("note", "note_en", "row", "before"),
}
_CITE_KEYS = {
    "instrument",
    "number",
    "article",
    "url",
    "source",
    "evidence",
    "in_force_from",
    "in_force_until",
    "checked",
}
_NOTE_KEYS = {"row", "instrument", "number", "article", "evidence", "text", "text_en", "reason"}


@dataclass(frozen=True, slots=True)
class UncountedRow:
    """A row of the law tables that is shown as a note and never counts (不计时的规定), with the reason why."""

    row: str
    instrument: str
    number: str
    article: str
    evidence: str
    text: Wording
    reason: str


def uncounted_from(row: Any, *, place: Place) -> UncountedRow:
    """The note that a [[note]] table holds; raises RulebookError."""
    place.known_keys(row, _NOTE_KEYS)
    return UncountedRow(
        row=place.text(row, "row"),
        instrument=place.text(row, "instrument"),
        number=place.text(row, "number", required=False),
        article=place.text(row, "article", required=False),
        evidence=place.one_of(row, "evidence", EVIDENCE),
        text=Wording(place.text(row, "text"), place.text(row, "text_en")),
        reason=place.one_of(row, "reason", tuple(WHY_UNCOUNTED)),
    )


def version_from(row: Any, *, kind: str, facts: Mapping[str, Fact], place: Place) -> LimitVersion:
    place.known_keys(row, _VERSION_KEYS)
    valid_from, valid_until = place.day(row, "from"), place.day(row, "until", required=False)
    if valid_from is None or (valid_until is not None and valid_until < valid_from):
        raise place.refuse("until", f"{valid_until} 早于 from {valid_from}，请改正")
    cases = tuple(_case(entry, facts=facts, place=place.within("case")) for entry in row.get("case", []))
    if bool(cases) == ("span" in row):
        raise place.refuse("span", "应写 span，或者按事实写 [[limit.version.case]]，二者择一")
    span = None if cases else place.span(row, "span")
    spans = tuple(case.span for case in cases) or ((span,) if span else ())
    before = place.flag(row, "before")
    if before and any(one.unit not in ("working_day", "day") or not one.amount for one in spans):
        raise place.refuse("before", "提前的期间只能按工作日或者日计算，请改正")
    return LimitVersion(
        valid_from=valid_from,
        valid_until=valid_until,
        span=span,
        cite=_citation(row.get("cite"), kind=kind, place=place.within("cite")),
        cases=cases,
        excludes=place.names(row, "excludes", frozenset(GROUNDS), required=False),
        extension=_extension(row["extension"], kind=kind, spans=spans, place=place.within("extension"))
        if "extension" in row
        else None,
        restarts=place.names(row, "restarts", _EVENTS, required=False),
        second_texts=tuple(
            _second_text(entry, kind=kind, place=place.within(f"also[{index}]"))
            for index, entry in enumerate(row.get("also", []))
        ),
        applies_if=_conditions(row.get("applies_if", {}), facts=facts, place=place.within("applies_if")),
        note=Wording(place.text(row, "note", required=False), place.text(row, "note_en", required=False)),
        row=place.text(row, "row", required=False),
        before=before,
    )


def _case(row: Any, *, facts: Mapping[str, Fact], place: Place) -> Case:
    place.known_keys(row, {"when", "span"})
    when, span = _conditions(row.get("when"), facts=facts, place=place), place.span(row, "span")
    words = "、".join(label for name in when for value, label in facts[name].values.items() if value in when[name])
    names = ", ".join(str(value) for name in when for value in facts[name].values if value in when[name])
    return Case(when, span, Wording(f"{words}：{span.zh}", f"{names}: {span}"))


def _conditions(table: Any, *, facts: Mapping[str, Fact], place: Place) -> Mapping[str, frozenset[object]]:
    if not isinstance(table, dict):
        raise place.refuse("when", "应写成 { 事实 = 取值 }")
    conditions: dict[str, frozenset[object]] = {}
    for name, value in table.items():
        if name not in facts:
            raise place.refuse(name, f"没有声明这个事实，请先写 [fact.{name}]")
        values = value if isinstance(value, list) else [value]
        for one in values:
            if one not in facts[name].values:
                raise place.refuse(name, f"没有取值“{one}”；可用的有：{'、'.join(map(str, facts[name].values))}")
        conditions[name] = frozenset(values)
    return conditions


def _extension(row: Any, *, kind: str, spans: tuple[Span, ...], place: Place) -> ExtensionRule:
    place.known_keys(row, {"by", "times", "approver", "free", "step", "total"})
    approver = place.text(row, "approver", required=False)
    if place.flag(row, "free"):
        return ExtensionRule((), approver)
    if "step" in row:
        steps = tuple(_step(entry, place=place.within(f"step[{index}]")) for index, entry in enumerate(row["step"]))
    else:
        times = row.get("times")
        if not isinstance(times, int) or isinstance(times, bool) or times < 1:
            raise place.refuse("times", "应写明延长的长度 by 与次数 times（正整数），或者逐次写 step")
        steps = (ExtensionStep(_length(row, place=place), approver),) * times
    total = place.span(row, "total") if "total" in row else None
    if total is None and kind == "statutory":
        raise place.refuse("total", '请写明依该条文延长后最长的总期限 total，用于核对，例如 total = "30 working days"')
    if total is not None:
        _refuse_beyond(total, spans, steps, place=place)
    return ExtensionRule(steps, approver, total)


def _step(row: Any, *, place: Place) -> ExtensionStep:
    place.known_keys(row, {"by", "approver"})
    return ExtensionStep(_length(row, place=place), place.text(row, "approver", required=False))


def _length(row: Any, *, place: Place) -> Span:
    span = place.span(row, "by")
    if span.unit == "directed" or not span.amount:
        raise place.refuse("by", "应为延长的长度，例如 15 working days")
    return span


def _refuse_beyond(total: Span, spans: tuple[Span, ...], steps: tuple[ExtensionStep, ...], *, place: Place) -> None:
    """The extended period written twice: its parts may not add up to more than the article allows in all."""
    for span in spans:
        if {span.unit, *(step.by.unit for step in steps)} != {total.unit}:
            raise place.refuse("total", "期限、延长与 total 应使用同一单位，请改正")
        reached = span.amount + sum(step.by.amount for step in steps)
        if reached > total.amount:
            raise place.refuse("by", f"延长后共 {reached}，超过条文允许的总期限 {total.zh}，请改正 by 或者 times")


def _second_text(row: Any, *, kind: str, place: Place) -> SecondText:
    place.known_keys(row, {"from", "until", "span", "excludes", "cite"})
    valid_from = place.day(row, "from")
    if valid_from is None:
        raise place.refuse("from", "不能为空")
    return SecondText(
        valid_from=valid_from,
        valid_until=place.day(row, "until", required=False),
        span=place.span(row, "span"),
        excludes=place.names(row, "excludes", frozenset(GROUNDS), required=False),
        cite=_citation(row.get("cite"), kind=kind, place=place.within("cite")),
    )


def repeal_from(row: Any, *, kind: str, place: Place) -> Repeal:
    place.known_keys(row, {"from", "reason", "reason_en", "cite"})
    valid_from = place.day(row, "from")
    if valid_from is None:
        raise place.refuse("from", "不能为空")
    reason = Wording(place.text(row, "reason"), place.text(row, "reason_en"))
    return Repeal(valid_from, reason, _citation(row.get("cite"), kind=kind, place=place.within("cite")))


def _citation(row: Any, *, kind: str, place: Place) -> Citation:
    if row is None:
        raise place.refuse("cite", "缺少依据，请写明 instrument、number、article、evidence、checked")
    place.known_keys(row, _CITE_KEYS)
    # A text known from secondary sources only may lack its number and article; it is then shown as unconfirmed.
    from_text = kind == "statutory" and row.get("evidence") != "secondary"
    cite = Citation(
        instrument=place.text(row, "instrument"),
        number=place.text(row, "number", required=from_text),
        article=place.text(row, "article", required=from_text),
        evidence=place.one_of(row, "evidence", EVIDENCE),
        url=place.text(row, "url", required=False),
        source=place.text(row, "source", required=False),
        in_force_from=place.day(row, "in_force_from", required=kind == "statutory"),
        in_force_until=place.day(row, "in_force_until", required=False),
        checked=place.day(row, "checked"),
    )
    if from_text and not _ARTICLE.match(cite.article):
        raise place.refuse("article", f"“{cite.article}”不是条文号，应写成“第十五条”或者“附件1”这样的形式")
    return cite
