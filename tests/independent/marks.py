"""Days near which counts go wrong: where a text came or went, year and month ends, leap days, festivals, swapped weekends."""

from __future__ import annotations

from datetime import date

from tests.independent.days import FESTIVALS, WORKED

FIRST, LAST = date(2015, 1, 1).toordinal(), date(2026, 12, 31).toordinal()

SWITCHES = tuple(
    date.fromisoformat(day).toordinal()
    for day in (
        *("2015-03-15", "2015-05-01", "2015-09-01", "2018-09-01", "2020-01-01", "2020-03-01", "2021-07-15"),
        *("2022-05-01", "2022-09-01", "2022-09-29", "2024-07-01", "2026-04-15", "2026-04-15"),
    )
)
EDGES = (
    *(date(year, 12, 28).toordinal() for year in range(2015, 2027)),
    *(date(year, 2, 29).toordinal() for year in (2016, 2020, 2024)),
    *(date(year, month, 31).toordinal() for year in range(2015, 2027) for month in (1, 3, 5, 8, 10)),
)
HELD = tuple(day for day in sorted(FESTIVALS) if FIRST <= day <= LAST)
MAKE_UP = tuple(
    day for day, worked in WORKED.items() if worked and date.fromordinal(day).weekday() > 4 and FIRST <= day <= LAST
)
