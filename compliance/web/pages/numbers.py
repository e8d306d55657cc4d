"""发文字号登记: the numbers of each series and year with their documents, gaps, corrections; a view for printing."""

from litestar import Request, Response, get, post

from compliance.casework.number_starts import set_next_number
from compliance.casework.organisation import organisation
from compliance.errors import ComplianceError
from compliance.records.corrections import every_issued_correction
from compliance.records.number_register import number_register
from compliance.web.fields import fields_of
from compliance.web.page import Form, actor_of, go, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.wording import say

MOST_SHOWN = 300
"""Numbers of a series shown on the page; the sheet for printing has all."""
PRINTED = "numbers_print.html"


@get("/numbers", opt={"act": "read"}, include_in_schema=False)
async def show_numbers(request: Request) -> Response:
    """The register; `series` and `year` narrow it, this year unless another is asked for."""
    return await _numbers_page(request)


@get("/numbers/print", opt={"act": "export"}, include_in_schema=False)
async def print_numbers(request: Request) -> Response:
    """The register as a sheet."""
    return await _numbers_page(request, template=PRINTED)


@post("/numbers/next", opt={"act": "administer"}, **HIDDEN)
async def set_next(request: Request) -> Response:
    """Let a series go on with a later number, with the reason."""
    fields = await fields_of(request)
    series, year, following, reason = (
        fields.text(name, required=True, most=most, title=say(title, fields.lang))
        for name, most, title in (
            ("series", 60, "organisation.series_code"),
            ("year", 6, "numbers.year"),
            ("next_serial", 8, "numbers.next_serial"),
            ("start_reason", 500, "numbers.reason"),
        )
    )
    if not fields.errors and not (year.isascii() and year.isdigit() and following.isascii() and following.isdigit()):
        year, following = "0", "0"
    if fields.errors:
        return await _numbers_page(request, status=422, form=fields.form())
    try:
        await set_next_number(
            resources_of(request),
            actor_of(request),
            series=series,
            year=int(year),
            next_serial=int(following),
            reason=reason,
        )
    except ComplianceError as refusal:
        if refusal.status not in (409, 422):
            raise
        return await _numbers_page(request, status=refusal.status, form=fields.refused(refusal))
    return go("/numbers", said="number_set")


async def _numbers_page(
    request: Request, *, template: str = "numbers.html", status: int = 200, form: Form | None = None
) -> Response:
    resources, query = resources_of(request), request.query_params
    every = await number_register(resources.database)
    today = resources.clock.today()
    chosen, year = query.get("series", "")[:60], query.get("year", str(today.year))[:6]
    shown = [each for each in every if (not chosen or each.series == chosen) and (not year or str(each.year) == year)]
    return await page(
        request,
        template,
        here="numbers",
        status=status,
        f=form or Form(),
        shown=shown,
        chosen=chosen,
        chosen_year=year,
        codes=list(dict.fromkeys(each.series for each in every)),
        years=sorted({each.year for each in every} | {today.year}, reverse=True),
        most=None if template == PRINTED else MOST_SHOWN,
        series={each.code: each.code for each in (await organisation(resources)).series},
        corrections=await every_issued_correction(resources.database),
        today=today,
        now=resources.clock.now(),
    )
