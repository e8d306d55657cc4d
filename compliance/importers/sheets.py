"""A file's bytes → sheets of rows with the sheet's own row numbers. Hostile and foreign files are refused."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from compliance.importers.file_kinds import kind_of
from compliance.importers.refusals import ImportRefused
from compliance.importers.text_tables import decode_text, read_text_table

Cell = str | int | float | bool | date | datetime | None
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_MERGED_ROWS = 1000
WALL_SECONDS = 90
_READER = Path(__file__).with_name("isolated_reader.py")


@dataclass(frozen=True, slots=True)
class Row:
    """One row with content: its own number (1 is the first row of the sheet) and its cells from column A."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A worksheet and its rows that have content; under a vertically merged cell every row has its value."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class SheetFile:
    """All visible sheets of a file and what was assumed or left out while reading it."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def read_sheets(data: bytes, *, filename: str) -> SheetFile:
    """Return the sheets of an xlsx, xls, xlsb, ods, csv, tsv or HTML-as-xls file.

    Workbooks are parsed in a child process with limits of memory and time. Raises ImportRefused with one sentence for
    files over 20 MB, files that are no sheets, protected, damaged or abnormally large ones, and files without content.
    """
    kind = kind_of(data, filename=filename)
    if kind == "text":
        table = read_text_table(data, filename=filename)
        rows = [
            Row(number, _trimmed(cells))
            for number, cells in enumerate(table.records, start=1)
            if any(cell.strip() for cell in cells)
        ]
        return _checked([Sheet(name=Path(filename).stem, rows=tuple(rows))], table.notes, filename)
    notes: tuple[str, ...] = ()
    if kind == "html":
        text, encoding = decode_text(data, filename=filename)
        data = text.encode("utf-8", "replace")
        notes = (f"文件“{filename}”是网页格式的表格，按{encoding}读取。",)
    return _from_child(_ask_child(data, kind, filename), notes, filename)


def _ask_child(data: bytes, kind: str, filename: str) -> dict:
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_READER), kind],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_large(filename) from None
    if done.returncode != 0:
        raise _too_large(filename)
    answer = msgspec.msgpack.decode(done.stdout)
    fault = answer.get("error")
    if fault == "password":
        raise ImportRefused(
            f"文件“{filename}”设有打开密码，请取消密码另存后再导入。",
            f'The file "{filename}" is protected by a password; save it without one.',
        )
    if fault == "too_large":
        raise _too_large(filename)
    if fault:
        raise ImportRefused(
            f"文件“{filename}”不完整或者已损坏，请从系统重新导出 xlsx 或者 csv 文件。",
            f'The file "{filename}" is truncated or damaged; export it again as xlsx or csv.',
        )
    return answer


def _from_child(answer: dict, notes: tuple[str, ...], filename: str) -> SheetFile:
    sheets = []
    for each in answer["sheets"]:
        if each["hidden"]:
            if each["rows"]:
                notes = (*notes, f"工作表“{each['name']}”是隐藏的，未导入。")
            continue
        rows = {number: [_cell(cell) for cell in cells] for number, cells in each["rows"]}
        filled = _fill_merged(rows, each["merged"])
        if filled:
            notes = (*notes, f"工作表“{each['name']}”有纵向合并的单元格，已补全 {filled} 格。")
        sheets.append(Sheet(name=each["name"], rows=tuple(Row(number, tuple(cells)) for number, cells in rows.items())))
    return _checked(sheets, notes, filename)


def _fill_merged(rows: dict[int, list[Cell]], merged: list[list[int]]) -> int:
    """Give every row under a vertically merged cell its value; return how many cells were filled.

    A cell merged over several columns is a title and is left alone.
    """
    filled = 0
    for top, left, bottom, right in merged:
        first = rows.get(top + 1, [])
        value = first[left] if left < len(first) else None
        if left != right or value is None or value == "":
            continue
        for number in range(top + 2, min(bottom + 1, top + MOST_MERGED_ROWS) + 1):
            cells = rows.get(number)
            if cells is None:
                continue
            cells.extend([""] * (left + 1 - len(cells)))
            if cells[left] in ("", None):
                cells[left] = value
                filled += 1
    return filled


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return tuple(cells[:end])


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        text = value[0]
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return value  # type: ignore[return-value]


def _checked(sheets: list[Sheet], notes: tuple[str, ...], filename: str) -> SheetFile:
    if not any(sheet.rows for sheet in sheets):
        raise ImportRefused(
            f"文件“{filename}”没有任何内容，请确认导出的是有数据的工作表。",
            f'The file "{filename}" has no content; export a sheet that has rows.',
        )
    for sheet in sheets:
        wide = max((len(row.cells) for row in sheet.rows), default=0)
        if len(sheet.rows) > MOST_ROWS:
            raise ImportRefused(
                f"文件“{filename}”的工作表“{sheet.name}”有 {len(sheet.rows)} 行，超过 {MOST_ROWS} 行，请按日期拆分。",
                f'Sheet "{sheet.name}" of "{filename}" has {len(sheet.rows)} rows, more than {MOST_ROWS}; split it.',
            )
        if wide > MOST_COLUMNS:
            raise ImportRefused(
                f"文件“{filename}”的工作表“{sheet.name}”有 {wide} 列，超过 {MOST_COLUMNS} 列，请删除多余的列。",
                f'Sheet "{sheet.name}" of "{filename}" has {wide} columns, more than {MOST_COLUMNS}; delete the rest.',
            )
    return SheetFile(sheets=tuple(sheets), notes=notes)


def _too_large(filename: str) -> ImportRefused:
    return ImportRefused(
        f"文件“{filename}”的表格范围过大，无法读取（常因远处的单元格有内容），请删除数据以外的行和列后另存。",
        f'The used area of "{filename}" is too large to read; delete the rows and columns outside the table and save.',
    )
