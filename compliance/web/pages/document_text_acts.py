"""What is done with the words of a document: save, upload, restore, compose again, comment, settle, draft again."""

from collections.abc import Awaitable

from litestar import Request, Response, post

from compliance.casework import comments, drafting, texts, uploaded_texts
from compliance.errors import ComplianceError
from compliance.web import paper as papers
from compliance.web.fields import Fields, fields_of
from compliance.web.page import Form, actor_of, go, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.document_texts import TextView, text_page
from compliance.web.pages.documents import known_document
from compliance.web.text_form import everything_typed, typed_edits
from compliance.wording import say
from filings.passages import passages

UPLOAD = 11_000_000


@post("/documents/{document_id:int}/text", opt={"act": "update_draft"}, request_max_body_size=4_000_000, **HIDDEN)
async def save_text(request: Request, document_id: int) -> Response:
    """Save the typed words as a new version."""
    resources, fields = resources_of(request), await fields_of(request)
    paper = await known_document(resources, document_id)
    words = await papers.words_of(resources, paper)
    revision = fields.number("revision") or 0
    if words is None or paper.revision != revision or paper.status != "draft":
        return await _too_late(request, document_id, fields)
    typed = typed_edits(passages(words), fields)
    try:
        await texts.edit_paragraphs(
            resources,
            actor_of(request),
            document_id=document_id,
            edits=typed.edits,
            expected_revision=revision,
            note=fields.text("note", most=texts.MOST_NOTE),
        )
    except ComplianceError as refusal:
        if refusal.status == 409:
            return await _too_late(request, document_id, fields)
        if refusal.status != 422:
            raise
        places = {f"edit_{position}": name for position, name in enumerate(typed.names)}
        said = refusal.field_sentences(fields.lang)
        fields.errors = {places[name]: text for name, text in said.items() if name in places}
        form = fields.form(message="" if fields.errors else refusal.message(fields.lang))
        return await text_page(request, document_id, again=TextView(fields, form, status=422))
    return go(f"/documents/{document_id}/text", said="text_saved")


@post("/documents/{document_id:int}/text/upload", opt={"act": "update_draft"}, request_max_body_size=UPLOAD, **HIDDEN)
async def upload_text(request: Request, document_id: int) -> Response:
    """Take the words of an uploaded Word file."""
    fields = await fields_of(request)
    content, name = await fields.upload("file")
    if content is None or name is None:
        fields.errors["file"] = say("texts.choose_file", fields.lang)
        return await text_page(request, document_id, again=TextView(form=fields.form(), status=422))
    verb = uploaded_texts.upload_text(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        content=content,
        name=name,
        expected_revision=fields.number("revision") or 0,
        note=fields.text("upload_note", most=texts.MOST_NOTE),
        over_newer=bool(fields.text("over_newer")),
    )
    return await _done(request, document_id, fields, verb, "/text/versions", "text_uploaded")


@post("/documents/{document_id:int}/text/restore", opt={"act": "update_draft"}, **HIDDEN)
async def restore_text(request: Request, document_id: int) -> Response:
    """Go back to the words of a version."""
    fields = await fields_of(request)
    verb = texts.restore_text(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        version=fields.number("version") or 0,
        expected_revision=fields.number("revision") or 0,
    )
    return await _done(request, document_id, fields, verb, "/text", "text_restored")


@post("/documents/{document_id:int}/text/recompose", opt={"act": "update_draft"}, **HIDDEN)
async def recompose_text(request: Request, document_id: int) -> Response:
    """Let the words follow the facts again."""
    fields = await fields_of(request)
    verb = texts.recompose_text(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        expected_revision=fields.number("revision") or 0,
    )
    return await _done(request, document_id, fields, verb, "", "text_recomposed")


@post("/documents/{document_id:int}/comments", opt={"act": "comment_document"}, **HIDDEN)
async def write_comment(request: Request, document_id: int) -> Response:
    """Write a comment on a paragraph."""
    fields = await fields_of(request)
    place = fields.number("place") or 0
    verb = comments.comment_on(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        place=place,
        body=fields.text("body", most=comments.MOST + 1),
        expected_content_sha256=fields.text("content_sha256", most=64),
    )
    return await _done(request, document_id, fields, verb, f"/text?view=read#p-{place}", "commented")


@post("/documents/{document_id:int}/comments/{comment_id:int}/settle", opt={"act": "comment_document"}, **HIDDEN)
async def settle_comment(request: Request, document_id: int, comment_id: int) -> Response:
    """Mark a comment as settled."""
    fields = await fields_of(request)
    verb = comments.settle_comment(resources_of(request), actor_of(request), comment_id=comment_id)
    view = "?view=read" if fields.text("view") == "read" else ""
    return await _done(request, document_id, fields, verb, f"/text{view}#c-{comment_id}", "comment_settled")


@post("/documents/{document_id:int}/redraft", opt={"act": "draft_letter"}, **HIDDEN)
async def redraft(request: Request, document_id: int) -> Response:
    """Start a withdrawn document again."""
    made = await drafting.redraft_document(resources_of(request), actor_of(request), document_id=document_id)
    return go(f"/documents/{made.id}", said="redrafted")


async def _done(
    request: Request, document_id: int, fields: Fields, verb: Awaitable[object], path: str, said: str
) -> Response:
    try:
        await verb
    except ComplianceError as refusal:
        if refusal.status not in (403, 409, 413, 422):
            raise
        view = "read" if path.startswith("/text?view=read") else ""
        again = TextView(form=fields.refused(refusal), status=refusal.status)
        return await text_page(request, document_id, view=view, again=again)
    return go(f"/documents/{document_id}{path}", said=said)


async def _too_late(request: Request, document_id: int, fields: Fields) -> Response:
    """Somebody was first: nothing is saved, and everything typed is there to be copied."""
    form = Form(message=say("texts.somebody_first", fields.lang))
    again = TextView(form=form, kept=everything_typed(fields), status=409)
    return await text_page(request, document_id, again=again)
