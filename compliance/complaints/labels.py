"""The word for a code value in either language: from the domain where it owns the word, else from labels.toml."""

from collections.abc import Callable, Mapping

from compliance.complaints.channels import (
    CHANNELS,
    GROUPS,
    REGIME_LABELS,
    channel_label,
    regime_label,
)
from compliance.complaints.model import KINDS, RECEIVED_FROM
from compliance.complaints.transitions import TRANSITIONS, Status, act_label, status_label
from compliance.wording import knows, say, wording
from deadlines import load_rulebook
from deadlines.model import GROUNDS

_SIDE = {"zh": 0, "en": 1}


def _pair(table: Mapping[str, tuple[str, str]]) -> Callable[[str, str], str]:
    return lambda key, lang: table[key][_SIDE[lang]] if key in table else key


_OWNED: Mapping[str, Callable[[str, str], str]] = {
    "channel": lambda key, lang: channel_label(key, language=lang),
    "channel_group": _pair(GROUPS),
    "regime": lambda key, lang: regime_label(key, language=lang),
    "status": lambda key, lang: status_label(key, language=lang) if key in set(Status) else key,
    "event": lambda key, lang: act_label(key, language=lang) if key in TRANSITIONS else _from_file("event", key, lang),
    "ground": _pair(GROUNDS),
    "kind": _pair(KINDS),
    "received_from": _pair(RECEIVED_FROM),
}
_KEYS: Mapping[str, Callable[[], tuple[str, ...]]] = {
    "channel": lambda: tuple(CHANNELS),
    "channel_group": lambda: tuple(GROUPS),
    "regime": lambda: tuple(name for name in REGIME_LABELS if name in load_rulebook().regimes),
    "status": lambda: tuple(status.value for status in Status),
    "event": lambda: tuple(TRANSITIONS),
    "ground": lambda: tuple(GROUNDS),
    "kind": lambda: tuple(KINDS),
    "received_from": lambda: tuple(RECEIVED_FROM),
}


def label(lang: str, group: str, key: object) -> str:
    """Return the word for a code value of a group; an unknown value, such as free text, stays as it is."""
    text = str(getattr(key, "value", key) or "")
    if not text:
        return ""
    owned = _OWNED.get(group)
    return owned(text, lang) if owned else _from_file(group, text, lang)


def labels(lang: str, group: str) -> dict[str, str]:
    """Return every word of a group: code value -> word, in the order of its owner."""
    if group in _KEYS:
        return {key: label(lang, group, key) for key in _KEYS[group]()}
    prefix = f"labels.{group}."
    return {
        message_id.removeprefix(prefix): text
        for message_id, text in wording().sentences[lang].items()
        if message_id.startswith(prefix)
    }


def channels_by_group(lang: str) -> dict[str, dict[str, str]]:
    """Return the channels for a grouped select: group's word -> {id: word}."""
    found: dict[str, dict[str, str]] = {}
    for channel in CHANNELS.values():
        found.setdefault(label(lang, "channel_group", channel.group), {})[channel.id] = channel_label(
            channel.id, language=lang
        )
    return found


def _from_file(group: str, key: str, lang: str) -> str:
    message_id = f"labels.{group}.{key}"
    return say(message_id, lang) if knows(message_id) else key
