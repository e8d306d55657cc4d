"""What a calculator address asks: its rows, the engine's request, and the shortest address with the same result.

`kind` and `on` stand once for every event; what only some events carry is numbered by the event's place (`ground1`). The
parallel columns of older addresses (`ground`, `by`, `due` once for every event) are still read. Nothing else of an address
is taken over, so no free text can travel in a link.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from litestar import Request

from compliance.complaints.dates import DateRefused, read_moment, split_moment
from compliance.web.page import lang_of, resources_of
from compliance.wording import say
from deadlines.counting import parse_span
from deadlines.legal_events import NAMES_A_DAY, TOLD_LATER, VOIDING, EventKind
from deadlines.model import GROUNDS, PROFILES
from deadlines.rule_files import Regime
from deadlines.rulebook import Rulebook

MOST_ROWS = 12
MOST_REGIMES = 4
DETAILS = ("ground", "by", "due", "decided_on", "limit")
CARRIES = {
    "ground": ("suspended", "resumed"),
    "by": ("extended",),
    "limit": ("extended",),
    "due": tuple(sorted(kind.value for kind in NAMES_A_DAY)),
    "decided_on": tuple(sorted(kind.value for kind in TOLD_LATER)),
}
"""Which events carry what, besides their day."""
_LENGTH = re.compile(r"([0-9]{1,4})\s*(个?工作日|working days?|日|天|days?|个月|months?|小时|hours?)")
_UNITS = {
    "工作日": "working days",
    "个工作日": "working days",
    "日": "days",
    "天": "days",
    "个月": "months",
    "小时": "hours",
}


@dataclass(frozen=True)
class Row:
    """One event as the engine reads it and as the form shows it again; `wrong` says field by field what cannot be read."""

    event: dict[str, str]
    typed: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    def is_after(self, today: str) -> bool:
        """Whether it lies ahead, which makes the answer a what-if."""
        return (self.event.get("on") or self.event.get("at", ""))[:10] > today


def rows_of(request: Request) -> list[Row]:
    """The events of an address, those without kind or day left out."""
    query, lang = request.query_params, lang_of(request)
    year = resources_of(request).clock.today().year
    kinds, days = query.getall("kind", []), query.getall("on", [])
    columns = {name: query.getall(name, []) for name in DETAILS}
    rows = []
    for place, kind in enumerate(kinds[:MOST_ROWS]):
        on = days[place].strip() if place < len(days) else ""
        if not kind or not on:
            continue
        typed = {"kind": kind, "on": on}
        for name in DETAILS:
            column = columns[name]
            value = query.get(f"{name}{place}") or (column[place] if place < len(column) else "")
            if value.strip() and (kind in CARRIES[name] or name in ("ground", "by", "due")):
                typed[name] = value.strip()
        rows.append(_row(typed, year, lang))
    return rows


def _row(typed: dict[str, str], year: int, lang: str) -> Row:
    event, shown, wrong = dict(typed), dict(typed), {}
    for name in ("on", "due", "decided_on"):
        if name not in typed:
            continue
        try:
            day, instant = split_moment(read_moment(typed[name], year=year))
        except DateRefused as refused:
            wrong[name] = refused.said.speak(lang)
            continue
        if name == "on" and instant:
            del event["on"]
            event["at"] = instant.isoformat()
        else:
            event[name] = day.isoformat()
        shown[name] = f"{instant:%Y-%m-%d %H:%M}" if name == "on" and instant else day.isoformat()
    if "by" in typed:
        length = read_length(typed["by"])
        if length is None:
            wrong["by"] = say("calculator.bad_length", lang)
        event["by"] = length or typed["by"]
    return Row(event, shown, wrong)


def read_length(text: str) -> str | None:
    """A length as the engine writes it: 15个工作日 → "15 working days"; None when it cannot be read."""
    match = _LENGTH.fullmatch(text.strip().lower())
    if not match or not int(match[1]):
        return None
    unit = _UNITS.get(match[2]) or match[2].removesuffix("s") + "s"
    length = f"{int(match[1])} {unit if int(match[1]) > 1 else unit.removesuffix('s')}"
    return length if parse_span(length) else None


def regimes_of(request: Request) -> list[str]:
    """The regimes that an address names, each once."""
    named = [name for name in request.query_params.getall("regime", []) if name]
    return list(dict.fromkeys(named))[:MOST_REGIMES]


def today_of(request: Request) -> str:
    """The day of the calculation as typed, the clock's day without one."""
    typed = request.query_params.get("today", "").strip()
    today = resources_of(request).clock.today()
    try:
        return split_moment(read_moment(typed, year=today.year))[0].isoformat() if typed else today.isoformat()
    except DateRefused:
        return typed


def request_of(request: Request) -> dict[str, Any]:
    """Return the engine's request that the address describes; the API uses the same reading."""
    resources, query = resources_of(request), request.query_params
    regimes = regimes_of(request)
    facts = {}
    for name, fact in facts_of(resources.rulebook, regimes).items():
        text = query.get(f"fact_{name}", "")
        value = next((value for value in dict(fact.values) if str(value) == text), None)
        if text and value is not None:
            facts[name] = value
    return {
        "regime": regimes[0] if len(regimes) == 1 else regimes or "",
        "profile": query.get("profile") or resources.settings.profile,
        "today": today_of(request),
        "facts": facts,
        "events": [row.event for row in rows_of(request)],
    }


def known(rulebook: Rulebook, regimes: list[str]) -> list[Regime]:
    """The regimes of those names that are on board."""
    return [rulebook.regimes[name] for name in regimes if name in rulebook.regimes]


def facts_of(rulebook: Rulebook, regimes: list[str]) -> dict[str, Any]:
    """The facts that some limit of the regimes needs."""
    found = {}
    for regime in known(rulebook, regimes):
        needed = {name for limit in regime.limits for name in limit.needs}
        found |= {name: fact for name, fact in regime.facts.items() if name in needed}
    return found


def kinds_of(rulebook: Rulebook, regimes: list[str]) -> list[EventKind]:
    """The events that the limits of the regimes know, in the order of a procedure; every event without a regime."""
    limits = [limit for regime in known(rulebook, regimes) for limit in regime.limits]
    if not limits:
        return list(EventKind)
    wanted = {kind.value for kind in VOIDING}
    for limit in limits:
        wanted |= limit.starts | limit.met_by | limit.voided_by | limit.starts_after
        for version in limit.versions:
            wanted |= version.restarts
            if version.excludes or any(text.excludes for text in version.second_texts):
                wanted |= {"suspended", "resumed"}
            if version.extension:
                wanted.add("extended")
    return [kind for kind in EventKind if kind.value in wanted]


def address_of(asked: dict[str, Any], **versions: str) -> str:
    """The calculator's address with exactly these inputs, nothing else, and the versions that answered."""
    regimes = asked["regime"] if isinstance(asked["regime"], list) else [asked["regime"]]
    pairs = [("regime", regime) for regime in regimes]
    pairs += [(name, asked[name]) for name in ("profile", "today") if asked[name]]
    for place, event in enumerate(asked["events"]):
        pairs += [("kind", event["kind"]), ("on", event.get("on") or event["at"])]
        pairs += [(f"{name}{place}", event[name]) for name in DETAILS if name in event]
    pairs += [(f"fact_{name}", str(value)) for name, value in asked["facts"].items()]
    pairs += [(name, value) for name, value in versions.items() if value]
    return "/calculator?" + urlencode(pairs)


def is_plain(asked: dict[str, Any]) -> bool:
    """Whether every value is one that the engine knows, so that an address made of it carries no free text."""
    kinds = {kind.value for kind in EventKind}
    return asked["profile"] in PROFILES and all(
        event["kind"] in kinds and event.get("ground", "appraisal") in GROUNDS for event in asked["events"]
    )
