"""文书: letting a finding of the gate pass, from the list beside the draft."""

from litestar import Request, Response, post

from compliance.casework.gate import override_finding
from compliance.errors import ComplianceError
from compliance.web.fields import fields_of
from compliance.web.page import actor_of, go, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.document_acts import refused


@post("/documents/{document_id:int}/gate/overrides", opt={"act": "override_finding"}, **HIDDEN)
async def override(request: Request, document_id: int) -> Response:
    """Let one finding pass in the words that were on the page."""
    fields = await fields_of(request)
    try:
        await override_finding(
            resources_of(request),
            actor_of(request),
            document_id=document_id,
            finding_id=fields.text("finding"),
            reason=fields.text("reason"),
            expected_content_sha256=fields.text("content_sha256"),
        )
    except ComplianceError as refusal:
        return await refused(request, document_id, fields, refusal, "override")
    return go(f"/documents/{document_id}#checks", said="overridden")
