"""From October on somebody must load next year's notice; before that nobody is bothered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from deadlines import load_calendar
from deadlines.notice_watch import missing_notice


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 9, 30), None),
        (date(2026, 10, 1), 2027),
        (date(2026, 12, 31), 2027),
        (date(2027, 1, 1), 2027),
        (date(2027, 5, 6), 2027),
        (date(2025, 12, 31), None),
        (date(2100, 12, 1), 2100),
    ],
)
def test_the_year_whose_notice_is_due(today: date, missing: int | None) -> None:
    assert missing_notice(load_calendar(), today) == missing


def test_a_loaded_notice_is_not_missed() -> None:
    calendar = load_calendar()
    last = calendar.editions[-1]
    moved = tuple(
        replace(holiday, first=holiday.first.replace(year=2027), last=holiday.last.replace(year=2027), makeup=())
        for holiday in last.holidays
    )
    loaded = calendar.with_edition(
        replace(last, year=2027, number="（试）第1号", issued_on=date(2026, 11, 20), holidays=moved)
    )
    assert missing_notice(loaded, date(2026, 11, 22)) is None
    assert missing_notice(loaded.as_known_on(date(2026, 11, 19)), date(2026, 11, 22)) == 2027
