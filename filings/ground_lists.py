"""Checklists of legal grounds (法定情形): the lists of templates/letters/grounds.toml, versioned like limits.

One list of a kind is in force on any day. Letters, pages and the interface all read this one value.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from filings.markup import TemplateRefused
from filings.said import Refusal

FILE = Path(__file__).resolve().parent.parent / "templates" / "letters" / "grounds.toml"
KINDS: Mapping[str, tuple[str, str]] = {
    "non_acceptance": ("不予受理情形", "grounds for non-acceptance"),
    "mediation_termination": ("终止调解情形", "grounds for ending mediation"),
}
EVIDENCE = ("text_seen", "quoted", "inferred", "secondary")
_CITE = ("instrument", "number", "article", "url", "evidence", "checked")


@dataclass(frozen=True)
class Factor:
    """A circumstance that may be considered for a ground (考虑因素); `source` is set for a city's own refinement."""

    id: str
    text: str
    text_en: str
    article: str
    needs_detail: bool = False
    source: str = ""


@dataclass(frozen=True)
class Factors:
    """What may be considered for the ground of number `item`: never decisive by itself, which `note` says."""

    item: int
    note: str
    note_en: str
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class Ground:
    """One legal ground of a closed list; `text` is the instrument's wording, `article` names article and item."""

    item: int
    label: str
    text: str
    text_en: str = ""
    article: str = ""
    needs_detail: bool = False


@dataclass(frozen=True)
class LocalFactors:
    """A city's refinement of the factors of one list, for authorities whose name contains `area`."""

    area: str
    first_day: date
    until: date | None
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class GroundList:
    """A closed list of grounds with the article it stands in and the period it is in force."""

    id: str
    kind: str
    first_day: date
    until: date | None
    instrument: str
    number: str
    article: str
    url: str
    evidence: str
    checked: date
    grounds: tuple[Ground, ...]
    factors: Factors | None = None
    local: tuple[LocalFactors, ...] = ()

    def ground(self, item: int) -> Ground:
        """Give the ground of this number. Raises NoSuchGround naming the numbers there are."""
        for ground in self.grounds:
            if ground.item == item:
                return ground
        raise NoSuchGround(
            f"《{self.instrument}》{self.article}没有第{item}项，只有第1项至第{len(self.grounds)}项。",
            f"“《{self.instrument}》{self.article}” has no item {item}, it has items 1 to {len(self.grounds)}.",
        )

    def factors_of(self, item: int, *, authority: str = "", on: date | None = None) -> tuple[Factor, ...]:
        """Give the factors for a ground: the instrument's, then those of the city that `authority`'s name contains."""
        if self.factors is None or self.factors.item != item:
            return ()
        local = (
            factor
            for refined in self.local
            if authority and refined.area in authority and (on is None or _within(on, refined.first_day, refined.until))
            for factor in refined.factors
        )
        return (*self.factors.factors, *local)


class NoSuchGround(Refusal, LookupError):
    """A list of grounds has no item of this number."""


class NoGroundList(Refusal, LookupError):
    """No list of that kind is on board for that day."""


@dataclass(frozen=True)
class GroundLists:
    """Every list on board."""

    lists: tuple[GroundList, ...]

    def named(self, list_id: str) -> GroundList:
        """Give the list with this id. Raises KeyError."""
        for each in self.lists:
            if each.id == list_id:
                return each
        raise KeyError(list_id)

    def on(self, kind: str, day: date) -> GroundList:
        """Give the list of a kind (a key of KINDS) in force on `day`, the governing date of the step.

        Raises NoGroundList for an unknown kind or a day before the first list.
        """
        if kind not in KINDS:
            raise NoGroundList(
                f"没有“{kind[:40]}”这一类法定情形，可用：{'、'.join(KINDS)}。",
                f"There is no kind of grounds “{kind[:40]}”; the kinds are {', '.join(KINDS)}.",
            )
        found = [each for each in self.lists if each.kind == kind]
        for each in found:
            if _within(day, each.first_day, each.until):
                return each
        first = min((each.first_day for each in found), default=None)
        zh, en = KINDS[kind]
        raise NoGroundList(
            f"{day.isoformat()} 没有在用的{zh}清单，最早的自 {first} 起施行。",
            f"No list of {en} was in force on {day.isoformat()}; the first applies from {first}.",
        )


def ground_list_on(kind: str, day: date) -> GroundList:
    """Give the packaged list of `kind` (non_acceptance | mediation_termination) in force on the step's governing date.

    Raises NoGroundList for an unknown kind or a day before the first list.
    """
    return _packaged().on(kind, day)


@lru_cache(maxsize=1)
def _packaged() -> GroundLists:
    return read_ground_lists(FILE.read_bytes())


def read_ground_lists(content: bytes, *, file: str = FILE.name) -> GroundLists:
    """Read grounds.toml. Raises TemplateRefused naming list and key for a gap, an overlap or anything missing."""
    text = content.decode("utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise TemplateRefused(file, 1, f"不是有效的 TOML（{broken}）") from broken
    local = table.get("local", [])
    lists = tuple(_list(_Place(file, text, str(row.get("id", ""))), row, local) for row in table.get("list", []))
    for row in local:
        if row.get("list") not in {each.id for each in lists}:
            raise _Place(file, text, str(row.get("area", ""))).refuse("local.list", f"没有“{row.get('list')}”这一清单")
    for kind in KINDS:
        _refuse_gaps([each for each in lists if each.kind == kind], file=file, text=text)
    return GroundLists(lists)


@dataclass(frozen=True)
class _Place:
    """Where in the file: the list, for a refusal that names it and the key."""

    file: str
    text: str
    list_id: str

    def refuse(self, key: str, problem: str) -> TemplateRefused:
        before = self.text.partition(f'"{self.list_id}"')[0]
        return TemplateRefused(
            self.file, before.count("\n") + 1, f"清单 {self.list_id or '（未写 id）'} 的 {key}：{problem}"
        )

    def need(self, row: Mapping[str, Any], key: str, kind: type = str, *, within: str = "") -> Any:
        value = row.get(key)
        if not isinstance(value, kind) or (isinstance(value, str) and not value.strip()):
            raise self.refuse(f"{within}{key}", "缺失或者类型不符，请补上")
        return value


def _list(place: _Place, row: Mapping[str, Any], local: list[Mapping[str, Any]]) -> GroundList:
    list_id, kind = place.need(row, "id"), place.need(row, "kind")
    if kind not in KINDS:
        raise place.refuse("kind", f"“{kind}”不存在，可用：{'、'.join(KINDS)}")
    cite = place.need(row, "cite", dict)
    cited = {key: place.need(cite, key, date if key == "checked" else str, within="cite.") for key in _CITE}
    if cited["evidence"] not in EVIDENCE:
        raise place.refuse("cite.evidence", f"“{cited['evidence']}”不能作为依据，可用：{'、'.join(EVIDENCE)}")
    if not cited["url"].startswith("https://"):
        raise place.refuse("cite.url", "须为官方网页的 https 地址")
    grounds = tuple(_ground(place, each, cited["article"]) for each in place.need(row, "ground", list))
    if [ground.item for ground in grounds] != list(range(1, len(grounds) + 1)):
        raise place.refuse("ground.item", "序号须从 1 起连续")
    factors = _factors(place, row["factors"], len(grounds)) if "factors" in row else None
    refined = tuple(_local(place, each, factors) for each in local if each.get("list") == list_id)
    first_day, until = place.need(row, "from", date), row.get("until")
    if until is not None and until < first_day:
        raise place.refuse("until", f"{until} 早于 from {first_day}")
    return GroundList(list_id, kind, first_day, until, grounds=grounds, factors=factors, local=refined, **cited)


def _ground(place: _Place, row: Mapping[str, Any], article: str) -> Ground:
    label = place.need(row, "label", within="ground.")
    return Ground(
        item=place.need(row, "item", int, within="ground."),
        label=label,
        text=place.need(row, "text", within="ground."),
        text_en=place.need(row, "text_en", within="ground."),
        article=f"{article}第{label}项",
        needs_detail=row.get("needs_detail", False),
    )


def _factors(place: _Place, row: Mapping[str, Any], items: int) -> Factors:
    item, article = place.need(row, "item", int, within="factors."), place.need(row, "article", within="factors.")
    if not 1 <= item <= items:
        raise place.refuse("factors.item", f"没有第{item}项")
    return Factors(
        item=item,
        note=place.need(row, "note", within="factors."),
        note_en=place.need(row, "note_en", within="factors."),
        factors=tuple(
            _factor(place, each, article=article) for each in place.need(row, "factor", list, within="factors.")
        ),
    )


def _local(place: _Place, row: Mapping[str, Any], factors: Factors | None) -> LocalFactors:
    area, source = place.need(row, "area", within="local."), place.need(row, "source", within="local.")
    place.need(row, "url", within="local.")
    if factors is None:
        raise place.refuse("local.list", "本清单没有可以细化的考虑因素")
    rows = place.need(row, "factor", list, within="local.")
    return LocalFactors(
        area=area,
        first_day=place.need(row, "from", date, within="local."),
        until=row.get("until"),
        factors=tuple(_factor(place, each, article=source, source=source, area=area) for each in rows),
    )


def _factor(place: _Place, row: Mapping[str, Any], *, article: str, source: str = "", area: str = "") -> Factor:
    item = place.need(row, "item", int, within="factor.")
    return Factor(
        id=f"{area}-{item}" if area else str(item),
        text=place.need(row, "text", within="factor."),
        text_en=place.need(row, "text_en", within="factor."),
        article=f"{article}第（{_FIGURES[item]}）项" if item < len(_FIGURES) else f"{article}第{item}项",
        needs_detail=row.get("needs_detail", False),
        source=source,
    )


_FIGURES = "〇一二三四五六七八九"


def _refuse_gaps(lists: list[GroundList], *, file: str, text: str) -> None:
    ordered = sorted(lists, key=lambda each: each.first_day)
    for earlier, later in pairwise(ordered):
        place = _Place(file, text, later.id)
        if earlier.until is None or earlier.until >= later.first_day:
            raise place.refuse("from", f"与清单 {earlier.id} 重叠，请改正 until")
        if earlier.until + timedelta(days=1) != later.first_day:
            raise place.refuse("from", f"与清单 {earlier.id} 之间有空档（{earlier.until} 之后）")


def _within(day: date, first_day: date, until: date | None) -> bool:
    return first_day <= day and (until is None or day <= until)
