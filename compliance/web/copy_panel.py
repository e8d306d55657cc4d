"""Copying a letter into a portal: which parts of it, cut to the portal's limit, counted as the portal counts.

Copying is not a record of its own: whoever sees the page has the text before him already, and what a clipboard takes no
server sees. That the document was filed, where and by whom, is what the register keeps.
"""

from dataclasses import dataclass
from typing import Any

from litestar import Request

from compliance.records.documents import CaseDocument
from compliance.records.portals import Portal, portals
from compliance.web.page import resources_of
from filings.model import Document
from filings.portal_text import characters, parts_of, portal_text

_PARTS = ("title", "number", "signature")


@dataclass(frozen=True)
class Part:
    """One piece to copy."""

    text: str
    count: int


@dataclass(frozen=True)
class Copying:
    """What the panel shows: the whole text with its counts, and its parts where a portal takes no more at once."""

    portals: tuple[Portal, ...]
    portal: Portal | None
    wanted: dict[str, bool]
    text: str
    counted: int
    without_blanks: int
    parts: tuple[Part, ...]
    opened: bool

    @property
    def over(self) -> bool:
        return len(self.parts) > 1


async def copy_panel(request: Request, _: CaseDocument, words: Document | None) -> Copying | None:
    """Return the panel for what the address asks: `portal`, and `title`, `number`, `signature` as `no` to leave out."""
    if words is None:
        return None
    query = request.query_params
    known = await portals(resources_of(request).database, in_use=True)
    portal = next((one for one in known if one.name == query.get("portal", "")), None)
    wanted: dict[str, Any] = {name: query.get(name) != "no" for name in _PARTS}
    text = portal_text(words, **wanted)
    blanks = portal.blanks_count if portal else True
    pieces = parts_of(text, portal.characters, blanks=blanks) if portal and portal.characters else ()
    return Copying(
        portals=known,
        portal=portal,
        wanted=wanted,
        text=text,
        counted=characters(text),
        without_blanks=characters(text, blanks=False),
        parts=tuple(Part(piece, characters(piece, blanks=blanks)) for piece in pieces),
        opened=any(name in query for name in ("portal", *_PARTS)),
    )
