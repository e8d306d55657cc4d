"""登记: a new complaint on one page, with the clocks it will start shown by the real engine before anything is stored."""

import secrets
from dataclasses import replace
from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict

from compliance.casework.classification import classified
from compliance.casework.intake import first_event, preview_clocks, receive_complaint
from compliance.casework.legal_acts import NewEvent
from compliance.complaints.channels import CHANNELS
from compliance.complaints.model import KINDS, Complainant, IncomingComplaint, Respondent
from compliance.complaints.opening import opening_events
from compliance.complaints.slip import Slip, read_slip
from compliance.errors import BadInput, ComplianceError
from compliance.records import people
from compliance.web.entry_checks import take_number
from compliance.web.fields import Fields, fields_of
from compliance.web.page import Form, actor_of, fragment, go, is_htmx, page, resources_of

LETTER = {"letter_title": "来文名称", "letter_number": "来文字号"}
"""Fields of a letter on the form -> their names among the source's own columns (see intake.first_event)."""


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
    if fields.text("part") == "letter":
        return fragment(request, "entry_letter.html", f=fields.form(), lettered=_is_lettered(fields))
    return fragment(request, "entry_preview.html", preview=_preview(request, fields))


@post("/complaints/slip", opt={"act": "receive_complaint"}, status_code=200, include_in_schema=False)
async def paste_slip(request: Request) -> Response:
    """The form with what a pasted slip says filled in and marked; nothing typed is replaced, nothing is stored."""
    fields = await fields_of(request)
    slip = read_slip(fields.text("slip", most=60_000), today=fields.today)
    filled, marks = _filled(fields, slip)
    _number(filled, filled.text("channel"))
    return await _form_page(request, filled.form(), fields=filled, slip=slip, marks=marks)


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


def _filled(fields: Fields, slip: Slip) -> tuple[Fields, dict[str, str]]:
    """Return the form with the slip's values in its empty fields, and for each field of the slip the value that is not
    shown there because another was typed ("" when it was filled in)."""
    typed = dict(fields.values)
    marks: dict[str, str] = {}
    for name, value in slip.fields.items():
        standing = fields.text(name)
        # The kind always stands on something; "complaint" is what an untouched form says.
        untouched = not standing or (name == "kind" and standing == "complaint")
        if untouched:
            typed[name] = value
        marks[name] = "" if untouched or standing == value else value
    several = [(name, value) for name in ("regimes",) for value in fields.many(name)]
    items = [(name, value) for name, value in typed.items() if name != "regimes"]
    return Fields(values=FormMultiDict([*items, *several]), lang=fields.lang, today=fields.today), marks


def _is_lettered(fields: Fields) -> bool:
    """Whether the name and number of a letter are asked for: a letter, a sender's date, or one of the two typed."""
    channel = CHANNELS.get(fields.text("channel"))
    named = any(fields.text(name) for name in (*LETTER, "due_on"))
    return named or fields.text("kind") == "letter" or (channel is not None and channel.number == "document_number")


async def _form_page(
    request: Request,
    form: Form,
    *,
    status: int = 200,
    fields: Fields | None = None,
    slip: Slip | None = None,
    marks: dict[str, str] | None = None,
) -> Response:
    users = await people.users(resources_of(request).database)
    return await page(
        request,
        "entry.html",
        here="new",
        status=status,
        f={"values": form.values, "errors": form.errors, "message": form.message, "marks": marks or {}},
        slip=slip,
        lettered=fields is not None and _is_lettered(fields),
        handlers={user.username: user.display_name for user in users if user.active and user.role != "auditor"},
        preview=_preview(request, fields) if fields and not is_htmx(request) else None,
    )


def _incoming(fields: Fields) -> IncomingComplaint:
    channel = fields.choice("channel", CHANNELS)
    received_on, received_at = fields.moment("received")
    number, notes = _number(fields, channel)
    letter = {column: fields.text(name, most=200) for name, column in LETTER.items()}
    return IncomingComplaint(
        source="manual",
        external_number=number,
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
        extra={column: value for column, value in letter.items() if value},
        notes=notes,
    )


def _number(fields: Fields, channel: str) -> tuple[str, tuple[str, ...]]:
    """The number with its remarks; one that its channel would not give is an error beside its field, unless a reason is."""
    typed = fields.text("external_number", most=64)
    try:
        taken = take_number(
            channel=channel, number=typed, today=fields.today, reason=fields.text("number_reason", most=200)
        )
    except BadInput as refusal:
        fields.errors["external_number"] = refusal.message(fields.lang)
        return typed, ()
    return taken.value, taken.notes


def _chosen_regimes(request: Request, fields: Fields, incoming: IncomingComplaint) -> tuple[str, ...]:
    resources = resources_of(request)
    chosen = tuple(name for name in fields.many("regimes") if name in resources.rulebook.regimes)
    return chosen or classified(resources, incoming).regimes


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
    events = [_as_event(first_event(incoming, opening)) for opening in opening_events(incoming, regimes)]
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


def _as_event(event: NewEvent) -> dict[str, Any]:
    values = {
        "kind": event.kind,
        "on": event.on.isoformat(),
        "at": event.at.isoformat() if event.at else "",
        "due": event.due.isoformat() if event.due else "",
        "title": event.title,
        "number": event.paper,
    }
    return {name: value for name, value in values.items() if value}


def _days_used(resources: Any, deadline: dict[str, Any], today: date) -> int:
    started = date.fromisoformat(deadline["started_on"])
    return max(0, resources.calendar.working_days_between(started, today))
