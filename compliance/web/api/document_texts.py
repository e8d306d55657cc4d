"""The words of documents: versions, edits, upload, differences, comments, steps of approval, suggestions."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from compliance.casework import approvals, comments, drafting, texts, uploaded_texts
from compliance.casework.as_json import document_as_json
from compliance.casework.composition import content_hash
from compliance.casework.disclosure import note_download
from compliance.casework.suggestions import suggestions_for
from compliance.records.document_comments import Comment
from compliance.records.document_texts import TextVersion, texts_of
from compliance.web.api.inputs import Input, Long, Short, Whole
from compliance.web.page import actor_of, lang_of, resources_of
from compliance.web.pages.document_texts import word_file
from compliance.web.replies import DOCX, download
from filings.differences import paragraph_differences
from filings.editing import Edit
from filings.model import document_as_json as words_as_json
from filings.model import document_from_json
from filings.passages import passages

TAG: dict[str, Any] = {"tags": ["document texts"]}
DONE: dict[str, Any] = {"status_code": 200, **TAG}
UPLOAD = 11_000_000
ROOT = "/documents/{document_id:int}"


class EditIn(Input):
    """One change: `replace` or `delete` the paragraph at `place` (counted from 0), or `insert` after it (-1: first)."""

    act: Literal["replace", "insert", "delete"]
    place: Whole
    text: Long = ""
    kind: Literal["paragraph", "item", "heading", "subheading"] = "paragraph"
    rows: tuple[tuple[Long, ...], ...] | None = None


class EditsIn(Input):
    """Changes to the words of the revision that was read."""

    edits: tuple[EditIn, ...]
    expected_revision: Whole
    note: Short = ""


class UploadIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A Word file whose words become the next version, as multipart form."""

    file: UploadFile
    expected_revision: Whole
    note: str = ""
    over_newer: bool = False


class VersionIn(Input):
    """Which version to go back to, for the revision that was read."""

    version: Whole
    expected_revision: Whole


class StandingIn(Input):
    """The revision that was read."""

    expected_revision: Whole


class CommentIn(Input):
    """A comment on the paragraph at `place` (counted from 0) of the words with that hash."""

    place: Whole
    body: Long
    expected_content_sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


@get(f"{ROOT}/words", opt={"act": "read"}, operation_id="show_words", **TAG)
async def show_words(request: Request, document_id: int) -> dict[str, Any]:
    """The words as they stand: paragraphs for editing, blocks, hash and revision."""
    resources = resources_of(request)
    paper = await drafting.standing_document(resources, document_id)
    words = await texts.words_of_draft(resources, paper)
    standing = await texts.standing_of(resources, paper)
    blocks = words_as_json(words)
    return {
        "revision": paper.revision,
        "content_sha256": content_hash(blocks),
        "follows_facts": standing.follows_facts,
        "facts_changed_since": list(standing.changed_facts),
        "paragraphs": [asdict(passage) for passage in passages(words)],
        "blocks": blocks["blocks"],
    }


@get(f"{ROOT}/texts", opt={"act": "read"}, operation_id="list_texts", **TAG)
async def list_texts(request: Request, document_id: int) -> list[dict[str, Any]]:
    """The versions, newest first, without their words."""
    resources = resources_of(request)
    await drafting.standing_document(resources, document_id)
    return [_version(version) for version in await texts_of(resources.database, document_id)]


@get(f"{ROOT}/texts/{{version:int}}", opt={"act": "read"}, operation_id="show_text", **TAG)
async def show_text(request: Request, document_id: int, version: int) -> dict[str, Any]:
    """One version with its words and the facts that stood when it was made."""
    found = await texts.version_of(resources_of(request), document_id, version)
    return _version(found) | {"facts": found.facts, "blocks": found.blocks["blocks"]}


@get(
    f"{ROOT}/texts/{{version:int}}/differences/{{other:int}}", opt={"act": "read"}, operation_id="compare_texts", **TAG
)
async def compare(request: Request, document_id: int, version: int, other: int) -> list[dict[str, Any]]:
    """What changed from one version to another, paragraph by paragraph; unchanged ones are left out."""
    resources = resources_of(request)
    before, after = [await texts.version_of(resources, document_id, number) for number in (version, other)]
    found = paragraph_differences(document_from_json(before.blocks), document_from_json(after.blocks))
    return [asdict(each) for each in found if each.kind != "same"]


@post(f"{ROOT}/texts/edits", opt={"act": "update_draft"}, operation_id="edit_text", **DONE)
async def edit_text(request: Request, document_id: int, data: EditsIn) -> dict[str, Any]:
    """Change paragraphs; the result is a new version. No fact changes with it."""
    edits = [Edit(each.act, each.place, each.text, each.kind, each.rows) for each in data.edits]
    paper = await texts.edit_paragraphs(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        edits=edits,
        expected_revision=data.expected_revision,
        note=data.note,
    )
    return document_as_json(paper)


@post(
    f"{ROOT}/texts/upload",
    opt={"act": "update_draft"},
    operation_id="upload_text",
    request_max_body_size=UPLOAD,
    **DONE,
)
async def upload_text(
    request: Request, document_id: int, data: Annotated[UploadIn, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> dict[str, Any]:
    """Take the words of a .docx file as the next version; only text and tables come in."""
    paper = await uploaded_texts.upload_text(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        content=await data.file.read(),
        name=data.file.filename,
        expected_revision=data.expected_revision,
        note=data.note,
        over_newer=data.over_newer,
    )
    return document_as_json(paper)


@post(f"{ROOT}/texts/restoration", opt={"act": "update_draft"}, operation_id="restore_text", **DONE)
async def restore_text(request: Request, document_id: int, data: VersionIn) -> dict[str, Any]:
    """Go back to the words of an earlier version, as a new one."""
    paper = await texts.restore_text(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        version=data.version,
        expected_revision=data.expected_revision,
    )
    return document_as_json(paper)


@post(f"{ROOT}/texts/recomposition", opt={"act": "update_draft"}, operation_id="recompose_text", **DONE)
async def recompose_text(request: Request, document_id: int, data: StandingIn) -> dict[str, Any]:
    """Let the words follow the facts again."""
    paper = await texts.recompose_text(
        resources_of(request), actor_of(request), document_id=document_id, expected_revision=data.expected_revision
    )
    return document_as_json(paper)


@get(f"{ROOT}/draft.docx", opt={"act": "read"}, operation_id="download_draft", **TAG)
async def download_draft(request: Request, document_id: int) -> Response[bytes]:
    """The words as they stand as a Word file; the download is on record."""
    resources = resources_of(request)
    paper = await drafting.standing_document(resources, document_id)
    content, name = await word_file(resources, paper, lang_of(request))
    await note_download(
        resources, actor_of(request), kind="document", object_id=paper.id, case_number=paper.case_number, name=name
    )
    return download(content, name, media_type=DOCX)


@get(f"{ROOT}/comments", opt={"act": "read"}, operation_id="list_comments", **TAG)
async def list_comments(request: Request, document_id: int) -> list[dict[str, Any]]:
    """All comments, each with the paragraph of the present words that it belongs to."""
    resources = resources_of(request)
    paper = await drafting.standing_document(resources, document_id)
    words = await texts.words_of_draft(resources, paper)
    return [
        _comment(each.comment) | {"place": each.place} for each in await comments.comments_on(resources, paper, words)
    ]


@post(f"{ROOT}/comments", opt={"act": "comment_document"}, operation_id="comment_document", **TAG)
async def write_comment(request: Request, document_id: int, data: CommentIn) -> dict[str, Any]:
    """Write a comment; approval waits until it is settled."""
    made = await comments.comment_on(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        place=data.place,
        body=data.body,
        expected_content_sha256=data.expected_content_sha256,
    )
    return _comment(made)


@post("/comments/{comment_id:int}/settlement", opt={"act": "comment_document"}, operation_id="settle_comment", **DONE)
async def settle_comment(request: Request, comment_id: int) -> dict[str, Any]:
    """Mark a comment as settled."""
    return _comment(await comments.settle_comment(resources_of(request), actor_of(request), comment_id=comment_id))


@get(f"{ROOT}/approvals", opt={"act": "read"}, operation_id="list_approvals", **TAG)
async def list_approvals(request: Request, document_id: int) -> dict[str, Any]:
    """The steps of approval with what was taken, and who may take the next one."""
    resources = resources_of(request)
    chain = await approvals.chain_of(resources, await drafting.standing_document(resources, document_id))
    return {
        "steps": [
            {
                "step": step.number,
                "role": step.role,
                "approved_by": step.approval.approver_name if step.approval else None,
                "approved_at": step.approval.approved_at if step.approval else None,
                "content_sha256": step.approval.content_sha256 if step.approval else None,
                "current": step.current,
            }
            for step in chain.steps
        ],
        "waits_for": [user.username for user in chain.next_people],
    }


@get(f"{ROOT}/suggestions", opt={"act": "read"}, operation_id="suggest_words", **TAG)
async def suggest_words(request: Request, document_id: int) -> dict[str, Any]:
    """The nearest approved replies of this kind and the paragraphs most used for the same cause, masked."""
    resources = resources_of(request)
    return asdict(await suggestions_for(resources, await drafting.standing_document(resources, document_id)))


@post(f"{ROOT}/redraft", opt={"act": "draft_letter"}, operation_id="redraft_document", **TAG)
async def redraft(request: Request, document_id: int) -> dict[str, Any]:
    """Start a withdrawn document again as a new draft with its facts and words."""
    made = await drafting.redraft_document(resources_of(request), actor_of(request), document_id=document_id)
    return document_as_json(made)


def _version(version: TextVersion) -> dict[str, Any]:
    names = ("version", "origin", "content_sha256", "note", "submitted", "upload_sha256", "upload_name", "made_at")
    return {name: getattr(version, name) for name in names} | {"made_by": version.maker_name}


def _comment(comment: Comment) -> dict[str, Any]:
    names = ("id", "content_sha256", "place", "excerpt", "body", "written_at", "settled_at")
    return {name: getattr(comment, name) for name in names} | {
        "written_by": comment.writer_name,
        "settled_by": comment.settler_name,
    }
