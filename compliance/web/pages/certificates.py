"""期限说明 as a file: the certificate of one clock, PDF or DOCX."""

from litestar import Request, Response, get

from compliance.casework.certificates import certify_deadline, clock_of_key
from compliance.errors import NotFound
from compliance.web.page import actor_of, resources_of
from compliance.web.replies import DOCX, download


@get("/complaints/{number:str}/certificate/{kind:str}", opt={"act": "export"}, include_in_schema=False)
async def certificate(request: Request, number: str, kind: str) -> Response:
    """The certificate of the clock that `clock` names (regime, limit and start)."""
    if kind not in ("pdf", "docx"):
        raise NotFound("errors.file_not_found")
    regime, limit, started_on = clock_of_key(request.query_params.get("clock", ""))
    made = await certify_deadline(
        resources_of(request), actor_of(request), number=number, regime=regime, limit=limit, started_on=started_on
    )
    name = f"期限说明 {number} {started_on}.{kind}"
    if kind == "pdf":
        return download(made.pdf, name, media_type="application/pdf")
    return download(made.docx, name, media_type=DOCX)
