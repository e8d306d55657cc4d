"""Whether the two files of a letter say the same: the words of DOCX, PDF and document, compared without spaces."""

from __future__ import annotations

import re

from filings.model import Document, Table, document_text
from filings.preview import page_texts
from filings.said import Said
from filings.word import word_text

_PAGE_NUMBER = re.compile(r"—\s*\d+\s*—\s*$")


def word_difference(document: Document, docx: bytes, pdf: bytes) -> Said | None:
    """Give one sentence that shows where the files part, None when both say what the document says."""
    told = without_spaces(document_text(document))
    # A hyphen at the end of a line cannot be told from one that the line break put there.
    pairs = (("DOCX", word_text(docx), told), ("PDF", _pdf_words(pdf, document), told.replace("-", "")))
    for name, words, wanted in pairs:
        found = without_spaces(words)
        if found != wanted:
            at = next((i for i, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), len(wanted))
            before = wanted[max(0, at - 10) : at]
            read, right = found[at : at + 12], wanted[at : at + 12]
            return Said(
                f"{name} 的文字与文书不一致：在“{before}”之后为“{read}”，应为“{right}”。",
                f"The words of the {name} differ from the letter: after “{before}” it says “{read}”, not “{right}”.",
            )
    return None


def without_spaces(text: str) -> str:
    """Give the text without any white space."""
    return re.sub(r"\s+", "", text)


def _pdf_words(pdf: bytes, document: Document) -> str:
    """Give the words of a PDF; page numbers and the header that a table repeats on a new page are left out."""
    headers = [
        without_spaces("".join(block.header)).replace("-", "")
        for block in document.blocks
        if isinstance(block, Table) and block.header
    ]
    pages: list[str] = []
    for text in page_texts(pdf):
        words = without_spaces(_PAGE_NUMBER.sub("", text.replace("\ufffe", "").strip())).replace("-", "")
        repeated = next((h for h in headers if words.startswith(h) and any(h in page for page in pages)), "")
        pages.append(words.removeprefix(repeated))
    return "".join(pages)
