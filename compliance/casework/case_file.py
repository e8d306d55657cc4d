"""全案材料: everything that is on record about one case, read at one moment, for the bundle that leaves the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.casework.as_json import case_as_json
from compliance.casework.certificates import certificate_words
from compliance.casework.intake import readable_person
from compliance.casework.organisation import organisation
from compliance.complaints.privacy import mask_text
from compliance.errors import ComplianceError, NotFound
from compliance.records import complaints as records
from compliance.records.attachments import FileRecord, file_record
from compliance.records.case_trail import entries_of_case
from compliance.records.complaints import Complaint, RecordedEvent, TimelineEntry
from compliance.records.documents import CaseDocument, documents_of
from compliance.records.due_dates import Clock, clocks_of, deadlines_of
from compliance.records.filings import Filing, filings_of
from compliance.records.law_moves import AppliedMove, moves_of_case
from compliance.records.receipts import ReceiptProposal, proposals_of
from compliance.resources import Resources
from deadlines import Deadline

PERSONAL = ("name", "phone", "address", "id_kind", "id_number")


@dataclass(frozen=True)
class Certificate:
    """The certificate of one clock, composed; ``problem`` says why there is none, ``place`` which clock of the case."""

    place: int
    deadline: Deadline
    words: dict[str, Any] | None
    problem: str = ""


@dataclass(frozen=True)
class CaseFile:
    """One case at the instant ``at``; everything oldest first. ``personal`` is empty while values stay masked."""

    at: datetime
    house: str
    case: Complaint
    shown: Mapping[str, Any]
    personal: Mapping[str, Any]
    names: tuple[str, ...]
    clocks: tuple[Clock, ...]
    certificates: tuple[Certificate, ...]
    events: tuple[RecordedEvent, ...]
    standing: frozenset[int]
    remarks: tuple[TimelineEntry, ...]
    papers: tuple[CaseDocument, ...]
    corrections: Mapping[int, tuple[int, str]]
    """A correcting paper → the paper it corrects, and why."""
    filings: tuple[Filing, ...]
    proposals: tuple[ReceiptProposal, ...]
    moves: tuple[AppliedMove, ...]
    files: Mapping[str, FileRecord]
    entries: tuple[dict[str, Any], ...]

    def said(self, text: str) -> str:
        """Words of the record as they may leave: phones, identity numbers and the complainant's name masked."""
        return mask_text(text, names=self.names)


async def read_case_file(resources: Resources, number: str, *, unmasked: bool) -> CaseFile:
    """The case as it stands, all of it of one moment. Raises NotFound. Whoever hands it on writes the entry for it."""
    database = resources.database
    async with database.snapshot():
        case = await records.complaint(database, number)
        if case is None:
            raise NotFound("errors.complaint_not_found", number=number[:40])
        now, values = resources.clock.now(), (await readable_person(resources, case)).values
        events = await records.events_of(database, case.id, standing=False)
        papers = tuple(reversed(await documents_of(database, case.id)))
        filings = tuple(reversed(await filings_of(database, case.id)))
        proposals = tuple(reversed(await proposals_of(database, case.id)))
        wanted = [
            *(event.evidence for event in events),
            *(sha256 for paper in papers for sha256 in (paper.docx_sha256, paper.pdf_sha256)),
            *(filing.receipt_sha256 for filing in filings),
            *(proposal.evidence for proposal in proposals),
        ]
        return CaseFile(
            at=now,
            house=(await organisation(resources)).name,
            case=case,
            shown=await case_as_json(resources, case),
            personal=values if unmasked else {},
            names=tuple(each for each in (values.get("name", ""),) if each),
            clocks=await clocks_of(
                database, case.id, calendar=resources.calendar, today=resources.clock.today(), now=now
            ),
            certificates=await _certificates(resources, case),
            events=events,
            standing=frozenset(event.id for event in await records.events_of(database, case.id)),
            remarks=tuple(e for e in reversed(await records.timeline(database, case.id)) if e.sort == "remark"),
            papers=papers,
            corrections=await _corrections(resources, case.id),
            filings=filings,
            proposals=proposals,
            moves=await moves_of_case(database, case.id),
            files=await _files(resources, wanted),
            entries=tuple(await entries_of_case(database, number)),
        )


async def _certificates(resources: Resources, case: Complaint) -> tuple[Certificate, ...]:
    found = []
    for place, deadline in enumerate(await deadlines_of(resources.database, case.id), start=1):
        try:
            found.append(Certificate(place, deadline, await certificate_words(resources, case, deadline)))
        except ComplianceError as refused:
            # A clock that no paper can explain must not keep the file from leaving: the index says what is missing.
            found.append(Certificate(place, deadline, None, refused.message()))
    return tuple(found)


async def _corrections(resources: Resources, complaint_id: int) -> dict[int, tuple[int, str]]:
    rows = await resources.database.fetch(
        "SELECT k.document_id, k.corrects, k.reason FROM document_corrections k "
        "JOIN documents d ON d.id = k.document_id WHERE d.complaint_id = {}",
        complaint_id,
    )
    return {row["document_id"]: (row["corrects"], row["reason"]) for row in rows}


async def _files(resources: Resources, wanted: list[str | None]) -> dict[str, FileRecord]:
    found = {}
    for sha256 in sorted({each for each in wanted if each}):
        record = await file_record(resources.database, sha256)
        if record is not None:
            found[sha256] = record
    return found
