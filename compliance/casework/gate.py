"""The gate before issue (签发前检查): what the words of a document still lack, and what a person with the right let pass."""

from __future__ import annotations

from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.gate import BLOCKS, Finding, findings_of
from filings.model import Document


async def blocking_findings(resources: Resources, paper: CaseDocument, words: Document) -> tuple[Finding, ...]:
    """What still forbids the issue of these very words: findings that block, without those overridden for them."""
    return tuple(each for each in findings_of(words) if each.severity == BLOCKS)
