"""The sources that can be imported, and the one entry that turns a file into complaints and a row-by-row report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from compliance.complaints.model import IncomingComplaint
from compliance.importers import hotline_12345, samr_12315
from compliance.importers.cells import cleaned, verbatim
from compliance.importers.headings import Headings, Layout, find_headings, missing_columns, tidy_heading
from compliance.importers.refusals import ImportRefused, RowError, RowRefused
from compliance.importers.rows import RowView
from compliance.importers.sheets import Row, Sheet, read_sheets

_SUMMARY_ROWS = ("合计", "总计", "小计", "导出时间", "导出人", "制表", "备注：", "说明：", "第1页", "共")


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of export. `expected_columns` are the headings of its usual form, in order."""

    id: str
    label_zh: str
    label_en: str
    description_zh: str
    description_en: str
    expected_columns: tuple[str, ...]
    required_columns: tuple[str, ...]
    layout: Layout
    read_row: Callable[..., IncomingComplaint]
    cut_numbers: Callable[[list[str]], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class ParsedRow:
    """One good row: where it stands and the complaint that it says."""

    sheet: str
    row: int
    incoming: IncomingComplaint


@dataclass(frozen=True, kw_only=True)
class ParsedExport:
    """The whole file: good rows, refused rows, and remarks on the file (encoding, skipped sheets, repeated rows)."""

    source: str
    rows: tuple[ParsedRow, ...]
    errors: tuple[RowError, ...]
    notes: tuple[str, ...]
    repeated: tuple[tuple[str, int], ...] = ()
    """(sheet, row) of rows that say word for word what an earlier row said."""


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        samr_12315.SOURCE: Source(
            id=samr_12315.SOURCE,
            label_zh="全国12315平台导出",
            label_en="National 12315 platform export",
            description_zh="十三列的投诉举报导出表；投诉与举报分别登记，没有日期栏时收到日取自登记编号。",
            description_en="The 13-column sheet; complaints and reports apart, the day of receipt from the number if need be.",
            expected_columns=samr_12315.EXPECTED,
            required_columns=tuple(samr_12315.LAYOUT.fields[name][0] for name in samr_12315.LAYOUT.required),
            layout=samr_12315.LAYOUT,
            read_row=samr_12315.read_row,
        ),
        hotline_12345.SOURCE: Source(
            id=hotline_12345.SOURCE,
            label_zh="12345热线工单导出",
            label_en="12345 hotline export",
            description_zh="二十八列的城市热线导出表、北京式七列 CSV 或者三列简表；咨询只登记、不计期限。",
            description_en="The 28-column city export, the 7-column Beijing CSV or the 3-column form; enquiries run no clock.",
            expected_columns=hotline_12345.EXPECTED,
            required_columns=tuple(hotline_12345.LAYOUT.fields[name][0] for name in hotline_12345.LAYOUT.required),
            layout=hotline_12345.LAYOUT,
            read_row=hotline_12345.read_row,
            cut_numbers=hotline_12345.suspicious_numbers,
        ),
    }
)


def parse_export(data: bytes, *, filename: str, source: str, today: date | None = None) -> ParsedExport:
    """Return every row of an export as a complaint or as an error; row numbers are the sheet's own.

    `today` (optional) refuses rows whose day of receipt lies in the future. A number that comes twice with the same
    content is a remark, with other content an error on the later row. Raises ImportRefused for an unknown source, a file
    that is no sheet, a missing column, or a file without a single data row.
    """
    known = SOURCES.get(source)
    if known is None:
        raise ImportRefused(
            f"没有“{source}”这一来源，可用的来源：{'、'.join(SOURCES)}。",
            f'There is no source "{source}"; choose one of: {", ".join(SOURCES)}.',
        )
    file = read_sheets(data, filename=filename)
    collected = _Collected(known, today)
    collected.notes.extend(file.notes)
    skipped: list[Sheet] = []
    headed = 0
    for sheet in file.sheets:
        if not sheet.rows:
            collected.notes.append(f"工作表“{sheet.name}”是空的，已跳过。")
            continue
        headings = find_headings(sheet, layout=known.layout)
        if headings is None:
            skipped.append(sheet)
            continue
        headed += 1
        collected.read_sheet(sheet, headings)
    if not headed:
        raise missing_columns(skipped[0], layout=known.layout)
    if not collected.rows and not collected.errors:
        names = "、".join(f"“{sheet.name}”" for sheet in file.sheets if sheet not in skipped)
        raise ImportRefused(
            f"工作表{names}只有表头，没有数据行，请确认导出条件后重新导出。",
            f"Sheet {names} has headings but no rows; export again with the right filter.",
        )
    collected.notes.extend(f"工作表“{sheet.name}”没有识别到表头，已跳过。" for sheet in skipped)
    return ParsedExport(
        source=source,
        rows=tuple(collected.rows),
        errors=tuple(collected.errors),
        notes=tuple(collected.notes),
        repeated=tuple(collected.repeated),
    )


def guess_source(sheets: tuple[Sheet, ...]) -> str | None:
    """Return the id of the source whose headings a file carries best, or None when no source fits."""
    best, chosen = 0, None
    for source in SOURCES.values():
        known = {tidy_heading(heading) for headings in source.layout.fields.values() for heading in headings}
        wanted = [{tidy_heading(each) for each in source.layout.fields[name]} for name in source.layout.required]
        for sheet in sheets:
            for row in sheet.rows[:10]:
                names = {tidy_heading(verbatim(cell)) for cell in row.cells}
                score = len(names & known)
                if score > best and all(names & each for each in wanted):
                    best, chosen = score, source.id
    return chosen


class _Collected:
    """What one file has yielded so far; numbers seen are kept across its sheets."""

    def __init__(self, source: Source, today: date | None) -> None:
        self.source, self.today = source, today
        self.rows: list[ParsedRow] = []
        self.errors: list[RowError] = []
        self.notes: list[str] = []
        self.seen: dict[str, ParsedRow] = {}
        self.repeated: list[tuple[str, int]] = []

    def read_sheet(self, sheet: Sheet, headings: Headings) -> None:
        """Read all data rows below the headings; repeated headings and summary rows are skipped with a remark."""
        data = [row for row in sheet.rows if row.number > headings.row]
        refuse_numbers = self._numbers_were_cut(data, headings)
        for row in data:
            if self._is_heading(row, headings):
                self.notes.append(f"工作表“{sheet.name}”第 {row.number} 行是重复的表头，已跳过。")
            elif self._is_summary(row, headings):
                self.notes.append(f"工作表“{sheet.name}”第 {row.number} 行是汇总或者说明，已跳过。")
            elif any(cleaned(cell)[0] for cell in row.cells):
                self._read(sheet, row, headings, refuse_numbers)

    def _read(self, sheet: Sheet, row: Row, headings: Headings, refuse_numbers: bool) -> None:
        view = RowView(row=row, headings=headings, layout=self.source.layout)
        try:
            if refuse_numbers:
                self._refuse_cut(view)
            incoming = self.source.read_row(view, today=self.today)
        except RowRefused as refusal:
            self._error(sheet, row, refusal.field, refusal.said.zh, refusal.said.en)
            return
        parsed = ParsedRow(sheet=sheet.name, row=row.number, incoming=incoming)
        before = self.seen.setdefault(incoming.external_number, parsed)
        if before is parsed:
            self.rows.append(parsed)
            return
        where, number = before.sheet, before.row
        if replace(before.incoming, notes=()) == replace(incoming, notes=()):
            self.repeated.append((sheet.name, row.number))
            self.notes.append(
                f"重复行：工作表“{sheet.name}”第 {row.number} 行与“{where}”第 {number} 行完全相同，已略过。"
            )
            return
        heading = headings.heading_of("number", layout=self.source.layout)
        self._error(
            sheet,
            row,
            heading,
            f"“{heading}”{incoming.external_number} 与“{where}”第 {number} 行重复而内容不同，请保留正确的一行。",
            f"The number is already in row {number} of {where} with other content; keep the right one.",
        )

    def _error(self, sheet: Sheet, row: Row, field: str, message: str, message_en: str) -> None:
        self.errors.append(
            RowError(sheet=sheet.name, row=row.number, field=field, message=message, message_en=message_en)
        )

    def _numbers_were_cut(self, data: list[Row], headings: Headings) -> bool:
        if self.source.cut_numbers is None:
            return False
        places = headings.columns["number"]
        texts = [cell.strip() for row in data for place in places[:1] if isinstance(cell := _at(row, place), str)]
        return self.source.cut_numbers(texts)

    def _refuse_cut(self, view: RowView) -> None:
        number, _ = view.number("number")
        if self.source.cut_numbers and self.source.cut_numbers([number]):
            heading = view.heading("number")
            raise RowRefused(
                heading,
                f"“{heading}”疑似被 Excel 截断（{number}，末三位补零），无法还原，请将该列设为文本后重新导出。",
                "The number was cut by Excel and cannot be repaired; set the column to text and export again.",
            )

    def _is_heading(self, row: Row, headings: Headings) -> bool:
        place = headings.columns["number"][0]
        cell = _at(row, place)
        return isinstance(cell, str) and len(cell) < 30 and tidy_heading(cell) == headings.names[place]

    def _is_summary(self, row: Row, headings: Headings) -> bool:
        if sum(1 for cell in row.cells if cell is not None and cell != "") > 4:
            return False
        filled = [text for cell in row.cells if (text := cleaned(cell)[0])]
        number = cleaned(_at(row, headings.columns["number"][0]))[0]
        if not filled:
            return False
        starts = filled[0].startswith(_SUMMARY_ROWS)
        return starts and (not number or number == filled[0])


def _at(row: Row, place: int):
    return row.cells[place] if place < len(row.cells) else None
