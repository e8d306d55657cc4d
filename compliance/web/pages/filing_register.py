"""递交登记: what was filed, missing receipts first; one filing with its receipt; the list as XLSX."""

import asyncio
from typing import Any

from litestar import Request, Response, get, post

from compliance.casework import submission
from compliance.casework.disclosure import note_download
from compliance.errors import ComplianceError, NotFound
from compliance.records import attachments, filings
from compliance.records.filings import Filing, FilingFilters
from compliance.web.disclosures import hand_out_list
from compliance.web.fields import fields_of, query_day
from compliance.web.page import Form, actor_of, go, lang_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.replies import download
from compliance.web.words import label

COLUMNS = (
    "filed_on",
    "addressee",
    "document",
    "number",
    "case",
    "external_number",
    "how",
    "tracking",
    "filer",
    "approver",
    "due_on",
    "receipt_on",
    "receipt_name",
    "hash",
    "note",
)


def filters_of(request: Request) -> FilingFilters:
    """Return the filters that the address says."""
    query = request.query_params
    receipt = query.get("receipt", "all")
    return FilingFilters(
        regulator=query.get("regulator", "").strip()[:100],
        from_=query_day(request, "from"),
        to=query_day(request, "to"),
        person=query.get("person", "").strip()[:64],
        text=query.get("text", "").strip()[:100],
        receipt=receipt if receipt in ("all", "missing", "present") else "all",
    )


@get("/filings", opt={"act": "read"}, include_in_schema=False)
async def show_filings(request: Request) -> Response:
    """The register."""
    filters = filters_of(request)
    rows = await filings.list_filings(resources_of(request).database, filters)
    missing = sum(1 for row in rows if row.receipt_on is None)
    return await page(
        request,
        "filings.html",
        here="filings",
        rows=rows,
        filters=filters,
        missing=missing,
        query=str(request.url.query),
    )


@get("/filings/export.xlsx", opt={"act": "export"}, include_in_schema=False)
async def export_filings(request: Request) -> Response:
    """The rows of the view as XLSX."""
    found = await filings.list_filings(resources_of(request).database, filters_of(request))
    rows = [_row(filing, lang_of(request)) for filing in found]
    return await hand_out_list(request, what="filings", columns=COLUMNS, rows=rows)


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
    return go(f"/filings/{filing_id}", said="receipted")


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
    return await page(request, "filing.html", here="filings", status=status, filing=filing, f=form or Form())


def _row(filing: Filing, lang: str) -> list[Any]:
    return [
        filing.filed_on,
        filing.addressee,
        filing.document_title or "",
        filing.document_number or "",
        filing.case_number,
        filing.external_number,
        label(lang, "filing_channel", filing.channel),
        filing.tracking,
        filing.filer_name,
        filing.approver_name or "",
        filing.due_on,
        filing.receipt_on,
        filing.receipt_name or "",
        filing.document_sha256 or "",
        filing.note,
    ]
