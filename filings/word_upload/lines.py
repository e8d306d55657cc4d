"""The body of an uploaded Word file as plain lines and tables, in reading order; what would be lost is refused by place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from filings.printable import text_problem
from filings.said import Said
from filings.word_upload.archive import WordRefused
from filings.word_upload.markup import Element, W, local, switched_on, value
from filings.word_upload.numbering import Numbering
from filings.word_upload.package import WordPackage
from filings.word_upload.runs import Words, unreadable, unrevised, where_of
from filings.word_upload.styles import ParagraphStyle, Styles

MOST_LINES = 20_000
MOST_TEXT = 300_000
MOST_COLUMNS = 63
_MOST_OF_VERIFICATION = 8
_IGNORED = frozenset(
    {
        *("sectPr", "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "tblPr", "tblGrid", "tblPrEx"),
        *("commentRangeStart", "commentRangeEnd", "trPr", "tcPr", "sdtPr", "sdtEndPr", "customXmlPr"),
    }
)


@dataclass(frozen=True)
class WordLine:
    """One paragraph: its words, the style it has, the visible automatic number that is part of the words."""

    text: str
    style: ParagraphStyle
    label: str = ""
    place: int = 0


@dataclass(frozen=True)
class WordTable:
    """One table: cells as text, the column widths as told, how many first rows repeat on each page, first cell's styles."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    head_rows: int
    styles: tuple[tuple[str, ...], ...]
    place: int = 0


@dataclass(frozen=True)
class KeptTable:
    """A table that is no text of a person: the verification line beside its code."""

    place: int


Part = WordLine | WordTable | KeptTable


def lines(package: WordPackage) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Give the body's parts and one remark for each kind of thing that was left out. Raises WordRefused."""
    reader = _Reader(package)
    body = package.document.find(f"{W}body")
    found = tuple(reader.parts(body)) if body is not None else ()
    reader.words.check_ended()
    return found, tuple(dict.fromkeys(reader.words.remarks))


class _Reader:
    def __init__(self, package: WordPackage) -> None:
        self.styles = Styles(package.styles)
        self.numbering = Numbering(package.numbering)
        self.words = Words()
        self.lines = self.characters = self.paragraphs = self.tables = 0

    def parts(self, holder: Element) -> Iterator[Part]:
        for element in _within(holder):
            if element.tag == f"{W}p":
                self.paragraphs += 1
                place = Said(f"第 {self.paragraphs} 段", f"Paragraph {self.paragraphs}")
                yield self.line(element, place, self.paragraphs)
            elif element.tag == f"{W}tbl":
                yield KeptTable(self.paragraphs) if self.is_verification(element) else self.table(element)
            else:
                near = self.paragraphs + 1
                _refuse_stranger(element, Said(f"第 {near} 段附近", f"The file near paragraph {near}"))

    def is_verification(self, table: Element) -> bool:
        paragraphs = list(table.iter(f"{W}p"))
        styles = {self.styles.of(value(one.find(f"{W}pPr/{W}pStyle"))).key for one in paragraphs}
        return styles == {"verification"} and len(paragraphs) <= _MOST_OF_VERIFICATION

    def line(self, paragraph: Element, place: Said, number: int = 0) -> WordLine:
        properties = paragraph.find(f"{W}pPr")
        style = self.styles.of(value(None if properties is None else properties.find(f"{W}pStyle")))
        where = where_of(place, paragraph)
        if style.hidden:
            raise WordRefused(
                f"{where}是隐藏文字，请取消隐藏或者删去后再上传。",
                f"{where.en} is hidden text; show or delete it and upload again.",
            )
        self.words.check_mark(properties, where)
        text = self.words.of(paragraph, where).strip(" \t\n")
        # Blanks before a paragraph are a hand-made indent; in a cell they are room for what is written by hand.
        text = text if style.key in ("cell", "cell_header") else text.lstrip(" \t\n\u3000\xa0")
        label = self.label(properties, style, where) if text else ""
        self.lines, self.characters = self.lines + 1, self.characters + len(text) + len(label)
        if self.lines > MOST_LINES:
            raise WordRefused(
                f"全文超过 {MOST_LINES} 段，请精简正文，大表请改作附件。",
                f"The file has more than {MOST_LINES} paragraphs; shorten the text and make large tables annexes.",
            )
        if self.characters > MOST_TEXT:
            raise WordRefused(
                f"全文超过 {MOST_TEXT} 字，请精简正文，大表请改作附件。",
                f"The file has more than {MOST_TEXT} characters; shorten the text and make large tables annexes.",
            )
        problem = text_problem(text.replace("\t", " "), lines=True)
        if problem:
            raise WordRefused(f"{where}的{problem}。", f"{where.en}: {problem.en}.")
        return WordLine(label + text, style, label, number)

    def label(self, properties: Element | None, style: ParagraphStyle, where: Said) -> str:
        own = None if properties is None else properties.find(f"{W}numPr")
        number = value(None if own is None else own.find(f"{W}numId")) or style.number
        level = value(None if own is None else own.find(f"{W}ilvl")) or style.level
        label = self.numbering.label(number, level, where)
        if label and (problem := text_problem(label)):
            raise WordRefused(f"{where}的自动编号里，{problem}。", f"{where.en}, automatic number: {problem.en}.")
        return label

    def table(self, element: Element) -> WordTable:
        self.tables += 1
        place = Said(f"第 {self.tables} 个表格", f"Table {self.tables}")
        rows: list[tuple[str, ...]] = []
        styles: list[tuple[str, ...]] = []
        heads = 0
        for number, row in enumerate(_of_kind(element, "tr", place), start=1):
            properties = row.find(f"{W}trPr")
            where = Said(f"{place}第 {number} 行", f"{place.en}, row {number}")
            self.check_row(properties, where)
            cells: list[tuple[str, str]] = []
            for cell in _of_kind(row, "tc", where):
                count = len(cells) + 1
                cells += self.cell(cell, Said(f"{where}第 {count} 格", f"{where.en}, cell {count}"))
                if len(cells) > MOST_COLUMNS:
                    raise WordRefused(
                        f"{where}超过 {MOST_COLUMNS} 格，请拆分表格后再上传。",
                        f"{where.en} has more than {MOST_COLUMNS} cells; split the table and upload again.",
                    )
            outer = _spaces(properties)
            cells = [("", "")] * outer[0] + cells + [("", "")] * outer[1]
            if not cells or len(cells) > MOST_COLUMNS or (rows and len(cells) != len(rows[0])):
                raise WordRefused(
                    f"{where}的格数与第一行不同，请调整成规整的表格后再上传。",
                    f"{where.en} has a different number of cells from the first row; make the table regular and upload again.",
                )
            heads += switched_on(properties, "tblHeader") and heads == len(rows)
            rows.append(tuple(text for text, _ in cells))
            styles.append(tuple(style for _, style in cells))
        if not rows:
            raise WordRefused(f"{place}是空的，请删去后再上传。", f"{place.en} is empty; delete it and upload again.")
        grid = [value(column, "w") for column in element.findall(f"{W}tblGrid/{W}gridCol")]
        widths = tuple(int(width) for width in grid if re.fullmatch(r"[1-9]\d{0,5}", width))
        return WordTable(tuple(rows), widths, heads, tuple(styles), self.paragraphs)

    def check_row(self, properties: Element | None, where: Said) -> None:
        for name in ("ins", "del", "cellIns", "cellDel"):
            if properties is not None and properties.find(f"{W}{name}") is not None:
                raise unrevised(where)

    def cell(self, cell: Element, where: Said) -> list[tuple[str, str]]:
        """Give a cell's text, its paragraphs as lines, with its first paragraph's style; one that spans columns, and empty ones."""
        properties = cell.find(f"{W}tcPr")
        self.check_row(properties, where)
        found: list[WordLine] = []
        for element in _within(cell):
            if element.tag == f"{W}tbl":
                raise WordRefused(
                    f"{where}里套有另一个表格，请把它移到表格之外后再上传。",
                    f"{where.en} contains another table; move it out of this one and upload again.",
                )
            if element.tag != f"{W}p":
                _refuse_stranger(element, where)
            found.append(self.line(element, where))
        text = "\n".join(line.text for line in found).strip("\n")
        span = _number(value(None if properties is None else properties.find(f"{W}gridSpan")))
        merged = span > 1 or (properties is not None and properties.find(f"{W}vMerge") is not None)
        if merged:
            self.words.remarks.append("合并的单元格已按原来的行列拆开，文字在第一格。")
        return [(text, found[0].style.key if found else "")] + [("", "")] * max(0, min(span, MOST_COLUMNS) - 1)


def _spaces(properties: Element | None) -> tuple[int, int]:
    """Give the empty columns before and after a row's cells."""
    first, last = (
        _number(value(None if properties is None else properties.find(f"{W}{name}")))
        for name in ("gridBefore", "gridAfter")
    )
    return min(first, MOST_COLUMNS), min(last, MOST_COLUMNS)


def _number(told: str) -> int:
    return int(told) if re.fullmatch(r"\d{1,4}", told) else 0


def _within(holder: Element) -> Iterator[Element]:
    """Give the holder's elements, those inside content controls in their place; what bears no words is passed over."""
    for element in holder:
        if element.tag in (f"{W}sdt", f"{W}customXml", f"{W}sdtContent"):
            yield from _within(element)
        elif not (element.tag.startswith(W) and local(element) in _IGNORED):
            yield element


def _of_kind(holder: Element, name: str, where: Said) -> Iterator[Element]:
    for element in _within(holder):
        if element.tag != f"{W}{name}":
            _refuse_stranger(element, where)
        yield element


def _refuse_stranger(element: Element, where: Said) -> None:
    name = local(element)
    if name in ("ins", "del", "moveFrom", "moveTo") or name.startswith(("moveFromRange", "moveToRange")):
        raise unrevised(where)
    if name == "altChunk":
        raise WordRefused(
            f"{where}嵌入了外来内容（altChunk），请改为直接粘贴文字后再上传。",
            f"{where.en} embeds foreign content (altChunk); paste it as text instead and upload again.",
        )
    raise unreadable(where, name)
