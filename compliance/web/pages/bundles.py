"""导出案卷: what to include and why, the wait with its progress, and the download."""

import asyncio
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Stream

from compliance.casework.bundle import Wanted
from compliance.casework.bundle_items import events_with_papers
from compliance.errors import ComplianceError, NotFound
from compliance.records import complaints, documents, due_dates, filings
from compliance.web.bundles import ANSWERED_AT_ONCE, Bundles, Bundling, parts_of
from compliance.web.fields import fields_of
from compliance.web.page import Form, actor_of, go, is_htmx, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.cases import known_case
from compliance.web.replies import streamed
from compliance.wording import say

_TICKS = ("unmasked", "drafts", "without_damaged")


@get("/complaints/{number:str}/bundle", opt={"act": "export"}, include_in_schema=False)
async def bundle_form(request: Request, number: str) -> Response:
    """What the bundle will hold, and the form that begins it."""
    return await _form(request, number)


@post("/complaints/{number:str}/bundle", opt={"act": "export"}, **HIDDEN)
async def begin_bundle(request: Request, number: str) -> Response:
    """Begin to put the bundle together; the next page follows it."""
    fields = await fields_of(request)
    resources, actor = resources_of(request), actor_of(request)
    await known_case(resources, number)
    ticked = {name: bool(fields.text(name)) for name in _TICKS}
    reason = fields.text("reason", most=500)
    if ticked["unmasked"] and not reason:
        fields.errors["reason"] = say("bundle.reason_needed", fields.lang)
        return await _form(request, number, status=422, form=fields.form())
    try:
        job = bundles_of(request).start(resources, actor, number=number, wanted=Wanted(**ticked, reason=reason))
    except ComplianceError as refusal:
        return await _form(request, number, status=refusal.status, form=fields.refused(refusal))
    if job.task is not None:
        await asyncio.wait((job.task,), timeout=ANSWERED_AT_ONCE)
    return go(address(job))


@get("/complaints/{number:str}/bundle/{key:str}", opt={"act": "export"}, include_in_schema=False)
async def show_bundle(request: Request, number: str, key: str) -> Response:
    """How far it is, the download when it is ready, or why it was not made. Asks for itself every second meanwhile."""
    job = bundles_of(request).get(key, actor_of(request), number)
    if job is None:
        return await _form(request, number, status=200 if is_htmx(request) else 404, form=Form(), gone=True)
    return await _form(request, number, form=Form(), job=job)


@get("/complaints/{number:str}/bundle/{key:str}/file", opt={"act": "export"}, include_in_schema=False)
async def download_bundle(request: Request, number: str, key: str) -> Stream:
    """The finished bundle, part by part; whoever made it may fetch it again for half an hour."""
    job = bundles_of(request).get(key, actor_of(request), number)
    if job is None or job.state != "ready":
        raise NotFound("bundle.gone")
    try:
        file = job.path.open("rb")
    except FileNotFoundError:
        raise NotFound("bundle.gone") from None
    return streamed(parts_of(file), file_name(number, resources_of(request)), size=job.made["size"])


def bundles_of(request: Request) -> Bundles:
    return request.app.state.bundles


def address(job: Bundling) -> str:
    return f"/complaints/{job.number}/bundle/{job.key}"


def file_name(number: str, resources: Any) -> str:
    """Return the name under which a bundle is saved."""
    return f"{say('bundle.title', 'zh')} {number} {resources.clock.today().isoformat()}.zip"


async def _form(
    request: Request,
    number: str,
    *,
    status: int = 200,
    form: Form | None = None,
    job: Bundling | None = None,
    gone: bool = False,
) -> Response:
    resources = resources_of(request)
    database, case = resources.database, await known_case(resources, number)
    events = await complaints.events_of(database, case.id, standing=False)
    papers = await documents.documents_of(database, case.id)
    filed = await filings.filings_of(database, case.id)
    return await page(
        request,
        "bundle.html",
        here="register",
        status=status,
        case=case,
        f=form or Form(),
        job=job,
        gone=gone,
        holds={
            "papers": sum(1 for paper in papers if paper.issued_on),
            "clocks": len(await due_dates.deadlines_of(database, case.id)),
            "filings": len(filed),
            "evidence": len(events_with_papers(events, papers, filed)),
        },
        drafts=sum(1 for paper in papers if paper.status in ("draft", "in_review", "approved")),
        size=size_words,
    )


def size_words(size: int) -> str:
    """Return a number of bytes as 512 B, 1.5 KB, 784.8 MB."""
    amount, unit = float(size), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{size} B" if unit == "B" else f"{amount:.1f} {unit}"
