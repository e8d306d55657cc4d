"""The ways a complaint comes in (渠道), read from channels.toml, and the regimes each one proposes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).with_name("channels.toml")


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Regimes of a channel that wait for a person under one profile; `why` is a clause in each language."""

    profile: str
    regimes: tuple[str, ...]
    why_zh: str
    why_en: str


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One channel: `group` is a key of GROUPS, `number` names the number format that it carries.

    `sender` is true where only the sender's name says which procedure it is; `otherwise` is proposed when that is not
    known. `elsewhere` is for an accepting body and a matter of another sector. `family` names the local rules that the sender's place may point to.
    """

    id: str
    label_zh: str
    label_en: str
    group: str
    number: str
    regimes: Mapping[str, tuple[str, ...]]
    company: Mapping[str, tuple[str, ...]]
    authority: Mapping[str, tuple[str, ...]]
    otherwise: Mapping[str, tuple[str, ...]]
    elsewhere: Mapping[str, tuple[str, ...]]
    sender: bool = False
    family: str = ""
    doubtful: Doubt | None = None

    def proposed_regimes(self, *, kind: str, profile: str) -> tuple[str, ...]:
        """Return the regime ids for this kind of matter under the profile; empty means no clock of its own."""
        further = self.company if profile == "company" else self.authority
        return tuple(dict.fromkeys((*self.regimes.get(kind, ()), *further.get(kind, ()))))

    def doubt_of(self, regime: str, *, profile: str) -> Doubt | None:
        """Return why a regime of this channel waits for a person under the profile, or None."""
        doubt = self.doubtful
        return doubt if doubt and doubt.profile == profile and regime in doubt.regimes else None


@dataclass(frozen=True, kw_only=True)
class AreaRule:
    """A place name in the sender's name that narrows a family of regimes (`hotline_12345`) to a local one."""

    family: str
    regime: str
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EarlierRule:
    """A regime whose rules begin later: matters received up to `until` fall under `instead`."""

    regime: str
    until: date
    instead: str


def _by_kind(table: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({kind: tuple(ids) for kind, ids in table.items()})


def _doubt(row: dict) -> Doubt:
    return Doubt(profile=row["profile"], regimes=tuple(row["regimes"]), why_zh=row["why"][0], why_en=row["why"][1])


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
        otherwise=_by_kind(row.get("otherwise", {})),
        elsewhere=_by_kind(row.get("elsewhere", {})),
        sender=row.get("sender", False),
        family=row.get("family", ""),
        doubtful=_doubt(row["doubtful"]) if "doubtful" in row else None,
    )


_TABLE = tomllib.loads(_FILE.read_text(encoding="utf-8"))
CHANNELS: Mapping[str, Channel] = MappingProxyType({row["id"]: _channel(row) for row in _TABLE["channel"]})
GROUPS: Mapping[str, tuple[str, str]] = MappingProxyType({name: (a, b) for name, (a, b) in _TABLE["groups"].items()})
AREAS: tuple[AreaRule, ...] = tuple(
    AreaRule(family=row["family"], regime=row["regime"], names=tuple(row["names"])) for row in _TABLE["areas"]
)
SENDERS: Mapping[str, str] = MappingProxyType(
    {name: row["channel"] for row in _TABLE["senders"] for name in row["names"]}
)
"""A name that a sender bears -> the channel that it stands for."""
EARLIER: tuple[EarlierRule, ...] = tuple(EarlierRule(**row) for row in _TABLE["earlier"])
REGIME_LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {name: (a, b) for name, (a, b) in _TABLE["regimes"].items()}
)
"""Every regime of the product, whether its rules are on board or not."""


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


def channel_of_sender(name: str) -> tuple[Channel, str] | None:
    """Return (the channel that a sender's name stands for, the part of the name that says so), else None.

    The longest part decides: 市场监督管理 before 市监局.
    """
    hits = [known for known in SENDERS if known in name]
    if not hits:
        return None
    known = max(hits, key=len)
    return CHANNELS[SENDERS[known]], known
