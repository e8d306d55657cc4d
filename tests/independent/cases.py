"""Invented facts: where the law changes, around festivals, swapped weekends, year ends and leap days, and anywhere else.

Each case is a request as people write it. Suspensions overlap, end on the day they began, last, name their ground or not;
extensions come early, late, twice, too long, for one limit or for whichever takes them; the rows come in any order.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any

from tests.independent.law import RULES
from tests.independent.marks import EDGES, FIRST, HELD, LAST, MAKE_UP, SWITCHES

Row = dict[str, Any]
GROUNDS = (
    *("testing", "appraisal", "testing", "appraisal", "inspection", "verification", "quarantine"),
    *("right_holder_identification", "force_majeure", "hearing", "mediation", "assessment"),
)
LENGTHS = (
    *("15 working days", "10 working days", "16 working days", "5 working days", "1 working day"),
    *("15 days", "30 days", "31 days", "10 days", "1 month", "2 months", "24 hours"),
)
REGIMES_ON_FILE = tuple(dict.fromkeys(rule.regime for rule in RULES))


class CaseMaker:
    """An endless, repeatable row of cases for the regimes given: same seed, same cases."""

    def __init__(self, seed: int, regimes: Collection[str]) -> None:
        self.dice = random.Random(seed)
        self.shapes = [shape for shape, names in _SHAPES if all(name in regimes for name in names)]

    def case(self) -> Row:
        request = self.dice.choice(self.shapes)(self)
        request["profile"] = self.dice.choice(("company", "authority"))
        days = [_day_of(row) for row in request["events"]]
        request.setdefault("today", iso(self.dice.randint(min(days) - 5, max(days) + 90)))
        self.dice.shuffle(request["events"])
        return request

    def day(self, first_text: str = "2015-01-01") -> int:
        """A day to begin with: anywhere, or so that a count passes or ends at something; seldom before there is a text."""
        while True:
            day = self._any_day()
            if iso(day + 45) >= first_text or self.maybe(0.1):
                return day

    def _any_day(self) -> int:
        chance = self.dice.random()
        if chance < 0.35:
            return self.dice.randint(FIRST, LAST)
        marks = HELD if chance < 0.6 else MAKE_UP if chance < 0.7 else EDGES if chance < 0.82 else SWITCHES
        before = self.dice.choice((60, 45, 15, 10, 7, 5, 0)) + self.dice.randint(-3, 3)
        return min(max(self.dice.choice(marks) - before, FIRST), LAST)

    def maybe(self, chance: float) -> bool:
        return self.dice.random() < chance

    def after(self, day: int, most: int) -> int:
        return day + self.dice.randint(0, most)

    def row(self, kind: str, day: int, **more: Any) -> Row:
        return {"kind": kind, "on": iso(day), **more}

    def suspensions(self, begin: int, spread: int) -> list[Row]:
        """Up to four suspensions from `begin` on, each lifted, lasting, or lifted without its ground being named."""
        rows: list[Row] = []
        for _ in range(self.dice.choice((0, 0, 1, 1, 2, 3, 4))):
            since, ground = self.after(begin, spread), self.dice.choice(GROUNDS)
            rows.append(self.row("suspended", since, ground=ground))
            if self.maybe(0.2):
                continue
            named = {"ground": ground} if self.maybe(0.6) else {}
            rows.append(self.row("resumed", self.after(since, self.dice.choice((0, 1, 5, 12, 30))), **named))
        if rows and self.maybe(0.03):
            rows.append(self.row("resumed", self.after(begin, spread)))
        return rows

    def extensions(self, begin: int, spread: int, names: tuple[str, ...]) -> list[Row]:
        """Up to three extensions; a third of them name no limit."""
        rows: list[Row] = []
        for _ in range(self.dice.choice((0, 0, 0, 1, 1, 2, 3))):
            row = self.row("extended", self.after(begin, spread), by=self.dice.choice(LENGTHS))
            if names and self.maybe(0.66):
                row["limit"] = self.dice.choice(names)
            rows.append(row)
        return rows

    def endings(self, begin: int, spread: int) -> list[Row]:
        """Sometimes the case is withdrawn, passed on or closed, and sometimes taken up again."""
        if not self.maybe(0.15):
            return []
        day = self.after(begin, spread)
        rows = [self.row(self.dice.choice(("withdrawn", "transferred", "closed")), day)]
        if self.maybe(0.3):
            rows.append(self.row("reopened", self.after(day, 5)))
        return rows


def iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _day_of(row: Row) -> int:
    return date.fromisoformat(row["on"] if "on" in row else row["at"][:10]).toordinal()


def _complaint(make: CaseMaker) -> Row:
    """A complaint from receipt to the end of mediation, or only its later half."""
    day, rows, regime = make.day("2020-01-01"), [], "samr_complaint"
    if make.maybe(0.7):
        rows.append(make.row("complaint_received", day))
        if make.maybe(0.75):
            told = make.after(day, 14)
            kind = "accepted" if make.maybe(0.8) else "not_accepted"
            decided = {"decided_on": iso(make.dice.randint(day, told))} if make.maybe(0.4) else {}
            rows.append(make.row(kind, told, **decided))
    else:
        rows.append(make.row("accepted", day))
    if make.maybe(0.3):
        clue = make.after(day, 30)
        rows.append(make.row("clue_found", clue))
        if make.maybe(0.4):
            rows.append(make.row("case_opened" if make.maybe(0.5) else "case_not_opened", make.after(clue, 50)))
    if make.maybe(0.4):
        over = make.after(day, 90)
        rows.append(make.row(make.dice.choice(("settled", "mediation_terminated", "mediation_terminated")), over))
        if make.maybe(0.5):
            rows.append(make.row("parties_notified", make.after(over, 15)))
    rows += make.suspensions(day, 60) + make.extensions(day, 45, ("clue_verification", "mediation_end"))
    return {"regime": regime, "events": rows + make.endings(day, 60)}


def _report(make: CaseMaker) -> Row:
    """A report, its repetitions and new facts, the decision, and telling the reporter."""
    day = make.day("2020-01-01")
    rows = [make.row("report_received", day)]
    for _ in range(make.dice.choice((0, 0, 1, 1, 2, 3))):
        rows.append(make.row(make.dice.choice(("report_received", "new_facts_received")), make.after(day, 45)))
    if make.maybe(0.5):
        decided = make.after(day, 40)
        rows.append(make.row("case_opened" if make.maybe(0.5) else "case_not_opened", decided))
        if make.maybe(0.5):
            rows.append(make.row("reporter_notified", make.after(decided, 12)))
    facts = make.dice.choice(({}, {"real_name": True}, {"real_name": False}))
    rows += make.suspensions(day, 40) + make.extensions(day, 40, ("verification", "reporter_notice"))
    return {"regime": "samr_report", "facts": facts, "events": rows + make.endings(day, 45)}


def _advertising(make: CaseMaker) -> Row:
    day = make.day()
    kinds = make.dice.choice((("complaint_received",), ("report_received",), ("report_received", "complaint_received")))
    rows = [make.row(kind, make.after(day, 4) if place else day) for place, kind in enumerate(kinds)]
    if make.maybe(0.4):
        rows.append(make.row(make.dice.choice(("parties_notified", "reporter_notified")), make.after(day, 16)))
    return {"regime": "advertising", "events": rows + make.suspensions(day, 10) + make.endings(day, 14)}


def _platform(make: CaseMaker) -> Row:
    day = make.day("2020-01-01")
    rows = [make.row("complaint_received", day)]
    if make.maybe(0.5):
        rows.append(make.row(make.dice.choice(("settled", "odr_failed", "closed")), make.after(day, 20)))
    return {"regime": "odr_12315", "events": rows + make.extensions(day, 12, ("settlement",)) + make.endings(day, 20)}


def _work_order(make: CaseMaker) -> Row:
    """A work order, which may carry its own date; Guangdong's limit hangs on the kind of request."""
    day = make.day("2018-09-01")
    regime = make.dice.choice(("hotline_12345_jinan", "hotline_12345_guangdong"))
    named = {"due": iso(make.after(day, 25))} if make.maybe(0.25) else {}
    rows = [make.row("work_order_dispatched", day, **named)]
    if make.maybe(0.5):
        rows.append(make.row("replied", make.after(day, 25)))
    kinds = ("enquiry", "help", "suggestion", "complaint", "report")
    known = {"request_kind": make.dice.choice(kinds)} if regime.endswith("guangdong") and make.maybe(0.6) else {}
    return {"regime": regime, "facts": known, "events": rows + make.endings(day, 20)}


def _refund(make: CaseMaker) -> Row:
    day = make.day()
    kinds = make.dice.choice((("goods_returned",), ("refund_requested",), ("refund_requested", "goods_returned")))
    rows = [make.row(kind, make.after(day, 9) if place else day) for place, kind in enumerate(kinds)]
    if make.maybe(0.5):
        rows.append(make.row("refunded", make.after(day, 25)))
    return {"regime": "company_duties", "events": rows + make.suspensions(day, 12) + make.endings(day, 20)}


def _penalty(make: CaseMaker) -> Row:
    """A penalty from its notice to payment, and the suit against it where that regime is on board."""
    day = make.day("2021-07-15")
    rows: list[Row] = []
    if make.maybe(0.6):
        rows.append(make.row("penalty_notice_served", day))
        for kind in ("statement_made", "hearing_requested"):
            if make.maybe(0.4):
                rows.append(make.row(kind, make.after(day, 12)))
    if not rows or make.maybe(0.5):
        served = make.after(day, 30)
        rows.append(make.row("penalty_decision_served", served))
        if make.maybe(0.5):
            rows.append(make.row("fine_paid", make.after(served, 25)))
    return {"regime": "penalty_procedure", "events": rows + make.suspensions(day, 20) + make.endings(day, 30)}


def _suit(make: CaseMaker) -> Row:
    day = make.day("2017-07-01")
    rows = [make.row("penalty_decision_served", day)]
    if make.maybe(0.4):
        rows.append(make.row("lawsuit_filed", make.after(day, 220)))
    if make.maybe(0.2):
        rows.append(make.row("reconsideration_decided", make.after(day, 200)))
    rows += make.suspensions(day - 3, make.dice.choice((5, 190)))
    return {
        "regime": "litigation",
        "events": rows + make.extensions(day, 150, ("direct_suit",)) + make.endings(day, 200),
    }


def _petition(make: CaseMaker) -> Row:
    day = make.day("2022-05-01")
    if make.maybe(0.7):
        rows = [make.row("accepted", day)]
        if make.maybe(0.4):
            rows.append(make.row("decision_made", make.after(day, 110)))
    else:
        rows = [make.row("final_review_requested", day)]
        if make.maybe(0.4):
            rows.append(make.row("final_review_decided", make.after(day, 50)))
    rows += make.suspensions(day, 50) + make.extensions(day, 95, ("handling_opinion",))
    return {"regime": "petition", "events": rows + make.endings(day, 90)}


def _bank(make: CaseMaker) -> Row:
    day = make.day("2020-03-01")
    rows = [make.row("complaint_received", day)]
    for _ in range(make.dice.choice((0, 0, 1, 2))):
        rows.append(make.row("new_facts_received", make.after(day, 40)))
    if make.maybe(0.4):
        rows.append(make.row("decision_notified", make.after(day, 70)))
    rows += make.suspensions(day, 40) + make.extensions(day, 45, ("decision",)) + make.extensions(day, 60, ())
    return {"regime": "bank_insurance_complaint", "events": rows + make.endings(day, 50)}


def _letter(make: CaseMaker) -> Row:
    """Letters with days of their own, prolonged as often as the sender likes."""
    day = make.day()
    rows: list[Row] = []
    for place in range(make.dice.choice((1, 1, 2))):
        came = make.after(day, 10) if place else day
        named = {"due": iso(make.after(came, 30))} if make.maybe(0.9) else {}
        rows.append(make.row("letter_received", came, **named))
    if make.maybe(0.4):
        rows.append(make.row("replied", make.after(day, 40)))
    return {"regime": "authority_letter", "events": rows + make.extensions(day, 35, ("reply",)) + make.endings(day, 30)}


def _house(make: CaseMaker) -> Row:
    """Hours from an instant, judged at an instant or on a day."""
    begin = datetime.fromordinal(make.day()) + timedelta(seconds=make.dice.randint(0, 86399))
    if make.maybe(0.2):
        begin = begin.replace(minute=0, second=0)

    def stamped(kind: str, hours: int) -> Row:
        moment = begin + timedelta(minutes=make.dice.randint(-30, hours * 60))
        if moment.date() < begin.date():
            moment = begin
        return (
            {"kind": kind, "on": iso(moment.toordinal())}
            if make.maybe(0.2)
            else {"kind": kind, "at": f"{moment.isoformat()}+08:00"}
        )

    kind = make.dice.choice(("incident_noticed", "complaint_received"))
    rows: list[Row] = [{"kind": kind, "at": f"{begin.isoformat()}+08:00"}]
    for other in ("replied", "incident_reported"):
        if make.maybe(0.3):
            rows.append(stamped(other, 3))
    if make.maybe(0.5):
        rows.append(stamped(make.dice.choice(("closed", "incident_closed", "transferred")), 40))
    request: Row = {"regime": "house", "events": rows}
    if make.maybe(0.6):
        asked = begin + timedelta(minutes=make.dice.randint(-90, 3000))
        request |= {"now": f"{asked.isoformat()}+08:00", "today": asked.date().isoformat()}
    return request


def _several(make: CaseMaker) -> Row:
    """One matter under several regimes at once."""
    request = _complaint(make)
    request["regime"] = ["samr_complaint", make.dice.choice(("advertising", "odr_12315"))]
    return request


_SHAPES: tuple[tuple[Callable[[CaseMaker], Row], tuple[str, ...]], ...] = (
    *((_complaint, ("samr_complaint",)),) * 4,
    *((_report, ("samr_report",)),) * 3,
    (_advertising, ("advertising",)),
    (_platform, ("odr_12315",)),
    (_work_order, ("hotline_12345_jinan", "hotline_12345_guangdong")),
    (_refund, ("company_duties",)),
    (_penalty, ("penalty_procedure",)),
    (_suit, ("litigation",)),
    *((_petition, ("petition",)),) * 2,
    *((_bank, ("bank_insurance_complaint",)),) * 2,
    (_letter, ("authority_letter",)),
    (_house, ("house",)),
    (_several, ("samr_complaint", "advertising", "odr_12315")),
)
