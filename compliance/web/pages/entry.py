"""登记: a new complaint on one page, with the clocks it will start shown by the real engine before anything is stored."""

import secrets
from dataclasses import replace
from datetime import date
from typing import Any

from litestar import Request, Response, get, post

from compliance.casework.intake import preview_clocks, receive_complaint
from compliance.complaints.channels import CHANNELS
from compliance.complaints.classify import classify
from compliance.complaints.model import KINDS, Complainant, IncomingComplaint, Respondent
from compliance.complaints.numbering import check_number_12315, check_number_12345
from compliance.complaints.opening import opening_events
from compliance.errors import BadInput, ComplianceError
from compliance.records import people
from compliance.web.fields import Fields, fields_of
from compliance.web.page import Form, actor_of, fragment, go, is_htmx, page, resources_of

_NUMBERS = {"samr_12315": check_number_12315, "hotline_12345": check_number_12345}


@get("/complaints/new", opt={"act": "receive_complaint"}, include_in_schema=False)
async def new_complaint(request: Request) -> Response:
    """An empty form; channel, kind and day may come from the address (the next slip of a pile)."""
    query = request.query_params
    values = {name: query.get(name, "") for name in ("channel", "kind", "received")}
    values["kind"] = values["kind"] or "complaint"
    values["handler"] = actor_of(request).username
    return await _form_page(request, Form(values=values | {"submission_key": secrets.token_urlsafe(24)}))


@post("/complaints/preview", opt={"act": "receive_complaint"}, status_code=200, include_in_schema=False)
async def preview(request: Request) -> Response:
    """The clocks of what is typed so far; a fragment, nothing is stored."""
    fields = await fields_of(request)
    return fragment(request, "entry_preview.html", preview=_preview(request, fields))


@post("/complaints/new", opt={"act": "receive_complaint"}, status_code=200, include_in_schema=False)
async def save_complaint(request: Request) -> Response:
    """Register; the same submission twice gives the same case. A refusal shows the form again, filled."""
    resources = resources_of(request)
    fields = await fields_of(request)
    incoming = _incoming(fields)
    handler = fields.text("handler")
    fields.text("channel", required=True)
    fields.text("received", required=True)
    if fields.errors:
        return await _form_page(request, fields.form(), status=422, fields=fields)
    regimes = _chosen_regimes(request, fields, incoming)
    known = {user.username: user.id for user in await people.users(resources.database) if user.active}
    try:
        case = await receive_complaint(
            resources,
            actor_of(request),
            incoming=incoming,
            regimes=regimes,
            submission_key=fields.text("submission_key") or secrets.token_urlsafe(24),
            handler_id=known.get(handler),
        )
    except ComplianceError as refusal:
        if refusal.status not in (409, 422):
            raise
        fields.take(refusal)
        for name, shown in (("received_on", "received"), ("received_at", "received")):
            if name in fields.errors:
                fields.errors[shown] = fields.errors.pop(name)
        message = "" if fields.errors else refusal.message(fields.lang)
        return await _form_page(request, fields.form(message=message), status=refusal.status, fields=fields)
    if fields.text("then") == "next":
        return go(
            f"/complaints/new?channel={incoming.channel}&kind={incoming.kind}&received={fields.text('received')}",
            said="received",
        )
    return go(f"/complaints/{case.number}", said="received")


async def _form_page(request: Request, form: Form, *, status: int = 200, fields: Fields | None = None) -> Response:
    users = await people.users(resources_of(request).database)
    return await page(
        request,
        "entry.html",
        here="new",
        status=status,
        f=form,
        handlers={user.username: user.display_name for user in users if user.active and user.role != "auditor"},
        preview=_preview(request, fields) if fields and not is_htmx(request) else None,
    )


def _incoming(fields: Fields) -> IncomingComplaint:
    channel = fields.choice("channel", CHANNELS)
    received_on, received_at = fields.moment("received")
    _check_number(fields, channel)
    return IncomingComplaint(
        source="manual",
        external_number=fields.text("external_number", most=64),
        channel=channel,
        authority=fields.text("authority", most=128),
        kind=fields.choice("kind", KINDS) or "complaint",
        title=fields.text("title", most=200),
        content=fields.text("content", most=60_001),
        demands=tuple(line.strip() for line in fields.text("demands").split("\n") if line.strip()),
        category=fields.text("category", most=200),
        received_on=received_on,
        received_at=received_at,
        received_from="entered",
        due_on=fields.day("due_on"),
        complainant=Complainant(
            name=fields.text("name", most=100),
            phone=fields.text("phone", most=40),
            address=fields.text("address", most=200),
            anonymous=bool(fields.text("anonymous")),
        ),
        respondent=Respondent(
            name=fields.text("respondent_name", most=200), credit_code=fields.text("respondent_code", most=32)
        ),
    )


def _check_number(fields: Fields, channel: str) -> None:
    """A number that its channel gives a form to must have it; the sentence says what is wrong with it."""
    number = fields.text("external_number", most=64)
    check = _NUMBERS.get(CHANNELS[channel].number) if channel else None
    if number and check is not None:
        checked = check(number)
        if not checked.ok:
            fields.errors["external_number"] = checked.problem if fields.lang == "zh" else checked.problem_en


def _chosen_regimes(request: Request, fields: Fields, incoming: IncomingComplaint) -> tuple[str, ...]:
    resources = resources_of(request)
    chosen = tuple(name for name in fields.many("regimes") if name in resources.rulebook.regimes)
    return chosen or classify(incoming, profile=resources.settings.profile).regimes


def _preview(request: Request, fields: Fields) -> dict[str, Any]:
    """What the preview shows: the regimes, whether they were proposed, the clocks with the days already used."""
    resources = resources_of(request)
    trial = Fields(values=fields.values, lang=fields.lang, today=fields.today)
    incoming = _incoming(trial)
    regimes = _chosen_regimes(request, trial, incoming)
    found: dict[str, Any] = {"regimes": regimes, "proposed": not fields.many("regimes"), "clocks": [], "problem": ""}
    if not incoming.channel or incoming.received_on is None:
        found["problem"] = trial.errors.get("received", "")
        return found | {"waiting": True}
    incoming = replace(incoming, content=incoming.content or "—")
    events = [_as_event(opening) for opening in opening_events(incoming, regimes)]
    try:
        outcome = preview_clocks(resources, regimes=regimes, events=events, facts={})
    except BadInput as refusal:
        return found | {"waiting": False, "problem": refusal.message(fields.lang)}
    today = resources.clock.today()
    found["clocks"] = [
        {"deadline": deadline, "used": _days_used(resources, deadline, today)} for deadline in outcome["deadlines"]
    ]
    found["warnings"] = [*outcome.get("warnings", []), *(gap.get("reason", "") for gap in outcome["not_covered"])]
    return found | {"waiting": False}


def _as_event(opening: Any) -> dict[str, Any]:
    event: dict[str, Any] = {"kind": opening.kind, "on": opening.on.isoformat()}
    if opening.at:
        event["at"] = opening.at.isoformat()
    if opening.due:
        event["due"] = opening.due.isoformat()
    return event


def _days_used(resources: Any, deadline: dict[str, Any], today: date) -> int:
    started = date.fromisoformat(deadline["started_on"])
    return max(0, resources.calendar.working_days_between(started, today))
