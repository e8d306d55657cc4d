"""推演: what a draft of the law would have moved among all cases ever; nothing is written, the result stays for half an hour."""

from litestar import Request, Response, get

from compliance.casework.disclosure import note_export
from compliance.casework.law_preview import Preview
from compliance.casework.many_cases import Move
from compliance.records.law_moves import PAGE, move_row
from compliance.web import law_view
from compliance.web.fields import query_number
from compliance.web.law_jobs import Job, jobs_of
from compliance.web.page import actor_of, go, lang_of, page, resources_of
from compliance.web.pages.law_changes import HOME
from compliance.web.replies import download


@get("/law/rehearsal", opt={"act": "propose_law_change"}, include_in_schema=False)
async def begin_rehearsal(_: Request) -> Response:
    """A rehearsal begins with a draft of a rule file."""
    return go("/law/changes/new?kind=rules")


@get("/law/rehearsal/{key:str}", opt={"act": "propose_law_change"}, include_in_schema=False)
async def show_rehearsal(request: Request, key: str) -> Response:
    """What a draft would have moved among all cases ever; nothing was written."""
    job, found = _rehearsed(request, key)
    if job is None or found is None:
        return go(HOME, said="law_job_gone")
    lang, rulebook = lang_of(request), resources_of(request).rulebook
    how, start = request.query_params.get("how", ""), query_number(request, "from")
    moves = _of_sort(found, how)
    return await page(
        request,
        "law_rehearsal.html",
        here="law_changes",
        key=key,
        at=job.at,
        sentence=law_view.summary_sentence(found.summary, lang, all_cases=True),
        summary=found.summary,
        problems=found.problems[:20],
        how=how,
        hows=[name for name in law_view.FILTERS if found.summary.get(name)],
        moves=[move_row(move) for move in moves[start : start + PAGE]],
        start=start,
        before=max(start - PAGE, 0) if start else None,
        more=start + PAGE if len(moves) > start + PAGE else 0,
        end=lambda value: law_view.end_words(value, lang),
        stands=lambda value: law_view.state_words(value, lang),
        limit_name=lambda move: law_view.limit_words(move, rulebook, lang),
    )


@get("/law/rehearsal/{key:str}/moves.csv", opt={"act": "export"}, include_in_schema=False)
async def rehearsal_as_csv(request: Request, key: str) -> Response:
    """The moves of a rehearsal as CSV; that they leave the house is on record."""
    resources, lang = resources_of(request), lang_of(request)
    _, found = _rehearsed(request, key)
    if found is None:
        return go(HOME, said="law_job_gone")
    rows = [move_row(move) for move in _of_sort(found, request.query_params.get("how", ""))]
    await note_export(resources, actor_of(request), what="law_change", form="csv", rows=len(rows), filters="rehearsal")
    content = law_view.moves_csv(rows, resources.rulebook, lang)
    return download(content, "rehearsal.csv", media_type="text/csv; charset=utf-8")


def _rehearsed(request: Request, key: str) -> tuple[Job | None, Preview | None]:
    job = jobs_of(request).get(key, actor_of(request))
    return (job, job.result) if job is not None and isinstance(job.result, Preview) else (None, None)


def _of_sort(found: Preview, how: str) -> list[Move]:
    if how == "late":
        return [m for m in found.moves if m.state_after in ("overdue", "met_late") and m.state_before != m.state_after]
    return [move for move in found.moves if not how or move.how == how]
