"""What a case bundle needs before its index can be written: printed papers, counted pages, originals that are whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from compliance.casework.bundle_items import Made, certificate_key, draft_key
from compliance.casework.case_file import CaseFile, Certificate
from compliance.casework.texts import words_of_draft
from compliance.errors import ComplianceError
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from compliance.wording import say
from filings.bundle import sha256_of
from filings.compose import document_as_json
from filings.fonts import CharactersNotCovered
from filings.preview import page_count

_DRAFTS = ("draft", "in_review", "approved")


@dataclass
class Meter:
    """Counts the bytes that were dealt with towards a total that is known once the originals are."""

    tell: Callable[[int, int], None]
    total: int = 1
    done: int = 0

    def add(self, size: int) -> None:
        self.done += size
        self.tell(min(self.done, self.total), self.total)

    def finish(self) -> None:
        self.tell(self.total, self.total)


@dataclass(frozen=True)
class Parts:
    """Printed papers by their name, what the index says of pages and drafts, the originals that are not whole."""

    content: Mapping[str, bytes]
    made: Made
    damaged: tuple[dict[str, str], ...]
    """``title``, ``name`` and ``sha256`` of each."""


async def prepared(resources: Resources, file: CaseFile, *, drafts: bool, meter: Meter) -> tuple[CaseFile, Parts]:
    """The case with the certificates that could be printed, and the parts. Every original is read against its hash."""
    # Each original is read here, read again into the bundle, and read once more when the bundle is checked.
    meter.total = 3 * sum(record.size for record in file.files.values()) + 1
    damaged = await asyncio.to_thread(lambda: tuple(_damaged(resources, file, meter)))
    content: dict[str, bytes] = {}
    certificates = tuple([await _printed(resources, each, content) for each in file.certificates])
    problems = {}
    for paper in file.papers if drafts else ():
        if paper.status in _DRAFTS:
            problems[paper.id] = await _draft(resources, paper, content)
    gone = frozenset(each["sha256"] for each in damaged)
    pages = await asyncio.to_thread(_pages, resources, file, content, gone)
    return replace(file, certificates=certificates), Parts(content, Made(pages, problems, gone), damaged)


def _damaged(resources: Resources, file: CaseFile, meter: Meter) -> Iterator[dict[str, str]]:
    for sha256, title in _originals(file).items():
        path = resources.files.path(sha256)
        try:
            whole = sha256_of(path, progress=meter.add) == sha256
        except OSError:
            whole = False
        if not whole:
            record = file.files.get(sha256)
            name = file.said(record.name) if record else say("bundle.unnamed", "zh")
            yield {"title": title, "name": name, "sha256": sha256}


def _originals(file: CaseFile) -> dict[str, str]:
    """Every stored file of the case → what it is."""
    found: dict[str, str] = {}
    for event in file.events:
        if event.evidence:
            found.setdefault(event.evidence, say("bundle.original.evidence", "zh", day=event.on))
    for proposal in file.proposals:
        found.setdefault(proposal.evidence, say("bundle.original.proposal", "zh"))
    for filing in file.filings:
        if filing.receipt_sha256:
            found.setdefault(filing.receipt_sha256, say("bundle.original.receipt", "zh", to=filing.addressee))
    for paper in file.papers:
        for sha256 in (paper.docx_sha256, paper.pdf_sha256):
            if sha256:
                found.setdefault(sha256, " ".join(part for part in (paper.number, paper.title) if part))
    return found


async def _printed(resources: Resources, certificate: Certificate, content: dict[str, bytes]) -> Certificate:
    """The certificate, its PDF put into ``content``; one with characters that no font has says so instead."""
    if certificate.words is None:
        return certificate
    try:
        content[certificate_key(certificate)] = (await resources.renderer.render(certificate.words)).pdf
    except CharactersNotCovered as refused:
        return replace(certificate, words=None, problem=str(refused))
    return certificate


async def _draft(resources: Resources, paper: CaseDocument, content: dict[str, bytes]) -> str:
    """What keeps a draft from being printed; empty when its PDF is in ``content``."""
    try:
        words: dict[str, Any] = document_as_json(await words_of_draft(resources, paper))
        content[draft_key(paper.id)] = (await resources.renderer.render(words)).pdf
    except ComplianceError as refused:
        return refused.message()
    except CharactersNotCovered as refused:
        return str(refused)
    return ""


def _pages(
    resources: Resources, file: CaseFile, content: Mapping[str, bytes], damaged: frozenset[str]
) -> dict[str, int]:
    """The pages of what this program printed; files from elsewhere are not opened."""
    issued = {paper.pdf_sha256 for paper in file.papers if paper.pdf_sha256} - damaged
    found = {key: page_count(pdf) for key, pdf in content.items()}
    return found | {sha256: page_count(resources.files.get(sha256)) for sha256 in sorted(issued)}
