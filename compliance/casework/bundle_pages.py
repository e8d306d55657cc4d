"""The pages and tables of a case bundle: 目录, 登记, 经过, 递交登记 and 阅读说明, each complete in one member."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from compliance.casework.archive_order import STAGES
from compliance.casework.as_json import filing_as_json
from compliance.casework.bundle_items import AUDIT, CHRONOLOGY, FILINGS, INDEX, REGISTRATION, Item
from compliance.casework.case_file import PERSONAL, CaseFile
from compliance.casework.chronology import Happening
from compliance.complaints.labels import label
from compliance.wording import TEMPLATES, say
from deadlines.counting import parse_span
from deadlines.model import SHANGHAI
from filings.bundle import MANIFEST, SUMS, VERIFIER

_INDEX_COLUMNS = ("place", "number", "author", "title", "date", "pages", "note", "files")
_LINE_COLUMNS = ("no", "on", "time", "sort", "what", "text", "who", "recorded_at", "remark", "evidence")
_FILING_COLUMNS = (
    *("id", "number", "document", "regulator", "channel", "limit", "due_on", "filed_on", "filed_at", "on_time"),
    *("filed_by", "approved_by", "tracking", "receipt_on", "receipt_note", "document_sha256", "receipt_sha256"),
    *("corrected_by", "corrects"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Paging:
    """What every page says of the bundle: who made it, whether and why it shows persons, what was left out."""

    made_by: str
    unmasked: bool
    reason: str
    full_trail: bool
    damaged: tuple[Mapping[str, str], ...]

    def words(self, language: str) -> str:
        """The sentence about personal values."""
        if self.unmasked:
            return say("bundle.unmasked_note", language, reason=self.reason)
        return say("bundle.masked_note", language)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        t=lambda message_id, **values: say(message_id, "zh", **values),
        en=lambda message_id, **values: say(message_id, "en", **values),
        both=lambda key: _both(f"bundle.{key}"),
        label=partial(label, "zh"),
        label_en=partial(label, "en"),
        instant=instant_words,
        span_words=_span_words,
    )
    return made


def _both(message_id: str) -> Markup:
    """A heading in Chinese with its English beside it, smaller."""
    return Markup('{} <small lang="en">{}</small>').format(say(message_id, "zh"), say(message_id, "en"))


def instant_words(at: datetime | str) -> str:
    """An instant as people in China read it, to the second."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def pages_of(
    file: CaseFile, items: Sequence[Item], lines: Sequence[Happening], index: Mapping[str, str], paging: Paging
) -> dict[str, bytes]:
    """Every member that is written from the record, by the name that its piece has (``index`` names the first two)."""
    shown = {"file": file, "made_by": paging.made_by, "unmasked": paging.unmasked, "mask_words": paging.words("zh")}
    # Of two members with the same bytes a line means the receipt or the evidence, not the paper that was issued.
    members = [piece for item in items for piece in item.pieces if piece.sha256]
    members.sort(key=lambda piece: piece.folder != say("bundle.folder.papers", "zh"))
    files = {piece.sha256: piece.name for piece in members}
    superseded = {("event", event.id) for event in file.events if event.id not in file.standing}
    read_me = {piece.made: piece.name for item in items for piece in item.pieces if piece.made}
    return {
        f"{INDEX}.html": _html(
            "index",
            "landscape",
            parts=[(stage, [item for item in items if item.stage == stage]) for stage in STAGES],
            items_count=len(items),
            files_count=sum(len(item.pieces) for item in items),
            **shown,
        ),
        f"{INDEX}.csv": _csv(_INDEX_COLUMNS, (_index_row(item) for item in items)),
        f"{REGISTRATION}.html": _html("registration", "portrait", **_registration(file), **shown),
        f"{REGISTRATION}.json": _json(_registration_json(file)),
        f"{CHRONOLOGY}.html": _html(
            "chronology",
            "landscape",
            lines=[_Line(each, each.key in superseded) for each in lines],
            files=files,
            **shown,
        ),
        f"{CHRONOLOGY}.csv": _csv(_LINE_COLUMNS, (_line_row(each, files) for each in lines)),
        f"{FILINGS}.csv": _filings_csv(file),
        f"{FILINGS}.json": _json([filing_as_json(_said(file, filing)) for filing in file.filings]),
        "read_me": _environment()
        .get_template("print/bundle_readme.txt")
        .render(
            **shown,
            mask_words_en=paging.words("en"),
            index=index[f"{INDEX}.html"],
            chronology=read_me[f"{CHRONOLOGY}.html"],
            audit=read_me[f"{AUDIT}.ndjson"],
            sums=SUMS,
            manifest=MANIFEST,
            verifier=VERIFIER.name,
            full_trail=paging.full_trail,
            damaged=paging.damaged,
        )
        .replace("\n", "\r\n")
        .encode("utf-8-sig"),
    }


class _Line:
    """A line of the chronology as the page shows it."""

    def __init__(self, happening: Happening, superseded: bool) -> None:
        self.superseded = superseded
        self._happening = happening

    def __getattr__(self, name: str) -> Any:
        return getattr(self._happening, name)


def _html(heading: str, orientation: str, **values: Any) -> bytes:
    template = _environment().get_template(f"print/bundle_{heading}.html")
    return template.render(heading=heading, orientation=orientation, **values).encode()


def _registration(file: CaseFile) -> dict[str, Any]:
    case, clear = file.case, file.personal
    person = {name: clear.get(name) or case.complainant.get(name, "") for name in PERSONAL}
    return {
        "person": [(name, value) for name, value in person.items() if value],
        "title": clear.get("title") or case.title,
        "content": clear.get("content") or case.content,
        "extra": clear.get("extra") or case.extra,
    }


def _registration_json(file: CaseFile) -> dict[str, Any]:
    kept = dict(file.shown)
    return kept | {"personal_in_clear": dict(file.personal)} if file.personal else kept


def _index_row(item: Item) -> list[Any]:
    files = "\n".join(piece.name for piece in item.pieces)
    return [item.place, item.number, item.author, item.title, item.on, item.pages, item.note, files]


def _line_row(line: Happening, files: Mapping[str, str]) -> list[Any]:
    return [
        line.place,
        line.on,
        line.time,
        say(f"bundle.sort.{line.sort}", "zh"),
        line.what["zh"],
        line.text,
        line.who,
        instant_words(line.recorded_at) if line.recorded_at else "",
        line.remark,
        files.get(line.evidence or "", ""),
    ]


def _filings_csv(file: CaseFile) -> bytes:
    limits = {(clock.deadline["regime"], clock.deadline["limit"]): clock.deadline["label"] for clock in file.clocks}
    rows = []
    for filing in file.filings:
        row = filing_as_json(_said(file, filing))
        row["channel"] = label("zh", "filing_channel", filing.channel)
        row["limit"] = limits.get((filing.regime, filing.limit_id), filing.limit_id)
        row["on_time"] = {True: say("bundle.yes", "zh"), False: say("bundle.no", "zh"), None: ""}[row["on_time"]]
        rows.append([row[name] for name in _FILING_COLUMNS])
    return _table([say(f"bundle.filing.{name}", "zh") for name in _FILING_COLUMNS], rows)


def _said(file: CaseFile, filing: Any) -> Any:
    return replace(
        filing,
        case_title=file.said(filing.case_title),
        addressee=file.said(filing.addressee),
        tracking=file.said(filing.tracking),
        receipt_note=file.said(filing.receipt_note),
    )


def _csv(columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> bytes:
    return _table([say(f"bundle.column.{name}", "zh") for name in columns], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """CSV with a byte-order mark, so that a spreadsheet reads the words; nothing in it is run as a formula."""
    target = io.StringIO()
    sheet = csv.writer(target, lineterminator="\r\n")
    sheet.writerow(head)
    for row in rows:
        sheet.writerow([_harmless(value) for value in row])
    return target.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> str:
    text = "" if value is None else instant_words(value) if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _span_words(span: str | None) -> str:
    parsed = parse_span(span) if span else None
    return parsed.zh if parsed is not None else span or ""
