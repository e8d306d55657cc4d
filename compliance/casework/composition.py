"""Letter and facts into the words of a document, under the law of its step; refusals name everything at once."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import rfc8785

from compliance.errors import BadInput, NotFound
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.compose import compose
from filings.facts import FactsRefused
from filings.fonts import preflight
from filings.letters import Letter, UnknownLetter
from filings.model import Document

MOST_FACT_CHARACTERS = 200_000


def letter_of(resources: Resources, letter_id: str) -> Letter:
    """The letter of that id, for this side. Raises NotFound naming what there is."""
    try:
        letter = resources.letters.letter(letter_id)
    except UnknownLetter as unknown:
        raise NotFound("errors.plain", sentence=str(unknown)) from unknown
    return letter


def composed(resources: Resources, draft: CaseDocument) -> Document:
    """The draft's words under the law of its step. Raises BadInput with everything that is missing, all at once."""
    letter = letter_of(resources, draft.letter_id)
    try:
        document = compose(letter, draft.facts, on=draft.step_on)
    except FactsRefused as refused:
        fields = {problem.name: problem.problem for problem in refused.problems}
        raise BadInput("errors.plain", sentence=str(refused), fields=fields) from refused
    if uncovered := preflight(document):
        raise BadInput("errors.glyphs_missing", characters="、".join(each.character for each in uncovered))
    return document


def content_hash(blocks: dict[str, Any]) -> str:
    """SHA-256 (hex) over the RFC 8785 JSON of a composed document."""
    return hashlib.sha256(rfc8785.dumps(blocks)).hexdigest()


def refuse_unknown(letter: Letter, facts: dict[str, Any]) -> None:
    known = {spec.name for spec in letter.facts}
    if unknown := sorted(set(facts) - known):
        raise BadInput("errors.fact_unknown", title=letter.title, fact=unknown[0], known="、".join(sorted(known)))
    if sum(len(str(value)) for value in facts.values()) > MOST_FACT_CHARACTERS:
        raise BadInput("errors.content_too_long")


def step_of(letter: Letter, facts: dict[str, Any], otherwise: date) -> date:
    """The day of the step that the document records, where its date fact is a day."""
    try:
        return date.fromisoformat(str(facts.get(letter.date_fact, "")))
    except ValueError:
        return otherwise
