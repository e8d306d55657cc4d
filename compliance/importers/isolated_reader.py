"""Runs alone in a child process: reads a workbook or HTML table from standard input, writes its cells as msgpack.

A hostile file can only exhaust this process, which has its own limits of memory and time. The answer is
{"sheets": [{"name", "hidden", "rows": [[number, [cell, …]], …], "merged": [[r1, c1, r2, c2], …]}]} or {"error": code}.
A cell is text, number, boolean or [ISO date]; rows without content are left out; numbers are the sheet's own.
"""

import io
import resource
import sys
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser

import msgspec
import python_calamine

MEMORY_BYTES = 2 * 1024 * 1024 * 1024
CPU_SECONDS = 60
MOST_SPAN = 1000
MOST_CELLS = 8_000_000
MOST_CHARACTERS = 200_000_000
MOST_MERGED = 20_000
MOST_TABLES_DEEP = 4


class TooLarge(Exception):
    """More cells or text than an export can hold; shared strings let a small file say very much."""


class Budget:
    """Counts cells and characters over the whole file and raises TooLarge beyond the limits."""

    def __init__(self) -> None:
        self.cells = self.characters = 0

    def spend(self, cells: list) -> None:
        self.cells += len(cells)
        self.characters += sum(len(cell) for cell in cells if isinstance(cell, str))
        if self.cells > MOST_CELLS or self.characters > MOST_CHARACTERS:
            raise TooLarge


def plain_cell(value):
    """Return the cell as msgpack can carry it: dates as [ISO text], durations and times as text."""
    if isinstance(value, (datetime, date)):
        return [value.isoformat()]
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return value


def trimmed(cells: list) -> list:
    """Return the cells without the empty ones at the end."""
    end = len(cells)
    while end and (cells[end - 1] == "" or cells[end - 1] is None):
        end -= 1
    return [plain_cell(cell) for cell in cells[:end]]


def workbook_sheets(content: bytes) -> list[dict]:
    """Return the worksheets of an xlsx, xls, xlsb or ods file; chart and macro sheets are left out."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    found, budget = [], Budget()
    for place, about in enumerate(book.sheets_metadata):
        if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        first_row, first_column = sheet.start or (0, 0)
        rows = []
        for offset, cells in enumerate(sheet.to_python(skip_empty_area=True)):
            kept = trimmed(cells)
            if kept:
                budget.spend(kept)
                rows.append([first_row + offset + 1, [""] * first_column + kept])
        merged = [[*start, *end] for start, end in (sheet.merged_cell_ranges or [])[:MOST_MERGED]]
        visible = about.visible is python_calamine.SheetVisibleEnum.Visible
        found.append({"name": about.name, "hidden": not visible, "rows": rows, "merged": merged})
    return found


class TableReader(HTMLParser):
    """Collects the rows of the tables at one depth (1: outermost); colspan and rowspan leave blanks, as merged cells do."""

    def __init__(self, level: int) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.level = level
        self.depth = self.deepest = self.silent = 0
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.held: dict[int, int] = {}

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
        elif tag in ("script", "style"):
            self.silent += 1
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")
        elif self.depth == self.level and tag == "tr":
            self.end_cell()
            self.rows.append([])
        elif self.depth == self.level and tag in ("td", "th") and self.rows:
            self.end_cell()
            given = dict(attrs)
            self.span = (self.span_of(given.get("colspan")), self.span_of(given.get("rowspan")))
            self.cell = []

    def handle_endtag(self, tag):
        if tag == "table":
            if self.depth == self.level:
                self.end_cell()
            self.depth = max(0, self.depth - 1)
        elif tag in ("script", "style"):
            self.silent = max(0, self.silent - 1)
        elif self.depth == self.level and tag in ("td", "th", "tr"):
            self.end_cell()

    def handle_data(self, text):
        if self.cell is not None and not self.silent:
            self.cell.append(text)

    @staticmethod
    def span_of(text: str | None) -> int:
        return min(int(text), MOST_SPAN) if text and text.isdigit() and int(text) else 1

    def end_cell(self) -> None:
        if self.cell is None:
            return
        row = self.rows[-1]
        while self.held.get(len(row), 0) > len(self.rows):
            row.append("")
        columns, rows = self.span
        for column in range(len(row), len(row) + columns):
            if rows > 1:
                self.held[column] = len(self.rows) + rows
        lines = [" ".join(line.split()) for line in "".join(self.cell).replace("\xa0", " ").split("\n")]
        row.extend(["\n".join(lines).strip(), *[""] * (columns - 1)])
        self.cell = None


def html_sheets(content: bytes) -> list[dict]:
    """Return the tables of an HTML page (UTF-8 text); rows are numbered as a spreadsheet would show them.

    One sheet for the outermost tables, and one for each depth of tables within tables: some systems lay the page out
    with a table around the export.
    """
    page, sheets, deepest, level = content.decode("utf-8"), [], 1, 0
    while level < min(deepest, MOST_TABLES_DEEP):
        level += 1
        reader = TableReader(level)
        reader.feed(page)
        reader.close()
        reader.end_cell()
        deepest = reader.deepest
        rows = [[number, kept] for number, cells in enumerate(reader.rows, start=1) if (kept := trimmed(cells))]
        sheets.append({"name": f"Sheet{level}", "hidden": False, "rows": rows, "merged": []})
    return sheets


def main() -> int:
    """Limit this process, read, answer; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        sheets = html_sheets(content) if sys.argv[1:] == ["html"] else workbook_sheets(content)
        answer = {"sheets": sheets}
    except python_calamine.PasswordError:
        answer = {"error": "password"}
    except (MemoryError, TooLarge):
        answer = {"error": "too_large"}
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        answer = {"error": "damaged", "detail": str(fault)[:200]}
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
