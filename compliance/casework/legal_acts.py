"""A legal act before and after it is recorded: as entered, as the engine reads it, as the audit entry says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.errors import BadInput
from compliance.records.complaints import RecordedEvent
from compliance.resources import CHINA
from deadlines import EventKind, LegalEvent


@dataclass(frozen=True)
class NewEvent:
    """An event that is about to be recorded."""

    kind: str
    on: date
    at: datetime | None = None
    decided_on: date | None = None
    due: date | None = None
    ground: str | None = None
    by: str | None = None
    limit: str | None = None
    title: str = ""
    paper: str = ""
    note: str = ""
    reason: str = ""
    supersedes: int | None = None


def legal_events(standing: Iterable[RecordedEvent | NewEvent]) -> list[LegalEvent]:
    """Recorded events as the engine reads them; kinds that only steer the file (no legal act) are left out."""
    known = {kind.value for kind in EventKind}
    return [
        LegalEvent(
            kind=EventKind(event.kind),
            on=event.on,
            at=event.at,
            decided_on=event.decided_on,
            due=event.due,
            ground=event.ground or "",
            by=event.by or "",
            limit=event.limit or "",
            title=event.title,
            number=event.paper,
            note=event.note,
        )
        for event in standing
        if event.kind in known
    ]


def event_facts(event: RecordedEvent | NewEvent) -> dict[str, Any]:
    """What an audit entry says of an event."""
    facts = {
        "kind": event.kind,
        "on": event.on.isoformat(),
        "at": event.at.isoformat() if event.at else "",
        "decided_on": event.decided_on.isoformat() if event.decided_on else "",
        "due": event.due.isoformat() if event.due else "",
        "ground": event.ground or "",
        "by": event.by or "",
        "limit": event.limit or "",
        "title": event.title,
        "paper": event.paper,
        "note": event.note,
        "supersedes": str(event.supersedes or ""),
    }
    return {name: value for name, value in facts.items() if value}


def correction_of(
    old: RecordedEvent, reason: str, on: date | None, at: datetime | None, changes: dict[str, Any]
) -> NewEvent:
    if on is None and at is None and not changes:
        return NewEvent("corrected", old.on, reason=reason, supersedes=old.id)
    known = {
        "decided_on": "decided_on",
        "due_on": "due",
        "ground": "ground",
        "by": "by",
        "note": "note",
        "limit": "limit",
    }
    values = {
        "decided_on": old.decided_on,
        "due": old.due,
        "ground": old.ground,
        "by": old.by,
        "note": old.note,
        "limit": old.limit,
    } | {known[name]: value for name, value in changes.items()}
    day = day_of(on, at) if on or at else old.on
    return NewEvent(
        old.kind,
        day,
        at=at if at or on else old.at,
        title=old.title,
        paper=old.paper,
        reason=reason,
        supersedes=old.id,
        **values,
    )


def day_of(on: date | None, at: datetime | None) -> date:
    if at is not None and at.tzinfo is None:
        raise BadInput("errors.instant_needs_offset")
    if at is not None:
        local = at.astimezone(CHINA).date()
        if on is not None and on != local:
            raise BadInput("errors.day_and_instant_differ", day=on, instant=local)
        return local
    if on is None:
        raise BadInput("errors.day_needed", fields={"occurred_on": "errors.day_needed"})
    return on
