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
_OTHERS = next(reversed(REGULATORS))


def regulator_of(regime: str) -> str:
    """Return the id of the regulator behind a regime; the last group for one that no list names."""
    return _OF_REGIME.get(regime, _OTHERS)


def by_regulator(regimes: Mapping[str, str], *, language: str) -> dict[str, dict[str, str]]:
    """Return regimes (id -> word) by the regulator's word, in the order of the file; empty groups left out."""
    found: dict[str, dict[str, str]] = {}
    for regulator, words in REGULATORS.items():
        members = {regime: word for regime, word in regimes.items() if regulator_of(regime) == regulator}
        if members:
            found[words[0 if language == "zh" else 1]] = members
    return found
