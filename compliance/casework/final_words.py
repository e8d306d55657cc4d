"""The last words of a document at issue: its number, and the line by which anybody can check it afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compliance.casework.composition import content_hash
from compliance.casework.organisation import Organisation
from filings.compose import document_as_json, numbered
from filings.letterhead import verified
from filings.model import Document, Verification

CODE_DIGITS = 16


@dataclass(frozen=True)
class FinalWords:
    """The words as they are printed, their hash (the line included), and the code (made without the line)."""

    document: Document
    content_sha256: str
    code: str


def final_words(words: Document, *, number: str, house: Organisation) -> FinalWords:
    """The approved words with their number and, where the organisation wants it, the verification line."""
    final = numbered(words, number)
    code = words_code(final)
    if house.verification:
        shown = grouped(code)
        line = f"本文书可凭发文字号和校验码{shown}向{house.name or final.issuer}核验。"
        final = verified(final, line=line, code=f"{number} {shown}")
    return FinalWords(final, content_hash(document_as_json(final)), code)


def words_code(document: Document) -> str:
    """The first 16 hexadecimal digits of the hash of the words without the verification line."""
    kept = tuple(block for block in document.blocks if not isinstance(block, Verification))
    return content_hash(document_as_json(replace(document, blocks=kept)))[:CODE_DIGITS]


def grouped(code: str) -> str:
    """The code as it is printed: A1B2-C3D4-E5F6-0718."""
    return "-".join(code[place : place + 4].upper() for place in range(0, len(code), 4))
