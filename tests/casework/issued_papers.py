"""Issued documents of any letter, put straight into the records: what is filed here is not how it came to be issued."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.casework.drafting import standing_document
from compliance.records import documents
from compliance.records.complaints import complaint
from compliance.records.documents import CaseDocument
from compliance.resources import Resources

_serials = count(1)


async def issued_paper(
    resources: Resources,
    officer: Actor,
    reviewer: Actor,
    number: str,
    letter_id: str,
    facts: dict[str, Any] | None = None,
    *,
    on: date,
) -> CaseDocument:
    """A document of that letter as it stands after its issue; its files are not made."""
    case = await complaint(resources.database, number)
    assert case
    letter, at = resources.letters.letter(letter_id), resources.clock.now()
    async with acting(resources, officer, "issue_document") as entry:
        document_id = await documents.insert_document(
            resources.database,
            {
                "complaint_id": case.id,
                "letter_id": letter_id,
                "title": letter.title,
                "status": "issued",
                "number": f"示例函〔2026〕{next(_serials)}号",
                "step_on": on,
                "facts": dict(facts or {}),
                "letter_version": letter.fingerprint,
                "rules": resources.rulebook.fingerprint,
                "drafted_by": officer.user_id,
                "approved_by": reviewer.user_id,
                "approved_at": at,
                "issued_by": officer.user_id,
                "issued_on": on,
                "docx_sha256": "d" * 64,
                "pdf_sha256": "e" * 64,
                "remark": "",
                "created_at": at,
                "updated_at": at,
                "revision": 1,
            },
        )
        entry.about("document", document_id, case=number)
    return await standing_document(resources, document_id)
