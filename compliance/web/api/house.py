"""Sessions for programs, the audit trail, the health of what this API stands on."""

from typing import Any

from litestar import Request, Response, delete, get, post

from compliance.casework import people
from compliance.casework.disclosure import note_audit_reading
from compliance.records.audit_reading import entries
from compliance.web import session
from compliance.web.api.inputs import SignIn
from compliance.web.fields import query_number
from compliance.web.guards import ANYONE_SIGNED_IN, visit_of
from compliance.web.page import actor_of, resources_of
from compliance.web.pages.audit import filters_of, verified_now


@post("/sessions", opt={"public": True, "csrf": False}, operation_id="start_session", tags=["sessions"])
async def start_session(request: Request, data: SignIn) -> dict[str, str]:
    """Sign in; the token goes into `Authorization: Bearer …` of later requests."""
    resources, visit = resources_of(request), visit_of(request)
    actor = await people.sign_in(
        resources,
        username=data.username,
        password=data.password,
        address=visit.address,
        request_id=visit.request_id,
    )
    visit.bearer = True
    visit.token = None
    token = await session.begin(visit, resources, actor.user_id)
    return {"token": token, "expires_at": visit.session.expires_at.isoformat() if visit.session else ""}


@delete("/sessions", opt={"act": ANYONE_SIGNED_IN}, operation_id="end_session", tags=["sessions"], status_code=204)
async def end_session(request: Request) -> None:
    """End the session of this request."""
    await session.end(visit_of(request), resources_of(request))


@get("/audit/entries", opt={"act": "audit_read"}, operation_id="list_audit_entries", tags=["audit"])
async def list_audit_entries(request: Request) -> dict[str, Any]:
    """Entries of the audit trail, newest first; parameters person, action, case, outcome, from, to, before."""
    resources = resources_of(request)
    await note_audit_reading(resources, actor_of(request), filters=str(request.url.query)[:500])
    found = await entries(resources.database, filters_of(request), before=query_number(request, "before"))
    return {"total": found.total, "older": found.older, "entries": list(found.rows)}


@get("/audit/verification", opt={"act": "audit_read"}, operation_id="verify_audit", tags=["audit"])
async def verify_audit(request: Request) -> Response[dict[str, Any]]:
    """Every hash recomputed: ok, entries, head, findings."""
    await note_audit_reading(resources_of(request), actor_of(request))
    return Response((await verified_now(request)).found.as_json())
