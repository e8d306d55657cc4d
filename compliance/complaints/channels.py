"""The ways a complaint comes in (渠道), read from channels.toml, and the regimes each one proposes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).with_name("channels.toml")


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One channel: `group` is a key of GROUPS, `number` names the number format that it carries."""

    id: str
    label_zh: str
    label_en: str
    group: str
    number: str
    regimes: Mapping[str, tuple[str, ...]]
    company: Mapping[str, tuple[str, ...]]
    authority: Mapping[str, tuple[str, ...]]

    def proposed_regimes(self, *, kind: str, profile: str) -> tuple[str, ...]:
        """Return the regime ids for this kind of matter under the profile; empty means no clock of its own."""
        further = self.company if profile == "company" else self.authority
        return tuple(dict.fromkeys((*self.regimes.get(kind, ()), *further.get(kind, ()))))


@dataclass(frozen=True, kw_only=True)
class AreaRule:
    """A place name in the sender's name that narrows a family of regimes (`hotline_12345`) to a local one."""

    family: str
    regime: str
    names: tuple[str, ...]


def _by_kind(table: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({kind: tuple(ids) for kind, ids in table.items()})


def _channel(row: dict) -> Channel:
    return Channel(
        id=row["id"],
        label_zh=row["labels"][0],
        label_en=row["labels"][1],
        group=row["group"],
        number=row["number"],
        regimes=_by_kind(row.get("regimes", {})),
        company=_by_kind(row.get("company", {})),
        authority=_by_kind(row.get("authority", {})),
    )


_TABLE = tomllib.loads(_FILE.read_text(encoding="utf-8"))
CHANNELS: Mapping[str, Channel] = MappingProxyType({row["id"]: _channel(row) for row in _TABLE["channel"]})
GROUPS: Mapping[str, tuple[str, str]] = MappingProxyType({name: (a, b) for name, (a, b) in _TABLE["groups"].items()})
AREAS: tuple[AreaRule, ...] = tuple(
    AreaRule(family=row["family"], regime=row["regime"], names=tuple(row["names"])) for row in _TABLE["areas"]
)
REGIME_LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {name: (a, b) for name, (a, b) in _TABLE["regimes"].items()}
)
REGIMES_ON_BOARD: frozenset[str] = frozenset(_TABLE["on_board"])


def channel_label(channel_id: str, *, language: str = "zh") -> str:
    """Return the name of a channel in `zh` or `en`; an unknown id comes back as it is."""
    channel = CHANNELS.get(channel_id)
    if channel is None:
        return channel_id
    return channel.label_zh if language == "zh" else channel.label_en


def regime_label(regime: str, *, language: str = "zh") -> str:
    """Return the name of a regime in `zh` or `en`; an unknown id comes back as it is."""
    return REGIME_LABELS.get(regime, (regime, regime))[0 if language == "zh" else 1]


def local_regime(family: str, text: str) -> tuple[str, str] | None:
    """Return (regime, the place name found) when `text` names an area with a local rule of the family, else None."""
    hits = [
        (text.index(name), area.regime, name)
        for area in AREAS
        if area.family == family
        for name in area.names
        if name in text
    ]
    return min(hits)[1:] if hits else None
