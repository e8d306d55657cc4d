"""文书: what is done with a document: draft, save, submit, approve, return, withdraw, issue, file."""

from typing import Any

from litestar import Request, Response, post

from compliance.casework import approvals, drafting, issuing
from compliance.casework.composition import letter_of_draft
from compliance.errors import ComplianceError
from compliance.web.fields import Fields, fields_of
from compliance.web.letter_form import PREFIX, typed_facts
from compliance.web.page import actor_of, go, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.cases import case_page
from compliance.web.pages.documents import deadlines_of_case, document_page, known_document
from compliance.wording import say


@post("/complaints/{number:str}/letters", opt={"act": "draft_letter"}, **HIDDEN)
async def draft(request: Request, number: str) -> Response:
    """Make a draft from the facts of the case."""
    fields = await fields_of(request)
    letter_id, step_on = fields.text("letter_id", required=True), fields.day("step_on")
    if fields.errors:
        return await case_page(request, number, status=422, form=fields.form(), wrong="draft")
    try:
        made = await drafting.draft_letter(
            resources_of(request), actor_of(request), number=number, letter_id=letter_id, step_on=step_on
        )
    except ComplianceError as refusal:
        return await case_page(request, number, status=refusal.status, form=fields.refused(refusal), wrong="draft")
    return go(f"/documents/{made.id}", said="drafted")


@post("/documents/{document_id:int}/facts", opt={"act": "update_draft"}, **HIDDEN)
async def save_facts(request: Request, document_id: int) -> Response:
    """Save the facts; `then` may put the draft up for review at once."""
    resources, fields = resources_of(request), await fields_of(request)
    paper = await known_document(resources, document_id)
    facts = typed_facts(
        letter_of_draft(resources, paper),
        fields,
        known=paper.facts,
        deadlines=await deadlines_of_case(resources, paper),
    )
    revision = fields.number("revision") or 0
    said = "saved"
    try:
        saved = await drafting.update_draft(
            resources, actor_of(request), document_id=document_id, facts=facts, expected_revision=revision
        )
        if fields.text("then") == "submit":
            await drafting.submit_draft(
                resources, actor_of(request), document_id=document_id, expected_revision=saved.revision
            )
            said = "submitted"
    except ComplianceError as refusal:
        return await refused(request, document_id, fields, refusal, "facts")
    return go(f"/documents/{document_id}", said=said)


@post("/documents/{document_id:int}/approve", opt={"act": "approve_document"}, **HIDDEN)
async def approve(request: Request, document_id: int) -> Response:
    """Approve the words that were on the page; what is said next depends on whether a step is left."""
    fields = await fields_of(request)
    try:
        paper = await approvals.approve_document(
            resources_of(request),
            actor_of(request),
            document_id=document_id,
            expected_content_sha256=fields.text("content_sha256"),
        )
    except ComplianceError as refusal:
        return await refused(request, document_id, fields, refusal, "approve")
    return go(f"/documents/{document_id}", said="approved" if paper.status == "approved" else "approved_step")


@post("/documents/{document_id:int}/return", opt={"act": "return_draft"}, **HIDDEN)
async def send_back(request: Request, document_id: int) -> Response:
    """Return the document for changes."""
    fields = await fields_of(request)
    return await do(
        request, document_id, fields, "return", "returned",
        lambda resources, actor: drafting.return_draft(
            resources, actor, document_id=document_id, reason=fields.text("return_reason")
        ),
    )  # fmt: skip


@post("/documents/{document_id:int}/withdraw", opt={"act": "withdraw_document"}, **HIDDEN)
async def withdraw(request: Request, document_id: int) -> Response:
    """Take the document back."""
    fields = await fields_of(request)
    return await do(
        request, document_id, fields, "withdraw", "withdrawn",
        lambda resources, actor: drafting.withdraw_document(
            resources, actor, document_id=document_id, reason=fields.text("withdraw_reason")
        ),
    )  # fmt: skip


@post("/documents/{document_id:int}/issue", opt={"act": "issue_document"}, **HIDDEN)
async def issue(request: Request, document_id: int) -> Response:
    """Issue the document."""
    fields = await fields_of(request)
    return await do(
        request, document_id, fields, "issue", "issued",
        lambda resources, actor: issuing.issue_document(
            resources, actor, document_id=document_id, expected_revision=fields.number("revision")
        ),
    )  # fmt: skip


async def do(request: Request, document_id: int, fields: Fields, form: str, said: str, verb: Any) -> Response:
    try:
        await verb(resources_of(request), actor_of(request))
    except ComplianceError as refusal:
        return await refused(request, document_id, fields, refusal, form)
    return go(f"/documents/{document_id}", said=said)


async def refused(request: Request, document_id: int, fields: Fields, refusal: ComplianceError, form: str) -> Response:
    if refusal.status not in (403, 409, 422):
        raise refusal
    fields.take(refusal)
    if form == "facts":
        fields.errors = await _named_facts(request, document_id, fields)
    shown = fields.form(message="" if fields.errors else refusal.message(fields.lang))
    return await document_page(request, document_id, status=refusal.status, form=shown, wrong=form)


async def _named_facts(request: Request, document_id: int, fields: Fields) -> dict[str, str]:
    """Each refused fact under its field's name, its sentence opening with what the fact is."""
    resources = resources_of(request)
    letter = letter_of_draft(resources, await known_document(resources, document_id))
    meanings = {spec.name: spec.meaning for spec in letter.facts}
    empty = {spec.name for spec in letter.required_facts if not fields.many(f"{PREFIX}{spec.name}")}
    found = {}
    for name, problem in fields.errors.items():
        sentence = say("letters.fill_in", fields.lang) if name in empty else problem
        opening = meanings[name] + ("：" if fields.lang == "zh" else ": ") if name in meanings else ""
        found[f"{PREFIX}{name}"] = opening + sentence
    return found
