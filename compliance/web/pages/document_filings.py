"""Recording that an issued document was filed, with its receipt where it is at hand; and its text for portals."""

from litestar import Request, Response, get, post

from compliance.casework import submission
from compliance.casework.submission import TRACED_BY, Proof
from compliance.errors import ComplianceError
from compliance.web import paper as papers
from compliance.web.copy_panel import copy_panel
from compliance.web.fields import Fields, fields_of
from compliance.web.filing_panel import NO_ACT, input_name
from compliance.web.page import actor_of, fragment, go, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.documents import document_page, known_document
from compliance.wording import say
from filings.channels import CHANNELS


@get("/documents/{document_id:int}/copy", opt={"act": "read"}, include_in_schema=False)
async def copying(request: Request, document_id: int) -> Response:
    """The text for a portal as the panel's choices want it."""
    resources = resources_of(request)
    paper = await known_document(resources, document_id)
    words = await papers.words_of(resources, paper)
    return fragment(request, "document_copy.html", paper=paper, copying=await copy_panel(request, paper, words))


@post(
    "/documents/{document_id:int}/filings",
    opt={"act": "file_document"},
    request_max_body_size=21_000_000,
    **HIDDEN,
)
async def file_document(request: Request, document_id: int) -> Response:
    """Record that the issued document was filed."""
    fields = await fields_of(request)
    day, instant = fields.moment("filed_on", required=True)
    channel = fields.choice("channel", {known.id for known in CHANNELS}, required=True)
    addressee = fields.text("addressee", required=True)
    particulars = _particulars(fields, channel)
    tracking = particulars.get(TRACED_BY.get(channel, ""), "") or fields.text("tracking")
    proof = await _proof(fields)
    act = fields.text("act")
    if fields.errors:
        return await document_page(request, document_id, status=422, form=fields.form(), wrong="file")
    try:
        await submission.file_document(
            resources_of(request),
            actor_of(request),
            document_id=document_id,
            channel=channel,
            addressee=addressee,
            filed_on=day,
            filed_at=instant,
            tracking=tracking,
            fields=particulars,
            act=None if not act else "" if act == NO_ACT else act,
            note=fields.text("note"),
            reason=fields.text("reason"),
            proof=proof,
        )
    except ComplianceError as refusal:
        if refusal.status not in (403, 409, 422):
            raise
        fields.take(refusal)
        fields.errors = {_place(name, channel): sentence for name, sentence in fields.errors.items()}
        form = fields.form(message="" if fields.errors else refusal.message(fields.lang))
        return await document_page(request, document_id, status=refusal.status, form=form, wrong="file")
    return go(f"/documents/{document_id}", said="filed")


def _particulars(fields: Fields, channel: str) -> dict[str, str]:
    known = next((one for one in CHANNELS if one.id == channel), None)
    asked = known.filing_fields if known else ()
    return {field.name: value for field in asked if (value := fields.text(input_name(channel, field.name)))}


def _place(name: str, channel: str) -> str:
    """Return the input that a refused field stands in."""
    if name == "tracking" and channel in TRACED_BY:
        return input_name(channel, TRACED_BY[channel])
    known = next((one for one in CHANNELS if one.id == channel), None)
    if known and name in {field.name for field in known.filing_fields}:
        return input_name(channel, name)
    return name


async def _proof(fields: Fields) -> Proof | None:
    """Return the receipt that was given along; a file or a note without its day is a mistake to point out."""
    received_on = fields.day("received_on")
    content, name = await fields.upload("receipt")
    note = fields.text("receipt_note")
    if received_on is None:
        if (content is not None or note) and "received_on" not in fields.errors:
            fields.errors["received_on"] = say("filing.receipt_day", fields.lang)
        return None
    return Proof(received_on, content, name, note)
