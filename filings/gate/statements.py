"""Mandatory statements (法定告知内容): what a paper must say by law, from templates/letters/statements.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from filings.fact_checks import read_date
from filings.gate.findings import BLOCKS, WARNS, Finding
from filings.markup import TemplateRefused
from filings.model import Document, document_text

FILE = Path(__file__).resolve().parents[2] / "templates" / "letters" / "statements.toml"
DEMANDING = ("text_seen", "quoted")
EVIDENCE = (*DEMANDING, "inferred")
_BLANKS = str.maketrans("", "", " \t\r\u00a0\u3000")


@dataclass(frozen=True)
class When:
    """Condition of a statement: a fact that is given, a part of its value, a side; empty = always."""

    fact: str = ""
    holds: str = ""
    side: str = ""


@dataclass(frozen=True)
class Statement:
    """What letters must say from `first_day` to `until`, judged on the date that `by` names; `words` are alternatives."""

    id: str
    letters: tuple[str, ...]
    by: str
    first_day: date
    until: date | None
    when: When
    fact: str
    says: str
    says_en: str
    words: tuple[tuple[str, ...], ...]
    basis: str
    evidence: str
    note: str

    @property
    def severity(self) -> str:
        """BLOCKS when the text itself demands the content, WARNS when that is only inferred."""
        return BLOCKS if self.evidence in DEMANDING else WARNS

    def said_in(self, text: str) -> bool:
        """Whether a text without blanks says it, in one of the wordings."""
        return any(all(phrase in text for phrase in alternative) for alternative in self.words)


@dataclass(frozen=True)
class Instrument:
    """A legal text that was read whole: its last article and the period in force."""

    name: str
    number: str
    articles: int
    first_day: date
    until: date | None


@dataclass(frozen=True)
class Statements:
    """The content of the file."""

    statements: tuple[Statement, ...]
    instruments: tuple[Instrument, ...]

    def due(
        self, letter_id: str, facts: Mapping[str, Any], words: Document, *, side: str = ""
    ) -> tuple[Statement, ...]:
        """Give the statements that a paper of this letter needs under the law of its dates."""
        return tuple(
            each
            for each in self.statements
            if letter_id in each.letters
            and _within(_day(each.by, facts, words), each.first_day, each.until)
            and _holds(each.when, facts, side)
        )


@lru_cache(maxsize=1)
def packaged_statements() -> Statements:
    """Give the statements that came with the program. Raises TemplateRefused for a faulty file."""
    return read_statements(FILE.read_bytes())


def missing_statements(
    found: Statements, letter_id: str, facts: Mapping[str, Any], words: Document, *, side: str = ""
) -> list[Finding]:
    """Give a finding for every statement that the paper needs and does not hold."""
    text = document_text(words).translate(_BLANKS)
    return [
        Finding(
            id=f"statement:{each.id}",
            rule="statement",
            severity=each.severity,
            zh=f"依照{each.basis}，本文书应当写明{each.says}，文中没有找到。"
            if each.severity == BLOCKS
            else f"建议写明{each.says}（{each.basis}{'；' + each.note if each.note else ''}）。",
            en=f"The paper must state {each.says_en} ({each.basis})."
            if each.severity == BLOCKS
            else f"The paper should state {each.says_en} ({each.basis}).",
            fact=each.fact,
            basis=each.basis,
        )
        for each in found.due(letter_id, facts, words, side=side)
        if not each.said_in(text)
    ]


def read_statements(content: bytes, *, file: str = FILE.name) -> Statements:
    """Read statements.toml. Raises TemplateRefused naming the statement and what is wrong with it."""
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except tomllib.TOMLDecodeError as broken:
        raise TemplateRefused(file, 1, f"不是有效的 TOML（{broken}）") from broken
    statements = tuple(_statement(row, file) for row in table.get("statement", []))
    names = [each.id for each in statements]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise TemplateRefused(file, 1, f"{repeated[0]} 的 id 重复")
    return Statements(statements, tuple(_instrument(row, file) for row in table.get("instrument", [])))


def _statement(row: Mapping[str, Any], file: str) -> Statement:
    try:
        cite = row["cite"]
        statement = Statement(
            id=row["id"],
            letters=tuple(row["letters"]),
            by=row["by"],
            first_day=row["from"],
            until=row.get("until"),
            when=When(**row.get("when", {})),
            fact=row.get("fact", ""),
            says=row["says"],
            says_en=row["says_en"],
            words=tuple(tuple(phrase.translate(_BLANKS) for phrase in each) for each in row["words"]),
            basis=f"《{cite['instrument']}》（{cite['number']}）{cite['article']}",
            evidence=cite["evidence"],
            note=row.get("note", ""),
        )
        sourced = bool(cite.get("url", "").startswith("https://") or cite.get("source")) and bool(cite["checked"])
    except (KeyError, TypeError) as wrong:
        raise TemplateRefused(file, 1, f"{row.get('id', '（未写 id）')} 缺少或者写错 {wrong}") from wrong
    if statement.evidence not in EVIDENCE or not sourced:
        raise TemplateRefused(file, 1, f"{statement.id} 的 cite 须有来源，evidence 只能取 {'、'.join(EVIDENCE)}")
    if not all(alternative and all(alternative) for alternative in statement.words) or not statement.words:
        raise TemplateRefused(file, 1, f"{statement.id} 的 words 不能为空")
    if statement.evidence == "inferred" and not statement.note:
        raise TemplateRefused(file, 1, f"{statement.id} 属于推定，须在 note 写明由何推定")
    return statement


def _instrument(row: Mapping[str, Any], file: str) -> Instrument:
    try:
        return Instrument(row["name"], row["number"], row["articles"], row["from"], row.get("until"))
    except KeyError as missing:
        raise TemplateRefused(file, 1, f"规定 {row.get('name', '（未写 name）')} 缺少 {missing}") from missing


def _day(by: str, facts: Mapping[str, Any], words: Document) -> date:
    if by == "governed_on":
        return words.governed_on
    try:
        return read_date(facts.get(by))
    except ValueError:
        return words.on


def _holds(when: When, facts: Mapping[str, Any], side: str) -> bool:
    if when.side and side and when.side != side:
        return False
    if not when.fact:
        return True
    value = facts.get(when.fact)
    if isinstance(value, bool):
        return (not when.holds and value) or when.holds == str(value).lower()
    return value not in (None, "", [], ()) and when.holds in str(value)


def _within(day: date, first_day: date, until: date | None) -> bool:
    return first_day <= day and (until is None or day <= until)
