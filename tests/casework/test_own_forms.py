"""DOCX forms of the house: tried, confirmed, drafted with, issued as the filled form itself."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import docx
import pytest

from compliance.casework import drafting, issuing, own_letters
from compliance.casework.actor import Actor
from compliance.casework.form_words import filled_form, word_of
from compliance.casework.organisation import Organisation
from compliance.errors import BadInput
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.model import Paragraph, Run, document_from_json, document_text
from filings.same_words import without_spaces
from filings.word import word_text
from tests.casework.builders import SAT_2026_11_21, registered
from tests.casework.own_letter_texts import FORM_FACTS, word_form
from tests.conftest import person
from tests.filings.plain_english import foreign

FACTS: dict[str, Any] = {
    "company": "示例商贸有限公司",
    "authority": "示例市市场监督管理局",
    "findings": "属实。{{ 7*7 }}\n已整改，</w:t>不是标记。",
    "responses": [{"request": "=1+1", "opinion": "<b>同意</b>"}],
    "dated": "2026-11-20",
}


async def with_form(resources: Resources, reviewer: Actor, head: Actor) -> None:
    draft = await own_letters.save_letter_draft(resources, reviewer, source=FORM_FACTS, form=word_form())
    waiting = await own_letters.propose_letter(
        resources, reviewer, release_id=draft.id, in_force_from=SAT_2026_11_21, reason="本单位的表单"
    )
    assert waiting.form == "word" and len(waiting.trial["sets"]) == 3
    await own_letters.confirm_letter(resources, head, release_id=waiting.id, reason="已核对")


async def drafted(resources: Resources, officer: Actor) -> CaseDocument:
    case = await registered(resources, officer)
    return await drafting.draft_letter(resources, officer, number=case.number, letter_id="house_form", facts=FACTS)


async def test_a_form_is_drafted_with_and_its_values_are_words_only(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor, house: Organisation
) -> None:
    await with_form(resources, reviewer, head)
    made = await drafted(resources, officer)
    sent = await drafting.submit_draft(resources, officer, document_id=made.id)
    text = document_text(document_from_json(sent.blocks or {}))
    for word in ("属实。{{ 7*7 }}", "已整改，</w:t>不是标记。", "=1+1", "<b>同意</b>", "不涉及金额。"):
        assert word in text
    assert "49" not in text


async def test_the_filled_form_is_the_docx_of_its_words(
    sqlite_resources: Resources,
) -> None:
    resources = sqlite_resources
    people = [await person(resources, name, role) for name, role in (("shen", "reviewer"), ("zong", "head"))]
    await with_form(resources, *people)
    letter = resources.letters.letter("house_form")
    facts = FACTS | {"document_number": "示例函〔2026〕7号"}
    words, form = filled_form(resources, letter, facts, on=SAT_2026_11_21)
    assert word_of(resources, words, facts) == form
    assert without_spaces(word_text(form)) == without_spaces(document_text(words))
    framed = replace(words, blocks=(*words.blocks, Paragraph((Run("本文书可凭校验码核验。"),), "note")))
    around = word_of(resources, framed, facts)
    assert around is not None and word_text(around).endswith("本文书可凭校验码核验。")
    edited = replace(words, blocks=tuple(b for b in words.blocks if "属实" not in str(b)))
    assert word_of(resources, edited, facts) is None


async def test_a_form_whose_value_does_not_fit_is_refused_with_the_fact(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    await with_form(resources, reviewer, head)
    made = await drafted(resources, officer)
    changed = await drafting.update_draft(
        resources, officer, document_id=made.id, facts={"findings": "甲\u202e乙"}, expected_revision=made.revision
    )
    with pytest.raises(BadInput, match="findings"):
        await drafting.submit_draft(resources, officer, document_id=changed.id)


async def test_the_issued_docx_is_the_filled_form_with_its_number(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor, house: Organisation
) -> None:
    await with_form(resources, reviewer, head)
    made = await drafted(resources, officer)
    made = await drafting.update_draft(
        resources, officer, document_id=made.id, facts={"findings": "属实。\n已整改。"}, expected_revision=made.revision
    )
    sent = await drafting.submit_draft(resources, officer, document_id=made.id)
    await drafting.approve_document(
        resources, reviewer, document_id=made.id, expected_content_sha256=sent.content_sha256 or ""
    )
    done = await issuing.issue_document(resources, officer, document_id=made.id)
    assert done.number and done.docx_sha256
    content = resources.files.get(done.docx_sha256)
    words = document_from_json(done.blocks or {})
    assert done.number in word_text(content)
    assert "标题" not in docx.Document(io.BytesIO(content)).paragraphs[0].style.name  # the form's own style, not ours
    assert sorted(without_spaces(word_text(content))) == sorted(without_spaces(document_text(words)))
    assert resources.files.get(done.pdf_sha256 or "").startswith(b"%PDF")


async def test_a_trial_keeps_each_problem_in_both_languages(resources: Resources, reviewer: Actor) -> None:
    draft = await own_letters.save_letter_draft(
        resources, reviewer, source=FORM_FACTS, form=word_form("{{ ''.__class__ }}")
    )
    trial = (await own_letters.try_letter(resources, reviewer, release_id=draft.id)).trial
    assert "不是已声明的列" in trial["problem"]
    assert trial["problem_en"].startswith("Text, “") and not foreign(trial["problem_en"])
    sets = [{"title": "typed", "facts": FACTS | {"findings": "甲\u202e乙"}}]
    good = await own_letters.save_letter_draft(
        resources, reviewer, source=FORM_FACTS, form=word_form(), release_id=draft.id
    )
    (one,) = (await own_letters.try_letter(resources, reviewer, release_id=good.id, sets=sets)).trial["sets"]
    assert "改变文字方向" in one["problem"]
    assert "turns the direction of text" in one["problem_en"] and not foreign(one["problem_en"])
