"""补登、更正收到日: what another day of receipt would move, shown first; then evidence, a reason, and a second person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from litestar import Request, Response, get, post

from compliance.casework import receipts as verbs
from compliance.casework.what_if import Outlook
from compliance.complaints.dates import DateRefused, read_moment, split_moment
from compliance.complaints.transitions import is_receipt
from compliance.errors import ComplianceError, NotAllowedNow, NotFound
from compliance.records.complaints import Complaint, RecordedEvent, events_of
from compliance.records.receipts import ReceiptProposal, proposals_waiting
from compliance.records.receipts import proposal as one_proposal
from compliance.roles import may
from compliance.web import law_view
from compliance.web.case_law import RECEIPTS
from compliance.web.fields import fields_of
from compliance.web.page import Form, actor_of, go, lang_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.cases import known_case
from compliance.wording import say


@dataclass
class Asked:
    """The receipt that an address or a form asks about; ``old`` is the recorded one that it would replace."""

    kind: str
    old: RecordedEvent | None
    on: date | None = None
    at: datetime | None = None
    due: date | None = None

    @property
    def said(self) -> bool:
        return self.on is not None


@get("/complaints/{number:str}/receipt", opt={"act": "record_legal_event"}, include_in_schema=False)
async def receipt_form(request: Request, number: str) -> Response:
    """The form: first the day, then what moves with it, then evidence and reason."""
    return await _receipt_page(request, number, request.query_params)


@post(
    "/complaints/{number:str}/receipt",
    opt={"act": "record_legal_event"},
    request_max_body_size=21_000_000,
    **HIDDEN,
)
async def propose(request: Request, number: str) -> Response:
    """Put another day of receipt forward, with its evidence."""
    fields = await fields_of(request)
    case = await known_case(resources_of(request), number)
    values = {name: fields.text(name) for name in ("corrects", "kind", "on", "due", "reason", "title", "paper")}
    asked, errors = await _asked(request, case, values)
    evidence, name = await fields.upload("evidence")
    if errors or not asked.said:
        return await _receipt_page(request, number, values, status=422)
    try:
        made = await verbs.propose_receipt(
            resources_of(request),
            actor_of(request),
            number=number,
            reason=values["reason"],
            evidence=evidence,
            evidence_name=name,
            kind=asked.kind,
            occurred_on=asked.on,
            occurred_at=asked.at,
            due_on=asked.due,
            title=values["title"],
            paper=values["paper"],
            corrects=asked.old.id if asked.old else None,
        )
    except ComplianceError as refusal:
        if refusal.status not in (409, 413, 422):
            raise
        fields.take(refusal)
        message = "" if fields.errors else refusal.message(fields.lang)
        return await _receipt_page(
            request, number, values, status=refusal.status, errors=fields.errors, message=message
        )
    return go(f"/receipts?said=receipt_proposed#receipt-{made.id}")


@get("/receipts", opt={"act": "read"}, include_in_schema=False)
async def show_receipts(request: Request) -> Response:
    """The proposals that wait, oldest first, each with its evidence and what it moves."""
    return await _waiting_page(request)


@post("/receipts/{proposal_id:int}/confirm", opt={"act": "confirm_receipt"}, **HIDDEN)
async def confirm(request: Request, proposal_id: int) -> Response:
    """Record it: the second person's act."""
    fields = await fields_of(request)
    try:
        case = await verbs.confirm_receipt(
            resources_of(request), actor_of(request), proposal_id=proposal_id, reason=fields.text("reason")
        )
    except ComplianceError as refusal:
        return await _refused(request, refusal, proposal_id, fields.refused(refusal))
    return go(f"/complaints/{case.number}", said="receipt_recorded")


@post("/receipts/{proposal_id:int}/refuse", opt={"act": "record_legal_event"}, **HIDDEN)
async def refuse(request: Request, proposal_id: int) -> Response:
    """Turn it down, or take one's own back."""
    fields = await fields_of(request)
    try:
        decided = await verbs.refuse_receipt(
            resources_of(request), actor_of(request), proposal_id=proposal_id, reason=fields.text("reason")
        )
    except ComplianceError as refusal:
        return await _refused(request, refusal, proposal_id, fields.refused(refusal))
    return go("/receipts", said=f"receipt_{decided.state}")


async def _receipt_page(
    request: Request,
    number: str,
    values: Mapping[str, str],
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    message: str = "",
) -> Response:
    resources, lang = resources_of(request), lang_of(request)
    case = await known_case(resources, number)
    asked, wrong = await _asked(request, case, values)
    outlook: Outlook | None = None
    if asked.said and not wrong:
        try:
            outlook = await verbs.receipt_outlook(
                resources,
                number=number,
                kind=asked.kind,
                occurred_on=asked.on,
                occurred_at=asked.at,
                due_on=asked.due,
                corrects=asked.old.id if asked.old else None,
            )
        except ComplianceError as refusal:
            if refusal.status not in (409, 422):
                raise
            message, status = refusal.message(lang), refusal.status
    typed = {name: values.get(name, "") for name in ("corrects", "kind", "on", "due", "reason", "title", "paper")}
    typed["kind"] = asked.kind
    return await page(
        request,
        "receipt.html",
        here="register",
        status=status,
        case=case,
        asked=asked,
        kinds=RECEIPTS,
        f=Form(values=typed, errors={**wrong, **(errors or {})}, message=message),
        outlook=outlook,
        end=_end_of,
        end_words=lambda value: law_view.end_words(value, lang),
    )


async def _asked(request: Request, case: Complaint, values: Mapping[str, str]) -> tuple[Asked, dict[str, str]]:
    """The receipt that the values describe, and what is wrong with them, by field."""
    resources, lang = resources_of(request), lang_of(request)
    corrects, old = values.get("corrects", ""), None
    if corrects:
        standing = await events_of(resources.database, case.id)
        old = next((each for each in standing if str(each.id) == corrects and is_receipt(each.kind)), None)
        if old is None:
            raise NotFound("errors.event_not_found", number=case.number)
    kind = old.kind if old else values.get("kind", "")
    asked, errors = Asked(kind if kind in RECEIPTS else RECEIPTS[0], old), {}
    for name in ("on", "due"):
        typed = values.get(name, "").strip()[:60]
        if not typed:
            continue
        try:
            day, instant = split_moment(read_moment(typed, year=resources.clock.today().year))
        except DateRefused as refused:
            errors[name] = refused.said.speak(lang)
            continue
        if name == "on":
            asked.on, asked.at = day, instant
            if day > resources.clock.today():
                errors[name] = say("errors.received_on_future", lang)
        else:
            asked.due = day
    return asked, errors


async def _waiting_page(request: Request, *, status: int = 200, form: Form | None = None, wrong: int = 0) -> Response:
    resources, actor, lang = resources_of(request), actor_of(request), lang_of(request)
    return await page(
        request,
        "receipts.html",
        here="receipts",
        status=status,
        waiting=await proposals_waiting(resources.database),
        f=form or Form(),
        wrong=wrong,
        me=actor.user_id,
        can_confirm=may(actor.role, "confirm_receipt"),
        can_refuse=may(actor.role, "record_legal_event"),
        end_words=lambda value: law_view.end_words(value, lang),
        stands=lambda value: law_view.state_words(value, lang),
    )


async def _refused(request: Request, refusal: ComplianceError, proposal_id: int, form: Form) -> Response:
    """The list again with the refusal at its proposal; on its own when that is decided or unknown."""
    if refusal.status not in (409, 422):
        raise refusal
    found = await one_proposal(resources_of(request).database, proposal_id)
    if found is None or not _is_open(found):
        raise NotAllowedNow("errors.receipt_decided")
    return await _waiting_page(request, status=refusal.status, form=form, wrong=proposal_id)


def _is_open(proposal: ReceiptProposal) -> bool:
    return proposal.state == "proposed"


def _end_of(deadline: Mapping[str, Any] | None) -> str:
    return (deadline["due_at"] or deadline["due_on"] or "") if deadline else ""
