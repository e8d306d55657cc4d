"""文书: the document page (facts, preview, checks), its files and page images."""

from datetime import date
from typing import Any

from litestar import Request, Response, get

from compliance.casework.composition import letter_of_draft
from compliance.casework.disclosure import note_download
from compliance.casework.dressing import filled_ahead
from compliance.casework.facts import addressee_of, gather_facts
from compliance.casework.issued_files import stored_bytes
from compliance.errors import NotFound
from compliance.records import documents, due_dates, filings
from compliance.records.documents import CaseDocument
from compliance.roles import may
from compliance.web import paper as papers
from compliance.web.document_panels import panels_of
from compliance.web.letter_form import fact_fields
from compliance.web.page import Form, actor_of, fragment, lang_of, page, resources_of
from compliance.web.pages.cases import clock_key, known_case
from compliance.web.replies import DOCX, download, inline


@get("/documents/{document_id:int}", opt={"act": "read"}, include_in_schema=False)
async def show_document(request: Request, document_id: int) -> Response:
    """The document page."""
    return await document_page(request, document_id)


async def document_page(
    request: Request, document_id: int, *, status: int = 200, form: Form | None = None, wrong: str = ""
) -> Response:
    """Return the document page; after a refusal with what was typed."""
    resources, lang = resources_of(request), lang_of(request)
    paper = await known_document(resources, document_id)
    await resources.refresh_letters()
    letter = letter_of_draft(resources, paper)
    await filled_ahead(resources, paper)
    problems, other_problem = papers.problems_of(resources, paper, lang)
    words = await papers.words_of(resources, paper)
    editable = paper.status == "draft" and may(actor_of(request).role, "update_draft")
    fields = fact_fields(
        letter,
        paper.facts,
        sources=await _sources(request, paper) if editable else {},
        problems=problems,
        deadlines=await deadlines_of_case(resources, paper),
        grounds=_grounds(letter, paper),
        lang=lang,
    )
    return await page(
        request,
        "document.html",
        here="reviews",
        status=status,
        paper=paper,
        letter=letter,
        facts=fields,
        problems=problems,
        other_problem=other_problem,
        words=words,
        editable=editable,
        own=actor_of(request).user_id in (paper.drafted_by, paper.submitted_by),
        addressee=addressee_of(letter, paper.facts),
        filed=[
            filing
            for filing in await filings.filings_of(resources.database, paper.complaint_id)
            if filing.document_id == paper.id
        ],
        today=resources.clock.today(),
        f=form or Form(),
        wrong=wrong,
        **await panels_of(request, paper, words),
    )


@get("/documents/{document_id:int}/preview", opt={"act": "read"}, include_in_schema=False)
async def preview(request: Request, document_id: int) -> Response:
    """The page images' frame, loaded after the page so that the facts stand there at once."""
    resources = resources_of(request)
    paper = await known_document(resources, document_id)
    made = await request.app.state.shelf.pdf_and_pages(resources, paper)
    return fragment(request, "document_pages.html", paper=paper, pages=len(made[1]) if made else 0)


@get("/documents/{document_id:int}/pages/{number:int}", opt={"act": "read"}, include_in_schema=False)
async def page_image(request: Request, document_id: int, number: int) -> Response:
    """One page as PNG."""
    resources = resources_of(request)
    paper = await known_document(resources, document_id)
    made = await request.app.state.shelf.pdf_and_pages(resources, paper)
    if made is None or not 1 <= number <= len(made[1]):
        raise NotFound("letters.not_found")
    return inline(made[1][number - 1], f"page-{number}.png", media_type="image/png")


@get("/documents/{document_id:int}/file/{kind:str}", opt={"act": "read"}, include_in_schema=False)
async def document_file(request: Request, document_id: int, kind: str) -> Response:
    """The issued PDF or DOCX, byte for byte as stored; the download is on record."""
    resources = resources_of(request)
    paper = await known_document(resources, document_id)
    sha256 = {"pdf": paper.pdf_sha256, "docx": paper.docx_sha256}.get(kind)
    if not sha256:
        raise NotFound("letters.not_found")
    content = await stored_bytes(resources, sha256)
    name = f"{paper.title} {paper.number or paper.case_number}.{kind}"
    await note_download(
        resources, actor_of(request), kind="document", object_id=paper.id, case_number=paper.case_number,
        name=name, sha256=sha256,
    )  # fmt: skip
    return download(content, name, media_type="application/pdf" if kind == "pdf" else DOCX)


async def known_document(resources: Any, document_id: int) -> CaseDocument:
    paper = await documents.document(resources.database, document_id)
    if paper is None:
        raise NotFound("letters.not_found")
    return paper


async def _sources(request: Request, paper: CaseDocument) -> dict[str, tuple[Any, str]]:
    resources, lang = resources_of(request), lang_of(request)
    case = await known_case(resources, paper.case_number)
    letter = letter_of_draft(resources, paper)
    found = await gather_facts(resources, case, letter, step_on=paper.step_on, actor_name=paper.drafter_name)
    return {name: (fact.value, fact.source[lang]) for name, fact in found.items()}


async def deadlines_of_case(resources: Any, paper: CaseDocument) -> dict[str, dict[str, Any]]:
    clocks = await due_dates.clocks_of(
        resources.database,
        paper.complaint_id,
        calendar=resources.calendar,
        today=resources.clock.today(),
        now=resources.clock.now(),
    )
    return {clock_key(clock.deadline): clock.deadline for clock in clocks}


def _grounds(letter: Any, paper: CaseDocument) -> dict[str, str]:
    day = _governing_day(letter, paper)
    for version in letter.versions:
        if version.grounds and version.first_day <= day and (version.until is None or day <= version.until):
            return {str(ground.item): f"{ground.label} {ground.text}"[:90] for ground in version.grounds.grounds}
    return {}


def _governing_day(letter: Any, paper: CaseDocument) -> date:
    """Return the day that picks the law of the draft, as the composer does: its governing fact, else the day of the act."""
    try:
        return date.fromisoformat(str(paper.facts.get(letter.governed_by, "")))
    except ValueError:
        return paper.step_on
