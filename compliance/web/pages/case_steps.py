"""What is done on a case page: each form is one verb; a refusal shows the page again with the form as it was sent."""

from collections.abc import Awaitable
from typing import Any

from litestar import Request, Response, post

from compliance.casework import assessment, closing, proceedings
from compliance.errors import BadInput, ComplianceError
from compliance.web.case_law import receipt_address
from compliance.web.checklists import ground_note
from compliance.web.fields import Fields, fields_of
from compliance.web.page import actor_of, go, resources_of
from compliance.web.pages.cases import case_page, known_case

HIDDEN = {"include_in_schema": False, "status_code": 200}
_SPANS = ("working days", "days", "hours", "months")


async def attempt(
    request: Request, number: str, fields: Fields, form: str, verb: Awaitable[Any], said: str, *, receipt: str = ""
) -> Response:
    """Run a verb; go back to the case when it is done, or show its refusal in the form it came from.

    A day of receipt that takes two people leads to `receipt`, the address where it is put forward.
    """
    try:
        await verb
    except ComplianceError as refusal:
        if receipt and refusal.message_id == "errors.receipt_two_people":
            return go(receipt, said="receipt_two_people")
        if refusal.status not in (409, 422):
            raise
        return await case_page(request, number, status=refusal.status, form=fields.refused(refusal), wrong=form)
    return go(f"/complaints/{number}", said=said)


@post("/complaints/{number:str}/events", opt={"act": "record_legal_event"}, request_max_body_size=21_000_000, **HIDDEN)
async def record_event(request: Request, number: str) -> Response:
    """Record a legal act."""
    fields = await fields_of(request)
    kind = fields.text("kind", required=True)
    day, instant = fields.moment("occurred_on", required=True)
    decided, due = fields.day("decided_on"), fields.day("due_on")
    evidence, name = await fields.upload("evidence")
    amount, unit = fields.text("by_amount"), fields.choice("by_unit", _SPANS)
    if fields.errors:
        return await case_page(request, number, status=422, form=fields.form(), wrong="event")
    case = await known_case(resources_of(request), number)
    said = await ground_note(resources_of(request), case, fields, act=kind, on=day or fields.today)
    if fields.errors:
        return await case_page(request, number, status=422, form=fields.form(), wrong="event")
    verb = proceedings.record_legal_event(
        resources_of(request),
        actor_of(request),
        number=number,
        kind=kind,
        occurred_on=day,
        occurred_at=instant,
        decided_on=decided,
        due_on=due,
        ground=fields.text("ground") or None,
        by=f"{amount} {unit}" if amount else None,
        limit=fields.text("limit") or None,
        title=fields.text("paper_title"),
        paper=fields.text("paper_number"),
        note="\n".join(words for words in (said, fields.text("note")) if words),
        reason=fields.text("reason"),
        evidence=evidence,
        evidence_name=name,
        expected_revision=fields.number("revision"),
    )
    elsewhere = receipt_address(
        number, corrects=None, kind=kind, on=fields.text("occurred_on"), reason=fields.text("reason")
    )
    return await attempt(request, number, fields, "event", verb, "recorded", receipt=elsewhere)


@post("/complaints/{number:str}/events/{event_id:int}/correct", opt={"act": "correct_legal_event"}, **HIDDEN)
async def correct_event(request: Request, number: str, event_id: int) -> Response:
    """Put a corrected event in the place of a recorded one, or take it back."""
    fields = await fields_of(request)
    day, instant = fields.moment("correct_on")
    reason = fields.text("correct_reason")
    if fields.errors:
        return await case_page(request, number, status=422, form=fields.form(), wrong=f"correct-{event_id}")
    verb = proceedings.correct_legal_event(
        resources_of(request),
        actor_of(request),
        number=number,
        event_id=event_id,
        reason=reason,
        occurred_on=day,
        occurred_at=instant,
    )
    elsewhere = receipt_address(number, corrects=event_id, on=fields.text("correct_on"), reason=reason)
    return await attempt(request, number, fields, f"correct-{event_id}", verb, "corrected", receipt=elsewhere)


@post("/complaints/{number:str}/remarks", opt={"act": "add_remark"}, **HIDDEN)
async def add_remark(request: Request, number: str) -> Response:
    """Add an internal remark."""
    fields = await fields_of(request)
    verb = assessment.add_remark(resources_of(request), actor_of(request), number=number, text=fields.text("text"))
    return await attempt(request, number, fields, "remark", verb, "remarked")


@post("/complaints/{number:str}/assign", opt={"act": "assign_complaint"}, **HIDDEN)
async def assign(request: Request, number: str) -> Response:
    """Hand the case to somebody."""
    fields = await fields_of(request)
    verb = assessment.assign_complaint(
        resources_of(request),
        actor_of(request),
        number=number,
        handler_username=fields.text("handler"),
        reason=fields.text("reason"),
    )
    return await attempt(request, number, fields, "assign", verb, "assigned")


@post("/complaints/{number:str}/classify", opt={"act": "classify_complaint"}, **HIDDEN)
async def classify(request: Request, number: str) -> Response:
    """Decide the regimes."""
    fields = await fields_of(request)
    verb = assessment.classify_complaint(
        resources_of(request),
        actor_of(request),
        number=number,
        regimes=fields.many("regimes"),
        reason=fields.text("reason"),
    )
    return await attempt(request, number, fields, "classify", verb, "classified")


@post("/complaints/{number:str}/tier", opt={"act": "set_tier"}, **HIDDEN)
async def set_tier(request: Request, number: str) -> Response:
    """Set the warning tier."""
    fields = await fields_of(request)
    verb = assessment.set_tier(
        resources_of(request),
        actor_of(request),
        number=number,
        tier=fields.text("tier"),
        reason=fields.text("reason"),
    )
    return await attempt(request, number, fields, "tier", verb, "saved")


@post("/complaints/{number:str}/edit", opt={"act": "edit_complaint"}, **HIDDEN)
async def edit(request: Request, number: str) -> Response:
    """Change the particulars that a person may change; only fields that differ from what was shown are sent on."""
    fields = await fields_of(request)
    changes: dict[str, Any] = {}
    for name in ("title", "authority", "category", "respondent_name", "respondent_code"):
        value = fields.text(name)
        if value != fields.text(f"was_{name}"):
            changes[name] = value
    for name in ("name", "phone", "address", "id_number"):
        value = fields.text(f"new_{name}")
        if value:
            changes[f"complainant.{name}"] = value
    if not changes:
        return go(f"/complaints/{number}")
    verb = assessment.edit_complaint(
        resources_of(request),
        actor_of(request),
        number=number,
        changes=changes,
        expected_revision=fields.number("revision") or 0,
    )
    return await attempt(request, number, fields, "edit", verb, "saved")


@post("/complaints/{number:str}/reveal", opt={"act": "reveal"}, **HIDDEN)
async def reveal(request: Request, number: str) -> Response:
    """Show one personal value in clear, once, on record."""
    fields = await fields_of(request)
    name = fields.text("field")
    try:
        value = await assessment.reveal_personal(
            resources_of(request), actor_of(request), number=number, field=name, reason=fields.text("reveal_reason")
        )
    except BadInput as refusal:
        fields.errors["reveal_reason"] = refusal.message(fields.lang)
        return await case_page(request, number, status=422, form=fields.form(), wrong="reveal")
    return await case_page(request, number, form=fields.form(), revealed={"field": name, "value": value})


@post("/complaints/{number:str}/close", opt={"act": "close_complaint"}, **HIDDEN)
async def close(request: Request, number: str) -> Response:
    """Close the case."""
    fields = await fields_of(request)
    verb = closing.close_complaint(
        resources_of(request),
        actor_of(request),
        number=number,
        outcome=fields.text("outcome"),
        reason=fields.text("reason"),
    )
    return await attempt(request, number, fields, "close", verb, "closed")


@post("/complaints/{number:str}/reopen", opt={"act": "reopen_complaint"}, **HIDDEN)
async def reopen(request: Request, number: str) -> Response:
    """Reopen the case."""
    fields = await fields_of(request)
    verb = closing.reopen_complaint(
        resources_of(request), actor_of(request), number=number, reason=fields.text("reason")
    )
    return await attempt(request, number, fields, "reopen", verb, "reopened")
