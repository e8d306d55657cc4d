"""A house limit is changed in its own lines only; everything else of the file stays as written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from deadlines import RulebookError, rule_texts, rulebook_of
from deadlines.house_text import HouseLimit, with_limit

FIRST = HouseLimit("first_response", "1小时内首次响应", "First response within one hour", "1 hour")
TODAY = date(2026, 11, 22)


def house() -> str:
    return rule_texts()["house.toml"]


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    return [(old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]


def test_another_length_changes_one_line() -> None:
    after = with_limit(house(), replace(FIRST, span="2 hours"), today=TODAY)
    assert changed_lines(house(), after) == [('  span = "1 hour"', '  span = "2 hours"')]


def test_the_same_limit_changes_nothing() -> None:
    assert with_limit(house(), FIRST, today=TODAY) == house()


def test_a_quotation_mark_in_a_name_stays_a_name() -> None:
    after = with_limit(house(), replace(FIRST, label='首次"响应"\\1'), today=TODAY)
    found = rulebook_of(rule_texts() | {"house.toml": after}).regimes["house"].limits[0]
    assert found.label == '首次"响应"\\1' and str(found.versions[-1].span) == "1 hour"


def test_the_statutory_limit_above_is_set_and_taken_away() -> None:
    above = with_limit(house(), replace(FIRST, under="samr_complaint.acceptance_decision"), today=TODAY)
    found = rulebook_of(rule_texts() | {"house.toml": above}).regimes["house"].limits[0]
    assert found.under == "samr_complaint.acceptance_decision"
    assert with_limit(above, FIRST, today=TODAY) == house()


def test_one_more_limit_stands_behind_the_others_and_before_the_notes() -> None:
    more = HouseLimit(
        "first_contact", "首次联系", "First contact", "1 working day", "samr_complaint.acceptance_decision",
        ("complaint_received",), ("signed_in", "replied"),
    )  # fmt: skip
    after = with_limit(house(), more, today=TODAY)
    limits = rulebook_of(rule_texts() | {"house.toml": after}).regimes["house"].limits
    assert [limit.id for limit in limits] == ["first_response", "closed_loop", "first_contact"]
    assert (str(limits[2].versions[-1].span), limits[2].starts, limits[2].met_by) == (
        "1 working day",
        frozenset({"complaint_received"}),
        frozenset({"signed_in", "replied"}),
    )
    assert after.index("first_contact") < after.index("[[note]]")
    assert with_limit(after, replace(more, span="2 working days"), today=TODAY).count("first_contact") == 1


def test_a_limit_without_a_plain_length_is_refused() -> None:
    odd = house().replace('  span = "1 hour"\n', "", 1)
    with pytest.raises(RulebookError) as refused:
        with_limit(odd, replace(FIRST, span="2 hours"), today=TODAY)
    assert refused.value.limit == "first_response" and refused.value.key == "span"
