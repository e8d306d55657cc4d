"""Bulk counting against the calendars that people use, in one run; prints JSON with rates and ratios.

    python tests/benchmarks/bench_deadlines.py [--cases 1000000]

Every method counts N working days (N of 3, 5, 7, 10, 15, 20, 30) after random days of 2024–2026; workalendar, whose data
end earlier, gets 2022. The slow ones count a sample, the table of correctness compares them with a day-by-day
loop on chinesecalendar. `ratios` divides the rate of `anqi_mixed` (a column of starts and a column of N) by each other.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import holidays
import numpy
from workalendar.asia import China

from deadlines import BulkCounter, WorkingCalendar, answer_many, load_calendar, load_rulebook

AMOUNTS = (3, 5, 7, 10, 15, 20, 30)
ONE_DAY = timedelta(days=1)
Method = Callable[[Sequence[date], Sequence[int]], list[date]]


def by_chinesecalendar(starts: Sequence[date], amounts: Sequence[int]) -> list[date]:
    """The reference: day by day with is_workday."""
    found = []
    for day, amount in zip(starts, amounts, strict=True):
        left = amount
        while left:
            day += ONE_DAY
            left -= chinese_calendar.is_workday(day)
        found.append(day)
    return found


def by_holidays() -> Method:
    calendar = holidays.country_holidays("CN", years=range(2022, 2028))

    def count(starts: Sequence[date], amounts: Sequence[int]) -> list[date]:
        return [calendar.get_nth_working_day(day, amount) for day, amount in zip(starts, amounts, strict=True)]

    return count


def by_workalendar() -> Method:
    calendar = China()

    def count(starts: Sequence[date], amounts: Sequence[int]) -> list[date]:
        return [calendar.add_working_days(day, amount) for day, amount in zip(starts, amounts, strict=True)]

    return count


def numpy_calendars(calendar: WorkingCalendar) -> tuple[Any, Any]:
    """busdaycalendar as usually written (Monday to Friday less holidays), and made correct."""
    days = [date(2022, 1, 1) + timedelta(days=offset) for offset in range(365 * 6)]
    off = [day for day in days if not calendar.is_working_day(day)]
    naive = numpy.busdaycalendar(weekmask="1111100", holidays=[day for day in off if day.weekday() < 5])
    return naive, numpy.busdaycalendar(weekmask="1111111", holidays=off)


def timed(run: Callable[[], Any], *, repeats: int = 1) -> tuple[float, Any]:
    """The best of several runs, in seconds, and the last result."""
    best, result = float("inf"), None
    for _ in range(repeats):
        begin = time.perf_counter()
        result = run()
        best = min(best, time.perf_counter() - begin)
    return best, result


def random_cases(count: int, *, first: date, days: int) -> tuple[list[date], list[int]]:
    random_ = random.Random(20261121)
    starts = [first + timedelta(days=random_.randrange(days)) for _ in range(count)]
    return starts, [random_.choice(AMOUNTS) for _ in range(count)]


def measure(cases: int) -> dict[str, Any]:
    """Rates in cases a second, seconds for a million, correctness and ratios."""
    calendar = load_calendar()
    starts, amounts = random_cases(cases, first=date(2024, 1, 1), days=1000)
    rates: dict[str, float] = {}
    correct: dict[str, float] = {}
    _measure_libraries(starts, amounts, rates, correct)
    _measure_tables(calendar, starts, amounts, rates, correct)
    ratios = {f"anqi_mixed / {name}": rates["anqi_mixed"] / rate for name, rate in rates.items()}
    ratios["anqi_one_limit / numpy_correct_one_limit"] = rates["anqi_one_limit"] / rates["numpy_correct_one_limit"]
    fastest = max(rates[name] for name in ("chinesecalendar", "holidays", "workalendar"))
    return {
        "cases": cases,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cases_per_second": {name: round(rate) for name, rate in rates.items()},
        "seconds_per_million": {name: round(1_000_000 / rate, 4) for name, rate in rates.items()},
        "share_correct": correct,
        "ratios": {name: round(ratio, 2) for name, ratio in ratios.items()},
        "targets": {
            "100 x the fastest library": bool(rates["anqi_mixed"] >= 100 * fastest),
            "ahead of numpy.busday_offset made correct": bool(rates["anqi_mixed"] > rates["numpy_correct"]),
        },
        "requests_per_second": _measure_requests(calendar),
    }


def _measure_libraries(
    starts: list[date], amounts: list[int], rates: dict[str, float], correct: dict[str, float]
) -> None:
    known_starts, known_amounts = random_cases(500, first=date(2022, 1, 1), days=300)
    samples: dict[str, tuple[Method, list[date], list[int]]] = {
        "chinesecalendar": (by_chinesecalendar, starts[:1000], amounts[:1000]),
        "holidays": (by_holidays(), starts[:5000], amounts[:5000]),
        "workalendar": (by_workalendar(), known_starts, known_amounts),
    }
    for name, (method, days, lengths) in samples.items():
        method(days[:50], lengths[:50])  # warm, so that lazy tables are not timed
        seconds, found = timed(lambda m=method, d=days, n=lengths: m(d, n), repeats=2)
        rates[name] = len(days) / seconds
        correct[name] = _share(found[:500], by_chinesecalendar(days[:500], lengths[:500]))


def _measure_tables(
    calendar: WorkingCalendar,
    starts: list[date],
    amounts: list[int],
    rates: dict[str, float],
    correct: dict[str, float],
) -> None:
    counter = BulkCounter(calendar)
    ordinals = [day.toordinal() for day in starts]
    days, lengths = numpy.array(starts, dtype="datetime64[D]"), numpy.array(amounts)
    naive, right = numpy_calendars(calendar)
    reference = by_chinesecalendar(starts[:2000], amounts[:2000])
    runs: dict[str, Callable[[], Any]] = {
        "anqi_mixed": lambda: counter.ends_of(ordinals, amounts),
        "anqi_one_limit": lambda: counter.ends(ordinals, 7),
        "numpy_naive": lambda: numpy.busday_offset(days, lengths, roll="backward", busdaycal=naive),
        "numpy_correct": lambda: numpy.busday_offset(days, lengths, roll="backward", busdaycal=right),
        "numpy_correct_one_limit": lambda: numpy.busday_offset(days, 7, roll="backward", busdaycal=right),
    }
    for name, run in runs.items():
        seconds, found = timed(run, repeats=4)
        rates[name] = len(starts) / seconds
        if not name.endswith("one_limit"):
            shown = found[:2000] if name.startswith("anqi") else found[:2000].astype(object)
            plain = [date.fromordinal(day) if isinstance(day, int) else day for day in shown]
            correct[name] = _share(plain, reference)


def _measure_requests(calendar: WorkingCalendar) -> dict[str, int]:
    """Whole answers a second, trace and JSON included: one clock of 7 working days, and a 60-day clock beside it."""
    rulebook = load_rulebook()
    starts, _ = random_cases(2000, first=date(2024, 1, 1), days=900)
    one = [{"regime": "samr_complaint", "events": [{"kind": "complaint_received", "on": str(day)}]} for day in starts]
    two = [
        {**payload, "events": [*payload["events"], {"kind": "accepted", "on": str(day + ONE_DAY)}]}
        for payload, day in zip(one, starts, strict=True)
    ]
    found = {}
    for name, payloads in (("one_clock", one), ("two_clocks", two)):
        seconds, _ = timed(
            lambda p=payloads: answer_many(p, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21)), repeats=2
        )
        found[name] = round(len(payloads) / seconds)
    return found


def _share(found: Sequence[date], expected: Sequence[date]) -> float:
    return round(sum(one == other for one, other in zip(found, expected, strict=True)) / len(expected), 4)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    print(json.dumps(measure(parser.parse_args().cases), indent=2, ensure_ascii=False))
