"""Audit entries for the viewer: filtered pages, a repeatable random sample, and each difference by field."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from compliance.records.database import Database
from compliance.records.secrets import SEALED_PREFIX
from compliance.web.dates import SHANGHAI
from compliance.web.words import label
from compliance.wording import say

PAGE = 50
MOST_SAMPLED = 500
_HASH = re.compile(r"[0-9a-f]{64}")
_FIELDS = (
    "id, chain, sequence, at, actor, actor_name, role, address, request_id, action, object_kind, object_id, "
    "case_number, outcome, reason, before, after, hash"
)


@dataclass(frozen=True)
class AuditFilters:
    """What the viewer shows; empty means everything."""

    person: str = ""
    action: str = ""
    case: str = ""
    outcome: str = ""
    from_: date | None = None
    to: date | None = None


@dataclass(frozen=True)
class AuditPage:
    """Entries newest first; `older` is the id to go on from."""

    rows: tuple[dict[str, Any], ...]
    total: int
    older: int | None


async def entries(database: Database, filters: AuditFilters, *, before: int = 0, size: int = PAGE) -> AuditPage:
    """Return a page of entries, newest first, from the one before the row `before` on."""
    where, values = _where(filters)
    counted = await database.one(f"SELECT COUNT(*) AS n FROM audit_entries WHERE {where}", *values)  # noqa: S608
    page_where, page_values = (f"{where} AND id < {{}}", [*values, before]) if before else (where, values)
    rows = await database.fetch(
        f"SELECT {_FIELDS} FROM audit_entries WHERE {page_where} ORDER BY id DESC LIMIT {{}}",  # noqa: S608
        *page_values,
        size + 1,
    )
    older = rows[size - 1]["id"] if len(rows) > size else None
    return AuditPage(rows=tuple(rows[:size]), total=counted["n"] if counted else 0, older=older)


async def sample(database: Database, filters: AuditFilters, *, size: int, seed: str) -> tuple[dict[str, Any], ...]:
    """Return `size` entries drawn by the seed: those with the smallest SHA-256 of seed, chain and sequence.

    The same seed over the same entries gives the same sample, and anybody can draw it again without this program.
    """
    where, values = _where(filters)
    keys = await database.fetch(f"SELECT id, chain, sequence FROM audit_entries WHERE {where}", *values)  # noqa: S608
    drawn = sorted(keys, key=lambda row: _lot(seed, row))[: min(size, MOST_SAMPLED)]
    if not drawn:
        return ()
    marks = ", ".join(["{}"] * len(drawn))
    rows = await database.fetch(
        f"SELECT {_FIELDS} FROM audit_entries WHERE id IN ({marks}) ORDER BY id",  # noqa: S608
        *[row["id"] for row in drawn],
    )
    return tuple(rows)


async def actions(database: Database) -> list[str]:
    """Return every action that the trail holds."""
    return [row["action"] for row in await database.fetch("SELECT DISTINCT action FROM audit_entries ORDER BY action")]


def names_of(resources: Any, lang: str) -> dict[str, str]:
    """Return the words for limits and letter facts, by the names that entries carry."""
    found = {spec.name: spec.meaning for letter in resources.letters.letters for spec in letter.facts}
    found |= {letter.id: letter.title if lang == "zh" else letter.title_en for letter in resources.letters.letters}
    found |= {
        f"{limit.regime}.{limit.id}": limit.label if lang == "zh" else limit.label_en
        for limit in resources.rulebook.limits
    }
    return found


def differences(row: Mapping[str, Any], lang: str, names: Mapping[str, str]) -> list[str]:
    """Return the entry's changes as sentences with the names of the fields in `lang`; sealed values stay sealed.

    `names` (see names_of) gives the words that the rulebook and the letters own.
    """
    before, after = _loaded(row["before"]), _loaded(row["after"])
    found = []
    for name, old, new in _pairs(before, after):
        words = " · ".join(names.get(part) or label(lang, "field", part) for part in name)
        if old is None:
            found.append(say("audit.value", lang, name=words, value=_shown(new, lang, names)))
        elif old != new:
            was, is_now = _shown(old, lang, names), _shown(new, lang, names)
            found.append(say("audit.before_after", lang, name=words, before=was, after=is_now))
    return found


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
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, str) and value.startswith(SEALED_PREFIX):
        return say("audit.sealed", lang)
    if isinstance(value, list):
        return "、".join(names.get(str(item)) or _word(item, lang) for item in value)
    if _HASH.fullmatch(str(value)):
        return f"{str(value)[:16]}…"
    return names.get(str(value)) or _word(value, lang)


def _word(value: Any, lang: str) -> str:
    text = str(value)
    for group in ("status", "regime", "event", "role", "tier", "channel", "ground", "kind", "filing_channel"):
        word = label(lang, group, text)
        if word != text:
            return word
    return text


def _loaded(text: str) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {"value": value}


def _lot(seed: str, row: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{seed}\n{row['chain']}\n{row['sequence']}".encode()).hexdigest()


def _where(filters: AuditFilters) -> tuple[str, list[Any]]:
    terms, values = ["1 = 1"], []
    for column, wanted in (
        ("action", filters.action),
        ("case_number", filters.case),
        ("outcome", filters.outcome),
    ):
        if wanted:
            terms.append(f"{column} = {{}}")
            values.append(wanted)
    if filters.person:
        terms.append("(actor = {} OR actor_name = {})")
        values += [filters.person, filters.person]
    for comparison, day in (
        ("at >= {}", filters.from_),
        ("at < {}", filters.to + timedelta(1) if filters.to else None),
    ):
        if day:
            midnight = datetime.combine(day, time(0), SHANGHAI).astimezone(UTC)
            terms.append(comparison)
            values.append(midnight.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    return " AND ".join(terms), values
