"""A later start: when it restarts the count, when it does not, and what stays visible (rule 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Ask = Callable[..., dict[str, Any]]


def test_each_restart_keeps_the_earlier_ends_as_alternatives(only: Ask) -> None:
    # 15 working days from 1, 3 and 10 September 2026: 21 and 23 September (Sun 20 is worked), 8 October.
    events = [("report_received", "2026-09-01"), ("report_received", "2026-09-03"), ("report_received", "2026-09-10")]
    row = only("verification", events, regime="samr_report")
    assert (row["started_on"], row["due_on"], row["restarted_from"]) == ("2026-09-10", "2026-10-08", "2026-09-01")
    assert [one["due_on"] for one in row["alternatives"]] == ["2026-09-21", "2026-09-23"]


def test_the_text_in_force_on_the_day_of_the_new_facts_decides(only: Ask) -> None:
    # received under order 20, new facts under order 121: Mon 20 April: 21–24 | 27–30 = 8, 6 7 8 9 | 11 12 13 May = 15
    events = [("report_received", "2026-04-10"), ("new_facts_received", "2026-04-20")]
    assert only("verification", events, regime="samr_report")["due_on"] == "2026-05-13"
    before = [("report_received", "2026-04-01"), ("new_facts_received", "2026-04-14")]
    assert only("verification", before, regime="samr_report")["started_on"] == "2026-04-01"


def test_new_facts_after_the_decision_open_a_further_clock(ask: Ask) -> None:
    events = [
        ("report_received", "2026-09-01"),
        ("case_not_opened", "2026-09-15"),
        ("new_facts_received", "2026-09-18"),
    ]
    rows = ask(events, regime="samr_report")["deadlines"]
    assert [(row["started_on"], row["state"]) for row in rows] == [("2026-09-01", "met"), ("2026-09-18", "overdue")]


def test_new_facts_on_the_last_day_still_restart(only: Ask) -> None:
    events = [("report_received", "2026-09-01"), ("new_facts_received", "2026-09-21")]
    assert only("verification", events, regime="samr_report")["started_on"] == "2026-09-21"
