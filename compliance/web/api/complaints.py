"""Complaints: list, read, register, and every act on them."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Stream

from compliance.casework import assessment, closing, intake, proceedings
from compliance.casework.as_json import case_as_json, public
from compliance.casework.bundle import Wanted
from compliance.casework.chosen_grounds import sentence_of_ground
from compliance.casework.classification import classified
from compliance.complaints.channels import CHANNELS
from compliance.complaints.checklists import CHECKLIST_OF
from compliance.complaints.model import Complainant, IncomingComplaint, Respondent
from compliance.errors import BadInput
from compliance.records import people, register
from compliance.web.api import inputs
from compliance.web.bundles import parts_of
from compliance.web.dates import as_day
from compliance.web.entry_checks import take_number
from compliance.web.page import actor_of, resources_of
from compliance.web.pages.bundles import file_name
from compliance.web.pages.cases import known_case
from compliance.web.register_view import PAGE, view_of
from compliance.web.replies import streamed

TAG: dict[str, Any] = {"tags": ["complaints"]}


@get("/complaints", opt={"act": "read"}, operation_id="list_complaints", **TAG)
async def list_complaints(request: Request) -> dict[str, Any]:
    """A page of the register; the parameters are those of the register's address."""
    resources, view = resources_of(request), view_of(request)
    found = await register.list_complaints(
        resources.database, view.filters, offset=view.offset, size=PAGE, today=resources.clock.today()
    )
    return {
        "total": found.total,
        "first": found.first,
        "next_offset": found.next_offset,
        "counts": found.counts,
        "complaints": [public(case) | {"next_due": found.due.get(case.id)} for case in found.rows],
    }


@get("/complaints/{number:str}", opt={"act": "read"}, operation_id="show_complaint", **TAG)
async def show_complaint(request: Request, number: str) -> dict[str, Any]:
    """One complaint whole, as `anqi case show` prints it, with the steps that are possible now."""
    resources = resources_of(request)
    case = await known_case(resources, number)
    return await case_as_json(resources, case) | {
        "steps": [public(step) for step in await proceedings.allowed_steps(resources, case)],
    }


@post("/complaints", opt={"act": "receive_complaint"}, operation_id="receive_complaint", **TAG)
async def receive_complaint(request: Request, data: inputs.ComplaintIn) -> dict[str, Any]:
    """Register a complaint; its number and clocks come back."""
    resources, actor = resources_of(request), actor_of(request)
    if data.channel not in CHANNELS:
        raise BadInput("web.unknown_channel", channel=data.channel, known="、".join(CHANNELS))
    handler = await people.user_by_name(resources.database, data.handler) if data.handler else None
    if data.handler and handler is None:
        raise BadInput("web.unknown_handler", handler=data.handler)
    number = take_number(
        channel=data.channel,
        number=data.external_number,
        today=resources.clock.today(),
        reason=data.number_reason,
    )
    incoming = IncomingComplaint(
        source="api",
        external_number=number.value,
        channel=data.channel,
        authority=data.authority,
        kind=data.kind,
        title=data.title,
        content=data.content,
        demands=data.demands,
        category=data.category,
        received_on=data.received_on or as_day(data.received_at),
        received_at=data.received_at,
        received_from="entered",
        due_on=data.due_on,
        complainant=Complainant(**_values(data.complainant)),
        respondent=Respondent(**_values(data.respondent)),
        notes=number.notes,
    )
    regimes = data.regimes or classified(resources, incoming).regimes
    case = await intake.receive_complaint(
        resources,
        actor,
        incoming=incoming,
        regimes=regimes,
        submission_key=data.submission_key,
        handler_id=handler.id if handler else None,
    )
    return public(case)


@post("/complaints/{number:str}/events", opt={"act": "record_legal_event"}, operation_id="record_legal_event", **TAG)
async def record_event(request: Request, number: str, data: inputs.EventIn) -> dict[str, Any]:
    """Record a dated legal act; clocks and status are recounted."""
    resources, values = resources_of(request), _values(data)
    factors, detail = values.pop("factors"), values.pop("ground_detail")
    if data.kind in CHECKLIST_OF or factors or detail:
        on = data.occurred_on or as_day(data.occurred_at) or resources.clock.today()
        case = await known_case(resources, number)
        item = values.pop("ground") or ""
        said = await sentence_of_ground(
            resources, case, act=data.kind, on=on, item=item, factors=factors, detail=detail
        )
        values["note"] = "\n".join(words for words in (said, data.note) if words)
    case = await proceedings.record_legal_event(resources, actor_of(request), number=number, **values)
    return public(case)


@post("/complaints/{number:str}/remarks", opt={"act": "add_remark"}, operation_id="add_remark", status_code=204, **TAG)
async def add_remark(request: Request, number: str, data: inputs.RemarkIn) -> None:
    """Add an internal remark."""
    await assessment.add_remark(resources_of(request), actor_of(request), number=number, text=data.text)


@post("/complaints/{number:str}/assignment", opt={"act": "assign_complaint"}, operation_id="assign_complaint", **TAG)
async def assign(request: Request, number: str, data: inputs.AssignmentIn) -> dict[str, Any]:
    """Hand the case to somebody."""
    case = await assessment.assign_complaint(
        resources_of(request), actor_of(request), number=number, handler_username=data.handler, reason=data.reason
    )
    return public(case)


@post(
    "/complaints/{number:str}/classification",
    opt={"act": "classify_complaint"},
    operation_id="classify_complaint",
    **TAG,
)
async def choose_regimes(request: Request, number: str, data: inputs.ClassificationIn) -> dict[str, Any]:
    """Decide the regimes."""
    case = await assessment.classify_complaint(
        resources_of(request), actor_of(request), number=number, regimes=data.regimes, reason=data.reason
    )
    return public(case)


@post("/complaints/{number:str}/tier", opt={"act": "set_tier"}, operation_id="set_tier", **TAG)
async def set_tier(request: Request, number: str, data: inputs.TierIn) -> dict[str, Any]:
    """Set the warning tier."""
    case = await assessment.set_tier(
        resources_of(request), actor_of(request), number=number, tier=data.tier, reason=data.reason
    )
    return public(case)


@post("/complaints/{number:str}/reveal", opt={"act": "reveal"}, operation_id="reveal_personal", status_code=200, **TAG)
async def reveal(request: Request, number: str, data: inputs.RevealIn) -> dict[str, str]:
    """One personal value in clear; the reading is on record."""
    value = await assessment.reveal_personal(
        resources_of(request), actor_of(request), number=number, field=data.field, reason=data.reason
    )
    return {"field": data.field, "value": value}


@post("/complaints/{number:str}/bundle", opt={"act": "export"}, operation_id="export_case", status_code=200, **TAG)
async def export_case(request: Request, number: str, data: inputs.BundleIn) -> Stream:
    """The bundle of a case as a ZIP, read back and checked before it is sent; the export is on record."""
    resources, bundles = resources_of(request), request.app.state.bundles
    job = bundles.start(resources, actor_of(request), number=number, wanted=Wanted(**_values(data)))
    file = await bundles.taken(job)
    return streamed(parts_of(file), file_name(number, resources), size=job.made["size"])


@post("/complaints/{number:str}/closing", opt={"act": "close_complaint"}, operation_id="close_complaint", **TAG)
async def close(request: Request, number: str, data: inputs.ClosingIn) -> dict[str, Any]:
    """Close the case."""
    case = await closing.close_complaint(
        resources_of(request), actor_of(request), number=number, outcome=data.outcome, reason=data.reason
    )
    return public(case)


@post("/complaints/{number:str}/reopening", opt={"act": "reopen_complaint"}, operation_id="reopen_complaint", **TAG)
async def reopen(request: Request, number: str, data: inputs.ReasonIn) -> dict[str, Any]:
    """Reopen the case."""
    case = await closing.reopen_complaint(resources_of(request), actor_of(request), number=number, reason=data.reason)
    return public(case)


def _values(data: inputs.Input) -> dict[str, Any]:
    return {name: getattr(data, name) for name in data.__struct_fields__}
