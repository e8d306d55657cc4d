"""OpenAPI under /schema/: the description as JSON, and Swagger UI from our own files, behind the sign-in."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from compliance.web.guards import ANYONE_SIGNED_IN
from compliance.web.page import html, lang_of
from compliance.web.render import render

TITLE = "按期 Anqi"
VERSION = "1"


def openapi() -> OpenAPIConfig:
    """Return the configuration: no page of Litestar's own is served, none of them works without an outside network."""
    return OpenAPIConfig(
        title=TITLE,
        version=VERSION,
        description="投诉期限、文书与递交的接口；与页面共用同一套操作。 The same verbs as the pages.",
        use_handler_docstrings=True,
        render_plugins=[JsonRenderPlugin(path="/litestar.json")],
        openapi_router=Router(
            path="/schema/plain", route_handlers=[], opt={"act": ANYONE_SIGNED_IN}, include_in_schema=False
        ),
    )


@get(["/schema", "/schema/"], opt={"act": ANYONE_SIGNED_IN}, include_in_schema=False)
async def swagger(request: Request) -> Response[str]:
    """Swagger UI with an outside start file, so that the strict content policy holds."""
    return html(render("pages/schema.html", lang_of(request)))


@get("/schema/openapi.json", opt={"act": ANYONE_SIGNED_IN}, include_in_schema=False)
async def openapi_json(request: Request) -> Response[bytes]:
    """The description of /api/v1."""
    schema = request.app.openapi_schema.to_schema()
    return Response(msgspec.json.encode(schema), media_type="application/vnd.oai.openapi+json")


def schema_pages() -> Sequence[Any]:
    """Return the handlers of this module."""
    return [swagger, openapi_json]
