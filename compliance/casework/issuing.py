"""签发 issue: the number, the final words and the files of an approved document."""

from __future__ import annotations

from compliance.casework.actor import Actor, acting
from compliance.casework.composition import content_hash
from compliance.casework.document_states import notify, standing_document, state_words
from compliance.casework.organisation import organisation
from compliance.complaints.document_numbers import series_number
from compliance.errors import BadInput, NotAllowedNow
from compliance.records import documents as records
from compliance.records.documents import CaseDocument
from compliance.records.outbox import enqueue
from compliance.records.people import user_by_id
from compliance.records.series import next_number
from compliance.resources import Resources
from filings.compose import document_as_json, document_from_json, numbered


async def issue_document(
    resources: Resources, actor: Actor, *, document_id: int, expected_revision: int | None = None
) -> CaseDocument:
    """Issue an approved document (签发): the next number of its series, words frozen, files ordered.

    Of two people who issue at once one does; the other is told who was first. A refusal burns no number.
    """
    draft = await standing_document(resources, document_id)
    house = await organisation(resources)
    if not house.series:
        raise BadInput("errors.series_missing")
    async with acting(resources, actor, "issue_document") as entry:
        locked_draft = await records.document(resources.database, document_id, for_update=True)
        if locked_draft is None or locked_draft.status != "approved" or locked_draft.blocks is None:
            await _refuse_issue(resources, locked_draft or draft)
        assert locked_draft is not None and locked_draft.blocks is not None
        if expected_revision is not None and locked_draft.revision != expected_revision:
            raise NotAllowedNow("errors.content_changed", title=draft.title)
        today = resources.clock.today()
        words = document_from_json(locked_draft.blocks)
        serial = await next_number(resources.database, series=house.series, year=today.year)
        number = series_number(house.series, today.year, serial, ordinal=words.profile == "form-table")
        final = numbered(words, number)
        blocks = document_as_json(final)
        entry.about("document", document_id, case=draft.case_number)
        entry.after = {"number": number, "content_sha256": content_hash(blocks)}
        at = resources.clock.now()
        values = {
            "status": "issuing",
            "number": number,
            "blocks": blocks,
            "content_sha256": content_hash(blocks),
            "issued_by": actor.user_id,
            "issued_on": today,
        }
        if not await records.change_document(resources.database, document_id, values, at=at, from_status=("approved",)):
            await _refuse_issue(resources, await standing_document(resources, document_id))
        await enqueue(
            resources.database, kind="render", key=f"render:{document_id}", body={"document_id": document_id}, at=at
        )
    resources.bell.set()
    return await standing_document(resources, document_id)


async def store_rendered(
    resources: Resources, actor: Actor, *, document_id: int, docx_sha256: str, pdf_sha256: str
) -> None:
    """Inside the sweeper's transaction: the files are in the store, the document is issued for good."""
    document = await standing_document(resources, document_id)
    await records.change_document(
        resources.database,
        document_id,
        {"status": "issued", "docx_sha256": docx_sha256, "pdf_sha256": pdf_sha256},
        at=resources.clock.now(),
        from_status=("issuing",),
    )
    await notify(resources, actor, document, document.drafted_by, "notices.issued", number=document.number or "")


async def _refuse_issue(resources: Resources, document: CaseDocument) -> None:
    if document.status in ("issuing", "issued") and document.issued_by:
        first = await user_by_id(resources.database, document.issued_by)
        raise NotAllowedNow(
            "errors.already_issued",
            title=document.title,
            who=first.display_name if first else "",
            number=document.number or "",
        )
    raise NotAllowedNow("errors.document_state", title=document.title, state=state_words(document.status))
