"""导入: upload, dry run with a row-by-row report, confirm; the report as XLSX with a column that says what is wrong."""

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post

from compliance.casework.importing import ImportReport, import_rows
from compliance.importers.refusals import ImportRefused
from compliance.importers.registry import SOURCES, parse_export
from compliance.web.fields import fields_of
from compliance.web.page import Form, actor_of, lang_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.replies import download
from compliance.web.sheets import XLSX, workbook
from compliance.wording import say

KEPT = timedelta(minutes=30)
_MOST_KEPT = 8
_SHOWN = 200


@dataclass(frozen=True)
class Waiting:
    """An upload between dry run and confirmation, held for one person for a short while."""

    user_id: int
    content: bytes
    filename: str
    source: str
    report: ImportReport
    at: datetime


class WaitingRoom:
    """Uploads that wait for their confirmation; the oldest leaves when a new one finds it full."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Waiting] = OrderedDict()

    def put(self, waiting: Waiting) -> str:
        """Keep an upload; return the key to ask for it with."""
        while len(self._held) >= _MOST_KEPT:
            self._held.popitem(last=False)
        key = secrets.token_urlsafe(16)
        self._held[key] = waiting
        return key

    def get(self, key: str, *, user_id: int, now: datetime) -> Waiting | None:
        """Return the upload of this person; None for another's, an old or an unknown one."""
        found = self._held.get(key)
        if found is None or found.user_id != user_id or now - found.at > KEPT:
            return None
        return found


@get("/complaints/import", opt={"act": "import_export"}, include_in_schema=False)
async def import_page(request: Request) -> Response:
    """The upload form."""
    return await _import_page(request)


@post("/complaints/import", opt={"act": "import_export"}, request_max_body_size=21_000_000, **HIDDEN)
async def dry_run(request: Request) -> Response:
    """Read the file and say what would happen, row by row; nothing is stored."""
    resources, actor, fields = resources_of(request), actor_of(request), await fields_of(request)
    source = fields.choice("source", SOURCES, required=True)
    content, filename = await fields.upload("file")
    if content is None or filename is None:
        fields.errors["file"] = say("importing.no_file", fields.lang)
    if fields.errors or content is None or filename is None:
        return await _import_page(request, status=422, form=fields.form())
    try:
        report = await _run(request, content, filename, source, dry=True)
    except ImportRefused as refused:
        fields.errors["file"] = _sentence(refused, fields.lang)
        return await _import_page(request, status=422, form=fields.form())
    waiting = Waiting(actor.user_id, content, filename, source, report, resources.clock.now())
    return await _import_page(request, report=report, key=request.app.state.uploads.put(waiting))


@post("/complaints/import/{key:str}", opt={"act": "import_export"}, **HIDDEN)
async def confirm(request: Request, key: str) -> Response:
    """Import what the dry run showed."""
    waiting = _waiting(request, key)
    if waiting is None:
        return await _import_page(request, status=409, form=Form(message=say("importing.expired", lang_of(request))))
    report = await _run(request, waiting.content, waiting.filename, waiting.source, dry=False)
    done = Waiting(waiting.user_id, b"", waiting.filename, waiting.source, report, waiting.at)
    return await _import_page(request, report=report, key=request.app.state.uploads.put(done))


@get("/complaints/import/{key:str}/report.xlsx", opt={"act": "import_export"}, include_in_schema=False)
async def row_report(request: Request, key: str) -> Response:
    """The row-by-row report as XLSX."""
    waiting, lang = _waiting(request, key), lang_of(request)
    if waiting is None:
        return await _import_page(request, status=409, form=Form(message=say("importing.expired", lang)))
    report = waiting.report
    fields = {(error["sheet"], error["row"]): error["field"] for error in report.errors}
    head = [say(f"importing.{name}", lang) for name in ("sheet", "row", "result", "number", "field", "message")]
    rows = [
        [
            line["sheet"],
            line["row"],
            say(f"importing.{'errors' if line['result'] == 'error' else line['result']}", lang),
            line["number"],
            fields.get((line["sheet"], line["row"]), "") if line["result"] == "error" else "",
            line["message"],
        ]
        for line in report.results
    ]
    cover = [
        (say("importing.file", lang), report.filename),
        (say("importing.source", lang), waiting.source),
        *((say(f"importing.{name}", lang), str(getattr(report, name))) for name in ("created", "updated", "unchanged")),
        (say("importing.errors", lang), str(len(report.errors))),
        *((say("importing.notes", lang), note) for note in report.notes),
    ]
    title = say("importing.title", lang)
    content = workbook(
        name=title, head=head, rows=rows, cover=(say("register.sheet.cover", lang), cover), footer=report.filename
    )
    return download(content, f"import-{report.filename}.xlsx", media_type=XLSX)


async def _run(request: Request, content: bytes, filename: str, source: str, *, dry: bool) -> ImportReport:
    resources = resources_of(request)
    parsed = await asyncio.to_thread(
        parse_export, content, filename=filename, source=source, today=resources.clock.today()
    )
    return await import_rows(
        resources, actor_of(request), parsed=parsed, content=content, filename=filename, dry_run=dry
    )


def _waiting(request: Request, key: str) -> Waiting | None:
    now = resources_of(request).clock.now()
    return request.app.state.uploads.get(key, user_id=actor_of(request).user_id, now=now)


def _sentence(refused: Any, lang: str) -> str:
    return refused.message_zh if lang == "zh" else refused.message_en


async def _import_page(
    request: Request, *, status: int = 200, form: Form | None = None, report: ImportReport | None = None, key: str = ""
) -> Response:
    lang = lang_of(request)
    sources = {name: source.label_zh if lang == "zh" else source.label_en for name, source in SOURCES.items()}
    return await page(
        request,
        "import.html",
        here="import",
        status=status,
        f=form or Form(),
        sources=sources,
        report=report,
        key=key,
        shown=_SHOWN,
        # errors first: they are what a person came to see
        lines=sorted(report.results, key=lambda line: line["result"] != "error")[:_SHOWN] if report else [],
    )
