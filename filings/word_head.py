"""Head and foot of the Word file: mastheads in their frames, the number's line, the imprint at the foot of the page."""

from __future__ import annotations

from filings.blocks import Imprint, Masthead, Number, runs_text, signatory_lines
from filings.layout import (
    BOTTOM_MM,
    FULL_HEAD_BELOW_MM,
    FULL_RULE_GAP_MM,
    FULL_RULE_PT,
    IMPRINT_THICK_MM,
    IMPRINT_THIN_MM,
    LEFT_MM,
    LETTER_HEAD_TOP_MM,
    LETTER_RULE_GAP_MM,
    LETTER_RULE_MM,
    PAGE_MM,
    RED,
    TEXT_WIDTH_PT,
    LineStyle,
    headline,
    imprint_height,
    masthead_size,
)
from filings.word_tables import Lines
from filings.word_template import millimetres, twips

_EMPTY = '<w:p><w:pPr><w:pStyle w:val="cell"/><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
"""A paragraph one point high: Word wants one behind a frame or a table that ends the text; it opens no new page."""


_TAB = "<w:r><w:tab/></w:r>"


def empty_end() -> str:
    """Give the paragraph that ends a text whose last part is a table or a frame."""
    return _EMPTY


def masthead(lines: Lines, block: Masthead, profile: str) -> str:
    """Give the masthead: in the letter format 30 mm from the page's top edge with its double rule, else 35 mm below the
    top of the text area."""
    text = runs_text(block.runs)
    size = masthead_size(profile, text)
    run = lines.run("\n".join(headline("masthead", text, size=size)), "title")
    sized = run.replace("<w:lang", f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/><w:lang')
    above = "" if profile == "gw-letter" else f'w:before="{millimetres(FULL_HEAD_BELOW_MM)}" '
    spacing = f'<w:spacing {above}w:line="{twips(size * 1.2)}" w:lineRule="exact"/>'
    return lines.paragraph("masthead", sized, extra=_letter_frame() if profile == "gw-letter" else "", after=spacing)


def number(lines: Lines, block: Number, profile: str) -> str:
    """Give the line of the number; in an official document with its red rule, and the signatory at its right."""
    style = lines.styles["number"]
    runs = lines.run(runs_text(block.runs), style.face)
    after = ""
    signatory = "".join(signatory_lines(block))
    if signatory:
        label, name = signatory.split("：", 1)
        stops = ("left", style.size), ("right", TEXT_WIDTH_PT - style.size)
        listed = "".join(f'<w:tab w:val="{side}" w:pos="{twips(place)}"/>' for side, place in stops)
        after = f'<w:tabs>{listed}</w:tabs><w:jc w:val="left"/>'
        runs = _TAB + runs + _TAB + lines.run(f"{label}：", "fang") + lines.run(name, "kai")
    if profile != "gw-full":
        return lines.paragraph("number", runs, after=after)
    gap = round(FULL_RULE_GAP_MM / 25.4 * 72 - (style.pitch - style.size) / 2)
    rule = (
        f'<w:pBdr><w:bottom w:val="single" w:sz="{round(FULL_RULE_PT * 8)}" w:space="{gap}" w:color="{RED}"/></w:pBdr>'
    )
    return lines.paragraph("number", runs, extra=rule, after=after)


def imprint(lines: Lines, block: Imprint, profile: str) -> str:
    """Give the imprint: paragraphs framed at the foot of the last page's text area, ruled in an official document.

    Each has a frame of its own at its own height: some programs lose the place of a frame of several paragraphs.
    """
    style = lines.styles["imprint"]
    written: list[tuple[str, str, float]] = []
    whole = imprint_height(block)
    if block.copies:
        text = lines.run(f"抄送：{block.copies.rstrip('。')}。", style.face)
        written.append((text, _hanging(style), whole))
    if block.printed_by or block.printed_on:
        runs = lines.run(block.printed_by, style.face)
        if block.printed_on:
            runs += _TAB + lines.run(f"{block.printed_on}印发", style.face)
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{twips(TEXT_WIDTH_PT - style.size)}"/></w:tabs>'
        written.append((runs, tabs, style.pitch + 4))
    return (
        _EMPTY.join(
            lines.paragraph("imprint", runs, extra=_foot(above) + _rules(place, len(written) - 1, profile), after=after)
            for place, (runs, after, above) in enumerate(written)
        )
        + _EMPTY
    )


def _foot(above: float) -> str:
    """Give the frame of a line that begins `above` points over the bottom of the text area."""
    top = millimetres(PAGE_MM[1] - BOTTOM_MM) - twips(above)
    return (
        f'<w:framePr w:w="{twips(TEXT_WIDTH_PT)}" w:wrap="around" w:vAnchor="page" w:hAnchor="page" '
        f'w:x="{millimetres(LEFT_MM)}" w:y="{top}"/>'
    )


def _hanging(style: LineStyle) -> str:
    left, hanging = style.left + 3, 3
    return (
        f'<w:ind w:leftChars="{round(left * 100)}" w:left="{twips(left * style.size)}" w:rightChars="100" '
        f'w:right="{twips(style.size)}" w:hangingChars="{hanging * 100}" w:hanging="{twips(hanging * style.size)}"/>'
    )


def _rules(place: int, last: int, profile: str) -> str:
    """Give the rules of one line of the imprint: thick at the outside, thin between."""
    if profile != "gw-full":
        return ""
    thick, thin = (round(width / 25.4 * 72 * 8) for width in (IMPRINT_THICK_MM, IMPRINT_THIN_MM))
    sides = f'<w:top w:val="single" w:sz="{thin if place else thick}" w:space="0" w:color="000000"/>'
    if place == last:
        sides += f'<w:bottom w:val="single" w:sz="{thick}" w:space="0" w:color="000000"/>'
    return f"<w:pBdr>{sides}</w:pBdr>"


def _letter_frame() -> str:
    """Give the masthead's frame: 30 mm from the top edge of the page, with the red double rule (thick above thin)."""
    across = (PAGE_MM[0] - LETTER_RULE_MM) / 2
    return (
        f'<w:framePr w:w="{millimetres(LETTER_RULE_MM)}" w:wrap="notBeside" w:vAnchor="page" w:hAnchor="page" '
        f'w:x="{millimetres(across)}" w:y="{millimetres(LETTER_HEAD_TOP_MM)}"/>'
        f'<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="{round(LETTER_RULE_GAP_MM / 25.4 * 72)}" '
        f'w:color="{RED}"/></w:pBdr>'
    )
