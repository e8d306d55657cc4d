"""一并签发: several approved papers from the list of waiting ones, followed by a bar, told document by document."""

from litestar import Request, Response, get, post

from compliance.casework.issuing import issue_documents
from compliance.errors import ComplianceError, NotFound
from compliance.web.fields import fields_of
from compliance.web.law_jobs import Job, carry_out, jobs_of
from compliance.web.page import actor_of, go, page, resources_of
from compliance.web.pages.case_steps import HIDDEN


@post("/reviews/issue", opt={"act": "issue_document"}, **HIDDEN)
async def issue_many(request: Request) -> Response:
    """Begin to issue the papers that were ticked."""
    fields, resources, actor = await fields_of(request), resources_of(request), actor_of(request)
    chosen = fields.many("every" if fields.text("all") else "document")
    ids = [int(value) for value in chosen if value.isascii() and value.isdigit() and len(value) < 19]

    async def work(progress):
        return await issue_documents(resources, actor, document_ids=ids, progress=progress)

    return await carry_out(
        request, what="issue", work=work, target=_result, again=_refused, follow="/reviews/issued/{key}"
    )


@get("/reviews/issued/{key:str}", opt={"act": "issue_document"}, include_in_schema=False)
async def issued_many(request: Request, key: str) -> Response:
    """How far it is; at the end what became of each paper."""
    job = jobs_of(request).get(key, actor_of(request))
    if job is None or job.what != "issue":
        raise NotFound("issuing.gone")
    if job.state == "running":
        return await page(request, "batch_issue.html", here="reviews", job=job, outcomes=())
    if job.refusal is not None:
        return await _refused(request, job.refusal)
    return await page(request, "batch_issue.html", here="reviews", job=job, outcomes=job.result)


def _result(job: Job) -> str:
    return f"/reviews/issued/{job.key}"


async def _refused(request: Request, refusal: ComplianceError) -> Response:
    if refusal.status == 422:
        return go("/reviews", said="choose_papers")
    raise refusal
