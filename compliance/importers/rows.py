"""One row of a sheet, asked field by field; it remembers what was repaired and which columns were used."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from compliance.complaints.dates import DateRefused, read_moment
from compliance.complaints.numbering import unwrap_number, was_cut_by_excel
from compliance.importers.cells import cleaned, half_width, is_nothing, verbatim
from compliance.importers.headings import Headings, Layout
from compliance.importers.refusals import RowRefused
from compliance.importers.sheets import Cell, Row

LONGEST_TEXT = 50_000
_NO_DATE = frozenset({"无", "空", "暂无", "没有", "未填", "未填写", "未办结", "待定"})
ANONYMOUS = frozenset({"匿名", "不详", "未知", "不愿透露", "匿名用户", "匿名举报", "*"})


@dataclass
class RowView:
    """A row under its headings. Ask `text`, `moment` or `number`; then `extra` gives all columns not asked for."""

    row: Row
    headings: Headings
    layout: Layout
    notes: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    _repairs: dict[str, list[str]] = field(default_factory=dict)

    def cell(self, name: str) -> Cell:
        """Return the first cell of a field that says something, as it stands; None when all are blank or absent."""
        cells = self.row.cells
        for place in self.headings.columns.get(name, ()):
            value = cells[place] if place < len(cells) else None
            if value is None or value == "" or (isinstance(value, str) and is_nothing(value)):
                continue
            self.used.add(place)
            return value
        return None

    def heading(self, name: str) -> str:
        """Return the heading of the column of a field in this sheet."""
        for place in self.headings.columns.get(name, ()):
            if place in self.used:
                return self.headings.names[place]
        return self.headings.heading_of(name, layout=self.layout)

    def text(self, name: str) -> str:
        """Return the cleaned text of a field, "" when there is none. Raises RowRefused for a cell that is far too long."""
        value = self.cell(name)
        if value is None:
            return ""
        text, repairs = cleaned(value)
        if len(text) > LONGEST_TEXT:
            raise RowRefused(
                self.heading(name),
                f"“{self.heading(name)}”有 {len(text)} 字，超过 {LONGEST_TEXT} 字，请核对该单元格。",
                f"The cell has {len(text)} characters, more than {LONGEST_TEXT}; check it.",
            )
        for repair in repairs:
            self._repairs.setdefault(repair, []).append(self.heading(name))
        return text

    def plain(self, name: str) -> str:
        """Return the text of a number-like field (phone, code) with full-width characters made half-width."""
        text = self.text(name)
        plain = half_width(text)
        if plain != text:
            self._repairs.setdefault("width", []).append(self.heading(name))
        return plain.lstrip("'`").strip()

    def moment(self, name: str) -> date | datetime | None:
        """Return the date or instant of a field, None when blank. Raises RowRefused when it cannot be read."""
        value = self.cell(name)
        if value is None:
            return None
        heading = self.heading(name)
        if isinstance(value, str):
            value = self.plain(name)
            if not value or value in _NO_DATE:
                return None
        try:
            found = read_moment(value, serials=True)
        except DateRefused as refusal:
            raise RowRefused(heading, f"“{heading}”{refusal.said.zh}", f"{heading}: {refusal.said.en}") from None
        if isinstance(value, (int, float)) and value < 100_000:
            self.notes.append(f"“{heading}”是 Excel 日期序号，读作 {found:%Y-%m-%d}。")
        # Exports pad a bare day with 00:00:00; taking that for an instant would start hour limits at midnight.
        if isinstance(found, datetime) and found.time() == time.min:
            return found.date()
        return found

    def number(self, name: str) -> tuple[str, bool]:
        """Return (number text, cut by Excel as a number cell or in scientific notation). Raises RowRefused when blank."""
        value = self.cell(name)
        heading = self.heading(name)
        if value is None:
            raise RowRefused(
                heading, f"“{heading}”为空，请补上编号后再导入。", f"{heading} is empty; fill in the number."
            )
        if isinstance(value, str):
            value = cleaned(value)[0]
        if isinstance(value, (int, float)) and was_cut_by_excel(value):
            return f"{value:.5E}", True
        number, notes = unwrap_number(value)
        self.notes.extend(notes)
        return number, not number.isdigit() and was_cut_by_excel(number)

    def refuse_silence(self, *said: str) -> None:
        """Raise RowRefused, naming the content column, when neither title nor content says anything."""
        if not any(said):
            heading = self.heading("content")
            raise RowRefused(
                heading,
                f"“{heading}”为空，标题所用的各列也为空，请补上内容后再导入。",
                f"{heading} is empty and so are the columns of the title; fill in the content.",
            )

    def extra(self) -> dict[str, str]:
        """Return heading → verbatim text of every column that was not used and is not blank."""
        cells = self.row.cells
        names = self.headings.names
        return {
            (names[place] if place < len(names) else f"第{place + 1}列"): text
            for place, cell in enumerate(cells)
            if place not in self.used and cell is not None and cell != "" and (text := verbatim(cell))
        }

    def remarks(self) -> tuple[str, ...]:
        """Return all remarks on this row, repairs of one kind in one sentence."""
        words = {
            "blank": "已去除首尾空格：{}。",
            "width": "全角字符已转为半角：{}。",
            "mojibake": "乱码已按 UTF-8 还原：{}。",
            "lost": "含无法还原的乱码，已照原样保留：{}。",
        }
        repaired = [words[kind].format("、".join(dict.fromkeys(headings))) for kind, headings in self._repairs.items()]
        return tuple(dict.fromkeys([*self.notes, *repaired]))
