"""What the tests of filings share: the packaged catalogue and a letter composed from its own examples."""

import pytest

from filings.compose import compose, date_of_act
from filings.letters import load_catalogue


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="session")
def example_facts(catalogue):
    """Facts of a letter from its front-matter examples; `only_required` leaves the optional ones out."""

    def facts(letter_id, *, only_required=False, **changes):
        letter = catalogue.letter(letter_id)
        specs = letter.required_facts if only_required else letter.facts
        given = {spec.name: spec.example for spec in specs} | changes
        return {name: value for name, value in given.items() if value is not None}

    return facts


@pytest.fixture(scope="session")
def example_document(catalogue, example_facts):
    def document(letter_id, *, on=None, only_required=False, **changes):
        letter = catalogue.letter(letter_id)
        facts = example_facts(letter_id, only_required=only_required, **changes)
        return compose(letter, facts, on=on or date_of_act(letter, facts))

    return document
