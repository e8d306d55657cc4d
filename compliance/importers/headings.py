"""Finds the heading row of a sheet within its first ten rows and names every column, merged and repeated ones too."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from compliance.importers.cells import unscrambled, verbatim
from compliance.importers.refusals import ImportRefused
from compliance.importers.sheets import Row, Sheet

SEARCHED_ROWS = 10
SHOWN_HEADING = 20
_DECORATION = re.compile(r"[\s*＊:：\u200b\ufeff]+")
_REMARK = re.compile(r"[((\[【](?:必填|选填|必填项|文本|日期|格式.*|.{0,6}可空)[))\]】]")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The headings a source knows: field → accepted headings, best first; `required` fields must be found."""

    fields: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Headings:
    """Where the data begin and which column is what. `names` are unique (a repeated heading gets its place)."""

    row: int
    names: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    cells: tuple[str, ...]

    def heading_of(self, field: str, *, layout: Layout) -> str:
        """Return the heading under which a field was found, else the heading that it should have."""
        places = self.columns.get(field, ())
        return self.names[places[0]] if places else layout.fields[field][0]


def tidy_heading(text: str) -> str:
    """Return a heading without blanks, stars, colons and remarks such as （必填）; full-width letters half-width."""
    return _REMARK.sub("", _DECORATION.sub("", unicodedata.normalize("NFKC", unscrambled(text.strip()))))


def find_headings(sheet: Sheet, *, layout: Layout) -> Headings | None:
    """Return the headings of a sheet, or None when fewer than two known ones stand in its first ten rows.

    A blank cell in the heading row takes the merged heading above it. Raises ImportRefused when a required column is
    missing, naming the sheet, the column and the columns found.
    """
    known = {tidy_heading(heading) for headings in layout.fields.values() for heading in headings}
    best: tuple[int, Row, list[str]] | None = None
    above: list[str] = []
    for row in sheet.rows[:SEARCHED_ROWS]:
        own = [tidy_heading(verbatim(cell)) for cell in row.cells]
        merged = _with_merged(own, above)
        score = len({name for name in merged if name in known})
        if score > (best[0] if best else 0) and any(name in known for name in own):
            best = (score, row, merged)
        above = _longer(above, own)
    if best is None:
        return None
    score, row, names = best
    columns = _columns(names, layout)
    missing = [field for field in layout.required if field not in columns]
    if missing and score < 2:
        return None
    if missing:
        raise _missing(sheet, missing, names, layout)
    return Headings(
        row=row.number,
        names=_unique(names),
        columns=columns,
        cells=tuple(tidy_heading(verbatim(cell)) for cell in row.cells),
    )


def missing_columns(sheet: Sheet, *, layout: Layout) -> ImportRefused:
    """Return the refusal for a sheet in which no heading row was found: every required column is named."""
    first = sheet.rows[0].cells if sheet.rows else ()
    return _missing(sheet, list(layout.required), [tidy_heading(verbatim(cell)) for cell in first], layout)


def _with_merged(own: list[str], above: list[str]) -> list[str]:
    width = max(len(own), len(above))
    return [
        (own[place] if place < len(own) else "") or (above[place] if place < len(above) else "")
        for place in range(width)
    ]


def _longer(above: list[str], own: list[str]) -> list[str]:
    return _with_merged(own, above)


def _columns(names: list[str], layout: Layout) -> dict[str, tuple[int, ...]]:
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name, place)
    found = {}
    for field, headings in layout.fields.items():
        here = tuple(dict.fromkeys(places[name] for name in map(tidy_heading, headings) if name in places))
        if here:
            found[field] = here
    return found


def _unique(names: list[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    unique = []
    for place, name in enumerate(names, start=1):
        shown = name or f"第{place}列"
        seen[shown] = seen.get(shown, 0) + 1
        unique.append(shown if seen[shown] == 1 else f"{shown}（第{place}列）")
    return tuple(unique)


def _missing(sheet: Sheet, missing: list[str], names: list[str], layout: Layout) -> ImportRefused:
    wanted = "、".join(f"“{layout.fields[field][0]}”" for field in missing)
    # A first row that holds content instead of headings is not read out: it may name persons.
    found = [name if len(name) <= SHOWN_HEADING else f"{name[:SHOWN_HEADING]}…" for name in names if name]
    shown = "、".join(found[:30]) + ("等" if len(found) > 30 else "") if found else "无"
    return ImportRefused(
        f"工作表“{sheet.name}”缺少列{wanted}，现有列：{shown}；请核对来源是否选对，或者补上该列后再导入。",
        f'Sheet "{sheet.name}" lacks the column {wanted}; found: {", ".join(found[:30]) or "none"}; '
        "check the source or add the column.",
    )
