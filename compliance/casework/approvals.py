"""审批 approve: the steps that the complaint's tier asks for, each by another person, each over the very words it saw."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from compliance.casework.actor import Actor, Entry, acting, record_refusal, require_right
from compliance.casework.document_states import change, notify, standing_document, state_words
from compliance.casework.organisation import Organisation, organisation
from compliance.complaints.approval_chain import chain_for, may_take
from compliance.errors import ComplianceError, Forbidden, NotAllowedNow
from compliance.records import document_approvals as records
from compliance.records import people
from compliance.records.complaints import complaint_by_id
from compliance.records.document_approvals import Approval
from compliance.records.document_comments import open_comments
from compliance.records.document_texts import authors_of, authors_waiting
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from compliance.wording import said
from filings.said import Said


@dataclass(frozen=True)
class Step:
    """One step of a chain; ``approval`` is None until it is taken. ``current``: it is this one's turn."""

    number: int
    role: str
    approval: Approval | None
    current: bool


@dataclass(frozen=True)
class Chain:
    """The steps of one document and the people who may take the next one; nobody while it is no draft under review."""

    steps: tuple[Step, ...]
    next_people: tuple[people.User, ...] = ()

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if step.current), None)

    @property
    def complete(self) -> bool:
        return all(step.approval for step in self.steps)


async def chain_of(resources: Resources, paper: CaseDocument) -> Chain:
    """The chain of a document as its complaint stands now; approvals of other words or before a return do not count."""
    case = await complaint_by_id(resources.database, paper.complaint_id)
    approvals = await records.approvals_of(resources.database, paper.id)
    steps = steps_of(await organisation(resources), case.tier if case else "", paper, approvals)
    if not any(step.current for step in steps):
        return Chain(steps)
    out = {paper.drafted_by, paper.submitted_by} | set(await authors_of(resources.database, paper.id))
    return Chain(steps, _who_may(await people.users(resources.database), out, steps))


async def waiting_steps(resources: Resources, papers: Sequence[CaseDocument]) -> dict[int, Chain]:
    """The chain of each of these waiting documents by id, read together for a list."""
    house, approvals = await organisation(resources), await records.standing_approvals_waiting(resources.database)
    tiers = await records.tiers_waiting(resources.database)
    authors = await authors_waiting(resources.database)
    everybody = await people.users(resources.database)
    found = {}
    for paper in papers:
        steps = steps_of(house, tiers.get(paper.id, ""), paper, approvals.get(paper.id, ()))
        out = {paper.drafted_by, paper.submitted_by} | authors.get(paper.id, set())
        found[paper.id] = Chain(steps, _who_may(everybody, out, steps))
    return found


def steps_of(house: Organisation, tier: str, paper: CaseDocument, approvals: tuple[Approval, ...]) -> tuple[Step, ...]:
    """The steps with what was taken; the issued words bear a number, so that there only the void ones are left out."""
    if not approvals and paper.approved_by is not None:
        return (_before_there_were_steps(paper),)
    final = paper.status in ("issuing", "issued")
    taken = {a.step: a for a in approvals if a.void_at is None and (final or a.content_sha256 == paper.content_sha256)}
    roles = tuple(taken[n].role for n in sorted(taken)) if final else chain_for(house.approval_chain, tier)
    first_open = next((n for n in range(1, len(roles) + 1) if n not in taken), 0)
    waits = paper.status in ("in_review", "approved")
    return tuple(Step(n, role, taken.get(n), waits and n == first_open) for n, role in enumerate(roles, start=1))


def _before_there_were_steps(paper: CaseDocument) -> Step:
    """The one approval of a document that was approved before approvals were kept by step."""
    assert paper.approved_by is not None and paper.approved_at is not None
    taken = Approval(
        id=0,
        document_id=paper.id,
        step=1,
        role="reviewer",
        content_sha256=paper.content_sha256 or "",
        approved_by=paper.approved_by,
        approver_name=paper.approver_name or "",
        approved_at=paper.approved_at,
        void_at=None,
    )
    return Step(1, "reviewer", taken, False)


async def refuse_unfinished(resources: Resources, paper: CaseDocument) -> None:
    """Before issue: raise NotAllowedNow while a step is left after all, or a comment was written after the last one.

    A step is left when the complaint was put into a stricter tier after the document was approved.
    """
    chain = await chain_of(resources, paper)
    if chain.next is not None:
        role = _role_words(chain.next.role)
        raise NotAllowedNow("approvals.step_missing", title=paper.title, role=role, who=_named(chain))
    await _refuse_open_comments(resources, paper)


async def _refuse_open_comments(resources: Resources, paper: CaseDocument) -> None:
    if count := await open_comments(resources.database, paper.id):
        raise NotAllowedNow("approvals.comments_open", title=paper.title, count=count)


async def approve_document(
    resources: Resources, actor: Actor, *, document_id: int, expected_content_sha256: str
) -> CaseDocument:
    """Take the next step over the very words that were seen (审核). Nobody approves what he drafted, wrote or put up.

    The last step makes the document approved. Raises Forbidden naming who can take the step, NotAllowedNow while a
    comment is open or when the words changed meanwhile.
    """
    await require_right(resources, actor, "approve_document")
    paper = await standing_document(resources, document_id)
    chain = await chain_of(resources, paper)
    if refusal := await personal_refusal(resources, actor, paper, chain):
        entry = Entry("approve_document")
        entry.about("document", document_id, case=paper.case_number)
        await record_refusal(resources, actor, entry, reason=refusal.message_id.rpartition(".")[2])
        raise refusal
    step = chain.next
    if step is None:
        raise NotAllowedNow("errors.document_state", title=paper.title, state=state_words(paper.status))
    async with acting(resources, actor, "approve_document") as entry:
        entry.about("document", document_id, case=paper.case_number)
        if paper.content_sha256 != expected_content_sha256:
            raise NotAllowedNow("errors.content_changed", title=paper.title)
        await _refuse_open_comments(resources, paper)
        last = step.number == len(chain.steps)
        entry.after = {"content_sha256": expected_content_sha256, "step": f"{step.number}/{len(chain.steps)}"}
        at = resources.clock.now()
        values = {"status": "approved", "approved_by": actor.user_id, "approved_at": at} if last else {}
        await change(resources, paper, values, (paper.status,), expected_revision=paper.revision)
        await records.insert_approval(
            resources.database,
            {
                "document_id": document_id,
                "step": step.number,
                "role": step.role,
                "content_sha256": expected_content_sha256,
                "approved_by": actor.user_id,
                "approved_at": at,
            },
        )
        if last:
            await notify(resources, actor, paper, paper.drafted_by, "notices.approved")
        else:
            await tell_next(resources, actor, document_id)
    resources.bell.set()
    return await standing_document(resources, document_id)


async def tell_next(resources: Resources, actor: Actor, document_id: int) -> None:
    """Inside the act that made it so: tell everybody who may take the next step that it is his turn."""
    paper = await standing_document(resources, document_id)
    for person in (await chain_of(resources, paper)).next_people:
        await notify(resources, actor, paper, person.id, "notices.approval_waiting")


async def personal_refusal(
    resources: Resources, actor: Actor, paper: CaseDocument, chain: Chain
) -> ComplianceError | None:
    """Why this person may not take the next step; None when he may, or when there is none to take."""
    if actor.user_id in (paper.drafted_by, paper.submitted_by):
        return Forbidden("errors.own_draft")
    if actor.user_id in await authors_of(resources.database, paper.id):
        return Forbidden("approvals.own_words", who=_named(chain))
    if chain.next is None:
        return None
    if any(step.approval and step.approval.approved_by == actor.user_id for step in chain.steps):
        return Forbidden("approvals.once", who=_named(chain))
    if not may_take(chain.next.role, actor.role.value):
        return Forbidden("approvals.not_your_step", role=_role_words(chain.next.role), who=_named(chain))
    return None


def _who_may(
    everybody: Iterable[people.User], out: Collection[int | None], steps: Sequence[Step]
) -> tuple[people.User, ...]:
    """The active people who may take the step whose turn it is: of a fitting role, none of ``out``, none who approved."""
    step = next((each for each in steps if each.current), None)
    if step is None:
        return ()
    done = {each.approval.approved_by for each in steps if each.approval}
    return tuple(
        user
        for user in everybody
        if user.active and user.id not in out and user.id not in done and may_take(step.role, user.role)
    )


def _named(chain: Chain) -> Said:
    """Names of those who can, or what to do when nobody can."""
    names = "、".join(user.display_name for user in chain.next_people)
    if names:
        return Said(names, names)
    return said("approvals.nobody")


def _role_words(role: str) -> Said:
    return said(f"labels.role.{role}")
