"""Is it alive, is it ready, does the sweeper sweep: for monitors, without sign-in and without case content."""

import os
from typing import Any

from litestar import Request, Response, get

from compliance.casework import sweeping

PUBLIC = {"public": True}


async def sweeper_is_dead(resources: Any) -> bool:
    """Whether reminders and renderings stand still: the last sweep is too long ago."""
    state = await sweeping.sweeper_state(resources)
    return not state["alive"]


@get("/healthz", opt=PUBLIC, include_in_schema=False)
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@get("/readyz", opt=PUBLIC, include_in_schema=False)
async def readyz(request: Request) -> Response[dict[str, Any]]:
    """The database answers and files can be kept; 503 otherwise."""
    resources = request.app.state.resources
    row = await resources.database.one("SELECT 1 AS one")
    checks = {"database": bool(row), "files": os.access(resources.settings.data_dir, os.W_OK)}
    ready = all(checks.values())
    return Response({"status": "ready" if ready else "not_ready", "checks": checks}, status_code=200 if ready else 503)


@get("/health/sweeper", opt=PUBLIC, include_in_schema=False)
async def health_sweeper(request: Request) -> Response[dict[str, Any]]:
    """Whether the sweeper has run in the last minutes; 503 when not."""
    state = await sweeping.sweeper_state(request.app.state.resources)
    return Response(state, status_code=200 if state["alive"] else 503)
