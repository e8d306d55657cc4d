"""更正文书: start the document that corrects an issued one."""

from litestar import Request, Response, post

from compliance.casework.corrections import correct_document
from compliance.errors import ComplianceError
from compliance.web.fields import fields_of
from compliance.web.page import actor_of, go, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.document_acts import refused


@post("/documents/{document_id:int}/correct", opt={"act": "draft_letter"}, **HIDDEN)
async def correct(request: Request, document_id: int) -> Response:
    """Make the draft of the correction and go to it."""
    fields = await fields_of(request)
    try:
        draft = await correct_document(
            resources_of(request),
            actor_of(request),
            document_id=document_id,
            reason=fields.text("correction_reason", most=500),
        )
    except ComplianceError as refusal:
        return await refused(request, document_id, fields, refusal, "correct")
    return go(f"/documents/{draft.id}", said="correction_drafted")
