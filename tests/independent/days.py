"""Every day of 2015–2029, one cell each: worked or not, festival by decree or not. Days are ordinals of datetime.date.

2015–2026 come from the chinese_calendar package. No notice is out for 2027, so from there on Monday to Friday are worked
except on festival days fixed by decree; EARLIEST holds the most days that a notice could still make worked.
"""

from __future__ import annotations

from datetime import date

import chinese_calendar

FIRST, LAST = date(2015, 1, 1).toordinal(), date(2029, 12, 31).toordinal()
LAST_NOTICE = date(2026, 12, 31).toordinal()
UNCERTAIN_FROM = date(2026, 12, 25).toordinal()  # a notice can reach into the December before its year

# 正月初一, 清明, 端午, 中秋 of each year; 全国年节及纪念日放假办法 art. 2 says which days around them are free for all.
_MOVING = """
2015 02-19 04-05 06-20 09-27
2016 02-08 04-04 06-09 09-15
2017 01-28 04-04 05-30 10-04
2018 02-16 04-05 06-18 09-24
2019 02-05 04-05 06-07 09-13
2020 01-25 04-04 06-25 10-01
2021 02-12 04-04 06-14 09-21
2022 02-01 04-05 06-03 09-10
2023 01-22 04-05 06-22 09-29
2024 02-10 04-04 06-10 09-17
2025 01-29 04-04 05-31 10-06
2026 02-17 04-05 06-19 09-25
2027 02-06 04-05 06-09 09-15
2028 01-26 04-04 05-28 10-03
2029 02-13 04-04 06-16 09-22
"""


def _festivals() -> set[int]:
    """Festival days: eleven a year under the text of 2013, thirteen (eve, 2 May) under the text of November 2024."""
    found: set[int] = set()
    for line in _MOVING.split("\n"):
        if not line:
            continue
        year, new_year, *single = line.split()
        first = date.fromisoformat(f"{year}-{new_year}").toordinal()
        found.update((first, first + 1, first + 2))
        fixed = ["01-01", "05-01", "10-01", "10-02", "10-03"]
        if int(year) >= 2025:
            found.add(first - 1)
            fixed.append("05-02")
        found.update(date.fromisoformat(f"{year}-{day}").toordinal() for day in (*fixed, *single))
    return found


FESTIVALS = _festivals()


def _worked(day: int) -> bool:
    if day > LAST_NOTICE:
        return date.fromordinal(day).weekday() < 5 and day not in FESTIVALS
    return chinese_calendar.is_workday(date.fromordinal(day))


def _possibly_worked(day: int) -> bool:
    """Worked for certain, or a rest day that the notice still to come may swap: any but a festival day."""
    return WORKED[day] or (day >= UNCERTAIN_FROM and day not in FESTIVALS)


WORKED = {day: _worked(day) for day in range(FIRST, LAST + 1)}
EARLIEST = {day: _possibly_worked(day) for day in range(FIRST, LAST + 1)}
ISO = {day: date.fromordinal(day).isoformat() for day in range(FIRST - 400, LAST + 1)}
