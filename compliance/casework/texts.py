"""文书正文: the words of a draft by version. Composed from facts until somebody edits or uploads; then what was kept.

Editing the words never changes a fact: each version remembers the facts that stood when it was made, and whoever
changes a fact afterwards is shown what composing again would do before it is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from compliance.casework.actor import Actor, Entry, acting, require_right
from compliance.casework.composition import content_hash, refuse_uncovered
from compliance.casework.document_states import change, standing_document, state_words
from compliance.casework.dressing import composed_words
from compliance.casework.masking import masked
from compliance.errors import BadInput, NotAllowedNow, NotFound
from compliance.records import document_texts as records
from compliance.records.attachments import register_file
from compliance.records.document_texts import TextVersion
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from compliance.wording import say
from filings.editing import Edit, EditsRefused, edited, printable_problem
from filings.model import Document, document_as_json, document_from_json

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EDIT = "update_draft"
MOST_NOTE = 500


@dataclass(frozen=True)
class Standing:
    """How the words of a draft stand: the newest version, and the facts that were changed after it was made."""

    latest: TextVersion | None
    changed_facts: tuple[str, ...]

    @property
    def follows_facts(self) -> bool:
        return self.latest is None or self.latest.origin == "composed"


async def words_of_draft(resources: Resources, paper: CaseDocument, *, printable: bool = True) -> Document:
    """The words as they stand: fixed ones, else the latest version, else composed from the facts.

    Raises BadInput with everything that is missing while they follow the facts and the facts are not complete;
    without ``printable`` not for characters that no font covers.
    """
    if paper.blocks is not None:
        return document_from_json(paper.blocks)
    latest = await records.latest_text(resources.database, paper.id)
    if latest is None or latest.origin == "composed":
        return await composed_words(resources, paper, printable=printable)
    return document_from_json(latest.blocks)


async def words_from_facts(resources: Resources, paper: CaseDocument) -> Document:
    """The words that the facts give, whatever version stands. Raises BadInput with everything that is missing."""
    return await composed_words(resources, paper)


async def standing_of(resources: Resources, paper: CaseDocument) -> Standing:
    """Which version the words are, and what became of the facts since."""
    latest = await records.latest_text(resources.database, paper.id)
    if latest is None or latest.origin == "composed":
        return Standing(latest, ())
    names = {*latest.facts, *paper.facts}
    return Standing(latest, tuple(sorted(n for n in names if latest.facts.get(n) != paper.facts.get(n))))


async def version_of(resources: Resources, document_id: int, version: int) -> TextVersion:
    """One version. Raises NotFound."""
    found = await records.text_of_version(resources.database, document_id, version)
    if found is None:
        raise NotFound("texts.no_version", version=version)
    return found


async def edit_paragraphs(
    resources: Resources,
    actor: Actor,
    *,
    document_id: int,
    edits: Sequence[Edit],
    expected_revision: int,
    note: str = "",
) -> CaseDocument:
    """Replace, put in or take out paragraphs of a draft as it was read (改正文); the result is a new version."""
    draft, before = await opened(resources, actor, "edit_text", document_id, expected_revision)
    assert before is not None
    try:
        words = edited(before, edits)
    except EditsRefused as refused:
        fields = {f"edit_{position}": sentence for position, sentence in refused.problems.items()}
        raise BadInput.of(refused.said, fields=fields) from refused
    if words == before:
        raise BadInput("texts.nothing_changed")
    refuse_unprintable(words)
    return await keep_version(resources, actor, "edit_text", draft, before, words, origin="edited", note=note)


async def restore_text(
    resources: Resources, actor: Actor, *, document_id: int, version: int, expected_revision: int
) -> CaseDocument:
    """Go back to the words of an earlier version; they become a new one."""
    draft, before = await opened(resources, actor, "restore_text", document_id, expected_revision, complete=False)
    old = await version_of(resources, document_id, version)
    words = document_from_json(old.blocks)
    if words == before:
        raise BadInput("texts.same_as_version", version=version)
    note = say("texts.restored_note", "zh", version=version)
    return await keep_version(resources, actor, "restore_text", draft, before, words, origin="edited", note=note)


async def recompose_text(
    resources: Resources, actor: Actor, *, document_id: int, expected_revision: int
) -> CaseDocument:
    """Let the words follow the facts again (按要素重新成文); what was edited stays in the earlier versions."""
    draft, before = await opened(resources, actor, "recompose_text", document_id, expected_revision, complete=False)
    latest = await records.latest_text(resources.database, document_id)
    if latest is None or latest.origin == "composed":
        raise BadInput("texts.follows_facts")
    words = await words_from_facts(resources, draft)
    note = say("texts.recomposed_note", "zh")
    return await keep_version(resources, actor, "recompose_text", draft, before, words, origin="composed", note=note)


async def append_submitted(resources: Resources, actor: Actor, draft: CaseDocument, words: Document) -> int:
    """Inside the act of putting a draft up: keep its words as a version of their own, marked as submitted; its number."""
    latest = await records.latest_text(resources.database, draft.id)
    origin = latest.origin if latest else "composed"
    source = latest if latest and latest.content_sha256 == content_hash(document_as_json(words)) else None
    return await append_text(
        resources,
        actor,
        draft.id,
        words,
        facts=source.facts if source else draft.facts,
        origin=origin,
        submitted=True,
        after=latest.version if latest else 0,
        upload={"upload_sha256": source.upload_sha256, "upload_name": source.upload_name} if source else {},
    )


async def append_text(
    resources: Resources,
    actor: Actor,
    document_id: int,
    words: Document,
    *,
    facts: dict[str, Any],
    origin: str,
    after: int,
    note: str = "",
    submitted: bool = False,
    upload: dict[str, Any] | None = None,
) -> int:
    """Inside an act that changed the document: append the version after number ``after``; its own number."""
    blocks = document_as_json(words)
    values = {
        "document_id": document_id,
        "version": after + 1,
        "origin": origin,
        "blocks": blocks,
        "content_sha256": content_hash(blocks),
        "facts": facts,
        "note": note,
        "submitted": submitted,
        "made_by": actor.user_id,
        "made_at": resources.clock.now(),
    }
    await records.insert_text(resources.database, values | (upload or {}))
    return after + 1


async def opened(
    resources: Resources, actor: Actor, action: str, document_id: int, expected_revision: int, *, complete: bool = True
) -> tuple[CaseDocument, Document | None]:
    """The draft and its words, for a person who may edit. Raises NotAllowedNow for another status or revision."""
    await require_right(resources, actor, action, needs=_EDIT)
    draft = await standing_document(resources, document_id)
    if draft.status != "draft":
        raise NotAllowedNow("errors.document_state", title=draft.title, state=state_words(draft.status))
    if draft.revision != expected_revision:
        raise NotAllowedNow("errors.content_changed", title=draft.title)
    try:
        return draft, await words_of_draft(resources, draft)
    except BadInput:
        if complete:
            raise
        return draft, None


async def keep_version(
    resources: Resources,
    actor: Actor,
    action: str,
    draft: CaseDocument,
    before: Document | None,
    words: Document,
    *,
    origin: str,
    note: str,
    upload: dict[str, Any] | None = None,
) -> CaseDocument:
    """One act: the new version, and before the first edited one the composed words that it was made from."""
    async with acting(resources, actor, action, needs=_EDIT) as entry:
        entry.about("document", draft.id, case=draft.case_number)
        kept = await masked(resources, draft.case_number, note.strip()[:MOST_NOTE])
        await change(resources, draft, {"title": words.title}, ("draft",), expected_revision=draft.revision)
        latest = await records.latest_text(resources.database, draft.id)
        number = latest.version if latest else 0
        if before is not None and await _is_news(before, latest):
            number = await append_text(
                resources, actor, draft.id, before, facts=draft.facts, origin="composed", after=number
            )
        if upload:
            size = upload.pop("size")
            await register_file(
                resources.database, sha256=upload["upload_sha256"], size=size, media_type=DOCX,
                name=upload["upload_name"], at=resources.clock.now(),
            )  # fmt: skip
        number = await append_text(
            resources, actor, draft.id, words, facts=draft.facts, origin=origin, note=kept, after=number, upload=upload
        )
        _say_what(entry, number, origin, words, upload)
        entry.reason = kept
    return await standing_document(resources, draft.id)


async def _is_news(before: Document, latest: TextVersion | None) -> bool:
    """Whether the words were composed and no version keeps them."""
    if latest is None:
        return True
    return latest.origin == "composed" and latest.content_sha256 != content_hash(document_as_json(before))


def _say_what(entry: Entry, number: int, origin: str, words: Document, upload: dict[str, Any] | None) -> None:
    entry.after = {"version": number, "origin": origin, "content_sha256": content_hash(document_as_json(words))}
    if upload:
        entry.after["sha256"] = upload["upload_sha256"]


def refuse_unprintable(words: Document) -> None:
    if problem := printable_problem(words):
        raise BadInput.of(problem)
    refuse_uncovered(words)
