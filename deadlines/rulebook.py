"""The rulebook (规则库): every limit that a text sets, dated and cited, read from `rules/*.toml`.

A file that does not say everything is refused at load; the error names the file, the limit, the key and the cure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from deadlines.errors import RequestError, RulebookError
from deadlines.model import Fact, Limit
from deadlines.rule_files import Regime, read_regime

RULES = Path(__file__).parent / "rules"


@dataclass(frozen=True, eq=False)
class Rulebook:
    """All regimes on board; `fingerprint` identifies the exact bytes they were read from."""

    regimes: Mapping[str, Regime]
    fingerprint: str

    def regime(self, regime: str) -> Regime:
        """The regime of that id; raises RequestError that lists the ids on board."""
        found = self.regimes.get(regime)
        if found is None:
            known = "、".join(sorted(self.regimes))
            raise RequestError("regime", f"regime：没有“{regime}”这一程序；可用的有：{known}")
        return found

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """Every limit, by regime and in the order of its file."""
        return tuple(limit for regime in self.regimes.values() for limit in regime.limits)

    def with_led_to(self, regimes: Iterable[str]) -> tuple[str, ...]:
        """These regimes and all that their decisions open (`leads_to`), in order; unknown names stay as they are."""
        found = list(dict.fromkeys(regimes))
        for name in found:
            led_to = self.regimes[name].leads_to if name in self.regimes else ()
            found.extend(other for other in led_to if other not in found)
        return tuple(found)

    @cached_property
    def yielding(self) -> frozenset[tuple[str, str]]:
        """Regime and id of the limits that give way to a longer statutory one."""
        return frozenset((limit.regime, limit.id) for limit in self.limits if limit.yields_to_longer)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact that some limit needs, by name."""
        return {name: fact for regime in self.regimes.values() for name, fact in regime.facts.items()}


_LOADED: dict[Path, Rulebook] = {}


def load_rulebook(directory: Path | None = None) -> Rulebook:
    """The rulebook of a directory of rule files; without one, the rulebook on board (read once)."""
    place = directory or RULES
    if directory is None and place in _LOADED:
        return _LOADED[place]
    texts = rule_texts(place)
    if not texts:
        raise RulebookError(file=str(place.name), key="（目录）", problem="没有任何规则文件，请从发行包恢复")
    rulebook = rulebook_of(texts)
    if directory is None:
        _LOADED[place] = rulebook
    return rulebook


def rule_texts(directory: Path = RULES) -> dict[str, str]:
    """The rule files of a directory, name → text, in order. Raises RulebookError for a file that is not UTF-8."""
    texts: dict[str, str] = {}
    for path in sorted(directory.glob("*.toml")):
        try:
            texts[path.name] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise RulebookError(file=path.name, key="（全文）", problem="不是 UTF-8 文本，请另存为 UTF-8") from error
    return texts


def rulebook_of(texts: Mapping[str, str]) -> Rulebook:
    """The rulebook that these rule files (name → text) make together; raises RulebookError."""
    regimes: dict[str, Regime] = {}
    digest = hashlib.sha256()
    for name, text in sorted(texts.items()):
        digest.update(name.encode() + b"\0" + text.encode() + b"\0")
        regime = read_regime(text, file=name)
        if regime.id in regimes:
            raise RulebookError(file=name, key="regime", problem=f"{regime.id} 已在另一个文件中，请合并")
        regimes[regime.id] = regime
    _refuse_differing_facts(regimes.values())
    _refuse_dangling(regimes)
    return Rulebook(regimes, digest.hexdigest()[:16])


def _refuse_differing_facts(regimes: Iterable[Regime]) -> None:
    seen: dict[str, tuple[Fact, str]] = {}
    for regime in regimes:
        for name, fact in regime.facts.items():
            if name in seen and dict(seen[name][0].values) != dict(fact.values):
                raise RulebookError(
                    file=f"{regime.id}.toml", key=f"fact.{name}", problem=f"取值与 {seen[name][1]} 不一致，请统一"
                )
            seen.setdefault(name, (fact, f"{regime.id}.toml"))


def _refuse_dangling(regimes: Mapping[str, Regime]) -> None:
    """Names of other regimes and limits must exist: `leads_to` of a regime, `under` of a house limit."""
    for regime in regimes.values():
        for name in regime.leads_to:
            if name not in regimes:
                raise RulebookError(file=f"{regime.id}.toml", key="leads_to", problem=f"没有“{name}”这一程序，请改正")
        for limit in regime.limits:
            above, _, name = limit.under.partition(".")
            if limit.under and (above not in regimes or all(other.id != name for other in regimes[above].limits)):
                problem = f"没有“{limit.under}”这一期限，请改正"
                raise RulebookError(file=f"{regime.id}.toml", limit=limit.id, key="under", problem=problem)
