"""The law in force (在用规则与日历): what was shipped, overlaid with the changes that two people put into force."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from compliance.records.database import Database
from compliance.records.law_tables import LawTextRow
from compliance.records.row_seals import touch
from deadlines import Rulebook, WorkingCalendar, calendar_of, calendar_texts, rule_texts, rulebook_of


@dataclass(frozen=True)
class LawText:
    """One file of law: ``kind`` rules or calendar, its file name, its TOML text."""

    kind: str
    name: str
    content: str


@dataclass(frozen=True)
class LawTexts:
    """All files of law, by kind and name."""

    rules: Mapping[str, str]
    calendar: Mapping[str, str]

    def overlaid(self, texts: Iterable[LawText]) -> LawTexts:
        """These files with others in their place or beside them."""
        merged = {"rules": dict(self.rules), "calendar": dict(self.calendar)}
        for text in texts:
            merged[text.kind][text.name] = text.content
        return LawTexts(merged["rules"], merged["calendar"])

    def differing(self, other: LawTexts) -> tuple[LawText, ...]:
        """The files of these that ``other`` lacks or has otherwise."""
        return tuple(
            LawText(kind, name, content)
            for kind, mine, theirs in (("rules", self.rules, other.rules), ("calendar", self.calendar, other.calendar))
            for name, content in sorted(mine.items())
            if theirs.get(name) != content
        )

    @property
    def digest(self) -> str:
        """SHA-256 over all names and texts."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()

    def as_json(self) -> str:
        body = {"rules": dict(self.rules), "calendar": dict(self.calendar)}
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class LawInForce:
    """Rulebook and calendar made of the texts in force; ``revision`` counts the changes, 0 = as shipped.

    ``problem`` says why newer texts could not be used: the last good law goes on.
    """

    texts: LawTexts
    rulebook: Rulebook
    calendar: WorkingCalendar
    revision: int = 0
    problem: str = ""


@dataclass(frozen=True)
class LawChange:
    """A proposed or decided change of the law in force."""

    id: int
    origin: str
    title: str
    source_text: str
    reason: str
    state: str
    summary: Mapping[str, Any]
    moves_digest: str
    revision: int | None
    proposed_by: int
    proposer: str
    proposed_at: datetime
    decided_by: int | None
    decider: str
    decided_at: datetime | None
    decision_reason: str
    texts: tuple[LawText, ...] = field(default=())


@cache
def shipped_law() -> LawInForce:
    """The law that came with the program, read once."""
    return law_of(shipped_texts())


def shipped_texts() -> LawTexts:
    """The files that came with the program."""
    return LawTexts(rule_texts(), calendar_texts())


def law_of(texts: LawTexts, *, revision: int = 0) -> LawInForce:
    """The law that these texts make; raises DeadlineError naming file, limit, key and cure."""
    law = LawInForce(texts, rulebook_of(texts.rules), calendar_of(texts.calendar), revision)
    for limit in law.rulebook.limits:
        law.calendar.for_region(limit.calendar)
    return law


async def pin_baseline(database: Database, shipped: LawTexts, *, at: datetime) -> None:
    """Keep the shipped texts with the data, once: a later program may bring others, and they do not apply silently."""
    if await database.one("SELECT id FROM law_baseline LIMIT 1") is not None:
        return
    await database.execute(
        "INSERT INTO law_baseline (texts, sha256, pinned_at) SELECT {}, {}, CAST({} AS TIMESTAMPTZ) "
        "WHERE NOT EXISTS (SELECT 1 FROM law_baseline)"
        if database.on_postgres
        else "INSERT INTO law_baseline (texts, sha256, pinned_at) SELECT {}, {}, {} "
        "WHERE NOT EXISTS (SELECT 1 FROM law_baseline)",
        shipped.as_json(),
        shipped.digest,
        at,
    )


async def latest_revision(database: Database) -> int:
    """How many changes are in force; 0 = as pinned at the start."""
    row = await database.one("SELECT MAX(revision) AS n FROM law_changes")
    return int(row["n"] or 0) if row else 0


async def texts_in_force(database: Database) -> tuple[LawTexts, int] | None:
    """The pinned texts overlaid with every change in force, in order, and the revision; None before the first pin."""
    row = await database.one("SELECT texts FROM law_baseline ORDER BY id LIMIT 1")
    if row is None:
        return None
    body = json.loads(row["texts"])
    texts, revision = LawTexts(body["rules"], body["calendar"]), 0
    for change in await database.fetch(
        "SELECT c.revision, t.kind, t.name, t.content FROM law_changes c JOIN law_texts t ON t.change_id = c.id "
        "WHERE c.state = 'in_force' ORDER BY c.revision, t.id"
    ):
        texts = texts.overlaid([LawText(change["kind"], change["name"], change["content"])])
        revision = int(change["revision"])
    return texts, revision


async def last_shipped(database: Database) -> LawTexts | None:
    """The shipped texts that were pinned or adopted last, without what was changed here."""
    row = await database.one("SELECT texts FROM law_baseline ORDER BY id LIMIT 1")
    if row is None:
        return None
    body = json.loads(row["texts"])
    rows = await database.fetch(
        "SELECT t.kind, t.name, t.content FROM law_changes c JOIN law_texts t ON t.change_id = c.id "
        "WHERE c.origin = 'shipped' AND c.state = 'in_force' ORDER BY c.revision, t.id"
    )
    adopted = [LawText(row["kind"], row["name"], row["content"]) for row in rows]
    return LawTexts(body["rules"], body["calendar"]).overlaid(adopted)


async def insert_change(database: Database, values: Mapping[str, Any], texts: Sequence[LawText]) -> int:
    """Keep a proposal with its texts; its id."""
    row = dict(values) | {"summary": json.dumps(values["summary"], ensure_ascii=False, sort_keys=True)}
    names = ", ".join(row)
    marks = ", ".join(["{}"] * len(row))
    made = await database.fetch(f"INSERT INTO law_changes ({names}) VALUES ({marks}) RETURNING id", *row.values())
    change_id = int(made[0]["id"])
    touch("law_changes", change_id)
    for text in texts:
        kept = await LawTextRow.insert(
            LawTextRow(
                change_id=change_id,
                kind=text.kind,
                name=text.name,
                content=text.content,
                sha256=hashlib.sha256(text.content.encode()).hexdigest(),
            )
        ).run()
        touch("law_texts", int(kept[0]["id"]))
    return change_id


async def update_change(database: Database, change_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a change; the texts are never altered."""
    touch("law_changes", change_id)
    row = {
        name: json.dumps(value, ensure_ascii=False, sort_keys=True) if name == "summary" else value
        for name, value in values.items()
    }
    settings = ", ".join(f"{name} = {{}}" for name in row)
    await database.execute(f"UPDATE law_changes SET {settings} WHERE id = {{}}", *row.values(), change_id)


_CHANGE = (
    "SELECT c.*, p.display_name AS proposer, d.display_name AS decider FROM law_changes c "
    "JOIN users p ON p.id = c.proposed_by LEFT JOIN users d ON d.id = c.decided_by "
)


async def changes(database: Database) -> tuple[LawChange, ...]:
    """Every change, the newest first, without its texts."""
    return tuple(_as_change(row) for row in await database.fetch(_CHANGE + "ORDER BY c.id DESC"))


async def change(database: Database, change_id: int, *, for_update: bool = False) -> LawChange | None:
    """One change with its texts."""
    lock = " FOR UPDATE OF c" if for_update and database.on_postgres else ""
    row = await database.one(_CHANGE + "WHERE c.id = {}" + lock, change_id)
    if row is None:
        return None
    texts = await database.fetch(
        "SELECT kind, name, content FROM law_texts WHERE change_id = {} ORDER BY id", change_id
    )
    return _as_change(row, tuple(LawText(text["kind"], text["name"], text["content"]) for text in texts))


def _as_change(row: Mapping[str, Any], texts: tuple[LawText, ...] = ()) -> LawChange:
    return LawChange(
        id=row["id"],
        origin=row["origin"],
        title=row["title"],
        source_text=row["source_text"],
        reason=row["reason"],
        state=row["state"],
        summary=json.loads(row["summary"]),
        moves_digest=row["moves_digest"],
        revision=row["revision"],
        proposed_by=row["proposed_by"],
        proposer=row["proposer"],
        proposed_at=row["proposed_at"],
        decided_by=row["decided_by"],
        decider=row["decider"] or "",
        decided_at=row["decided_at"],
        decision_reason=row["decision_reason"],
        texts=texts,
    )
