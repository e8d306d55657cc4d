"""Properties of counting that hold for every date, found by trying to break them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadlines import WorkingCalendar
from deadlines.calendar_files import Edition, Holiday
from deadlines.counting import add_months, last_day, roll
from deadlines.model import Span

DAYS = st.dates(date(2020, 1, 1), date(2026, 11, 21))
AMOUNTS = st.integers(1, 60)
GROUNDS = st.sampled_from(["appraisal", "testing", "inspection", "verification"])
relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@relaxed
@given(start=DAYS, amount=AMOUNTS, extra=st.dates(date(2020, 1, 1), date(2026, 12, 20)))
def test_adding_a_holiday_never_shortens_a_working_day_limit(
    calendar: WorkingCalendar, start: date, amount: int, extra: date
) -> None:
    first = next(edition for edition in calendar.status(extra.year).editions if not edition.amends)
    if not calendar.is_working_day(extra):
        return
    more = Edition(
        "test", extra.year, "测试", "测试", date(2026, 11, 1), "", (Holiday("加放", extra, extra),), first.number
    )
    assert calendar.with_edition(more).add_working_days(start, amount) >= calendar.add_working_days(start, amount)


@relaxed
@given(start=DAYS, day=DAYS, ground=GROUNDS)
def test_suspending_and_resuming_on_one_day_changes_nothing(
    ask: Callable[..., dict[str, Any]], start: date, day: date, ground: str
) -> None:
    day = max(start, day)
    plain = ask([("accepted", str(start))])
    paused = ask([("accepted", str(start)), ("suspended", str(day), {"ground": ground}), ("resumed", str(day))])
    assert paused == plain


@relaxed
@given(
    start=st.dates(date(2020, 1, 1), date(2026, 8, 1)),
    steps=st.lists(st.tuples(st.sampled_from(["pause", "accept", "settle", "clue"]), st.integers(0, 90)), max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_events_in_the_request_does_not_matter(
    ask: Callable[..., dict[str, Any]], start: date, steps: list[tuple[str, int]], order: Any
) -> None:
    events: list[tuple[Any, ...]] = [("complaint_received", str(start))]
    for step, offset in steps:
        day = start + timedelta(days=offset)
        if step == "pause":
            events.append(("suspended", str(day), {"ground": "appraisal"}))
            events.append(("resumed", str(day + timedelta(days=3))))
        else:
            events.append(({"accept": "accepted", "settle": "settled", "clue": "clue_found"}[step], str(day)))
    shuffled = list(events)
    order.shuffle(shuffled)
    assert ask(shuffled) == ask(events)


@relaxed
@given(first=DAYS, second=DAYS, amount=AMOUNTS, unit=st.sampled_from(["working_day", "day", "month"]))
def test_a_later_start_never_ends_earlier(
    calendar: WorkingCalendar, first: date, second: date, amount: int, unit: str
) -> None:
    first, second = min(first, second), max(first, second)
    span = Span(amount, unit)
    for ours in (True, False):
        earlier = roll(last_day(first, span, (), calendar.table), ours=ours, calendar=calendar)[0]
        later = roll(last_day(second, span, (), calendar.table), ours=ours, calendar=calendar)[0]
        assert earlier <= later


@relaxed
@given(start=DAYS, since=st.integers(0, 80), length=st.integers(0, 40), ours=st.booleans())
def test_a_suspension_never_shortens_and_moves_by_what_it_leaves_out(
    ask: Callable[..., dict[str, Any]], start: date, since: int, length: int, ours: bool
) -> None:
    begin = start + timedelta(days=since)
    events = [("accepted", str(start)), ("suspended", str(begin), {"ground": "testing"})]
    events.append(("resumed", str(begin + timedelta(days=length))))
    profile = "authority" if ours else "company"
    plain = ask(events[:1], profile=profile)["deadlines"][0]
    moved = ask(events, profile=profile)["deadlines"][0]
    assert moved["due_on"] >= plain["due_on"]
    counted = [row for row in moved["trace"] if row["counted"]]
    assert len(counted) == int(moved["span"].split()[0])


@relaxed
@given(start=st.dates(date(2020, 1, 1), date(2027, 6, 1)), profile=st.sampled_from(["authority", "company"]))
def test_the_earliest_day_is_never_after_the_due_day(
    ask: Callable[..., dict[str, Any]], start: date, profile: str
) -> None:
    answer = ask([("complaint_received", str(start)), ("accepted", str(start))], profile=profile)
    for row in answer["deadlines"]:
        assert row["earliest"] <= row["due_on"]
        if not row["provisional"]:
            assert row["earliest"] == row["due_on"]


@relaxed
@given(day=st.dates(date(2015, 1, 1), date(2090, 1, 1)), months=st.integers(1, 60))
def test_months_end_on_the_corresponding_day_or_the_last(day: date, months: int) -> None:
    end = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


@relaxed
@given(start=DAYS, today=DAYS)
def test_remaining_is_the_number_of_units_between_today_and_the_due_day(
    ask: Callable[..., dict[str, Any]], calendar: WorkingCalendar, start: date, today: date
) -> None:
    (row,) = ask([("complaint_received", str(start))], today=str(today))["deadlines"]
    due = date.fromisoformat(row["due_on"])
    assert row["remaining"] == calendar.working_days_between(today, due)
    if today > due:
        assert row["state"] == "overdue"
    elif today == due:
        assert row["state"] == "due_today"
    elif start > today:
        assert row["state"] == "not_started"
    else:
        assert row["state"] == ("due_soon" if row["remaining"] <= 3 else "running")
