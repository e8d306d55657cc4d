"""文书核验: a number, a printed code or the PDF itself → the issued document, and what became of it."""

from litestar import Request, Response, get, post

from compliance.casework.verifying import verify_document
from compliance.errors import ComplianceError
from compliance.web.fields import fields_of
from compliance.web.page import Form, actor_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN


@get("/verify", opt={"act": "read"}, include_in_schema=False)
async def verify_page(request: Request) -> Response:
    """The form; `asked` fills it in."""
    form = Form(values={"asked": request.query_params.get("asked", "")[:200]})
    return await page(request, "verify.html", here="verify", f=form, answer=None)


@post("/verify", opt={"act": "read"}, request_max_body_size=21_000_000, **HIDDEN)
async def verify(request: Request) -> Response:
    """What the number, code or file belongs to; the look is on record."""
    fields = await fields_of(request)
    content, _ = await fields.upload("file")
    try:
        answer = await verify_document(
            resources_of(request), actor_of(request), asked=fields.text("asked", most=200), content=content
        )
    except ComplianceError as refusal:
        if refusal.status != 422:
            raise
        return await page(request, "verify.html", here="verify", status=422, f=fields.refused(refusal), answer=None)
    return await page(request, "verify.html", here="verify", f=fields.form(), answer=answer)
