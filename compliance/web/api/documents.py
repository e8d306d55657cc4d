"""Letters and documents: the catalogue, drafts, approval, issue, files."""

from typing import Any

from litestar import Request, Response, get, post

from compliance.casework import drafting, issuing, submission
from compliance.casework.as_json import document_as_json, filing_as_json
from compliance.casework.disclosure import note_download
from compliance.casework.issued_files import stored_bytes
from compliance.errors import NotFound
from compliance.records import documents
from compliance.web.api import inputs
from compliance.web.page import actor_of, resources_of
from compliance.web.pages.cases import known_case
from compliance.web.replies import DOCX, download
from filings.letters import letters_as_json

TAG: dict[str, Any] = {"tags": ["documents"]}
DONE: dict[str, Any] = {"status_code": 200, **TAG}


@get("/letters", opt={"act": "read"}, operation_id="list_letters", **TAG)
async def list_letters(request: Request) -> list[dict[str, Any]]:
    """The catalogue with required facts."""
    return letters_as_json(resources_of(request).letters)


@get("/complaints/{number:str}/documents", opt={"act": "read"}, operation_id="list_documents", **TAG)
async def list_documents(request: Request, number: str) -> list[dict[str, Any]]:
    """The documents of a case, newest first."""
    resources = resources_of(request)
    case = await known_case(resources, number)
    return [document_as_json(paper) for paper in await documents.documents_of(resources.database, case.id)]


@post("/complaints/{number:str}/documents", opt={"act": "draft_letter"}, operation_id="draft_letter", **TAG)
async def draft_letter(request: Request, number: str, data: inputs.DraftIn) -> dict[str, Any]:
    """Draft a letter from the facts of the case."""
    paper = await drafting.draft_letter(
        resources_of(request),
        actor_of(request),
        number=number,
        letter_id=data.letter_id,
        facts=data.facts,
        step_on=data.step_on,
    )
    return document_as_json(paper)


@get("/documents/{document_id:int}", opt={"act": "read"}, operation_id="show_document", **TAG)
async def show_document(request: Request, document_id: int) -> dict[str, Any]:
    """One document with its facts and words."""
    paper = await drafting.standing_document(resources_of(request), document_id)
    return document_as_json(paper) | {"case": paper.case_number, "facts": paper.facts, "blocks": paper.blocks}


@post("/documents/{document_id:int}/facts", opt={"act": "update_draft"}, operation_id="update_draft", **DONE)
async def update_draft(request: Request, document_id: int, data: inputs.FactsIn) -> dict[str, Any]:
    """Change the facts of a draft."""
    paper = await drafting.update_draft(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        facts=data.facts,
        expected_revision=data.expected_revision,
    )
    return document_as_json(paper)


@post("/documents/{document_id:int}/submission", opt={"act": "submit_draft"}, operation_id="submit_draft", **DONE)
async def submit_draft(request: Request, document_id: int, data: inputs.RevisionIn) -> dict[str, Any]:
    """Put the draft up for review."""
    paper = await drafting.submit_draft(
        resources_of(request), actor_of(request), document_id=document_id, expected_revision=data.expected_revision
    )
    return document_as_json(paper)


@post("/documents/{document_id:int}/return", opt={"act": "return_draft"}, operation_id="return_draft", **DONE)
async def return_draft(request: Request, document_id: int, data: inputs.ReasonIn) -> dict[str, Any]:
    """Return the document for changes."""
    paper = await drafting.return_draft(
        resources_of(request), actor_of(request), document_id=document_id, reason=data.reason
    )
    return document_as_json(paper)


@post("/documents/{document_id:int}/approval", opt={"act": "approve_document"}, operation_id="approve_document", **DONE)
async def approve(request: Request, document_id: int, data: inputs.ApprovalIn) -> dict[str, Any]:
    """Approve the words of that hash; never one's own draft."""
    paper = await drafting.approve_document(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        expected_content_sha256=data.expected_content_sha256,
    )
    return document_as_json(paper)


@post(
    "/documents/{document_id:int}/withdrawal",
    opt={"act": "withdraw_document"},
    operation_id="withdraw_document",
    **DONE,
)
async def withdraw(request: Request, document_id: int, data: inputs.ReasonIn) -> dict[str, Any]:
    """Take the document back."""
    paper = await drafting.withdraw_document(
        resources_of(request), actor_of(request), document_id=document_id, reason=data.reason
    )
    return document_as_json(paper)


@post("/documents/{document_id:int}/issue", opt={"act": "issue_document"}, operation_id="issue_document", **DONE)
async def issue(request: Request, document_id: int, data: inputs.RevisionIn) -> dict[str, Any]:
    """Issue the approved document: number, frozen words, files ordered."""
    paper = await issuing.issue_document(
        resources_of(request), actor_of(request), document_id=document_id, expected_revision=data.expected_revision
    )
    return document_as_json(paper)


@get("/documents/{document_id:int}/file/{kind:str}", opt={"act": "read"}, operation_id="download_document", **TAG)
async def document_file(request: Request, document_id: int, kind: str) -> Response[bytes]:
    """The issued file, `pdf` or `docx`, byte for byte; the download is on record."""
    resources = resources_of(request)
    paper = await drafting.standing_document(resources, document_id)
    sha256 = {"pdf": paper.pdf_sha256, "docx": paper.docx_sha256}.get(kind)
    if not sha256:
        raise NotFound("letters.not_found")
    name = f"{paper.title} {paper.number}.{kind}"
    content = await stored_bytes(resources, sha256)
    await note_download(
        resources, actor_of(request), kind="document", object_id=paper.id, case_number=paper.case_number,
        name=name, sha256=sha256,
    )  # fmt: skip
    return download(content, name, media_type="application/pdf" if kind == "pdf" else DOCX)


@post("/documents/{document_id:int}/filings", opt={"act": "file_document"}, operation_id="file_document", **TAG)
async def file_document(request: Request, document_id: int, data: inputs.FilingIn) -> dict[str, Any]:
    """Record that an issued document was filed."""
    filing = await submission.file_document(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        **{name: getattr(data, name) for name in data.__struct_fields__},
    )
    return filing_as_json(filing)
