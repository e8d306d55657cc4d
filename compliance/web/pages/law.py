"""工作日历: the working days that the engine counts with, to read and to print."""

import calendar as months
from datetime import date
from typing import Any

from litestar import Request, Response, get

from compliance.errors import NotFound
from compliance.web.fields import query_number
from compliance.web.page import page, resources_of
from deadlines import WorkingCalendar, calendar_year_as_json
from deadlines.calendar import FIRST_YEAR
from deadlines.notice_watch import missing_notice


@get("/calendar", opt={"public": True}, include_in_schema=False)
async def chosen_year(request: Request) -> Response:
    """The calendar of the year that the address asks for, else of this year."""
    this_year = resources_of(request).clock.today().year
    return await calendar_page(request, query_number(request, "year", default=this_year))


@get("/calendar/{year:int}", opt={"public": True}, include_in_schema=False)
async def show_calendar(request: Request, year: int) -> Response:
    """The same, with the year in the path."""
    return await calendar_page(request, year)


async def calendar_page(request: Request, year: int) -> Response:
    """Twelve months with 休, 班 and 暂定, and the notices they rest on."""
    resources = resources_of(request)
    await resources.refresh_law()
    today, working = resources.clock.today(), resources.calendar
    last = today.year + 2
    if not FIRST_YEAR <= year <= last:
        raise NotFound("web.no_such_page")
    known = calendar_year_as_json(working, year)
    return await page(
        request,
        "calendar.html",
        here="calendar",
        year=year,
        years=range(last, FIRST_YEAR - 1, -1),
        known=known,
        marks={entry["on"]: entry for entry in known["days"]},
        uncertain_from=uncertain_from(working, year),
        months=[months.Calendar().monthdatescalendar(year, month) for month in range(1, 13)],
        today=today,
        first=FIRST_YEAR,
        last=last,
        figures=_figures(working, year, known),
        missing=missing_notice(working, today),
    )


def uncertain_from(calendar: WorkingCalendar, year: int) -> date | None:
    """The first day of a year that a notice not yet loaded may still change: 25 December before it, else None.

    A notice for the next year may swap days from the last week of December on.
    """
    if not calendar.is_published(year):
        return date(year, 1, 1)
    return None if calendar.is_published(year + 1) else date(year, 12, 25)


def _figures(calendar: WorkingCalendar, year: int, known: dict[str, Any]) -> dict[str, int]:
    """How many days are worked, how many the notices name as off, how many are worked out of turn."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    kinds = [entry["kind"] for entry in known["days"]]
    return {
        "working": calendar.working_days_between(first, last) + int(calendar.is_working_day(first)),
        "off": kinds.count("day_off"),
        "makeup": kinds.count("makeup_workday"),
    }
