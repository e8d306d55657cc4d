"""A sample letter in the organisation's letterhead, before and after its number: what the settings look like on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from compliance.casework.final_words import final_words
from compliance.casework.organisation import Organisation, check_organisation
from compliance.complaints.letter_series import series_for
from compliance.errors import BadInput
from compliance.records.series import last_number
from compliance.resources import Resources
from filings.compose import compose, document_as_json
from filings.fonts import preflight
from filings.letterhead import dressed

LETTERS = {"company": "company_statement", "authority": "acceptance_decision"}
"""The letter shown, by side; both have room for everything that the settings change."""


@dataclass(frozen=True)
class Sample:
    """The words of the sample as JSON, before and after issue; ``after`` is None without a series for it."""

    before: dict[str, Any]
    after: dict[str, Any] | None
    number: str


async def sample_letter(resources: Resources, house: Organisation) -> Sample:
    """Compose the sample for particulars that need not be saved. Raises BadInput naming each field that cannot stand."""
    check_organisation(house)
    today = resources.clock.today()
    letter = resources.letters.letter(LETTERS[resources.settings.profile])
    facts = {spec.name: spec.example for spec in letter.required_facts}
    own = {letter.issuer_fact: house.name, "credit_code": house.credit_code, "address": house.address}
    own |= {"contact_person": house.contact_person, "contact_phone": house.contact_phone}
    facts |= {name: value for name, value in own.items() if name in facts and value}
    words = replace(dressed(compose(letter, facts, on=today), house.letterhead), on=today)
    series = series_for(house.series, kind=letter.kind, profile=words.profile)
    if series is None:
        refuse_glyphs(words)
        return Sample(document_as_json(words), None, "")
    serial = await last_number(resources.database, series=series.code, year=today.year) + 1
    number = series.number(today.year, serial, profile=words.profile)
    final = final_words(words, number=number, house=house).document
    refuse_glyphs(final)
    return Sample(document_as_json(words), document_as_json(final), number)


def refuse_glyphs(words: Any) -> None:
    """Raise BadInput for characters that no font has."""
    if uncovered := preflight(words):
        raise BadInput("errors.organisation_glyphs", characters="、".join(each.character for each in uncovered))
