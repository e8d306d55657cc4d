"""用户: the administrator's list; add, disable."""

from litestar import Request, Response, get, post

from compliance.casework import people as verbs
from compliance.errors import ComplianceError
from compliance.records import people
from compliance.web.fields import fields_of
from compliance.web.page import Form, actor_of, go, page, resources_of
from compliance.web.pages.case_steps import HIDDEN


@get("/users", opt={"act": "administer"}, include_in_schema=False)
async def show_users(request: Request) -> Response:
    """Everybody with an account."""
    return await _users_page(request)


@post("/users", opt={"act": "administer"}, **HIDDEN)
async def add_user(request: Request) -> Response:
    """Add an account."""
    fields = await fields_of(request)
    try:
        await verbs.add_user(
            resources_of(request),
            actor_of(request),
            username=fields.text("username"),
            name=fields.text("name"),
            role=fields.text("role"),
            password=str(fields.values.get("password", ""))[:1024],
        )
    except ComplianceError as refusal:
        if refusal.status not in (409, 422):
            raise
        form = fields.refused(refusal)
        form.values.pop("password", None)
        return await _users_page(request, status=refusal.status, form=form)
    return go("/users", said="user_added")


@post("/users/{username:str}/disable", opt={"act": "administer"}, **HIDDEN)
async def disable_user(request: Request, username: str) -> Response:
    """Disable an account; its sessions end at once."""
    fields = await fields_of(request)
    try:
        await verbs.disable_user(
            resources_of(request), actor_of(request), username=username, reason=fields.text("reason")
        )
    except ComplianceError as refusal:
        if refusal.status not in (409, 422):
            raise
        return await _users_page(request, status=refusal.status, form=Form(message=refusal.message(fields.lang)))
    return go("/users", said="user_disabled")


async def _users_page(request: Request, *, status: int = 200, form: Form | None = None) -> Response:
    users = await people.users(resources_of(request).database)
    return await page(request, "users.html", here="users", status=status, users=users, f=form or Form())
