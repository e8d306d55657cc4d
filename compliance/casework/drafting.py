"""起草 draft, 送审 submit, 审核 approve, 退改 return, 撤回 withdraw: a document until it is issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from compliance.casework.actor import Actor, Entry, acting, record_refusal
from compliance.casework.composition import composed, content_hash, letter_of, refuse_unknown, step_of
from compliance.casework.facts import gather_facts
from compliance.casework.masking import masked
from compliance.casework.proceedings import locked, standing_complaint
from compliance.errors import BadInput, Forbidden, NotAllowedNow, NotFound
from compliance.records import documents as records
from compliance.records.documents import CaseDocument
from compliance.records.outbox import enqueue
from compliance.resources import Resources
from compliance.wording import say
from filings.compose import document_as_json


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
    letter = letter_of(resources, letter_id)
    step = step_on or resources.clock.today()
    case = await standing_complaint(resources, number)
    gathered = await gather_facts(resources, case, letter, step_on=step, actor_name=actor.name)
    given = {name: fact.value for name, fact in gathered.items()} | dict(facts or {})
    refuse_unknown(letter, given)
    async with acting(resources, actor, "draft_letter") as entry:
        case = await locked(resources, number)
        at = resources.clock.now()
        document_id = await records.insert_document(
            resources.database,
            {
                "complaint_id": case.id,
                "letter_id": letter.id,
                "title": letter.title,
                "status": "draft",
                "step_on": step,
                "facts": given,
                "letter_version": letter.fingerprint,
                "rules": resources.rulebook.fingerprint,
                "drafted_by": actor.user_id,
                "remark": "",
                "created_at": at,
                "updated_at": at,
                "revision": 1,
            },
        )
        entry.about("document", document_id, case=number)
        entry.after = {"letter": letter.id, "facts": sorted(given)}
    return await standing_document(resources, document_id)


async def update_draft(
    resources: Resources, actor: Actor, *, document_id: int, facts: dict[str, Any], expected_revision: int
) -> CaseDocument:
    """Change the facts of a draft; the case itself is not touched."""
    draft = await standing_document(resources, document_id)
    letter = letter_of(resources, draft.letter_id)
    refuse_unknown(letter, facts)
    async with acting(resources, actor, "update_draft") as entry:
        entry.about("document", document_id, case=draft.case_number)
        merged = {name: value for name, value in (draft.facts | facts).items() if value not in (None, "")}
        entry.after = {"facts": sorted(name for name in facts if draft.facts.get(name) != facts[name])}
        step = step_of(letter, merged, draft.step_on)
        await _change(
            resources, draft, {"facts": merged, "step_on": step}, ("draft",), expected_revision=expected_revision
        )
    return await standing_document(resources, document_id)


async def submit_draft(
    resources: Resources, actor: Actor, *, document_id: int, expected_revision: int | None = None
) -> CaseDocument:
    """Put a complete draft up for approval (送审); its words are fixed by hash from here on."""
    draft = await standing_document(resources, document_id)
    document = composed(resources, draft)
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
        await _change(resources, draft, values, ("draft",), expected_revision=expected_revision or draft.revision)
    return await standing_document(resources, document_id)


async def return_draft(resources: Resources, actor: Actor, *, document_id: int, reason: str) -> CaseDocument:
    """Send a document back to its drafter with a reason (退改); an approval is void with it."""
    if not reason.strip():
        raise BadInput("errors.reason_needed", fields={"reason": "errors.reason_needed"})
    draft = await standing_document(resources, document_id)
    async with acting(resources, actor, "return_draft") as entry:
        entry.about("document", document_id, case=draft.case_number)
        entry.reason = reason = await masked(resources, draft.case_number, reason)
        values = {"status": "draft", "blocks": None, "content_sha256": None, "approved_by": None, "remark": reason}
        await _change(resources, draft, values | {"approved_at": None}, ("in_review", "approved"))
        await notify(resources, actor, draft, draft.drafted_by, "notices.returned", reason=reason)
    resources.bell.set()
    return await standing_document(resources, document_id)


async def approve_document(
    resources: Resources, actor: Actor, *, document_id: int, expected_content_sha256: str
) -> CaseDocument:
    """Approve the very words that were seen (审核). Nobody approves a draft of his own, or one that he put up."""
    draft = await standing_document(resources, document_id)
    if actor.user_id in (draft.drafted_by, draft.submitted_by):
        refusal = Entry("approve_document")
        refusal.about("document", document_id, case=draft.case_number)
        await record_refusal(resources, actor, refusal, reason="own_draft")
        raise Forbidden("errors.own_draft")
    async with acting(resources, actor, "approve_document") as entry:
        entry.about("document", document_id, case=draft.case_number)
        if draft.content_sha256 != expected_content_sha256:
            raise NotAllowedNow("errors.content_changed", title=draft.title)
        entry.after = {"content_sha256": expected_content_sha256}
        at = resources.clock.now()
        values = {"status": "approved", "approved_by": actor.user_id, "approved_at": at}
        await _change(resources, draft, values, ("in_review",), expected_revision=draft.revision)
        await notify(resources, actor, draft, draft.drafted_by, "notices.approved")
    resources.bell.set()
    return await standing_document(resources, document_id)


async def withdraw_document(resources: Resources, actor: Actor, *, document_id: int, reason: str) -> CaseDocument:
    """Take back a document that was not issued (撤回)."""
    if not reason.strip():
        raise BadInput("errors.reason_needed", fields={"reason": "errors.reason_needed"})
    draft = await standing_document(resources, document_id)
    async with acting(resources, actor, "withdraw_document") as entry:
        entry.about("document", document_id, case=draft.case_number)
        entry.reason = reason = await masked(resources, draft.case_number, reason)
        await _change(resources, draft, {"status": "withdrawn", "remark": reason}, ("draft", "in_review", "approved"))
    return await standing_document(resources, document_id)


async def standing_document(resources: Resources, document_id: int) -> CaseDocument:
    """The document as it stands. Raises NotFound."""
    found = await records.document(resources.database, document_id)
    if found is None:
        raise NotFound("errors.document_not_found", document=document_id)
    return found


async def _change(
    resources: Resources,
    draft: CaseDocument,
    values: dict[str, Any],
    from_status: tuple[str, ...],
    *,
    expected_revision: int | None = None,
) -> None:
    changed = await records.change_document(
        resources.database,
        draft.id,
        values,
        at=resources.clock.now(),
        from_status=from_status,
        expected_revision=expected_revision,
    )
    if changed:
        return
    now = await standing_document(resources, draft.id)
    if now.status not in from_status:
        raise NotAllowedNow("errors.document_state", title=now.title, state=state_words(now.status))
    raise NotAllowedNow("errors.content_changed", title=now.title)


async def notify(
    resources: Resources, actor: Actor, draft: CaseDocument, user_id: int, message_id: str, **values: str
) -> None:
    """Order a notice about a document, inside the act that is its cause; nobody is told of his own act."""
    if user_id == actor.user_id:
        return
    await enqueue(
        resources.database,
        kind="notice",
        key=f"{message_id}:{draft.id}:{draft.revision}",
        body={
            "user_id": user_id,
            "complaint_id": draft.complaint_id,
            "message_id": message_id,
            "values": {"title": draft.title, "case": draft.case_number, "who": actor.name, **values},
        },
        at=resources.clock.now(),
    )


def state_words(status: str) -> dict[str, str]:
    """The status of a document in both languages."""
    return {language: say(f"labels.document_status.{status}", language) for language in ("zh", "en")}
