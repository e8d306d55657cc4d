"""Portals and their text limits."""

from typing import Any

import msgspec
from litestar import Request, get, post

from compliance.casework.portals import set_portal
from compliance.records.portals import Portal, portals
from compliance.web.api.inputs import Whole
from compliance.web.page import actor_of, resources_of


class PortalIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A portal as the house knows it; a limit says where it was seen."""

    name: str
    characters: Whole | None = None
    blanks_count: bool = True
    basis: str = ""
    in_use: bool = True


@get("/portals", opt={"act": "read"}, operation_id="list_portals", tags=["filings"])
async def list_portals(request: Request) -> list[dict[str, Any]]:
    """Every portal; `characters` null = no limit known."""
    return [_as_json(portal) for portal in await portals(resources_of(request).database)]


@post("/portals", opt={"act": "administer"}, operation_id="set_portal", tags=["filings"], status_code=200)
async def put_portal(request: Request, data: PortalIn) -> dict[str, Any]:
    """Set a portal by its name."""
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    return _as_json(await set_portal(resources_of(request), actor_of(request), **values))


def _as_json(portal: Portal) -> dict[str, Any]:
    names = ("name", "characters", "blanks_count", "basis", "in_use", "set_at")
    return {name: getattr(portal, name) for name in names}
