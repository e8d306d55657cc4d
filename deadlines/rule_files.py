"""Reading one rule file (`rules/<regime>.toml`) into limits; everything incomplete or contradictory is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from deadlines.legal_events import EventKind
from deadlines.model import (
    GROUNDS,
    Case,
    Citation,
    ExtensionRule,
    Fact,
    Limit,
    LimitVersion,
    Repeal,
    SecondText,
    Wording,
)
from deadlines.rule_place import Place

OWNERS = ("authority", "respondent", "complainant", "addressee")
LIMIT_KINDS = ("statutory", "directed", "platform", "house")
EVIDENCE = ("text_seen", "quoted", "inferred", "secondary", "unverified")
_EVENTS = frozenset(kind.value for kind in EventKind)
_REGIME_KEYS = {"regime", "label", "label_en", "fact", "limit"}
_LIMIT_KEYS = {
    *("id", "label", "label_en", "owner", "kind", "starts", "met_by", "voided_by", "row", "version", "repeal"),
    *(
        "produces",
        "produces_en",
        "consequence",
        "consequence_en",
        "yields_to_longer",
        "every_start",
        "void_note",
        "void_note_en",
    ),
}
_VERSION_KEYS = {
    *("from", "until", "span", "case", "excludes", "extension", "restarts", "also", "applies_if", "cite"),
    *("note", "note_en", "row"),
}
_CITE_KEYS = {"instrument", "number", "article", "url", "evidence", "in_force_from", "checked"}
_UNITS = ("hour", "working_day", "day", "month", "year")


@dataclass(frozen=True, slots=True)
class Regime:
    """One procedure (程序): its limits in the order of the file, and the facts that they need."""

    id: str
    label: str
    label_en: str
    limits: tuple[Limit, ...]
    facts: Mapping[str, Fact]


def read_regime(text: str, *, file: str) -> Regime:
    """The regime that a rule file holds; raises RulebookError."""
    place = Place(file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise place.refuse("（全文）", f"不是有效的 TOML（{error}），请改正") from error
    place.known_keys(table, _REGIME_KEYS)
    regime = place.text(table, "regime")
    if file != f"{regime}.toml":
        raise place.refuse("regime", f"应与文件名一致，文件名应为 {regime}.toml")
    facts = {name: _fact(name, row, place=place) for name, row in table.get("fact", {}).items()}
    rows = table.get("limit")
    if not isinstance(rows, list) or not rows:
        raise place.refuse("limit", "没有任何期限，请写入 [[limit]]")
    limits = tuple(_limit(row, regime=regime, facts=facts, file=file) for row in rows)
    ids = [limit.id for limit in limits]
    for name in ids:
        if ids.count(name) > 1:
            raise place.refuse("limit.id", f"{name} 出现了两次，请合并为一个期限的两个版本")
    return Regime(regime, place.text(table, "label"), place.text(table, "label_en"), limits, facts)


def _fact(name: str, row: Any, *, place: Place) -> Fact:
    here = place.within(f"fact.{name}")
    here.known_keys(row, {"label", "label_en", "type", "values"})
    if row.get("type") == "boolean":
        values: dict[object, str] = {True: "是", False: "否"}
    elif isinstance(row.get("values"), dict) and row["values"]:
        values = dict(row["values"])
    else:
        raise here.refuse("values", '应写 type = "boolean"，或者写明取值与中文名称')
    return Fact(name, here.text(row, "label"), here.text(row, "label_en"), values)


def _limit(row: Any, *, regime: str, facts: Mapping[str, Fact], file: str) -> Limit:
    place = Place(file)
    place.known_keys(row, _LIMIT_KEYS)
    place = Place(file, place.text(row, "id"))
    rows = row.get("version")
    if not isinstance(rows, list) or not rows:
        raise place.refuse("version", "没有任何版本，请写入 [[limit.version]]")
    kind = place.one_of(row, "kind", LIMIT_KINDS)
    versions = tuple(
        _version(entry, kind=kind, facts=facts, place=place.within(f"version[{index}]"))
        for index, entry in enumerate(rows)
    )
    repeal = _repeal(row["repeal"], kind=kind, place=place.within("repeal")) if "repeal" in row else None
    _refuse_gaps(versions, repeal, place=place)
    needs = sorted({name for version in versions for name in _facts_of(version)})
    return Limit(
        regime=regime,
        id=place.limit,
        label=place.text(row, "label"),
        label_en=place.text(row, "label_en"),
        owner=place.one_of(row, "owner", OWNERS),
        kind=kind,
        starts=place.names(row, "starts", _EVENTS, required=True),
        met_by=place.names(row, "met_by", _EVENTS, required=True),
        voided_by=place.names(row, "voided_by", _EVENTS, required=False),
        versions=versions,
        repeal=repeal,
        needs=tuple(needs),
        row=place.text(row, "row", required=False),
        produces=Wording(place.text(row, "produces"), place.text(row, "produces_en")),
        consequence=Wording(place.text(row, "consequence"), place.text(row, "consequence_en")),
        void_note=Wording(
            place.text(row, "void_note", required=False), place.text(row, "void_note_en", required="void_note" in row)
        ),
        yields_to_longer=place.flag(row, "yields_to_longer"),
        every_start=place.flag(row, "every_start"),
    )


def _facts_of(version: LimitVersion) -> set[str]:
    return {name for case in version.cases for name in case.when} | set(version.applies_if)


def _version(row: Any, *, kind: str, facts: Mapping[str, Fact], place: Place) -> LimitVersion:
    place.known_keys(row, _VERSION_KEYS)
    valid_from, valid_until = place.day(row, "from"), place.day(row, "until", required=False)
    if valid_from is None or (valid_until is not None and valid_until < valid_from):
        raise place.refuse("until", f"{valid_until} 早于 from {valid_from}，请改正")
    cases = tuple(_case(entry, facts=facts, place=place.within("case")) for entry in row.get("case", []))
    if bool(cases) == ("span" in row):
        raise place.refuse("span", "应写 span，或者按事实写 [[limit.version.case]]，二者择一")
    span = None if cases else place.span(row, "span")
    return LimitVersion(
        valid_from=valid_from,
        valid_until=valid_until,
        span=span,
        cite=_citation(row.get("cite"), kind=kind, place=place.within("cite")),
        cases=cases,
        excludes=place.names(row, "excludes", frozenset(GROUNDS), required=False),
        extension=_extension(row["extension"], place=place.within("extension")) if "extension" in row else None,
        restarts=place.names(row, "restarts", _EVENTS, required=False),
        second_texts=tuple(
            _second_text(entry, kind=kind, place=place.within(f"also[{index}]"))
            for index, entry in enumerate(row.get("also", []))
        ),
        applies_if=_conditions(row.get("applies_if", {}), facts=facts, place=place.within("applies_if")),
        note=Wording(place.text(row, "note", required=False), place.text(row, "note_en", required=False)),
        row=place.text(row, "row", required=False),
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


def _extension(row: Any, *, place: Place) -> ExtensionRule:
    place.known_keys(row, {"by", "times", "approver", "free"})
    if place.flag(row, "free"):
        return ExtensionRule(None, 0, place.text(row, "approver", required=False))
    span = place.span(row, "by")
    times = row.get("times")
    if span.unit not in _UNITS or not isinstance(times, int) or isinstance(times, bool) or times < 1:
        raise place.refuse("times", "应写明延长的长度 by 与次数 times（正整数）")
    return ExtensionRule(span, times, place.text(row, "approver", required=False))


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


def _repeal(row: Any, *, kind: str, place: Place) -> Repeal:
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
        in_force_from=place.day(row, "in_force_from", required=kind == "statutory"),
        checked=place.day(row, "checked"),
    )
    if from_text and not (cite.article.startswith("第") and "条" in cite.article):
        raise place.refuse("article", f"“{cite.article}”不是条文号，应写成“第十五条”这样的形式")
    return cite


def _refuse_gaps(versions: tuple[LimitVersion, ...], repeal: Repeal | None, *, place: Place) -> None:
    for earlier, later in pairwise(versions):
        if earlier.valid_until is None or later.valid_from <= earlier.valid_until:
            raise place.refuse("version", f"自 {later.valid_from} 起的版本与前一版本重叠，请写明前一版本的 until")
        if later.valid_from != earlier.valid_until + timedelta(days=1):
            raise place.refuse("version", f"{earlier.valid_until} 与 {later.valid_from} 之间没有版本，请补上")
    end = versions[-1].valid_until
    if end is not None and (repeal is None or repeal.valid_from != end + timedelta(days=1)):
        raise place.refuse("repeal", f"最后版本止于 {end}，请写明自次日起取消的依据，或者补上新版本")
    if end is None and repeal is not None:
        raise place.refuse("repeal", "最后版本没有 until，与取消相矛盾，请改正")
