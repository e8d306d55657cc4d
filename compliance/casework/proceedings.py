"""The hinge: whatever happens in law is recorded here, and nowhere else does a status or a due date change.

``record_legal_event`` appends the event, recounts the clocks, sets the status and writes the audit entry in one
transaction. ``recount`` is its only sibling, for when a rule or a calendar changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.casework.case_clocks import clocks_of_case
from compliance.casework.evidence import keep_evidence
from compliance.casework.legal_acts import (
    NewEvent,
    check_fields,
    correction_of,
    day_of,
    event_facts,
    follow_receipt,
    require_step,
)
from compliance.casework.masking import masked_event
from compliance.casework.reasons import require_reason
from compliance.complaints.lifecycle import StepRefused, allowed_acts, check_step, status_after
from compliance.complaints.transitions import BACKDATING, TRANSITIONS, act_label, is_receipt
from compliance.errors import BadInput, NotAllowedNow, NotFound
from compliance.records import complaints as records
from compliance.records.complaints import Complaint, RecordedEvent
from compliance.records.due_dates import replace_clocks
from compliance.resources import Resources


@dataclass(frozen=True)
class Step:
    """A legal act that a case page offers, or greys out with the reason."""

    kind: str
    label: str
    label_en: str
    allowed: bool
    why_not: str = ""
    why_not_en: str = ""


async def record_legal_event(
    resources: Resources,
    actor: Actor,
    *,
    number: str,
    kind: str,
    occurred_on: date | None = None,
    occurred_at: datetime | None = None,
    decided_on: date | None = None,
    due_on: date | None = None,
    ground: str | None = None,
    by: str | None = None,
    limit: str | None = None,
    title: str = "",
    paper: str = "",
    note: str = "",
    reason: str = "",
    evidence: bytes | None = None,
    evidence_name: str | None = None,
    expected_revision: int | None = None,
) -> Complaint:
    """Append a dated legal act (法定事项) to a complaint; the complaint as it then stands.

    Raises NotFound, BadInput (a day that cannot be), or NotAllowedNow saying which acts the state allows.
    """
    event = NewEvent(
        kind=kind,
        on=day_of(occurred_on, occurred_at),
        at=occurred_at,
        decided_on=decided_on,
        due=due_on,
        ground=ground or None,
        by=by or None,
        limit=limit or None,
        title=title,
        paper=paper,
        note=note,
        reason=reason,
    )
    kept = await keep_evidence(resources, evidence, evidence_name)
    async with acting(resources, actor, "record_legal_event") as entry:
        case = await locked(resources, number, expected_revision=expected_revision)
        entry.about("complaint", case.number, case=case.number)
        entry.reason = reason
        standing = await records.events_of(resources.database, case.id)
        _check(resources, case, standing, event)
        if is_receipt(kind) and resources.clock.today() - event.on > BACKDATING:
            raise NotAllowedNow("errors.receipt_two_people", number=number)
        evidence_sha = await kept.register(resources) if kept else None
        entry.before, entry.after = await append_event(resources, actor, case, event, standing, evidence=evidence_sha)
    return await standing_complaint(resources, number)


async def correct_legal_event(
    resources: Resources,
    actor: Actor,
    *,
    number: str,
    event_id: int,
    reason: str,
    occurred_on: date | None = None,
    occurred_at: datetime | None = None,
    **changes: Any,
) -> Complaint:
    """Put another event in the place of a recorded one; without a new day the old one is only taken back.

    Both stay in the history. A reason is required.
    """
    require_reason(reason)
    async with acting(resources, actor, "correct_legal_event") as entry:
        case = await locked(resources, number)
        entry.about("complaint", case.number, case=case.number)
        entry.reason = reason
        standing = await records.events_of(resources.database, case.id)
        old = next((event for event in standing if event.id == event_id), None)
        if old is None:
            raise NotFound("errors.event_not_found", number=number)
        event = correction_of(old, reason, occurred_on, occurred_at, changes)
        if is_receipt(old.kind) and (event.kind == "corrected" or (event.on, event.at) != (old.on, old.at)):
            raise NotAllowedNow("errors.receipt_two_people", number=number)
        _check(resources, case, standing, event)
        entry.before, entry.after = await append_event(resources, actor, case, event, standing)
        entry.before["event"] = event_facts(old)
        await follow_receipt(resources, case, old, event)
    return await standing_complaint(resources, number)


async def recount(
    resources: Resources,
    actor: Actor,
    *,
    numbers: Iterable[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Count the clocks of open complaints anew under the law and calendar on board; how many complaints changed.

    Closed cases never move. Each complaint is a transaction and an entry of its own.
    """
    wanted = list(numbers) if numbers is not None else await _open_numbers(resources)
    changed = 0
    for position, number in enumerate(wanted):
        async with acting(resources, actor, "recount") as entry:
            case = await locked(resources, number)
            entry.about("complaint", case.number, case=case.number)
            standing = await records.events_of(resources.database, case.id)
            before = await _due_summary(resources, case.id)
            if await project(resources, case, standing):
                changed += 1
                entry.before, entry.after = before, await _due_summary(resources, case.id)
            else:
                entry.silent = True
        if progress:
            progress(position + 1, len(wanted))
    return changed


async def allowed_steps(resources: Resources, case: Complaint) -> tuple[Step, ...]:
    """Every legal act with whether it may be recorded now, and if not, why."""
    standing = await records.events_of(resources.database, case.id)
    allowed = frozenset(allowed_acts(standing, resources.settings.profile))
    today = resources.clock.today()
    steps = []
    for kind in TRANSITIONS:
        why, why_en = "", ""
        if kind not in allowed:
            try:
                check_step(standing, NewEvent(kind, today), resources.settings.profile, today)
            except StepRefused as refused:
                why, why_en = refused.said.zh, refused.said.en
        steps.append(
            Step(kind, act_label(kind), act_label(kind, language="en"), kind in allowed, why_not=why, why_not_en=why_en)
        )
    return tuple(steps)


async def locked(resources: Resources, number: str, *, expected_revision: int | None = None) -> Complaint:
    """The complaint, held against other writers until the transaction ends; raises when someone changed it first."""
    case = await records.complaint(resources.database, number, for_update=True)
    if case is None:
        raise NotFound("errors.complaint_not_found", number=number)
    if expected_revision is not None and case.revision != expected_revision:
        raise NotAllowedNow("errors.changed_meanwhile", number=number)
    return case


async def standing_complaint(resources: Resources, number: str) -> Complaint:
    case = await records.complaint(resources.database, number)
    if case is None:
        raise NotFound("errors.complaint_not_found", number=number)
    return case


async def append_event(
    resources: Resources,
    actor: Actor,
    case: Complaint,
    event: NewEvent,
    standing: tuple[RecordedEvent, ...],
    *,
    evidence: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inside a verb's transaction: append, recount, set the status. (before, after) for the audit entry."""
    event = await masked_event(resources, case.number, event)
    before = {"status": case.status, "deadlines": await _due_summary(resources, case.id)}
    event_id = await records.insert_event(
        resources.database,
        complaint_id=case.id,
        values={
            "kind": event.kind,
            "occurred_on": event.on,
            "occurred_at": event.at,
            "decided_on": event.decided_on,
            "due_on": event.due,
            "ground": event.ground,
            "span": event.by,
            "limit_id": event.limit,
            "title": event.title,
            "paper": event.paper,
            "note": event.note,
            "reason": event.reason,
            "evidence": evidence,
            "corrects": event.supersedes,
        },
        at=resources.clock.now(),
        by=actor.user_id or None,
    )
    standing = await records.events_of(resources.database, case.id)
    if not await project(resources, case, standing):
        await records.update_complaint(resources.database, case.id, {}, at=resources.clock.now())
    fresh = await records.complaint_by_id(resources.database, case.id)
    after = {
        "event_id": event_id,
        "event": event_facts(event),
        "evidence": evidence or "",
        "status": fresh.status if fresh else case.status,
        "deadlines": await _due_summary(resources, case.id),
    }
    return before, after


async def project(resources: Resources, case: Complaint, standing: tuple[RecordedEvent, ...]) -> bool:
    """Derive clocks and status from the events and store them; False, and nothing written, when nothing differs."""
    outcome = clocks_of_case(
        resources,
        standing,
        regimes=case.regimes,
        facts=case.facts,
        today=resources.clock.today(),
        now=resources.clock.now(),
    )
    status = status_after(standing, resources.settings.profile).value
    changed = await replace_clocks(resources.database, case.id, outcome.deadlines)
    if not changed and status == case.status:
        return False
    await records.update_complaint(resources.database, case.id, {"status": status}, at=resources.clock.now())
    return True


def _check(resources: Resources, case: Complaint, standing: tuple[RecordedEvent, ...], event: NewEvent) -> None:
    today = resources.clock.today()
    require_step(resources, case, standing, event, today=today)
    if event.kind != "corrected":
        check_fields(event)
    if today - event.on > BACKDATING and not event.reason.strip() and event.kind != "corrected":
        raise BadInput("errors.backdating_reason", fields={"reason": "errors.backdating_reason"}, day=event.on)


async def _due_summary(resources: Resources, complaint_id: int) -> dict[str, str]:
    rows = await resources.database.fetch(
        "SELECT regime, limit_id, due_on, due_at FROM due_dates WHERE complaint_id = {} ORDER BY id", complaint_id
    )
    return {
        f"{row['regime']}.{row['limit_id']}": str(row["due_on"] or (row["due_at"].isoformat() if row["due_at"] else ""))
        for row in rows
    }


async def _open_numbers(resources: Resources) -> list[str]:
    rows = await resources.database.fetch(
        "SELECT number FROM complaints WHERE status NOT IN ('closed', 'transferred', 'returned', 'withdrawn') ORDER BY id"
    )
    return [row["number"] for row in rows]
