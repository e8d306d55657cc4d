"""Words of a draft: composed until edited, every version kept, facts never changed by an edit, one of two editors told."""

from __future__ import annotations

import asyncio

import pytest

from compliance.casework import drafting, texts
from compliance.casework.actor import Actor
from compliance.casework.texts import words_of_draft
from compliance.errors import BadInput, NotAllowedNow
from compliance.records.document_texts import latest_text, texts_of
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.editing import Edit
from filings.model import document_text
from filings.passages import Passage, passages
from tests.casework.builders import counts, drafted, entries, registered

pytestmark = pytest.mark.usefixtures("house")
SAID = "经核实，充电座存在缺陷，投诉人反映的情况属实。"
SHORTER = "经核实，充电座存在缺陷。"


@pytest.fixture
async def draft(resources: Resources, officer: Actor) -> CaseDocument:
    return await drafted(resources, officer, (await registered(resources, officer)).number)


async def passage(resources: Resources, paper: CaseDocument, text: str) -> Passage:
    return next(each for each in passages(await words_of_draft(resources, paper)) if text in each.text)


async def replaced(
    resources: Resources, actor: Actor, paper: CaseDocument, old: str, new: str, *, note: str = ""
) -> CaseDocument:
    place = (await passage(resources, paper, old)).place
    return await texts.edit_paragraphs(
        resources,
        actor,
        document_id=paper.id,
        edits=[Edit("replace", place, new)],
        expected_revision=paper.revision,
        note=note,
    )


async def said(resources: Resources, paper: CaseDocument) -> str:
    return document_text(await words_of_draft(resources, paper))


async def test_an_edit_is_a_new_version_and_changes_no_fact(
    resources: Resources, officer: Actor, draft: CaseDocument
) -> None:
    after = await replaced(resources, officer, draft, SAID, SHORTER, note="删去重复的话")
    assert after.facts == draft.facts and after.revision == draft.revision + 1
    assert SHORTER in await said(resources, after) and "投诉人反映的情况属实" not in await said(resources, after)
    edited, composed = await texts_of(resources.database, draft.id)
    assert (composed.version, composed.origin, edited.version, edited.origin) == (1, "composed", 2, "edited")
    assert edited.note == "删去重复的话" and edited.maker_name == officer.name and edited.facts == draft.facts
    entry = (await entries(resources, action="edit_text"))[-1]
    assert '"version":2' in entry["after"].replace(" ", "") and f'"document_texts:{edited.id}"' in entry["after"]


async def test_what_is_submitted_are_the_edited_words(
    resources: Resources, officer: Actor, draft: CaseDocument
) -> None:
    after = await replaced(resources, officer, draft, SAID, SHORTER)
    put_up = await drafting.submit_draft(resources, officer, document_id=draft.id)
    assert put_up.content_sha256 != "" and SHORTER in await said(resources, put_up)
    latest = await latest_text(resources.database, draft.id)
    assert latest and latest.submitted and latest.origin == "edited" and latest.content_sha256 == put_up.content_sha256
    assert latest.version == 3 and after.status == "draft"


async def test_a_draft_nobody_edited_follows_its_facts_through_submission_and_return(
    resources: Resources, officer: Actor, reviewer: Actor, draft: CaseDocument
) -> None:
    await drafting.submit_draft(resources, officer, document_id=draft.id)
    back = await drafting.return_draft(resources, reviewer, document_id=draft.id, reason="请改")
    changed = await drafting.update_draft(
        resources, officer, document_id=draft.id, facts={"findings": SHORTER}, expected_revision=back.revision
    )
    assert SHORTER in await said(resources, changed)
    again = await drafting.submit_draft(resources, officer, document_id=draft.id)
    kept = [(each.version, each.origin, each.submitted) for each in await texts_of(resources.database, draft.id)]
    assert kept == [(2, "composed", True), (1, "composed", True)] and SHORTER in await said(resources, again)


async def test_facts_changed_after_an_edit_are_told_and_move_no_word_until_composed_again(
    resources: Resources, officer: Actor, draft: CaseDocument
) -> None:
    edited = await replaced(resources, officer, draft, SAID, SHORTER)
    changed = await drafting.update_draft(
        resources,
        officer,
        document_id=draft.id,
        facts={"rectification": "同批次商品已全部召回。"},
        expected_revision=edited.revision,
    )
    assert (await texts.standing_of(resources, changed)).changed_facts == ("rectification",)
    assert "已全部召回" not in await said(resources, changed) and SHORTER in await said(resources, changed)
    again = await texts.recompose_text(resources, officer, document_id=draft.id, expected_revision=changed.revision)
    assert "已全部召回" in await said(resources, again) and SAID in await said(resources, again)
    assert (await texts.standing_of(resources, again)).follows_facts
    with pytest.raises(BadInput, match="无需重新成文"):
        await texts.recompose_text(resources, officer, document_id=draft.id, expected_revision=again.revision)


async def test_an_earlier_version_comes_back_as_a_new_one(
    resources: Resources, officer: Actor, draft: CaseDocument
) -> None:
    edited = await replaced(resources, officer, draft, SAID, SHORTER)
    other = await replaced(resources, officer, edited, SHORTER, "另有原因。")
    back = await texts.restore_text(
        resources, officer, document_id=draft.id, version=2, expected_revision=other.revision
    )
    assert SHORTER in await said(resources, back)
    assert [each.version for each in await texts_of(resources.database, draft.id)] == [4, 3, 2, 1]
    with pytest.raises(BadInput, match="相同"):
        await texts.restore_text(resources, officer, document_id=draft.id, version=2, expected_revision=back.revision)


async def test_of_two_who_edit_at_once_one_is_told_and_one_version_is_made(
    resources: Resources, officer: Actor, reviewer: Actor, draft: CaseDocument
) -> None:
    work = [replaced(resources, actor, draft, SAID, f"{actor.name}改。") for actor in (officer, reviewer)]
    done = await asyncio.gather(*work, return_exceptions=True)
    assert sum(isinstance(each, NotAllowedNow) for each in done) == 1
    assert [each.version for each in await texts_of(resources.database, draft.id)] == [2, 1]


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda at: Edit("replace", at, "有控制\u202e字符"), "改变文字方向"),
        (lambda at: Edit("replace", at, "无字形\U00013000"), "\U00013000"),
        (lambda at: Edit("replace", at, "长" * 10_001), "超过 10000 字"),
        (lambda at: Edit("replace", at, " \n "), "没有文字"),
        (lambda at: Edit("replace", at, SAID), "没有改动"),
        (lambda at: Edit("delete", 0), "不能删除"),
        (lambda at: Edit("replace", 999, "x"), "没有第 1000 段"),
        (lambda at: Edit("insert", at, "x", kind="picture"), "类型“picture”不存在"),
    ],
)
async def test_an_edit_that_cannot_stand_is_told_with_its_place_and_changes_nothing(
    resources: Resources, officer: Actor, draft: CaseDocument, edit, sentence: str
) -> None:
    at = (await passage(resources, draft, SAID)).place
    before = await counts(resources)
    with pytest.raises(BadInput, match=sentence):
        await texts.edit_paragraphs(
            resources, officer, document_id=draft.id, edits=[edit(at)], expected_revision=draft.revision
        )
    assert await counts(resources) == before


async def test_all_bad_edits_are_told_at_once(resources: Resources, officer: Actor, draft: CaseDocument) -> None:
    at = (await passage(resources, draft, SAID)).place
    with pytest.raises(BadInput) as told:
        await texts.edit_paragraphs(
            resources,
            officer,
            document_id=draft.id,
            edits=[Edit("replace", at, ""), Edit("insert", at, "好的。"), Edit("delete", 0)],
            expected_revision=draft.revision,
        )
    assert set(told.value.fields) == {"edit_0", "edit_2"}


async def test_a_text_under_review_is_not_edited(resources: Resources, officer: Actor, draft: CaseDocument) -> None:
    put_up = await drafting.submit_draft(resources, officer, document_id=draft.id)
    with pytest.raises(NotAllowedNow):
        await replaced(resources, officer, put_up, SAID, SHORTER)


async def test_versions_cannot_be_changed_unseen(resources: Resources, officer: Actor, draft: CaseDocument) -> None:
    from compliance.records.verification import verify

    await replaced(resources, officer, draft, SAID, SHORTER)
    checkpoints = resources.settings.checkpoints_dir
    assert (await verify(resources.database, resources.secrets, checkpoints)).ok
    await resources.database.execute("UPDATE document_texts SET note = {} WHERE version = 1", "改")
    assert not (await verify(resources.database, resources.secrets, checkpoints)).ok


async def test_a_withdrawn_document_starts_again_with_its_words(
    resources: Resources, officer: Actor, reviewer: Actor, draft: CaseDocument
) -> None:
    await replaced(resources, officer, draft, SAID, SHORTER)
    with pytest.raises(NotAllowedNow, match="只有已撤回"):
        await drafting.redraft_document(resources, officer, document_id=draft.id)
    await drafting.withdraw_document(resources, officer, document_id=draft.id, reason="改由他人起草")
    again = await drafting.redraft_document(resources, reviewer, document_id=draft.id)
    assert again.id != draft.id and again.status == "draft" and again.drafted_by == reviewer.user_id
    assert SHORTER in await said(resources, again)
    assert (await drafting.standing_document(resources, draft.id)).status == "withdrawn"


async def test_the_note_of_a_version_is_masked(resources: Resources, officer: Actor, draft: CaseDocument) -> None:
    from tests.casework.builders import NAME, PHONE

    await replaced(resources, officer, draft, SAID, SHORTER, note=f"{NAME}来电{PHONE}要求删去")
    latest = await latest_text(resources.database, draft.id)
    assert latest and NAME not in latest.note and PHONE not in latest.note and "要求删去" in latest.note
