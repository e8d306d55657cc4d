"""The web application: routes, guards, errors, static files, and the sweeper inside this process when there is no Redis."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.static_files import create_static_files_router

from compliance.casework.sweeping import run_sweeper
from compliance.errors import ComplianceError
from compliance.web import failures
from compliance.web.assets import STATIC
from compliance.web.bundles import Bundles
from compliance.web.guards import check_act, check_origin
from compliance.web.law_jobs import LawJobs
from compliance.web.pages.importing import WaitingRoom
from compliance.web.paper import Shelf
from compliance.web.routes import routes
from compliance.web.schema import openapi
from compliance.web.session import VisitMiddleware
from compliance.worker import relay_bell

MOST_BODY = 1_000_000
_SWEEPER_STOPS_WITHIN = 20


def create_app(resources: Any, *, manage: bool = True) -> Litestar:
    """Return the application over `resources` (compliance.resources.Resources).

    With `manage` the application opens and closes the resources and, without Redis, runs the sweeper; a test that
    holds the resources open itself passes False.
    """
    app = Litestar(
        route_handlers=[
            *routes(),
            create_static_files_router(
                path="/static", directories=[STATIC], opt={"public": True}, include_in_schema=False
            ),
        ],
        guards=[check_act],
        before_request=check_origin,
        exception_handlers={
            ComplianceError: failures.on_refusal,
            NotAuthorizedException: failures.on_not_signed_in,
            HTTPException: failures.on_http_exception,
            Exception: failures.on_defect,
        },
        openapi_config=openapi(),
        request_max_body_size=MOST_BODY,
        state=State(
            {
                "resources": resources,
                "uploads": WaitingRoom(),
                "law_jobs": LawJobs(),
                "shelf": Shelf(),
                "bundles": Bundles(),
            }
        ),
        lifespan=[_lifespan] if manage else [],
        debug=False,
    )
    # Around the router and not inside it: Litestar's own middleware never sees an address that has no route.
    app.asgi_handler = VisitMiddleware(app.asgi_handler)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    resources = app.state.resources
    await resources.open()
    stop = asyncio.Event()
    # With Redis the worker sweeps and this process only passes the bell on.
    background = relay_bell if resources.settings.redis_url else run_sweeper
    task = asyncio.create_task(background(resources, stop))
    try:
        yield
    finally:
        stop.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, _SWEEPER_STOPS_WITHIN)
        await app.state.uploads.close()
        await app.state.law_jobs.close()
        await app.state.bundles.close()
        await resources.close()
