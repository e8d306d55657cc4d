"""递交 file and 回执 receipt: what left, to whom, how, when, with what proof; filing and receipt move clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.casework.actor import Actor, Entry, acting
from compliance.casework.drafting import standing_document
from compliance.casework.evidence import KeptEvidence, keep_evidence
from compliance.casework.filing_acts import Recorded, Sent, record_acts, record_arrival
from compliance.casework.legal_acts import day_of
from compliance.casework.masking import masked
from compliance.casework.proceedings import locked
from compliance.complaints.filing_subjects import subject_words
from compliance.errors import BadInput, NotAllowedNow, NotFound
from compliance.records import filings
from compliance.records.checkpoints import write_checkpoint
from compliance.records.complaints import Complaint
from compliance.records.documents import CaseDocument
from compliance.records.due_dates import deadlines_of
from compliance.records.filings import Filing
from compliance.resources import Resources
from filings.channels import CHANNELS
from filings.printable import text_problem

TRACED_BY: Mapping[str, str] = {"portal": "reference", "post": "tracking_number", "email": "to_address"}
"""The field of a channel by which a filing can be found again; it is asked for and kept as ``tracking``."""
LONGEST_FIELD = 200
LONGEST_NUMBER = 120


@dataclass(frozen=True)
class Proof:
    """The receipt that came with the filing: its day, its file or a note of how it is known."""

    received_on: date
    content: bytes | None = None
    name: str | None = None
    note: str = ""


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
    fields: Mapping[str, str] | None = None,
    act: str | None = None,
    note: str = "",
    reason: str = "",
    proof: Proof | None = None,
) -> Filing:
    """File an issued document (递交): register line, legal act and receipt in one transaction, then a checkpoint.

    ``fields`` are what the channel records beyond the tracking number; ``act`` says which of the letter's acts it is
    ("" none, None the usual one). Raises NotAllowedNow for a document that is not issued yet, BadInput for what the
    channel needs and was not given, or for an act that the letter cannot be.
    """
    on = _filed_on(resources, filed_on, filed_at)
    particulars = _particulars(channel, addressee, tracking, fields or {})
    document = await standing_document(resources, document_id)
    if document.status != "issued":
        raise NotAllowedNow("errors.not_issued_yet", title=document.title)
    if proof:
        _check_proof(resources, proof, filed_on=on)
    kept = await keep_evidence(resources, proof.content, proof.name) if proof else None
    async with acting(resources, actor, "file_document") as entry:
        case = await locked(resources, document.case_number)
        met_before = await _met(resources, case.id)
        done = await record_acts(resources, actor, case, Sent(document, on, filed_at, reason or note), act=act)
        entry.before, entry.after = done.before, dict(done.after)
        met = [one for one in await _met(resources, case.id) if one not in met_before and one[3] in done.told]
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
            fields=particulars,
            acts=done.acts,
            about=subject_words(case, document.facts),
        )
        entry.about("filing", filing_id, case=case.number)
        entry.reason = reason
        entry.after |= _said(document, done, channel=channel, addressee=addressee, tracking=tracking)
        if proof:
            await _receive(resources, actor, entry, case, filing_id, document.letter_id, done.acts, proof, kept)
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
    proof = Proof(received_on, receipt, receipt_name, note)
    _check_proof(resources, proof, filed_on=known.filed_on)
    kept = await keep_evidence(resources, receipt, receipt_name)
    async with acting(resources, actor, "record_receipt") as entry:
        case = await locked(resources, known.case_number)
        await _receive(resources, actor, entry, case, filing_id, known.letter_id, known.acts, proof, kept)
        entry.about("filing", filing_id, case=case.number)
    return await standing_filing(resources, filing_id)


async def _receive(
    resources: Resources,
    actor: Actor,
    entry: Entry,
    case: Complaint,
    filing_id: int,
    letter_id: str | None,
    acts: tuple[str, ...],
    proof: Proof,
    kept: KeptEvidence | None,
) -> None:
    sha256 = await kept.register(resources) if kept else None
    note = await masked(resources, case.number, proof.note)
    done = await filings.set_receipt(
        resources.database,
        filing_id,
        sha256=sha256,
        name=kept.name if kept else None,
        on=proof.received_on,
        note=note,
    )
    if not done:
        known = await standing_filing(resources, filing_id)
        raise NotAllowedNow("errors.receipt_exists", addressee=known.addressee)
    arrival = await record_arrival(
        resources,
        actor,
        case,
        letter_id=letter_id,
        acts=acts,
        on=proof.received_on,
        note=proof.note or "回执",
        evidence=sha256,
    )
    entry.after |= arrival | {"receipt_sha256": sha256 or "", "received_on": proof.received_on.isoformat()}


async def standing_filing(resources: Resources, filing_id: int) -> Filing:
    found = await filings.filing(resources.database, filing_id)
    if found is None:
        raise NotFound("errors.filing_not_found", filing=filing_id)
    return found


async def _met(resources: Resources, complaint_id: int) -> list[tuple[str, str, date | None, str]]:
    return [
        (deadline.regime, deadline.limit, deadline.due_on, deadline.met_by)
        for deadline in await deadlines_of(resources.database, complaint_id)
        if deadline.met_on is not None
    ]


def _said(document: CaseDocument, done: Recorded, *, channel: str, addressee: str, tracking: str) -> dict[str, Any]:
    return {
        "document": document.number or "",
        "document_sha256": document.pdf_sha256 or "",
        "acts": list(done.acts),
        "channel": channel,
        "addressee": addressee.strip(),
        "tracking": tracking.strip(),
    }


def _check_proof(resources: Resources, proof: Proof, *, filed_on: date) -> None:
    if proof.received_on < filed_on:
        raise BadInput(
            "errors.receipt_before_filing", fields={"received_on": "errors.receipt_before_filing"}, day=filed_on
        )
    if proof.received_on > resources.clock.today():
        raise BadInput("errors.receipt_future", fields={"received_on": "errors.receipt_future"})
    if proof.content is None and not proof.note.strip():
        raise BadInput("errors.receipt_proof_needed", fields={"receipt": "errors.receipt_proof_needed"})


def _filed_on(resources: Resources, on: date | None, at: datetime | None) -> date:
    day = day_of(on if on or at else resources.clock.today(), at)
    if day > resources.clock.today():
        raise BadInput("errors.filed_future", fields={"filed_on": "errors.filed_future"})
    return day


def _particulars(channel: str, addressee: str, tracking: str, fields: Mapping[str, str]) -> dict[str, str]:
    """What the channel records of this filing, by the names of its fields; everything that is wrong at once."""
    wrong = {}
    known = next((one for one in CHANNELS if one.id == channel), None)
    if known is None:
        raise BadInput("errors.channel_unknown", channel=channel, known="、".join(known.id for known in CHANNELS))
    if not addressee.strip() or text_problem(addressee.strip()):
        wrong["addressee"] = "errors.addressee_needed"
    if channel in TRACED_BY and not tracking.strip():
        wrong["tracking"] = "errors.tracking_needed"
    for name, value, most in (("addressee", addressee, LONGEST_FIELD), ("tracking", tracking, LONGEST_NUMBER)):
        if len(value.strip()) > most:
            wrong[name] = "filing.field_too_long"
    asked = {field.name for field in known.filing_fields}
    for name, value in fields.items():
        if name not in asked:
            wrong[name] = "filing.field_not_of_channel"
        elif len(value) > LONGEST_FIELD:
            wrong[name] = "filing.field_too_long"
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    given = {name: value.strip() for name, value in fields.items() if value.strip()}
    return given | ({TRACED_BY[channel]: tracking.strip()} if channel in TRACED_BY else {})
