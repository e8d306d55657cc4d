"""A draft changes until it is issued and never after; nobody approves his own; numbers have no gaps and no doubles."""

from __future__ import annotations

import asyncio
import hashlib

import pytest

from compliance.casework import drafting, issuing
from compliance.casework.actor import Actor
from compliance.casework.organisation import Organisation
from compliance.casework.sweeping import sweep_once
from compliance.errors import BadInput, ComplianceError, Forbidden, NotAllowedNow, NotFound
from compliance.resources import Resources
from tests.casework.builders import STATEMENT, approved, counts, drafted, entries, issued, registered, submitted

pytestmark = pytest.mark.usefixtures("house")


async def test_the_road_of_a_statement(
    resources: Resources, officer: Actor, reviewer: Actor, house: Organisation
) -> None:
    case = await registered(resources, officer)
    draft = await drafted(resources, officer, case.number)
    assert draft.status == "draft" and draft.blocks is None
    document = await issued(resources, officer, reviewer, case.number)
    assert document.status == "issued" and document.number == "示例函〔2026〕1号"
    for digest, start in ((document.pdf_sha256, b"%PDF-"), (document.docx_sha256, b"PK")):
        assert digest is not None
        content = resources.files.get(digest)
        assert content.startswith(start) and hashlib.sha256(content).hexdigest() == digest
    acts = [entry["action"] for entry in await entries(resources) if entry["object_kind"] == "document"]
    assert acts[-4:] == ["draft_letter", "submit_draft", "approve_document", "issue_document"]


async def test_nobody_approves_what_he_drafted_or_put_up(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    case = await registered(resources, officer)
    own = await submitted(resources, reviewer, case.number)
    other = await drafted(resources, officer, case.number)
    put_up = await drafting.submit_draft(resources, head, document_id=other.id)
    for actor, draft in ((reviewer, own), (head, put_up)):
        with pytest.raises(Forbidden):
            await drafting.approve_document(
                resources, actor, document_id=draft.id, expected_content_sha256=draft.content_sha256 or ""
            )
        assert (await drafting.standing_document(resources, draft.id)).status == "in_review"
        entry = (await entries(resources, action="approve_document"))[-1]
        assert entry["outcome"] == "refused" and entry["actor"] == actor.username, "the attempt is on record"


async def test_only_the_words_that_were_seen_can_be_approved(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    first = await submitted(resources, officer, case.number)
    await drafting.return_draft(resources, reviewer, document_id=first.id, reason="请补充")
    changed = await drafting.update_draft(
        resources, officer, document_id=first.id, facts={"findings": "另有原因。"}, expected_revision=first.revision + 1
    )
    again = await drafting.submit_draft(resources, officer, document_id=changed.id)
    assert again.content_sha256 != first.content_sha256
    with pytest.raises(NotAllowedNow):
        await drafting.approve_document(
            resources, reviewer, document_id=first.id, expected_content_sha256=first.content_sha256 or ""
        )
    assert (await drafting.standing_document(resources, first.id)).status == "in_review"


async def test_of_two_who_edit_at_once_one_is_told(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    case = await registered(resources, officer)
    draft = await drafted(resources, officer, case.number)
    work = [
        drafting.update_draft(
            resources, actor, document_id=draft.id, facts={"findings": actor.name}, expected_revision=draft.revision
        )
        for actor in (officer, reviewer)
    ]
    done = await asyncio.gather(*work, return_exceptions=True)
    assert sum(isinstance(each, NotAllowedNow) for each in done) == 1
    assert (await drafting.standing_document(resources, draft.id)).revision == draft.revision + 1


@pytest.mark.parametrize("status", ["in_review", "approved"])
async def test_a_document_under_review_can_no_longer_be_edited(
    resources: Resources, officer: Actor, reviewer: Actor, status: str
) -> None:
    case = await registered(resources, officer)
    make = submitted(resources, officer, case.number)
    if status == "approved":
        make.close()
        make = approved(resources, officer, reviewer, case.number)
    draft = await make
    with pytest.raises(NotAllowedNow):
        await drafting.update_draft(
            resources, officer, document_id=draft.id, facts={"findings": "改"}, expected_revision=draft.revision
        )
    assert await drafting.standing_document(resources, draft.id) == draft


async def test_all_missing_facts_are_named_at_once(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    draft = await drafting.draft_letter(resources, officer, number=case.number, letter_id="company_statement")
    before = await counts(resources)
    with pytest.raises(BadInput) as told:
        await drafting.submit_draft(resources, officer, document_id=draft.id)
    assert {"basic_facts", "findings", "responses"} <= set(told.value.fields)
    assert all(name in told.value.message() for name in told.value.fields)
    assert await counts(resources) == before


async def test_a_fact_that_the_letter_does_not_know_is_refused_by_name(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    with pytest.raises(BadInput, match="colour_of_the_sky"):
        await drafting.draft_letter(
            resources, officer, number=case.number, letter_id="company_statement", facts={"colour_of_the_sky": "蓝"}
        )
    with pytest.raises(NotFound):
        await drafting.draft_letter(resources, officer, number=case.number, letter_id="love_letter")
    assert (await counts(resources))["documents"] == 0


async def test_a_character_without_a_glyph_is_told_before_approval(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    draft = await drafting.draft_letter(
        resources,
        officer,
        number=case.number,
        letter_id="company_statement",
        facts={**STATEMENT, "findings": "经核实，字符\U00013000无字形。"},
    )
    with pytest.raises(BadInput, match="\U00013000"):
        await drafting.submit_draft(resources, officer, document_id=draft.id)
    assert (await drafting.standing_document(resources, draft.id)).status == "draft"


async def test_of_eight_who_issue_at_once_one_does_and_the_others_are_told_who(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    case = await registered(resources, officer)
    ready = await approved(resources, officer, reviewer, case.number)
    actors = [officer, head] * 4
    done = await asyncio.gather(
        *(issuing.issue_document(resources, actor, document_id=ready.id) for actor in actors), return_exceptions=True
    )
    winners = [each for each in done if not isinstance(each, BaseException)]
    assert len(winners) == 1
    for each in done:
        if isinstance(each, BaseException):
            assert isinstance(each, NotAllowedNow)
            assert winners[0].issuer_name in each.message() and "示例函〔2026〕1号" in each.message()
    assert len(await entries(resources, action="issue_document", outcome="done")) == 1
    again = await approved(resources, officer, reviewer, case.number)
    second = await issuing.issue_document(resources, officer, document_id=again.id)
    assert second.number == "示例函〔2026〕2号", "the refusals burnt no number"


async def test_twenty_issues_at_once_get_twenty_numbers_without_gap_or_double(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    ready = [await approved(resources, officer, reviewer, case.number) for _ in range(20)]
    await asyncio.gather(*(issuing.issue_document(resources, officer, document_id=document.id) for document in ready))
    rows = await resources.database.fetch("SELECT number FROM documents WHERE number IS NOT NULL")
    assert {row["number"] for row in rows} == {f"示例函〔2026〕{n}号" for n in range(1, 21)}


async def test_an_unapproved_draft_is_not_issued_and_burns_no_number(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    for draft in (await drafted(resources, officer, case.number), await submitted(resources, officer, case.number)):
        with pytest.raises(NotAllowedNow):
            await issuing.issue_document(resources, officer, document_id=draft.id)
    ready = await approved(resources, officer, reviewer, case.number)
    with pytest.raises(NotAllowedNow):
        await issuing.issue_document(resources, officer, document_id=ready.id, expected_revision=ready.revision - 1)
    assert (await issuing.issue_document(resources, officer, document_id=ready.id)).number == "示例函〔2026〕1号"


async def test_an_issued_document_stands_for_good(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    case = await registered(resources, officer)
    document = await issued(resources, officer, reviewer, case.number)
    attempts = [
        drafting.update_draft(
            resources, officer, document_id=document.id, facts={"findings": "改"}, expected_revision=document.revision
        ),
        drafting.submit_draft(resources, officer, document_id=document.id),
        drafting.return_draft(resources, reviewer, document_id=document.id, reason="改"),
        drafting.withdraw_document(resources, officer, document_id=document.id, reason="改"),
        issuing.issue_document(resources, officer, document_id=document.id),
    ]
    for attempt in attempts:
        with pytest.raises(ComplianceError):
            await attempt
    with pytest.raises(Exception, match="frozen"):
        await resources.database.execute("UPDATE documents SET blocks = {} WHERE id = {}", "{}", document.id)
    await sweep_once(resources)
    assert await drafting.standing_document(resources, document.id) == document


async def test_without_a_series_nothing_is_issued(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    case = await registered(resources, officer)
    ready = await approved(resources, officer, reviewer, case.number)
    await resources.database.execute("DELETE FROM organisation")
    with pytest.raises(BadInput, match="发文代字"):
        await issuing.issue_document(resources, officer, document_id=ready.id)
