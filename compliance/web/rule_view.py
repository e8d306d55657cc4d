"""The rules as a reader looks for them: regulator, then instrument, then article; every entry one limit in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from compliance.complaints.regulators import REGULATORS, rank_of, regulator_of
from compliance.web.rule_search import wanted
from compliance.wording import say
from deadlines.coverage import EVIDENCE_WORDS, Covered, Instrument, covered, instruments_of
from deadlines.legal_events import EventKind
from deadlines.model import Limit, LimitVersion, Wording
from deadlines.plain_sentences import OWNER_WORDS, Clause, clauses_of, plain_sentence
from deadlines.rule_versions import WHY_UNCOUNTED, UncountedRow
from deadlines.rulebook import Rulebook

OPEN_UP_TO = 40
"""A find of this size or less is shown unfolded."""
_SIDE = {"zh": 0, "en": 1}


@dataclass(frozen=True)
class Asked:
    """What the address filters by: words, owner, evidence, and whether only what is in force today."""

    query: str = ""
    owner: str = ""
    evidence: str = ""
    in_force: bool = True

    @property
    def narrowed(self) -> bool:
        """Whether anything but the day narrows the list."""
        return bool(self.query or self.owner or self.evidence)


@dataclass(frozen=True)
class Branch:
    """One regulator with its instruments, and its rows that never count."""

    id: str
    words: Wording
    instruments: tuple[Instrument, ...]
    uncounted: tuple[tuple[str, UncountedRow], ...]

    @property
    def entries(self) -> int:
        """How many entries stand below it."""
        return sum(len(one.entries) for one in self.instruments)


@dataclass(frozen=True)
class Tree:
    """What was found: branches in the order of the regulators; `open` when it is short enough to unfold."""

    branches: tuple[Branch, ...]
    narrowed: bool = False

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return sum(branch.entries for branch in self.branches)

    @property
    def uncounted(self) -> int:
        """How many rows that never count."""
        return sum(len(branch.uncounted) for branch in self.branches)

    @property
    def open(self) -> bool:
        """Whether to show it unfolded."""
        return self.narrowed and self.entries + self.uncounted <= OPEN_UP_TO


def tree_of(rulebook: Rulebook, asked: Asked, *, today: date) -> Tree:
    """The rules that fit what was asked."""
    found = [entry for entry in covered(rulebook.limits) if _fits(entry, rulebook, asked, today)]
    branches = []
    for regulator, (zh, en) in REGULATORS.items():
        mine = [entry for entry in found if regulator_of(entry.limit.regime) == regulator]
        mine.sort(key=lambda entry: rank_of(entry.limit.regime))
        notes = tuple(_uncounted(rulebook, regulator, asked))
        if mine or notes:
            branches.append(Branch(regulator, Wording(zh, en), instruments_of(mine), notes))
    return Tree(tuple(branches), asked.narrowed)


def _fits(entry: Covered, rulebook: Rulebook, asked: Asked, today: date) -> bool:
    if asked.in_force and not entry.in_force_on(today):
        return False
    if asked.owner and entry.limit.owner != asked.owner:
        return False
    if asked.evidence and entry.cite.evidence != asked.evidence:
        return False
    want = wanted(asked.query)
    return want.empty or want.fits(entry, _text(entry, rulebook))


def _text(entry: Covered, rulebook: Rulebook) -> str:
    regime = rulebook.regimes[entry.limit.regime]
    limit, cite = entry.limit, entry.cite
    return " ".join(
        (
            *(
                limit.label,
                limit.label_en,
                limit.id.replace("_", " "),
                limit.id,
                regime.label,
                regime.label_en,
                regime.id,
            ),
            *(cite.instrument, cite.number, cite.article, *REGULATORS[regulator_of(regime.id)], entry.row),
        )
    ).lower()


def _uncounted(rulebook: Rulebook, regulator: str, asked: Asked) -> Iterator[tuple[str, UncountedRow]]:
    want = wanted(asked.query)
    if asked.owner or want.spans:
        return
    for regime in rulebook.regimes.values():
        if regulator_of(regime.id) != regulator:
            continue
        for row in regime.uncounted:
            text = f"{row.instrument} {row.number} {row.article} {row.text.zh} {row.text.en} {row.row} {regime.label}".lower()
            if asked.evidence in ("", row.evidence) and want.fits_place(
                row.instrument, row.number, row.article, row.row, text
            ):
                yield regime.id, row


def sentence(limit: Limit, version: LimitVersion, rulebook: Rulebook, lang: str) -> str:
    """One version in one sentence of the language."""
    return _sentence(limit.regime, limit.id, version.valid_from, rulebook)[_SIDE[lang]]


@lru_cache(maxsize=4096)
def _sentence(regime: str, limit_id: str, since: date, rulebook: Rulebook) -> Wording:
    limit = next(limit for limit in rulebook.regimes[regime].limits if limit.id == limit_id)
    version = next(version for version in limit.versions if version.valid_from == since)
    return plain_sentence(limit, version, rulebook.regimes[regime].facts)


def clauses(limit: Limit, version: LimitVersion, rulebook: Rulebook) -> tuple[Clause, ...]:
    """The parts of a version's sentence."""
    return clauses_of(limit, version, rulebook.regimes[limit.regime].facts)


def cause_words(deadline: Mapping[str, Any], rulebook: Rulebook, lang: str) -> list[str]:
    """By which clock's ending a clock was started (a deadline in the contract's JSON), a sentence each."""
    act = EventKind(deadline["started_by"])
    found = []
    for cause in deadline["hangs_on"]:
        limit = next(one for one in rulebook.regimes[cause["regime"]].limits if one.id == cause["limit"])
        found.append(
            say(
                "calculator.hangs_on",
                lang,
                act=act.label if lang == "zh" else act.label_en,
                day=deadline["started_on"],
                limit=limit.label if lang == "zh" else limit.label_en,
            )
        )
    return found


def evidence_words(lang: str) -> dict[str, str]:
    """Evidence codes with their words."""
    return {name: words[_SIDE[lang]] for name, words in EVIDENCE_WORDS.items()}


def owner_words(lang: str) -> dict[str, str]:
    """Owners with their words."""
    return {name: words[_SIDE[lang]] for name, words in OWNER_WORDS.items()}


def reason_words(lang: str) -> dict[str, str]:
    """Why rows do not count, in words."""
    return {name: words[_SIDE[lang]] for name, words in WHY_UNCOUNTED.items()}
