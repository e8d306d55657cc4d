"""Words that people type while they work: masked before they are stored, the complainant's own name included."""

from __future__ import annotations

from dataclasses import replace

from compliance.casework.legal_acts import NewEvent
from compliance.complaints.privacy import mask_text
from compliance.records.people import person
from compliance.resources import Resources


async def names_of(resources: Resources, number: str) -> tuple[str, ...]:
    """The complainant's name in full, for masking only; empty for a case that is not there or names nobody."""
    row = await resources.database.one("SELECT person_id FROM complaints WHERE number = {}", number)
    if row is None:
        return ()
    name = (await person(resources.database, resources.secrets, row["person_id"])).values.get("name", "")
    return (name,) if name else ()


async def masked(resources: Resources, number: str, text: str) -> str:
    """``text`` as it may be stored with case ``number``: phones, identity numbers and the complainant's name masked."""
    return mask_text(text, names=await names_of(resources, number)) if text.strip() else text


async def masked_event(resources: Resources, number: str, event: NewEvent) -> NewEvent:
    """The event with its free words masked."""
    words = {name: getattr(event, name) for name in ("title", "paper", "note", "reason")}
    if not any(words.values()):
        return event
    names = await names_of(resources, number)
    return replace(event, **{name: mask_text(text, names=names) for name, text in words.items()})
