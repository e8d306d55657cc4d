"""DOCX forms of the house: tried, confirmed, drafted with, issued as the filled form."""

from __future__ import annotations

from compliance.casework import drafting, own_letters
from compliance.casework.actor import Actor
from compliance.resources import Resources
from tests.casework.builders import registered
from tests.casework.own_letter_texts import FORM_FACTS, word_form
from tests.casework.test_own_letters import proposed


async def test_a_form_of_the_house_is_tried_and_drafted_with(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    waiting = await proposed(resources, reviewer, FORM_FACTS, form=word_form())
    assert waiting.form == "word" and len(waiting.trial["sets"]) == 3
    await own_letters.confirm_letter(resources, head, release_id=waiting.id, reason="已核对")
    case = await registered(resources, officer)
    made = await drafting.draft_letter(
        resources, officer, number=case.number, letter_id="house_form",
        facts={
            "company": "示例商贸有限公司", "authority": "示例市市场监督管理局", "findings": "属实。\n已整改。",
            "responses": [{"request": "退货", "opinion": "同意"}], "dated": "2026-11-20",
        },
    )  # fmt: skip
    sent = await drafting.submit_draft(resources, officer, document_id=made.id)
    assert "不涉及金额。" in str(sent.blocks) and "已整改。" in str(sent.blocks)
