"""Letter + facts → Document (成文): checks the facts, picks the version of law in force, writes the blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from filings.fact_checks import check_facts, missing, read_date
from filings.facts import FactProblem, FactsRefused
from filings.figures import chinese_date, document_number_problem
from filings.letterhead import Letterhead, arranged, dressed
from filings.letters import Letter, LetterVersion
from filings.model import (
    Block,
    Document,
    FormMark,
    LegalBasis,
    Number,
    Run,
    Title,
    document_as_json,
    document_from_json,
    document_text,
    runs_text,
)
from filings.said import Refusal, Said
from filings.writing import Writer

__all__ = [
    "CheckedFacts",
    "checked_facts",
    "compose",
    "date_of_act",
    "document_as_json",
    "document_from_json",
    "document_text",
    "numbered",
    "written_document",
]


@dataclass(frozen=True)
class CheckedFacts:
    """Facts in the types of a letter, with the version of law and the dated requirements that hold for them."""

    values: Mapping[str, Any]
    version: LetterVersion
    flags: frozenset[str]
    on: date
    governed_on: date
    legal_basis: tuple[LegalBasis, ...]


def compose(letter: Letter, facts: Mapping[str, Any], *, on: date) -> Document:
    """Give the letter written with these facts; `on` is the date of the act that it records.

    The version of law is the one in force on the letter's governing date (`letter.governed_by`, e.g. the day a
    complaint was received), else on `on`. Raises FactsRefused with every missing, ill-typed and unknown fact at once,
    Refusal for a letter that is a DOCX form: its words come out of the filled form.
    """
    if letter.word_form:
        raise Refusal(
            f"文书“{letter.title}”是 Word 表单，文字须由填好的表单读出。",
            f"The letter “{letter.title_en}” is a Word form, its words are read from the filled form.",
        )
    found = checked_facts(letter, facts, on=on)
    form = [FormMark((Run(letter.form),))] if letter.profile == "form-table" and letter.form else []
    blocks = Writer(letter, found.version, found.values, found.flags).blocks(letter.body, {})
    return written_document(letter, found, arranged(letter.profile, [*form, *blocks]))


def written_document(letter: Letter, found: CheckedFacts, blocks: tuple[Block, ...]) -> Document:
    """Give the document of these blocks, with what the letter and its facts say about it."""
    document = Document(
        letter=letter.id,
        title=next((runs_text(block.runs) for block in blocks if isinstance(block, Title)), letter.title),
        profile=letter.profile,
        issuer=found.values[letter.issuer_fact],
        on=found.on,
        governed_on=found.governed_on,
        legal_basis=found.legal_basis,
        fingerprint=letter.fingerprint,
        blocks=blocks,
    )
    return dressed(document, Letterhead()) if letter.profile == "gw-full" else document


def checked_facts(letter: Letter, facts: Mapping[str, Any], *, on: date) -> CheckedFacts:
    """Give the facts of a letter in their types under the law of the act's date. Raises FactsRefused like `compose`."""
    governed_on, dates = _governing_dates(letter, facts, on)
    version = _version_in_force(letter, governed_on)
    flags = frozenset(flag.name for flag in letter.flags if _within(dates.get(flag.by, on), flag.first_day, flag.until))
    items = tuple(ground.item for ground in version.grounds.grounds) if version and version.grounds else ()
    grounds = {spec.name: items for spec in letter.facts if spec.type == "ground"}
    values, problems = check_facts(letter.facts, facts, flags=flags, grounds=grounds)
    if version is None:
        problems.append(_no_version(letter, governed_on))
    else:
        problems += _problems_between(letter, version, values)
    if problems or version is None:
        raise FactsRefused(Said(letter.title, letter.title_en), tuple(problems))
    basis = version.legal_basis + tuple(flag.legal_basis for flag in letter.flags if flag.name in flags)
    return CheckedFacts(values, version, flags, on, governed_on, basis)


def date_of_act(letter: Letter, facts: Mapping[str, Any]) -> date:
    """Give the date of the act from the letter's date fact. Raises FactsRefused when it is missing or no date."""
    spec = next(spec for spec in letter.facts if spec.name == letter.date_fact)
    try:
        return read_date(facts.get(spec.name))
    except Refusal as refused:
        absent = facts.get(spec.name) in (None, "")
        problem = FactProblem(spec.name, spec.meaning, missing("date") if absent else refused.said, absent)
        everything = (problem, *_all_other_problems(letter, facts))
        raise FactsRefused(Said(letter.title, letter.title_en), everything) from None


def numbered(document: Document, number: str) -> Document:
    """Give the document with this document number (发文字号), every other word unchanged.

    Raises Refusal when the number is not well formed.
    """
    problem = document_number_problem(number)
    if problem:
        raise Refusal(
            f"发文字号“{number[:60]}”不合规范：{problem}。",
            f"The document number “{number[:60]}” is not well formed: {problem.en}.",
        )
    given = next((block for block in document.blocks if isinstance(block, Number)), Number(()))
    others = [block for block in document.blocks if not isinstance(block, Number)]
    placed = replace(given, runs=(Run(number, "document_number"),))
    return replace(document, blocks=arranged(document.profile, [*others, placed]))


def _governing_dates(letter: Letter, facts: Mapping[str, Any], on: date) -> tuple[date, dict[str, date]]:
    """Give the governing date and every well-formed date fact; ill-formed ones are reported by check_facts."""
    dates = {"on": on}
    for spec in letter.facts:
        if spec.type == "date" and facts.get(spec.name) is not None:
            try:
                dates[spec.name] = read_date(facts[spec.name])
            except Refusal:
                continue
    return dates.get(letter.governed_by, on), dates


def _version_in_force(letter: Letter, day: date) -> LetterVersion | None:
    return next((v for v in letter.versions if _within(day, v.first_day, v.until)), None)


def _within(day: date, first_day: date, until: date | None) -> bool:
    return first_day <= day and (until is None or day <= until)


def _no_version(letter: Letter, day: date) -> FactProblem:
    spec = next((s for s in letter.facts if s.name == (letter.governed_by or letter.date_fact)), None)
    name, meaning = (spec.name, spec.meaning) if spec else ("on", "日期")
    first, last = letter.versions[0], letter.versions[-1]
    if last.until is not None and day > last.until:
        text = f"《{last.legal_basis[0].instrument}》" if last.legal_basis else "有关规定"
        law = f"“《{last.legal_basis[0].instrument}》”" if last.legal_basis else "the law"
        why = Said(
            f"本文书所依据的{text}只适用至{chinese_date(last.until)}，请改用现行规定的文书",
            f"{day} is after {last.until}, when {law} behind this letter ceased to apply, use a letter under the law in force",
        )
    else:
        why = Said(
            f"早于本文书所依据规定的施行日期{chinese_date(first.first_day)}",
            f"{day} is before {first.first_day}, when the law behind this letter came into force",
        )
    return FactProblem(name, meaning, Said(f"为{chinese_date(day)}，{why}", why.en))


def _all_other_problems(letter: Letter, facts: Mapping[str, Any]) -> list[FactProblem]:
    """Give the problems of the other facts, judged by the law now in force, so that all are told at once."""
    version = letter.versions[-1]
    items = tuple(ground.item for ground in version.grounds.grounds) if version.grounds else ()
    grounds = {spec.name: items for spec in letter.facts if spec.type == "ground"}
    flags = frozenset(flag.name for flag in letter.flags if flag.until is None)
    _, problems = check_facts(letter.facts, facts, flags=flags, grounds=grounds)
    return [problem for problem in problems if problem.name != letter.date_fact]


def _problems_between(letter: Letter, version: LetterVersion, values: Mapping[str, Any]) -> list[FactProblem]:
    """Give the problems between facts: dates out of order; a ground that refers to other law (其他情形) without saying which."""
    problems = [
        FactProblem(
            later,
            _meaning(letter, later),
            Said(
                f"早于{_meaning(letter, earlier)}（{chinese_date(values[earlier])}）",
                f"earlier than {earlier} (“{_meaning(letter, earlier)}”, {values[earlier]})",
            ),
        )
        for earlier, later in letter.in_order
        if earlier in values and later in values and values[later] < values[earlier]
    ]
    detail = next((spec for spec in letter.facts if spec.name == "ground_detail"), None)
    for spec in letter.facts:
        if spec.type != "ground" or spec.name not in values or version.grounds is None or detail is None:
            continue
        chosen = next(ground for ground in version.grounds.grounds if ground.item == values[spec.name])
        if chosen.needs_detail and detail.name not in values:
            needed = Said(f"缺失，选择第{chosen.label}项时须写明", f"missing, ground {chosen.item} requires it")
            problems.append(FactProblem(detail.name, detail.meaning, needed, absent=True))
    return problems


def _meaning(letter: Letter, name: str) -> str:
    return next(spec.meaning for spec in letter.facts if spec.name == name)
