"""正文: edit the words of a draft, read them with comments beside, compare versions, take words out to Word."""

import asyncio
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from compliance.casework import comments, texts
from compliance.casework.composition import content_hash
from compliance.casework.disclosure import note_download
from compliance.casework.dressing import composed_words
from compliance.casework.issued_files import printed
from compliance.casework.suggestions import suggestions_for
from compliance.casework.uploaded_texts import words_mark
from compliance.errors import BadInput, NotFound
from compliance.records.document_texts import texts_of
from compliance.records.documents import CaseDocument
from compliance.roles import may
from compliance.web import paper as papers
from compliance.web.fields import Fields, query_number
from compliance.web.page import Form, actor_of, fragment, lang_of, page, resources_of
from compliance.web.pages.documents import known_document
from compliance.web.replies import DOCX, download
from compliance.web.text_differences import shown_differences
from compliance.web.text_form import shown_passages
from compliance.web.text_panels import approval_panel, text_panel
from compliance.wording import say
from filings.model import Document, document_as_json, document_from_json
from filings.passages import passages
from filings.portal_text import characters, portal_text
from filings.word_upload.mark import marked


@dataclass(frozen=True)
class TextView:
    """What a refused form shows again: its fields, its sentences, and the typed words that fit no paragraph any more."""

    fields: Fields | None = None
    form: Form | None = None
    kept: str = ""
    status: int = 200


@get("/documents/{document_id:int}/text", opt={"act": "read"}, include_in_schema=False)
async def show_text(request: Request, document_id: int) -> Response:
    """The words: for editing where that is allowed, or with the comments beside (`view=read`)."""
    return await text_page(request, document_id, view=request.query_params.get("view", ""))


@get("/documents/{document_id:int}/text/versions", opt={"act": "read"}, include_in_schema=False)
async def show_versions(request: Request, document_id: int) -> Response:
    """All versions, and the difference of two of them (`from`, `to`; `to=0` is what stands now)."""
    resources = resources_of(request)
    paper = await known_document(resources, document_id)
    versions = await texts_of(resources.database, document_id)
    words = await papers.words_of(resources, paper)
    new, old = query_number(request, "to"), query_number(request, "from")
    if not old and versions:
        latest = versions[0]
        stands = words is not None and content_hash(document_as_json(words)) == latest.content_sha256
        earlier = (each.version for each in versions[1:] if each.content_sha256 != latest.content_sha256)
        new, old = (latest.version, next(earlier, max(latest.version - 1, 1))) if stands else (0, latest.version)
    before = await _words_of_version(request, paper, old) if old else None
    after = await _words_of_version(request, paper, new) if old else None
    return await page(
        request,
        "document_versions.html",
        here="reviews",
        paper=paper,
        may_edit=_may_edit(request, paper),
        written=await text_panel(request, paper, words),
        versions=versions,
        old=old,
        new=new,
        differences=shown_differences(before, after) if before and after else None,
    )


@get("/documents/{document_id:int}/text/recompose", opt={"act": "update_draft"}, include_in_schema=False)
async def show_recompose(request: Request, document_id: int) -> Response:
    """What composing from the facts again would change, before it is done."""
    resources = resources_of(request)
    paper = await known_document(resources, document_id)
    words, problem, composed_now = await papers.words_of(resources, paper), "", None
    try:
        composed_now = await composed_words(resources, paper)
    except BadInput as refusal:
        problem = refusal.message(lang_of(request))
    return await page(
        request,
        "document_recompose.html",
        here="reviews",
        paper=paper,
        may_edit=_may_edit(request, paper),
        written=await text_panel(request, paper, words),
        problem=problem,
        differences=shown_differences(words, composed_now) if words and composed_now else None,
    )


@get("/documents/{document_id:int}/text/draft.docx", opt={"act": "read"}, include_in_schema=False)
async def draft_in_word(request: Request, document_id: int) -> Response:
    """The words as they stand as a Word file, to be edited elsewhere; the download is on record."""
    resources = resources_of(request)
    paper = await known_document(resources, document_id)
    content, name = await word_file(resources, paper, lang_of(request))
    await note_download(
        resources, actor_of(request), kind="document", object_id=paper.id, case_number=paper.case_number, name=name
    )
    return download(content, name, media_type=DOCX)


@get("/documents/{document_id:int}/text/suggestions", opt={"act": "read"}, include_in_schema=False)
async def show_suggestions(request: Request, document_id: int) -> Response:
    """What was said before in like cases, loaded after the page."""
    resources = resources_of(request)
    paper = await known_document(resources, document_id)
    return fragment(request, "document_suggestions.html", found=await suggestions_for(resources, paper), paper=paper)


async def word_file(resources: Any, paper: CaseDocument, lang: str) -> tuple[bytes, str]:
    """Return (DOCX, file name) of the words as they stand. Raises NotFound while facts are missing, NotAllowedNow when it is not rendered."""
    words = await papers.words_of(resources, paper)
    if words is None:
        raise NotFound("texts.no_words")
    made = await printed(resources, document_as_json(words))
    content = await asyncio.to_thread(marked, made.docx, words_mark(paper, words))
    return content, f"{paper.title} {say('texts.draft_name', lang)} {paper.case_number}.docx"


async def text_page(request: Request, document_id: int, *, view: str = "", again: TextView | None = None) -> Response:
    """Return the page of the words; after a refusal with what was typed."""
    resources, again = resources_of(request), again or TextView()
    paper = await known_document(resources, document_id)
    words = await papers.words_of(resources, paper)
    may_edit = _may_edit(request, paper)
    placed = await comments.comments_on(resources, paper, words)
    found = passages(words) if words else ()
    return await page(
        request,
        "document_text.html",
        here="reviews",
        status=again.status,
        paper=paper,
        words=words,
        digest=content_hash(document_as_json(words)) if words else "",
        may_edit=may_edit,
        editing=may_edit and view != "read",
        may_comment=paper.status in ("draft", "in_review", "approved")
        and may(actor_of(request).role, "comment_document"),
        written=await text_panel(request, paper, words),
        approvals=await approval_panel(request, paper, words),
        passages=shown_passages(found, again.fields),
        length=characters(portal_text(words), blanks=False) if words else 0,
        by_place={place: [each for each in placed if each.place == place] for place in range(len(found))},
        lost=[each for each in placed if each.place is None],
        open_comments=sum(1 for each in placed if each.comment.settled_at is None),
        f=again.form or Form(),
        kept=again.kept,
    )


def _may_edit(request: Request, paper: CaseDocument) -> bool:
    return paper.status == "draft" and may(actor_of(request).role, "update_draft")


async def _words_of_version(request: Request, paper: CaseDocument, version: int) -> Document | None:
    resources = resources_of(request)
    if not version:
        return await papers.words_of(resources, paper)
    return document_from_json((await texts.version_of(resources, paper.id, version)).blocks)
