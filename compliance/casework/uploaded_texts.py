"""上传文书正文: a draft edited in Word comes back as its next version; only its words come in, never a template."""

from __future__ import annotations

import asyncio

from compliance.casework.actor import Actor
from compliance.casework.composition import content_hash
from compliance.casework.evidence import clean_name
from compliance.casework.masking import masked
from compliance.casework.texts import keep_version, opened, refuse_unprintable
from compliance.errors import BadInput, NotAllowedNow, TooLarge
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.confined import JobRefused
from filings.editing import with_blocks
from filings.model import Document, document_as_json
from filings.word_upload.likeness import another_document
from filings.word_upload.reading import reading_of

MOST_UPLOAD = 10 * 1024 * 1024


async def upload_text(
    resources: Resources,
    actor: Actor,
    *,
    document_id: int,
    content: bytes,
    name: str,
    expected_revision: int,
    note: str = "",
    over_newer: bool = False,
) -> CaseDocument:
    """Take the words of a Word file that was edited elsewhere (上传新版本); only text comes in, never a template.

    What of the file was not read is said in the note of the version. A file made of earlier words than those that stand
    is refused with NotAllowedNow, since it would undo what came after; ``over_newer`` takes it all the same.
    """
    clean = clean_name(name)
    draft, before = await opened(resources, actor, "upload_text", document_id, expected_revision)
    assert before is not None
    if not content:
        raise BadInput("errors.empty_file", name=clean, fields={"file": "errors.empty_file"})
    if len(content) > MOST_UPLOAD:
        raise TooLarge("errors.file_too_large", name=clean, limit=MOST_UPLOAD // 1024 // 1024)
    if not clean.lower().endswith(".docx"):
        raise BadInput("texts.only_docx", name=clean, fields={"file": "texts.only_docx"})
    try:
        read = await asyncio.to_thread(reading_of, content, original=before)
    except JobRefused as refused:
        raise BadInput.of(refused.said, fields={"file": refused.said}) from refused
    words = with_blocks(read.document, read.document.blocks)
    if another_document(before, words):
        raise BadInput(
            "texts.upload_other", title=before.title, other=words.title[:60], fields={"file": "texts.upload_other"}
        )
    _refuse_older(read.mark, draft, before, over_newer=over_newer)
    if words == before:
        raise BadInput("texts.upload_same", fields={"file": "texts.upload_same"})
    refuse_unprintable(words)
    digest = await asyncio.to_thread(resources.files.put, content)
    upload = {"upload_sha256": digest, "upload_name": await masked(resources, draft.case_number, clean)}
    return await keep_version(
        resources, actor, "upload_text", draft, before, words, origin="uploaded",
        note="；".join((*([note.strip()] if note.strip() else []), *read.remarks)),
        upload=upload | {"size": len(content)},
    )  # fmt: skip


def words_mark(paper: CaseDocument, words: Document) -> str:
    """The mark that a Word file of these words carries, so that it can be told when it comes back."""
    return f"{paper.id}-{content_hash(document_as_json(words))[:16]}"


def _refuse_older(mark: str, draft: CaseDocument, before: Document, *, over_newer: bool) -> None:
    own = mark.partition("-")[0] == str(draft.id)
    if own and not over_newer and mark != words_mark(draft, before):
        raise NotAllowedNow("texts.upload_older", fields={"file": "texts.upload_older"})
