"""The JSON API under /api/v1: the same verbs and reads as the pages, described by /schema/openapi.json."""

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from compliance.web.api import (
    classification,
    complaints,
    deadlines,
    document_gate,
    document_texts,
    documents,
    filings,
    house,
    issuing,
    law,
    letters,
    portals,
)


def api_router() -> Router:
    """Return the router with every handler of the noun modules."""
    found = [
        value
        for module in (
            *(house, deadlines, law, letters, classification, complaints),
            *(documents, document_texts, document_gate, issuing, filings, portals),
        )
        for value in vars(module).values()
        if isinstance(value, HTTPRouteHandler)
    ]
    return Router(path="/api/v1", route_handlers=list(dict.fromkeys(found)))
