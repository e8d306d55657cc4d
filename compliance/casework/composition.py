"""Letter and facts into the words of a document, under the law of its step; refusals name everything at once."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import rfc8785

from compliance.casework.form_words import filled_form
from compliance.errors import BadInput, NotFound
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.compose import compose
from filings.facts import FactsRefused
from filings.fonts import preflight
from filings.letters import Letter, UnknownLetter
from filings.model import Document
from filings.said import Said

MOST_FACT_CHARACTERS = 200_000
DEEPEST_FACT = 8
"""A table is two levels deep, a deadline a few more."""


def letter_of(resources: Resources, letter_id: str, *, on: date | None = None) -> Letter:
    """The letter of that id that is in force today, or the last one that was.

    With ``on``, the date of a step, the one to begin a draft with: in force on that day, or today when that is later;
    an ended one is none. Raises NotFound naming what there is.
    """
    today = resources.clock.today()
    try:
        return resources.letters_in_force.on(max(on or today, today)).letter(letter_id)
    except UnknownLetter as unknown:
        ended = resources.letters_in_force.last_of(letter_id) if on is None else None
        if ended is None:
            raise NotFound.of(unknown.said) from unknown
        return ended


def letter_of_draft(resources: Resources, draft: CaseDocument) -> Letter:
    """The very letter that a document was begun with, though a newer one be in force; else the one of its id."""
    begun = resources.letters_in_force.begun_with(draft.letter_id, draft.letter_version)
    return begun or letter_of(resources, draft.letter_id)


def is_form(resources: Resources, draft: CaseDocument) -> bool:
    """Whether the document is written by filling a DOCX form of the house."""
    return bool(letter_of_draft(resources, draft).word_form)


def composed(resources: Resources, draft: CaseDocument, *, printable: bool = True) -> Document:
    """The draft's words under the law of its step. Raises BadInput with everything that is missing, all at once.

    Without ``printable`` characters that no font covers are left in: for a list of what is wrong.
    """
    letter = letter_of_draft(resources, draft)
    try:
        if letter.word_form:
            document, _ = filled_form(resources, letter, draft.facts, on=draft.step_on)
        else:
            document = compose(letter, draft.facts, on=draft.step_on)
    except FactsRefused as refused:
        fields = {problem.name: problem.problem for problem in refused.problems}
        raise BadInput.of(refused.said, fields=fields) from refused
    if printable:
        refuse_uncovered(document)
    return document


def refuse_uncovered(words: Document) -> None:
    """Raise BadInput naming the characters that no font covers, each with the line that it first stands in."""
    if uncovered := preflight(words):
        shown = uncovered[:10]
        where = Said(
            "、".join(f"“{each.character}”（在“{each.place[:20]}”中）" for each in shown),
            ", ".join(f"“{each.character}” (in “{each.place[:20]}”)" for each in shown),
        )
        raise BadInput("errors.glyphs_missing", characters=where)


def content_hash(blocks: dict[str, Any]) -> str:
    """SHA-256 (hex) over the RFC 8785 JSON of a composed document."""
    return hashlib.sha256(rfc8785.dumps(blocks)).hexdigest()


def refuse_unknown(letter: Letter, facts: dict[str, Any]) -> None:
    title, known = Said(letter.title, letter.title_en), sorted(spec.name for spec in letter.facts)
    if unknown := sorted(set(facts) - set(known)):
        names = Said("、".join(known), ", ".join(known))
        raise BadInput("errors.fact_unknown", title=title, fact=unknown[0], known=names)
    if deep := next((name for name, value in facts.items() if _deeper(value, DEEPEST_FACT)), ""):
        raise BadInput("errors.fact_too_deep", title=title, fact=deep, fields={deep: "errors.fact_too_deep"})
    if nul := next((name for name, value in facts.items() if _holds_nul(value)), ""):
        raise BadInput("errors.fact_nul", title=title, fact=nul, fields={nul: "errors.fact_nul"})
    if sum(len(str(value)) for value in facts.values()) > MOST_FACT_CHARACTERS:
        raise BadInput("errors.facts_too_long", title=title, most=MOST_FACT_CHARACTERS)


def _deeper(value: Any, levels: int) -> bool:
    """Whether lists and tables lie in one another more than ``levels`` deep."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return any(levels == 0 or _deeper(each, levels - 1) for each in inside)


def _holds_nul(value: Any) -> bool:
    """Whether U+0000 is anywhere in it, which PostgreSQL keeps in no text."""
    if isinstance(value, dict):
        return any(_holds_nul(each) for pair in value.items() for each in pair)
    return any(_holds_nul(each) for each in value) if isinstance(value, list | tuple) else "\x00" in str(value)


def step_of(letter: Letter, facts: dict[str, Any], otherwise: date) -> date:
    """The day of the step that the document records, where its date fact is a day."""
    try:
        return date.fromisoformat(str(facts.get(letter.date_fact, "")))
    except ValueError:
        return otherwise
