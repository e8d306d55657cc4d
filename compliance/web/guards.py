"""Who may enter which route: every handler names its act in `opt`; one without an act does not open for anybody.

`opt={"act": "read"}` names an act of compliance.roles; `opt={"public": True}` needs no sign-in;
`opt={"csrf": False}` marks the two API acts that neither use nor set a cookie, and signing in, which asks for the token
itself (`check_token`), so that a form gone stale is shown again.
"""

import hmac
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler

from compliance.errors import Forbidden, NotFound
from compliance.roles import may
from compliance.web.session import Visit
from compliance.web.words import label

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ANYONE_SIGNED_IN = "sign_in"
HIGHEST_ID = 2**31 - 1
"""What PostgreSQL's keys hold; SQLite's hold more."""


class NoActNamed(RuntimeError):
    """A route that names neither an act nor `public`: a defect of ours, shown as one."""


def visit_of(connection: ASGIConnection) -> Visit:
    """Return the visit that the middleware made for this request."""
    return connection.scope["state"]["visit"]


def check_act(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    """Let the request in when the user's role may do the route's act.

    Raises NotAuthorizedException (401) before sign-in, Forbidden (403) for the wrong role, NotFound (404) for a number
    that no row can have.
    """
    if handler.opt.get("public"):
        return
    act = handler.opt.get("act")
    if act is None:
        raise NoActNamed(f"route {handler} names no act in opt")
    actor = visit_of(connection).actor
    if actor is None:
        raise NotAuthorizedException
    if act != ANYONE_SIGNED_IN and not may(actor.role, act):
        lang = visit_of(connection).lang
        raise Forbidden("web.forbidden", act=label(lang, "act", act), role=label(lang, "role", actor.role))
    if any(isinstance(value, int) and value > HIGHEST_ID for value in connection.path_params.values()):
        raise NotFound("web.no_such_page")


def csrf_token(request: Request, visit: Visit) -> str:
    """Return the token that forms of this visit carry; it dies with the session."""
    return request.app.state.resources.secrets.token_mac(f"csrf {visit.csrf_subject}")


async def check_origin(request: Request) -> None:
    """Before a handler that may change something: the request must come from our own page with this visit's token.

    Raises Forbidden. A bearer token is no cookie, so nothing that a browser adds by itself is trusted there.
    """
    if request.method in _SAFE:
        return
    visit = visit_of(request)
    if visit.bearer:
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("web.other_site")
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Forbidden("web.other_site")
    if request.route_handler.opt.get("csrf") is not False:
        await check_token(request)


async def check_token(request: Request, *, refusal: str = "web.stale_form") -> None:
    """Refuse, with the sentence `refusal`, a form that does not carry this visit's token.

    Raises Forbidden.
    """
    given = request.headers.get("x-csrf-token") or await _token_in_form(request)
    if not hmac.compare_digest(given.encode(), csrf_token(request, visit_of(request)).encode()):
        raise Forbidden(refusal)


async def _token_in_form(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return ""
    value = (await request.form()).get("_csrf", "")
    return value if isinstance(value, str) else ""
