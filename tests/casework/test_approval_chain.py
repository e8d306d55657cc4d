"""Steps of approval by tier: each by another person over the very words, void on return, refusals that name who can."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from compliance.casework import assessment, comments, drafting, issuing, texts
from compliance.casework.actor import Actor, system_actor
from compliance.casework.approvals import approve_document, chain_of
from compliance.casework.organisation import Organisation, set_organisation
from compliance.casework.sweeping import sweep_once
from compliance.errors import BadInput, Forbidden, NotAllowedNow
from compliance.records.document_approvals import approvals_of
from compliance.records.documents import CaseDocument
from compliance.records.notices import unread
from compliance.resources import Resources
from filings.editing import Edit
from tests.casework.builders import approved, drafted, entries, registered, submitted
from tests.conftest import person

pytestmark = pytest.mark.usefixtures("house")


async def red(resources: Resources, officer: Actor) -> str:
    case = await registered(resources, officer)
    await assessment.set_tier(resources, officer, number=case.number, tier="red", reason="影响面大")
    return case.number


async def take(resources: Resources, actor: Actor, paper: CaseDocument) -> CaseDocument:
    return await approve_document(
        resources, actor, document_id=paper.id, expected_content_sha256=paper.content_sha256 or ""
    )


@pytest.mark.parametrize("tier", ["", "blue", "yellow"])
async def test_other_tiers_take_one_reviewer(resources: Resources, officer: Actor, reviewer: Actor, tier: str) -> None:
    case = await registered(resources, officer)
    if tier:
        await assessment.set_tier(resources, officer, number=case.number, tier=tier, reason="x")
    done = await take(resources, reviewer, await submitted(resources, officer, case.number))
    assert done.status == "approved" and done.approved_by == reviewer.user_id


async def test_a_red_case_takes_reviewer_and_head_in_order(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    put_up = await submitted(resources, officer, await red(resources, officer))
    first = await take(resources, reviewer, put_up)
    assert first.status == "in_review" and first.approved_by is None
    chain = await chain_of(resources, first)
    assert [step.approval is not None for step in chain.steps] == [True, False]
    assert [user.username for user in chain.next_people] == [head.username]
    done = await take(resources, head, first)
    assert done.status == "approved" and done.approved_by == head.user_id
    kept = await approvals_of(resources.database, put_up.id)
    assert [(a.step, a.role, a.approver_name) for a in kept] == [
        (1, "reviewer", reviewer.name),
        (2, "head", head.name),
    ]
    assert {a.content_sha256 for a in kept} == {put_up.content_sha256}
    steps = [entry["after"] for entry in await entries(resources, action="approve_document", outcome="done")]
    assert ["1/2" in steps[0], "2/2" in steps[1]] == [True, True]


async def test_nobody_takes_two_steps_and_the_refusal_names_who_can(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    second = await person(resources, "zong2", "head")
    put_up = await submitted(resources, officer, await red(resources, officer))
    first = await take(resources, head, put_up)
    with pytest.raises(Forbidden) as once:
        await take(resources, head, first)
    assert second.name in once.value.message("zh") and second.name in once.value.message("en")
    with pytest.raises(Forbidden) as lower:
        await take(resources, reviewer, first)
    assert "负责人" in lower.value.message("zh") and second.name in lower.value.message("zh")
    refused = await entries(resources, action="approve_document", outcome="refused")
    assert [entry["reason"] for entry in refused] == ["once", "not_your_step"]
    assert (await take(resources, second, first)).status == "approved"


async def test_nobody_approves_words_that_he_wrote(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    draft = await drafted(resources, officer, (await registered(resources, officer)).number)
    await texts.edit_paragraphs(
        resources, reviewer, document_id=draft.id, edits=[Edit("insert", 3, "另行补充。")], expected_revision=1
    )
    put_up = await drafting.submit_draft(resources, officer, document_id=draft.id)
    with pytest.raises(Forbidden, match=head.name):
        await take(resources, reviewer, put_up)
    assert (await take(resources, head, put_up)).status == "approved"


async def test_a_return_makes_all_steps_void_and_keeps_them(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    put_up = await submitted(resources, officer, await red(resources, officer))
    await take(resources, reviewer, put_up)
    await drafting.return_draft(resources, head, document_id=put_up.id, reason="补充依据")
    again = await drafting.submit_draft(resources, officer, document_id=put_up.id)
    assert again.content_sha256 == put_up.content_sha256, "the same words"
    chain = await chain_of(resources, again)
    assert chain.next is not None and chain.next.number == 1, "and yet the first step is open again"
    kept = await approvals_of(resources.database, put_up.id)
    assert len(kept) == 1 and kept[0].void_at is not None
    assert (await take(resources, reviewer, again)).status == "in_review"


async def test_of_two_reviewers_at_once_one_takes_the_step(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    other = await person(resources, "shen2", "reviewer")
    put_up = await submitted(resources, officer, await red(resources, officer))
    done = await asyncio.gather(
        take(resources, reviewer, put_up), take(resources, other, put_up), return_exceptions=True
    )
    assert sum(isinstance(each, NotAllowedNow | Forbidden) for each in done) == 1
    assert len(await approvals_of(resources.database, put_up.id)) == 1
    assert (await drafting.standing_document(resources, put_up.id)).status == "in_review"


async def test_a_case_made_red_after_approval_needs_the_head_before_issue(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    case = await registered(resources, officer)
    ready = await approved(resources, officer, reviewer, case.number)
    await assessment.set_tier(resources, officer, number=case.number, tier="red", reason="媒体关注")
    with pytest.raises(NotAllowedNow, match=f"负责人.*{head.name}"):
        await issuing.issue_document(resources, officer, document_id=ready.id)
    done = await take(resources, head, ready)
    assert done.status == "approved" and done.approved_by == head.user_id
    assert (await issuing.issue_document(resources, officer, document_id=ready.id)).number


async def test_the_chain_is_the_organisations_to_set(
    resources: Resources, officer: Actor, reviewer: Actor, house: Organisation
) -> None:
    system = system_actor(resources)
    for wrong in ({"red": "officer"}, {"green": "reviewer"}, {"red": ""}, {"red": ",".join(["reviewer"] * 4)}):
        with pytest.raises(BadInput) as told:
            await set_organisation(resources, system, values=replace(house, approval_chain=wrong))
        assert "approval_chain" in told.value.fields
    await set_organisation(resources, system, values=replace(house, approval_chain={"": "reviewer,reviewer"}))
    other = await person(resources, "shen2", "reviewer")
    put_up = await submitted(resources, officer, (await registered(resources, officer)).number)
    first = await take(resources, reviewer, put_up)
    assert first.status == "in_review"
    assert (await take(resources, other, first)).status == "approved"


async def test_an_open_comment_forbids_approval_and_its_settling_allows_it(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    put_up = await submitted(resources, officer, (await registered(resources, officer)).number)
    made = await comments.comment_on(
        resources,
        reviewer,
        document_id=put_up.id,
        place=4,
        body="日期与来文不符",
        expected_content_sha256=put_up.content_sha256 or "",
    )
    with pytest.raises(NotAllowedNow, match="1 条批注未处理"):
        await take(resources, reviewer, put_up)
    await comments.settle_comment(resources, officer, comment_id=made.id)
    with pytest.raises(NotAllowedNow, match="已由"):
        await comments.settle_comment(resources, reviewer, comment_id=made.id)
    assert (await take(resources, reviewer, put_up)).status == "approved"
    await sweep_once(resources)
    told = {notice.message_id for notice in await unread(resources.database, officer.user_id)}
    assert {"notices.commented", "notices.approved"} <= told
    assert "notices.comment_settled" in {n.message_id for n in await unread(resources.database, reviewer.user_id)}


async def test_a_comment_after_the_last_step_holds_the_issue(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    ready = await approved(resources, officer, reviewer, case.number)
    made = await comments.comment_on(
        resources,
        officer,
        document_id=ready.id,
        place=1,
        body="收件人有变",
        expected_content_sha256=ready.content_sha256 or "",
    )
    with pytest.raises(NotAllowedNow, match="批注未处理"):
        await issuing.issue_document(resources, officer, document_id=ready.id)
    await comments.settle_comment(resources, reviewer, comment_id=made.id)
    assert (await issuing.issue_document(resources, officer, document_id=ready.id)).number


async def test_who_can_take_the_next_step_is_told(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    put_up = await submitted(resources, officer, await red(resources, officer))
    await take(resources, reviewer, put_up)
    await sweep_once(resources)
    waiting = {
        actor.username: [n.message_id for n in await unread(resources.database, actor.user_id)]
        for actor in (officer, reviewer, head)
    }
    assert waiting == {
        officer.username: [],
        reviewer.username: ["notices.approval_waiting"],
        head.username: ["notices.approval_waiting"] * 2,
    }


async def test_comments_find_their_paragraph_again_in_later_words(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    draft = await drafted(resources, officer, (await registered(resources, officer)).number)
    put_up = await drafting.submit_draft(resources, officer, document_id=draft.id)
    words = await texts.words_of_draft(resources, put_up)
    place = next(n for n in range(len(words.blocks)) if "充电座存在缺陷" in comments.excerpt_of(words, n))
    await comments.comment_on(
        resources, reviewer, document_id=draft.id, place=place, body="请附证据",
        expected_content_sha256=put_up.content_sha256 or "",
    )  # fmt: skip
    back = await drafting.return_draft(resources, reviewer, document_id=draft.id, reason="见批注")
    moved = await texts.edit_paragraphs(
        resources,
        officer,
        document_id=draft.id,
        edits=[
            Edit("insert", 3, "先说明一点。"),
            Edit("replace", place, "经核实，充电座存在缺陷，投诉人反映的情况属实（证据1）。"),
        ],
        expected_revision=back.revision,
    )
    (placed,) = await comments.comments_on(resources, moved, await texts.words_of_draft(resources, moved))
    assert placed.place == place + 1
    await texts.edit_paragraphs(
        resources, officer, document_id=draft.id, edits=[Edit("delete", place + 1)], expected_revision=moved.revision
    )
    (gone,) = await comments.comments_on(resources, moved, await texts.words_of_draft(resources, moved))
    assert gone.place is None and gone.comment.excerpt.startswith("经核实")
