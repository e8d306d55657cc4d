"""Measures of the page and of every kind of line, shared by PDF and Word (GB/T 9704-2012《党政机关公文格式》).

Lengths are millimetres for the page and points for type; indents are counted in characters of the line's own size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from filings.blocks import (
    Addressee,
    Block,
    Choice,
    FormMark,
    Heading,
    Imprint,
    Item,
    Masthead,
    Number,
    Paragraph,
    SignatureBlock,
    Table,
    Title,
)
from filings.figures import text_width
from filings.line_breaking import lines_of

PAGE_MM = (210.0, 297.0)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37.0, 35.0, 28.0, 26.0
TEXT_WIDTH_PT = (PAGE_MM[0] - LEFT_MM - RIGHT_MM) / 25.4 * 72
LINE_PT = 28.95  # 225 mm hold 22 lines (5.2.3); the customary 28 pt leaves a gap
BODY_PT = 16.0  # 3号
PAGE_NUMBER_BELOW_MM = 7.0
# Letter format (10.1): name 30 mm from the top edge, double rules of 170 mm, the lower one 20 mm above the bottom edge.
LETTER_HEAD_TOP_MM, LETTER_RULE_MM, LETTER_RULE_GAP_MM, LETTER_LOWER_RULE_MM = 30.0, 170.0, 4.0, 20.0
# Official document with a red head (7.2): name 35 mm below the top of the text area, number two lines lower, red rule
# 4 mm below it; rules of the imprint (7.4) thick outside, thin between.
FULL_HEAD_BELOW_MM, FULL_RULE_GAP_MM, FULL_RULE_PT = 35.0, 4.0, 2.25
IMPRINT_THICK_MM, IMPRINT_THIN_MM = 0.35, 0.25
CODE_MM = 20.0  # QR code of the verification line
RED = "D7000F"


@dataclass(frozen=True)
class LineStyle:
    """How one kind of line is set. `face` is a role of filings.fonts; indents in characters, spaces in points."""

    face: str = "fang"
    size: float = BODY_PT
    pitch: float = LINE_PT
    align: str = "justify"
    first: float = 0.0
    left: float = 0.0
    right: float = 0.0
    before: float = 0.0
    after: float = 0.0
    keep_next: bool = False
    red: bool = False


_STYLES = {
    "masthead": LineStyle(face="title", size=30, pitch=36, align="center", red=True),
    "title": LineStyle(face="title", size=22, pitch=36, align="center", before=0, after=LINE_PT, keep_next=True),
    "form_mark": LineStyle(size=14, pitch=LINE_PT, align="right"),
    "number": LineStyle(align="right", after=LINE_PT),
    "addressee": LineStyle(align="left", keep_next=True),
    "heading1": LineStyle(face="hei", first=2, keep_next=True),
    "heading2": LineStyle(face="kai", first=2, keep_next=True),
    "body": LineStyle(first=2),
    # Not justified: the one space, that behind the number, would be stretched to fill the whole line.
    "item": LineStyle(first=2, align="left"),
    "choice": LineStyle(first=2, align="left"),
    "flush": LineStyle(),
    "note": LineStyle(first=2, before=LINE_PT / 2),
    "small": LineStyle(size=12, pitch=20, align="left"),
    "enclosures": LineStyle(align="left", left=2),
    "sign_name": LineStyle(align="right", keep_next=True),
    "sign_date": LineStyle(align="right"),
    "annex_label": LineStyle(face="hei", align="left", keep_next=True),
    "annex_title": LineStyle(
        face="title", size=22, pitch=36, align="center", before=LINE_PT, after=LINE_PT / 2, keep_next=True
    ),
    "caption": LineStyle(face="hei", size=14, pitch=26, align="center", before=LINE_PT / 2, keep_next=True),
    "cell": LineStyle(size=12, pitch=20, align="left"),
    "cell_header": LineStyle(face="hei", size=12, pitch=20, align="center"),
    "page_number": LineStyle(face="song", size=14, pitch=18),
    "verification": LineStyle(size=12, pitch=20, align="left"),
    "imprint": LineStyle(size=14, pitch=26, align="left", left=1, right=1),
}
_PROFILE_STYLES = {
    "gw-full": {"title": {"before": LINE_PT * 2}, "number": {"align": "center", "before": LINE_PT * 2, "after": 0.0}},
    "gw-letter": {"title": {"before": LINE_PT * 2}, "number": {"align": "right", "after": 0.0}},
    "company-letter": {"title": {"after": LINE_PT}, "number": {"align": "center"}},
    "form-table": {"number": {"align": "right", "after": LINE_PT / 2}},
    "plain-notice": {"title": {"after": LINE_PT / 2}, "number": {"align": "right", "after": LINE_PT / 2}},
    # A working sheet that must show everything on one page: no official document, so not bound to 3号 type.
    "form-sheet": {
        "title": {"size": 16, "pitch": 22, "after": 2},
        "number": {"size": 9, "pitch": 13, "align": "right", "after": 0.0},
        "flush": {"size": 9, "pitch": 13, "align": "left"},
        "body": {"size": 9, "pitch": 13},
        "small": {"size": 8, "pitch": 10.5},
        "caption": {"size": 9, "pitch": 13, "align": "left", "before": 2.0},
        "cell": {"size": 8.5, "pitch": 10.5},
        "cell_header": {"size": 8.5, "pitch": 10.5},
        "sign_name": {"size": 10.5, "pitch": 14},
        "sign_date": {"size": 10.5, "pitch": 14},
    },
}
_KEYS = {
    Masthead: "masthead",
    Number: "number",
    FormMark: "form_mark",
    Title: "title",
    Addressee: "addressee",
    Item: "item",
    Choice: "choice",
}


@dataclass(frozen=True)
class CellRoom:
    """Room around the text of a table cell and around the table, in points; `in_word` is the vertical one of Word."""

    vertical: float = 3.0
    beside: float = 5.0
    in_word: float = 2.0
    above_table: float = 4.0
    below_table: float = 8.0


_CELL_ROOMS = {"form-sheet": CellRoom(vertical=0.8, beside=2.5, in_word=0.6, above_table=1.0, below_table=2.0)}


def cell_room(profile: str) -> CellRoom:
    """Give the room in a profile's tables."""
    return _CELL_ROOMS.get(profile, CellRoom())


def column_shares(block: Table, profile: str) -> list[float]:
    """Give each column's share of the text width: as the letter says, but no narrower than two characters of a heading.

    A column of figures whose heading stood upright, one character a line, would be hard to read.
    """
    style, room = styles(profile)["cell"], cell_room(profile)
    shares = [width / sum(block.widths) for width in block.widths]
    headings = block.header or ("",) * len(shares)
    least = [(min(text_width(text), 2.0) * style.size + 2 * room.beside + 1) / TEXT_WIDTH_PT for text in headings]
    lacking = sum(max(0.0, low - share) for low, share in zip(least, shares, strict=True))
    spare = sum(max(0.0, share - low) for low, share in zip(least, shares, strict=True))
    if not lacking or spare <= lacking:
        return shares
    kept = 1 - lacking / spare
    return [low + max(0.0, share - low) * kept for low, share in zip(least, shares, strict=True)]


def styles(profile: str) -> dict[str, LineStyle]:
    """Give the line styles of a profile, by name."""
    changes = _PROFILE_STYLES[profile]
    return {name: replace(style, **changes.get(name, {})) for name, style in _STYLES.items()}


def style_name(block: Block) -> str:
    """Give the style name of a block that is one line or paragraph."""
    if isinstance(block, Heading):
        return f"heading{block.level}"
    if isinstance(block, Paragraph):
        return block.style
    return _KEYS[type(block)]


def masthead_size(profile: str, text: str) -> float:
    """Give the size of a masthead in points: as large as the profile wants and one line holds, never below 22."""
    wanted = 40.0 if profile == "gw-full" else _STYLES["masthead"].size
    fitting = int(TEXT_WIDTH_PT / max(text_width(text), 1.0) * 2) / 2
    return max(22.0, min(wanted, fitting))


def headline(name: str, text: str, *, size: float = 0.0) -> list[str]:
    """Give the lines of a title, an annex title or a masthead; other kinds are one line. `size` other than the style's."""
    if name not in ("title", "annex_title", "masthead"):
        return [text]
    return lines_of(text, TEXT_WIDTH_PT / (size or _STYLES[name].size))


def title_lines(text: str) -> list[str]:
    """Give the lines of a title in its usual size."""
    return headline("title", text)


def imprint_height(block: Imprint) -> float:
    """Give the height of an imprint in points, its lines counted by the width of their words."""
    style = _STYLES["imprint"]
    room = TEXT_WIDTH_PT / style.size - style.left - style.right - 3.5
    copies = math.ceil(text_width(block.copies) / room) if block.copies else 0
    return (copies + bool(block.printed_by or block.printed_on)) * style.pitch + 4


def signature_lines(block: SignatureBlock) -> list[str]:
    """Give the lines of 署名: one, or several of like length when the name is wider than a line."""
    return lines_of(block.name.text, TEXT_WIDTH_PT / _STYLES["body"].size - 0.5)


def signature_indents(block: SignatureBlock) -> tuple[float, float]:
    """Give the right indents of 署名 and 成文日期, in characters (GB/T 9704-2012 7.3.5).

    Sealed: the date stands 4 characters in, the name centred over it. Not sealed: the name 2 characters in, the date
    on the next line, begun 2 characters right of the name. A name too wide for that moves the date inwards instead; of
    a name of several lines the widest counts.
    """
    line = TEXT_WIDTH_PT / _STYLES["body"].size
    dated = text_width(block.dated.text)
    name = min(max(text_width(part) for part in signature_lines(block)), line)
    if block.sealed:
        name_right = 4 + (dated - name) / 2
        return (name_right, 4.0) if name_right >= 0 else (0.0, (name - dated) / 2)
    inset = min(2.0, line - name)
    date_right = name + inset - 2 - dated
    return (inset, date_right) if date_right >= 0 else (inset - date_right, 0.0)
