"""核验: which issued document a number, a printed code or a file belongs to; each look is on record."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from compliance.casework.actor import Actor, acting
from compliance.casework.final_words import grouped, words_code
from compliance.complaints.document_numbers import check_document_number
from compliance.errors import BadInput
from compliance.records import corrections, documents, verification_codes
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.compose import document_from_json

SHORTEST = 8


@dataclass(frozen=True)
class Verified:
    """An issued document, its code, and the issued document that corrects it."""

    paper: CaseDocument
    code: str
    corrected_by: CaseDocument | None


@dataclass(frozen=True)
class Answer:
    """What was asked, and every document that it belongs to; none means that nothing issued here has it."""

    asked: str
    kind: str
    """number, code or file"""
    found: tuple[Verified, ...]


async def verify_document(
    resources: Resources, actor: Actor, *, asked: str = "", content: bytes | None = None
) -> Answer:
    """Look up an issued document by number, by code (8 digits or more of it or of a hash) or by the bytes of a file.

    Raises BadInput when nothing was asked, or a code is too short to mean one document.
    """
    kind, key = _read(asked, content)
    async with acting(resources, actor, "verify_document", needs="read") as entry:
        ids = await _ids(resources, kind, key)
        papers = [await documents.document(resources.database, each) for each in ids]
        found = tuple([await _verified(resources, paper) for paper in papers if paper and paper.status == "issued"])
        entry.about("verification", key[:64])
        entry.after = {"kind": kind, "documents": [each.paper.id for each in found]}
    return Answer(key, kind, found)


def _read(asked: str, content: bytes | None) -> tuple[str, str]:
    if content:
        return "file", hashlib.sha256(content).hexdigest()
    text = asked.strip()
    if not text:
        raise BadInput("errors.verify_nothing", fields={"asked": "errors.verify_nothing"})
    number = check_document_number(text)
    if number.ok:
        return "number", number.value
    digits = re.sub(r"[\s\-‐‑–—·]", "", text).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", digits):
        raise BadInput("errors.verify_short", fields={"asked": "errors.verify_short"})
    return "code", digits


async def _ids(resources: Resources, kind: str, key: str) -> tuple[int, ...]:
    if kind == "number":
        found = await documents.document_with_number(resources.database, key)
        return (found,) if found else ()
    if kind == "file":
        return await verification_codes.documents_of_file(resources.database, key)
    by_code = await verification_codes.documents_with(resources.database, start=key)
    return by_code or (await verification_codes.documents_of_file(resources.database, key) if len(key) == 64 else ())


async def _verified(resources: Resources, paper: CaseDocument) -> Verified:
    later = await corrections.correction_of(resources.database, paper.id)
    code = grouped(words_code(document_from_json(paper.blocks or {})))
    return Verified(paper, code, later if later and later.status == "issued" else None)
