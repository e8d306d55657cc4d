"""Document → .docx bytes (python-docx) on the slim template. Equal documents give equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml

from filings.layout import (
    LETTER_HEAD_TOP_MM,
    LETTER_RULE_GAP_MM,
    LETTER_RULE_MM,
    LINE_PT,
    PAGE_MM,
    RED,
    TEXT_WIDTH_PT,
    CellRoom,
    LineStyle,
    cell_room,
    signature_indents,
    style_name,
    styles,
    title_lines,
)
from filings.model import (
    AnnexStart,
    Block,
    Choice,
    Document,
    Enclosures,
    Item,
    Masthead,
    Paragraph,
    SignatureBlock,
    Table,
    Title,
    enclosure_lines,
    runs_text,
)
from filings.word_template import W, indents, millimetres, run_properties, template, twips, zipped

_CELL_BORDER = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def render_word(document: Document) -> bytes:
    """Give the document as .docx: real styles, the East Asian font named on every run, neutral properties."""
    writer = _Writer(styles(document.profile), cell_room(document.profile))
    body_xml = "".join(writer.blocks(document.blocks))
    parsed = parse_xml(f'<w:body xmlns:w="{W}">{body_xml}</w:body>')
    word = docx.Document(io.BytesIO(template(document.profile)))
    body = word.element.body
    section = body[-1]
    for element in list(parsed):
        section.addprevious(element)
    moment = datetime(document.on.year, document.on.month, document.on.day, tzinfo=UTC).replace(tzinfo=None)
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by = document.title, "", ""
    properties.language, properties.revision = "zh-CN", 1
    properties.created = properties.modified = moment
    buffer = io.BytesIO()
    word.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


def word_text(content: bytes) -> str:
    """Give the words of a .docx body in reading order, one line a paragraph or table cell line."""
    body = docx.Document(io.BytesIO(content)).element.body
    lines = []
    for paragraph in body.iter(f"{{{W}}}p"):
        pieces = (
            "\n" if node.tag == f"{{{W}}}br" else node.text or "" for node in paragraph.iter(f"{{{W}}}t", f"{{{W}}}br")
        )
        lines.append("".join(pieces))
    return "\n".join(line for line in lines if line)


class _Writer:
    def __init__(self, table: dict[str, LineStyle], room: CellRoom) -> None:
        self.styles = table
        self.room = room

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        for place, block in enumerate(blocks):
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            keep = isinstance(following, SignatureBlock | Enclosures) or (
                isinstance(block, SignatureBlock) and isinstance(following, Paragraph) and following.style == "note"
            )
            yield from self.block(block, keep_next=keep)
        if blocks and isinstance(blocks[-1], Table):
            # Word wants a paragraph behind a table that ends the text; one point high, it opens no new page.
            yield '<w:p><w:pPr><w:pStyle w:val="cell"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'

    def block(self, block: Block, *, keep_next: bool) -> Iterator[str]:
        match block:
            case Masthead():
                yield self.line("masthead", runs_text(block.runs), extra=_frame())
            case Item():
                yield self.line("item", block.label + runs_text(block.runs), keep_next=keep_next)
            case Choice():
                mark = self.run("☑" if block.marked else "☐", "mark")
                text = self.run(block.label + runs_text(block.runs), "fang")
                yield self.paragraph("choice", mark + text, keep_next=keep_next)
            case Table():
                yield from self.table(block)
            case Enclosures():
                yield from self.enclosures(block)
            case SignatureBlock():
                yield from self.signature(block, keep_next=keep_next)
            case AnnexStart():
                yield self.line("annex_label", block.label, extra="<w:pageBreakBefore/>")
                yield self.line("annex_title", "\n".join(title_lines(block.title)))
            case Title():
                yield self.line("title", "\n".join(title_lines(runs_text(block.runs))))
            case Paragraph():
                yield self.line(block.style, runs_text(block.runs), keep_next=keep_next)
            case _:
                yield self.line(style_name(block), runs_text(block.runs))

    def line(self, style: str, text: str, *, extra: str = "", keep_next: bool = False) -> str:
        return self.paragraph(style, self.run(text, self.styles[style].face), extra=extra, keep_next=keep_next)

    def paragraph(self, style: str, runs: str, *, extra: str = "", after: str = "", keep_next: bool = False) -> str:
        """Give a w:p; `extra` goes before the spacing, `after` behind it (the order of the schema)."""
        keep = "<w:keepNext/>" if keep_next else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{extra}{after}</w:pPr>{runs}</w:p>'

    def run(self, text: str, role: str) -> str:
        pieces = escape(text).split("\n")
        inner = "<w:br/>".join(f'<w:t xml:space="preserve">{piece}</w:t>' for piece in pieces)
        return f"<w:r>{run_properties(role)}{inner}</w:r>"

    def signature(self, block: SignatureBlock, *, keep_next: bool) -> Iterator[str]:
        name_right, date_right = signature_indents(block)
        name, dated = self.styles["sign_name"], self.styles["sign_date"]
        above = twips(LINE_PT * 2 if block.sealed else name.pitch)
        spacing = f'<w:spacing w:before="{above}" w:line="{twips(name.pitch)}" w:lineRule="exact"/>'
        yield self.paragraph(
            "sign_name", self.run(block.name.text, name.face), after=spacing + indents(name, right=name_right)
        )
        yield self.paragraph(
            "sign_date",
            self.run(block.dated.text, dated.face),
            after=indents(dated, right=date_right),
            keep_next=keep_next,
        )

    def enclosures(self, block: Enclosures) -> Iterator[str]:
        style = self.styles["enclosures"]
        for place, line in enumerate(enclosure_lines(block)):
            left, hanging = (5.0, 3.0) if place == 0 else (6.2, 1.2)
            spacing = f'<w:spacing w:before="{twips(LINE_PT)}" w:line="{twips(LINE_PT)}" w:lineRule="exact"/>'
            indent = (
                f'<w:ind w:leftChars="{round(left * 100)}" w:left="{twips(left * style.size)}" '
                f'w:hangingChars="{round(hanging * 100)}" w:hanging="{twips(hanging * style.size)}"/>'
            )
            above = spacing if place == 0 else ""
            yield self.paragraph("enclosures", self.run(line, style.face), after=above + indent, keep_next=True)

    def table(self, block: Table) -> Iterator[str]:
        if block.caption:
            yield self.line("caption", block.caption)
        total = sum(block.widths)
        widths = [twips(TEXT_WIDTH_PT * width / total) for width in block.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        yield (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{_CELL_BORDER}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/>{_cell_margins(self.room)}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        )
        if block.header:
            yield self.row(block.header, widths, ["cell_header"] * len(widths), head=True)
        first = "cell" if block.header else "cell_header"
        names = [first] + ["cell"] * (len(widths) - 1)
        for row in block.rows:
            yield self.row(row, widths, names, head=False, centre=bool(block.header))
        yield "</w:tbl>"

    def row(
        self, cells: Iterable[str], widths: list[int], names: list[str], *, head: bool, centre: bool = False
    ) -> str:
        properties = "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
        written = []
        for place, (cell, width, name) in enumerate(zip(cells, widths, names, strict=True)):
            align = '<w:jc w:val="center"/>' if centre and place == 0 else ""
            text = self.paragraph(name, self.run(cell, self.styles[name].face), after=align)
            written.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'
            )
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(written)}</w:tr>"


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


def _frame() -> str:
    """Give the masthead's frame: 30 mm from the top edge of the page, with the red double rule (thick above thin)."""
    across = (PAGE_MM[0] - LETTER_RULE_MM) / 2
    return (
        f'<w:framePr w:w="{millimetres(LETTER_RULE_MM)}" w:wrap="notBeside" w:vAnchor="page" w:hAnchor="page" '
        f'w:x="{millimetres(across)}" w:y="{millimetres(LETTER_HEAD_TOP_MM)}"/>'
        f'<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="{round(LETTER_RULE_GAP_MM / 25.4 * 72)}" '
        f'w:color="{RED}"/></w:pBdr>'
    )
