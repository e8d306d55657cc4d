"""文书: the document page (facts, preview, checks), what is done with it, its files and page images."""

import asyncio
from datetime import date
from typing import Any

from litestar import Request, Response, get, post

from compliance.casework import drafting, submission
from compliance.casework.disclosure import note_download
from compliance.casework.facts import TO_THE_COMPLAINANT, gather_facts
from compliance.errors import ComplianceError, NotFound
from compliance.records import documents, due_dates, filings
from compliance.records.documents import CaseDocument
from compliance.web import paper as papers
from compliance.web.fields import Fields, fields_of
from compliance.web.letter_form import PREFIX, fact_fields, typed_facts
from compliance.web.page import Form, actor_of, fragment, go, lang_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.cases import case_page, clock_key, known_case
from compliance.web.replies import DOCX, download, inline


@post("/complaints/{number:str}/letters", opt={"act": "draft_letter"}, **HIDDEN)
async def draft(request: Request, number: str) -> Response:
    """Make a draft from the facts of the case."""
    fields = await fields_of(request)
    letter_id, step_on = fields.text("letter_id", required=True), fields.day("step_on")
    if fields.errors:
        return await case_page(request, number, status=422, form=fields.form(), wrong="draft")
    try:
        made = await drafting.draft_letter(
            resources_of(request), actor_of(request), number=number, letter_id=letter_id, step_on=step_on
        )
    except ComplianceError as refusal:
        return await case_page(request, number, status=refusal.status, form=fields.refused(refusal), wrong="draft")
    return go(f"/documents/{made.id}", said="drafted")


@get("/documents/{document_id:int}", opt={"act": "read"}, include_in_schema=False)
async def show_document(request: Request, document_id: int) -> Response:
    """The document page."""
    return await document_page(request, document_id)


async def document_page(
    request: Request, document_id: int, *, status: int = 200, form: Form | None = None, wrong: str = ""
) -> Response:
    """Return the document page; after a refusal with what was typed."""
    resources, lang = resources_of(request), lang_of(request)
    paper = await _known(resources, document_id)
    letter = drafting.letter_of(resources, paper.letter_id)
    problems, other_problem = papers.problems_of(resources, paper, lang)
    words = papers.words_of(resources, paper)
    editable = paper.status == "draft"
    fields = fact_fields(
        letter,
        paper.facts,
        sources=await _sources(request, paper) if editable else {},
        problems=problems,
        deadlines=await _deadlines(resources, paper),
        grounds=_grounds(letter, paper),
        lang=lang,
    )
    text = papers.plain_text(words) if words else ""
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
        text=text,
        text_count=len("".join(text.split())),
        editable=editable,
        own=actor_of(request).user_id in (paper.drafted_by, paper.submitted_by),
        addressee=_addressee(letter, paper),
        filed=[
            filing
            for filing in await filings.filings_of(resources.database, paper.complaint_id)
            if filing.document_id == paper.id
        ],
        today=resources.clock.today(),
        f=form or Form(),
        wrong=wrong,
    )


@get("/documents/{document_id:int}/preview", opt={"act": "read"}, include_in_schema=False)
async def preview(request: Request, document_id: int) -> Response:
    """The page images' frame, loaded after the page so that the facts stand there at once."""
    resources = resources_of(request)
    paper = await _known(resources, document_id)
    made = await request.app.state.shelf.pdf_and_pages(resources, paper)
    return fragment(request, "document_pages.html", paper=paper, pages=len(made[1]) if made else 0)


@get("/documents/{document_id:int}/pages/{number:int}", opt={"act": "read"}, include_in_schema=False)
async def page_image(request: Request, document_id: int, number: int) -> Response:
    """One page as PNG."""
    resources = resources_of(request)
    paper = await _known(resources, document_id)
    made = await request.app.state.shelf.pdf_and_pages(resources, paper)
    if made is None or not 1 <= number <= len(made[1]):
        raise NotFound("letters.not_found")
    return inline(made[1][number - 1], f"page-{number}.png", media_type="image/png")


@get("/documents/{document_id:int}/file/{kind:str}", opt={"act": "read"}, include_in_schema=False)
async def document_file(request: Request, document_id: int, kind: str) -> Response:
    """The issued PDF or DOCX, byte for byte as stored; the download is on record."""
    resources = resources_of(request)
    paper = await _known(resources, document_id)
    sha256 = {"pdf": paper.pdf_sha256, "docx": paper.docx_sha256}.get(kind)
    if not sha256:
        raise NotFound("letters.not_found")
    content = await asyncio.to_thread(resources.files.get, sha256)
    name = f"{paper.title} {paper.number or paper.case_number}.{kind}"
    await note_download(
        resources, actor_of(request), kind="document", object_id=paper.id, case_number=paper.case_number,
        name=name, sha256=sha256,
    )  # fmt: skip
    return download(content, name, media_type="application/pdf" if kind == "pdf" else DOCX)


@post("/documents/{document_id:int}/facts", opt={"act": "update_draft"}, **HIDDEN)
async def save_facts(request: Request, document_id: int) -> Response:
    """Save the facts; `then` may put the draft up for review at once."""
    resources, fields = resources_of(request), await fields_of(request)
    paper = await _known(resources, document_id)
    facts = typed_facts(
        drafting.letter_of(resources, paper.letter_id),
        fields,
        known=paper.facts,
        deadlines=await _deadlines(resources, paper),
    )
    revision = int(fields.text("revision") or 0)
    said = "saved"
    try:
        saved = await drafting.update_draft(
            resources, actor_of(request), document_id=document_id, facts=facts, expected_revision=revision
        )
        if fields.text("then") == "submit":
            await drafting.submit_draft(
                resources, actor_of(request), document_id=document_id, expected_revision=saved.revision
            )
            said = "submitted"
    except ComplianceError as refusal:
        return await _refused(request, document_id, fields, refusal, "facts")
    return go(f"/documents/{document_id}", said=said)


@post("/documents/{document_id:int}/approve", opt={"act": "approve_document"}, **HIDDEN)
async def approve(request: Request, document_id: int) -> Response:
    """Approve the words that were on the page."""
    fields = await fields_of(request)
    return await _do(
        request, document_id, fields, "approve", "approved",
        lambda resources, actor: drafting.approve_document(
            resources, actor, document_id=document_id, expected_content_sha256=fields.text("content_sha256")
        ),
    )  # fmt: skip


@post("/documents/{document_id:int}/return", opt={"act": "return_draft"}, **HIDDEN)
async def send_back(request: Request, document_id: int) -> Response:
    """Return the document for changes."""
    fields = await fields_of(request)
    return await _do(
        request, document_id, fields, "return", "returned",
        lambda resources, actor: drafting.return_draft(
            resources, actor, document_id=document_id, reason=fields.text("return_reason")
        ),
    )  # fmt: skip


@post("/documents/{document_id:int}/withdraw", opt={"act": "withdraw_document"}, **HIDDEN)
async def withdraw(request: Request, document_id: int) -> Response:
    """Take the document back."""
    fields = await fields_of(request)
    return await _do(
        request, document_id, fields, "withdraw", "withdrawn",
        lambda resources, actor: drafting.withdraw_document(
            resources, actor, document_id=document_id, reason=fields.text("withdraw_reason")
        ),
    )  # fmt: skip


@post("/documents/{document_id:int}/issue", opt={"act": "issue_document"}, **HIDDEN)
async def issue(request: Request, document_id: int) -> Response:
    """Issue the document."""
    fields = await fields_of(request)
    return await _do(
        request, document_id, fields, "issue", "issued",
        lambda resources, actor: drafting.issue_document(
            resources, actor, document_id=document_id, expected_revision=int(fields.text("revision") or 0) or None
        ),
    )  # fmt: skip


@post("/documents/{document_id:int}/filings", opt={"act": "file_document"}, **HIDDEN)
async def file_document(request: Request, document_id: int) -> Response:
    """Record that the issued document was filed."""
    fields = await fields_of(request)
    day, instant = fields.moment("filed_on", required=True)
    channel, addressee = fields.text("channel", required=True), fields.text("addressee", required=True)
    if fields.errors:
        return await document_page(request, document_id, status=422, form=fields.form(), wrong="file")
    return await _do(
        request, document_id, fields, "file", "filed",
        lambda resources, actor: submission.file_document(
            resources, actor, document_id=document_id, channel=channel, addressee=addressee, filed_on=day,
            filed_at=instant, tracking=fields.text("tracking"), note=fields.text("note"), reason=fields.text("reason"),
        ),
    )  # fmt: skip


async def _do(request: Request, document_id: int, fields: Fields, form: str, said: str, verb: Any) -> Response:
    try:
        await verb(resources_of(request), actor_of(request))
    except ComplianceError as refusal:
        return await _refused(request, document_id, fields, refusal, form)
    return go(f"/documents/{document_id}", said=said)


async def _refused(request: Request, document_id: int, fields: Fields, refusal: ComplianceError, form: str) -> Response:
    if refusal.status not in (403, 409, 422):
        raise refusal
    fields.take(refusal)
    if form == "facts":
        fields.errors = await _named_facts(request, document_id, fields.errors)
    shown = fields.form(message="" if fields.errors else refusal.message(fields.lang))
    return await document_page(request, document_id, status=refusal.status, form=shown, wrong=form)


async def _named_facts(request: Request, document_id: int, errors: dict[str, str]) -> dict[str, str]:
    """Each refused fact under its field's name, its sentence opening with what the fact is."""
    resources = resources_of(request)
    letter = drafting.letter_of(resources, (await _known(resources, document_id)).letter_id)
    meanings = {spec.name: spec.meaning for spec in letter.facts}
    return {
        f"{PREFIX}{name}": f"{meanings[name]}：{text}" if name in meanings else text for name, text in errors.items()
    }


async def _known(resources: Any, document_id: int) -> CaseDocument:
    paper = await documents.document(resources.database, document_id)
    if paper is None:
        raise NotFound("letters.not_found")
    return paper


async def _sources(request: Request, paper: CaseDocument) -> dict[str, tuple[Any, str]]:
    resources, lang = resources_of(request), lang_of(request)
    case = await known_case(resources, paper.case_number)
    letter = drafting.letter_of(resources, paper.letter_id)
    found = await gather_facts(resources, case, letter, step_on=paper.step_on, actor_name=paper.drafter_name)
    return {name: (fact.value, fact.source[lang]) for name, fact in found.items()}


async def _deadlines(resources: Any, paper: CaseDocument) -> dict[str, dict[str, Any]]:
    clocks = await due_dates.clocks_of(
        resources.database,
        paper.complaint_id,
        calendar=resources.calendar,
        today=resources.clock.today(),
        now=resources.clock.now(),
    )
    return {clock_key(clock.deadline): clock.deadline for clock in clocks}


def _addressee(letter: Any, paper: CaseDocument) -> str:
    """Return whom the letter speaks to: the fact that holds the name, by the kind of addressee the letter declares."""
    order = (
        ("complainant", "consumer") if letter.addressee in TO_THE_COMPLAINANT else ("authority", "hotline", "addressee")
    )
    return next((str(paper.facts[name]) for name in (*order, "recipient") if paper.facts.get(name)), "")


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
