"""The days that notices name (通知列明的日期): off or worked out of turn, why, and by which notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from deadlines.calendar_files import Edition, Holiday, english

_WEEK = "一二三四五六日"


def noted_days(editions: Iterable[Edition], *, first_day: date) -> dict[date, tuple[str, bool, str, str, str]]:
    """Every day that a notice names: kind, working, why, why in English, notice number. Later editions replace.

    `editions` in the order of their issue; days before `first_day` are left out.
    """
    by_holiday: dict[tuple[str, int, str], tuple[Holiday, Edition]] = {}
    for edition in editions:
        for holiday in edition.holidays:
            by_holiday[edition.calendar, edition.year, holiday.name] = (holiday, edition)
    noted: dict[date, tuple[str, bool, str, str, str]] = {}
    for holiday, edition in by_holiday.values():
        for day in holiday.days():
            if day >= first_day:
                noted[day] = (
                    "day_off",
                    False,
                    f"{holiday.name}放假",
                    f"day off ({english(holiday.name)})",
                    edition.number,
                )
        for day in holiday.makeup:
            if day >= first_day:
                why = f"周{_WEEK[day.weekday()]}，因{holiday.name}调休上班"
                noted[day] = (
                    "makeup_workday",
                    True,
                    why,
                    f"make-up working day ({english(holiday.name)})",
                    edition.number,
                )
    return noted
