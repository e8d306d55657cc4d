"""Both answers in one shape, and a first disagreement made small enough to read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.independent.answering import REFUSED, answer, place_of
from tests.independent.law import RULES

Row = dict[str, Any]
KNOWN = {(rule.regime, rule.limit) for rule in RULES}
_SAME = (
    *("regime", "limit", "started_on", "due_on", "due_at", "span", "state", "remaining", "met_on", "void_on"),
    *("earliest", "provisional", "restarted_from"),
)
Engine = Callable[[Row], Row]


def shaped(found: Row) -> Row:
    """The engine's JSON answer, kept to the limits and fields that the second implementation knows."""
    if "error" in found:
        return REFUSED
    rows = []
    for one in found["deadlines"]:
        if (one["regime"], one["limit"]) not in KNOWN:
            continue
        row = {name: one[name] for name in _SAME}
        row["alternatives"] = sorted({other["due_on"] or other["due_at"] for other in one["alternatives"]})
        row["counted"] = [day["on"] for day in one["trace"] if day["counted"]]
        row["extensions"] = [[other["on"], other["by"]] for other in one["extensions"]]
        rows.append(row)
    without = [(one["regime"], one["limit"], one["started_on"]) for one in found["not_covered"]]
    return {
        "deadlines": sorted(rows, key=place_of),
        "without": sorted(one for one in without if (one[0], one[1]) in KNOWN),
    }


def differs(request: Row, engine: Engine) -> bool:
    return shaped(engine(request)) != answer(request)


def made_small(request: Row, engine: Engine) -> Row:
    """The same request without the events that the disagreement does not need; a refusal is not traded for an answer."""
    refused = "refused" in shaped(engine(request))
    small, shrinking = request, True
    while shrinking:
        shrinking = False
        for place in range(len(small["events"])):
            events = small["events"][:place] + small["events"][place + 1 :]
            fewer = {**small, "events": events}
            if events and ("refused" in shaped(engine(fewer))) == refused and differs(fewer, engine):
                small, shrinking = fewer, True
                break
    return small


def disagreement(request: Row, engine: Engine) -> str:
    """Facts and both answers, smallest form first, as a reader needs them to judge who is wrong."""
    small = made_small(request, engine)
    ours, theirs = answer(small), shaped(engine(small))
    lines = ["the two counters disagree", *(f"  {key}: {value}" for key, value in small.items() if key != "events")]
    lines += [f"    {json.dumps(event, ensure_ascii=False)}" for event in _by_day(small["events"])]
    for name, one, other in _differences(ours, theirs):
        lines.append(f"  {name}: counted here {one!r}, engine {other!r}")
    lines.append("  whole request: " + json.dumps(request, ensure_ascii=False))
    return "\n".join(lines)


def _by_day(events: list[Row]) -> list[Row]:
    return sorted(events, key=lambda event: event.get("on") or event["at"])


def _differences(ours: Row, theirs: Row) -> list[tuple[str, Any, Any]]:
    if "refused" in ours or "refused" in theirs or len(ours["deadlines"]) != len(theirs["deadlines"]):
        return [("answer", ours, theirs)]
    found = [("without", ours["without"], theirs["without"])] if ours["without"] != theirs["without"] else []
    for one, other in zip(ours["deadlines"], theirs["deadlines"], strict=True):
        found += [
            (f"{one['regime']}.{one['limit']} {name}", one[name], other[name])
            for name in one
            if one[name] != other[name]
        ]
    return found
