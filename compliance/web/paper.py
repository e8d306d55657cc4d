"""The pages of a document as they will be printed: the issued file itself, or a rendering of the words as they stand."""

import asyncio
import threading
from collections import OrderedDict
from typing import Any

from compliance.casework.composition import composed, content_hash
from compliance.casework.issued_files import printed, stored_bytes
from compliance.casework.texts import words_of_draft
from compliance.errors import BadInput
from compliance.records.documents import CaseDocument
from filings.model import Document, document_as_json
from filings.preview import page_images

_KEPT = 24
# pdfium must not be entered from two threads of a process
_PDFIUM = threading.Lock()


async def words_of(resources: Any, paper: CaseDocument) -> Document | None:
    """Return the words that are submitted, edited or composed, as the verbs take them; None while facts are missing."""
    try:
        return await words_of_draft(resources, paper)
    except BadInput:
        return None


def problems_of(resources: Any, paper: CaseDocument, lang: str) -> tuple[dict[str, str], str]:
    """Return what keeps the draft from being complete: (fact -> problem, sentence about anything else)."""
    if paper.blocks is not None:
        return {}, ""
    try:
        composed(resources, paper)
    except BadInput as refusal:
        return refusal.field_sentences(lang), "" if refusal.fields else refusal.message(lang)
    return {}, ""


class Shelf:
    """The last few renderings of this process, by the hash of their words, so that each page image is drawn once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[bytes, tuple[bytes, ...]]] = OrderedDict()

    async def pdf_and_pages(self, resources: Any, paper: CaseDocument) -> tuple[bytes, tuple[bytes, ...]] | None:
        """Return (PDF, page images as PNG); None while facts are missing. Raises NotAllowedNow when it is not rendered."""
        key, blocks = paper.pdf_sha256 or "", None
        if not key:
            words = await words_of(resources, paper)
            if words is None:
                return None
            blocks = document_as_json(words)
            key = content_hash(blocks)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if blocks is None:
            pdf = await stored_bytes(resources, key)
        else:
            pdf = (await printed(resources, blocks)).pdf
        self._kept[key] = (pdf, await asyncio.to_thread(_images, pdf))
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]


def _images(pdf: bytes) -> tuple[bytes, ...]:
    with _PDFIUM:
        return tuple(page_images(pdf))
