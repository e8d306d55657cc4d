"""Issue of several documents, corrections, numbers, verification, and the organisation's particulars."""

from dataclasses import asdict
from typing import Any

from litestar import Request, get, post, put
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from compliance.casework.as_json import document_as_json
from compliance.casework.corrections import correct_document
from compliance.casework.issuing import issue_documents
from compliance.casework.number_starts import set_next_number
from compliance.casework.organisation import organisation, organisation_from_json, set_organisation
from compliance.casework.verifying import Answer, verify_document
from compliance.records.number_register import number_register
from compliance.web.api import issuing_inputs as inputs
from compliance.web.page import actor_of, lang_of, resources_of

TAG: dict[str, Any] = {"tags": ["documents"]}
DONE: dict[str, Any] = {"status_code": 200, **TAG}
MOST_FILE = 21_000_000


@post("/documents/issue", opt={"act": "issue_document"}, operation_id="issue_documents", **DONE)
async def issue_many(request: Request, data: inputs.IssueIn) -> list[dict[str, Any]]:
    """Issue several approved documents in order; one that is refused stops no other and leaves no gap."""
    found = await issue_documents(resources_of(request), actor_of(request), document_ids=data.documents)
    lang = lang_of(request)
    return [
        {
            "id": each.document_id,
            "title": each.title,
            "number": each.number or None,
            "refused": each.refusal.message(lang) if each.refusal else None,
        }
        for each in found
    ]


@post("/documents/{document_id:int}/correction", opt={"act": "draft_letter"}, operation_id="correct_document", **DONE)
async def correct(request: Request, document_id: int, data: inputs.CorrectionIn) -> dict[str, Any]:
    """Start the draft that corrects an issued document and cites it."""
    draft = await correct_document(
        resources_of(request), actor_of(request), document_id=document_id, reason=data.reason
    )
    return document_as_json(draft)


@get("/numbers", opt={"act": "read"}, operation_id="list_numbers", **TAG)
async def list_numbers(request: Request) -> list[dict[str, Any]]:
    """Document numbers by series and year, with gaps and starts."""
    found = await number_register(resources_of(request).database)
    return [
        {
            "series": each.series,
            "year": each.year,
            "last": each.last,
            "missing": each.missing(),
            "starts": [{"from": s.skipped_from, "next": s.next_serial, "reason": s.reason} for s in each.starts],
            "documents": [asdict(given) for given in each.given],
        }
        for each in found
    ]


@post("/numbers/next", opt={"act": "administer"}, operation_id="set_next_number", **DONE)
async def set_next(request: Request, data: inputs.NextNumberIn) -> dict[str, Any]:
    """Let a series go on with a later number; upwards only."""
    await set_next_number(
        resources_of(request),
        actor_of(request),
        series=data.series,
        year=data.year,
        next_serial=data.next,
        reason=data.reason,
    )
    return {"series": data.series, "year": data.year, "next": data.next}


@post("/verification", opt={"act": "read"}, operation_id="verify_document", **DONE)
async def verify(request: Request, data: inputs.VerifyIn) -> dict[str, Any]:
    """The issued document of a number or of a printed code; the look is on record."""
    return _answer(await verify_document(resources_of(request), actor_of(request), asked=data.asked))


@post(
    "/verification/file",
    opt={"act": "read"},
    operation_id="verify_file",
    request_max_body_size=MOST_FILE,
    **DONE,
)
async def verify_file(
    request: Request, data: UploadFile = Body(media_type=RequestEncodingType.MULTI_PART)
) -> dict[str, Any]:
    """The issued document of which this is one of the two files, byte for byte; the file is not kept."""
    return _answer(await verify_document(resources_of(request), actor_of(request), content=await data.read()))


@get("/organisation", opt={"act": "read_settings"}, operation_id="get_organisation", **TAG)
async def get_organisation(request: Request) -> dict[str, Any]:
    """Particulars, letterhead, series and approval chain."""
    return asdict(await organisation(resources_of(request)))


@put("/organisation", opt={"act": "administer"}, operation_id="set_organisation", **TAG)
async def put_organisation(request: Request, data: inputs.OrganisationIn) -> dict[str, Any]:
    """Replace them; what is left out becomes empty."""
    values = organisation_from_json(data.as_json())
    return asdict(await set_organisation(resources_of(request), actor_of(request), values=values))


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "asked": answer.asked,
        "kind": answer.kind,
        "documents": [
            {
                **document_as_json(each.paper),
                "code": each.code,
                "corrected_by": each.corrected_by.number if each.corrected_by else None,
            }
            for each in answer.found
        ],
    }
