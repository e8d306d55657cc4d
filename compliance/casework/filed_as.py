"""Which legal act it is when a letter leaves (递交即为何种法定事项): the table, and how it is read on one case."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from compliance.casework.named_persons import TO_THE_COMPLAINANT
from deadlines import Deadline
from deadlines.model import Limit
from filings.letters import Letter

_FILE = Path(__file__).with_name("filed_as.toml")
PLAIN = "filed"
SERVED = "served"


@dataclass(frozen=True, kw_only=True)
class Leaves:
    """One line of the table; the head of filed_as.toml says what each column means."""

    acts: tuple[str, ...] = ()
    otherwise: str = PLAIN
    step: str = ""
    step_on: str = ""
    decided: str = ""
    by: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    served: str = SERVED

    @property
    def choices(self) -> tuple[str, ...]:
        """Every act that a person may say this letter was, the usual ones first; a plain filing is always one."""
        by_fact = (act for values in self.by.values() for act in values.values())
        named = (*self.acts, *by_fact, self.otherwise, *self.offered, PLAIN)
        return tuple(dict.fromkeys(act for act in named if act))


def _leaves(row: Mapping[str, Any]) -> Leaves:
    lists = {name: tuple(row[name]) for name in ("acts", "offered") if name in row}
    otherwise = row.get("otherwise", lists["acts"][0] if lists.get("acts") else PLAIN)
    return Leaves(**{**row, **lists, "otherwise": otherwise})


def _load() -> tuple[Mapping[str, Leaves], Mapping[str, str]]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    letters = {letter_id: _leaves(row) for letter_id, row in table["letters"].items()}
    owed = {regime: whom for whom, regimes in table["owed_to"].items() for regime in regimes}
    return MappingProxyType(letters), MappingProxyType(owed)


FILED_AS, OWED_TO = _load()
"""Letter -> what its leaving is; regime -> whom its answer must reach (sender, complainant, either)."""


@dataclass(frozen=True)
class Effect:
    """One act that the letter may be: the clocks of ours that it ends now, and those that it must not end."""

    act: str
    ends: tuple[Deadline, ...]
    wrongs: tuple[Deadline, ...]


def leaves(letter_id: str) -> Leaves:
    """The line of a letter; a letter of the house's own is a plain filing unless a person says otherwise."""
    return FILED_AS.get(letter_id) or Leaves(offered=("replied", "decision_notified", "extended"))


def effect_of(act: str, letter: Letter, deadlines: Iterable[Deadline], limits: Sequence[Limit]) -> Effect:
    """What recording ``act`` does to the open clocks. It wrongs a clock that another owes, or that is owed to another."""
    ends, wrongs = [], []
    for deadline in deadlines:
        if deadline.met_on or deadline.void_on or act not in _met_by(deadline, limits):
            continue
        (ends if deadline.ours and _reaches(letter, deadline, act) else wrongs).append(deadline)
    return Effect(act, tuple(ends), tuple(wrongs))


def acts_of(
    letter: Letter,
    facts: Mapping[str, Any],
    *,
    deadlines: Sequence[Deadline],
    limits: Sequence[Limit],
    allowed: Collection[str],
) -> tuple[str, ...]:
    """The acts to record when the letter leaves, in order; none where leaving it is no act in this procedure."""
    line = leaves(letter.id)
    for name, values in line.by.items():
        if (act := values.get(str(facts.get(name)))) and act in allowed:
            return (act,)
    effects = {act: effect_of(act, letter, deadlines, limits) for act in (*line.acts, line.otherwise) if act in allowed}
    owed = tuple(act for act in line.acts if act in effects and effects[act].ends and not effects[act].wrongs)
    if owed:
        return owed
    if line.otherwise not in ("", PLAIN):
        effect = effects.get(line.otherwise)
        if effect and not effect.wrongs:
            return (line.otherwise,)
    return (PLAIN,) if line.otherwise and PLAIN in allowed and not _moves_a_clock(PLAIN, limits) else ()


def step_day(line: Leaves, facts: Mapping[str, Any], paper_on: date) -> date:
    """The day of the act that the paper itself carries out."""
    return _day(facts.get(line.step_on)) or paper_on


def decided_day(line: Leaves, facts: Mapping[str, Any], paper_on: date) -> date:
    """The day of the decision that the letter tells."""
    return _day(facts.get(line.decided)) or paper_on


def _reaches(letter: Letter, deadline: Deadline, act: str) -> bool:
    if act != "replied":
        return True
    owed = OWED_TO.get(deadline.regime, "either")
    return owed == "either" or (owed == "complainant") == (letter.addressee in TO_THE_COMPLAINANT)


def _met_by(deadline: Deadline, limits: Sequence[Limit]) -> Collection[str]:
    return next((one.met_by for one in limits if (one.regime, one.id) == (deadline.regime, deadline.limit)), ())


def _moves_a_clock(act: str, limits: Iterable[Limit]) -> bool:
    return any(act in limit.met_by or act in limit.starts or act in limit.voided_by for limit in limits)


def _day(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None
