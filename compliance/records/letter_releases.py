"""Letters in force (在用文书): those that were shipped, overlaid with the releases that two people put into force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.document_tables import LetterReleaseRow
from compliance.records.row_seals import touch
from filings.letters import Catalogue, Letter
from filings.markup import TemplateRefused
from filings.own_letters import read_own_letter

MARKDOWN, WORD = "markdown", "word"


@dataclass(frozen=True)
class LetterRelease:
    """One text of one letter: a draft, a proposal, or what is or was in force. ``source`` is its text, for a DOCX form
    the front matter alone; ``trial`` says what its trial rendering gave."""

    id: int
    letter_id: str
    form: str
    title: str
    source: str
    file_sha256: str | None
    fingerprint: str
    in_force_from: date | None
    in_force_until: date | None
    reason: str
    trial: Mapping[str, Any]
    state: str
    drafted_by: int
    drafter: str
    drafted_at: datetime
    decided_by: int | None
    decider: str | None
    decided_at: datetime | None
    decision_reason: str

    def holds_on(self, day: date) -> bool:
        """Whether this is a release in force whose period holds the day; a newer one may still go before it."""
        return (
            self.state == "in_force"
            and self.in_force_from is not None
            and self.in_force_from <= day
            and (self.in_force_until is None or day <= self.in_force_until)
        )


@dataclass(frozen=True)
class LettersInForce:
    """The shipped catalogue and every release that ever was in force; ``problems`` names those that no longer read.

    ``marks`` tells one state of the releases from another.
    """

    shipped: Catalogue
    releases: tuple[tuple[LetterRelease, Letter], ...] = ()
    problems: tuple[str, ...] = ()
    marks: tuple[Any, ...] = ()
    _made: dict[tuple[str, ...], Catalogue] = field(default_factory=dict, compare=False, repr=False)

    def on(self, day: date) -> Catalogue:
        """The catalogue of a day: of the releases of a letter that hold, the one that began last."""
        chosen: dict[str, tuple[date, int, Letter]] = {}
        for release, letter in self.releases:
            if release.holds_on(day) and release.in_force_from is not None:
                found = (release.in_force_from, release.id, letter)
                chosen[letter.id] = max(chosen.get(letter.id, found), found, key=lambda each: each[:2])
        letters = tuple(letter for _, _, letter in chosen.values())
        key = tuple(sorted(letter.fingerprint for letter in letters))
        if key not in self._made:
            self._made[key] = self.shipped.overlaid(letters) if letters else self.shipped
        return self._made[key]

    def begun_with(self, letter_id: str, fingerprint: str) -> Letter | None:
        """The very text that a draft was begun with: shipped, or a release that is or was in force."""
        known = (*self.shipped.letters, *(letter for _, letter in self.releases))
        return next((each for each in known if each.id == letter_id and each.fingerprint == fingerprint), None)

    def last_of(self, letter_id: str) -> Letter | None:
        """The letter of that id that was in force last, though it ended."""
        return next((letter for _, letter in reversed(self.releases) if letter.id == letter_id), None)

    def release_of(self, letter: Letter) -> LetterRelease | None:
        """The release that a letter came from; None for a shipped one."""
        return next((release for release, each in self.releases if each.fingerprint == letter.fingerprint), None)


_RELEASE = (
    "SELECT r.*, w.display_name AS drafter, d.display_name AS decider FROM letter_releases r "
    "JOIN users w ON w.id = r.drafted_by LEFT JOIN users d ON d.id = r.decided_by "
)


async def marks_in_force(database: Database) -> tuple[Any, ...]:
    """What is in force, in short: one small query that says whether anything changed."""
    rows = await database.fetch(
        "SELECT id, fingerprint, in_force_from, in_force_until FROM letter_releases WHERE state = 'in_force' ORDER BY id"
    )
    return tuple(tuple(map(str, row.values())) for row in rows)


async def letters_in_force(database: Database, shipped: Catalogue, marks: tuple[Any, ...]) -> LettersInForce:
    """Everything that is or was in force, read; a release that this program cannot read is left out and named."""
    found, problems = [], []
    for row in await database.fetch(_RELEASE + "WHERE r.state = 'in_force' ORDER BY r.id"):
        release = _as_release(row)
        try:
            found.append((release, letter_of_release(release, shipped)))
        except TemplateRefused as refused:
            problems.append(f"{release.title}：{refused}")
    return LettersInForce(shipped, tuple(found), tuple(problems), marks)


def letter_of_release(release: LetterRelease, shipped: Catalogue) -> Letter:
    """The letter that a release makes. Raises TemplateRefused naming the line."""
    file = file_of(release.letter_id, release.form)
    return read_own_letter(file, release.source, shipped.ground_lists, form=release.file_sha256 or "")


def file_of(letter_id: str, form: str) -> str:
    """What the text of a letter is called in a folder."""
    return f"{letter_id}.toml" if form == WORD else f"{letter_id}.zh.md"


async def release(database: Database, release_id: int, *, for_update: bool = False) -> LetterRelease | None:
    lock = " FOR UPDATE OF r" if for_update and database.on_postgres else ""
    row = await database.one(_RELEASE + "WHERE r.id = {}" + lock, release_id)
    return _as_release(row) if row else None


async def releases_of(database: Database, letter_id: str) -> tuple[LetterRelease, ...]:
    """All texts of a letter, newest first."""
    rows = await database.fetch(_RELEASE + "WHERE r.letter_id = {} ORDER BY r.id DESC", letter_id)
    return tuple(_as_release(row) for row in rows)


async def every_release(database: Database) -> tuple[LetterRelease, ...]:
    """All of them, newest first."""
    return tuple(_as_release(row) for row in await database.fetch(_RELEASE + "ORDER BY r.id DESC"))


async def open_releases(database: Database, letter_id: str, *, from_day: date) -> tuple[LetterRelease, ...]:
    """The releases of a letter that are in force on that day or later."""
    rows = await database.fetch(
        _RELEASE + "WHERE r.letter_id = {} AND r.state = 'in_force' "
        "AND (r.in_force_until IS NULL OR r.in_force_until >= {}) ORDER BY r.in_force_from, r.id",
        letter_id,
        from_day,
    )
    return tuple(_as_release(row) for row in rows)


async def insert_release(database: Database, values: Mapping[str, Any]) -> int:
    row = LetterReleaseRow(**_as_columns(values))
    release_id = (await LetterReleaseRow.insert(row).run())[0]["id"]
    touch("letter_releases", release_id)
    return release_id


async def change_release(
    database: Database, release_id: int, values: Mapping[str, Any], *, from_state: tuple[str, ...]
) -> bool:
    """Change a release only while it is in one of ``from_state``; False otherwise."""
    touch("letter_releases", release_id)
    columns = _as_columns(values)
    known = {column._meta.db_column_name for column in LetterReleaseRow._meta.columns}
    if set(columns) - known:
        raise ValueError(f"letter_releases has no column {sorted(set(columns) - known)[0]}")
    assigned = ", ".join(f"{name} = {{}}" for name in columns)
    states = ", ".join(["{}"] * len(from_state))
    rows = await database.execute(
        f"UPDATE letter_releases SET {assigned} WHERE id = {{}} AND state IN ({states}) RETURNING id",
        *columns.values(),
        release_id,
        *from_state,
    )
    return bool(rows)


def _as_release(row: Mapping[str, Any]) -> LetterRelease:
    return LetterRelease(**dict(row) | {"trial": json.loads(row["trial"] or "{}")})


def _as_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else value
        for name, value in values.items()
    }
