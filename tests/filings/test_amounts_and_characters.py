"""Amounts and names as people type them: what is one, what is none, and how it is printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from filings.fact_checks import check_facts
from filings.facts import FactSpec
from filings.fonts import face_for
from filings.printable import text_problem

AMOUNT = FactSpec("amount", "金额", "money", "1.00")


def _read(value: object) -> tuple[object, str]:
    values, problems = check_facts((AMOUNT,), {"amount": value}, flags=frozenset(), grounds={})
    return values.get("amount"), str(problems[0].problem) if problems else ""


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("12.5", "12.5"), (" 12 ", "12"), ("１２３．４５", "123.45"), (0, "0"), ("-0", "0"), (-0.0, "0"), (1e5, "100000")],
)
def test_an_amount_is_read(typed: object, amount: str) -> None:
    found, problem = _read(typed)
    assert problem == "" and found == Decimal(amount) and not Decimal(str(found)).is_signed()


NO_AMOUNTS = [
    "-1",
    "1e5",
    "1E5",
    "1_000",
    "NaN",
    "sNaN",
    "Infinity",
    "-inf",
    "٣",
    "二百",
    "1.234",
    "0x10",
    "--1",
    "+",
    ".",
    "1,00",
]


@pytest.mark.parametrize(
    "typed", [*NO_AMOUNTS, "1 000", "9" * 30, 10**40, 1e300, float("nan"), float("inf"), True, {}, [1]]
)
def test_what_is_no_amount_is_refused(typed: object) -> None:
    found, problem = _read(typed)
    assert found is None and problem and problem.isprintable()


@pytest.mark.parametrize("character", ["𠮷", "㐂", "𪚥", "\U00030000", "\U00031350", "\U000323af"])
def test_rare_han_of_every_extension_that_a_font_covers_can_be_printed(character: str) -> None:
    assert face_for(character) is not None
    assert text_problem(character) is None


@pytest.mark.parametrize("character", ["\ue000", "\U000f0000", "\ufffe", "\U0002ffff", "\u0378"])
def test_private_and_unassigned_characters_never_reach_paper(character: str) -> None:
    assert text_problem(character) is not None or face_for(character) is None
