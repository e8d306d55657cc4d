"""What is offered beside a draft: like replies first, of approved words only, masked, of other cases."""

from __future__ import annotations

import pytest

from compliance.casework import drafting, texts
from compliance.casework.actor import Actor
from compliance.casework.suggestions import nearest, suggestions_for
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.editing import Edit
from filings.passages import passages
from tests.casework.builders import NAME, PHONE, STATEMENT, approved, drafted, registered, submitted

pytestmark = pytest.mark.usefixtures("house")
CHARGER = {"title": "吸尘器不能充电", "content": "吸尘器充电座没有反应，不能充电，要求退货。"}
DELIVERY = {"title": "快递丢失家具", "content": "购买的衣柜在运输途中丢失，商家不予赔付。"}


async def replied(
    resources: Resources, officer: Actor, reviewer: Actor, key: str, said: str, **incoming: str
) -> CaseDocument:
    """An approved statement on another complaint, its findings in these words."""
    case = await registered(resources, officer, key=key, **incoming)
    draft = await drafted(resources, officer, case.number)
    words = await texts.words_of_draft(resources, draft)
    place = next(p.place for p in passages(words) if STATEMENT["findings"] in p.text)
    await texts.edit_paragraphs(
        resources, officer, document_id=draft.id, edits=[Edit("replace", place, said)], expected_revision=1
    )
    put_up = await drafting.submit_draft(resources, officer, document_id=draft.id)
    return await drafting.approve_document(
        resources, reviewer, document_id=draft.id, expected_content_sha256=put_up.content_sha256 or ""
    )


async def test_the_likest_complaint_comes_first(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    like = await replied(resources, officer, reviewer, "k1", "充电触点氧化，已更换充电座。", **CHARGER)
    await replied(resources, officer, reviewer, "k2", "承运人确认货物丢失，已全额赔付。", **DELIVERY)
    draft = await drafted(resources, officer, (await registered(resources, officer)).number)
    found = await suggestions_for(resources, draft)
    assert found.replies[0].document_id == like.id
    assert found.replies[0].likeness > 2 * max([each.likeness for each in found.replies[1:]], default=0)
    piece = next(piece for piece in found.replies[0].pieces if "充电触点" in piece.text)
    assert piece.section == "调查核实情况"


async def test_only_approved_words_of_other_cases_are_offered(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    await approved(resources, officer, reviewer, case.number)
    other = await registered(resources, officer, key="other", **CHARGER)
    await submitted(resources, officer, other.number)
    draft = await drafted(resources, officer, case.number)
    found = await suggestions_for(resources, draft)
    assert found.replies == () and found.blocks == ()


async def test_what_is_offered_is_masked(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    said = f"已与{NAME}电话{PHONE}联系，商定上门取件。"
    await replied(resources, officer, reviewer, "k1", said, **CHARGER)
    draft = await drafted(resources, officer, (await registered(resources, officer)).number)
    offered = str(await suggestions_for(resources, draft))
    assert "商定上门取件" in offered and NAME not in offered and PHONE not in offered


async def test_paragraphs_used_more_than_once_for_the_cause_are_text_blocks(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    usual = "经检验，充电座触点氧化属于质量问题。"
    for number in range(3):
        said = usual if number < 2 else "系使用不当，已免费检修并说明用法。"
        await replied(resources, officer, reviewer, f"k{number}", said, **CHARGER)
    case = await registered(resources, officer, key="new", **CHARGER)
    draft = await drafted(resources, officer, case.number)
    found = await suggestions_for(resources, draft)
    block = next(each for each in found.blocks if each.text == usual)
    assert block.times == 2 and block.section == "调查核实情况"
    assert not any("使用不当" in each.text for each in found.blocks), "used once"
    assert not any(each.text in STATEMENT.values() for each in found.blocks), "the draft says that already"


def test_likeness_is_of_what_is_rare() -> None:
    texts_ = ["消费者投诉手机屏幕碎裂", "消费者投诉手机电池鼓包", "消费者投诉餐厅卫生"]
    order = nearest("消费者投诉电池鼓包不能充电", texts_)
    assert order[0][0] == 1 and order[0][1] > 2 * order[1][1]
    assert nearest("", texts_) == [] and nearest("完全无关之语", ["xyz"]) == []
