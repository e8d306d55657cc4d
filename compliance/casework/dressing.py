"""The words of a draft as they are shown, approved and printed: composed, and in the organisation's letterhead."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial

from compliance.casework.citations import with_citation
from compliance.casework.composition import composed, is_form, refuse_uncovered
from compliance.casework.organisation import organisation
from compliance.errors import BadInput
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.letterhead import dressed
from filings.model import Document


async def filled_ahead(resources: Resources, draft: CaseDocument) -> None:
    """Fill the DOCX form of a draft in a thread, so that whoever composes it next does not wait; nothing for other letters."""
    if draft.blocks is None and is_form(resources, draft):
        with contextlib.suppress(BadInput):  # whoever composes it next is told
            await asyncio.to_thread(composed, resources, draft)


async def composed_words(resources: Resources, draft: CaseDocument, *, printable: bool = True) -> Document:
    """The draft composed from its facts, on the organisation's letterhead; a correction opens with what it corrects.

    Raises BadInput with everything that is missing, all at once; without ``printable`` not for characters that no
    font covers.
    """
    make = partial(composed, resources, draft, printable=printable)
    # A DOCX form is filled in a process of its own, which takes about a second.
    words = await asyncio.to_thread(make) if is_form(resources, draft) else make()
    house = await organisation(resources)
    words = await with_citation(resources, draft, dressed(words, house.letterhead))
    if printable:
        refuse_uncovered(words)
    return words
