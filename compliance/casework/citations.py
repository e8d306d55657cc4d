"""What a correction says of the document that it corrects: its number, day and title, in the first paragraph."""

from __future__ import annotations

from dataclasses import replace

from compliance.errors import NotAllowedNow
from compliance.records import corrections as records
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.figures import chinese_date
from filings.model import Addressee, Bars, Document, FormMark, Masthead, Number, Paragraph, Run, Title, document_text

_HEAD = (FormMark, Bars, Masthead, Number, Title, Addressee)


def citation(old: CaseDocument) -> str:
    """The sentence by which a correction names the document that it corrects."""
    day = chinese_date(old.issued_on) if old.issued_on else ""
    return f"本文书更正{day}印发的《{old.title}》（{old.number}）。两份文书不一致的，以本文书为准。"


async def with_citation(resources: Resources, paper: CaseDocument, words: Document) -> Document:
    """The words of a correction, opened by the sentence that names the old document; other words as they are."""
    old = await records.corrected_document(resources.database, paper.id)
    if old is None:
        return words
    head = 0
    while head < len(words.blocks) and isinstance(words.blocks[head], _HEAD):
        head += 1
    opening = Paragraph((Run(citation(old), "corrected_document"),))
    return replace(words, blocks=(*words.blocks[:head], opening, *words.blocks[head:]))


async def refuse_uncited(resources: Resources, paper: CaseDocument, words: Document) -> None:
    """Raise NotAllowedNow for a correction whose words do not name the old document any more."""
    old = await records.corrected_document(resources.database, paper.id)
    if old is not None and (old.number or "") not in document_text(words):
        raise NotAllowedNow("errors.correction_uncited", title=paper.title, number=old.number or "")
