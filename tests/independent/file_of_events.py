"""The facts of one case in order: what came first, which suspension a resumption lifted, what met a limit."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple

SHANGHAI = timezone(timedelta(hours=8))

# Acts of one day, in the order in which one makes the next possible.
PROCEDURE = (
    *("incident_noticed", "goods_returned", "refund_requested", "refunded"),
    *("complaint_received", "report_received", "work_order_dispatched", "letter_received", "new_facts_received"),
    *("accepted", "not_accepted", "transferred", "suspended", "resumed", "extended", "settled", "withdrawn"),
    *("mediation_terminated", "parties_notified", "clue_found", "case_opened", "case_not_opened", "reporter_notified"),
    *("decision_made", "decision_notified", "final_review_requested", "final_review_decided", "odr_failed", "replied"),
    *("penalty_notice_served", "statement_made", "hearing_requested", "penalty_decision_served", "fine_paid"),
    *("reconsideration_decided", "lawsuit_filed", "incident_reported", "incident_closed", "closed", "reopened"),
)
_PLACE = {kind: place for place, kind in enumerate(PROCEDURE)}


class Refused(Exception):
    """The facts contradict each other."""


class Fact(NamedTuple):
    kind: str
    day: int
    at: datetime | None
    runs_from: int  # the day of the decision, where it was told later
    named: int | None
    ground: str
    by: tuple[int, str] | None
    limit: str


class Suspension(NamedTuple):
    since: int
    until: int | None
    ground: str


def facts_of(rows: list[dict[str, Any]]) -> list[Fact]:
    """The events of a request, oldest first; of one day by instant, then by procedure, then as given."""
    facts = [_fact(row) for row in rows]
    return sorted(facts, key=lambda one: (one.day, one.at is not None, one.at or _NEVER, _PLACE[one.kind]))


_NEVER = datetime(1, 1, 1, tzinfo=SHANGHAI)
_UNITS = {"hour": "h", "hours": "h", "day": "d", "days": "d", "month": "m", "months": "m"}


def _fact(row: dict[str, Any]) -> Fact:
    at = datetime.fromisoformat(row["at"]).astimezone(SHANGHAI) if row.get("at") else None
    day = at.date().toordinal() if at else day_of(row["on"])
    return Fact(
        kind=row["kind"],
        day=day,
        at=at,
        runs_from=day_of(row["decided_on"]) if row.get("decided_on") else day,
        named=day_of(row["due"]) if row.get("due") else None,
        ground=row.get("ground", ""),
        by=length_of(row["by"]) if row.get("by") else None,
        limit=row.get("limit", ""),
    )


def day_of(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def length_of(text: str) -> tuple[int, str]:
    amount, *unit = text.split()
    return int(amount), "w" if unit[0] == "working" else _UNITS[unit[0]]


def suspensions_of(facts: list[Fact]) -> list[Suspension]:
    """Every suspension with the day of its lifting. A resumption lifts the suspension of the ground that it names, else
    the latest; one begun on the same day only when no earlier one lasts, for that suspension had hardly begun."""
    lasting: list[Fact] = []
    found: list[Suspension] = []
    for fact in facts:
        if fact.kind == "suspended":
            lasting.append(fact)
        if fact.kind != "resumed":
            continue
        lifted = None
        for one in lasting:
            if fact.ground not in ("", one.ground):
                continue
            if lifted is None or one.day < fact.day or lifted.day == fact.day:
                lifted = one
        if lifted is None:
            raise Refused("nothing to resume")
        lasting = [one for one in lasting if one is not lifted]
        found.append(Suspension(lifted.day, fact.day, lifted.ground))
    return found + [Suspension(one.day, None, one.ground) for one in lasting]


def begins_after(fact: Fact, start: Fact) -> bool:
    """Whether an act comes after the start: by instant where both are known, else by day and procedure."""
    if fact.at and start.at and fact.at != start.at:
        return fact.at > start.at
    if fact.day != start.runs_from:
        return fact.day > start.runs_from
    return _PLACE[fact.kind] > _PLACE[start.kind]


def meets_from(fact: Fact, start: Fact) -> bool:
    """Whether an act lies on or after the start."""
    if fact.at and start.at:
        return fact.at >= start.at
    return fact.day >= start.runs_from
