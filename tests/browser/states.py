"""Documents in the states that the pictures show, made on the demo data by the verbs of the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from compliance.casework import approvals, comments, drafting, own_letters, portals, texts
from compliance.casework.actor import Actor
from compliance.demo.reply import reply_facts
from compliance.records.documents import CaseDocument
from compliance.records.people import user_by_name
from compliance.resources import Resources, load_resources
from compliance.roles import Role
from compliance.settings import Settings
from filings.editing import Edit
from filings.letter_starts import new_letter

LETTER = "company_statement"
MISSING, COMMENTED, EDITED, READY, BLOCKED = (f"TS-2026-000{serial}" for serial in (60, 53, 48, 50, 51))


async def make_states(data: Path, today: str) -> dict[str, int]:
    """Make the documents; their ids by state, and the id of an own letter that was tried."""
    resources = load_resources(Settings(data_dir=data, pinned_today=today))
    await resources.open()
    try:
        officer, reviewer, keeper = [await _actor(resources, name) for name in ("jingban", "shenhe", "guanli")]
        await portals.set_portal(
            resources, keeper, name="示例平台", characters=500, basis="输入框提示，2026年11月2日所见"
        )
        made = {"missing": (await drafting.draft_letter(resources, officer, number=MISSING, letter_id=LETTER)).id}
        made["edited"] = (await _edited(resources, officer, EDITED, "另补偿消费者88.5元。")).id
        for number, sentence in ((READY, ""), (BLOCKED, "另补偿消费者66元。"), (COMMENTED, "我公司已当面致歉。")):
            paper = await _edited(resources, officer, number, sentence)
            put_up = await drafting.submit_draft(resources, officer, document_id=paper.id)
            made[number] = put_up.id
            words = put_up.content_sha256 or ""
            if number == COMMENTED:
                await comments.comment_on(
                    resources,
                    reviewer,
                    document_id=paper.id,
                    place=5,
                    body="请写明致歉的日期和方式。",
                    expected_content_sha256=words,
                )
            else:
                await approvals.approve_document(
                    resources, reviewer, document_id=paper.id, expected_content_sha256=words
                )
        release = await own_letters.save_letter_draft(resources, reviewer, source=new_letter())
        made["own_letter"] = (await own_letters.try_letter(resources, reviewer, release_id=release.id)).id
        return made
    finally:
        await resources.close()


async def _actor(resources: Resources, username: str) -> Actor:
    user = await user_by_name(resources.database, username)
    assert user is not None
    return Actor(user.id, user.username, user.display_name, Role(user.role))


async def _edited(resources: Resources, officer: Actor, number: str, sentence: str) -> CaseDocument:
    """A complete draft, with a sentence put in by hand where one is given."""
    known: dict[str, Any] = {"requests": ["退还货款"], "complainant": "示*"}
    facts = known | reply_facts(LETTER, resources.clock.today(), known)
    paper = await drafting.draft_letter(resources, officer, number=number, letter_id=LETTER, facts=facts)
    if not sentence:
        return paper
    return await texts.edit_paragraphs(
        resources,
        officer,
        document_id=paper.id,
        edits=[Edit("insert", 5, sentence)],
        expected_revision=paper.revision,
    )
