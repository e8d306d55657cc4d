"""What the document page shows about corrections: which one it corrects, which one corrects it."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Request

from compliance.records import corrections
from compliance.records.documents import CaseDocument
from compliance.web.page import resources_of
from filings.model import Document


@dataclass(frozen=True)
class CorrectionPanel:
    """Both directions; ``later`` may still be a draft."""

    earlier: CaseDocument | None
    later: CaseDocument | None
    reason: str


async def correction_panel(request: Request, paper: CaseDocument, words: Document | None) -> CorrectionPanel:
    """The documents before and after this one."""
    database = resources_of(request).database
    return CorrectionPanel(
        earlier=await corrections.corrected_document(database, paper.id),
        later=await corrections.correction_of(database, paper.id),
        reason=await corrections.reason_of(database, paper.id),
    )
