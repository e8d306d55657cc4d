"""Document → the HTML that the PDF is printed from. Every word is escaped; nothing in it has an address to fetch."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from filings.blocks import (
    AnnexStart,
    Bars,
    Block,
    Choice,
    Enclosures,
    FormMark,
    Heading,
    Imprint,
    Item,
    Masthead,
    Number,
    Run,
    SignatureBlock,
    Table,
    Title,
    Verification,
    enclosure_lines,
    runs_text,
    signatory_lines,
)
from filings.codes import qr_drawing
from filings.keeping import is_signed_by_hand, kept_with_next, printed_blocks
from filings.layout import (
    column_shares,
    headline,
    imprint_height,
    masthead_size,
    signature_indents,
    signature_lines,
    style_name,
    styles,
)
from filings.model import Document

_TAGS = {"heading1": "h2", "heading2": "h3", "title": "h1"}
_BOX = re.compile(r"[☑☐][^☑☐\s]{1,16}")
"""A tick box and its word, which no line may part."""
_MOST_KEPT_BARS = 15
"""Bars of a chart that stay on one page; a longer chart may go over."""
CODE_ALTERNATIVE = "核验二维码"
"""Alternative text of the QR code; the words beside it say how to verify without it."""


def document_html(document: Document) -> str:
    """Give the page: head, blocks in reading order, imprint."""
    blocks = printed_blocks(document)
    pairs = zip(blocks, kept_with_next(blocks), strict=True)
    body = "\n".join(part for block, keep in pairs for part in _block(block, document.profile, keep=keep))
    title = html.escape(document.title)
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        "</head>"
        f"<body>{body}</body></html>"
    )


def _block(block: Block, profile: str, *, keep: bool) -> Iterator[str]:
    together = " keep" if keep else ""
    match block:
        case Masthead():
            yield _masthead(block, profile)
        case Number():
            yield _number(block)
        case Item():
            yield f'<p class="item{together}">{html.escape(block.label)}{_escaped(block.runs)}</p>'
        case Choice():
            mark = "☑" if block.marked else "☐"
            yield f'<p class="choice{together}"><span class="mark">{mark}</span>'
            yield f"{html.escape(block.label)}{_escaped(block.runs)}</p>"
        case Table():
            yield from _table(block, profile, together)
        case Bars():
            yield from _bars(block, together)
        case Enclosures():
            yield from _enclosures(block, together)
        case SignatureBlock():
            yield from _signature(block, together)
        case AnnexStart():
            yield f'<p class="annex annex_label">{html.escape(block.label)}</p>'
            yield f'<h1 class="annex_title">{_lines("annex_title", block.title)}</h1>'
        case Verification():
            yield _verification(block, together)
        case Imprint():
            yield from _imprint(block)
        case Title() | Heading():
            name = style_name(block)
            yield f'<{_TAGS[name]} class="{name}">{_lines(name, runs_text(block.runs))}</{_TAGS[name]}>'
        case FormMark():
            yield f'<p class="form_mark">{_escaped(block.runs)}</p>'
        case _:
            yield f'<p class="{style_name(block)}{together}">{_escaped(block.runs)}</p>'


def _masthead(block: Masthead, profile: str) -> str:
    text = runs_text(block.runs)
    size = masthead_size(profile, text)
    lines = "<br>".join(html.escape(line) for line in headline("masthead", text, size=size))
    rule = '<div class="lower-rule"></div>' if profile == "gw-letter" else ""
    return f'{rule}<div class="head"><p class="masthead" style="font-size:{size:g}pt">{lines}</p></div>'


def _number(block: Number) -> str:
    signatory = "".join(signatory_lines(block))
    if not signatory:
        return f'<p class="number">{_escaped(block.runs) or "&#160;"}</p>'
    label, name = signatory.split("：", 1)
    return (
        f'<p class="number upward"><span>{_escaped(block.runs)}</span>'
        f'<span>{label}：<span class="signatory">{html.escape(name)}</span></span></p>'
    )


def _table(block: Table, profile: str, together: str) -> Iterator[str]:
    if block.caption:
        yield f'<p class="caption">{html.escape(block.caption)}</p>'
    whole = " whole" if is_signed_by_hand(block) else ""
    yield f'<table class="cell{whole}{together}"><colgroup>'
    yield "".join(f'<col style="width:{share:.4%}">' for share in column_shares(block, profile))
    yield "</colgroup>"
    if block.header:
        yield _head_row(block.header)
    yield "<tbody>"
    pitch = styles(profile)["cell"].pitch
    for place, row in enumerate(block.rows):
        first = "first" if block.header else "cell_header"
        cells = (
            f'<td class="{first}">{_cell(cell)}</td>' if i == 0 else f"<td>{_cell(cell)}</td>"
            for i, cell in enumerate(row)
        )
        lines = block.heights[place] if place < len(block.heights) else 0
        height = f' style="height:{lines * pitch:g}pt"' if lines else ""
        yield f"<tr{height}>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _bars(block: Bars, together: str) -> Iterator[str]:
    if block.caption:
        yield f'<p class="caption">{html.escape(block.caption)}</p>'
    whole = " whole" if len(block.rows) <= _MOST_KEPT_BARS else ""
    yield f'<table class="cell bars{whole}{together}"><colgroup><col style="width:28%"><col></colgroup>'
    yield _head_row(block.header)
    yield "<tbody>"
    for label, value, length in block.rows:
        bar = f'<div class="bar" style="width:{length / 10:g}%"></div>' if length else ""
        yield f'<tr><td class="first">{html.escape(label)}</td><td>{bar}<p>{html.escape(value)}</p></td></tr>'
    yield "</tbody></table>"


def _head_row(cells: tuple[str, ...]) -> str:
    return "<thead><tr>" + "".join(f'<th class="cell_header">{_cell(cell)}</th>' for cell in cells) + "</tr></thead>"


def _cell(cell: str) -> str:
    boxed = _BOX.sub(r'<span class="box">\g<0></span>', html.escape(cell))
    return boxed.replace("\n", "<br>")


def _enclosures(block: Enclosures, together: str) -> Iterator[str]:
    yield f'<div class="enclosures-block{together}">'
    for place, line in enumerate(enclosure_lines(block)):
        yield f'<p class="enclosures hang{" next" if place else ""}">{html.escape(line)}</p>'
    yield "</div>"


def _signature(block: SignatureBlock, together: str) -> Iterator[str]:
    name_right, date_right = signature_indents(block)
    lines = [html.escape(line) for line in signature_lines(block)]
    centred = " centred" if len(lines) > 1 else ""
    yield f'<div class="signature{"" if block.sealed else " open"}{together}">'
    yield f'<p class="sign_name{centred}" style="margin-right:{name_right}em">{"<br>".join(lines)}</p>'
    yield f'<p class="sign_date" style="margin-right:{date_right}em">{html.escape(block.dated.text)}</p></div>'


def _verification(block: Verification, together: str) -> str:
    width, path = qr_drawing(block.code)
    return (
        f'<div class="verification{together}"><svg xmlns="http://www.w3.org/2000/svg" class="code" '
        f'viewBox="0 0 {width} {width}"><title>{CODE_ALTERNATIVE}</title><path d="{path}"/></svg>'
        f"<p>{html.escape(block.line)}</p></div>"
    )


def _imprint(block: Imprint) -> Iterator[str]:
    """Give the imprint at the foot of the last page, and before it the room that it needs there."""
    lines = []
    if block.copies:
        lines.append(f'<p class="imprint hang">抄送：{html.escape(block.copies.rstrip("。"))}。</p>')
    if block.printed_by or block.printed_on:
        dated = f"<span>{html.escape(block.printed_on)}印发</span>" if block.printed_on else ""
        lines.append(f'<p class="imprint printed"><span>{html.escape(block.printed_by)}</span>{dated}</p>')
    inner = "".join(lines)
    yield f'<div class="imprint-place" style="height:{imprint_height(block):g}pt"><div class="imprint-block">{inner}</div></div>'


def _lines(name: str, text: str) -> str:
    return "<br>".join(html.escape(line) for line in headline(name, text))


def _escaped(runs: tuple[Run, ...]) -> str:
    return html.escape(runs_text(runs))
