"""Tables of the Word file: tables of facts, bars drawn as shaded paragraphs, the verification line beside its code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from docx.oxml.shape import CT_Inline
from docx.shared import Emu
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] — compiled module without stubs

from filings.blocks import Bars, Block, Table, Verification
from filings.keeping import is_signed_by_hand
from filings.layout import CODE_MM, TEXT_WIDTH_PT, CellRoom, LineStyle, column_shares
from filings.page_html import CODE_ALTERNATIVE
from filings.word_template import millimetres, run_properties, twips

_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_CELL_BORDER = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES)
_NO_BORDER = "".join(f'<w:{side} w:val="nil"/>' for side in _SIDES)
_BAR_COLOUR = "4A6C8C"
_LABEL_SHARE = 0.28


class Lines(Protocol):
    """What writes the paragraphs of a cell."""

    profile: str
    styles: dict[str, LineStyle]
    room: CellRoom

    def run(self, text: str, role: str) -> str: ...

    def line(self, style: str, text: str, *, extra: str = "", after: str = "", keep_next: bool = False) -> str: ...

    def paragraph(self, style: str, runs: str, *, extra: str = "", after: str = "", keep_next: bool = False) -> str: ...


def table(lines: Lines, block: Table, *, keep_next: bool) -> Iterator[str]:
    """Give the parts of a table; with `keep_next` its last row stays with what follows."""
    if block.caption:
        yield lines.line("caption", block.caption)
    widths = [twips(TEXT_WIDTH_PT * share) for share in column_shares(block, lines.profile)]
    yield _head(widths, _CELL_BORDER, lines.room)
    whole = is_signed_by_hand(block)
    if block.header:
        cells = [lines.line("cell_header", cell, keep_next=whole) for cell in block.header]
        yield _row(widths, cells, head=True)
    for place, row in enumerate(block.rows):
        keep = keep_next if place == len(block.rows) - 1 else whole
        first = "cell" if block.header else "cell_header"
        centred = '<w:jc w:val="center"/>' if block.header else ""
        cells = [
            lines.line("cell" if at else first, cell, after="" if at else centred, keep_next=keep)
            for at, cell in enumerate(row)
        ]
        height = block.heights[place] if place < len(block.heights) else 0
        yield _row(widths, cells, height=twips(height * lines.styles["cell"].pitch))
    yield "</w:tbl>"


def bars(lines: Lines, block: Bars, *, keep_next: bool) -> Iterator[str]:
    """Give the parts of a bar chart: each bar is a shaded paragraph as long as its value, the value below it."""
    if block.caption:
        yield lines.line("caption", block.caption)
    widths = [twips(TEXT_WIDTH_PT * share) for share in (_LABEL_SHARE, 1 - _LABEL_SHARE)]
    yield _head(widths, _CELL_BORDER, lines.room)
    yield _row(widths, [lines.line("cell_header", cell) for cell in block.header], head=True)
    inner = widths[1] - 2 * twips(lines.room.beside)
    for place, (label, value, length) in enumerate(block.rows):
        keep = keep_next and place == len(block.rows) - 1
        shade = (
            f'<w:shd w:val="clear" w:color="auto" w:fill="{_BAR_COLOUR}"/><w:spacing w:line="140" w:lineRule="exact"/>'
            f'<w:ind w:right="{inner - round(inner * length / 1000)}"/>'
        )
        bar = lines.paragraph("cell", "", after=shade, keep_next=keep) if length else ""
        yield _row(widths, [lines.line("cell", label, keep_next=keep), bar + lines.line("cell", value, keep_next=keep)])
    yield "</w:tbl>"


def verification(lines: Lines, block: Verification, picture: str) -> Iterator[str]:
    """Give the verification line beside its code; `picture` is the drawing of the code as a run."""
    # As wide as the picture and the cell's own margins at least, or the picture is cut at its right.
    code = millimetres(CODE_MM + 1) + 2 * twips(lines.room.beside)
    widths = [code, twips(TEXT_WIDTH_PT) - code]
    yield _head(widths, _NO_BORDER, lines.room)
    beside = lines.paragraph("verification", picture, after='<w:spacing w:line="240" w:lineRule="auto"/>')
    yield _row(widths, [beside, lines.line("verification", block.line)])
    yield "</w:tbl>"


def code_picture(relation: str, *, number: int = 1) -> str:
    """Give the code of a verification as a run: the picture of this relation, with its size and alternative text.

    `number` is that of the drawing, one of its own among those of the file.
    """
    size = Emu(round(CODE_MM * 36_000))
    inline = CT_Inline.new_pic_inline(number, relation, "verification.png", size, size)
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")  # left out, LibreOffice takes an eighth of an inch
    inline.docPr.set("descr", CODE_ALTERNATIVE)
    inline.docPr.set("name", CODE_ALTERNATIVE)
    drawing = etree.tostring(inline, encoding="unicode")
    return f"<w:r>{run_properties('fang')}<w:drawing>{drawing}</w:drawing></w:r>"


def ends_as_table(block: Block) -> bool:
    """Whether the last thing that Word writes of the block is a table."""
    return isinstance(block, Table | Bars | Verification)


def begins_as_table(block: Block | None) -> bool:
    """Whether the first thing that Word writes of the block is a table: a caption would be a paragraph before it."""
    return isinstance(block, Verification) or (isinstance(block, Table | Bars) and not block.caption)


def between_tables(lines: Lines, *, keep_next: bool) -> str:
    """Give an empty paragraph as high as the room below a table: Word makes one table of two that touch."""
    height = f'<w:spacing w:line="{twips(lines.room.below_table)}" w:lineRule="exact"/>'
    return lines.paragraph("cell", "", after=height, keep_next=keep_next)


def _head(widths: list[int], borders: str, room: CellRoom) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{_cell_margins(room)}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def _row(widths: list[int], cells: list[str], *, head: bool = False, height: int = 0) -> str:
    least = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    properties = f"<w:cantSplit/>{least}" + ("<w:tblHeader/>" if head else "")
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{cell}</w:tc>'
        for width, cell in zip(widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{written}</w:tr>"


def _cell_margins(room: CellRoom) -> str:
    """Give the w:tblCellMar of a table; the room beside the text is written where it is not that of the table style."""
    sides = {"top": room.in_word, "left": room.beside, "bottom": room.in_word, "right": room.beside}
    usual = room.beside == CellRoom().beside
    written = "".join(
        f'<w:{side} w:w="{twips(points)}" w:type="dxa"/>'
        for side, points in sides.items()
        if not usual or side in ("top", "bottom")
    )
    return f"<w:tblCellMar>{written}</w:tblCellMar>"
