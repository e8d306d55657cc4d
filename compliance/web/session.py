"""Who is asking: every request gets a Visit from its cookie or bearer token; a token we did not make is never adopted.

The cookie holds a random token, the database only its hash. Signing in ends the old session and makes a new token.
"""

import re
import secrets
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from compliance.casework.actor import Actor
from compliance.records import people, sessions
from compliance.roles import Role
from compliance.web.headers import clear_site_data, secure
from compliance.wording import LANGUAGES

_NO_VISIT = re.compile(r"^/(static/|healthz$|readyz$|health/)")
_MOST_DRAINED = 128 * 1024 * 1024


@dataclass
class Visit:
    """One request's side of a session. `actor` is None before sign-in; `bearer` means no cookie was involved.

    `cookies` leave with whatever the answer is, `page_cookies` only with a page: the answer to a picture or a poll of an
    older page may arrive after another page's, and must not put its own in the place of that one's.
    """

    request_id: str
    address: str
    lang: str = "zh"
    actor: Actor | None = None
    session: sessions.Session | None = None
    token: str | None = None
    door: str | None = None
    bearer: bool = False
    cookies: list[str] = field(default_factory=list)
    page_cookies: list[str] = field(default_factory=list)
    leaving: bool = False

    @property
    def csrf_subject(self) -> str:
        """What the CSRF token is bound to: the session, or before sign-in the door cookie."""
        return self.session.token_hash if self.session else f"door {self.door}"


def cookie_name(resources: Any, what: str = "") -> str:
    """Return the cookie's name: with https it has the `__Host-` prefix, which no sibling domain can plant."""
    prefix = "__Host-" if resources.settings.secure_cookies else ""
    return f"{prefix}anqi{what}"


def set_cookie(resources: Any, name: str, value: str, *, max_age: int | None = None) -> str:
    """Return a Set-Cookie value; `max_age` 0 deletes, None lasts as long as the browser is open.

    SameSite=Lax, so that a link in a mail or chat opens the case; state changes are guarded by guards.check_origin.
    """
    parts = [f"{name}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if resources.settings.secure_cookies:
        parts.append("Secure")
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    return "; ".join(parts)


class VisitMiddleware:
    """Outermost: refuses foreign hosts, finds the session, names the request, adds the headers of headers.py."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; anything but HTTP passes through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        resources = scope["litestar_app"].state.resources
        headers = Headers.from_scope(scope)
        body = _Body(receive)
        if not _host_allowed(headers.get("host", ""), resources.settings.allowed_hosts):
            await _refuse_host(send)
            return
        visit = await self._visit(scope, headers, resources)
        scope.setdefault("state", {})["visit"] = visit

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] == 413:
                    await body.drain()
                outgoing = MutableScopeHeaders.from_message(message)
                outgoing["X-Request-Id"] = visit.request_id
                secure(outgoing, scope["path"], https=resources.settings.secure_cookies)
                for line in visit.cookies:
                    outgoing.add("Set-Cookie", line)
                if visit.leaving:
                    clear_site_data(outgoing)
            await send(message)

        await self.app(scope, body.receive, send_with_headers)

    async def _visit(self, scope: Scope, headers: Headers, resources: Any) -> Visit:
        client = scope.get("client")
        visit = Visit(request_id=secrets.token_hex(6).upper(), address=client[0] if client else "")
        cookies = _read_cookies(headers.get("cookie", ""))
        wanted = cookies.get("anqi-lang", "")
        visit.lang = wanted if wanted in LANGUAGES else "zh"
        if _NO_VISIT.match(scope["path"]):
            return visit
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and bearer:
            visit.bearer = True
            await adopt(visit, resources, bearer)
            return visit
        token = cookies.get(cookie_name(resources), "")
        if token:
            await adopt(visit, resources, token)
            if visit.session is None:
                visit.page_cookies.append(set_cookie(resources, cookie_name(resources), "", max_age=0))
        if visit.session is None:
            door = cookies.get(cookie_name(resources, "-door"), "")
            visit.door = door if re.fullmatch(r"[A-Za-z0-9_-]{43}", door) else secrets.token_urlsafe(32)
            if visit.door != door:
                visit.page_cookies.append(set_cookie(resources, cookie_name(resources, "-door"), visit.door))
        return visit


async def adopt(visit: Visit, resources: Any, token: str) -> None:
    """Fill the visit from a live session of `token`; leave it empty when there is none."""
    now = resources.clock.now()
    session = await sessions.find_session(resources.database, token, at=now)
    if session is None or session.user_id is None:
        return
    user = await people.user_by_id(resources.database, session.user_id)
    if user is None or not user.active:
        return
    await sessions.touch_session(resources.database, session, at=now)
    visit.session, visit.token = session, token
    visit.actor = Actor(
        user_id=user.id,
        username=user.username,
        name=user.display_name,
        role=Role(user.role),
        session_hash=session.token_hash,
        address=visit.address,
        request_id=visit.request_id,
    )


async def begin(visit: Visit, resources: Any, user_id: int) -> str:
    """Start a session with a new token after a sign-in, end the one that was there; return the token."""
    if visit.token:
        await sessions.end_session(resources.database, visit.token)
    now = resources.clock.now()
    token, session = await sessions.start_session(resources.database, user_id=user_id, body={}, at=now)
    visit.session, visit.token = session, token
    if not visit.bearer:
        visit.cookies.append(set_cookie(resources, cookie_name(resources), token))
        visit.cookies.append(set_cookie(resources, cookie_name(resources, "-door"), "", max_age=0))
    return token


async def end(visit: Visit, resources: Any) -> None:
    """End the session; the browser is told to forget the cookie and everything it kept of these pages."""
    if visit.token:
        await sessions.end_session(resources.database, visit.token)
    visit.session = visit.token = visit.actor = None
    visit.cookies.append(set_cookie(resources, cookie_name(resources), "", max_age=0))
    visit.leaving = True


class _Body:
    """The request's body as it comes in, and how to swallow what nobody read, so that a refusal reaches the browser."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ended = False

    async def receive(self) -> Any:
        message = await self._receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self._ended = True
        return message

    async def drain(self) -> None:
        swallowed = 0
        while not self._ended and swallowed < _MOST_DRAINED:
            message = await self.receive()
            swallowed += len(message.get("body", b""))


def _read_cookies(line: str) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    for part in line.split(";"):
        if re.fullmatch(r"\s*(__Host-)?anqi[a-z-]*=[A-Za-z0-9_.,\-]*\s*", part):
            jar.load(part.strip())
    return {name: morsel.value for name, morsel in jar.items()}


def _host_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    name = re.sub(r":\d+$", "", host).lower()
    return "*" in allowed or name in {entry.lower() for entry in allowed}


async def _refuse_host(send: Send) -> None:
    text = "请求的主机名不在 ANQI_ALLOWED_HOSTS 中，请使用管理员公布的地址访问。\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})
