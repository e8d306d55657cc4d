"""起草 draft, 送审 submit, 退改 return, 撤回 withdraw, 重新起草 draft again: a document until it is approved."""

from __future__ import annotations

from datetime import date
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.casework.approvals import approve_document, tell_next
from compliance.casework.composition import content_hash, letter_of, letter_of_draft, refuse_unknown, step_of
from compliance.casework.days import require_sound_day
from compliance.casework.document_states import change, notify, standing_document, state_words
from compliance.casework.facts import gather_facts
from compliance.casework.masking import masked
from compliance.casework.proceedings import locked, standing_complaint
from compliance.casework.reasons import require_reason
from compliance.casework.texts import append_submitted, append_text, words_of_draft
from compliance.errors import NotAllowedNow
from compliance.records import documents as records
from compliance.records.document_approvals import void_approvals
from compliance.records.document_texts import latest_text
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from compliance.wording import say
from filings.letters import Letter
from filings.model import document_as_json, document_from_json

__all__ = [
    "approve_document",
    "draft_letter",
    "letter_of",
    "redraft_document",
    "return_draft",
    "standing_document",
    "submit_draft",
    "update_draft",
    "withdraw_document",
]


async def draft_letter(
    resources: Resources,
    actor: Actor,
    *,
    number: str,
    letter_id: str,
    facts: dict[str, Any] | None = None,
    step_on: date | None = None,
) -> CaseDocument:
    """Start a document from the facts of the case (起草); what is missing may be filled in later."""
    step = step_on or resources.clock.today()
    require_sound_day(step, field="step_on")
    await resources.refresh_letters()
    letter = letter_of(resources, letter_id, on=step)
    case = await standing_complaint(resources, number)
    gathered = await gather_facts(resources, case, letter, step_on=step, actor_name=actor.name)
    given = {name: fact.value for name, fact in gathered.items()} | dict(facts or {})
    refuse_unknown(letter, given)
    async with acting(resources, actor, "draft_letter") as entry:
        case = await locked(resources, number)
        document_id = await records.insert_document(
            resources.database, _new_draft(resources, actor, letter, case.id, given, step)
        )
        entry.about("document", document_id, case=number)
        entry.after = {"letter": letter.id, "facts": sorted(given)}
    return await standing_document(resources, document_id)


async def update_draft(
    resources: Resources, actor: Actor, *, document_id: int, facts: dict[str, Any], expected_revision: int
) -> CaseDocument:
    """Change the facts of a draft; the case itself is not touched."""
    draft = await standing_document(resources, document_id)
    letter = letter_of_draft(resources, draft)
    refuse_unknown(letter, facts)
    async with acting(resources, actor, "update_draft") as entry:
        entry.about("document", document_id, case=draft.case_number)
        merged = {name: value for name, value in (draft.facts | facts).items() if value not in (None, "")}
        entry.after = {"facts": sorted(name for name in facts if draft.facts.get(name) != facts[name])}
        step = step_of(letter, merged, draft.step_on)
        await change(
            resources, draft, {"facts": merged, "step_on": step}, ("draft",), expected_revision=expected_revision
        )
    return await standing_document(resources, document_id)


async def submit_draft(
    resources: Resources, actor: Actor, *, document_id: int, expected_revision: int | None = None
) -> CaseDocument:
    """Put a complete draft up for approval (送审); its words are fixed by hash from here on."""
    draft = await standing_document(resources, document_id)
    document = await words_of_draft(resources, draft)
    blocks = document_as_json(document)
    async with acting(resources, actor, "submit_draft") as entry:
        entry.about("document", document_id, case=draft.case_number)
        digest = content_hash(blocks)
        entry.after = {"content_sha256": digest}
        values = {
            "status": "in_review",
            "blocks": blocks,
            "content_sha256": digest,
            "title": document.title,
            "submitted_by": actor.user_id,
            "letter_version": document.fingerprint,
            "rules": resources.rulebook.fingerprint,
            "remark": "",
        }
        if expected_revision not in (None, draft.revision):
            raise NotAllowedNow("errors.content_changed", title=draft.title)
        await change(resources, draft, values, ("draft",), expected_revision=draft.revision)
        entry.after["version"] = await append_submitted(resources, actor, draft, document)
        await tell_next(resources, actor, document_id)
    resources.bell.set()
    return await standing_document(resources, document_id)


async def return_draft(resources: Resources, actor: Actor, *, document_id: int, reason: str) -> CaseDocument:
    """Send a document back to its drafter with a reason (退改); its approvals are void and kept."""
    require_reason(reason)
    draft = await standing_document(resources, document_id)
    async with acting(resources, actor, "return_draft") as entry:
        entry.about("document", document_id, case=draft.case_number)
        entry.reason = reason = await masked(resources, draft.case_number, reason)
        values = {"status": "draft", "blocks": None, "content_sha256": None, "approved_by": None, "remark": reason}
        await change(resources, draft, values | {"approved_at": None}, ("in_review", "approved"))
        entry.after = {"voided": await void_approvals(resources.database, document_id, at=resources.clock.now())}
        await notify(resources, actor, draft, draft.drafted_by, "notices.returned", reason=reason)
    resources.bell.set()
    return await standing_document(resources, document_id)


async def withdraw_document(resources: Resources, actor: Actor, *, document_id: int, reason: str) -> CaseDocument:
    """Take back a document that was not issued (撤回)."""
    require_reason(reason)
    draft = await standing_document(resources, document_id)
    async with acting(resources, actor, "withdraw_document") as entry:
        entry.about("document", document_id, case=draft.case_number)
        entry.reason = reason = await masked(resources, draft.case_number, reason)
        await change(resources, draft, {"status": "withdrawn", "remark": reason}, ("draft", "in_review", "approved"))
        await void_approvals(resources.database, document_id, at=resources.clock.now())
    return await standing_document(resources, document_id)


async def redraft_document(resources: Resources, actor: Actor, *, document_id: int) -> CaseDocument:
    """Start a withdrawn document again as a new draft (重新起草), with its facts and, where they were edited, its words."""
    old = await standing_document(resources, document_id)
    letter = letter_of(resources, old.letter_id)
    async with acting(resources, actor, "redraft_document", needs="draft_letter") as entry:
        entry.about("document", document_id, case=old.case_number)
        if old.status != "withdrawn":
            raise NotAllowedNow("texts.only_withdrawn", title=old.title, state=state_words(old.status))
        latest = await latest_text(resources.database, document_id)
        edited = latest is not None and latest.origin != "composed"
        title = old.title if edited else letter.title
        made = await records.insert_document(
            resources.database,
            _new_draft(resources, actor, letter, old.complaint_id, old.facts, old.step_on) | {"title": title},
        )
        if latest is not None and edited:
            await append_text(
                resources,
                actor,
                made,
                document_from_json(latest.blocks),
                facts=latest.facts,
                origin=latest.origin,
                after=0,
                note=say("texts.redrafted_note", "zh", document=document_id),
                upload={"upload_sha256": latest.upload_sha256, "upload_name": latest.upload_name},
            )
        entry.after = {"document": made}
    return await standing_document(resources, made)


def _new_draft(
    resources: Resources, actor: Actor, letter: Letter, complaint_id: int, facts: dict[str, Any], step_on: date
) -> dict[str, Any]:
    at = resources.clock.now()
    return {
        "complaint_id": complaint_id,
        "letter_id": letter.id,
        "title": letter.title,
        "status": "draft",
        "step_on": step_on,
        "facts": facts,
        "letter_version": letter.fingerprint,
        "rules": resources.rulebook.fingerprint,
        "drafted_by": actor.user_id,
        "remark": "",
        "created_at": at,
        "updated_at": at,
        "revision": 1,
    }
