"""A second counter, written day by day on chinesecalendar with no code of the engine, agrees on thousands of cases."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import chinese_calendar

ONE = timedelta(days=1)
FIRST, LAST = date(2020, 1, 1), date(2026, 9, 1)


def _festival(day: date) -> bool:
    """Festival days by decree, from chinesecalendar's names and the two decrees' own lists of days."""
    on_holiday, name = chinese_calendar.get_holiday_detail(day)
    if not on_holiday or name is None:
        return False
    if (day.month, day.day) in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3)):
        return True
    if (day.month, day.day) == (5, 2):
        return day.year >= 2025
    return day in _MOVING


_MOVING = {
    date.fromisoformat(text)
    for text in (
        *(
            "2020-01-25",
            "2020-01-26",
            "2020-01-27",
            "2020-04-04",
            "2020-06-25",
            "2021-02-12",
            "2021-02-13",
            "2021-02-14",
        ),
        *(
            "2021-04-04",
            "2021-06-14",
            "2021-09-21",
            "2022-02-01",
            "2022-02-02",
            "2022-02-03",
            "2022-04-05",
            "2022-06-03",
        ),
        *(
            "2022-09-10",
            "2023-01-22",
            "2023-01-23",
            "2023-01-24",
            "2023-04-05",
            "2023-06-22",
            "2023-09-29",
            "2024-02-10",
        ),
        *(
            "2024-02-11",
            "2024-02-12",
            "2024-04-04",
            "2024-06-10",
            "2024-09-17",
            "2025-01-28",
            "2025-01-29",
            "2025-01-30",
        ),
        *(
            "2025-01-31",
            "2025-04-04",
            "2025-05-31",
            "2025-10-06",
            "2026-02-16",
            "2026-02-17",
            "2026-02-18",
            "2026-02-19",
        ),
        *("2026-04-05", "2026-06-19", "2026-09-25"),
    )
}


def _count(start: date, amount: int, *, working: bool, pauses: list[tuple[date, date]]) -> date:
    day, left = start, amount
    while left:
        day += ONE
        if any(since <= day < until for since, until in pauses):
            continue
        if not working or chinese_calendar.is_workday(day):
            left -= 1
    return day


def _roll(day: date, *, ours: bool) -> date:
    if chinese_calendar.is_workday(day):
        return day
    if ours:
        while _festival(day):
            day += ONE
        return day
    while not chinese_calendar.is_workday(day):
        day += ONE
    return day


def _mediation(accepted: date, pauses: list[tuple[str, date, date]], *, ours: bool) -> date:
    def end(amount: int, working: bool, grounds: set[str]) -> date:
        kept = [(since, until) for ground, since, until in pauses if ground in grounds]
        return _roll(_count(accepted, amount, working=working, pauses=kept), ours=ours)

    forty_five = end(45, True, {"verification", "inspection", "testing", "appraisal"})
    sixty = end(60, False, {"testing", "appraisal"})
    if accepted < date(2024, 7, 1):
        return forty_five
    return min(forty_five, sixty) if accepted < date(2026, 4, 15) else sixty


def _random_day(random_: random.Random) -> date:
    return FIRST + timedelta(days=random_.randrange((LAST - FIRST).days))


def test_working_day_limits_agree_on_three_thousand_cases(ask: Callable[..., dict[str, Any]]) -> None:
    random_ = random.Random(20261121)
    limits = {
        "complaint_received": ("samr_complaint", 7),
        "mediation_terminated": ("samr_complaint", 7),
        "clue_found": ("samr_complaint", 15),
        "report_received": ("samr_report", 15),
        "case_opened": ("samr_report", 5),
        "work_order_dispatched": ("hotline_12345_jinan", 5),
    }
    for _ in range(3000):
        kind = random_.choice(list(limits))
        regime, amount = limits[kind]
        day = _random_day(random_)
        answer = ask([(kind, str(day))], regime=regime)
        if kind == "case_opened" and day >= date(2026, 4, 15):
            assert answer["deadlines"] == []
            continue
        (row,) = answer["deadlines"]
        assert row["due_on"] == str(_count(day, amount, working=True, pauses=[])), (kind, day)
        assert [one["ordinal"] for one in row["trace"] if one["counted"]] == list(range(1, amount + 1))


def test_mediation_with_random_suspensions_agrees_on_two_thousand_cases(ask: Callable[..., dict[str, Any]]) -> None:
    random_ = random.Random(121)
    for _ in range(2000):
        accepted = _random_day(random_)
        pauses: list[tuple[str, date, date]] = []
        day = accepted + timedelta(days=random_.randrange(0, 20))
        for _ in range(random_.randrange(0, 4)):
            until = day + timedelta(days=random_.randrange(0, 8))
            pauses.append((random_.choice(["appraisal", "testing", "inspection", "verification"]), day, until))
            day = until + timedelta(days=random_.randrange(0, 12))
        events: list[tuple[Any, ...]] = [("accepted", str(accepted))]
        for ground, since, until in pauses:
            # The resumption names its ground: on one day, only that says which suspension it lifts.
            events += [("suspended", str(since), {"ground": ground}), ("resumed", str(until), {"ground": ground})]
        profile = random_.choice(["authority", "company"])
        row = ask(events, profile=profile)["deadlines"][0]
        expected = _mediation(accepted, pauses, ours=profile == "authority")
        assert row["due_on"] == str(expected), (accepted, pauses, profile)


def test_natural_day_limits_agree_on_a_thousand_cases(ask: Callable[..., dict[str, Any]]) -> None:
    random_ = random.Random(7)
    limits = {"goods_returned": 7, "refund_requested": 15}
    for _ in range(1000):
        kind, day = random_.choice(list(limits)), _random_day(random_)
        profile = random_.choice(["authority", "company"])
        (row,) = ask([(kind, str(day))], regime="company_duties", profile=profile)["deadlines"]
        end = _count(day, limits[kind], working=False, pauses=[])
        assert row["due_on"] == str(_roll(end, ours=profile == "company")), (kind, day, profile)
