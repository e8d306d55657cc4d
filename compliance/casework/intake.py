"""登记 receive: a complaint comes in by form or by import, gets its number, its first event and its clocks."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from compliance.casework.actor import Actor, Entry, acting
from compliance.casework.classification import kept_classification
from compliance.casework.proceedings import NewEvent, append_event, standing_complaint
from compliance.casework.source_values import fingerprints, personal_values, plain_columns
from compliance.complaints.identity import check_phone
from compliance.complaints.lifecycle import StepRefused, check_step
from compliance.complaints.model import IncomingComplaint
from compliance.complaints.numbering import own_number
from compliance.complaints.opening import OpeningEvent, opening_events
from compliance.errors import BadInput, NotAllowedNow
from compliance.records import complaints as records
from compliance.records.complaints import Complaint
from compliance.records.people import SealedPerson, insert_person, person
from compliance.records.secrets import seal_text
from compliance.records.series import hold_series, next_number
from compliance.resources import Resources
from deadlines import answer
from deadlines.model import RequestError

CASE_SERIES = "TS"
MOST_CONTENT = 60_000


def preview_clocks(
    resources: Resources, *, regimes: tuple[str, ...], events: list[dict[str, Any]], facts: dict[str, Any]
) -> dict[str, Any]:
    """The clocks that these events would start, nothing written. Raises BadInput naming the field."""
    try:
        return answer(
            {
                "regime": list(regimes),
                "profile": resources.settings.profile,
                "today": resources.clock.today().isoformat(),
                "events": events,
                "facts": facts,
            },
            rulebook=resources.rulebook,
            calendar=resources.calendar,
            today=resources.clock.today(),
            now=resources.clock.now(),
            profile=resources.settings.profile,
        )
    except RequestError as refused:
        raise BadInput("errors.plain", sentence=refused.message, fields={refused.field: refused.message}) from refused


async def receive_complaint(
    resources: Resources,
    actor: Actor,
    *,
    incoming: IncomingComplaint,
    regimes: tuple[str, ...],
    submission_key: str,
    handler_id: int | None = None,
) -> Complaint:
    """Register a complaint (登记); the same ``submission_key`` again gives back what the first one made.

    Raises BadInput with the fields that are missing or wrong, NotAllowedNow when the external number is registered.
    """
    check_incoming(resources, incoming, regimes)
    already = await records.complaint_by_key(resources.database, submission_key)
    if already:
        return already
    async with acting(resources, actor, "receive_complaint") as entry:
        await hold_numbers(resources)
        again = await records.complaint_by_key(resources.database, submission_key)
        if again:
            entry.silent = True
            return again
        number = await store_incoming(
            resources,
            actor,
            entry,
            incoming=incoming,
            regimes=regimes,
            submission_key=submission_key,
            handler_id=handler_id,
        )
    return await standing_complaint(resources, number)


async def hold_numbers(resources: Resources) -> None:
    """Inside a verb's transaction: one registration at a time, so that two clicks or two imports make one case."""
    await hold_series(resources.database, series=CASE_SERIES, year=resources.clock.today().year)


async def store_incoming(
    resources: Resources,
    actor: Actor,
    entry: Entry,
    *,
    incoming: IncomingComplaint,
    regimes: tuple[str, ...],
    submission_key: str | None,
    handler_id: int | None,
) -> str:
    """Inside a verb's transaction: person, complaint, first events, clocks. The case number."""
    assert incoming.received_on is not None
    if incoming.external_number:
        known = await records.complaint_by_external(resources.database, incoming.source, incoming.external_number)
        if known:
            raise NotAllowedNow("errors.already_registered", external=incoming.external_number, number=known.number)
    at = resources.clock.now()
    who = await insert_person(
        resources.database,
        resources.secrets,
        values=personal_values(incoming),
        phone=comparable_phone(incoming.complainant.phone),
        at=at,
    )
    year = resources.clock.today().year
    number = own_number(year, await next_number(resources.database, series=CASE_SERIES, year=year))
    complaint_id = await records.insert_complaint(
        resources.database,
        {
            "number": number,
            "submission_key": submission_key,
            "source": incoming.source,
            "external_number": incoming.external_number,
            "status": "registered",
            "tier": "",
            "handler_id": handler_id,
            "regimes": tuple(regimes),
            "person_id": who.id,
            "source_fields": fingerprints(resources, incoming),
            "edited_fields": (),
            "classification": kept_classification(resources, incoming, tuple(regimes)),
            "outcome": "",
            "created_at": at,
            "updated_at": at,
            **plain_columns(incoming),
        },
    )
    case = await records.complaint_by_id(resources.database, complaint_id)
    assert case is not None
    entry.about("complaint", number, case=number)
    for opening in opening_events(incoming, regimes):
        event = first_event(incoming, opening)
        standing = await records.events_of(resources.database, case.id)
        try:
            check_step(standing, event, resources.settings.profile, resources.clock.today())
        except StepRefused as refused:
            raise BadInput.of(refused.said, fields={"received_on": "errors.received_on_refused"}) from refused
        _, entry.after = await append_event(resources, actor, case, event, standing)
    entry.after |= audited_values(who, incoming) | {"regimes": list(regimes), "number": number}
    return number


def first_event(incoming: IncomingComplaint, opening: OpeningEvent) -> NewEvent:
    """A receipt as it is recorded; a letter carries its title and number, which its clock cites."""
    from_letter = opening.kind == "letter_received"
    return NewEvent(
        opening.kind,
        opening.on,
        at=opening.at,
        due=opening.due,
        title=str(incoming.extra.get("来文名称") or incoming.title) if from_letter else "",
        paper=str(incoming.extra.get("来文字号", "")) if from_letter else "",
    )


def check_incoming(resources: Resources, incoming: IncomingComplaint, regimes: tuple[str, ...]) -> None:
    """Refuse what cannot be registered, all fields at once."""
    fields: dict[str, str] = {}
    today = resources.clock.today()
    if incoming.received_on is None:
        fields["received_on"] = "errors.received_on_needed"
    elif incoming.received_on > today:
        fields["received_on"] = "errors.received_on_future"
    elif incoming.received_on < date(2000, 1, 1):
        fields["received_on"] = "errors.received_on_too_old"
    if not incoming.title.strip() and not incoming.content.strip():
        fields["content"] = "errors.content_needed"
    if len(incoming.content) > MOST_CONTENT:
        fields["content"] = "errors.content_too_long"
    known = set(resources.rulebook.regimes)
    if unknown := [regime for regime in regimes if regime not in known]:
        raise BadInput("errors.unknown_regime", regime=unknown[0], known="、".join(sorted(known)))
    if "authority_letter" in regimes and incoming.due_on is None:
        fields["due_on"] = "errors.letter_due_needed"
    if incoming.due_on and incoming.received_on and incoming.due_on < incoming.received_on:
        fields["due_on"] = "errors.due_before_received"
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)


def comparable_phone(phone: str) -> str:
    """A phone as the blind index knows it: digits only where it is a phone at all."""
    checked = check_phone(phone)
    return checked.value if checked.ok else phone.strip()


def audited_values(who: SealedPerson, incoming: IncomingComplaint) -> dict[str, Any]:
    """What the audit entry keeps: personal values and the complaint's words only as ciphertext."""
    sealed = {
        name: seal_text(who.key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in who.values.items()
        if value
    }
    return {
        "source": incoming.source,
        "external_number": incoming.external_number,
        "channel": incoming.channel,
        "kind": incoming.kind,
        "received_on": incoming.received_on.isoformat() if incoming.received_on else "",
        "received_from": incoming.received_from,
        "respondent": incoming.respondent.name,
        "personal": sealed,
    }


async def readable_person(resources: Resources, case: Complaint) -> SealedPerson:
    """The complainant with readable values; the calling verb's entry says that it was read."""
    return await person(resources.database, resources.secrets, case.person_id)
