"""The facts of a letter as form fields and back: what each fact type looks like in a form, and what was typed means."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compliance.complaints.dates import DateRefused, read_date
from compliance.web.fields import Fields
from compliance.wording import say
from filings.facts import FactSpec
from filings.letters import Letter

PREFIX = "fact_"
_BAR = " | "
_MOST_TYPED = 1_000_000
"""More than a form may bring: a text that is too long is refused by what checks the facts, never cut."""


@dataclass(frozen=True)
class FactField:
    """One fact as the page shows it; `kind` says which control, `source` where the value came from.

    `columns` are those of a table as JSON, for the fields that facts.js puts in place of the text; "" for any other fact.
    """

    name: str
    meaning: str
    kind: str
    required: bool
    text: str
    source: str
    hint: str
    options: Mapping[str, str]
    problem: str
    columns: str


def fact_fields(
    letter: Letter,
    facts: Mapping[str, Any],
    *,
    sources: Mapping[str, tuple[Any, str]],
    problems: Mapping[str, str],
    deadlines: Mapping[str, Mapping[str, Any]],
    grounds: Mapping[str, str],
    lang: str,
) -> list[FactField]:
    """Return every fact of the letter as a field, required ones first.

    `sources` gives name -> (value in the case, sentence where from); a value that differs was entered while drafting.
    """
    required = {spec.name for spec in letter.required_facts}
    ordered = sorted(letter.facts, key=lambda spec: spec.name not in required)
    return [
        FactField(
            name=spec.name,
            meaning=spec.meaning,
            kind="ticks" if _ticked(spec) else _KINDS.get(spec.type, "text"),
            required=spec.name in required,
            text=_as_text(spec, facts.get(spec.name), deadlines),
            source=_source(facts.get(spec.name), sources.get(spec.name), lang),
            hint=_hint(spec, lang),
            options=_options(spec, deadlines, grounds, lang),
            problem=problems.get(spec.name, ""),
            columns=_columns(spec),
        )
        for spec in ordered
    ]


def typed_facts(
    letter: Letter, fields: Fields, *, known: Mapping[str, Any], deadlines: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the facts that were typed, in the types of the letter; an emptied field comes back as an empty text.

    What cannot be read as its type is passed on as text: the composer's refusal then names the fact.
    """
    found: dict[str, Any] = {}
    for spec in letter.facts:
        name = f"{PREFIX}{spec.name}"
        if name in fields.values:
            # Of boxes only the ticked ones are sent, each by itself; the empty one before them says that they were there.
            text = (
                "\n".join(fields.many(name))
                if _ticked(spec)
                else fields.text(name, most=_MOST_TYPED, around=_around(spec))
            )
            found[spec.name] = _value(spec, text, known.get(spec.name), deadlines) if text else ""
    return found


_KINDS = {
    "paragraphs": "area",
    "texts": "area",
    "rows": "area",
    "date": "text",
    "choice": "select",
    "ground": "select",
    "boolean": "select",
    "deadline": "select",
}


def _ticked(spec: FactSpec) -> bool:
    """Whether the fact is some of its options: boxes to tick, not lines to type."""
    return spec.type == "texts" and bool(spec.options)


def _around(spec: FactSpec) -> str | None:
    """What is taken off the ends of a text: of a table no tab, which may stand behind an empty first cell."""
    return " \n" if spec.type == "rows" else None


def _value(spec: FactSpec, text: str, known: Any, deadlines: Mapping[str, Mapping[str, Any]]) -> Any:
    match spec.type:
        case "date":
            try:
                return read_date(text).isoformat()
            except DateRefused:
                return text
        case "integer" | "ground":
            return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text
        case "boolean":
            return text == "true"
        case "texts":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "rows":
            return [_row(spec, line) for line in text.split("\n") if line.strip()]
        case "deadline":
            return deadlines.get(text, known)
        case _:
            return text


def _row(spec: FactSpec, line: str) -> dict[str, str]:
    """One line of a table; what stands behind the last column's mark stays in the last cell."""
    cuts = len(spec.columns) - 1
    cells = line.split("\t", cuts) if "\t" in line else line.replace("｜", "|").split("|", cuts)
    return dict(zip((column.name for column in spec.columns), (cell.strip() for cell in cells), strict=False))


def _as_text(spec: FactSpec, value: Any, deadlines: Mapping[str, Mapping[str, Any]]) -> str:
    if value is None:
        return ""
    if spec.type == "texts" and isinstance(value, list | tuple):
        return "\n".join(str(item) for item in value)
    if spec.type == "rows" and isinstance(value, list | tuple):
        return "\n".join(_row_text(spec, row) for row in value)
    if spec.type == "boolean":
        return "true" if value else "false"
    if spec.type == "deadline":
        return next((key for key, deadline in deadlines.items() if _same_clock(deadline, value)), "")
    return str(value)


def _row_text(spec: FactSpec, row: Any) -> str:
    """One row as a line, cells with a bar of their own parted by tabs; what is no row is shown as it is, to be put right."""
    if not isinstance(row, Mapping):
        return str(row)
    cells = [str(row.get(column.name, "")) for column in spec.columns]
    return ("\t" if any("|" in cell or "｜" in cell for cell in cells) else _BAR).join(cells)


def _columns(spec: FactSpec) -> str:
    if spec.type != "rows":
        return ""
    shown = [{"title": each.title, "required": each.required, "options": list(each.options)} for each in spec.columns]
    return json.dumps(shown, ensure_ascii=False)


def _same_clock(left: Mapping[str, Any], right: Any) -> bool:
    return isinstance(right, Mapping) and all(
        left.get(name) == right.get(name) for name in ("regime", "limit", "started_on")
    )


def _source(value: Any, known: tuple[Any, str] | None, lang: str) -> str:
    if value in (None, "", [], ()):
        return ""
    if known is not None and _plain(known[0]) == _plain(value):
        return say("letters.source", lang, source=known[1])
    return say("letters.source_hand", lang)


def _plain(value: Any) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return str(value)


def _hint(spec: FactSpec, lang: str) -> str:
    if spec.type == "rows":
        titles = [
            f"{column.title}（{'/'.join(column.options)}）" if column.options else column.title
            for column in spec.columns
        ]
        return say("letters.rows_hint", lang, columns=_BAR.join(titles))
    if _ticked(spec):
        return say("letters.options_hint", lang)
    return say("letters.texts_hint", lang) if spec.type == "texts" else ""


def _options(
    spec: FactSpec, deadlines: Mapping[str, Mapping[str, Any]], grounds: Mapping[str, str], lang: str
) -> dict[str, str]:
    if spec.type == "choice" or _ticked(spec):
        return {option: option for option in spec.options}
    if spec.type == "ground":
        return dict(grounds)
    if spec.type == "boolean":
        return {"true": say("letters.yes", lang), "false": say("letters.no", lang)}
    if spec.type == "deadline":
        return {key: f"{deadline['label']} {deadline.get('due_on') or ''}" for key, deadline in deadlines.items()}
    return {}
