"""The trace names every day and its notice; the explanation says the same in sentences, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from deadlines import Rulebook, WorkingCalendar, compute_deadlines, event_from_json, explain

Ask = Callable[..., dict[str, Any]]


def test_every_day_from_the_start_to_the_end_is_present_once(only: Ask) -> None:
    for start in ("2026-09-18", "2026-04-30", "2025-01-20"):
        for limit, kind in (("acceptance_decision", "complaint_received"), ("mediation_end", "accepted")):
            row = only(limit, [(kind, start)])
            first = date.fromisoformat(start) + timedelta(days=1)
            days = [first + timedelta(days=offset) for offset in range(len(row["trace"]))]
            assert [one["on"] for one in row["trace"]] == [str(day) for day in days]
            assert row["trace"][-1]["on"] == row["due_on"]


def test_a_makeup_day_is_counted_and_names_its_notice(only: Ask) -> None:
    trace = {one["on"]: one for one in only("acceptance_decision", [("complaint_received", "2026-09-30")])["trace"]}
    assert trace["2026-10-10"] == {
        "on": "2026-10-10",
        "counted": True,
        "ordinal": 3,
        "why": "周六，因国庆节调休上班",
        "why_en": "make-up working day (National Day)",
        "notice": "国办发明电〔2025〕7号",
    }
    assert trace["2026-10-01"]["counted"] is False
    assert trace["2026-10-01"]["notice"] == "国办发明电〔2025〕7号"
    assert trace["2026-10-08"] == {"on": "2026-10-08", "counted": True, "ordinal": 1}
    assert "ordinal" not in trace["2026-10-11"]


def test_days_left_out_say_the_ground(only: Ask) -> None:
    events = [("accepted", "2026-05-06"), ("suspended", "2026-05-11", {"ground": "鉴定"}), ("resumed", "2026-05-13")]
    trace = {one["on"]: one for one in only("mediation_end", events)["trace"]}
    assert trace["2026-05-11"]["why"] == "中止（鉴定），不计入期限"
    assert trace["2026-05-13"]["counted"] is True


def test_days_after_the_last_are_shown_as_rolled(only: Ask) -> None:
    row = only("mediation_end", [("accepted", "2026-08-03")])
    assert [one["on"] for one in row["trace"] if not one["counted"]] == ["2026-10-03", "2026-10-04"]
    assert row["trace"][-1]["why"] == "顺延后的届满日"


def test_days_of_an_unpublished_year_are_marked(only: Ask) -> None:
    trace = only("acceptance_decision", [("complaint_received", "2026-12-28")])["trace"]
    marked = {one["on"]: one for one in trace if one.get("provisional")}
    assert min(marked) == "2027-01-01"
    assert "尚未公布" in marked["2027-01-04"]["why"]
    assert "法定节日" in marked["2027-01-01"]["why"]


def _explained(rulebook: Rulebook, calendar: WorkingCalendar, events: list[dict[str, Any]], regime: str) -> list[Any]:
    outcome = compute_deadlines(
        [event_from_json(event) for event in events],
        rulebook=rulebook,
        calendar=calendar,
        regimes=[regime],
        profile="authority",
    )
    return [explain(deadline) for deadline in outcome.deadlines]


def test_the_explanation_names_start_article_notice_and_end(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    events = [{"kind": "complaint_received", "on": "2026-09-30"}]
    (steps,) = _explained(rulebook, calendar, events, "samr_complaint")
    text = "".join(step.zh for step in steps)
    for words in ("2026年9月30日（周三）收到投诉", "第十五条", "国办发明电〔2025〕7号", "2026年10月15日（周四）"):
        assert words in text
    assert steps[0].topic == "start"
    assert any(step.topic == "due" and "2026-10-15" in step.en for step in steps)


def test_every_sentence_is_written_in_both_languages(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    events: list[dict[str, Any]] = [
        {"kind": "complaint_received", "at": "2026-11-02T09:00:00+08:00"},
        {"kind": "report_received", "on": "2026-11-02"},
        {"kind": "new_facts_received", "on": "2026-11-04"},
        {"kind": "work_order_dispatched", "on": "2026-11-02", "due": "2026-11-12"},
        {"kind": "letter_received", "on": "2026-11-02", "due": "2026-11-12", "title": "函"},
        {"kind": "accepted", "on": "2026-12-02"},
        {"kind": "suspended", "on": "2026-12-10", "ground": "testing"},
        {"kind": "goods_returned", "on": "2026-09-24"},
        {"kind": "penalty_decision_served", "on": "2026-11-14"},
    ]
    for regime in rulebook.regimes:
        for steps in _explained(rulebook, calendar, events, regime):
            assert {"start", "rule", "due"} <= {step.topic for step in steps}
            for step in steps:
                assert step.zh.endswith("。") and step.en.endswith("."), step
                assert not re.search(r"[{}]|None", step.zh + step.en), step
