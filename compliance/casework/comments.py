"""批注 comments on paragraphs of a document: written on the words that were seen, settled by somebody, kept for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.casework.actor import Actor, acting
from compliance.casework.composition import content_hash
from compliance.casework.document_states import notify, standing_document, state_words
from compliance.casework.masking import masked, names_of
from compliance.casework.texts import words_of_draft
from compliance.complaints.privacy import mask_text
from compliance.errors import BadInput, NotAllowedNow, NotFound
from compliance.records import document_comments as records
from compliance.records.document_comments import Comment
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.model import Document, block_lines, document_as_json
from filings.printable import visible

MOST = 2_000
EXCERPT = 80
_OPEN = ("draft", "in_review", "approved")


@dataclass(frozen=True)
class Placed:
    """A comment and the paragraph of the present words that it belongs to; None where that paragraph is gone."""

    comment: Comment
    place: int | None


async def comment_on(
    resources: Resources, actor: Actor, *, document_id: int, place: int, body: str, expected_content_sha256: str
) -> Comment:
    """Write a comment on the paragraph at ``place`` (counted from 0) of the words that were seen; the drafter is told."""
    body = visible(body)
    if not body.strip():
        raise BadInput("comments.empty", fields={"body": "comments.empty"})
    if len(body) > MOST:
        raise BadInput("comments.too_long", most=MOST, fields={"body": "comments.too_long"})
    async with acting(resources, actor, "comment_document") as entry:
        paper = await standing_document(resources, document_id)
        entry.about("document", document_id, case=paper.case_number)
        if paper.status not in _OPEN:
            raise NotAllowedNow("errors.document_state", title=paper.title, state=state_words(paper.status))
        words = await words_of_draft(resources, paper)
        digest = content_hash(document_as_json(words))
        if digest != expected_content_sha256:
            raise NotAllowedNow("errors.content_changed", title=paper.title)
        if not 0 <= place < len(words.blocks):
            raise BadInput("comments.no_place", place=place + 1, count=len(words.blocks))
        comment_id = await records.insert_comment(
            resources.database,
            {
                "document_id": document_id,
                "content_sha256": digest,
                "place": place,
                "excerpt": await masked(resources, paper.case_number, excerpt_of(words, place)),
                "body": await masked(resources, paper.case_number, body.strip()),
                "written_by": actor.user_id,
                "written_at": resources.clock.now(),
            },
        )
        entry.after = {"comment": comment_id, "place": place + 1}
        await notify(
            resources, actor, paper, paper.drafted_by, "notices.commented",
            mark=str(comment_id), place=str(place + 1),
        )  # fmt: skip
    resources.bell.set()
    return await _standing(resources, comment_id)


async def settle_comment(resources: Resources, actor: Actor, *, comment_id: int) -> Comment:
    """Mark a comment as settled; its writer is told. Raises NotAllowedNow when somebody was first."""
    async with acting(resources, actor, "comment_document") as entry:
        comment = await _standing(resources, comment_id)
        paper = await standing_document(resources, comment.document_id)
        entry.about("document", paper.id, case=paper.case_number)
        entry.after = {"comment": comment_id, "settled": True}
        if not await records.settle(resources.database, comment_id, by=actor.user_id, at=resources.clock.now()):
            raise NotAllowedNow("comments.settled_already", who=comment.settler_name or "")
        await notify(
            resources, actor, paper, comment.written_by, "notices.comment_settled",
            mark=str(comment_id), place=str(comment.place + 1),
        )  # fmt: skip
    resources.bell.set()
    return await _standing(resources, comment_id)


async def comments_on(resources: Resources, paper: CaseDocument, words: Document | None) -> tuple[Placed, ...]:
    """All comments of a document, each at the paragraph of these words that it belongs to."""
    found = await records.comments_of(resources.database, paper.id)
    if words is None or not found:
        return tuple(Placed(comment, None) for comment in found)
    digest = content_hash(document_as_json(words))
    names = await names_of(resources, paper.case_number)
    excerpts = [mask_text(excerpt_of(words, place), names=names) for place in range(len(words.blocks))]
    return tuple(
        Placed(comment, comment.place if comment.content_sha256 == digest else _nearest(comment, excerpts))
        for comment in found
    )


def excerpt_of(words: Document, place: int) -> str:
    """The start of a paragraph, by which it is found again in later words."""
    return "".join(block_lines(words.blocks[place]))[:EXCERPT]


def _nearest(comment: Comment, excerpts: Sequence[str]) -> int | None:
    """The paragraph that still starts as it did, the nearest of several; else the one with half of its words."""
    same = [place for place, excerpt in enumerate(excerpts) if excerpt == comment.excerpt]
    if same:
        return min(same, key=lambda place: abs(place - comment.place))
    pairs = _pairs(comment.excerpt)
    likeness = [len(pairs & _pairs(excerpt)) / max(len(pairs), 1) for excerpt in excerpts]
    best = max(range(len(excerpts)), key=lambda place: (likeness[place], -abs(place - comment.place)), default=None)
    return best if best is not None and likeness[best] >= 0.5 else None


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


async def _standing(resources: Resources, comment_id: int) -> Comment:
    found = await records.comment(resources.database, comment_id)
    if found is None:
        raise NotFound("comments.not_found", comment=comment_id)
    return found
