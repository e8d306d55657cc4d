"""递交登记: what was filed, missing receipts first; one filing with its receipt; the list on paper, as XLSX and CSV."""

import asyncio
from urllib.parse import urlencode

from litestar import Request, Response, get, post

from compliance.casework import submission
from compliance.casework.disclosure import note_download, note_export
from compliance.complaints.transitions import act_label
from compliance.errors import ComplianceError, NotFound
from compliance.records import attachments, filings
from compliance.web import filing_view as views
from compliance.web.comma_separated import CSV, comma_separated
from compliance.web.disclosures import hand_out_list
from compliance.web.fields import fields_of
from compliance.web.filing_view import filters_of
from compliance.web.page import Form, actor_of, go, lang_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.replies import download
from compliance.web.sheets import table_hash
from compliance.wording import say


@get("/filings", opt={"act": "read"}, include_in_schema=False)
async def show_filings(request: Request) -> Response:
    """One page of the register."""
    filters = filters_of(request)
    found = await filings.page_of_filings(
        resources_of(request).database, filters, size=views.PAGE, after=request.query_params.get("after", "")[:60]
    )
    asked = {name: value for name, value in request.query_params.items() if name != "after" and value}
    return await page(
        request,
        "filings.html",
        here="filings",
        found=found,
        filters=filters,
        query=urlencode(asked),
        later=request.query_params.get("after", ""),
    )


@get("/filings/print", opt={"act": "export"}, include_in_schema=False)
async def print_filings(request: Request) -> Response:
    """All rows of the view on paper; on record before they are shown."""
    resources, filters, lang = resources_of(request), filters_of(request), lang_of(request)
    total, _ = await filings.count_filings(resources.database, filters)
    rows = await filings.list_filings(resources.database, filters) if total <= views.MOST_ON_PAPER else ()
    if rows:
        asked = str(request.url.query)
        await note_export(resources, actor_of(request), what="filings", form="print", rows=len(rows), filters=asked)
    return await page(
        request,
        "filings_print.html",
        rows=rows,
        total=total,
        most=views.MOST_ON_PAPER,
        described=views.described(filters, lang),
        details=lambda filing: views.details_of(filing, lang),
        query=str(request.url.query),
        now=resources.clock.now(),
    )


@get("/filings/export.xlsx", opt={"act": "export"}, include_in_schema=False)
async def export_filings(request: Request) -> Response:
    """The rows of the view as XLSX."""
    filters, lang = filters_of(request), lang_of(request)
    found = await filings.list_filings(resources_of(request).database, filters)
    return await hand_out_list(
        request,
        what="filings",
        columns=views.COLUMNS,
        rows=[views.row_of(filing, lang) for filing in found],
        asked=views.described(filters, lang),
    )


@get("/filings/export.csv", opt={"act": "export"}, include_in_schema=False)
async def export_filings_as_csv(request: Request) -> Response:
    """The rows of the view as CSV; the export is on record before it leaves."""
    resources, lang = resources_of(request), lang_of(request)
    found = await filings.list_filings(resources.database, filters_of(request))
    head = [say(f"filings.{name}", lang) for name in views.COLUMNS]
    rows = [views.row_of(filing, lang) for filing in found]
    await note_export(
        resources,
        actor_of(request),
        what="filings",
        form="csv",
        rows=len(rows),
        filters=str(request.url.query),
        sha256=table_hash(head, rows),
    )
    name = f"filings-{resources.clock.today().isoformat()}.csv"
    return download(await asyncio.to_thread(comma_separated, head, rows), name, media_type=CSV)


@get("/filings/{filing_id:int}", opt={"act": "read"}, include_in_schema=False)
async def show_filing(request: Request, filing_id: int) -> Response:
    """One filing."""
    return await _filing_page(request, filing_id)


@post("/filings/{filing_id:int}/receipt", opt={"act": "record_receipt"}, request_max_body_size=21_000_000, **HIDDEN)
async def record_receipt(request: Request, filing_id: int) -> Response:
    """Record the receipt."""
    fields = await fields_of(request)
    received_on = fields.day("received_on", required=True)
    content, name = await fields.upload("receipt")
    if fields.errors or received_on is None:
        return await _filing_page(request, filing_id, status=422, form=fields.form())
    try:
        await submission.record_receipt(
            resources_of(request),
            actor_of(request),
            filing_id=filing_id,
            received_on=received_on,
            receipt=content,
            receipt_name=name,
            note=fields.text("note"),
        )
    except ComplianceError as refusal:
        if refusal.status not in (409, 422):
            raise
        return await _filing_page(request, filing_id, status=refusal.status, form=fields.refused(refusal))
    back = fields.text("back", most=500)
    return go(f"/filings?{back}" if back else f"/filings/{filing_id}", said="receipted")


@get("/files/{sha256:str}", opt={"act": "read"}, include_in_schema=False)
async def stored_file(request: Request, sha256: str) -> Response:
    """A stored file (evidence, receipt) as a download; the download is on record."""
    resources = resources_of(request)
    record = await attachments.file_record(resources.database, sha256)
    if record is None:
        raise NotFound("filings.not_found")
    content = await asyncio.to_thread(resources.files.get, record.sha256)
    await note_download(
        resources,
        actor_of(request),
        kind="file",
        object_id=sha256[:16],
        case_number=request.query_params.get("case", "")[:32],
        name=record.name,
        sha256=sha256,
    )
    return download(content, record.name)


async def _filing_page(request: Request, filing_id: int, *, status: int = 200, form: Form | None = None) -> Response:
    filing = await filings.filing(resources_of(request).database, filing_id)
    if filing is None:
        raise NotFound("filings.not_found")
    return await page(
        request,
        "filing.html",
        here="filings",
        status=status,
        filing=filing,
        particulars=views.named_fields(filing, lang_of(request)),
        acts=[act_label(act, language=lang_of(request)) for act in filing.acts],
        back=(form.values.get("back", "") if form else request.query_params.get("back", ""))[:500],
        today=resources_of(request).clock.today(),
        f=form or Form(),
    )
