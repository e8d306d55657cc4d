"""递交 file and 回执 receipt: what left, to whom, how, when, with what proof; filing and receipt move clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from compliance.casework.actor import Actor, acting
from compliance.casework.drafting import standing_document
from compliance.casework.evidence import keep_evidence
from compliance.casework.legal_acts import NewEvent, day_of, require_step
from compliance.casework.masking import masked
from compliance.casework.proceedings import append_event, locked
from compliance.complaints.lifecycle import allowed_acts
from compliance.errors import BadInput, NotAllowedNow, NotFound
from compliance.records import complaints, filings
from compliance.records.checkpoints import write_checkpoint
from compliance.records.complaints import Complaint
from compliance.records.due_dates import deadlines_of
from compliance.records.filings import Filing
from compliance.resources import Resources
from filings.channels import CHANNELS

FILED_AS: Mapping[str, str] = {
    "acceptance_decision": "accepted",
    "non_acceptance_decision": "not_accepted",
    "mediation_termination_decision": "parties_notified",
    "company_statement": "replied",
    "hotline_reply": "replied",
    "consumer_result_notice": "decision_notified",
}
"""Which legal act it is when a letter of that kind leaves; any other is a plain filing."""

TRACED_BY: Mapping[str, str] = {"portal": "reference", "post": "tracking_number", "email": "to_address"}
"""The field of a channel by which a filing can be found again; it is asked for and kept as ``tracking``."""

_RECORDS_ITS_STEP_FIRST: Mapping[str, str] = {"mediation_termination_decision": "mediation_terminated"}
"""Letters whose own date is a legal act before they are told to anybody."""


async def file_document(
    resources: Resources,
    actor: Actor,
    *,
    document_id: int,
    channel: str,
    addressee: str,
    filed_on: date | None = None,
    filed_at: datetime | None = None,
    tracking: str = "",
    note: str = "",
    reason: str = "",
) -> Filing:
    """File an issued document (递交): the register line and the legal act in one transaction, then a checkpoint.

    Raises NotAllowedNow for a document that is not issued yet, BadInput for what the channel needs and was not given.
    """
    on = _filed_on(resources, filed_on, filed_at)
    _check_channel(channel, addressee, tracking)
    document = await standing_document(resources, document_id)
    if document.status != "issued":
        raise NotAllowedNow("errors.not_issued_yet", title=document.title)
    async with acting(resources, actor, "file_document") as entry:
        case = await locked(resources, document.case_number)
        met_before = await _met(resources, case.id)
        step_first = _RECORDS_ITS_STEP_FIRST.get(document.letter_id)
        if step_first:
            await _record(
                resources, actor, case, step_first, document.step_on, None, None, reason or note, optional=True
            )
        kind = await _kind_of(resources, case, document.letter_id)
        decided = document.step_on if kind in ("accepted", "not_accepted") and document.step_on < on else None
        entry.before, entry.after = await _record(
            resources, actor, case, kind, on, filed_at, decided, reason or note, paper=document.number or ""
        )
        met = [deadline for deadline in await _met(resources, case.id) if deadline not in met_before]
        filing_id = await filings.insert_filing(
            resources.database,
            {
                "complaint_id": case.id,
                "document_id": document.id,
                "channel": channel,
                "addressee": addressee.strip(),
                "filed_on": on,
                "filed_at": filed_at,
                "filed_by": actor.user_id,
                "tracking": tracking.strip(),
                "regime": met[0][0] if met else None,
                "limit_id": met[0][1] if met else None,
                "due_on": met[0][2] if met else None,
                "document_sha256": document.pdf_sha256,
                "receipt_note": "",
                "note": await masked(resources, case.number, note),
                "recorded_at": resources.clock.now(),
            },
        )
        entry.about("filing", filing_id, case=case.number)
        entry.reason = reason
        entry.after |= {
            "document": document.number or "",
            "document_sha256": document.pdf_sha256 or "",
            "channel": channel,
            "addressee": addressee.strip(),
            "tracking": tracking.strip(),
        }
    await write_checkpoint(
        resources.database, resources.settings.checkpoints_dir, at=resources.clock.now(), cause="filing"
    )
    return await standing_filing(resources, filing_id)


async def record_receipt(
    resources: Resources,
    actor: Actor,
    *,
    filing_id: int,
    received_on: date,
    receipt: bytes | None = None,
    receipt_name: str | None = None,
    note: str = "",
) -> Filing:
    """Note the receipt of a filing (回执) with its file; the day it shows is the day of service."""
    known = await standing_filing(resources, filing_id)
    if received_on < known.filed_on:
        raise BadInput(
            "errors.receipt_before_filing", fields={"received_on": "errors.receipt_before_filing"}, day=known.filed_on
        )
    if received_on > resources.clock.today():
        raise BadInput("errors.receipt_future", fields={"received_on": "errors.receipt_future"})
    if receipt is None and not note.strip():
        raise BadInput("errors.receipt_proof_needed", fields={"receipt": "errors.receipt_proof_needed"})
    kept = await keep_evidence(resources, receipt, receipt_name)
    async with acting(resources, actor, "record_receipt") as entry:
        case = await locked(resources, known.case_number)
        sha256 = await kept.register(resources) if kept else None
        done = await filings.set_receipt(
            resources.database,
            filing_id,
            sha256=sha256,
            name=kept.name if kept else None,
            on=received_on,
            note=await masked(resources, case.number, note),
        )
        if not done:
            raise NotAllowedNow("errors.receipt_exists", addressee=known.addressee)
        if "served" in await _allowed(resources, case):
            _, entry.after = await _record(
                resources, actor, case, "served", received_on, None, None, note or "回执", evidence=sha256
            )
        entry.about("filing", filing_id, case=case.number)
        entry.after |= {"receipt_sha256": sha256 or "", "received_on": received_on.isoformat()}
    return await standing_filing(resources, filing_id)


async def standing_filing(resources: Resources, filing_id: int) -> Filing:
    found = await filings.filing(resources.database, filing_id)
    if found is None:
        raise NotFound("errors.filing_not_found", filing=filing_id)
    return found


async def _record(
    resources: Resources,
    actor: Actor,
    case: Complaint,
    kind: str,
    on: date,
    at: datetime | None,
    decided: date | None,
    note: str,
    *,
    paper: str = "",
    evidence: str | None = None,
    optional: bool = False,
) -> tuple[dict, dict]:
    standing = await complaints.events_of(resources.database, case.id)
    event = NewEvent(kind, on, at=at, decided_on=decided, note=note, paper=paper)
    try:
        require_step(resources, case, standing, event, today=resources.clock.today())
    except NotAllowedNow:
        if optional:
            return {}, {}
        raise
    return await append_event(resources, actor, case, event, standing, evidence=evidence)


async def _kind_of(resources: Resources, case: Complaint, letter_id: str) -> str:
    wanted = FILED_AS.get(letter_id, "filed")
    return wanted if wanted in await _allowed(resources, case) else "filed"


async def _allowed(resources: Resources, case: Complaint) -> tuple[str, ...]:
    standing = await complaints.events_of(resources.database, case.id)
    return allowed_acts(standing, resources.settings.profile)


async def _met(resources: Resources, complaint_id: int) -> list[tuple[str, str, date | None]]:
    return [
        (deadline.regime, deadline.limit, deadline.due_on)
        for deadline in await deadlines_of(resources.database, complaint_id)
        if deadline.met_on is not None
    ]


def _filed_on(resources: Resources, on: date | None, at: datetime | None) -> date:
    day = day_of(on if on or at else resources.clock.today(), at)
    if day > resources.clock.today():
        raise BadInput("errors.filed_future", fields={"filed_on": "errors.filed_future"})
    return day


def _check_channel(channel: str, addressee: str, tracking: str) -> None:
    wrong = {}
    if channel not in {known.id for known in CHANNELS}:
        raise BadInput("errors.channel_unknown", channel=channel, known="、".join(known.id for known in CHANNELS))
    if not addressee.strip():
        wrong["addressee"] = "errors.addressee_needed"
    if channel in TRACED_BY and not tracking.strip():
        wrong["tracking"] = "errors.tracking_needed"
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
