"""导入: upload, dry run, confirm, each in the background with its progress; the reports of all imports as XLSX."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response, get, post

from compliance.casework.disclosure import note_download
from compliance.errors import ComplianceError, NotFound
from compliance.importers.registry import SOURCES
from compliance.importers.waiting_room import Upload, WaitingRoom, settled
from compliance.records.imports import import_report, latest_imports, unfinished_imports
from compliance.web.fields import fields_of
from compliance.web.page import Form, actor_of, go, is_htmx, lang_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.replies import download
from compliance.web.sheets import XLSX, workbook
from compliance.wording import say

HOME = "/complaints/import"
SHOWN = 200
_LATEST = 10
_UNFINISHED_SHOWN = timedelta(days=7)
_ANSWERED_AT_ONCE = 1.0
"""Seconds that an answer waits: a small file is done by then and needs no progress bar."""


@get(HOME, opt={"act": "import_export"}, include_in_schema=False)
async def import_page(request: Request) -> Response:
    """The upload form, what is running, what was done, and what was begun and never ended."""
    return await _home(request)


@post(HOME, opt={"act": "import_export"}, request_max_body_size=21_000_000, **HIDDEN)
async def dry_run(request: Request) -> Response:
    """Take the file and begin to say what would happen, row by row; nothing is stored."""
    fields = await fields_of(request)
    source = fields.choice("source", SOURCES, required=True)
    content, filename = await fields.upload("file")
    if content is None or filename is None:
        fields.errors["file"] = say("importing.no_file", fields.lang)
    if fields.errors or content is None or filename is None:
        return await _home(request, status=422, form=fields.form())
    try:
        upload = _room(request).take(
            resources_of(request), actor_of(request), content=content, filename=filename, source=source
        )
    except ComplianceError as refusal:
        return await _home(request, status=refusal.status, form=fields.refused(refusal))
    await settled(upload, within=_ANSWERED_AT_ONCE)
    if upload.state == "refused":
        _room(request).forget(upload)
        fields.errors["file"] = upload.sentence[fields.lang]
        return await _home(request, status=422, form=fields.form())
    return go(f"{HOME}/{upload.key}")


@get(HOME + "/{key:str}", opt={"act": "import_export"}, include_in_schema=False)
async def show_upload(request: Request, key: str) -> Response:
    """One upload: its progress, its dry run to be confirmed, or its result. The page asks for itself while it runs."""
    upload = _find(request, key)
    if upload is None:
        return await _gone(request)
    report = None if upload.busy else upload.report
    return await page(
        request,
        "import.html",
        here="import",
        f=Form(message=upload.sentence.get(lang_of(request), "")),
        upload=upload,
        same="same" in request.query_params,
        report=report,
        shown=SHOWN,
        # errors first: they are what a person came to see
        lines=sorted(report.results, key=lambda line: line["result"] != "error")[:SHOWN] if report else [],
    )


@post(HOME + "/{key:str}", opt={"act": "import_export"}, **HIDDEN)
async def confirm(request: Request, key: str) -> Response:
    """Begin to import what the dry run showed; a second click finds the first one's progress."""
    upload = _find(request, key)
    if upload is None:
        return await _gone(request)
    running = _room(request).confirm(resources_of(request), actor_of(request), upload)
    await settled(running, within=_ANSWERED_AT_ONCE)
    return go(f"{HOME}/{running.key}{'' if running is upload else '?same=1'}")


@get(HOME + "/{key:str}/report.xlsx", opt={"act": "import_export"}, include_in_schema=False)
async def dry_run_report(request: Request, key: str) -> Response:
    """The row-by-row report of a dry run as XLSX; that of an import is the stored one."""
    upload = _find(request, key)
    if upload is None or upload.busy or upload.report is None:
        return await _gone(request)
    if upload.report.import_id:
        return go(f"{HOME}/reports/{upload.report.import_id}/report.xlsx")
    return _as_sheet(upload.report.as_json(), lang_of(request))


@get(HOME + "/reports/{import_id:int}/report.xlsx", opt={"act": "import_export"}, include_in_schema=False)
async def stored_report(request: Request, import_id: int) -> Response:
    """The row-by-row report of an import, as it was stored at its end; the download is on record."""
    resources = resources_of(request)
    report = await import_report(resources.database, import_id)
    if report is None:
        raise NotFound("importing.report_unknown")
    await note_download(
        resources, actor_of(request), kind="import", object_id=import_id, case_number="", name=report["file"]
    )
    return _as_sheet(report, lang_of(request))


def _as_sheet(report: dict[str, Any], lang: str) -> Response[bytes]:
    wrong = {(error["sheet"], error["row"]): error["field"] for error in report["errors"]}
    head = [say(f"importing.{name}", lang) for name in ("sheet", "row", "result", "number", "field", "message")]
    rows = [
        [
            line["sheet"],
            line["row"],
            say(f"importing.{'errors' if line['result'] == 'error' else line['result']}", lang),
            line["number"],
            wrong.get((line["sheet"], line["row"]), "") if line["result"] == "error" else "",
            line["message"],
        ]
        for line in report["results"]
    ]
    cover = [
        (say("importing.file", lang), report["file"]),
        (say("importing.source", lang), _source_words(report["source"], lang)),
        *((say(f"importing.{name}", lang), str(report[name])) for name in ("created", "updated", "unchanged")),
        (say("importing.errors", lang), str(len(report["errors"]))),
        *((say("importing.notes", lang), note) for note in report["notes"]),
    ]
    content = workbook(
        name=say("importing.report_name", lang),
        head=head,
        rows=rows,
        cover=(say("register.sheet.cover", lang), cover),
        footer=report["file"].replace("&", "&&"),
    )
    return download(content, f"import-{report['file']}.xlsx", media_type=XLSX)


def _room(request: Request) -> WaitingRoom:
    return request.app.state.uploads


def _find(request: Request, key: str) -> Upload | None:
    now = resources_of(request).clock.now()
    return _room(request).get(key, user_id=actor_of(request).user_id, now=now)


def _source_words(source: str, lang: str) -> str:
    known = SOURCES.get(source)
    return source if known is None else known.label_zh if lang == "zh" else known.label_en


async def _gone(request: Request) -> Response:
    """What a key leads to that this process does not know: after half an hour, or after a restart."""
    if is_htmx(request):
        return Response(b"", headers={"HX-Redirect": HOME})
    return await _home(request, status=409, form=Form(message=say("importing.expired", lang_of(request))))


async def _home(request: Request, *, status: int = 200, form: Form | None = None) -> Response:
    resources, lang = resources_of(request), lang_of(request)
    running = _room(request).running()
    since = resources.clock.now() - _UNFINISHED_SHOWN
    begun = await unfinished_imports(resources.database, since=since)
    alive = {upload.mark for upload in running}
    return await page(
        request,
        "import.html",
        here="import",
        status=status,
        f=form or Form(),
        upload=None,
        report=None,
        sources={name: _source_words(name, lang) for name in SOURCES},
        source_words=lambda source: _source_words(source, lang),
        running=running,
        unfinished=[row for row in begun if row["id"] not in alive],
        latest=await latest_imports(resources.database, most=_LATEST),
    )
