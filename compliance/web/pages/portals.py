"""平台与字数: the portals into which texts are copied, and how many characters each takes."""

from litestar import Request, Response, get, post

from compliance.casework.portals import FEWEST, MOST, set_portal
from compliance.errors import ComplianceError
from compliance.records.portals import portals
from compliance.web.fields import Fields, fields_of
from compliance.web.page import Form, actor_of, go, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.wording import say


@get("/settings/portals", opt={"act": "read_settings"}, include_in_schema=False)
async def show_portals(request: Request) -> Response:
    """Every portal; one of them in the form when the address names it."""
    return await _portals_page(request)


@post("/settings/portals", opt={"act": "administer"}, **HIDDEN)
async def save_portal(request: Request) -> Response:
    """Set a portal by its name."""
    fields = await fields_of(request)
    limit = characters_of(fields)
    if fields.errors:
        return await _portals_page(request, status=422, form=fields.form())
    try:
        await set_portal(
            resources_of(request),
            actor_of(request),
            name=fields.text("name"),
            characters=limit,
            blanks_count=fields.text("blanks_count") != "no",
            basis=fields.text("basis"),
            in_use=fields.text("in_use") != "no",
        )
    except ComplianceError as refusal:
        if refusal.status not in (409, 422):
            raise
        return await _portals_page(request, status=refusal.status, form=fields.refused(refusal))
    return go("/settings/portals", said="portal_set")


def characters_of(fields: Fields) -> int | None:
    """Return the limit as typed; None for an empty field, and with an error for what is no number."""
    typed = fields.text("characters", most=20).replace(",", "").replace("，", "")
    if typed and not (typed.isascii() and typed.isdigit()):
        fields.errors["characters"] = say("filing.portal_characters", fields.lang, fewest=FEWEST, most=MOST)
    return int(typed) if typed and "characters" not in fields.errors else None


async def _portals_page(request: Request, *, status: int = 200, form: Form | None = None) -> Response:
    known = await portals(resources_of(request).database)
    chosen = next((one for one in known if one.name == request.query_params.get("name", "")), None)
    filled = {
        "name": chosen.name,
        "characters": chosen.characters or "",
        "blanks_count": "yes" if chosen.blanks_count else "no",
        "basis": chosen.basis,
        "in_use": "yes" if chosen.in_use else "no",
    } if chosen else {}  # fmt: skip
    return await page(
        request, "portals.html", here="portals", status=status, known=known, f=form or Form(values=filled)
    )
