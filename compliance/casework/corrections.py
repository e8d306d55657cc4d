"""更正 correction: a new document that cites the one it corrects; the old one stays as it was issued."""

from __future__ import annotations

from compliance.casework.actor import Actor, acting
from compliance.casework.composition import letter_of
from compliance.casework.document_states import standing_document
from compliance.casework.proceedings import locked
from compliance.errors import BadInput, NotAllowedNow
from compliance.records import corrections as records
from compliance.records import documents
from compliance.records.documents import CaseDocument
from compliance.resources import Resources


async def correct_document(resources: Resources, actor: Actor, *, document_id: int, reason: str) -> CaseDocument:
    """Start a draft that corrects an issued document (更正), with its letter and facts, to be changed and issued anew.

    Raises NotAllowedNow for one that is not issued, or that another document corrects already, naming that one.
    """
    if not reason.strip():
        raise BadInput("errors.reason_needed", fields={"correction_reason": "errors.reason_needed"})
    old = await standing_document(resources, document_id)
    letter = letter_of(resources, old.letter_id)
    async with acting(resources, actor, "correct_document", needs="draft_letter") as entry:
        case = await locked(resources, old.case_number)
        old = await standing_document(resources, document_id)
        if old.status != "issued":
            raise NotAllowedNow("errors.only_issued_corrected", title=old.title)
        if later := await records.correction_of(resources.database, document_id):
            raise NotAllowedNow("errors.corrected_already", title=old.title, other=later.number or later.title)
        entry.about("document", document_id, case=old.case_number)
        at, today = resources.clock.now(), resources.clock.today()
        facts = {**old.facts, letter.date_fact: today.isoformat()} if letter.date_fact else dict(old.facts)
        new_id = await documents.insert_document(
            resources.database,
            {
                "complaint_id": case.id,
                "letter_id": letter.id,
                "title": old.title,
                "status": "draft",
                "step_on": today,
                "facts": facts,
                "letter_version": letter.fingerprint,
                "rules": resources.rulebook.fingerprint,
                "drafted_by": actor.user_id,
                "remark": "",
                "created_at": at,
                "updated_at": at,
                "revision": 1,
            },
        )
        entry.reason = reason.strip()
        await records.keep_correction(resources.database, document_id=new_id, corrects=old.id, reason=entry.reason)
        entry.after = {"corrects": old.number or "", "draft": new_id}
    return await standing_document(resources, new_id)
