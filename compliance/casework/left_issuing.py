"""Documents that an earlier version left in 签发中: numbered, their words frozen, their files still to be made.

Documents are issued whole since; this finishes the rows of before and stays as long as such data may be restored.
"""

from __future__ import annotations

from compliance.casework.actor import acting, system_actor
from compliance.casework.document_states import notify, standing_document
from compliance.casework.final_words import words_code
from compliance.casework.issued_files import register_files, stored_files
from compliance.records import documents as records
from compliance.records import outbox
from compliance.records.outbox import Job
from compliance.records.verification_codes import keep_code
from compliance.resources import Resources
from filings.compose import document_from_json


async def finish_left(resources: Resources, job: Job) -> None:
    """Make the files of one such document; a second run finds the row closed and changes nothing."""
    database, at = resources.database, resources.clock.now()
    document = await standing_document(resources, job.body["document_id"])
    if document.status != "issuing" or document.blocks is None:
        await outbox.mark_done(database, job, at=at)
        return
    files = await stored_files(resources, document.blocks, title=document.title)
    actor = system_actor(resources)
    async with acting(resources, actor, "render_document", needs="issue_document") as entry:
        if not await outbox.mark_done(database, job, at=at):
            entry.silent = True
            return
        hashes = {"docx_sha256": files.docx_sha256, "pdf_sha256": files.pdf_sha256}
        values = {"status": "issued", **hashes}
        await records.change_document(database, document.id, values, at=at, from_status=("issuing",))
        await register_files(resources, files, name=f"{document.title}{document.number or ''}")
        await keep_code(database, document_id=document.id, code=words_code(document_from_json(document.blocks)))
        await notify(resources, actor, document, document.drafted_by, "notices.issued", number=document.number or "")
        entry.about("document", document.id, case=document.case_number)
        entry.after = {"number": document.number or "", **hashes}
