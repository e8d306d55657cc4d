"""Does an uploaded file belong to the document it is meant for? Its title, and the sentences that both have."""

from __future__ import annotations

from filings.model import Document, block_lines

LEAST_SHARED = 0.5
SHORTEST = 12
"""Characters of a line that says something; cells, dates and names stand in every paper of a case."""


def another_document(standing: Document, uploaded: Document) -> bool:
    """Whether the upload has another title and holds less than half of the standing text, measured in characters."""
    if _plain(standing.title) == _plain(uploaded.title):
        return False
    lines = _lines(standing)
    kept = lines & _lines(uploaded)
    return sum(map(len, kept)) < LEAST_SHARED * sum(map(len, lines))


def _lines(document: Document) -> frozenset[str]:
    plain = (_plain(line) for block in document.blocks for line in block_lines(block))
    return frozenset(line for line in plain if len(line) >= SHORTEST)


def _plain(text: str) -> str:
    return "".join(text.split())
