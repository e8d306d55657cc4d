"""The portals into which texts are copied, each with its text limit where the house knows one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from compliance.records.database import Database
from compliance.records.filing_tables import PortalRow
from compliance.records.row_seals import touch


@dataclass(frozen=True)
class Portal:
    """One portal. ``characters`` None = no limit known; ``blanks_count`` whether it counts spaces and line breaks."""

    id: int
    name: str
    characters: int | None
    blanks_count: bool
    basis: str
    in_use: bool
    set_by: int
    set_at: datetime


async def portals(database: Database, *, in_use: bool = False) -> tuple[Portal, ...]:
    """Every portal by name, or only those in use."""
    rows = await database.fetch("SELECT * FROM portals ORDER BY name")
    return tuple(portal for row in rows if (portal := Portal(**row)).in_use or not in_use)


async def portal_named(database: Database, name: str) -> Portal | None:
    row = await database.one("SELECT * FROM portals WHERE name = {}", name)
    return Portal(**row) if row else None


async def put_portal(
    database: Database,
    *,
    name: str,
    characters: int | None,
    blanks_count: bool,
    basis: str,
    in_use: bool,
    by: int,
    at: datetime,
) -> int:
    """Inside a verb: set the portal of that name, new or known; its id."""
    known = await portal_named(database, name)
    if known is None:
        row = PortalRow(
            name=name,
            characters=characters,
            blanks_count=blanks_count,
            basis=basis,
            in_use=in_use,
            set_by=by,
            set_at=at,
        )
        portal_id = (await PortalRow.insert(row).run())[0]["id"]
    else:
        portal_id = known.id
        await database.execute(
            "UPDATE portals SET characters = {}, blanks_count = {}, basis = {}, in_use = {}, set_by = {}, set_at = {} "
            "WHERE id = {}",
            characters,
            blanks_count,
            basis,
            in_use,
            by,
            at,
            portal_id,
        )
    touch("portals", portal_id)
    return portal_id
