"""Cases and filings as JSON: what the command line prints and the API answers, personal values masked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from compliance.records.complaints import Complaint, events_of, timeline
from compliance.records.documents import CaseDocument, documents_of
from compliance.records.due_dates import clock_as_json, clocks_of
from compliance.records.filings import Filing, filings_of
from compliance.resources import Resources

_INTERNAL = ("person_id", "handler_id", "source_fields", "filed_by", "complaint_id")


async def case_as_json(resources: Resources, case: Complaint) -> dict[str, Any]:
    """A case as it stands, for the command line and the API; personal values masked."""
    clocks = await clocks_of(
        resources.database,
        case.id,
        calendar=resources.calendar,
        today=resources.clock.today(),
        now=resources.clock.now(),
    )
    documents = await documents_of(resources.database, case.id)
    return {
        **public(case),
        "deadlines": [clock_as_json(clock) for clock in clocks],
        "events": [public(event) for event in await events_of(resources.database, case.id)],
        "timeline": [public(entry) for entry in await timeline(resources.database, case.id)],
        "documents": [document_as_json(document) for document in documents],
        "filings": [filing_as_json(filing) for filing in await filings_of(resources.database, case.id)],
    }


def public(value: Any) -> dict[str, Any]:
    """The fields of a value that leave the house; row ids stay inside."""
    return {name: item for name, item in asdict(value).items() if name not in _INTERNAL}


def filing_as_json(filing: Filing) -> dict[str, Any]:
    """One line of the filing register: what, to whom, due, sent, receipt, hash."""
    return {
        "id": filing.id,
        "case": filing.case_number,
        "title": filing.case_title,
        "external_number": filing.external_number,
        "document": filing.document_title,
        "number": filing.document_number,
        "corrected_by": filing.corrected_by,
        "corrects": filing.corrects,
        "regulator": filing.addressee,
        "channel": filing.channel,
        "limit": filing.limit_id,
        "due_on": filing.due_on,
        "filed_on": filing.filed_on,
        "filed_at": filing.filed_at,
        "on_time": None if filing.due_on is None else filing.filed_on <= filing.due_on,
        "filed_by": filing.filer_name,
        "approved_by": filing.approver_name,
        "tracking": filing.tracking,
        "fields": dict(filing.fields),
        "acts": list(filing.acts),
        "about": filing.about,
        "receipt_on": filing.receipt_on,
        "receipt_sha256": filing.receipt_sha256,
        "receipt_note": filing.receipt_note,
        "document_sha256": filing.document_sha256,
    }


def document_as_json(document: CaseDocument) -> dict[str, Any]:
    """A document without its words: which letter, where it stands, its number and hashes."""
    names = ("id", "letter_id", "title", "status", "number", "step_on", "issued_on", "docx_sha256", "pdf_sha256")
    return {name: getattr(document, name) for name in names} | {
        "drafted_by": document.drafter_name,
        "approved_by": document.approver_name,
        "issued_by": document.issuer_name,
        "revision": document.revision,
        "content_sha256": document.content_sha256,
    }
