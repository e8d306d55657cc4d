"""The law in force and its changes: what is in force, what was proposed, what it moves; propose, confirm, refuse."""

from datetime import date
from typing import Any, Literal

from litestar import Request, Response, get, post

from compliance.casework import law_changes as verbs
from compliance.errors import BadInput
from compliance.records import law as records
from compliance.records.law import LawChange, LawText
from compliance.records.law_history import moves_page
from compliance.records.law_moves import PAGE
from compliance.web.api.inputs import Input, Long, ReasonIn, Short
from compliance.web.fields import query_number
from compliance.web.law_view import FILTERS
from compliance.web.page import actor_of, resources_of
from compliance.web.pages.law_changes import known_change
from compliance.web.pages.law_notices import MOST_BODY, Reading, edition_text, read_pasted
from deadlines import CalendarError
from deadlines.notice_text import NOT_DATED
from deadlines.notice_watch import missing_notice

PROPOSE = {"act": "propose_law_change"}


class LawTextIn(Input):
    """One file of law: a rule file or a notice's edition file, as TOML."""

    kind: Literal["rules", "calendar"]
    name: Short
    content: str


class LawChangeIn(Input):
    """A change to put forward; `source_text` is the notice's own words when it was read from them."""

    origin: Literal["notice", "rules", "house"]
    title: Short
    reason: Long
    texts: tuple[LawTextIn, ...]
    source_text: Long = ""


class NoticeIn(Input):
    """A holiday notice as text, with the facts that the text does not name."""

    text: Long
    number: Short = ""
    issued_on: date | None = None
    url: Short = ""
    amends: Short = ""


@get("/law", opt={"act": "read"}, operation_id="show_law", tags=["law"])
async def show_law(request: Request) -> dict[str, Any]:
    """What is in force: revision, fingerprints, the year whose notice is missing, newer files that nobody adopted yet.

    `problem` says why the latest texts could not be used; the last good ones then go on.
    """
    resources = resources_of(request)
    await resources.refresh_law()
    newer = await verbs.newer_shipped(resources)
    return {
        "revision": resources.law.revision,
        "rules": resources.rulebook.fingerprint,
        "calendar": resources.calendar.fingerprint,
        "texts": resources.law.texts.digest,
        "problem": resources.law.problem or None,
        "missing_notice": missing_notice(resources.calendar, resources.clock.today()),
        "newer_shipped": [text.name for text in newer],
    }


@get("/law/changes", opt={"act": "read"}, operation_id="list_law_changes", tags=["law"])
async def list_law_changes(request: Request) -> list[dict[str, Any]]:
    """Every change, the newest first."""
    return [change_as_json(change) for change in await records.changes(resources_of(request).database)]


@get("/law/changes/{change_id:int}", opt={"act": "read"}, operation_id="show_law_change", tags=["law"])
async def show_law_change(request: Request, change_id: int) -> dict[str, Any]:
    """One change with its texts and a page of the clocks it moves; parameters how, after, at most 200 a page."""
    resources = resources_of(request)
    change = await known_change(resources, change_id)
    how = request.query_params.get("how", "")
    if how and how not in FILTERS:
        raise BadInput("law.bad_how", known=", ".join(FILTERS))
    after = query_number(request, "after")
    moves = await moves_page(resources.database, change_id, how=how, after=after, limit=PAGE + 1)
    return {
        **change_as_json(change),
        "source_text": change.source_text,
        "texts": [{"kind": text.kind, "name": text.name, "content": text.content} for text in change.texts],
        "moves": [_move_as_json(move) for move in moves[:PAGE]],
        "next": moves[PAGE - 1]["id"] if len(moves) > PAGE else None,
    }


@post("/law/changes", opt=PROPOSE, operation_id="propose_law_change", tags=["law"], request_max_body_size=MOST_BODY)
async def propose(request: Request, data: LawChangeIn) -> dict[str, Any]:
    """Put a change forward; it waits for another person."""
    change = await verbs.propose_law_change(
        resources_of(request),
        actor_of(request),
        origin=data.origin,
        title=data.title,
        texts=[LawText(text.kind, text.name, text.content) for text in data.texts],
        reason=data.reason,
        source_text=data.source_text,
    )
    return change_as_json(change)


@post(
    "/law/changes/{change_id:int}/preview",
    opt=PROPOSE,
    operation_id="preview_law_change",
    tags=["law"],
    status_code=200,
)
async def preview(request: Request, change_id: int) -> dict[str, Any]:
    """Count a proposal anew on the cases as they stand now."""
    return change_as_json(await verbs.preview_again(resources_of(request), actor_of(request), change_id=change_id))


@post(
    "/law/changes/{change_id:int}/confirm",
    opt={"act": "confirm_law_change"},
    operation_id="confirm_law_change",
    tags=["law"],
    status_code=200,
)
async def confirm(request: Request, change_id: int, data: ReasonIn) -> dict[str, Any]:
    """Put a proposal into force: the second person's act; 409 for the proposer and for an outdated preview."""
    change = await verbs.confirm_law_change(
        resources_of(request), actor_of(request), change_id=change_id, reason=data.reason
    )
    return change_as_json(change)


@post(
    "/law/changes/{change_id:int}/refuse", opt=PROPOSE, operation_id="refuse_law_change", tags=["law"], status_code=200
)
async def refuse(request: Request, change_id: int, data: ReasonIn) -> dict[str, Any]:
    """Turn a proposal down, or take one's own back."""
    change = await verbs.refuse_law_change(
        resources_of(request), actor_of(request), change_id=change_id, reason=data.reason
    )
    return change_as_json(change)


@post("/law/notices/read", opt=PROPOSE, operation_id="read_notice", tags=["law"], status_code=200)
async def read(request: Request, data: NoticeIn) -> Response[dict[str, Any]]:
    """What a notice's text was understood to say, sentence by sentence; nothing is stored.

    `text` is the edition file to propose, null while the number or the date of issue is missing.
    """
    calendar = resources_of(request).calendar
    try:
        reading = read_pasted(
            data.text, calendar, number=data.number, issued_on=data.issued_on, url=data.url, amends=data.amends
        )
    except CalendarError as refused:
        raise BadInput("errors.plain", fields={"text": str(refused)}, sentence=str(refused)) from refused
    known = reading.edition.number and reading.edition.issued_on != NOT_DATED
    text = edition_text(reading.edition, calendar) if known else None
    return Response(
        {
            **_reading_as_json(reading),
            "text": {"kind": text.kind, "name": text.name, "content": text.content} if text else None,
        }
    )


def change_as_json(change: LawChange) -> dict[str, Any]:
    """A change without its texts."""
    return {
        "id": change.id,
        "origin": change.origin,
        "title": change.title,
        "reason": change.reason,
        "state": change.state,
        "revision": change.revision,
        "summary": dict(change.summary),
        "proposed_by": change.proposer,
        "proposed_at": change.proposed_at,
        "decided_by": change.decider or None,
        "decided_at": change.decided_at,
        "decision_reason": change.decision_reason or None,
    }


def _move_as_json(move: dict[str, Any]) -> dict[str, Any]:
    return {
        "case": move["number"],
        "regime": move["regime"],
        "limit": move["limit_id"],
        "label": move["label"],
        "ours": bool(move["ours"]),
        "started_on": str(move["started_on"])[:10],
        "how": move["how"],
        "due_before": move["due_before"] or None,
        "due_after": move["due_after"] or None,
        "state_before": move["state_before"] or None,
        "state_after": move["state_after"] or None,
    }


def _reading_as_json(reading: Reading) -> dict[str, Any]:
    edition, notice = reading.edition, reading.notice
    return {
        "edition": {
            "year": edition.year,
            "number": edition.number or None,
            "title": edition.title,
            "issued_on": None if edition.issued_on == NOT_DATED else edition.issued_on,
            "amends": edition.amends or None,
            "holidays": [
                {"name": holiday.name, "from": holiday.first, "until": holiday.last, "makeup": list(holiday.makeup)}
                for holiday in edition.holidays
            ],
        },
        "sentences": [
            {
                "text": one.text,
                "understood": one.understood,
                "meaning": one.meaning.zh,
                "meaning_en": one.meaning.en,
                "holiday": one.holiday or None,
                "from": one.first,
                "until": one.last,
                "makeup": list(one.makeup),
            }
            for one in (notice.sentences if notice else ())
        ],
        "doubts": [{"zh": doubt.zh, "en": doubt.en} for doubt in (notice.doubts if notice else ())],
    }
