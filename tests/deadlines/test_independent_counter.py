"""A second implementation of the counting contract, written from the texts, agrees with the engine on 50,000 cases.

The million of `make bench` are more of the same cases (tests/benchmarks/bench_agreement.py).
"""

from __future__ import annotations

import ast
import os
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from deadlines import Rulebook, WorkingCalendar
from tests.benchmarks.bench_agreement import Found, compare, engine_of, spread
from tests.independent.cases import REGIMES_ON_FILE
from tests.independent.comparison import KNOWN
from tests.independent.days import FESTIVALS, FIRST, LAST, LAST_NOTICE, WORKED

CASES = 50_000
INDEPENDENT = Path(__file__).resolve().parents[1] / "independent"


@cache
def _fifty_thousand() -> Found:
    return spread(CASES, min(4, os.cpu_count() or 1))


def test_fifty_thousand_cases_agree() -> None:
    found = _fifty_thousand()
    assert found.cases == CASES
    assert not found.disagreements, f"{found.disagreements} of {CASES}\n" + "\n".join(found.first)


def test_the_cases_reach_every_limit_state_and_year() -> None:
    seen = _fifty_thousand().seen
    limits = [f"{regime}.{limit}" for regime, limit in sorted(KNOWN)]
    states = ["not_started", "running", "paused", "due_soon", "due_today", "overdue", "met", "met_late", "void"]
    years = [str(year) for year in range(2015, 2027)]
    effects = ["extensions", "several extensions", "alternatives", "restarted_from", "provisional", "refused"]
    rare = {"leap day": 20, "several extensions": 50}
    few = {
        name: seen[name]
        for name in [*limits, *states, *years, *effects, "not covered", "across a year end", "leap day"]
        if seen[name] < rare.get(name, 100)
    }
    assert not few, f"hardly ever reached: {few}"


def test_the_second_implementation_covers_regimes_that_are_on_board(rulebook: Rulebook) -> None:
    assert set(REGIMES_ON_FILE) <= set(rulebook.regimes)
    assert {(limit.regime, limit.id) for limit in rulebook.limits} >= KNOWN


def test_the_second_implementation_imports_nothing_of_the_product() -> None:
    outside = set(sys.stdlib_module_names) | {"chinese_calendar"}
    for file in sorted(INDEPENDENT.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file.name}: relative import"
                names = [node.module or ""]
            for name in names:
                own = name == "tests.independent" or name.startswith("tests.independent.")
                assert own or name.split(".")[0] in outside, f"{file.name} imports {name}"
        assert "importlib" not in file.read_text("utf-8")


def test_both_calendars_hold_the_same_days(calendar: WorkingCalendar) -> None:
    days = {day: date.fromordinal(day) for day in range(FIRST, LAST + 1)}
    assert [day for day in days if WORKED[day] != calendar.is_working_day(days[day])] == []
    assert [days[day] for day in days if (day in FESTIVALS) != calendar.is_festival(days[day])] == []


def test_make_up_days_of_each_year_are_as_many_as_the_notices_name() -> None:
    """Saturdays and Sundays worked, by calendar year: 29 December 2018 belongs to the notice for 2019."""
    counted = {
        year: sum(
            WORKED[day] and date.fromordinal(day).weekday() > 4
            for day in range(FIRST, LAST_NOTICE + 1)
            if date.fromordinal(day).year == year
        )
        for year in range(2015, 2027)
    }
    named = dict(zip(range(2015, 2027), (5, 6, 5, 6 + 1, 7 - 1, 6, 7, 7, 7, 8, 5, 6), strict=True))
    assert counted == named


@pytest.mark.parametrize("year", [2019, 2022, 2026])
def test_a_calendar_without_one_notice_is_found_out(year: int, rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    """The comparison can fail, and says by which facts: an engine without the notice of one year disagrees."""
    editions = tuple(edition for edition in calendar.editions if edition.year != year)
    blind = WorkingCalendar(editions, calendar.decrees, calendar.moving)
    found = compare(1, 600, engine_of(rulebook, blind), set(rulebook.regimes))
    assert found.disagreements > 10
    assert "the two counters disagree" in found.first[0]
    assert "engine" in found.first[0] and '"kind"' in found.first[0]
