"""A receipt dated back (补登、更正收到日): it moves every clock behind it, so it takes evidence and two people.

The proposal shows what would move; only the second person's confirmation records the act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.casework.evidence import keep_evidence
from compliance.casework.legal_acts import (
    NewEvent,
    as_request,
    check_fields,
    correction_of,
    day_of,
    event_facts,
    follow_receipt,
    require_step,
)
from compliance.casework.proceedings import append_event, locked, standing_complaint
from compliance.casework.reasons import require_reason
from compliance.casework.what_if import Outlook, outlook
from compliance.complaints.transitions import is_receipt
from compliance.errors import BadInput, NotAllowedNow, NotFound
from compliance.records import complaints as records
from compliance.records import receipts
from compliance.records.complaints import Complaint, RecordedEvent
from compliance.records.due_dates import deadlines_of
from compliance.records.receipts import ReceiptProposal
from compliance.resources import Resources
from filings.printable import visible


async def receipt_outlook(
    resources: Resources,
    *,
    number: str,
    kind: str = "complaint_received",
    occurred_on: date | None = None,
    occurred_at: datetime | None = None,
    due_on: date | None = None,
    corrects: int | None = None,
) -> Outlook:
    """What a back-dated receipt would move; nothing is written. Raises like `propose_receipt`."""
    case = await standing_complaint(resources, number)
    standing = await records.events_of(resources.database, case.id)
    event = _event(standing, kind, occurred_on, occurred_at, due_on, "", "", "", "", corrects)
    return await _outlook(resources, case, standing, event, corrects)


async def propose_receipt(
    resources: Resources,
    actor: Actor,
    *,
    number: str,
    reason: str,
    evidence: bytes | None,
    evidence_name: str | None,
    kind: str = "complaint_received",
    occurred_on: date | None = None,
    occurred_at: datetime | None = None,
    due_on: date | None = None,
    title: str = "",
    paper: str = "",
    note: str = "",
    corrects: int | None = None,
) -> ReceiptProposal:
    """Put a back-dated receipt, or another day for a recorded one, forward with its evidence and what it would move.

    Raises BadInput without a reason or a file, NotFound, or NotAllowedNow when the act could not stand.
    """
    missing = {} if visible(reason).strip() else {"reason": "errors.reason_needed"}
    kept = await keep_evidence(resources, evidence, evidence_name)
    if kept is None:
        missing["evidence"] = "errors.receipt_evidence"
    if missing or kept is None:
        raise BadInput(next(iter(missing.values())), fields=missing)
    async with acting(resources, actor, "propose_receipt", needs="record_legal_event") as entry:
        case = await locked(resources, number)
        standing = await records.events_of(resources.database, case.id)
        event = _event(standing, kind, occurred_on, occurred_at, due_on, title, paper, note, reason, corrects)
        require_step(resources, case, standing, event, today=resources.clock.today())
        seen = await _outlook(resources, case, standing, event, corrects)
        moves = [_as_move(change.before, change.after) for change in seen.moved]
        proposal_id = await receipts.insert_proposal(
            resources.database,
            {
                "complaint_id": case.id,
                "event": _as_values(event),
                "corrects": corrects,
                "evidence": await kept.register(resources),
                "evidence_name": kept.name,
                "reason": reason,
                "state": "proposed",
                "moves": moves,
                "proposed_by": actor.user_id,
                "proposed_at": resources.clock.now(),
                "decision_reason": "",
            },
        )
        entry.about("receipt_proposal", proposal_id, case=case.number)
        entry.reason = reason
        entry.after = {"event": event_facts(event), "moves": moves, "evidence": kept.sha256}
    return await _standing(resources, proposal_id)


async def confirm_receipt(resources: Resources, actor: Actor, *, proposal_id: int, reason: str) -> Complaint:
    """Record a proposed receipt: the second person's act. Raises NotAllowedNow for the proposer himself."""
    require_reason(reason)
    async with acting(resources, actor, "confirm_receipt") as entry:
        proposal = await _open_proposal(resources, proposal_id)
        if proposal.proposed_by == actor.user_id:
            raise NotAllowedNow("errors.receipt_second_person")
        case = await locked(resources, proposal.number)
        entry.about("receipt_proposal", proposal_id, case=case.number)
        entry.reason = reason
        standing = await records.events_of(resources.database, case.id)
        old = next((each for each in standing if each.id == proposal.corrects), None)
        if proposal.corrects is not None and old is None:
            raise NotFound("errors.event_not_found", number=case.number)
        event = _from_values(proposal)
        require_step(resources, case, standing, event, today=resources.clock.today())
        entry.before, entry.after = await append_event(
            resources, actor, case, event, standing, evidence=proposal.evidence
        )
        if old is not None:
            entry.before["event"] = event_facts(old)
            await follow_receipt(resources, case, old, event)
        await receipts.decide_proposal(
            resources.database,
            proposal_id,
            state="recorded",
            by=actor.user_id,
            at=resources.clock.now(),
            reason=reason,
        )
    return await standing_complaint(resources, proposal.number)


async def refuse_receipt(resources: Resources, actor: Actor, *, proposal_id: int, reason: str) -> ReceiptProposal:
    """Turn a proposed receipt down, or, for its proposer, take it back."""
    require_reason(reason)
    async with acting(resources, actor, "refuse_receipt", needs="record_legal_event") as entry:
        proposal = await _open_proposal(resources, proposal_id)
        state = "withdrawn" if proposal.proposed_by == actor.user_id else "refused"
        entry.about("receipt_proposal", proposal_id, case=proposal.number)
        entry.reason = reason
        entry.before, entry.after = {"state": proposal.state}, {"state": state}
        await receipts.decide_proposal(
            resources.database, proposal_id, state=state, by=actor.user_id, at=resources.clock.now(), reason=reason
        )
    return await _standing(resources, proposal_id)


def _event(
    standing: Sequence[RecordedEvent],
    kind: str,
    on: date | None,
    at: datetime | None,
    due: date | None,
    title: str,
    paper: str,
    note: str,
    reason: str,
    corrects: int | None,
) -> NewEvent:
    if corrects is not None:
        old = next((each for each in standing if each.id == corrects), None)
        if old is None:
            raise NotFound("errors.event_not_found", number=str(corrects))
        return correction_of(old, reason, on, at, {"due_on": due} if due else {})
    if not is_receipt(kind):
        raise BadInput("errors.receipt_kind", fields={"kind": "errors.receipt_kind"})
    return NewEvent(kind, day_of(on, at), at=at, due=due, title=title, paper=paper, note=note, reason=reason)


async def _outlook(
    resources: Resources,
    case: Complaint,
    standing: Sequence[RecordedEvent],
    event: NewEvent,
    corrects: int | None,
) -> Outlook:
    check_fields(event)
    left = [each for each in standing if each.id != corrects]
    stored = await deadlines_of(resources.database, case.id)
    supposed = [] if event.kind == "corrected" else [replace(event, supersedes=None)]
    return outlook(resources, case=case, standing=left, stored=stored, events=supposed)


def _as_move(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, str]:
    shown = after or before or {}
    return {
        "regime": shown["regime"],
        "limit": shown["limit"],
        "label": shown["label"],
        "label_en": shown["label_en"],
        "before": _end(before),
        "after": _end(after),
        "state_before": before["state"] if before else "",
        "state_after": after["state"] if after else "",
    }


def _end(deadline: dict[str, Any] | None) -> str:
    return (deadline["due_on"] or deadline["due_at"] or "") if deadline else ""


def _as_values(event: NewEvent) -> dict[str, Any]:
    values = as_request(event) | {"title": event.title, "paper": event.paper, "note": event.note}
    return {name: value for name, value in values.items() if value}


def _from_values(proposal: ReceiptProposal) -> NewEvent:
    values = dict(proposal.event)
    return NewEvent(
        kind=values.pop("kind"),
        on=date.fromisoformat(values.pop("on")),
        at=datetime.fromisoformat(values.pop("at")) if "at" in values else None,
        decided_on=date.fromisoformat(values.pop("decided_on")) if "decided_on" in values else None,
        due=date.fromisoformat(values.pop("due")) if "due" in values else None,
        reason=proposal.reason,
        supersedes=proposal.corrects,
        **values,
    )


async def _open_proposal(resources: Resources, proposal_id: int) -> ReceiptProposal:
    found = await receipts.proposal(resources.database, proposal_id, for_update=True)
    if found is None:
        raise NotFound("errors.receipt_proposal_not_found", id=proposal_id)
    if found.state != "proposed":
        raise NotAllowedNow("errors.receipt_decided")
    return found


async def _standing(resources: Resources, proposal_id: int) -> ReceiptProposal:
    found = await receipts.proposal(resources.database, proposal_id)
    if found is None:
        raise NotFound("errors.receipt_proposal_not_found", id=proposal_id)
    return found
