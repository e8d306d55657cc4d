"""分类确认: the files whose regimes wait for a person, and the act that confirms one."""

from litestar import Request, Response, get, post

from compliance.casework.classification import confirm_classification
from compliance.errors import ComplianceError
from compliance.records.classification import classifications_waiting, count_waiting
from compliance.web.fields import fields_of
from compliance.web.page import actor_of, go, page, resources_of
from compliance.web.pages.cases import case_page


@get("/classification", opt={"act": "read"}, include_in_schema=False)
async def waiting_classifications(request: Request) -> Response:
    """The list, oldest receipt first."""
    database = resources_of(request).database
    waiting, total = await classifications_waiting(database), await count_waiting(database)
    return await page(request, "classification.html", here="classification", waiting=waiting, total=total)


@post(
    "/complaints/{number:str}/classification",
    opt={"act": "classify_complaint"},
    include_in_schema=False,
    status_code=200,
)
async def confirm(request: Request, number: str) -> Response:
    """Confirm the regimes of a file; back to the list when it was done there."""
    fields = await fields_of(request)
    try:
        await confirm_classification(
            resources_of(request),
            actor_of(request),
            number=number,
            expected_revision=fields.number("revision"),
        )
    except ComplianceError as refusal:
        if refusal.status != 409:
            raise
        return await case_page(request, number, status=409, form=fields.refused(refusal), wrong="confirm")
    return go("/classification" if fields.text("then") == "list" else f"/complaints/{number}", said="saved")
