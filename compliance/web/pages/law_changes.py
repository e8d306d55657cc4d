"""规则与日历变更: what was proposed and decided, with what it moves case by case; the second person decides here."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from litestar import Request, Response, get, post

from compliance.casework import law_changes as verbs
from compliance.casework.disclosure import note_export
from compliance.errors import ComplianceError, NotFound
from compliance.records import law as records
from compliance.records.law import LawChange
from compliance.records.law_history import every_move, moves_page, text_before
from compliance.records.law_moves import PAGE
from compliance.roles import may
from compliance.web import law_view
from compliance.web.fields import Fields, fields_of, query_number
from compliance.web.law_jobs import Job, carry_out, jobs_of, outcome
from compliance.web.page import Form, actor_of, go, is_htmx, lang_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.replies import download
from compliance.wording import say
from deadlines.notice_watch import missing_notice

HOME = "/law/changes"
MOST_PRINTED = 5_000
STATES = ("mine", "proposed", "in_force", "refused", "withdrawn")


@get(HOME, opt={"act": "read"}, include_in_schema=False)
async def show_changes(request: Request) -> Response:
    """All changes, the newest first; `state` narrows them, `mine` are those that wait for this person."""
    return await changes_page(request)


@get(HOME + "/{change_id:int}", opt={"act": "read"}, include_in_schema=False)
async def show_change(request: Request, change_id: int) -> Response:
    """One change: what it alters, what moves, who may decide."""
    return await change_page(request, change_id)


@get(HOME + "/{change_id:int}/moves.csv", opt={"act": "export"}, include_in_schema=False)
async def moves_as_csv(request: Request, change_id: int) -> Response:
    """The moves as CSV; that they leave the house is on record."""
    resources, lang = resources_of(request), lang_of(request)
    await known_change(resources, change_id)
    how = _how(request)
    rows = [row async for row in every_move(resources.database, change_id, how=how)]
    name = f"law-change-{change_id}{'-' + how if how else ''}"
    await note_export(resources, actor_of(request), what="law_change", form="csv", rows=len(rows), filters=name)
    content = law_view.moves_csv(rows, resources.rulebook, lang)
    return download(content, f"{name}.csv", media_type="text/csv; charset=utf-8")


@post(HOME + "/{change_id:int}/confirm", opt={"act": "confirm_law_change"}, **HIDDEN)
async def confirm(request: Request, change_id: int) -> Response:
    """Put a proposal into force: the second person's act."""
    resources, actor, fields = resources_of(request), actor_of(request), await fields_of(request)
    reason = fields.text("reason", required=True)
    if fields.errors:
        return await change_page(request, change_id, status=422, form=fields.form(), wrong="confirm")
    return await carry_out(
        request,
        what="confirm",
        work=lambda progress: verbs.confirm_law_change(
            resources, actor, change_id=change_id, reason=reason, progress=progress
        ),
        target=lambda _: f"{HOME}/{change_id}?said=law_in_force",
        again=partial(_again, change_id=change_id, fields=fields, wrong="confirm"),
    )


@post(HOME + "/{change_id:int}/preview", opt={"act": "propose_law_change"}, **HIDDEN)
async def preview(request: Request, change_id: int) -> Response:
    """Count a proposal anew on the cases as they stand now."""
    resources, actor, fields = resources_of(request), actor_of(request), await fields_of(request)
    return await carry_out(
        request,
        what="preview",
        work=lambda progress: verbs.preview_again(resources, actor, change_id=change_id, progress=progress),
        target=lambda _: f"{HOME}/{change_id}?said=law_previewed",
        again=partial(_again, change_id=change_id, fields=fields, wrong="preview"),
    )


@post(HOME + "/{change_id:int}/refuse", opt={"act": "propose_law_change"}, **HIDDEN)
async def refuse(request: Request, change_id: int) -> Response:
    """Turn a proposal down, or take one's own back."""
    fields = await fields_of(request)
    try:
        change = await verbs.refuse_law_change(
            resources_of(request), actor_of(request), change_id=change_id, reason=fields.text("refuse_reason")
        )
    except ComplianceError as refusal:
        if "reason" in refusal.fields:
            refusal.fields = {"refuse_reason": refusal.fields["reason"]}
        return await _again(request, refusal, change_id=change_id, fields=fields, wrong="refuse")
    return go(f"{HOME}/{change_id}", said=f"law_{change.state}")


@post(HOME + "/shipped", opt={"act": "propose_law_change"}, **HIDDEN)
async def adopt_shipped(request: Request) -> Response:
    """Put forward the files that a newer program brought."""
    resources, actor, fields = resources_of(request), actor_of(request), await fields_of(request)
    reason = fields.text("reason", required=True)
    if fields.errors:
        return await changes_page(request, status=422, form=fields.form())

    async def again(asked: Request, refusal: ComplianceError) -> Response:
        return await changes_page(asked, status=refusal.status, form=fields.refused(refusal))

    return await carry_out(
        request,
        what="propose",
        work=lambda progress: verbs.propose_shipped(resources, actor, reason=reason, progress=progress),
        target=proposed_at,
        again=again,
    )


@get("/law/jobs/{key:str}", opt={"act": "propose_law_change"}, include_in_schema=False)
async def show_job(request: Request, key: str) -> Response:
    """How far a count is; at its end the way on. The page asks for itself every second while it runs."""
    job = jobs_of(request).get(key, actor_of(request))
    if job is None:
        return go(HOME, said="law_job_gone") if not is_htmx(request) else _onward(HOME)
    if job.state == "running":
        return await page(request, "law_job.html", here="law_changes", job=job)
    if is_htmx(request):
        return _onward(job.target(job) if job.state == "done" else f"/law/jobs/{key}")
    return await outcome(request, job)


def proposed_at(job: Job) -> str:
    """Where the proposal that a job made is shown."""
    return f"{HOME}/{job.result.id}?said=law_proposed"


async def known_change(resources: Any, change_id: int) -> LawChange:
    """The change of that id; raises NotFound with a sentence for the page."""
    change = await records.change(resources.database, change_id)
    if change is None:
        raise NotFound("errors.law_change_not_found", id=change_id)
    return change


async def changes_page(request: Request, *, status: int = 200, form: Form | None = None) -> Response:
    """The list with its banners: a text in force that cannot be used, files of a newer program, a notice that is due."""
    resources, actor = resources_of(request), actor_of(request)
    await resources.refresh_law()
    state = request.query_params.get("state", "")
    everything = await records.changes(resources.database)
    waiting = [change for change in everything if _waits_for(change, actor)]
    chosen: Sequence[LawChange] = everything
    if state in STATES:
        chosen = waiting if state == "mine" else [change for change in everything if change.state == state]
    lang = lang_of(request)
    newer = await verbs.newer_shipped(resources)
    return await page(
        request,
        "law_changes.html",
        here="law_changes",
        status=status,
        f=form or Form(),
        changes=chosen,
        state=state if state in STATES else "",
        counts={"": len(everything), "mine": len(waiting)}
        | {name: sum(change.state == name for change in everything) for name in STATES[1:]},
        sentence=lambda change: _sentence(change, lang),
        newer=[(text.name, law_view.file_words(text, lang)) for text in newer],
        missing=missing_notice(resources.calendar, resources.clock.today()),
        law=resources.law,
    )


async def change_page(
    request: Request, change_id: int, *, status: int = 200, form: Form | None = None, wrong: str = ""
) -> Response:
    """The page of one change; after a refusal with the form as it was sent. `paper` shows every move at once."""
    resources, actor, lang = resources_of(request), actor_of(request), lang_of(request)
    await resources.refresh_law()
    change = await known_change(resources, change_id)
    how, paper = _how(request), "paper" in request.query_params
    after, size = query_number(request, "after"), MOST_PRINTED if paper else PAGE
    rows = await moves_page(resources.database, change_id, how=how, after=after, limit=size + 1)
    return await page(
        request,
        "law_change.html",
        here="law_changes",
        status=status,
        f=form or Form(),
        wrong=wrong,
        change=change,
        texts=[await _text_change(resources, change, text) for text in change.texts],
        file_words=lambda text: law_view.file_words(text, lang),
        sentence=_sentence(change, lang),
        how=how,
        hows=[name for name in law_view.FILTERS if change.summary.get(name)],
        moves=rows[:size],
        after=after,
        more=rows[size - 1]["id"] if len(rows) > size else 0,
        end=lambda value: law_view.end_words(value, lang),
        stands=lambda value: law_view.state_words(value, lang),
        limit_name=lambda move: law_view.limit_words(move, resources.rulebook, lang),
        is_open=change.state == "proposed",
        is_mine=change.proposed_by == actor.user_id,
        why_not=_why_not(change, actor, lang),
        paper=paper,
        now=resources.clock.now(),
    )


def _sentence(change: LawChange, lang: str) -> str:
    return law_view.summary_sentence(change.summary, lang, done=change.state == "in_force")


def _waits_for(change: LawChange, actor: Any) -> bool:
    return change.state == "proposed" and change.proposed_by != actor.user_id and may(actor.role, "confirm_law_change")


def _why_not(change: LawChange, actor: Any, lang: str) -> str:
    """Why this person cannot confirm it; empty when he can."""
    if not may(actor.role, "confirm_law_change"):
        return say("law.not_your_role", lang)
    return say("errors.law_second_person", lang) if change.proposed_by == actor.user_id else ""


async def _text_change(resources: Any, change: LawChange, text: Any) -> law_view.TextChange:
    if change.revision is not None:
        before = await text_before(resources.database, text, revision=change.revision)
    else:
        in_force = resources.law.texts
        before = (in_force.rules if text.kind == "rules" else in_force.calendar).get(text.name, "")
    return law_view.text_change(text, before)


async def _again(request: Request, refusal: ComplianceError, *, change_id: int, fields: Fields, wrong: str) -> Response:
    if refusal.status not in (409, 422, 500):
        raise refusal
    return await change_page(request, change_id, status=refusal.status, form=fields.refused(refusal), wrong=wrong)


def _how(request: Request) -> str:
    how = request.query_params.get("how", "")
    return how if how in law_view.FILTERS else ""


def _onward(path: str) -> Response:
    return Response(b"", headers={"HX-Redirect": path})
