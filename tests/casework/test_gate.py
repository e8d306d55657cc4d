"""The gate of a document of a case: what stops its issue, who may let a finding pass, and for which words."""

from __future__ import annotations

import asyncio

import pytest

from compliance.casework import drafting, issuing, texts
from compliance.casework.actor import Actor
from compliance.casework.gate import Gate, gate_of_document, override_finding
from compliance.errors import BadInput, ComplianceError, Forbidden, NotAllowedNow, NotFound
from compliance.records.documents import CaseDocument
from compliance.records.issue_overrides import overrides_of
from compliance.records.row_seals import PROTECTED
from compliance.resources import Resources
from filings.editing import Edit
from filings.gate.findings import BLOCKS, WARNS
from filings.model import Paragraph
from tests.casework.builders import NAME, PHONE, STATEMENT, drafted, entries, registered

pytestmark = pytest.mark.usefixtures("house")

REASON = "已经核对退款凭证，金额属实"
FOREIGN = "另行补偿人民币500元。"


async def written(resources: Resources, officer: Actor, text: str, **changes: object) -> CaseDocument:
    """A draft of the statement with a paragraph of one's own put in."""
    case = await registered(resources, officer, **changes)  # pyright: ignore[reportArgumentType]
    draft = await drafted(resources, officer, case.number)
    words = await texts.words_of_draft(resources, draft)
    place = next(place for place, block in enumerate(words.blocks) if isinstance(block, Paragraph))
    return await texts.edit_paragraphs(
        resources,
        officer,
        document_id=draft.id,
        edits=[Edit("insert", place, text)],
        expected_revision=draft.revision,
    )


async def approved_with(resources: Resources, officer: Actor, reviewer: Actor, text: str) -> CaseDocument:
    draft = await written(resources, officer, text)
    ready = await drafting.submit_draft(resources, officer, document_id=draft.id, expected_revision=draft.revision)
    return await drafting.approve_document(
        resources, reviewer, document_id=ready.id, expected_content_sha256=ready.content_sha256 or ""
    )


async def gate(resources: Resources, document_id: int) -> Gate:
    return (await gate_of_document(resources, document_id))[1]


async def finding_id(resources: Resources, document_id: int) -> str:
    (one,) = (await gate(resources, document_id)).blocking
    return one.id


async def test_a_letter_composed_from_its_facts_passes(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    draft = await drafted(resources, officer, case.number)
    assert (await gate(resources, draft.id)).judged == ()


async def test_missing_facts_are_listed_and_nobody_lets_them_pass(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    facts = {name: value for name, value in STATEMENT.items() if name != "findings"}
    draft = await drafting.draft_letter(
        resources, officer, number=case.number, letter_id="company_statement", facts=facts
    )
    found = await gate(resources, draft.id)
    assert found.content_sha256 == "" and [each.fact for each in found.blocking] == ["findings"]
    with pytest.raises(NotAllowedNow) as told:
        await override_finding(
            resources, reviewer, document_id=draft.id, finding_id=found.blocking[0].id, reason=REASON
        )
    assert told.value.message_id == "gate.cannot_be_lifted"


async def test_a_foreign_amount_stops_the_issue_until_a_reviewer_lets_it_pass(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    ready = await approved_with(resources, officer, reviewer, FOREIGN)
    with pytest.raises(NotAllowedNow) as told:
        await issuing.issue_document(resources, officer, document_id=ready.id)
    assert "500元" in told.value.message("zh") and "500元" in told.value.message("en")
    assert (await drafting.standing_document(resources, ready.id)).number is None
    name = await finding_id(resources, ready.id)
    judged = await override_finding(
        resources,
        reviewer,
        document_id=ready.id,
        finding_id=name,
        reason=REASON,
        expected_content_sha256=ready.content_sha256,
    )
    assert judged.override and judged.override.reason == REASON and not judged.blocks
    issued = await issuing.issue_document(resources, head, document_id=ready.id)
    assert issued.number == "示例函〔2026〕1号", "the refusals burnt no number"


async def test_an_override_is_sealed_and_on_record(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    draft = await written(resources, officer, FOREIGN)
    name = await finding_id(resources, draft.id)
    reason = f"已电话{PHONE}向{NAME}核实"
    await override_finding(resources, reviewer, document_id=draft.id, finding_id=name, reason=reason)
    (kept,) = await overrides_of(resources.database, draft.id)
    (entry,) = await entries(resources, action="override_finding")
    assert entry["outcome"] == "done" and entry["object_id"] == str(draft.id) and name in entry["after"]
    assert f"issue_overrides:{kept.id}" in entry["after"] and "issue_overrides" in PROTECTED
    for text in (kept.reason, entry["reason"], entry["after"]):
        assert PHONE not in text and NAME not in text
    assert kept.content_sha256 == (await gate(resources, draft.id)).content_sha256


async def test_changed_words_need_a_new_override(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    draft = await written(resources, officer, FOREIGN)
    name = await finding_id(resources, draft.id)
    await override_finding(resources, reviewer, document_id=draft.id, finding_id=name, reason=REASON)
    assert (await gate(resources, draft.id)).blocking == ()
    words = await texts.words_of_draft(resources, draft)
    draft = await drafting.standing_document(resources, draft.id)
    place = next(place for place, block in enumerate(words.blocks) if isinstance(block, Paragraph))
    await texts.edit_paragraphs(
        resources,
        officer,
        document_id=draft.id,
        edits=[Edit("insert", place, "上述款项已经支付。")],
        expected_revision=draft.revision,
    )
    assert await finding_id(resources, draft.id) == name, "the same cause, under the same name, open again"


@pytest.mark.parametrize("reason", ["", "   ", "ok", "fine", "同意", "属实。", "checked"])
async def test_a_reason_of_one_word_is_none(resources: Resources, officer: Actor, reviewer: Actor, reason: str) -> None:
    draft = await written(resources, officer, FOREIGN)
    name = await finding_id(resources, draft.id)
    with pytest.raises(BadInput) as told:
        await override_finding(resources, reviewer, document_id=draft.id, finding_id=name, reason=reason)
    assert told.value.fields == {"reason": "gate.reason_needed"}
    assert await overrides_of(resources.database, draft.id) == ()


async def test_nobody_lets_a_finding_pass_in_his_own_words(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    own = await written(resources, reviewer, FOREIGN)
    name = await finding_id(resources, own.id)
    with pytest.raises(Forbidden) as told:
        await override_finding(resources, reviewer, document_id=own.id, finding_id=name, reason=REASON)
    assert told.value.message_id == "gate.own_words"
    with pytest.raises(Forbidden):
        await override_finding(resources, officer, document_id=own.id, finding_id=name, reason=REASON)
    refused = await entries(resources, action="override_finding", outcome="refused")
    assert [entry["actor"] for entry in refused] == [reviewer.username, officer.username]
    await override_finding(resources, head, document_id=own.id, finding_id=name, reason=REASON)


async def test_only_what_was_seen_and_stands_is_let_pass(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    draft = await written(resources, officer, FOREIGN)
    name = await finding_id(resources, draft.id)

    async def attempt(finding: str = name, digest: str | None = None, document_id: int = draft.id) -> str:
        with pytest.raises(ComplianceError) as told:
            await override_finding(
                resources,
                reviewer,
                document_id=document_id,
                finding_id=finding,
                reason=REASON,
                expected_content_sha256=digest,
            )
        return told.value.message_id

    assert await attempt(digest="0" * 64) == "errors.content_changed"
    assert await attempt("unknown:money:000000000000") == "gate.no_finding"
    assert await attempt(document_id=999) == "errors.document_not_found"
    await override_finding(resources, reviewer, document_id=draft.id, finding_id=name, reason=REASON)
    assert await attempt() == "gate.already_lifted"
    await drafting.withdraw_document(resources, officer, document_id=draft.id, reason="不再需要")
    assert await attempt() == "errors.document_state"


async def test_of_two_who_let_it_pass_at_once_one_does(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    draft = await written(resources, officer, FOREIGN)
    name = await finding_id(resources, draft.id)
    outcomes = await asyncio.gather(
        *(
            override_finding(resources, actor, document_id=draft.id, finding_id=name, reason=REASON)
            for actor in (reviewer, head)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(each, NotAllowedNow) for each in outcomes) == 1
    assert len(await overrides_of(resources.database, draft.id)) == 1


@pytest.mark.parametrize(
    "text", ["联系电话一三九一二三四五六七八。", "联系电话①③⑨①②③④⑤⑥⑦⑧。", "邮箱someone@example.com。"]
)
async def test_a_hidden_number_is_found_too(resources: Resources, officer: Actor, text: str) -> None:
    draft = await written(resources, officer, text)
    (one,) = (await gate(resources, draft.id)).blocking
    assert one.rule == "unknown" and "13912345678" not in one.zh + one.en


async def test_the_complainants_number_leaves_only_where_it_may(resources: Resources, officer: Actor) -> None:
    draft = await written(resources, officer, f"联系电话{PHONE}，{NAME}。")
    found = await gate(resources, draft.id)
    assert {each.finding.id: each.finding.severity for each in found.judged} == {
        "personal:phone": BLOCKS,
        "personal:name": WARNS,
    }
    assert all(NAME not in each.finding.zh and PHONE not in each.finding.zh for each in found.judged)


async def test_an_informant_is_never_named_and_nobody_lets_it_pass(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    draft = await written(resources, officer, f"举报人{NAME}反映的情况。", kind="report", regimes=("samr_report",))
    (one,) = (await gate(resources, draft.id)).blocking
    assert one.id == "personal:name" and "第三十七条" in one.basis
    with pytest.raises(NotAllowedNow) as told:
        await override_finding(resources, reviewer, document_id=draft.id, finding_id=one.id, reason=REASON)
    assert told.value.message_id == "gate.cannot_be_lifted"


async def test_an_answer_goes_to_who_asked(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    draft = await drafting.draft_letter(
        resources,
        officer,
        number=case.number,
        letter_id="company_statement",
        facts=STATEMENT | {"authority": "别处市市场监督管理局"},
    )
    (one,) = (await gate(resources, draft.id)).blocking
    assert one.rule == "addressee" and one.fact == "authority"


async def test_a_document_that_is_not_there_has_no_gate(resources: Resources) -> None:
    with pytest.raises(NotFound):
        await gate_of_document(resources, 999)
