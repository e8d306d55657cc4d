"""Reading one rule file (`rules/<regime>.toml`) into limits; everything incomplete or contradictory is refused."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from deadlines.legal_events import EventKind
from deadlines.model import (
    Fact,
    Limit,
    LimitVersion,
    Repeal,
    Wording,
)
from deadlines.rule_place import Place
from deadlines.rule_versions import UncountedRow, repeal_from, uncounted_from, version_from

OWNERS = ("authority", "respondent", "complainant", "addressee")
LIMIT_KINDS = ("statutory", "directed", "platform", "house")
_EVENTS = frozenset(kind.value for kind in EventKind)
_REGIME_KEYS = {"regime", "label", "label_en", "leads_to", "fact", "limit", "note"}
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
        *("recurring", "runs_out", "starts_after", "only_after", "calendar", "under"),
    ),
}


@dataclass(frozen=True, slots=True)
class Regime:
    """One procedure (程序): its limits in the order of the file, and the facts that they need.

    `fingerprint` identifies the bytes of the file; each clock carries it as the version of its rules.
    """

    id: str
    label: str
    label_en: str
    limits: tuple[Limit, ...]
    facts: Mapping[str, Fact]
    fingerprint: str = ""
    leads_to: tuple[str, ...] = ()
    uncounted: tuple[UncountedRow, ...] = ()


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
    return Regime(
        id=regime,
        label=place.text(table, "label"),
        label_en=place.text(table, "label_en"),
        limits=limits,
        facts=facts,
        fingerprint=hashlib.sha256(text.encode()).hexdigest()[:16],
        leads_to=place.listed(table, "leads_to"),
        uncounted=tuple(
            uncounted_from(row, place=place.within(f"note[{index}]")) for index, row in enumerate(table.get("note", []))
        ),
    )


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
        version_from(entry, kind=kind, facts=facts, place=place.within(f"version[{index}]"))
        for index, entry in enumerate(rows)
    )
    repeal = repeal_from(row["repeal"], kind=kind, place=place.within("repeal")) if "repeal" in row else None
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
        met_by=place.names(row, "met_by", _EVENTS, required=not place.flag(row, "runs_out")),
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
        recurring=place.flag(row, "recurring"),
        runs_out=place.flag(row, "runs_out"),
        starts_after=place.names(row, "starts_after", _EVENTS, required=False),
        only_after=place.names(row, "only_after", _EVENTS, required=False),
        calendar=place.text(row, "calendar", required=False) or "cn",
        under=_under(row, kind=kind, place=place),
    )


def _under(row: Any, *, kind: str, place: Place) -> str:
    under = place.text(row, "under", required=False)
    if under and kind != "house":
        raise place.refuse("under", '只有内部时限（kind = "house"）可以写 under，请删去')
    if under and under.count(".") != 1:
        raise place.refuse("under", f"“{under}”应写成“程序.期限”，例如 samr_complaint.acceptance_decision")
    return under


def _facts_of(version: LimitVersion) -> set[str]:
    return {name for case in version.cases for name in case.when} | set(version.applies_if)


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
