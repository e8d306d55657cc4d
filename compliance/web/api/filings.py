"""The filing register, receipts, and imports: everything that carries a file besides documents."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from compliance.casework import submission
from compliance.casework.as_json import filing_as_json
from compliance.importers import taking_in
from compliance.records import filings
from compliance.web.filing_view import filters_of
from compliance.web.page import actor_of, resources_of

MOST = 21_000_000
MOST_FILINGS = 1_000


class ReceiptIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The proof that a filing arrived, as multipart form."""

    received_on: date
    note: str = ""
    receipt: UploadFile | None = None


class ImportIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An export to import, as multipart form; `dry_run` says what would happen and stores nothing."""

    source: str
    file: UploadFile
    dry_run: bool = True


Multipart = RequestEncodingType.MULTI_PART


@get("/filings", opt={"act": "read"}, operation_id="list_filings", tags=["filings"])
async def list_filings(request: Request) -> list[dict[str, Any]]:
    """The register, missing receipts first, 1,000 filings at a time.

    Parameters `regulator`, `from`, `to`, `person`, `text`, `product`, `number`, `receipt` (all, missing, present) and
    `after`: the `place` of the last filing of the answer before. `corrected_by` and `corrects` are document numbers: of
    the issued document that corrects the filed one, and of the one that the filed one corrects.
    """
    after = request.query_params.get("after", "")[:60]
    found = await filings.list_filings(
        resources_of(request).database, filters_of(request), most=MOST_FILINGS, after=after
    )
    return [filing_as_json(filing) | {"place": filings.place_of(filing)} for filing in found]


@post(
    "/filings/{filing_id:int}/receipt",
    opt={"act": "record_receipt"},
    operation_id="record_receipt",
    tags=["filings"],
    request_max_body_size=MOST,
)
async def record_receipt(
    request: Request, filing_id: int, data: Annotated[ReceiptIn, Body(media_type=Multipart)]
) -> dict[str, Any]:
    """Record the receipt of a filing."""
    filing = await submission.record_receipt(
        resources_of(request),
        actor_of(request),
        filing_id=filing_id,
        received_on=data.received_on,
        receipt=await data.receipt.read() if data.receipt else None,
        receipt_name=data.receipt.filename if data.receipt else None,
        note=data.note,
    )
    return filing_as_json(filing)


@post(
    "/imports",
    opt={"act": "import_export"},
    operation_id="import_export",
    tags=["imports"],
    request_max_body_size=MOST,
    status_code=200,
)
async def import_export(request: Request, data: Annotated[ImportIn, Body(media_type=Multipart)]) -> dict[str, Any]:
    """Import an export, row by row; a dry run unless `dry_run` is false."""
    report = await taking_in.import_export(
        resources_of(request),
        actor_of(request),
        data=await data.file.read(),
        filename=data.file.filename,
        source=data.source,
        dry_run=data.dry_run,
    )
    return report.as_json()
