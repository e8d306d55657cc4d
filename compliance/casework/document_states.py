"""A document as it stands (状态), how it changes, and who is told: what every verb on documents rests on."""

from __future__ import annotations

from typing import Any

from compliance.casework.actor import Actor
from compliance.errors import NotAllowedNow, NotFound
from compliance.records import documents as records
from compliance.records.documents import CaseDocument
from compliance.records.outbox import enqueue
from compliance.resources import Resources
from compliance.wording import said
from filings.said import Said


async def standing_document(resources: Resources, document_id: int) -> CaseDocument:
    """The document as it stands. Raises NotFound."""
    found = await records.document(resources.database, document_id)
    if found is None:
        raise NotFound("errors.document_not_found", document=document_id)
    return found


async def change(
    resources: Resources,
    draft: CaseDocument,
    values: dict[str, Any],
    from_status: tuple[str, ...],
    *,
    expected_revision: int | None = None,
) -> None:
    """Change a document inside an act. Raises NotAllowedNow when it is in no such status or somebody changed it first."""
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
    resources: Resources,
    actor: Actor,
    draft: CaseDocument,
    user_id: int,
    message_id: str,
    *,
    mark: str = "",
    **values: str,
) -> None:
    """Order a notice about a document, inside the act that is its cause; nobody is told of his own act.

    ``mark`` tells notices apart that come of the same revision.
    """
    if user_id == actor.user_id:
        return
    await enqueue(
        resources.database,
        kind="notice",
        key=f"{message_id}:{draft.id}:{draft.revision}:{user_id}:{mark}",
        body={
            "user_id": user_id,
            "complaint_id": draft.complaint_id,
            "message_id": message_id,
            "values": {"title": draft.title, "case": draft.case_number, "who": actor.name, **values},
        },
        at=resources.clock.now(),
    )


def state_words(status: str) -> Said:
    """The status of a document in both languages."""
    return said(f"labels.document_status.{status}")
