"""Suspension and extension together: what is left out, what is added, and what moves nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Ask = Callable[..., dict[str, Any]]


def test_a_suspension_that_begins_on_the_last_day_moves_it(only: Ask) -> None:
    # 60 days from 6 May end on Sun 5 July; suspended on that day, lifted on the 8th: the 60th day is the 8th.
    events = [("accepted", "2026-05-06"), ("suspended", "2026-07-05", {"ground": "testing"}), ("resumed", "2026-07-08")]
    assert only("mediation_end", events)["due_on"] == "2026-07-08"


def test_a_suspension_after_the_last_day_moves_nothing(only: Ask, ask: Ask) -> None:
    events = [("accepted", "2026-05-06"), ("suspended", "2026-07-06", {"ground": "testing"})]
    row = only("mediation_end", events)
    assert (row["due_on"], row["state"]) == ("2026-07-05", "overdue")
    assert any("中止不停止" in warning for warning in ask(events)["warnings"])


def test_overlapping_suspensions_are_left_out_once(only: Ask) -> None:
    # 11–20 and 15–24 May together leave out 11–24 May: 14 days after 5 July = 19 July.
    events = [
        ("accepted", "2026-05-06"),
        ("suspended", "2026-05-11", {"ground": "testing"}),
        ("suspended", "2026-05-15", {"ground": "appraisal"}),
        ("resumed", "2026-05-21", {"ground": "testing"}),
        ("resumed", "2026-05-25", {"ground": "appraisal"}),
    ]
    assert only("mediation_end", events)["due_on"] == "2026-07-19"


def test_one_ground_may_follow_another_on_the_same_day(only: Ask) -> None:
    # inspection (does not count under order 121) 11–13 May, then testing 14–17 May: four days, 9 July.
    events = [
        ("accepted", "2026-05-06"),
        ("suspended", "2026-05-11", {"ground": "inspection"}),
        ("resumed", "2026-05-14"),
        ("suspended", "2026-05-14", {"ground": "testing"}),
        ("resumed", "2026-05-18"),
    ]
    assert only("mediation_end", events)["due_on"] == "2026-07-09"


def test_a_suspension_begun_before_the_start_counts_from_the_start(only: Ask) -> None:
    # suspended 4–9 May, accepted on the 6th: 7 8 9 May are left out: 8 July.
    events = [
        ("complaint_received", "2026-04-30"),
        ("suspended", "2026-05-04", {"ground": "testing"}),
        ("accepted", "2026-05-06"),
        ("resumed", "2026-05-10"),
    ]
    assert only("mediation_end", events)["due_on"] == "2026-07-08"


def test_an_open_pause_in_a_working_day_count(only: Ask) -> None:
    # 15 working days from Mon 2 November; 3–9 count as 5; as if resumed on Sat 21 November the other 10 are
    # 23–27 and 30 November, 1–4 December.
    events = [("report_received", "2026-11-02"), ("suspended", "2026-11-10", {"ground": "appraisal"})]
    row = only("verification", events, regime="samr_report")
    assert (row["state"], row["due_on"], row["earliest"]) == ("paused", None, "2026-12-04")
    assert row["pauses"] == [{"from": "2026-11-10", "until": None, "ground": "appraisal", "label": "鉴定"}]
    assert row["trace"][-1]["on"] == "2026-11-10"


def test_an_open_pause_with_an_extension_keeps_both(only: Ask) -> None:
    # the ten days left and fifteen more: 25 working days from 23 November end on 25 December (5 a week); a count that
    # ends on 25 December may end no earlier, as no weekend from the 25th on lies inside it.
    events = [("report_received", "2026-11-02"), ("extended", "2026-11-06", {"by": "15 working days"})]
    events.append(("suspended", "2026-11-10", {"ground": "appraisal"}))
    row = only("verification", events, regime="samr_report")
    assert (row["state"], row["earliest"], row["provisional"]) == ("paused", "2026-12-25", True)


def test_a_pause_inside_the_extension(only: Ask) -> None:
    # base ends Mon 23 November, extended to Mon 14 December; suspended 30 November, five of fifteen used (24–27 and
    # none on the weekend = 4): eleven left, as if resumed on 1 December: 1–4, 7–11, 14 15 December.
    events = [("report_received", "2026-11-02"), ("extended", "2026-11-20", {"by": "15 working days"})]
    events.append(("suspended", "2026-11-30", {"ground": "testing"}))
    row = only("verification", events, regime="samr_report", today="2026-12-01")
    assert (row["state"], row["earliest"]) == ("paused", "2026-12-15")


def test_an_extension_in_other_units_is_measured_against_the_rule(only: Ask, ask: Ask) -> None:
    # 15 working days after 9 May end on 29 May; 20 natural days end on 29 May too, 21 would end on the 30th.
    events = [("clue_found", "2026-04-15"), ("extended", "2026-05-08", {"by": "20 days"})]
    assert only("clue_verification", events)["due_on"] == "2026-05-29"
    longer = [("clue_found", "2026-04-15"), ("extended", "2026-05-08", {"by": "21 days"})]
    assert only("clue_verification", longer)["due_on"] == "2026-05-09"
    assert any("超过规定" in warning for warning in ask(longer)["warnings"])


def test_an_extension_of_a_limit_that_has_none_moves_nothing(only: Ask, ask: Ask) -> None:
    events = [("complaint_received", "2026-11-16"), ("extended", "2026-11-18", {"by": "5 working days"})]
    assert only("acceptance_decision", events)["due_on"] == "2026-11-25"
    assert any("没有改变任何期限" in warning for warning in ask(events)["warnings"])


def test_an_extension_may_name_its_limit(ask: Ask) -> None:
    events = [
        ("report_received", "2026-11-02"),
        ("extended", "2026-11-10", {"by": "5 working days", "limit": "reporter_notice"}),
    ]
    (row,) = ask(events, regime="samr_report")["deadlines"]
    assert (row["due_on"], row["extensions"]) == ("2026-11-23", [])
