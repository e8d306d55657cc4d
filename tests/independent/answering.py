"""What a request comes to: every limit with its due day, its state on the day of asking, and what could also be meant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.independent.counter import Run, Start, run
from tests.independent.days import ISO, WORKED
from tests.independent.file_of_events import (
    SHANGHAI,
    Fact,
    Refused,
    begins_after,
    day_of,
    facts_of,
    meets_from,
    suspensions_of,
)
from tests.independent.law import Edition, Rule, Text, rules_of

Row = dict[str, Any]
REFUSED: Row = {"refused": True}
_SPANS = {"w": "working day", "d": "day", "m": "month", "h": "hour"}


def answer(request: dict[str, Any]) -> Row:
    """The deadlines, and the starts without a clock, of one request."""
    file = _File(request)
    try:
        file.suspensions = suspensions_of(file.facts)
    except Refused:
        return REFUSED
    deadlines: list[Row] = []
    without: list[tuple[str, str, str]] = []
    regimes = request["regime"] if isinstance(request["regime"], list) else [request["regime"]]
    for regime in regimes:
        for rule in rules_of(regime):
            for row in file.rows_of(rule):
                if "without" in row:
                    without.append((rule.regime, rule.limit, ISO[row["started"]]))
                else:
                    deadlines.append(file.judged(row))
    return {"deadlines": sorted(deadlines, key=place_of), "without": sorted(without)}


def place_of(row: Row) -> tuple[str, str, str, str]:
    return row["regime"], row["limit"], row["started_on"], row["due_on"] or ""


class _File:
    def __init__(self, request: dict[str, Any]) -> None:
        self.facts = facts_of(request["events"])
        self.suspensions: list[Any] = []
        self.known = request.get("facts", {})
        self.profile = request["profile"]
        self.today = day_of(request["today"])
        self.now = datetime.fromisoformat(request["now"]).astimezone(SHANGHAI) if request.get("now") else None

    def rows_of(self, rule: Rule) -> list[Row]:
        starts = [fact for fact in self.facts if fact.kind in rule.starts]
        if rule.each_start:
            return [self.counted(rule, start) for start in starts]
        if not starts:
            return []
        current = self.counted(rule, starts[0])
        finished: list[Row] = []
        for fact in self.facts[self.facts.index(starts[0]) + 1 :]:
            edition = _edition_on(rule, fact.runs_from)
            if edition is None or fact.kind not in edition.new_start or fact.runs_from <= current["started"]:
                continue
            anew = self.counted(rule, fact)
            if "without" in current or self.is_over(current, fact.day):
                finished.append(current)
            else:
                before = [current["due"]] if current["due"] is not None else []
                anew["not_anew"] = [*current["not_anew"], *before]
                anew["first_start"] = current["first_start"] or current["started"]
            current = anew
        return [*finished, current]

    def is_over(self, row: Row, day: int) -> bool:
        """Whether a limit was met, fell away or was missed before a day: what comes later opens another one."""
        ends = [one.day for one in (row["met"], row["fell"]) if one is not None]
        return any(end < day for end in ends) or (row["due"] is not None and row["due"] < day)

    def counted(self, rule: Rule, start: Fact) -> Row:
        edition = _edition_on(rule, start.runs_from)
        texts = self.texts_of(edition) if edition else []
        in_hours = any(text.unit == "h" for text in texts)
        named = any(text.unit == "named" for text in texts)
        if not texts or (in_hours and start.at is None) or (named and start.named is None):
            return {"without": True, "started": start.runs_from}
        if start.named is not None and not named:
            texts = [
                *texts,
                Text(0, "named"),
            ]  # a date on the work order beside the limit of the law: the earlier binds
        met = next((fact for fact in self.facts if fact.kind in rule.ends and meets_from(fact, start)), None)
        fell = self.fell_away(rule, start, met)
        over = met or fell
        course = Start(
            start.runs_from,
            start.at,
            start.named,
            self.suspensions,
            [fact for fact in self.facts if fact.kind == "extended" and fact.limit in ("", rule.limit)],
            over.day if over else None,
        )
        ours = rule.owes == ("respondent" if self.profile == "company" else "authority") or rule.owes == "addressee"
        runs = [run(text, course, ours, self.today) for text in texts]
        chosen = runs[0]
        for other in runs[1:]:
            if _ends_before(other, chosen):
                chosen = other
        return {
            "rule": rule,
            "started": start.runs_from,
            "start": start,
            "met": met,
            "fell": fell,
            "runs": runs,
            "chosen": chosen,
            "due": chosen.due,
            "not_anew": [],
            "first_start": None,
        }

    def texts_of(self, edition: Edition) -> list[Text]:
        if edition.only_if and self.known.get(edition.only_if[0], edition.only_if[1]) != edition.only_if[1]:
            return []
        if edition.by_fact is None:
            return list(edition.texts)
        name, lengths = edition.by_fact
        return [lengths[self.known[name]]] if name in self.known else list(dict.fromkeys(lengths.values()))

    def fell_away(self, rule: Rule, start: Fact, met: Fact | None) -> Fact | None:
        """What made an open limit fall away, unless the case was taken up again."""
        kinds = {"withdrawn", "transferred", "closed", *rule.also_falls_with} - set(rule.ends)
        for fact in self.facts:
            if fact.kind not in kinds or not begins_after(fact, start):
                continue
            if met is not None and met.day <= fact.day:
                return None
            if not any(one.kind == "reopened" and one.day >= fact.day for one in self.facts):
                return fact
        return None

    def judged(self, row: Row) -> Row:
        chosen: Run = row["chosen"]
        state, remaining = self.state_of(row, chosen)
        others = {day for other in row["runs"] for day in (other.due, *other.others)} | {*row["not_anew"]}
        if chosen.due is None:
            others = set(row["not_anew"])
        instants = [chosen.other_at] if chosen.other_at else []
        return {
            "regime": row["rule"].regime,
            "limit": row["rule"].limit,
            "started_on": ISO[row["started"]],
            "due_on": ISO[chosen.due] if chosen.due is not None else None,
            "due_at": chosen.due_at.isoformat() if chosen.due_at else None,
            "span": _span(chosen.text),
            "state": state,
            "remaining": remaining,
            "met_on": ISO[row["met"].day] if row["met"] else None,
            "void_on": ISO[row["fell"].day] if row["fell"] else None,
            "earliest": ISO[_earliest(row)] if chosen.earliest is not None else None,
            "provisional": chosen.uncertain,
            "alternatives": sorted(
                [ISO[day] for day in others - {None, chosen.due}] + [instant.isoformat() for instant in instants]
            ),
            "counted": [ISO[day] for day in chosen.passed],
            "extensions": [[ISO[day], _span(Text(*by))] for day, by in chosen.extensions],
            "restarted_from": ISO[row["first_start"]] if row["first_start"] is not None else None,
        }

    def state_of(self, row: Row, chosen: Run) -> tuple[str, int | None]:
        if row["met"] is not None:
            return ("met_late" if _late(row["met"], chosen) else "met"), None
        if row["fell"] is not None and not _late(row["fell"], chosen):
            return "void", None
        if chosen.due_at is not None:
            return self.state_in_hours(row["start"], chosen.due_at)
        if chosen.due is None:
            return "paused", None
        return self.state_by_day(row["started"], chosen.due, _earliest(row)), self.remaining(chosen)

    def state_by_day(self, started: int, due: int, warn_by: int) -> str:
        if started > self.today:
            return "not_started"
        if self.today > due:
            return "overdue"
        if self.today in (due, warn_by):
            return "due_today"
        left = sum(WORKED[day] for day in range(self.today + 1, warn_by + 1))
        return "due_soon" if left <= 3 else "running"

    def state_in_hours(self, start: Fact, due_at: datetime) -> tuple[str, int | None]:
        due = due_at.date().toordinal()
        if self.now is None:
            return self.state_by_day(start.day, due, due), None
        hours = (due_at - self.now) // timedelta(hours=1)
        if start.at is not None and start.at > self.now:
            return "not_started", hours
        if self.now > due_at:
            return "overdue", hours
        return self.state_by_day(start.day, due, due), hours

    def remaining(self, chosen: Run) -> int:
        """Days of the unit after today up to the due day; of those past, negative, when it is over."""
        due = chosen.due or 0
        low, high, sign = (self.today, due, 1) if self.today <= due else (due, self.today, -1)
        return sign * sum(1 for day in range(low + 1, high + 1) if chosen.text.unit != "w" or WORKED[day])


def _edition_on(rule: Rule, day: int) -> Edition | None:
    for edition in rule.editions:
        if edition.since <= ISO[day] <= edition.until:
            return edition
    return None


def _ends_before(one: Run, other: Run) -> bool:
    """Whether a text ends earlier (rule 6); one that stands still ends after all that run."""
    if (one.due is None) != (other.due is None):
        return other.due is None
    if one.due is None or other.due is None:
        return one.at_once < other.at_once
    return one.due < other.due


def _earliest(row: Row) -> int:
    running = [one.earliest for one in row["runs"] if (one.due is None) == (row["chosen"].due is None)]
    return min(day for day in running if day is not None)


def _late(fact: Fact, chosen: Run) -> bool:
    if chosen.due_at is not None:
        return fact.at > chosen.due_at if fact.at else fact.day > chosen.due_at.date().toordinal()
    return chosen.due is not None and fact.day > chosen.due


def _span(text: Text) -> str:
    if text.unit == "named":
        return "as directed"
    return f"{text.length} {_SPANS[text.unit]}" + ("s" if text.length != 1 else "")
