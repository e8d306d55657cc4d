"""Plain JSON forms of the engine's values: deadlines, rules, a calendar year. Dates are ISO 8601 text."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from deadlines.calendar import WorkingCalendar
from deadlines.model import GROUNDS, Alternative, Citation, Deadline, Limit, LimitVersion, NotCovered, TraceDay
from deadlines.rulebook import Rulebook
from deadlines.timeliness import timeliness


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value is not None else None


def citation_as_json(cite: Citation) -> dict[str, Any]:
    """The citation: instrument, number, article, in force from, evidence, address, and when it was checked."""
    return {
        "instrument": cite.instrument,
        "number": cite.number,
        "article": cite.article,
        "in_force_from": _iso(cite.in_force_from),
        "in_force_until": _iso(cite.in_force_until),
        "evidence": cite.evidence,
        "url": cite.url,
        "source": cite.source,
        "checked": _iso(cite.checked),
    }


def deadline_as_json(
    deadline: Deadline, calendar: WorkingCalendar, today: date, now: datetime | None = None
) -> dict[str, Any]:
    """One deadline as the command, the API and the calculator show it, judged on `today` (product.md)."""
    stand = timeliness(deadline, calendar, today, now)
    return {
        "limit": deadline.limit,
        "regime": deadline.regime,
        "label": deadline.label,
        "label_en": deadline.label_en,
        "owner": deadline.owner,
        "ours": deadline.ours,
        "kind": deadline.kind,
        "started_on": _iso(deadline.started_on),
        "started_by": deadline.started_by,
        "started_at": _iso(deadline.started_at),
        "due_on": _iso(deadline.due_on),
        "due_at": _iso(deadline.due_at),
        "span": str(deadline.span),
        "state": stand.state,
        "met_on": _iso(deadline.met_on),
        "met_by": deadline.met_by or None,
        "void_on": _iso(deadline.void_on),
        "void_by": deadline.void_by or None,
        "remaining": stand.remaining,
        "citation": citation_as_json(deadline.citation),
        "concurrent": [citation_as_json(cite) for cite in deadline.concurrent],
        "provisional": deadline.provisional
        or (stand.state == "paused" and stand.earliest is not None and calendar.is_open_ended(stand.earliest)),
        "earliest": _iso(stand.earliest),
        "alternatives": [alternative_as_json(one) for one in deadline.alternatives],
        "pauses": [
            {"from": _iso(p.since), "until": _iso(p.until), "ground": p.ground, "label": GROUNDS[p.ground][0]}
            for p in deadline.pauses
        ],
        "extensions": [{"on": _iso(one.on), "by": str(one.span)} for one in deadline.extensions],
        "restarted_from": _iso(deadline.restarted_from),
        "guidance": deadline.guidance,
        "runs_out": deadline.runs_out,
        "planned_on": _iso(deadline.planned_on),
        "hangs_on": [{"regime": one.regime, "limit": one.limit, "label": one.label} for one in deadline.hangs_on],
        "needs_confirmation": deadline.needs_confirmation,
        "row": deadline.row,
        "notes": [note.zh for note in deadline.notes],
        "produces": deadline.produces.zh,
        "produces_en": deadline.produces.en,
        "consequence": deadline.consequence.zh,
        "consequence_en": deadline.consequence.en,
        "calendar": deadline.calendar,
        "rules": deadline.rules,
        "trace": [trace_day_as_json(day) for day in deadline.trace],
    }


def alternative_as_json(one: Alternative) -> dict[str, Any]:
    """Another reading: its end, its words in both languages, and its text where it has one of its own."""
    return {
        "due_on": _iso(one.due_on),
        "due_at": _iso(one.due_at),
        "reading": one.reading.zh,
        "reading_en": one.reading.en,
        "citation": citation_as_json(one.citation) if one.citation else None,
    }


def trace_day_as_json(day: TraceDay) -> dict[str, Any]:
    """One day of the trace; keys without content are left out."""
    row: dict[str, Any] = {"on": day.on.isoformat(), "counted": day.counted}
    if day.ordinal is not None:
        row["ordinal"] = day.ordinal
    if day.why:
        row["why"], row["why_en"] = day.why, day.why_en
    if day.notice:
        row["notice"] = day.notice
    if day.provisional:
        row["provisional"] = True
    return row


def not_covered_as_json(one: NotCovered) -> dict[str, Any]:
    """A start without a clock, and why."""
    return {
        "regime": one.regime,
        "limit": one.limit,
        "label": one.label,
        "start": one.started_by,
        "started_on": _iso(one.started_on),
        "reason": one.reason.zh,
        "reason_en": one.reason.en,
    }


def rulebook_as_json(rulebook: Rulebook) -> list[dict[str, Any]]:
    """Every limit with its versions and citations, as `anqi rules list --json` prints it."""
    return [_limit_as_json(limit, rulebook) for limit in rulebook.limits]


def _limit_as_json(limit: Limit, rulebook: Rulebook) -> dict[str, Any]:
    regime = rulebook.regimes[limit.regime]
    return {
        "regime": limit.regime,
        "regime_label": regime.label,
        "regime_label_en": regime.label_en,
        "limit": limit.id,
        "label": limit.label,
        "label_en": limit.label_en,
        "kind": limit.kind,
        "owner": limit.owner,
        "starts": sorted(limit.starts),
        "met_by": sorted(limit.met_by),
        "needs": list(limit.needs),
        "facts": [
            {"name": name, "label": fact.label, "label_en": fact.label_en, "values": _values(dict(fact.values))}
            for name, fact in regime.facts.items()
            if name in limit.needs
        ],
        "row": limit.row,
        "produces": limit.produces.zh,
        "produces_en": limit.produces.en,
        "consequence": limit.consequence.zh,
        "consequence_en": limit.consequence.en,
        "yields_to_longer": limit.yields_to_longer,
        "every_start": limit.every_start,
        "recurring": limit.recurring,
        "runs_out": limit.runs_out,
        "starts_after": sorted(limit.starts_after),
        "only_after": sorted(limit.only_after),
        "calendar": limit.calendar,
        "under": limit.under or None,
        "versions": [_version_as_json(version) for version in limit.versions],
        "repeal": {
            "from": _iso(limit.repeal.valid_from),
            "reason": limit.repeal.reason.zh,
            "reason_en": limit.repeal.reason.en,
            "citation": citation_as_json(limit.repeal.cite),
        }
        if limit.repeal
        else None,
    }


def _values(values: dict[object, str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in values.items()]


def _version_as_json(version: LimitVersion) -> dict[str, Any]:
    extension = version.extension
    return {
        "from": _iso(version.valid_from),
        "until": _iso(version.valid_until),
        "span": str(version.span) if version.span else None,
        "cases": [
            {"when": {name: sorted(values, key=str) for name, values in case.when.items()}, "span": str(case.span)}
            for case in version.cases
        ],
        "applies_if": {name: sorted(values, key=str) for name, values in version.applies_if.items()},
        "exclusions": [{"ground": ground, "label": GROUNDS[ground][0]} for ground in sorted(version.excludes)],
        "extension": {
            "by": str(extension.steps[0].by) if extension.steps else None,
            "times": extension.times or None,
            "approver": extension.approver,
            "steps": [{"by": str(step.by), "approver": step.approver} for step in extension.steps],
            "total": str(extension.total) if extension.total else None,
        }
        if extension
        else None,
        "restarts": sorted(version.restarts),
        "also": [
            {
                "from": _iso(text.valid_from),
                "until": _iso(text.valid_until),
                "span": str(text.span),
                "exclusions": sorted(text.excludes),
                "citation": citation_as_json(text.cite),
            }
            for text in version.second_texts
        ],
        "citation": citation_as_json(version.cite),
        "before": version.before,
        "row": version.row,
        "note": version.note.zh,
        "note_en": version.note.en,
    }


def calendar_year_as_json(calendar: WorkingCalendar, year: int) -> dict[str, Any]:
    """One year of the calendar: status, notice, editions, and every day that is off or worked out of turn.

    In a provisional year the days are the festival days fixed by decree.
    """
    status = calendar.status(year)
    first = next((edition for edition in status.editions if not edition.amends), None)
    days = []
    day = date(year, 1, 1)
    while day.year == year:
        kind = calendar.day_kind(day)
        if kind.kind in ("day_off", "festival", "makeup_workday"):
            days.append(
                {
                    "on": day.isoformat(),
                    "kind": "makeup_workday" if kind.working else "day_off",
                    "why": kind.why,
                    "why_en": kind.why_en,
                    "notice": kind.notice,
                    "festival": kind.kind == "festival",
                }
            )
        day += timedelta(days=1)
    return {
        "year": year,
        "status": status.status,
        "notice": {"number": first.number, "date": _iso(first.issued_on), "url": first.url} if first else None,
        "editions": [
            {
                "number": edition.number,
                "title": edition.title,
                "date": _iso(edition.issued_on),
                "url": edition.url,
                "amends": edition.amends or None,
            }
            for edition in status.editions
        ],
        "festivals": [{"on": day.isoformat(), "name": name} for day, name in calendar.festivals(year).items()],
        "days": days,
    }
