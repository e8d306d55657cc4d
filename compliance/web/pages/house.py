"""Sign-in and out, language, password, notices, help: what every person of the house needs."""

import re

from litestar import Request, Response, get, post
from litestar.response import Redirect

from compliance.casework import people
from compliance.complaints.dates import DateRefused, read_moment, split_moment
from compliance.errors import ComplianceError
from compliance.records import notices
from compliance.web import session
from compliance.web.fields import fields_of
from compliance.web.guards import ANYONE_SIGNED_IN, check_token, visit_of
from compliance.web.page import Form, actor_of, go, html, lang_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.render import render
from compliance.wording import LANGUAGES, knows, say
from deadlines import CalendarError

PUBLIC = {"public": True}
MEMBER = {"act": ANYONE_SIGNED_IN}
_YEAR = 365 * 24 * 3600


def safe_target(path: str) -> str:
    """Return `path` when it is an address of ours, else the start page: nobody is sent elsewhere after a sign-in."""
    return path if re.fullmatch(r"/(?![/\\])[^\s\\]*", path) and not path.startswith("/sign-") else "/"


@get("/sign-in", opt=PUBLIC, include_in_schema=False)
async def sign_in_page(request: Request) -> Response:
    """The sign-in form; who is signed in already goes on."""
    target = safe_target(request.query_params.get("next", "/"))
    if visit_of(request).actor:
        return go(target)
    return await page(request, "sign_in.html", f=Form(), target=target)


@post("/sign-in", opt=PUBLIC | {"csrf": False}, **HIDDEN)
async def sign_in(request: Request) -> Response:
    """Check name and password; a new session, never the one that was there before.

    Of several sign-in pages that one browser opened at once only one has its cookie; the others ask once more.
    """
    resources, visit, fields = resources_of(request), visit_of(request), await fields_of(request)
    target = safe_target(fields.text("next") or "/")
    try:
        await check_token(request, refusal="web.stale_sign_in")
        actor = await people.sign_in(
            resources,
            username=fields.text("username", most=64),
            password=str(fields.values.get("password", ""))[:1024],
            address=visit.address,
            request_id=visit.request_id,
        )
    except ComplianceError as refusal:
        form = Form(values={"username": fields.text("username", most=64)}, message=refusal.message(fields.lang))
        return await page(request, "sign_in.html", status=refusal.status, f=form, target=target)
    await session.begin(visit, resources, actor.user_id)
    return go(target)


@post("/sign-out", opt=MEMBER, **HIDDEN)
async def sign_out(request: Request) -> Redirect:
    """End the session; the browser forgets what it kept."""
    await session.end(visit_of(request), resources_of(request))
    return go("/sign-in", said="signed_out")


@get("/language/{lang:str}", opt=PUBLIC, include_in_schema=False)
async def choose_language(request: Request, lang: str) -> Redirect:
    """Remember the language and go back to the same page."""
    if lang in LANGUAGES:
        visit_of(request).cookies.append(session.set_cookie(resources_of(request), "anqi-lang", lang, max_age=_YEAR))
    return go(safe_target(request.query_params.get("next", "/")))


@get("/password", opt=MEMBER, include_in_schema=False)
async def password_page(request: Request) -> Response:
    """The form to change one's own password."""
    return await page(request, "password.html", f=Form())


@post("/password", opt=MEMBER, **HIDDEN)
async def change_password(request: Request) -> Response:
    """Change it; all sessions of the account end, this browser gets a new one."""
    resources, actor, fields = resources_of(request), actor_of(request), await fields_of(request)
    try:
        await people.change_password(
            resources,
            actor,
            old=str(fields.values.get("old", ""))[:1024],
            new=str(fields.values.get("new", ""))[:1024],
        )
    except ComplianceError as refusal:
        fields.take(refusal)
        form = Form(errors=fields.errors, message="" if fields.errors else refusal.message(fields.lang))
        return await page(request, "password.html", status=refusal.status, f=form)
    await session.begin(visit_of(request), resources, actor.user_id)
    return go("/password", said="password_changed")


@get("/notices", opt=MEMBER, include_in_schema=False)
async def show_notices(request: Request) -> Response:
    """Unread notices as sentences."""
    found = await notices.unread(resources_of(request).database, actor_of(request).user_id)
    lang = lang_of(request)
    lines = [
        (notice, say(notice.message_id, lang, **notice.values) if knows(notice.message_id) else notice.message_id)
        for notice in found
    ]
    return await page(request, "notices.html", lines=lines)


@post("/notices/{notice_id:int}/read", opt=MEMBER, **HIDDEN)
async def read_notice(request: Request, notice_id: int) -> Redirect:
    """Mark one's own notice as read."""
    resources = resources_of(request)
    await notices.mark_read(resources.database, actor_of(request).user_id, notice_id, at=resources.clock.now())
    return go("/notices", said="read")


@get("/help", opt=MEMBER, include_in_schema=False)
async def show_help(request: Request) -> Response:
    """Keys, lamps and the few things worth knowing."""
    return await page(request, "help.html", here="help")


@get("/day-echo", opt=PUBLIC, include_in_schema=False)
async def day_echo(request: Request) -> Response:
    """What a typed day is: date, weekday, working day or not; for the line under a date field."""
    resources, lang = resources_of(request), lang_of(request)
    typed = request.query_params.get(request.query_params.get("field", ""), "").strip()[:60]
    if not typed:
        return html("")
    try:
        day, instant = split_moment(read_moment(typed, year=resources.clock.today().year))
        kind = resources.calendar.day_kind(day)
    except DateRefused as refused:
        return html(render("fragments/day_echo.html", lang, problem=refused.said.speak(lang)))
    except CalendarError as refused:
        return html(render("fragments/day_echo.html", lang, problem=str(refused)))
    return html(
        render(
            "fragments/day_echo.html", lang, problem="", on=day, at=instant, kind=kind,
            is_today=day == resources.clock.today(),
        )
    )  # fmt: skip
