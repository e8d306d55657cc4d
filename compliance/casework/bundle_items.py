"""卷内目录: what lies in the bundle of a case, numbered in the order of archives, and the members that hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from compliance.casework.archive_order import STAGES, stage_of_act, stage_of_letter
from compliance.casework.case_file import CaseFile, Certificate
from compliance.complaints.labels import label
from compliance.records.complaints import RecordedEvent
from compliance.records.documents import CaseDocument
from compliance.records.filings import Filing
from compliance.wording import say
from deadlines.model import SHANGHAI
from filings.bundle import MemberNames

AUDIT, CHRONOLOGY, FILINGS, INDEX, REGISTRATION = "audit", "chronology", "filings", "index", "registration"


@dataclass(frozen=True)
class Piece:
    """One member: bytes that are stored under ``sha256``, or made under the name ``made``."""

    stem: str
    ending: str
    folder: str = ""
    sha256: str = ""
    made: str = ""
    name: str = ""


@dataclass(frozen=True)
class Item:
    """One line of the index (顺序号、文号、责任者、题名、日期、页数、备注) with its members."""

    stage: str
    title: str
    on: date
    pieces: tuple[Piece, ...] = ()
    number: str = ""
    author: str = ""
    pages: str = ""
    note: str = ""
    place: int = 0

    @property
    def at(self) -> datetime:
        """The time that the members carry: the beginning of the day in China."""
        return datetime.combine(self.on, time(0), SHANGHAI)


@dataclass(frozen=True)
class Made:
    """What had to be made or looked at before the index could be written, by name or hash."""

    pages: Mapping[str, int]
    drafts: Mapping[int, str]
    """Drafts that go along → what keeps one from being printed, empty when nothing does."""
    damaged: frozenset[str] = frozenset()


def items_of(file: CaseFile, made: Made, places: Mapping[tuple[str, int], int], names: MemberNames) -> tuple[Item, ...]:
    """The index in its order; ``places`` are the numbers of the chronology, which remarks point to."""
    today = file.at.astimezone(SHANGHAI).date()
    registration, lines = say("bundle.registration", "zh"), say("bundle.chronology_short", "zh")
    first = [
        Item(
            "registration",
            registration,
            file.case.received_on,
            tuple(Piece(registration, ending, made=f"{REGISTRATION}.{ending}") for ending in ("html", "json")),
            author=file.house,
        ),
        Item(
            "registration",
            say("bundle.chronology", "zh"),
            today,
            tuple(Piece(lines, ending, made=f"{CHRONOLOGY}.{ending}") for ending in ("html", "csv")),
            author=file.house,
        ),
    ]
    rest = [
        *_papers(file, made),
        *_drafts(file, made, today),
        *_evidence(file, places),
        *_proposals(file),
        *_filings(file, today),
        *(_certificate(file, each, made, today) for each in file.certificates),
        _audit(file, today),
    ]
    rest.sort(key=lambda item: (STAGES.index(item.stage), item.on))
    width = max(2, len(str(len(first) + len(rest))))
    return tuple(
        _named(_without_damaged(item, made), place, width, names) for place, item in enumerate([*first, *rest], start=1)
    )


def _papers(file: CaseFile, made: Made) -> Iterator[Item]:
    numbers = {paper.id: paper.number or paper.title for paper in file.papers}
    issued = {paper.id for paper in file.papers if paper.issued_on}
    corrected_by = {target: paper for paper, (target, _) in file.corrections.items() if paper in issued}
    for paper in file.papers:
        if paper.issued_on is None:
            continue
        notes = []
        if paper.id in file.corrections:
            target, reason = file.corrections[paper.id]
            notes.append(say("bundle.corrects_paper", "zh", number=numbers.get(target, ""), reason=file.said(reason)))
        if paper.id in corrected_by:
            notes.append(say("bundle.corrected_by_paper", "zh", number=numbers.get(corrected_by[paper.id], "")))
        if not paper.pdf_sha256:
            notes.append(say("bundle.files_pending", "zh"))
        stem = " ".join(part for part in (paper.number, paper.title) if part)
        yield _paper(
            file,
            paper,
            paper.issued_on,
            tuple(
                Piece(file.said(stem), ending, say("bundle.folder.papers", "zh"), sha256)
                for ending, sha256 in (("docx", paper.docx_sha256), ("pdf", paper.pdf_sha256))
                if sha256
            ),
            pages=_count(made, paper.pdf_sha256 or ""),
            note="；".join(notes),
        )


def _drafts(file: CaseFile, made: Made, today: date) -> Iterator[Item]:
    for paper in file.papers:
        if paper.id not in made.drafts:
            continue
        status, problem = label("zh", "document_status", paper.status), made.drafts[paper.id]
        note = say("bundle.draft_note", "zh", status=status)
        key = draft_key(paper.id)
        piece = Piece(f"{status} {file.said(paper.title)}", "pdf", say("bundle.folder.drafts", "zh"), made=key)
        yield _paper(
            file,
            paper,
            today,
            () if problem else (piece,),
            pages=_count(made, key),
            note=f"{note}；{problem}" if problem else note,
        )


def draft_key(document_id: int) -> str:
    """The name that a printed draft has until its member is named."""
    return f"draft-{document_id}.pdf"


def _paper(file: CaseFile, paper: CaseDocument, on: date, pieces: tuple[Piece, ...], *, pages: str, note: str) -> Item:
    return Item(
        stage_of_letter(paper.letter_id),
        file.said(paper.title),
        on,
        pieces,
        number=paper.number or "",
        author=file.house,
        pages=pages,
        note=note,
    )


def events_with_papers(
    events: Iterable[RecordedEvent], papers: Iterable[CaseDocument], filings: Iterable[Filing]
) -> list[RecordedEvent]:
    """The events with a file of their own; what was served, and the proof of it, lie under paper and filing."""
    elsewhere = {sha256 for paper in papers for sha256 in (paper.docx_sha256, paper.pdf_sha256)}
    elsewhere |= {filing.receipt_sha256 for filing in filings}
    return [event for event in events if event.evidence and event.evidence not in elsewhere]


def _evidence(file: CaseFile, places: Mapping[tuple[str, int], int]) -> Iterator[Item]:
    for event in events_with_papers(file.events, file.papers, file.filings):
        sha256 = event.evidence or ""
        act, name = label("zh", "event", event.kind), _file_name(file, sha256)
        stem, _, ending = name.rpartition(".")
        yield Item(
            stage_of_act(event.kind),
            file.said(event.title) or stem or name,
            event.on,
            (Piece(f"{act} {stem or name}", ending if stem else "", say("bundle.folder.evidence", "zh"), sha256),),
            number=file.said(event.paper),
            author=file.case.authority if event.kind in ("letter_received", "work_order_dispatched") else "",
            note=say("bundle.evidence_of", "zh", place=places[("event", event.id)], act=act),
        )


def _proposals(file: CaseFile) -> Iterator[Item]:
    with_an_act = {event.evidence for event in file.events}
    for proposal in file.proposals:
        if proposal.evidence in with_an_act:
            continue
        stem, _, ending = file.said(proposal.evidence_name).rpartition(".")
        yield Item(
            "intake",
            stem or ending,
            proposal.proposed_at.astimezone(SHANGHAI).date(),
            (Piece(stem or ending, ending if stem else "", say("bundle.folder.evidence", "zh"), proposal.evidence),),
            author=proposal.proposer,
            note=say(f"bundle.proposal.{proposal.state}", "zh"),
        )


def _filings(file: CaseFile, today: date) -> Iterator[Item]:
    folder = say("bundle.folder.filings", "zh")
    if file.filings:
        title = say("bundle.filing_register", "zh")
        pieces = tuple(Piece(title, ending, folder, made=f"{FILINGS}.{ending}") for ending in ("csv", "json"))
        missing = sum(1 for filing in file.filings if filing.receipt_on is None)
        note = say("bundle.receipts_missing", "zh", count=missing) if missing else ""
        yield Item("service", title, today, pieces, author=file.house, note=note)
    for filing in file.filings:
        if not filing.receipt_sha256 or filing.receipt_on is None:
            continue
        stem, _, ending = file.said(filing.receipt_name or "").rpartition(".")
        paper = " ".join(part for part in (filing.document_number, filing.document_title) if part)
        yield Item(
            "service",
            say("bundle.receipt_of", "zh", paper=file.said(paper), to=filing.addressee),
            filing.receipt_on,
            (
                Piece(
                    f"{say('bundle.receipt', 'zh')} {stem or ending}",
                    ending if stem else "",
                    folder,
                    filing.receipt_sha256,
                ),
            ),
            number=file.said(filing.tracking),
            author=filing.addressee,
        )


def _certificate(file: CaseFile, certificate: Certificate, made: Made, today: date) -> Item:
    deadline, key = certificate.deadline, certificate_key(certificate)
    stem = f"{deadline.label} {deadline.started_on}"
    pieces = (Piece(stem, "pdf", say("bundle.folder.certificates", "zh"), made=key),)
    return Item(
        "archive",
        say("bundle.certificate_of", "zh", label=deadline.label, day=deadline.started_on),
        today,
        pieces if certificate.words else (),
        author=file.house,
        pages=_count(made, key),
        note=say("bundle.no_certificate", "zh", problem=certificate.problem) if certificate.problem else "",
    )


def certificate_key(certificate: Certificate) -> str:
    """The name that a printed certificate has until its member is named."""
    return f"certificate-{certificate.place}.pdf"


def _audit(file: CaseFile, today: date) -> Item:
    folder = say("bundle.folder.audit", "zh")
    pieces = (
        Piece(say("bundle.audit_entries", "zh"), "ndjson", folder, made=AUDIT + ".ndjson"),
        Piece(say("bundle.audit_proofs", "zh"), "json", folder, made=AUDIT + ".json"),
    )
    return Item("archive", say("bundle.audit_title", "zh"), today, pieces, author=file.house)


def _without_damaged(item: Item, made: Made) -> Item:
    whole = tuple(piece for piece in item.pieces if piece.sha256 not in made.damaged)
    if whole == item.pieces:
        return item
    note = say("bundle.damaged_note", "zh")
    return replace(item, pieces=whole, note=f"{item.note}；{note}" if item.note else note)


def _named(item: Item, place: int, width: int, names: MemberNames) -> Item:
    pieces = tuple(
        replace(piece, name=names.take(piece.folder, f"{place:0{width}d}-{piece.stem}", piece.ending))
        for piece in item.pieces
    )
    return replace(item, place=place, pieces=pieces)


def _file_name(file: CaseFile, sha256: str) -> str:
    record = file.files.get(sha256)
    return file.said(record.name) if record else say("bundle.unnamed", "zh")


def _count(made: Made, key: str) -> str:
    return str(made.pages[key]) if key in made.pages else ""
