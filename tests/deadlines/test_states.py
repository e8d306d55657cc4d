"""How a clock stands on a day: every state, what remains, and that a first breach stays a fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Only = Callable[..., dict[str, Any]]
MON_2026_11_16 = "2026-11-16"  # due Wed 25 November


@pytest.mark.parametrize(
    ("today", "state", "remaining"),
    [
        ("2026-11-15", "not_started", 8),
        ("2026-11-16", "running", 7),
        ("2026-11-19", "running", 4),
        ("2026-11-20", "due_soon", 3),
        ("2026-11-21", "due_soon", 3),
        ("2026-11-22", "due_soon", 3),
        ("2026-11-24", "due_soon", 1),
        ("2026-11-25", "due_today", 0),
        ("2026-11-26", "overdue", -1),
        ("2026-11-28", "overdue", -2),
        ("2026-11-30", "overdue", -3),
    ],
)
def test_an_open_working_day_clock_from_before_its_start_to_overdue(
    only: Only, today: str, state: str, remaining: int
) -> None:
    row = only("acceptance_decision", [("complaint_received", MON_2026_11_16)], today=today)
    assert (row["due_on"], row["state"], row["remaining"]) == ("2026-11-25", state, remaining)


def test_natural_days_remain_in_natural_days_but_warn_by_working_days(only: Only) -> None:
    # 7 days from Wed 18 November end on Wed 25 November: four natural days but only three working days from Sat 21.
    row = only("refund", [("goods_returned", "2026-11-18")], regime="company_duties", profile="company")
    assert (row["due_on"], row["state"], row["remaining"]) == ("2026-11-25", "due_soon", 4)


def test_met_on_the_last_day_and_the_day_after(only: Only) -> None:
    events = [("complaint_received", MON_2026_11_16)]
    assert only("acceptance_decision", [*events, ("accepted", "2026-11-25")])["state"] == "met"
    assert only("acceptance_decision", [*events, ("not_accepted", "2026-11-26")])["state"] == "met_late"


def test_an_event_before_the_start_does_not_meet_the_limit(only: Only) -> None:
    events = [("complaint_received", "2026-11-02"), ("settled", "2026-11-03"), ("accepted", "2026-11-09")]
    assert only("mediation_end", events)["met_on"] is None
    assert only("mediation_end", [*events, ("settled", "2026-11-09")])["met_on"] == "2026-11-09"


def test_the_first_meeting_event_counts_and_lateness_survives_reopening(only: Only) -> None:
    events = [("complaint_received", "2026-11-02"), ("accepted", "2026-11-12"), ("closed", "2026-11-13")]
    events += [("reopened", "2026-11-16"), ("accepted", "2026-11-17")]
    row = only("acceptance_decision", events)
    assert (row["state"], row["met_on"]) == ("met_late", "2026-11-12")


@pytest.mark.parametrize("ending", ["withdrawn", "transferred", "closed"])
def test_endings_make_an_open_limit_void(only: Only, ending: str) -> None:
    row = only("acceptance_decision", [("complaint_received", MON_2026_11_16), (ending, "2026-11-18")])
    assert (row["state"], row["remaining"], row["void_by"]) == ("void", None, ending)


def test_an_ending_on_the_day_of_receipt_makes_the_limit_void(only: Only) -> None:
    row = only("acceptance_decision", [("complaint_received", MON_2026_11_16), ("withdrawn", MON_2026_11_16)])
    assert row["state"] == "void"


def test_an_ending_after_the_last_day_leaves_the_breach(only: Only) -> None:
    row = only("acceptance_decision", [("complaint_received", "2026-11-02"), ("closed", "2026-11-12")])
    assert row["state"] == "overdue"


def test_reopening_a_closed_case_lets_the_old_clock_run_on(only: Only) -> None:
    events = [("complaint_received", MON_2026_11_16), ("closed", "2026-11-17"), ("reopened", "2026-11-19")]
    row = only("acceptance_decision", events)
    assert (row["due_on"], row["state"]) == ("2026-11-25", "due_soon")


def test_closing_meets_a_limit_that_lists_it(only: Only) -> None:
    row = only("settlement", [("complaint_received", MON_2026_11_16), ("closed", "2026-11-18")], regime="odr_12315")
    assert (row["state"], row["met_by"]) == ("met", "closed")


def test_a_what_if_later_than_today_is_accepted(ask: Callable[..., dict[str, Any]]) -> None:
    answer = ask([("complaint_received", MON_2026_11_16), ("accepted", "2026-12-01")])
    acceptance, mediation = answer["deadlines"]
    assert (acceptance["state"], mediation["state"]) == ("met_late", "not_started")
    assert mediation["due_on"] == "2027-01-30"


def test_warnings_of_a_provisional_clock_use_the_earliest_day(only: Only) -> None:
    events = [("complaint_received", "2026-12-28")]  # due 7 January 2027, earliest 5 January
    assert only("acceptance_decision", events, today="2027-01-04")["state"] == "due_soon"
    assert only("acceptance_decision", events, today="2027-01-05")["state"] == "due_today"
    assert only("acceptance_decision", events, today="2027-01-06")["state"] == "due_soon"
    assert only("acceptance_decision", events, today="2027-01-08")["state"] == "overdue"


def test_a_second_receipt_does_not_restart_the_acceptance_clock(only: Only) -> None:
    row = only("acceptance_decision", [("complaint_received", MON_2026_11_16), ("complaint_received", "2026-11-19")])
    assert row["due_on"] == "2026-11-25"


def test_a_clue_outlives_the_complaint_and_the_answer_says_so(ask: Callable[..., dict[str, Any]]) -> None:
    events = [("complaint_received", "2026-11-02"), ("clue_found", MON_2026_11_16), ("withdrawn", "2026-11-18")]
    answer = ask(events)
    row = next(one for one in answer["deadlines"] if one["limit"] == "clue_verification")
    assert row["state"] == "void"
    assert any("核查职责不因此免除" in warning for warning in answer["warnings"])
