"""Limits in hours: instants, both readings of the starting hour, extensions in hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deadlines import WorkingCalendar, answer, load_rulebook
from deadlines.rulebook import RULES

Only = Callable[..., dict[str, Any]]


def _house(only: Only, limit: str, at: str, *more: tuple[Any, ...], **payload: Any) -> dict[str, Any]:
    events = [("incident_noticed", at[:10], {"at": at}), *more]
    return only(limit, events, regime="house", profile="company", **payload)


def test_the_starting_hour_is_left_out_in_the_other_reading_even_on_the_hour(only: Only) -> None:
    row = _house(only, "first_response", "2026-11-21T10:00:00+08:00")
    assert row["due_at"] == "2026-11-21T11:00:00+08:00"
    assert [one["due_at"] for one in row["alternatives"]] == ["2026-11-21T12:00:00+08:00"]
    assert (row["due_on"], row["earliest"], row["trace"], row["provisional"]) == (None, None, [], False)


@pytest.mark.parametrize(
    ("now", "state", "remaining"),
    [
        ("2026-11-21T09:59:00+08:00", "not_started", 24),
        ("2026-11-21T10:00:00+08:00", "due_soon", 24),
        ("2026-11-22T00:00:00+08:00", "due_today", 10),
        ("2026-11-22T10:00:00+08:00", "due_today", 0),
        ("2026-11-22T02:00:01Z", "overdue", -1),
        ("2026-11-23T10:00:00+08:00", "overdue", -24),
    ],
)
def test_now_judges_a_limit_in_hours(only: Only, now: str, state: str, remaining: int) -> None:
    row = _house(only, "closed_loop", "2026-11-21T10:00:00+08:00", now=now)
    assert (row["due_at"], row["state"], row["remaining"]) == ("2026-11-22T10:00:00+08:00", state, remaining)


def test_without_now_the_day_judges(only: Only) -> None:
    at = "2026-11-21T10:00:00+08:00"
    assert _house(only, "first_response", at)["state"] == "due_today"
    assert _house(only, "first_response", at, today="2026-11-22")["state"] == "overdue"
    assert _house(only, "first_response", at)["remaining"] is None


def test_an_answer_of_which_only_the_day_is_known(ask: Callable[..., dict[str, Any]], only: Only) -> None:
    start = ("incident_noticed", "2026-11-20", {"at": "2026-11-20T10:00:00+08:00"})
    same = ask([start, ("replied", "2026-11-20")], regime="house")
    assert same["deadlines"][0]["state"] == "met"
    assert any("时刻未记录" in warning for warning in same["warnings"])
    assert only("first_response", [start, ("replied", "2026-11-21")], regime="house")["state"] == "met_late"


def test_the_earliest_of_two_starts_counts(only: Only) -> None:
    later = ("complaint_received", "2026-11-21", {"at": "2026-11-21T08:00:00+08:00"})
    row = _house(only, "first_response", "2026-11-21T07:00:00+08:00", later)
    assert row["due_at"] == "2026-11-21T08:00:00+08:00"


def test_a_rule_may_allow_hours_more(tmp_path: Path, calendar: WorkingCalendar) -> None:
    text = (RULES / "house.toml").read_text(encoding="utf-8")
    rule = 'span = "24 hours"\n  extension = { by = "12 hours", times = 1 }'
    (tmp_path / "house.toml").write_text(text.replace('span = "24 hours"', rule), encoding="utf-8")
    events: list[dict[str, Any]] = [{"kind": "incident_noticed", "at": "2026-11-20T10:00:00+08:00"}]

    def due(*extensions: dict[str, Any]) -> str:
        payload = {"regime": "house", "events": [*events, *extensions]}
        result = answer(payload, rulebook=load_rulebook(tmp_path), calendar=calendar, today=date(2026, 11, 21))
        return next(row["due_at"] for row in result["deadlines"] if row["limit"] == "closed_loop")

    in_time = {"kind": "extended", "at": "2026-11-21T10:00:00+08:00", "by": "12 hours"}
    assert due(in_time) == "2026-11-21T22:00:00+08:00"
    assert due(in_time, {**in_time, "at": "2026-11-21T20:00:00+08:00"}) == "2026-11-21T22:00:00+08:00"
    assert due({**in_time, "at": "2026-11-21T10:00:01+08:00"}) == "2026-11-21T10:00:00+08:00"
    assert due({**in_time, "by": "13 hours"}) == "2026-11-21T10:00:00+08:00"
    assert due({**in_time, "by": "1 days"}) == "2026-11-21T10:00:00+08:00"
