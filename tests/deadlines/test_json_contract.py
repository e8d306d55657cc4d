"""The JSON contract of product.md, word for word."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from deadlines import Rulebook, WorkingCalendar, answer

REQUEST = """
{"regime": "samr_complaint", "profile": "authority", "today": "2026-11-21", "facts": {},
 "events": [{"kind": "complaint_received", "on": "2026-09-30"}, {"kind": "accepted", "on": "2026-10-12"},
            {"kind": "suspended", "on": "2026-10-20", "ground": "appraisal"}, {"kind": "resumed", "on": "2026-10-30"}]}
"""


def test_the_example_of_the_contract(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    result = answer(json.loads(REQUEST), rulebook=rulebook, calendar=calendar, today=date(2020, 1, 1))
    first, second = result["deadlines"]
    expected = {
        "limit": "acceptance_decision",
        "regime": "samr_complaint",
        "label": "作出受理或者不予受理决定并告知投诉人",
        "owner": "authority",
        "ours": True,
        "kind": "statutory",
        "started_on": "2026-09-30",
        "due_on": "2026-10-15",
        "due_at": None,
        "span": "7 working days",
        "state": "met",
        "met_on": "2026-10-12",
        "remaining": None,
        "provisional": False,
        "earliest": "2026-10-15",
        "alternatives": [],
    }
    assert {key: first[key] for key in expected} == expected
    citation = {key: first["citation"][key] for key in ("instrument", "number", "article", "in_force_from", "evidence")}
    assert citation == {
        "instrument": "市场监督管理投诉举报处理办法",
        "number": "国家市场监督管理总局令第121号",
        "article": "第十五条",
        "in_force_from": "2026-04-15",
        "evidence": "text_seen",
    }
    assert first["citation"]["url"].startswith("https://")
    assert first["trace"][0]["on"] == "2026-10-01" and first["trace"][0]["counted"] is False
    assert {"on": "2026-10-08", "counted": True, "ordinal": 1} in first["trace"]
    assert second["due_on"] == "2026-12-21"  # 60 days from 12 October and ten days of appraisal
    assert result["not_covered"] == [] and result["warnings"] == []


def test_the_answer_is_plain_json(ask: Callable[..., dict[str, Any]]) -> None:
    answer_ = ask(
        [("complaint_received", "2026-09-30"), ("accepted", "2026-10-09")], regime=["samr_complaint", "house"]
    )
    assert json.loads(json.dumps(answer_, ensure_ascii=False)) == answer_


def test_today_selects_no_calendar_edition(ask: Callable[..., dict[str, Any]]) -> None:
    early = ask([("complaint_received", "2020-01-22")], today="2020-01-23")["deadlines"][0]
    late = ask([("complaint_received", "2020-01-22")], today="2026-11-21")["deadlines"][0]
    assert early["due_on"] == late["due_on"] == "2020-02-10"


def test_what_is_ours_follows_from_the_profile(ask: Callable[..., dict[str, Any]]) -> None:
    for profile, ours in (("authority", True), ("company", False)):
        assert ask([("complaint_received", "2026-09-30")], profile=profile)["deadlines"][0]["ours"] is ours
        paid = ask([("penalty_decision_served", "2026-09-30")], regime="penalty_procedure", profile=profile)
        assert paid["deadlines"][0]["ours"] is not ours
        order = ask([("work_order_dispatched", "2026-09-30")], regime="hotline_12345_jinan", profile=profile)
        assert order["deadlines"][0]["ours"] is True


def test_several_regimes_run_side_by_side(ask: Callable[..., dict[str, Any]]) -> None:
    events = [("complaint_received", "2026-11-16"), ("work_order_dispatched", "2026-11-16", {"due": "2026-11-20"})]
    answer_ = ask(events, regime=["samr_complaint", "hotline_12345", "samr_complaint"])
    assert [(row["regime"], row["due_on"]) for row in answer_["deadlines"]] == [
        ("samr_complaint", "2026-11-25"),
        ("hotline_12345", "2026-11-20"),
    ]


def test_now_alone_gives_the_day(
    ask: Callable[..., dict[str, Any]], rulebook: Rulebook, calendar: WorkingCalendar
) -> None:
    payload = {
        "regime": "samr_complaint",
        "now": "2026-10-15T16:30:00Z",  # already the 16th in Shanghai
        "events": [{"kind": "complaint_received", "on": "2026-09-30"}],
    }
    (row,) = answer(payload, rulebook=rulebook, calendar=calendar, today=date(2026, 10, 1))["deadlines"]
    assert (row["state"], row["remaining"]) == ("overdue", -1)
