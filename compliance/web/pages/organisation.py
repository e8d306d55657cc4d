"""单位与文书设置: particulars, letterhead, number series, approval chain; a sample letter shows what was typed."""

import asyncio
import base64
import json
from dataclasses import asdict

from litestar import Request, Response, get, post

from compliance.casework.issued_files import rendered
from compliance.casework.organisation import Organisation, organisation, organisation_from_json, set_organisation
from compliance.casework.sample_letter import sample_letter
from compliance.complaints.approval_chain import TIERS, USUAL
from compliance.errors import ComplianceError
from compliance.records.number_register import number_register
from compliance.web.fields import fields_of
from compliance.web.organisation_form import CHAINS, form_values, series_rows, series_uses, typed_organisation
from compliance.web.page import Form, actor_of, fragment, go, lang_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from filings.letterhead import COMPANY_PROFILES
from filings.preview import page_images

SHOWN = 0.9
"""Scale of the sample's pages: 65 dots an inch are enough to see where things stand."""


@get("/settings/organisation", opt={"act": "read_settings"}, include_in_schema=False)
async def show_organisation(request: Request) -> Response:
    """The particulars as they stand, with the sample letter."""
    return await _settings_page(request)


@post("/settings/organisation", opt={"act": "administer"}, **HIDDEN)
async def save_organisation(request: Request) -> Response:
    """Save what was typed, unless somebody saved something else since the form was opened."""
    resources, fields = resources_of(request), await fields_of(request)
    typed = typed_organisation(fields, await organisation(resources))
    if fields.errors:
        return await _settings_page(request, status=422, form=fields.form(), typed=typed)
    try:
        await sample_letter(resources, typed)
        seen = fields.text("seen", most=100_000)
        expected = organisation_from_json(json.loads(seen)) if seen else None
        await set_organisation(resources, actor_of(request), values=typed, expected=expected)
    except ComplianceError as refusal:
        if refusal.status not in (409, 422):
            raise
        return await _settings_page(request, status=refusal.status, form=fields.refused(refusal), typed=typed)
    return go("/settings/organisation", said="organisation_saved")


@post("/settings/organisation/preview", opt={"act": "read_settings"}, **HIDDEN)
async def preview_organisation(request: Request) -> Response:
    """The sample letter for what was typed, nothing saved: its first page before the number, all pages after."""
    resources, fields = resources_of(request), await fields_of(request)
    typed = typed_organisation(fields, await organisation(resources))
    try:
        sample = await sample_letter(resources, typed)
        wanted = [blocks for blocks in (sample.before, sample.after) if blocks is not None]
        made = await asyncio.gather(*(rendered(resources, blocks, title="样张") for blocks in wanted))
    except ComplianceError as refusal:
        return fragment(request, "organisation_preview.html", problem=refusal.message(fields.lang), sheets=[])
    pages = await asyncio.gather(*(asyncio.to_thread(page_images, one.pdf, SHOWN) for one in made))
    sheets = [[f"data:image/png;base64,{base64.b64encode(image).decode()}" for image in sheet] for sheet in pages]
    return fragment(request, "organisation_preview.html", problem="", sheets=sheets, number=sample.number)


async def _settings_page(
    request: Request, *, status: int = 200, form: Form | None = None, typed: Organisation | None = None
) -> Response:
    resources = resources_of(request)
    house = await organisation(resources)
    today = resources.clock.today()
    counts = {each.series: each.last for each in await number_register(resources.database) if each.year == today.year}
    return await page(
        request,
        "organisation.html",
        here="organisation",
        status=status,
        f=form or Form(values=form_values(house)),
        house=house,
        seen=json.dumps(asdict(house), ensure_ascii=False),
        rows=series_rows(typed or house),
        uses=series_uses(resources.letters, lang_of(request)),
        profiles=COMPANY_PROFILES,
        tiers=TIERS,
        chains=CHAINS,
        usual=USUAL,
        counts=counts,
        year=today.year,
    )
