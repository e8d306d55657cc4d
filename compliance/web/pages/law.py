"""工作日历: the working days that the engine counts with, to read."""

import calendar as months
from datetime import date

from litestar import Request, Response, get
from litestar.response import Redirect

from compliance.errors import NotFound
from compliance.web.page import page, resources_of
from deadlines import calendar_year_as_json
from deadlines.calendar import FIRST_YEAR


@get("/calendar", opt={"public": True}, include_in_schema=False)
async def this_year(request: Request) -> Redirect:
    """The calendar of this year."""
    return Redirect(f"/calendar/{resources_of(request).clock.today().year}", status_code=303)


@get("/calendar/{year:int}", opt={"public": True}, include_in_schema=False)
async def show_calendar(request: Request, year: int) -> Response:
    """Twelve months with 休 and 班 and the notice they rest on."""
    resources = resources_of(request)
    last = resources.clock.today().year + 2
    if not FIRST_YEAR <= year <= last:
        raise NotFound("web.no_such_page")
    known = calendar_year_as_json(resources.calendar, year)
    marks = {entry["on"]: entry for entry in known["days"]}
    weeks = [months.Calendar().monthdatescalendar(year, month) for month in range(1, 13)]
    return await page(
        request,
        "calendar.html",
        here="calendar",
        year=year,
        known=known,
        marks=marks,
        months=weeks,
        today=resources.clock.today(),
        first=FIRST_YEAR,
        last=last,
        working_days=resources.calendar.working_days_between(date(year, 1, 1), date(year, 12, 31))
        + int(resources.calendar.is_working_day(date(year, 1, 1))),
    )
