"""The words of a draft as form fields and back: `text.3`, `drop.3`, `cell.3.r0.1`; new ones in the order they were put in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from compliance.web.fields import Fields
from filings.editing import COUNTED, INSERTED, Edit
from filings.passages import Passage

MOST = 60_000


@dataclass(frozen=True)
class Row:
    """One table row in the form; `key` is r0, r1 … for rows of the table, n… for new ones. `fixed`: cells not typed."""

    key: str
    cells: tuple[str, ...]
    dropped: bool = False


@dataclass(frozen=True)
class Shown:
    """A passage as the form shows it: its text or what was typed instead; new ones have no place of their own."""

    key: str
    passage: Passage | None
    kind: str
    number: str
    text: str
    dropped: bool = False
    rows: tuple[Row, ...] = ()
    header: tuple[str, ...] = ()
    counted: bool = False


@dataclass
class Typed:
    """What was typed: the edits, and for each the field that it came from."""

    edits: list[Edit] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, edit: Edit, name: str) -> None:
        self.edits.append(edit)
        self.names.append(name)


def shown_passages(found: Sequence[Passage], fields: Fields | None = None) -> list[Shown]:
    """Return the passages for the form; after a refusal with what was typed, the new ones where they were put."""
    typed = fields.values if fields else {}
    new = {key: key.partition(":")[0] for key in (fields.many("new") if fields else ())}
    shown = [_new(fields, key) for key, after in new.items() if after == "-1" and fields]
    for passage in found:
        place = str(passage.place)
        shown.append(
            Shown(
                key=place,
                passage=passage,
                kind=passage.kind,
                number=passage.number,
                text=str(typed.get(f"text.{place}", passage.text)),
                dropped=f"drop.{place}" in typed,
                rows=_rows(passage, fields),
                header=passage.header,
                counted=bool(passage.header) and passage.header[0] == COUNTED,
            )
        )
        shown += [_new(fields, key) for key, after in new.items() if after == place and fields]
    return shown


def typed_edits(found: Sequence[Passage], fields: Fields) -> Typed:
    """Return what was changed in the form against the passages it was made from; untouched ones make no edit."""
    typed = Typed()
    for passage in found:
        name = f"text.{passage.place}"
        if f"drop.{passage.place}" in fields.values:
            typed.add(Edit("delete", passage.place), name)
        elif passage.kind == "table":
            rows = tuple(row.cells for row in _rows(passage, fields) if not row.dropped)
            if f"rows.{passage.place}" in fields.values and rows != passage.rows:
                typed.add(Edit("replace", passage.place, rows=rows), name)
        elif name in fields.values:
            text = fields.text(name, most=MOST)
            if text != passage.text.strip():
                typed.add(Edit("replace", passage.place, text), name)
    for key in fields.many("new"):
        after, _, _ = key.partition(":")
        text = fields.text(f"new_text.{key}", most=MOST)
        if text and after.lstrip("-").isdigit():
            kind = fields.text(f"new_kind.{key}", most=20)
            typed.add(
                Edit("insert", int(after), text, kind=kind if kind in INSERTED else "paragraph"), f"new_text.{key}"
            )
    return typed


def everything_typed(fields: Fields) -> str:
    """Return all texts of the form one below the other, to be copied when they can no longer be saved in place."""
    names = [name for name in fields.values if name.startswith(("text.", "new_text.", "cell."))]
    return "\n".join(text for name in names if (text := fields.text(name, most=MOST)))


def _new(fields: Fields | None, key: str) -> Shown:
    values: Any = fields.values if fields else {}
    kind = str(values.get(f"new_kind.{key}", "paragraph"))
    return Shown(key=key, passage=None, kind=kind, number="", text=str(values.get(f"new_text.{key}", "")))


def _rows(passage: Passage, fields: Fields | None) -> tuple[Row, ...]:
    keys = fields.many(f"rows.{passage.place}") if fields else ()
    if fields is None or not keys:
        return tuple(Row(f"r{number}", cells) for number, cells in enumerate(passage.rows))
    width = len(passage.rows[0]) if passage.rows else len(passage.header)
    standing = {f"r{number}": cells for number, cells in enumerate(passage.rows)}
    return tuple(
        Row(
            key,
            tuple(_cell(fields, passage, key, column, standing) for column in range(width)),
            f"droprow.{passage.place}.{key}" in fields.values,
        )
        for key in keys
    )


def _cell(fields: Fields, passage: Passage, key: str, column: int, standing: dict[str, tuple[str, ...]]) -> str:
    name = f"cell.{passage.place}.{key}.{column}"
    if name in fields.values:
        return fields.text(name, most=MOST)
    return standing[key][column] if key in standing else ""
