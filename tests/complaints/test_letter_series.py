"""Which series numbers a letter, how its number reads, and which series cannot stand together."""

from __future__ import annotations

import pytest

from compliance.complaints.letter_series import Series, series_for, series_problem

REST = Series("示例函")
NOTICES = Series("示例告", ("kind:notice", "kind:decision"), ordinal=True)
RED = Series("示例发", ("profile:gw-letter",))
ALL = (REST, NOTICES, RED)


@pytest.mark.parametrize(
    ("kind", "profile", "code"),
    [
        ("statement", "company-letter", "示例函"),
        ("notice", "form-table", "示例告"),
        ("notice", "gw-letter", "示例告"),
        ("reply", "gw-letter", "示例发"),
    ],
)
def test_the_kind_goes_before_the_layout_and_the_layout_before_the_rest(kind: str, profile: str, code: str) -> None:
    found = series_for(ALL, kind=kind, profile=profile)
    assert found is not None and found.code == code


def test_without_a_series_for_the_rest_nothing_is_guessed() -> None:
    assert series_for((NOTICES,), kind="statement", profile="company-letter") is None
    assert series_for((), kind="statement", profile="company-letter") is None


def test_forms_keep_their_ordinal_and_letters_have_it_only_where_wanted() -> None:
    assert REST.number(2026, 12, profile="company-letter") == "示例函〔2026〕12号"
    assert REST.number(2026, 12, profile="form-table") == "示例函〔2026〕第12号"
    assert NOTICES.number(2026, 3, profile="gw-letter") == "示例告〔2026〕第3号"


@pytest.mark.parametrize(
    ("series", "problem"),
    [
        ((), None),
        (ALL, None),
        ((REST,), None),
        ((Series("示例 函"),), "errors.series_wrong"),
        ((Series("😀"),), "errors.series_wrong"),
        ((Series("TS"),), "errors.series_of_cases"),
        ((REST, Series("示例函", ("kind:notice",))), "errors.series_twice"),
        ((REST, NOTICES, Series("又", ("kind:notice",))), "errors.series_use_twice"),
        ((REST, Series("又")), "errors.series_one_default"),
        ((NOTICES,), "errors.series_one_default"),
    ],
)
def test_series_that_cannot_stand_together_are_named(series: tuple[Series, ...], problem: str | None) -> None:
    found = series_problem(series)
    assert (found and found[0]) == problem
