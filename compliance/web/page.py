"""One way to answer with a page: the frame (who, menu with counts, language, CSRF) plus the page's own values."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from litestar import MediaType, Request, Response
from litestar.response import Redirect

from compliance.casework.actor import Actor
from compliance.records.sessions import IDLE
from compliance.roles import may
from compliance.web import navigation
from compliance.web.guards import csrf_token, visit_of
from compliance.web.render import render
from compliance.wording import knows, say


@dataclass(frozen=True)
class Frame:
    """What every page shows around its content."""

    me: Actor | None
    csrf: str
    request_id: str
    path: str
    other_language_href: str
    here: str = ""
    nav: tuple[navigation.Group, ...] = ()
    unread: int = 0
    sweeper_dead: bool = False
    said: str = ""
    session_seconds: int = int(IDLE.total_seconds())

    def may(self, act: str) -> bool:
        """Whether the signed-in person may do `act`; False for nobody."""
        return self.me is not None and may(self.me.role, act)


@dataclass
class Form:
    """What a form shows again: the values typed, the sentences beside the fields, one sentence above."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    message: str = ""

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


def lang_of(request: Request) -> str:
    """Return the language of the request, "zh" or "en"."""
    return visit_of(request).lang


def actor_of(request: Request) -> Actor:
    """Return the signed-in person; the guard has already refused everybody else."""
    actor = visit_of(request).actor
    if actor is None:
        raise RuntimeError("a page for signed-in people was entered without a session")
    return actor


def resources_of(request: Request) -> Any:
    """Return the Resources that the application was made with."""
    return request.app.state.resources


def other_language(request: Request) -> str:
    """Return the link that shows this very page in the other language."""
    other = "en" if lang_of(request) == "zh" else "zh"
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/language/{other}?next={quote(target if request.method == 'GET' else '/', safe='')}"


async def frame_of(request: Request, *, here: str = "") -> Frame:
    """Return the frame of this request's page; counts come from the same reads as the pages behind them."""
    visit = visit_of(request)
    resources = resources_of(request)
    visit.cookies += visit.page_cookies
    said = request.query_params.get("said", "")
    counts = await navigation.counts(resources, visit.actor) if visit.actor else navigation.Counts()
    return Frame(
        me=visit.actor,
        csrf=csrf_token(request, visit),
        request_id=visit.request_id,
        path=request.url.path,
        other_language_href=other_language(request),
        here=here,
        nav=navigation.menu(visit.actor, counts, resources.settings.profile),
        unread=counts.unread,
        sweeper_dead=counts.sweeper_dead,
        said=say(f"said.{said}", visit.lang) if said and knows(f"said.{said}") else "",
    )


async def page(request: Request, template: str, *, here: str = "", status: int = 200, **values: Any) -> Response[str]:
    """Return `templates/pages/<template>` in the frame, as HTML."""
    frame = await frame_of(request, here=here)
    return html(render(f"pages/{template}", lang_of(request), frame=frame, **values), status=status)


def fragment(request: Request, template: str, *, status: int = 200, **values: Any) -> Response[str]:
    """Return `templates/fragments/<template>` alone, for htmx."""
    return html(render(f"fragments/{template}", lang_of(request), **values), status=status)


def html(text: str, *, status: int = 200) -> Response[str]:
    """Return text as an HTML answer."""
    return Response(text, media_type=MediaType.HTML, status_code=status)


def go(path: str, *, said: str = "") -> Redirect:
    """Return a 303 to `path` after a change; `said` names the sentence of said.toml that the next page shows."""
    if said:
        path, mark, anchor = path.partition("#")
        path = f"{path}{'&' if '?' in path else '?'}said={said}{mark}{anchor}"
    return Redirect(path, status_code=303)


def is_htmx(request: Request) -> bool:
    """Whether htmx asks, and not the browser itself."""
    return request.headers.get("hx-request") == "true"
