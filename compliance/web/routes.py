"""Every route of the application, pages first."""

from collections.abc import Sequence
from typing import Any

from compliance.web import health
from compliance.web.api import api_router
from compliance.web.pages import (
    audit,
    batch_issue,
    board,
    bundles,
    calculator,
    case_steps,
    cases,
    certificates,
    classification,
    corrections,
    document_acts,
    document_filings,
    document_gate,
    document_text_acts,
    document_texts,
    documents,
    entry,
    filing_register,
    house,
    importing,
    law,
    law_changes,
    law_drafts,
    law_notices,
    law_rehearsal,
    numbers,
    organisation,
    own_letter_acts,
    own_letters,
    portals,
    receipts,
    register,
    reviews,
    rules,
    users,
    verify,
)
from compliance.web.schema import schema_pages

_PAGES = (
    board,
    register,
    entry,
    importing,
    cases,
    case_steps,
    bundles,
    certificates,
    classification,
    documents,
    document_acts,
    document_filings,
    document_gate,
    document_texts,
    document_text_acts,
    reviews,
    filing_register,
    portals,
    audit,
    calculator,
    rules,
    law,
    law_changes,
    law_drafts,
    law_notices,
    law_rehearsal,
    own_letters,
    own_letter_acts,
    receipts,
    users,
    house,
    organisation,
    numbers,
    verify,
    batch_issue,
    corrections,
    health,
)


def routes() -> Sequence[Any]:
    """Return all handlers; a page module's handlers are whatever in it Litestar's decorators made."""
    from litestar.handlers import HTTPRouteHandler

    found = [value for module in _PAGES for value in vars(module).values() if isinstance(value, HTTPRouteHandler)]
    return [*dict.fromkeys(found), api_router(), *schema_pages()]
