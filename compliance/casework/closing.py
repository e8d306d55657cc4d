"""办结 close and 重新办理 reopen."""

from __future__ import annotations

from datetime import date

from compliance.casework.actor import Actor, Entry, acting
from compliance.casework.legal_acts import NewEvent, require_step
from compliance.casework.proceedings import append_event, locked, standing_complaint
from compliance.casework.reasons import require_reason
from compliance.errors import BadInput, NotAllowedNow
from compliance.records import complaints as records
from compliance.records.complaints import Complaint
from compliance.records.filings import filings_of
from compliance.resources import Resources

OUTCOMES = (
    "settled",
    "mediated",
    "explained",
    "compensated",
    "refused",
    "transferred",
    "withdrawn",
    "unfounded",
    "other",
)


async def close_complaint(
    resources: Resources,
    actor: Actor,
    *,
    number: str,
    outcome: str,
    reason: str = "",
    closed_on: date | None = None,
) -> Complaint:
    """Close a complaint (办结). Refused while a filing has no receipt: the proof belongs to the file."""
    if outcome not in OUTCOMES:
        raise BadInput("errors.outcome_unknown", fields={"outcome": "errors.outcome_needed"}, outcome=outcome)
    async with acting(resources, actor, "close_complaint") as entry:
        case = await locked(resources, number)
        entry.about("complaint", number, case=number)
        entry.reason = reason
        missing = [filing for filing in await filings_of(resources.database, case.id) if filing.receipt_on is None]
        if missing:
            raise NotAllowedNow(
                "errors.receipts_missing", number=number, count=len(missing), first=missing[0].addressee
            )
        await records.update_complaint(resources.database, case.id, {"outcome": outcome}, at=resources.clock.now())
        await _append(resources, actor, case, entry, "closed", closed_on, reason)
        entry.after["outcome"] = outcome
    return await standing_complaint(resources, number)


async def reopen_complaint(resources: Resources, actor: Actor, *, number: str, reason: str) -> Complaint:
    """Take a closed complaint up again (重新办理), with a reason; an earlier breach stays a breach."""
    require_reason(reason)
    async with acting(resources, actor, "reopen_complaint") as entry:
        case = await locked(resources, number)
        entry.about("complaint", number, case=number)
        entry.reason = reason
        await _append(resources, actor, case, entry, "reopened", None, reason)
    return await standing_complaint(resources, number)


async def _append(
    resources: Resources, actor: Actor, case: Complaint, entry: Entry, kind: str, on: date | None, reason: str
) -> None:
    standing = await records.events_of(resources.database, case.id)
    today = resources.clock.today()
    event = NewEvent(kind, on or today, note=reason, reason=reason)
    require_step(resources, case, standing, event, today=today)
    entry.before, entry.after = await append_event(resources, actor, case, event, standing)
