"""签发 issue: an approved document gets its number, its last words and its files, completely or not at all.

Number and files depend on one another: the number is printed. So the next number is looked up, the files are made and
stored for it, and one transaction takes the number only if it still is the next one; else the files are made again.
Until that transaction nothing is written but files that no record speaks of.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg

from compliance.casework.actor import Actor, acting, require_right
from compliance.casework.approvals import refuse_unfinished
from compliance.casework.citations import refuse_uncited
from compliance.casework.composition import letter_of_draft
from compliance.casework.document_states import notify, standing_document, state_words
from compliance.casework.final_words import FinalWords, final_words
from compliance.casework.form_words import word_of
from compliance.casework.gate import blocking_findings
from compliance.casework.issued_files import StoredFiles, disk_refusal, register_files, stored_files
from compliance.casework.organisation import Organisation, organisation
from compliance.complaints.letter_series import Series, series_for
from compliance.errors import BadInput, ComplianceError, NotAllowedNow
from compliance.records import documents as records
from compliance.records.documents import CaseDocument
from compliance.records.people import user_by_id
from compliance.records.room import out_of_room
from compliance.records.series import last_number, take_number
from compliance.records.sqlite_library import sqlite
from compliance.records.verification_codes import keep_code
from compliance.resources import Resources
from filings.compose import document_as_json, document_from_json
from filings.model import Document
from filings.said import Said

MOST_TRIES = 6
"""How often files are made again because another process took the number first."""
MOST_AT_ONCE = 200
"""Documents of one batch."""


@dataclass(frozen=True)
class Outcome:
    """What became of one document of a batch: its number, or the refusal."""

    document_id: int
    title: str
    case_number: str = ""
    number: str = ""
    refusal: ComplianceError | None = None


@dataclass(frozen=True)
class _Ready:
    """An approved document that may be issued, with what numbers it."""

    paper: CaseDocument
    words: Document
    series: Series
    house: Organisation


@dataclass(frozen=True)
class _Made:
    """A document with its number, last words and stored files: all but issued."""

    ready: _Ready
    serial: int
    number: str
    on: date
    final: FinalWords
    files: StoredFiles


class _NumberTaken(Exception):
    """The number that stands in the files is not the next one any more."""


async def issue_document(
    resources: Resources, actor: Actor, *, document_id: int, expected_revision: int | None = None
) -> CaseDocument:
    """Issue an approved document (签发): the next number of its series, words and files frozen; whole or not at all.

    Of two people who issue at once one does; the other is told who was first. A refusal burns no number.
    """
    await require_right(resources, actor, "issue_document")
    ready = await _ready(resources, document_id, expected_revision=expected_revision)
    async with resources.turns.turn(f"series:{ready.series.code}"):
        (outcome,) = await _issue_in_turn(resources, actor, [ready])
    resources.bell.set()
    if outcome.refusal is not None:
        raise outcome.refusal
    return await standing_document(resources, document_id)


async def issue_documents(
    resources: Resources,
    actor: Actor,
    *,
    document_ids: Iterable[int],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Outcome, ...]:
    """Issue several: numbers in the order given, files made at the same time, each document an act of its own.

    One that is refused stops no other and leaves no gap. Raises BadInput for none or too many.
    """
    await require_right(resources, actor, "issue_document")
    wanted = list(dict.fromkeys(document_ids))
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise BadInput("errors.batch_size", most=MOST_AT_ONCE)
    outcomes: dict[int, Outcome] = {}
    step = max(2, 2 * resources.settings.renderers)
    for start in range(0, len(wanted), step):
        able: list[_Ready] = []
        for document_id in wanted[start : start + step]:
            try:
                able.append(await _ready(resources, document_id))
            except ComplianceError as refusal:
                paper = await records.document(resources.database, document_id)
                outcomes[document_id] = Outcome(
                    document_id, paper.title if paper else "", paper.case_number if paper else "", refusal=refusal
                )
        for code in dict.fromkeys(ready.series.code for ready in able):
            async with resources.turns.turn(f"series:{code}"):
                same = [ready for ready in able if ready.series.code == code]
                for outcome in await _issue_in_turn(resources, actor, same):
                    outcomes[outcome.document_id] = outcome
        progress(min(start + step, len(wanted)), len(wanted))
    resources.bell.set()
    return tuple(outcomes[document_id] for document_id in wanted)


async def _ready(resources: Resources, document_id: int, *, expected_revision: int | None = None) -> _Ready:
    """What can be known before a number is looked up. Raises what forbids the issue."""
    paper = await standing_document(resources, document_id)
    if paper.status != "approved" or paper.blocks is None:
        raise await _no_issue(resources, paper)
    if expected_revision is not None and paper.revision != expected_revision:
        raise NotAllowedNow("errors.content_changed", title=paper.title)
    await refuse_unfinished(resources, paper)
    words = document_from_json(paper.blocks or {})
    house = await organisation(resources)
    series = series_for(house.series, kind=letter_of_draft(resources, paper).kind, profile=words.profile)
    if series is None:
        raise BadInput("errors.series_missing")
    if findings := await blocking_findings(resources, paper, words):
        told = Said("；".join(each.zh for each in findings), "; ".join(each.en for each in findings))
        raise NotAllowedNow("errors.gate_forbids", title=paper.title, many=len(findings), findings=told)
    await refuse_uncited(resources, paper, words)
    return _Ready(paper, words, series, house)


async def _issue_in_turn(resources: Resources, actor: Actor, wanted: Sequence[_Ready]) -> list[Outcome]:
    """Issue documents of one series in order; those after a refused one are made again for the numbers they then get."""
    outcomes: list[Outcome] = []
    lost, left = 0, list(wanted)
    while left:
        today, code = resources.clock.today(), left[0].series.code
        last = await last_number(resources.database, series=code, year=today.year)
        made = await asyncio.gather(
            *(_make(resources, ready, last + place, today) for place, ready in enumerate(left, start=1))
        )
        for place, one in enumerate(made):
            paper = left[place].paper
            try:
                if isinstance(one, ComplianceError):
                    raise one
                await _freeze(resources, actor, one)
            except ComplianceError as refusal:
                outcomes.append(Outcome(paper.id, paper.title, paper.case_number, refusal=refusal))
                left = left[place + 1 :]
                break
            except _NumberTaken:
                lost, left = lost + 1, left[place:]
                break
            outcomes.append(Outcome(paper.id, paper.title, paper.case_number, number=one.number))
        else:
            left = []
        if lost >= MOST_TRIES and left:
            refusal = NotAllowedNow("errors.numbers_contended", series=code)
            return outcomes + [
                Outcome(ready.paper.id, ready.paper.title, ready.paper.case_number, refusal=refusal) for ready in left
            ]
    return outcomes


async def _make(resources: Resources, ready: _Ready, serial: int, today: date) -> _Made | ComplianceError:
    """The words with this number and their files; the refusal instead, so that one does not stop the others."""
    number = ready.series.number(today.year, serial, profile=ready.words.profile)
    final = final_words(ready.words, number=number, house=ready.house)
    try:
        form = await asyncio.to_thread(word_of, resources, final.document, ready.paper.facts)
        files = await stored_files(resources, document_as_json(final.document), title=ready.paper.title, form=form)
    except ComplianceError as refusal:
        return refusal
    return _Made(ready, serial, number, today, final, files)


async def _freeze(resources: Resources, actor: Actor, made: _Made) -> None:
    """The act: the number is taken and the document issued with all that belongs to it, in one transaction."""
    try:
        await _freeze_now(resources, actor, made)
    except (sqlite.OperationalError, asyncpg.PostgresError, OSError) as problem:
        if not out_of_room(problem):
            raise
        raise disk_refusal(problem, title=made.ready.paper.title) from problem


async def _freeze_now(resources: Resources, actor: Actor, made: _Made) -> None:
    database, paper = resources.database, made.ready.paper
    async with acting(resources, actor, "issue_document") as entry:
        now = await records.document(database, paper.id, for_update=True)
        if now is None or now.status != "approved":
            raise await _no_issue(resources, now or paper)
        if now.revision != paper.revision:
            raise NotAllowedNow("errors.content_changed", title=paper.title)
        # The files took seconds; a comment or a stricter tier may have come meanwhile.
        await refuse_unfinished(resources, now)
        if resources.clock.today() != made.on or not await take_number(
            database, series=made.ready.series.code, year=made.on.year, serial=made.serial
        ):
            raise _NumberTaken
        frozen = {
            "number": made.number,
            "content_sha256": made.final.content_sha256,
            "docx_sha256": made.files.docx_sha256,
            "pdf_sha256": made.files.pdf_sha256,
        }
        entry.about("document", paper.id, case=paper.case_number)
        entry.after = frozen | {"letter_version": paper.letter_version, "rules": paper.rules}
        values = frozen | {
            "status": "issued",
            "blocks": document_as_json(made.final.document),
            "issued_by": actor.user_id,
            "issued_on": made.on,
        }
        at = resources.clock.now()
        if not await records.change_document(database, paper.id, values, at=at, from_status=("approved",)):
            raise await _no_issue(resources, await standing_document(resources, paper.id))
        await register_files(resources, made.files, name=f"{paper.title}{made.number}")
        await keep_code(database, document_id=paper.id, code=made.final.code)
        await notify(resources, actor, paper, paper.drafted_by, "notices.issued", number=made.number)


async def _no_issue(resources: Resources, document: CaseDocument) -> NotAllowedNow:
    """Why a document that is not approved cannot be issued: who issued it first, or the state that it is in."""
    if document.status in ("issuing", "issued") and document.issued_by:
        first = await user_by_id(resources.database, document.issued_by)
        return NotAllowedNow(
            "errors.already_issued",
            title=document.title,
            who=first.display_name if first else "",
            number=document.number or "",
        )
    return NotAllowedNow("errors.document_state", title=document.title, state=state_words(document.status))
