"""The pages of a document as they will be printed: the issued file itself, or a rendering of the words as they stand."""

import asyncio
from collections import OrderedDict
from typing import Any

from compliance.casework.drafting import composed, content_hash
from compliance.errors import BadInput
from compliance.records.documents import CaseDocument
from filings.model import Document, document_as_json, document_from_json, document_text
from filings.preview import page_images

_KEPT = 24
_KEPT_PAGES: OrderedDict[str, tuple[bytes, tuple[bytes, ...]]] = OrderedDict()


def words_of(resources: Any, paper: CaseDocument) -> Document | None:
    """Return the document's words: fixed ones where there are, else composed now; None while facts are missing."""
    if paper.blocks is not None:
        return document_from_json(paper.blocks)
    try:
        return composed(resources, paper)
    except BadInput:
        return None


def problems_of(resources: Any, paper: CaseDocument, lang: str) -> tuple[dict[str, str], str]:
    """Return what keeps the draft from being complete: (fact -> problem, sentence about anything else)."""
    if paper.blocks is not None:
        return {}, ""
    try:
        composed(resources, paper)
    except BadInput as refusal:
        return dict(refusal.fields), "" if refusal.fields else refusal.message(lang)
    return {}, ""


def plain_text(words: Document) -> str:
    """Return the whole letter as plain text, for portals that only take text."""
    return document_text(words)


async def pdf_and_pages(resources: Any, paper: CaseDocument) -> tuple[bytes, tuple[bytes, ...]] | None:
    """Return (PDF, page images as PNG); None while facts are missing. Renderings are kept by the hash of the words."""
    key, blocks = paper.pdf_sha256 or "", None
    if not key:
        words = words_of(resources, paper)
        if words is None:
            return None
        blocks = document_as_json(words)
        key = content_hash(blocks)
    if key in _KEPT_PAGES:
        _KEPT_PAGES.move_to_end(key)
        return _KEPT_PAGES[key]
    if blocks is None:
        pdf = await asyncio.to_thread(resources.files.get, key)
    else:
        pdf = (await resources.renderer.render(blocks)).pdf
    async with _lock(resources):
        pages = tuple(await asyncio.to_thread(page_images, pdf))
    _KEPT_PAGES[key] = (pdf, pages)
    while len(_KEPT_PAGES) > _KEPT:
        _KEPT_PAGES.popitem(last=False)
    return pdf, pages


def _lock(resources: Any) -> asyncio.Lock:
    """One page-image job at a time: pdfium must not be entered from two threads."""
    lock = getattr(resources, "_pdfium", None)
    if lock is None:
        lock = resources._pdfium = asyncio.Lock()
    return lock
