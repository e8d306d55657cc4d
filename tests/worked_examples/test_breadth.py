"""The worked examples reach every limit, and most of them are hard: a pause, an extension, a switch, a make-up day, a year end."""

from __future__ import annotations

from datetime import date
from typing import Any

from deadlines import Rulebook, answer, load_calendar, load_rulebook
from tests.worked_examples.test_worked_examples import _DEFAULTS, _examples

LEAST = 300


def _answered() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    rulebook, calendar = load_rulebook(), load_calendar()
    found = []
    for parameter in _examples():
        case: dict[str, Any] = parameter.values[0]
        payload = {key: case[key] for key in _DEFAULTS if key in case} | {"events": case["event"]}
        found.append((case, answer(payload, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))))
    return found


def _switches(rulebook: Rulebook) -> dict[str, set[date]]:
    """The days on which some text of a regime begins or ends."""
    days: dict[str, set[date]] = {}
    for limit in rulebook.limits:
        here = days.setdefault(limit.regime, set())
        for version in limit.versions:
            here |= {version.valid_from, *(text.valid_from for text in version.second_texts)}
            here |= {version.valid_until} if version.valid_until else set()
    return days


def _is_hard(case: dict[str, Any], result: dict[str, Any], switches: dict[str, set[date]]) -> bool:
    days = [date.fromisoformat(event.get("on") or event["at"][:10]) for event in case["event"]]
    regimes = case["regime"] if isinstance(case["regime"], list) else [case["regime"]]
    if {event["kind"] for event in case["event"]} & {"suspended", "extended"}:
        return True
    if any(abs((day - switch).days) <= 1 for regime in regimes for switch in switches[regime] for day in days):
        return True
    return any(_crosses(row) for row in result["deadlines"])


def _crosses(row: dict[str, Any]) -> bool:
    """A count that was begun anew, that crosses a year end, or that takes in a weekend day worked by notice."""
    end = (row["due_on"] or row["due_at"] or row["earliest"] or "")[:4]
    worked_weekend = row["span"].endswith("working days") and any(
        day["counted"] and date.fromisoformat(day["on"]).weekday() >= 5 for day in row["trace"]
    )
    return bool(row["restarted_from"]) or (end and end != row["started_on"][:4]) or worked_weekend


def test_every_limit_is_reached_and_half_of_the_examples_are_hard() -> None:
    rulebook = load_rulebook()
    answered = _answered()
    reached = {(row["regime"], row["limit"]) for _, result in answered for row in result["deadlines"]}
    assert {(limit.regime, limit.id) for limit in rulebook.limits} <= reached
    switches = _switches(rulebook)
    hard = sum(_is_hard(case, result, switches) for case, result in answered)
    assert len(answered) >= LEAST and hard * 2 >= len(answered), (len(answered), hard)


def test_every_switch_of_versions_is_tried_from_both_sides() -> None:
    days: dict[str, set[date]] = {}
    for _, result in _answered():
        for row in result["deadlines"]:
            days.setdefault(f"{row['regime']}.{row['limit']}", set()).add(date.fromisoformat(row["started_on"]))
    for limit in load_rulebook().limits:
        starts = days[f"{limit.regime}.{limit.id}"]
        for before, after in zip(limit.versions, limit.versions[1:], strict=False):
            assert any(before.covers(day) for day in starts), (limit.regime, limit.id, before.valid_from)
            assert any(after.covers(day) for day in starts), (limit.regime, limit.id, after.valid_from)
