"""期限说明: any clock of a case as a formal paper, from the trace that was stored with it and the facts on file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.casework.composition import letter_of
from compliance.casework.issued_files import printed
from compliance.casework.masking import names_of
from compliance.casework.organisation import organisation
from compliance.casework.proceedings import standing_complaint
from compliance.complaints.privacy import mask_text
from compliance.errors import BadInput, NotFound
from compliance.records.attachments import file_record
from compliance.records.complaints import Complaint, RecordedEvent, events_of
from compliance.records.due_dates import deadlines_of
from compliance.records.law_moves import AppliedMove, moves_of_case
from compliance.resources import Resources
from deadlines import Deadline, EventKind, deadline_as_json
from deadlines.counting import parse_span
from filings.compose import compose, document_as_json
from filings.facts import FactsRefused
from filings.fonts import face_for
from filings.printable import text_problem
from filings.rendering import Rendered

LETTER = "deadline_certificate"


async def certify_deadline(
    resources: Resources, actor: Actor, *, number: str, regime: str, limit: str, started_on: str
) -> Rendered:
    """The certificate of one clock as DOCX and PDF; handing it out is on record.

    It is an explanation of the day it is made and takes no number; raises NotFound for a clock that the case has not,
    NotAllowedNow with one sentence when it cannot be printed.
    """
    case = await standing_complaint(resources, number)
    wanted = (regime, limit, started_on)
    known = await deadlines_of(resources.database, case.id)
    found = next((d for d in known if (d.regime, d.limit, d.started_on.isoformat()) == wanted), None)
    if found is None:
        raise NotFound("errors.clock_not_found", number=number)
    words = await certificate_words(resources, case, found)
    made = await printed(resources, words)
    async with acting(resources, actor, "certify_deadline", needs="export") as entry:
        entry.about("deadline", f"{regime}.{limit}.{started_on}", case=number)
        entry.after = {"pdf_sha256": made.pdf_sha256, "docx_sha256": made.docx_sha256}
    return made


async def certificate_words(resources: Resources, case: Complaint, deadline: Deadline) -> dict[str, Any]:
    """The certificate of a clock, composed and not yet printed, as JSON. Raises BadInput when it cannot be composed."""
    today = resources.clock.today()
    house = await organisation(resources)
    facts = {
        "issuer": house.name,
        "computed_on": today.isoformat(),
        "deadline": await certified(resources, case, deadline),
        "case_reference": " / ".join(part for part in (case.number, case.external_number) if part),
    }
    try:
        return document_as_json(compose(letter_of(resources, LETTER), facts, on=today))
    except FactsRefused as refused:
        raise BadInput.of(refused.said) from refused


async def certified(resources: Resources, case: Complaint, deadline: Deadline) -> dict[str, Any]:
    """The clock as the API gives it, and beside it `on_file`: its acts with their evidence, its moves by changed law.

    The trace is handed on as it is.
    """
    values = deadline_as_json(deadline, resources.calendar, resources.clock.today(), resources.clock.now())
    events = await events_of(resources.database, case.id)
    kept: dict[str, Any] = {
        "start": await _act(resources, _start_of(deadline, events)),
        "restarted_from": await _act(resources, _first_start(resources, deadline, events)),
        "met": await _act(resources, _done(events, deadline.met_by, deadline.met_on)),
        "void": await _act(resources, _done(events, deadline.void_by, deadline.void_on)),
        "pauses": [
            [await _act(resources, event) for event in _bounds(pause.since, pause.until, pause.ground, events)]
            for pause in deadline.pauses
        ],
        "extensions": [
            [await _act(resources, event) for event in events if _extends(event, deadline, place)]
            for place in range(len(deadline.extensions))
        ],
        "moves": [_moved(move) for move in moves_of_clock(deadline, await moves_of_case(resources.database, case.id))],
    }
    shown = {name: value for name, value in kept.items() if value}
    names = await names_of(resources, case.number)
    return _printable(values | {"on_file": _without_persons(shown, names)})


def moves_of_clock(deadline: Deadline, moves: Iterable[AppliedMove]) -> tuple[AppliedMove, ...]:
    """The moves that concern this clock: the same limit from the same start, oldest first."""
    wanted = (deadline.regime, deadline.limit, deadline.started_on)
    return tuple(move for move in moves if (move.regime, move.limit, move.started_on) == wanted)


def clock_of_key(key: str) -> tuple[str, str, str]:
    """(regime, limit, start day) of a clock's name in an address; raises NotFound for anything else."""
    match = re.fullmatch(r"([a-z0-9_]+)\.([a-z0-9_]+)\.(\d{4}-\d{2}-\d{2})", key)
    if match is None:
        raise NotFound("errors.clock_not_found", number=key[:60])
    return match[1], match[2], match[3]


def _start_of(deadline: Deadline, events: Iterable[RecordedEvent]) -> RecordedEvent | None:
    on_the_day = [
        event
        for event in events
        if event.kind == deadline.started_by and (event.decided_on or event.on) == deadline.started_on
    ]
    exact = [event for event in on_the_day if event.at == deadline.started_at]
    return next(iter(exact or on_the_day), None)


def _first_start(resources: Resources, deadline: Deadline, events: Iterable[RecordedEvent]) -> RecordedEvent | None:
    """The act from which a count ran before it was made anew."""
    regime = resources.rulebook.regimes.get(deadline.regime)
    kinds = (
        {kind for limit in regime.limits if limit.id == deadline.limit for kind in limit.starts} if regime else set()
    )
    return next(
        (e for e in events if e.kind in kinds and (e.decided_on or e.on) == deadline.restarted_from),
        None,
    )


def _done(events: Iterable[RecordedEvent], kind: str, on: date | None) -> RecordedEvent | None:
    return next((event for event in events if on is not None and event.kind == kind and event.on == on), None)


def _bounds(since: date, until: date | None, ground: str, events: Iterable[RecordedEvent]) -> tuple[RecordedEvent, ...]:
    """The acts that began and ended a suspension; one that only the end of the limit closed has no second act."""
    return tuple(
        event
        for event in events
        if (event.kind == "suspended" and event.on == since and event.ground == ground)
        or (event.kind == "resumed" and event.on == until and event.ground in (ground, None, ""))
    )


def _extends(event: RecordedEvent, deadline: Deadline, place: int) -> bool:
    extension = deadline.extensions[place]
    return (
        event.kind == "extended"
        and event.on == extension.on
        and parse_span(event.by) == extension.span
        and event.limit in (deadline.limit, None, "")
    )


async def _act(resources: Resources, event: RecordedEvent | None) -> dict[str, Any]:
    """What the paper says of an act; its note stays inside the house."""
    if event is None:
        return {}
    file = await file_record(resources.database, event.evidence) if event.evidence else None
    name = file.name if file else "（未登记文件名）"
    return {
        "what": EventKind(event.kind).label,
        "title": event.title,
        "paper": event.paper,
        "evidence": {"name": name, "sha256": event.evidence} if event.evidence else None,
        "recorded_at": event.recorded_at.isoformat(),
        "recorded_by": event.recorded_by,
    }


def _moved(move: AppliedMove) -> dict[str, str]:
    return {
        "title": move.title,
        "due_before": move.due_before,
        "due_after": move.due_after,
        "proposer": move.proposer,
        "decider": move.decider,
        "decided_at": move.decided_at.isoformat(),
        "reason": move.reason,
    }


def _without_persons(value: Any, names: tuple[str, ...]) -> Any:
    """The value with persons masked in the names of files, which whoever sent them chose."""
    if isinstance(value, list):
        return [_without_persons(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _without_persons(item, names) for name, item in value.items()}
    return kept | {"name": mask_text(kept["name"], names=names)} if "sha256" in kept else kept


def _printable(value: Any) -> Any:
    """The value with □ for every character that no font shows: a file may bear any name, its hash stays the proof."""
    if isinstance(value, str):
        return "".join(character if _prints(character) else "□" for character in " ".join(value.split()))
    if isinstance(value, dict):
        return {name: item if name == "trace" else _printable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return value


def _prints(character: str) -> bool:
    if character == " " or "\u4e00" <= character <= "\u9fa5":
        return True
    covered = all(face_for(character, role) is not None for role in ("fang", "hei"))
    return covered and text_problem(character) is None
