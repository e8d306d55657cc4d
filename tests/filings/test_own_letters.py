"""Every shipped letter can be the start of one of the house's own: it reads, and its own examples compose three sets."""

from __future__ import annotations

import pytest

from filings.compose import compose, date_of_act
from filings.example_facts import example_sets
from filings.ground_lists import read_ground_lists
from filings.letter_starts import new_description, new_letter
from filings.letters import DIRECTORY
from filings.own_letters import check_own_letter, read_own_letter

GROUNDS = read_ground_lists((DIRECTORY / "grounds.toml").read_bytes(), file="grounds.toml")
SHIPPED = sorted(path.name for path in DIRECTORY.glob("*.zh.md"))
COMPUTED = {"deadline_certificate.zh.md"}
"""Its one fact is a computed clock, which has no harder form."""


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_letter_reads_as_one_of_the_house(name: str) -> None:
    letter = read_own_letter(name, (DIRECTORY / name).read_text("utf-8"), GROUNDS)
    assert letter.own and letter.id == name.removesuffix(".zh.md")
    for _, facts in example_sets(letter):
        assert compose(letter, facts, on=date_of_act(letter, facts)).blocks or name in COMPUTED


def test_a_new_letter_and_a_new_description_are_in_order_as_they_stand() -> None:
    trials = check_own_letter("own_letter.zh.md", new_letter())
    assert [trial.problem for trial in trials] == ["", "", ""]
    described = check_own_letter("own_form.toml", new_description(["company", "contact"]), form="0" * 64)
    assert "contact" in described[0].facts and described[0].problem == ""
