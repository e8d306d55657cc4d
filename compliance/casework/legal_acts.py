"""A legal act before and after it is recorded: as entered, as the engine reads it, as the audit entry says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.complaints.lifecycle import StepRefused, check_step
from compliance.complaints.transitions import TRANSITIONS
from compliance.errors import BadInput, NotAllowedNow
from compliance.records import complaints as records
from compliance.records.complaints import Complaint, RecordedEvent
from compliance.resources import CHINA, Resources
from deadlines import EventKind, LegalEvent, RequestError, event_from_json


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


_FIELDS = {"on": "occurred_on", "at": "occurred_at", "due": "due_on"}
"""Names of the engine's fields where a verb calls them otherwise."""


def as_request(event: NewEvent) -> dict[str, Any]:
    """The act as a request to the engine names it; None where it says nothing."""
    return {
        "kind": event.kind,
        "on": event.on.isoformat(),
        "at": event.at.isoformat() if event.at else None,
        "decided_on": event.decided_on.isoformat() if event.decided_on else None,
        "due": event.due.isoformat() if event.due else None,
        "ground": event.ground,
        "by": event.by,
        "limit": event.limit,
    }


def check_fields(event: NewEvent) -> None:
    """Raises BadInput for a value that the act cannot carry: a ground or a length that the law does not know."""
    try:
        event_from_json(as_request(event), path="事项")
    except RequestError as refused:
        name = refused.field.rsplit(".", 1)[-1]
        fields = {_FIELDS.get(name, name): refused.message}
        raise BadInput("errors.plain", sentence=refused.message, fields=fields) from refused


def require_step(
    resources: Resources,
    case: Complaint,
    standing: Iterable[RecordedEvent | NewEvent],
    event: NewEvent,
    *,
    today: date,
    **values: Any,
) -> None:
    """Refuse an act that may not stand after ``standing``: NotAllowedNow saying why and what may be recorded instead."""
    try:
        check_step(standing, event, resources.settings.profile, today)
    except StepRefused as refused:
        raise NotAllowedNow("errors.step_refused", sentence=refused.said, number=case.number, **values) from refused


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
            # Forms name a limit with its regime before it; the engine knows it by its own name.
            limit=(event.limit or "").rpartition(".")[2],
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


async def follow_receipt(resources: Resources, case: Complaint, old: RecordedEvent, event: NewEvent) -> None:
    """The day of receipt stands on the file as well; a corrected one is a person's word, which a later import keeps."""
    act = TRANSITIONS[old.kind]
    if event.kind == "corrected" or not act.opens or act.background or old.on != case.received_on:
        return
    values = {"received_on": event.on, "received_at": event.at, "due_on": event.due or case.due_on}
    changed = {name for name, value in values.items() if value != getattr(case, name)}
    edited = tuple(sorted({*case.edited_fields, *changed}))
    await records.update_complaint(
        resources.database, case.id, {**values, "edited_fields": edited}, at=resources.clock.now()
    )
