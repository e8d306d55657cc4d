"""Document → .docx bytes (python-docx) on the slim template. Equal documents give equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] — compiled module without stubs

from filings.blocks import (
    AnnexStart,
    Bars,
    Block,
    Choice,
    Enclosures,
    Imprint,
    Item,
    Masthead,
    Number,
    SignatureBlock,
    Table,
    Title,
    Verification,
    enclosure_lines,
    runs_text,
)
from filings.codes import qr_picture
from filings.keeping import kept_with_next, printed_blocks
from filings.layout import (
    LINE_PT,
    CellRoom,
    LineStyle,
    cell_room,
    headline,
    signature_indents,
    signature_lines,
    style_name,
    styles,
)
from filings.model import Document
from filings.word_head import empty_end, imprint, masthead, number
from filings.word_tables import bars, begins_as_table, between_tables, code_picture, ends_as_table, table, verification
from filings.word_template import W, indents, run_properties, template, twips, zipped

_BODY_PART = "word/document.xml"
_MARKS = re.compile("([☑☐]+)")


def render_word(document: Document) -> bytes:
    """Give the document as .docx: real styles, the East Asian font named on every run, neutral properties."""
    word = docx.Document(io.BytesIO(template(document.profile)))
    body = "".join(_Writer(word, document.profile).blocks(printed_blocks(document)))
    moment = datetime(document.on.year, document.on.month, document.on.day, tzinfo=UTC).replace(tzinfo=None)
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by = document.title, "", ""
    properties.language, properties.revision = "zh-CN", 1
    properties.created = properties.modified = moment
    buffer = io.BytesIO()
    word.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {_BODY_PART: _with_body(parts[_BODY_PART], body)})


def _with_body(part: bytes, body: str) -> bytes:
    """Give the document's part with these blocks before its section properties, parsed whole to be sure of it.

    A long table that is moved from one parsed tree into another takes a time that grows with the square of its rows.
    """
    head, section, tail = part.partition(b"<w:sectPr>")
    whole = parse_xml(b"".join((head, body.encode(), section, tail)))
    return etree.tostring(whole, encoding="UTF-8", standalone=True)


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
    def __init__(self, word: WordDocument, profile: str) -> None:
        self.word, self.profile = word, profile
        self.styles: dict[str, LineStyle] = styles(profile)
        self.room: CellRoom = cell_room(profile)

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        for block, after, keep in zip(blocks, (*blocks[1:], None), kept_with_next(blocks), strict=True):
            yield from self.block(block, keep_next=keep)
            if ends_as_table(block) and after is None:
                yield empty_end()
            elif ends_as_table(block) and begins_as_table(after):
                yield between_tables(self, keep_next=keep)

    def block(self, block: Block, *, keep_next: bool) -> Iterator[str]:
        match block:
            case Masthead():
                yield masthead(self, block, self.profile)
            case Number():
                yield number(self, block, self.profile)
            case Item():
                yield self.line("item", block.label + runs_text(block.runs), keep_next=keep_next)
            case Choice():
                mark = self.run("☑" if block.marked else "☐", "mark")
                text = self.run(block.label + runs_text(block.runs), "fang")
                yield self.paragraph("choice", mark + text, keep_next=keep_next)
            case Table():
                yield from table(self, block, keep_next=keep_next)
            case Bars():
                yield from bars(self, block, keep_next=keep_next)
            case Enclosures():
                yield from self.enclosures(block, keep_next=keep_next)
            case SignatureBlock():
                yield from self.signature(block, keep_next=keep_next)
            case AnnexStart():
                yield self.line("annex_label", block.label, extra="<w:pageBreakBefore/>")
                yield self.line("annex_title", "\n".join(headline("annex_title", block.title)))
            case Title():
                yield self.line("title", "\n".join(headline("title", runs_text(block.runs))))
            case Verification():
                yield from verification(self, block, self.picture(block))
            case Imprint():
                yield imprint(self, block, self.profile)
            case _:
                yield self.line(style_name(block), runs_text(block.runs), keep_next=keep_next)

    def line(self, style: str, text: str, *, extra: str = "", after: str = "", keep_next: bool = False) -> str:
        run = self.run(text, self.styles[style].face)
        return self.paragraph(style, run, extra=extra, after=after, keep_next=keep_next)

    def paragraph(self, style: str, runs: str, *, extra: str = "", after: str = "", keep_next: bool = False) -> str:
        """Give a w:p; `extra` goes before the spacing, `after` behind it (the order of the schema)."""
        keep = "<w:keepNext/>" if keep_next else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{extra}{after}</w:pPr>{runs}</w:p>'

    def run(self, text: str, role: str) -> str:
        """Give the runs of a text: one, or more where tick boxes want their own face."""
        pieces = [text] if role == "mark" else _MARKS.split(text)
        return "".join(_run(piece, "mark" if _MARKS.fullmatch(piece) else role) for piece in pieces if piece)

    def picture(self, block: Verification) -> str:
        """Give the code of a verification as a run, its picture added to the package."""
        relation, _ = self.word.part.get_or_add_image(io.BytesIO(qr_picture(block.code)))
        return code_picture(relation)

    def signature(self, block: SignatureBlock, *, keep_next: bool) -> Iterator[str]:
        name_right, date_right = signature_indents(block)
        name, dated = self.styles["sign_name"], self.styles["sign_date"]
        above = twips(LINE_PT * 2 if block.sealed else name.pitch)
        spacing = f'<w:spacing w:before="{above}" w:line="{twips(name.pitch)}" w:lineRule="exact"/>'
        lines = signature_lines(block)
        centred = '<w:jc w:val="center"/>' if len(lines) > 1 else ""
        yield self.paragraph(
            "sign_name",
            self.run("\n".join(lines), name.face),
            after=spacing + indents(name, right=name_right) + centred,
        )
        yield self.paragraph(
            "sign_date",
            self.run(block.dated.text, dated.face),
            after=indents(dated, right=date_right),
            keep_next=keep_next,
        )

    def enclosures(self, block: Enclosures, *, keep_next: bool) -> Iterator[str]:
        style = self.styles["enclosures"]
        lines = enclosure_lines(block)
        for place, line in enumerate(lines):
            left, hanging = (5.0, 3.0) if place == 0 else (6.2, 1.2)
            spacing = f'<w:spacing w:before="{twips(LINE_PT)}" w:line="{twips(LINE_PT)}" w:lineRule="exact"/>'
            indent = (
                f'<w:ind w:leftChars="{round(left * 100)}" w:left="{twips(left * style.size)}" '
                f'w:hangingChars="{round(hanging * 100)}" w:hanging="{twips(hanging * style.size)}"/>'
            )
            above = spacing if place == 0 else ""
            keep = keep_next or place < len(lines) - 1
            yield self.paragraph("enclosures", self.run(line, style.face), after=above + indent, keep_next=keep)


def _run(text: str, role: str) -> str:
    pieces = escape(text).split("\n")
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{piece}</w:t>' for piece in pieces)
    return f"<w:r>{run_properties(role)}{inner}</w:r>"
