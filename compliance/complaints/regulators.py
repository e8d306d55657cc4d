"""Who stands behind a procedure (主管部门): regime → regulator, read from regulators.toml."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_ROWS = tomllib.loads(Path(__file__).with_name("regulators.toml").read_text(encoding="utf-8"))["regulator"]
REGULATORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {row["id"]: (row["labels"][0], row["labels"][1]) for row in _ROWS}
)
"""Regulators in the order of the page: id -> (Chinese, English)."""
_OF_REGIME: Mapping[str, str] = MappingProxyType({regime: row["id"] for row in _ROWS for regime in row["regimes"]})
_RANK: Mapping[str, int] = MappingProxyType({regime: place for place, regime in enumerate(_OF_REGIME)})
_OTHERS = next(reversed(REGULATORS))


def regulator_of(regime: str) -> str:
    """Return the id of the regulator behind a regime; the last group for one that no list names."""
    return _OF_REGIME.get(regime, _OTHERS)


def rank_of(regime: str) -> int:
    """Return the place of a regime in the order of the page; one that no list names comes last."""
    return _RANK.get(regime, len(_RANK))


def by_regulator(regimes: Mapping[str, str], *, language: str) -> dict[str, dict[str, str]]:
    """Return regimes (id -> word) by the regulator's word, in the order of the file; empty groups left out."""
    found: dict[str, dict[str, str]] = {}
    for regulator, words in REGULATORS.items():
        members = {regime: word for regime, word in regimes.items() if regulator_of(regime) == regulator}
        if members:
            ordered = sorted(members, key=rank_of)
            found[words[0 if language == "zh" else 1]] = {regime: members[regime] for regime in ordered}
    return found
