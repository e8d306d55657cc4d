"""载入放假通知: paste or upload it, see what was understood sentence by sentence, mend it, put it forward."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from litestar import Request, Response, post

from compliance.casework.law_changes import propose_law_change
from compliance.complaints.dates import DateRefused, read_date
from compliance.errors import ComplianceError
from compliance.records.law import LawText
from compliance.web.fields import Fields, fields_of
from compliance.web.law_jobs import carry_out
from compliance.web.page import Form, actor_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.law_changes import proposed_at
from compliance.wording import say
from deadlines import CalendarError, Edition, WorkingCalendar, read_edition
from deadlines.calendar_files import NATIONAL, Holiday
from deadlines.notice_text import NOT_DATED, Notice, edition_as_toml, read_notice

ACCEPTED = ".txt,.md,.toml"
MOST_BODY = 4_000_000


@dataclass(frozen=True)
class Reading:
    """What was understood: the edition, its sentences when it came as text, and what a person must look at."""

    edition: Edition
    notice: Notice | None


@post("/law/changes/new/notice", opt={"act": "propose_law_change"}, request_max_body_size=MOST_BODY, **HIDDEN)
async def take_notice(request: Request) -> Response:
    """Read a notice (`do=read`), or put its days forward as they stand in the form (`do=propose`)."""
    fields = await fields_of(request)
    if fields.text("do") == "propose":
        return await _propose(request, fields)
    resources = resources_of(request)
    text = await _pasted(fields)
    typed = _facts(fields)
    if fields.errors:
        return await notice_page(request, status=422, form=fields.form())
    try:
        reading = read_pasted(text, resources.calendar, **typed)
    except CalendarError as refused:
        fields.errors["text"] = str(refused)
        form = fields.form()
        form.values["text"] = text
        return await notice_page(request, status=422, form=form)
    return await notice_page(request, form=_form_of(reading.edition, text, fields), reading=reading)


def read_pasted(
    text: str,
    calendar: WorkingCalendar,
    *,
    number: str = "",
    issued_on: date | None = None,
    url: str = "",
    amends: str = "",
) -> Reading:
    """The edition that a text gives, be it a notice's words or an edition file; raises CalendarError."""
    if _is_edition_file(text):
        edition = read_edition(text, file="pasted.toml")
        given = {"number": number, "issued_on": issued_on, "url": url, "amends": amends}
        return Reading(replace(edition, **{name: value for name, value in given.items() if value}), None)
    notice = read_notice(text, number=number, issued_on=issued_on, url=url, amends=amends, calendar=calendar)
    return Reading(notice.edition, notice)


def edition_text(edition: Edition, calendar: WorkingCalendar) -> LawText:
    """The calendar file of an edition under the name that it belongs under; raises CalendarError without its facts.

    A notice that is on board already is replaced in its own file, so that a misprint can be mended.
    """
    standing = next((known for known in calendar.editions if known.number == edition.number), None)
    if standing is not None:
        name = standing.file
    elif edition.calendar != NATIONAL:
        name = f"{edition.calendar}-{edition.year}.toml"
    elif edition.amends:
        name = f"{edition.year}-changed-{edition.issued_on}.toml"
    elif calendar.is_published(edition.year):
        name = f"{edition.year}-{edition.issued_on}.toml"
    else:
        name = f"{edition.year}.toml"
    return LawText("calendar", name, edition_as_toml(replace(edition, file=name)))


async def notice_page(
    request: Request,
    *,
    status: int = 200,
    form: Form | None = None,
    reading: Reading | None = None,
) -> Response:
    """The page: the text to paste, and once it was read the days as a form with what was understood beside it."""
    resources = resources_of(request)
    editions = [edition for edition in resources.calendar.editions if edition.calendar == NATIONAL]
    form = form or Form()
    return await page(
        request,
        "law_change_notice.html",
        here="law_changes",
        status=status,
        f=form,
        reading=reading,
        rows=form.values.get("rows", []),
        year=form.values.get("year", ""),
        accepted=ACCEPTED,
        loaded={known.number: f"{known.year} · {known.number}" for known in reversed(editions) if not known.amends},
    )


async def _propose(request: Request, fields: Fields) -> Response:
    resources, actor = resources_of(request), actor_of(request)
    rows = rows_of(fields)
    facts = _facts(fields, required=True)
    title = fields.text("title", required=True, most=200, title=say("law.notice_title", fields.lang))
    reason = fields.text("reason", required=True)
    year = fields.text("year", required=True, most=4)
    source = fields.text("text", most=60_000)

    async def again(asked: Request, refusal: ComplianceError) -> Response:
        return await _shown_again(asked, fields.refused(refusal), rows, status=refusal.status)

    holidays = _holidays(rows, fields)
    if not (year.isascii() and year.isdigit()):
        fields.errors.setdefault("year", say("law.bad_year", fields.lang))
    if fields.errors:
        return await _shown_again(request, fields.form(), rows, status=422)
    issued_on = facts.pop("issued_on") or NOT_DATED
    edition = Edition(
        file="", year=int(year), title=title, holidays=holidays, issued_on=issued_on,
        calendar=fields.text("calendar") or NATIONAL, **facts,
    )  # fmt: skip
    text = edition_text(edition, resources.calendar)
    return await carry_out(
        request,
        what="propose",
        work=lambda progress: propose_law_change(
            resources,
            actor,
            origin="notice",
            title=f"{title} {edition.number}",
            texts=[text],
            reason=reason,
            source_text=source,
            progress=progress,
        ),
        target=proposed_at,
        again=again,
    )


async def _shown_again(request: Request, form: Form, rows: list[dict[str, str]], *, status: int) -> Response:
    form.values["rows"] = rows
    text = form.values.get("text", "")
    reading = None
    if text:
        try:
            reading = read_pasted(text, resources_of(request).calendar, amends=form.values.get("amends", ""))
        except CalendarError:
            reading = None  # the days in the form stand for themselves; the sentences are only shown beside them
    return await notice_page(request, status=status, form=form, reading=reading)


async def _pasted(fields: Fields) -> str:
    """The text that was pasted or uploaded; an error beside the field when there is none or it is not text."""
    content, _ = await fields.upload("file")
    if content is None:
        return fields.text("text", required=True, most=60_000, title=say("law.notice_text", fields.lang))
    try:
        return decoded(content)
    except UnicodeDecodeError:
        fields.errors["file"] = say("law.not_text", fields.lang)
        return ""


def decoded(content: bytes) -> str:
    """Uploaded text: UTF-8 with or without mark, else GB 18030; raises UnicodeDecodeError for neither."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return text.replace("\r\n", "\n")


def _is_edition_file(text: str) -> bool:
    return "[[holiday]]" in text and "number" in text


def _facts(fields: Fields, *, required: bool = False) -> dict[str, Any]:
    words = {name: say(f"law.{name}", fields.lang) for name in ("number", "issued_on")}
    fields.text("issued_on", required=required, title=words["issued_on"])
    return {
        "number": fields.text("number", required=required, most=80, title=words["number"]),
        "issued_on": fields.day("issued_on"),
        "url": fields.text("url", most=400),
        "amends": fields.text("amends", most=80),
    }


def rows_of(fields: Fields) -> list[dict[str, str]]:
    """The holidays as typed, empty lines left out."""
    columns = {name: fields.values.getall(name, []) for name in ("h_name", "h_from", "h_until", "h_makeup")}
    names: Sequence[Any] = columns["h_name"]
    found = []
    for place in range(len(names)):
        row = {
            name[2:]: str(values[place]).strip()[:200] if place < len(values) else ""
            for name, values in columns.items()
        }
        if any(row.values()):
            found.append(row)
    return found


def _holidays(rows: list[dict[str, str]], fields: Fields) -> tuple[Holiday, ...]:
    """The rows as holidays; what is wrong with a row is said in one sentence under the table."""
    found = []
    for place, row in enumerate(rows, start=1):
        try:
            first = _day(row["from"], fields)
            last = _day(row["until"], fields) if row["until"] else first
            makeup = tuple(_day(word, fields) for word in row["makeup"].replace("，", " ").replace(",", " ").split())
        except DateRefused as refused:
            words = refused.said.speak(fields.lang)
            fields.errors["rows"] = say("law.row_wrong", fields.lang, row=place, name=row["name"], problem=words)
            continue
        if not row["name"]:
            fields.errors["rows"] = say("law.row_unnamed", fields.lang, row=place)
            continue
        found.append(Holiday(row["name"], first, last, makeup))
    if not rows:
        fields.errors["rows"] = say("law.no_rows", fields.lang)
    return tuple(found)


def _day(word: str, fields: Fields) -> date:
    return read_date(word, year=fields.today.year)


def _form_of(edition: Edition, text: str, fields: Fields) -> Form:
    """The days as they were understood, to be mended."""
    return Form(
        values={
            "text": text,
            "year": str(edition.year),
            "title": edition.title,
            "number": edition.number,
            "issued_on": "" if edition.issued_on == NOT_DATED else edition.issued_on.isoformat(),
            "url": edition.url,
            "amends": edition.amends,
            "calendar": edition.calendar,
            "reason": fields.text("reason"),
            "rows": [
                {
                    "name": holiday.name,
                    "from": holiday.first.isoformat(),
                    "until": holiday.last.isoformat(),
                    "makeup": " ".join(day.isoformat() for day in holiday.makeup),
                }
                for holiday in edition.holidays
            ],
        }
    )
