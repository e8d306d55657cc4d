"""Audit entries in words: the name of the act, each difference by field, what a verification found."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from compliance.records.secrets import SEALED_PREFIX
from compliance.records.verification import Finding
from compliance.web.words import label, listed
from compliance.wording import say

_HASH = re.compile(r"[0-9a-f]{64}")
_ROW_SEALS = "rows"
_NOTHING = (None, "", [])


def names_of(resources: Any, lang: str) -> dict[str, str]:
    """Return the words for limits and letter facts, by the names that entries carry."""
    found = {spec.name: spec.meaning for letter in resources.letters.letters for spec in letter.facts}
    found |= {letter.id: letter.title if lang == "zh" else letter.title_en for letter in resources.letters.letters}
    found |= {
        f"{limit.regime}.{limit.id}": limit.label if lang == "zh" else limit.label_en
        for limit in resources.rulebook.limits
    }
    return found


def act_word(action: str, lang: str) -> str:
    """Return the words for an entry's action; an entry named after a right itself takes the right's words."""
    word = label(lang, "audit_action", action)
    return word if word != action else label(lang, "act", action)


def finding_sentence(finding: Finding, lang: str) -> str:
    """Return what is wrong, in words, with the chain and the number of the entry."""
    problem = finding.sentence(lang)
    return say("audit.finding", lang, chain=finding.chain, sequence=finding.sequence, problem=problem)


def differences(row: Mapping[str, Any], lang: str, names: Mapping[str, str]) -> list[str]:
    """Return the entry's changes as sentences with the names of the fields in `lang`; sealed values stay sealed.

    `names` (see names_of) gives the words that the rulebook and the letters own.
    """
    before, after = _loaded(row["before"]), _loaded(row["after"])
    if isinstance(after.get(_ROW_SEALS), dict):
        del after[_ROW_SEALS]  # hashes for the verification, which say nothing to a reader
    found, sealed = [], []
    for name, old, new in _pairs(before, after):
        words = " · ".join(_name(part, lang, names) for part in name)
        if old is None and _is_sealed(new):
            sealed.append(_name(name[-1], lang, names))
        elif old is None and new not in _NOTHING:
            found.append(say("audit.value", lang, name=words, value=_shown(new, lang, names)))
        elif old is not None and old != new:
            was, is_now = _shown(old, lang, names), _shown(new, lang, names)
            found.append(say("audit.before_after", lang, name=words, before=was, after=is_now))
    if sealed:
        found.append(say("audit.value", lang, name="、".join(sealed), value=say("audit.sealed", lang)))
    return found


def _name(part: str, lang: str, names: Mapping[str, str]) -> str:
    word = label(lang, "field", part)
    return word if word != part else names.get(part, part)


def _is_sealed(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(SEALED_PREFIX)


def _pairs(
    before: Mapping[str, Any], after: Mapping[str, Any], prefix: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        path = (*prefix, name)
        if isinstance(old, dict) or isinstance(new, dict):
            yield from _pairs(old if isinstance(old, dict) else {}, new if isinstance(new, dict) else {}, path)
        else:
            yield path, old, new


def _shown(value: Any, lang: str, names: Mapping[str, str]) -> str:
    if value in _NOTHING:
        return "—"
    if _is_sealed(value):
        return say("audit.sealed", lang)
    if isinstance(value, list):
        return listed((names.get(str(item)) or _word(item, lang) for item in value), lang)
    if _HASH.fullmatch(str(value)):
        return f"{str(value)[:16]}…"
    return names.get(str(value)) or _word(value, lang)


def _word(value: Any, lang: str) -> str:
    text = str(value)
    for group in (
        "status",
        "regime",
        "event",
        "role",
        "tier",
        "channel",
        "ground",
        "kind",
        "filing_channel",
        "received_from",
    ):
        word = label(lang, group, text)
        if word != text:
            return word
    return text


def _loaded(text: str) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {"value": value}
