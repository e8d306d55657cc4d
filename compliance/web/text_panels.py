"""The panels of the document page about its words: which version they are, who approves them, what was said about them."""

from dataclasses import dataclass

from litestar import Request

from compliance.casework import approvals, comments, texts
from compliance.casework.approvals import Chain
from compliance.casework.comments import Placed
from compliance.casework.composition import letter_of_draft
from compliance.records.document_approvals import Approval, approvals_of
from compliance.records.document_texts import TextVersion, texts_of
from compliance.records.documents import CaseDocument
from compliance.roles import may
from compliance.web.page import actor_of, lang_of, resources_of
from filings.model import Document


@dataclass(frozen=True)
class TextPanel:
    """The version that stands, the facts changed since by their meaning, and the two submissions to compare."""

    standing: texts.Standing
    changed: tuple[str, ...]
    compared: tuple[TextVersion, TextVersion] | None
    versions: int


@dataclass(frozen=True)
class ApprovalPanel:
    """The chain, approvals that are void, whether this person may take the next step, and else why not."""

    chain: Chain
    void: tuple[Approval, ...]
    may_approve: bool
    why_not: str
    stricter: bool


async def text_panel(request: Request, paper: CaseDocument, words: Document | None) -> TextPanel:
    """Return how the words stand."""
    resources = resources_of(request)
    standing = await texts.standing_of(resources, paper)
    meanings = {spec.name: spec.meaning for spec in letter_of_draft(resources, paper).facts}
    versions = await texts_of(resources.database, paper.id)
    submitted = [version for version in versions if version.submitted]
    compared = (submitted[1], submitted[0]) if len(submitted) > 1 and paper.status != "draft" else None
    changed = tuple(meanings.get(name, name) for name in standing.changed_facts) if paper.status == "draft" else ()
    return TextPanel(standing, changed, compared, len(versions))


async def approval_panel(request: Request, paper: CaseDocument, words: Document | None) -> ApprovalPanel:
    """Return who approved, who can approve next, and whether it is the person who looks."""
    resources, actor = resources_of(request), actor_of(request)
    chain = await approvals.chain_of(resources, paper)
    void = tuple(each for each in await approvals_of(resources.database, paper.id) if each.void_at)
    open_step = chain.next is not None and may(actor.role, "approve_document")
    refusal = await approvals.personal_refusal(resources, actor, paper, chain) if open_step else None
    return ApprovalPanel(
        chain=chain,
        void=void,
        may_approve=open_step and refusal is None,
        why_not=refusal.message(lang_of(request)) if refusal else "",
        stricter=paper.status == "approved" and chain.next is not None,
    )


async def comment_panel(request: Request, paper: CaseDocument, words: Document | None) -> tuple[Placed, ...]:
    """Return the comments, each at its paragraph of these words."""
    return await comments.comments_on(resources_of(request), paper, words)
