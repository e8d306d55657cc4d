"""Clocks without a case, open clocks of all cases, the rules and the calendar: everything that counts."""

from typing import Any

from litestar import Request, get, post

from compliance.errors import BadInput
from compliance.records import due_dates
from compliance.web.calculator_request import request_of
from compliance.web.page import resources_of
from deadlines import CalendarError, RequestError, answer, answer_many, calendar_year_as_json, rulebook_as_json

PUBLIC = {"public": True}
MOST_REQUESTS = 1000


@get("/deadlines", opt=PUBLIC, operation_id="compute_deadlines_by_address", tags=["deadlines"])
async def compute_by_address(request: Request) -> dict[str, Any]:
    """The calculator's answer for the same address parameters: regime, profile, today, kind, on, ground, by, due."""
    return _one(request, request_of(request))


@post(
    "/deadlines",
    opt={"public": True, "csrf": False},
    operation_id="compute_deadlines",
    tags=["deadlines"],
    status_code=200,
)
async def compute_deadlines(request: Request, data: dict[str, Any] | list[dict[str, Any]]) -> Any:
    """Facts in, clocks out; a list gives a list of answers in the same order, refused ones as `error`."""
    if isinstance(data, dict):
        return _one(request, data)
    if len(data) > MOST_REQUESTS:
        raise BadInput("web.too_many_requests", most=MOST_REQUESTS)
    return list(answer_many(data, **_engine(request)))


@get("/clocks", opt={"act": "read"}, operation_id="list_open_clocks", tags=["deadlines"])
async def list_open_clocks(request: Request, handler: str = "") -> list[dict[str, Any]]:
    """Open clocks of all cases, most urgent first; `handler` keeps those of one person."""
    resources = resources_of(request)
    clocks = await due_dates.open_clocks(
        resources.database,
        calendar=resources.calendar,
        today=resources.clock.today(),
        now=resources.clock.now(),
        handler=handler or None,
    )
    return [due_dates.clock_as_json(clock) for clock in clocks]


@get("/rules", opt=PUBLIC, operation_id="list_rules", tags=["law"])
async def list_rules(request: Request) -> list[dict[str, Any]]:
    """Every limit with its versions, citations and evidence."""
    return rulebook_as_json(resources_of(request).rulebook)


@get("/calendar/{year:int}", opt=PUBLIC, operation_id="show_calendar", tags=["law"])
async def show_calendar(request: Request, year: int) -> dict[str, Any]:
    """The days of a year that are off or worked out of turn, and the notice that says so."""
    try:
        return calendar_year_as_json(resources_of(request).calendar, year)
    except (CalendarError, ValueError) as refused:
        raise BadInput("web.no_such_year", year=year) from refused


def _one(request: Request, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return answer(asked, **_engine(request))
    except RequestError as refused:
        raise BadInput("errors.plain", sentence=refused.message, fields={refused.field: refused.message}) from refused
    except CalendarError as refused:
        raise BadInput("errors.plain", sentence=str(refused)) from refused


def _engine(request: Request) -> dict[str, Any]:
    resources = resources_of(request)
    return {
        "rulebook": resources.rulebook,
        "calendar": resources.calendar,
        "today": resources.clock.today(),
        "now": resources.clock.now(),
        "profile": resources.settings.profile,
    }
