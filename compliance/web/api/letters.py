"""Letters in force and those of the house: drafts, trials, proposals, releases; each verb of the page."""

import base64
import binascii
from datetime import date
from typing import Any

from litestar import Request, get, post

from compliance.casework import own_letters as verbs
from compliance.casework.letter_switch import use_current_letter
from compliance.casework.letter_trial import passed
from compliance.errors import BadInput
from compliance.records import letter_releases as records
from compliance.records.letter_releases import LetterRelease
from compliance.web.api.inputs import Input, Long, ReasonIn, Short, Whole
from compliance.web.page import actor_of, resources_of
from filings.letters import letters_as_json

PROPOSE, CONFIRM = {"act": "propose_letter"}, {"act": "confirm_letter"}
MOST_BODY = 7_000_000


class LetterDraftIn(Input):
    """A letter's text; for a Word form the front matter alone, with the DOCX in base64."""

    source: str
    form: str = ""


class LetterTrialIn(Input):
    """Facts to try a letter with; none stand for its three example sets."""

    facts: dict[str, Any] | None = None


class LetterProposalIn(Input):
    """From which day on a draft is to be in force (today or later), and why."""

    in_force_from: date
    reason: Long


class LetterEndIn(Input):
    """The last day of a release (today or later), and why."""

    last_day: date
    reason: Long


class LetterSwitchIn(Input):
    """The revision of the draft that was seen."""

    expected_revision: Whole
    note: Short = ""


@get("/letters", opt={"act": "read"}, operation_id="list_letters", tags=["letters"])
async def list_letters(request: Request) -> list[dict[str, Any]]:
    """The catalogue in force today, in the shape of `anqi letters list --json`."""
    resources = resources_of(request)
    await resources.refresh_letters()
    return letters_as_json(resources.letters)


@get("/letters/releases", opt={"act": "read"}, operation_id="list_letter_releases", tags=["letters"])
async def list_releases(request: Request) -> list[dict[str, Any]]:
    """Every draft, proposal and release of the house, the newest first."""
    return [as_json(each) for each in await records.every_release(resources_of(request).database)]


@get("/letters/releases/{release_id:int}", opt={"act": "read"}, operation_id="show_letter_release", tags=["letters"])
async def show_release(request: Request, release_id: int) -> dict[str, Any]:
    """One of them, with its text and what its trial gave."""
    return as_json(await verbs.standing_release(resources_of(request), release_id), whole=True)


@post(
    "/letters/releases",
    opt=PROPOSE,
    operation_id="draft_letter_release",
    tags=["letters"],
    request_max_body_size=MOST_BODY,
)
async def draft_release(request: Request, data: LetterDraftIn) -> dict[str, Any]:
    """Keep a new draft."""
    made = await verbs.save_letter_draft(
        resources_of(request), actor_of(request), source=data.source, form=_form(data.form)
    )
    return as_json(made, whole=True)


@post(
    "/letters/releases/{release_id:int}/draft", opt=PROPOSE, operation_id="change_letter_draft", tags=["letters"],
    status_code=200, request_max_body_size=MOST_BODY,
)  # fmt: skip
async def change_draft(request: Request, release_id: int, data: LetterDraftIn) -> dict[str, Any]:
    """Change one's own draft."""
    made = await verbs.save_letter_draft(
        resources_of(request), actor_of(request), source=data.source, form=_form(data.form), release_id=release_id
    )
    return as_json(made, whole=True)


@post(
    "/letters/releases/{release_id:int}/try", opt=PROPOSE, operation_id="try_letter", tags=["letters"], status_code=200
)
async def try_letter(request: Request, release_id: int, data: LetterTrialIn) -> dict[str, Any]:
    """Render it with its examples, or with the facts given, and compare the words of DOCX and PDF."""
    sets = [{"title": "API", "facts": data.facts}] if data.facts is not None else []
    return as_json(
        await verbs.try_letter(resources_of(request), actor_of(request), release_id=release_id, sets=sets), whole=True
    )


@post(
    "/letters/releases/{release_id:int}/propose", opt=PROPOSE, operation_id="propose_letter", tags=["letters"],
    status_code=200,
)  # fmt: skip
async def propose_letter(request: Request, release_id: int, data: LetterProposalIn) -> dict[str, Any]:
    """Send a draft to a second person."""
    made = await verbs.propose_letter(
        resources_of(request), actor_of(request), release_id=release_id, in_force_from=data.in_force_from,
        reason=data.reason,
    )  # fmt: skip
    return as_json(made)


@post(
    "/letters/releases/{release_id:int}/confirm", opt=CONFIRM, operation_id="confirm_letter", tags=["letters"],
    status_code=200,
)  # fmt: skip
async def confirm_letter(request: Request, release_id: int, data: ReasonIn) -> dict[str, Any]:
    """Put a proposal into force: the second person's act."""
    made = await verbs.confirm_letter(
        resources_of(request), actor_of(request), release_id=release_id, reason=data.reason
    )
    return as_json(made)


@post(
    "/letters/releases/{release_id:int}/refuse", opt=PROPOSE, operation_id="refuse_letter", tags=["letters"],
    status_code=200,
)  # fmt: skip
async def refuse_letter(request: Request, release_id: int, data: ReasonIn) -> dict[str, Any]:
    """Turn a proposal down, or take one's own back."""
    made = await verbs.refuse_letter(
        resources_of(request), actor_of(request), release_id=release_id, reason=data.reason
    )
    return as_json(made)


@post(
    "/letters/releases/{release_id:int}/end", opt=CONFIRM, operation_id="end_letter", tags=["letters"], status_code=200
)
async def end_letter(request: Request, release_id: int, data: LetterEndIn) -> dict[str, Any]:
    """End a release after a day; issued documents stay as they are."""
    made = await verbs.end_letter(
        resources_of(request), actor_of(request), release_id=release_id, last_day=data.last_day, reason=data.reason
    )
    return as_json(made)


@post(
    "/documents/{document_id:int}/letter", opt={"act": "update_draft"}, operation_id="use_current_letter",
    tags=["documents"], status_code=200,
)  # fmt: skip
async def switch_letter(request: Request, document_id: int, data: LetterSwitchIn) -> dict[str, Any]:
    """Let a draft follow the letter in force; facts that it does not know are dropped."""
    made = await use_current_letter(
        resources_of(request), actor_of(request), document_id=document_id, expected_revision=data.expected_revision
    )
    return {"id": made.id, "letter_version": made.letter_version, "facts": made.facts, "revision": made.revision}


def as_json(release: LetterRelease, *, whole: bool = False) -> dict[str, Any]:
    """Give a release as JSON; `whole` with its text and its trial."""
    found: dict[str, Any] = {
        "id": release.id,
        "letter": release.letter_id,
        "form": release.form,
        "title": release.title,
        "state": release.state,
        "fingerprint": release.fingerprint,
        "in_force_from": release.in_force_from,
        "in_force_until": release.in_force_until,
        "reason": release.reason,
        "drafted_by": release.drafter,
        "drafted_at": release.drafted_at,
        "decided_by": release.decider,
        "decided_at": release.decided_at,
        "decision_reason": release.decision_reason,
        "trial_passed": passed(release.trial, release.fingerprint),
    }
    if whole:
        sets = [
            {name: each.get(name, "") for name in ("title", "facts", "problem", "problem_en")}
            | {"pages": each.get("pages", 0)}
            for each in release.trial.get("sets", ())
        ]
        trial = {
            "problem": release.trial.get("problem", ""),
            "problem_en": release.trial.get("problem_en", ""),
            "warnings": release.trial.get("warnings", []),
            "sets": sets,
        }
        found |= {"source": release.source, "file_sha256": release.file_sha256, "trial": trial}
    return found


def _form(text: str) -> bytes | None:
    if not text:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as broken:
        raise BadInput("own_letters.form_needed", fields={"form": "own_letters.form_needed"}) from broken
