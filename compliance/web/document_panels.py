"""What each panel of the document page shows beyond the document itself, one entry a panel."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import Request

from compliance.records.documents import CaseDocument
from compliance.web.copy_panel import copy_panel
from compliance.web.correction_panel import correction_panel
from compliance.web.filing_panel import filing_panel
from compliance.web.gate_panel import gate_panel
from compliance.web.letter_panel import letter_panel
from compliance.web.text_panels import approval_panel, comment_panel, text_panel
from filings.model import Document

Panel = Callable[[Request, CaseDocument, Document | None], Awaitable[Any]]

PANELS: Mapping[str, Panel] = {
    "gate": gate_panel,
    "written": text_panel,
    "approvals": approval_panel,
    "comments": comment_panel,
    "release_news": letter_panel,
    "corrections": correction_panel,
    "copying": copy_panel,
    "filing_form": filing_panel,
}
"""Name in the template -> what gives its value; the words are None while facts are missing."""


async def panels_of(request: Request, paper: CaseDocument, words: Document | None) -> dict[str, Any]:
    """Return the values of all panels by name."""
    return {name: await panel(request, paper, words) for name, panel in PANELS.items()}
