"""Every letter has three example sets that compose, and its hardest set says the same in Word and in PDF."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from filings.compose import compose, date_of_act
from filings.fonts import preflight
from filings.letters import DIRECTORY, Catalogue, load_catalogue
from filings.model import Document, document_text
from filings.pdf import render_pdf
from filings.word import render_word, word_text
from tests.filings.test_rendering import _pdf_text, _words

LETTERS = sorted(path.name.removesuffix(".zh.md") for path in DIRECTORY.glob("*.zh.md"))
FACTS_OF_SETS = DIRECTORY / "examples"


def sets_of(letter_id: str) -> list[dict[str, Any]]:
    table = tomllib.loads((FACTS_OF_SETS / f"{letter_id}.toml").read_text("utf-8"))
    return [one | {"facts": json.loads(json.dumps(one["facts"], default=date.isoformat))} for one in table["set"]]


def composed(catalogue: Catalogue, letter_id: str, facts: dict[str, Any]) -> Document:
    letter = catalogue.letter(letter_id)
    return compose(letter, facts, on=date_of_act(letter, facts))


@pytest.mark.parametrize("letter_id", LETTERS)
def test_three_sets_compose_and_the_last_says_the_same_in_word_and_pdf(catalogue: Catalogue, letter_id: str) -> None:
    sets = sets_of(letter_id)
    assert len(sets) >= 3 and all(one["title"].strip() for one in sets)
    documents = [composed(catalogue, letter_id, one["facts"]) for one in sets]
    assert len({document_text(document) for document in documents}) == len(documents), "the sets differ"
    hardest = max(documents, key=lambda document: len(document_text(document)))
    assert not preflight(hardest)
    words = _words(document_text(hardest))
    assert _words(word_text(render_word(hardest))) == words
    assert _words(_pdf_text(render_pdf(hardest), hardest)) == words


def test_there_is_no_set_without_its_letter() -> None:
    found = {path.stem for path in Path(FACTS_OF_SETS).glob("*.toml")}
    assert found == set(LETTERS)


def test_the_catalogue_is_as_wide_as_promised() -> None:
    assert len(load_catalogue().letters) == len(LETTERS) >= 55
