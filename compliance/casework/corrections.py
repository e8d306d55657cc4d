"""更正 correction: a new document that cites the one it corrects; the old one stays as it was issued."""

from __future__ import annotations

from dataclasses import replace

from compliance.casework.actor import Actor, acting
from compliance.casework.citations import citation, with_citation
from compliance.casework.composition import letter_of
from compliance.casework.document_states import standing_document
from compliance.casework.masking import masked
from compliance.casework.proceedings import locked
from compliance.casework.reasons import require_reason
from compliance.casework.texts import append_text, words_from_facts
from compliance.errors import BadInput, NotAllowedNow
from compliance.records import corrections as records
from compliance.records import document_texts, documents
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from compliance.wording import say
from filings.editing import with_blocks
from filings.model import Block, Document, SignatureBlock, block_lines, document_from_json


async def correct_document(resources: Resources, actor: Actor, *, document_id: int, reason: str) -> CaseDocument:
    """Start a draft that corrects an issued document (更正), with its letter, facts and edited words, to be issued anew.

    Raises NotAllowedNow for one that is not issued, or that another document corrects already, naming that one.
    """
    require_reason(reason, field="correction_reason")
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
        entry.reason = await masked(resources, old.case_number, reason.strip())
        await records.keep_correction(resources.database, document_id=new_id, corrects=old.id, reason=entry.reason)
        await _carry_edited_words(resources, actor, old, await standing_document(resources, new_id))
        entry.after = {"corrects": old.number or "", "draft": new_id}
    return await standing_document(resources, new_id)


async def _carry_edited_words(resources: Resources, actor: Actor, old: CaseDocument, draft: CaseDocument) -> None:
    """Words that somebody wrote or uploaded go on in the correction, signed with its own day; composed ones follow the facts."""
    latest = await document_texts.latest_text(resources.database, old.id)
    if latest is None or latest.origin == "composed":
        return
    words = document_from_json(latest.blocks)
    earlier = await records.corrected_document(resources.database, old.id)
    kept = tuple(each for each in words.blocks if not (earlier and citation(earlier) in block_lines(each)))
    try:
        fresh = await words_from_facts(resources, draft)
    except BadInput:  # the draft says what is missing; the words are kept with the day they had
        fresh = words
    words = await with_citation(resources, draft, with_blocks(fresh, _signed(kept, fresh)))
    note = say("texts.carried_note", "zh", number=old.number or old.title)
    await append_text(resources, actor, draft.id, words, facts=draft.facts, origin="edited", note=note, after=0)


def _signed(blocks: tuple[Block, ...], fresh: Document) -> tuple[Block, ...]:
    """The blocks with the day of the fresh words under their signatures, where both have as many."""
    days = [each.dated for each in fresh.blocks if isinstance(each, SignatureBlock)]
    if len(days) != sum(isinstance(each, SignatureBlock) for each in blocks):
        return blocks
    left = iter(days)
    return tuple(replace(each, dated=next(left)) if isinstance(each, SignatureBlock) else each for each in blocks)
