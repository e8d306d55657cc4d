"""台账: every case, filtered by the address, sorted, in pages; exported and printed exactly as shown."""

from typing import Any

from litestar import Request, Response, get

from compliance.casework.disclosure import note_export
from compliance.records import complaints, people, register
from compliance.web import register_view as views
from compliance.web.disclosures import hand_out_list
from compliance.web.page import actor_of, go, lang_of, page, resources_of
from compliance.wording import say


@get("/complaints", opt={"act": "read"}, include_in_schema=False)
async def show_register(request: Request) -> Response:
    """One page of the register; from the search box, a number that names one case leads straight to it."""
    resources = resources_of(request)
    view = views.view_of(request)
    if request.query_params.get("jump") and view.filters.text:
        case = await complaints.complaint(resources.database, view.filters.text.upper())
        if case is not None:
            return go(f"/complaints/{case.number}")
    found = await register.list_complaints(
        resources.database, view.filters, offset=view.offset, size=views.PAGE, today=resources.clock.today()
    )
    return await page(request, "register.html", here="register", found=found, **await _shared(request, view))


@get("/complaints/print", opt={"act": "export"}, include_in_schema=False)
async def print_register(request: Request) -> Response:
    """All rows of the view on paper."""
    resources, view = resources_of(request), views.view_of(request)
    rows, due = await register.every_complaint(resources.database, view.filters, today=resources.clock.today())
    await note_export(resources, actor_of(request), what="register", form="print", rows=len(rows), filters=view.query())
    shared = await _shared(request, view)
    described = views.described(view, lang_of(request))
    return await page(
        request, "register_print.html", rows=rows, due=due, described=described, now=resources.clock.now(), **shared
    )


@get("/complaints/export.xlsx", opt={"act": "export"}, include_in_schema=False)
async def export_register(request: Request) -> Response:
    """The rows and columns of the view as XLSX, with a cover sheet; the export is on record before it leaves."""
    resources, lang, view = resources_of(request), lang_of(request), views.view_of(request)
    cases, due = await register.every_complaint(resources.database, view.filters, today=resources.clock.today())
    return await hand_out_list(
        request,
        what="register",
        columns=[f"column.{column}" for column in view.columns],
        rows=[[views.cell(case, column, due.get(case.id), lang) for column in view.columns] for case in cases],
        asked=views.described(view, lang),
        sort=say(f"labels.sort.{view.filters.sort}", lang),
        notes=(say("register.sheet.hash_note", lang), say("register.sheet.masked", lang)),
    )


async def _shared(request: Request, view: views.RegisterView) -> dict[str, Any]:
    lang = lang_of(request)
    return {
        "view": view,
        "all_columns": views.COLUMNS,
        "handlers": {user.username: user.display_name for user in await people.users(resources_of(request).database)},
        "cell": lambda case, column, due: views.cell(case, column, due, lang),
        "chips": view.chips(lang),
        "PAGE": views.PAGE,
    }
