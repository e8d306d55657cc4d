"""The kinds of matter (事项类别), read from the TOML files of this folder; the authority is the one first in charge."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

OTHER = "other"
ON_WORDS = ("proposed", "suggested")
CERTAINTIES = ("certain", "likely", "uncertain")
"""From the surest to the least sure."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a complaint stands while its regimes are sought: the plain values that a rule asks for."""

    kind: str
    profile: str
    channel: str
    text: str
    facts: Collection[str]


@dataclass(frozen=True, kw_only=True)
class MatterRule:
    """A regime that a matter brings with it, and when: empty conditions hold always.

    `on_words` says what the matter's words alone are good for, without the operator's name or the source's category:
    `proposed` or `suggested` (named in the reasons, not applied). `certainty` is the most that this rule can give;
    `asks` marks a suggestion that a person must look at, because its limits are hours.
    """

    regime: str
    kinds: tuple[str, ...]
    profiles: tuple[str, ...]
    channels: tuple[str, ...]
    not_channels: tuple[str, ...]
    words: tuple[str, ...]
    facts: tuple[str, ...]
    on_words: str
    certainty: str
    asks: bool
    why_zh: str
    why_en: str

    def sign(self, place: Place) -> str | None:
        """Return the word or fact that makes the rule hold ("" when it asks for none), None when it does not hold."""
        if place.kind not in self.kinds or place.profile not in self.profiles:
            return None
        if (self.channels and place.channel not in self.channels) or place.channel in self.not_channels:
            return None
        if not self.words and not self.facts:
            return ""
        signs = (*(fact for fact in self.facts if fact in place.facts), *(w for w in self.words if w in place.text))
        return next(iter(signs), None)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One kind of matter; `words` are what a source or a complainant writes when it is meant.

    `operators` are parts of the names that operators of this sector bear.
    """

    id: str
    label_zh: str
    label_en: str
    authority: str
    words: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    rules: tuple[MatterRule, ...] = ()
    outside: bool = False


def _rule(row: Mapping[str, Any], where: str) -> MatterRule:
    why = row.get("why", ("", ""))
    rule = MatterRule(
        regime=row["regime"],
        kinds=tuple(row.get("kinds", ("complaint",))),
        profiles=tuple(row.get("profiles", ("company", "authority"))),
        channels=tuple(row.get("channels", ())),
        not_channels=tuple(row.get("not_channels", ())),
        words=tuple(row.get("words", ())),
        facts=tuple(row.get("facts", ())),
        on_words=row.get("on_words", "suggested"),
        certainty=row.get("certainty", "certain"),
        asks=row.get("asks", False),
        why_zh=why[0],
        why_en=why[1],
    )
    if rule.on_words not in ON_WORDS or rule.certainty not in CERTAINTIES:
        raise ValueError(f"{where}: on_words is one of {ON_WORDS}, certainty one of {CERTAINTIES}")
    return rule


def _load() -> Mapping[str, Matter]:
    found: dict[str, Matter] = {}
    for file in sorted(Path(__file__).parent.glob("*.toml")):
        for row in tomllib.loads(file.read_text(encoding="utf-8"))["matter"]:
            if row["id"] in found:
                raise ValueError(f"{file.name}: matter {row['id']} is defined twice; rename one")
            found[row["id"]] = Matter(
                id=row["id"],
                label_zh=row["labels"][0],
                label_en=row["labels"][1],
                authority=row["authority"],
                words=tuple(row["words"]),
                operators=tuple(row.get("operators", ())),
                rules=tuple(_rule(each, f"{file.name}: matter {row['id']}") for each in row.get("rule", ())),
                outside=row.get("outside", False),
            )
    found[OTHER] = Matter(id=OTHER, label_zh="其他", label_en="other", authority="")
    return MappingProxyType(found)


MATTERS = _load()


def matter_label(matter_id: str, *, language: str = "zh") -> str:
    """Return the name of a matter in `zh` or `en`; an unknown id comes back as it is."""
    matter = MATTERS.get(matter_id)
    if matter is None:
        return matter_id
    return matter.label_zh if language == "zh" else matter.label_en
