"""Portals and their text limits (平台及字数限制): set by the house, because no regulator publishes them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.errors import BadInput
from compliance.records.portals import Portal, portal_named, put_portal
from compliance.resources import Resources
from filings.printable import text_problem

LONGEST_NAME, LONGEST_BASIS = 60, 300
FEWEST, MOST = 50, 1_000_000
"""A limit below the first would cut every sentence; one above the second is none."""


async def set_portal(
    resources: Resources,
    actor: Actor,
    *,
    name: str,
    characters: int | None,
    blanks_count: bool = True,
    basis: str = "",
    in_use: bool = True,
) -> Portal:
    """Set a portal by its name. Raises BadInput naming each field that cannot stand; a limit says where it was seen."""
    name, basis = " ".join(name.split()), basis.strip()
    wrong = {}
    if not name or len(name) > LONGEST_NAME or text_problem(name):
        wrong["name"] = "filing.portal_name"
    if characters is not None and not FEWEST <= characters <= MOST:
        wrong["characters"] = "filing.portal_characters"
    if (characters is not None and not basis) or len(basis) > LONGEST_BASIS:
        wrong["basis"] = "filing.portal_basis"
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong, fewest=FEWEST, most=MOST)
    async with acting(resources, actor, "set_portal", needs="administer") as entry:
        before = await portal_named(resources.database, name)
        portal_id = await put_portal(
            resources.database,
            name=name,
            characters=characters,
            blanks_count=blanks_count,
            basis=basis,
            in_use=in_use,
            by=actor.user_id,
            at=resources.clock.now(),
        )
        entry.about("portal", portal_id)
        entry.before = _said(before) if before else {}
        found = await portal_named(resources.database, name)
        assert found is not None
        entry.after = _said(found)
    return found


def _said(portal: Portal) -> dict[str, Any]:
    return {name: value for name, value in asdict(portal).items() if name not in ("id", "set_by", "set_at")}
