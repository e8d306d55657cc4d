"""Measures of the page and of every kind of line, shared by PDF and Word (GB/T 9704-2012《党政机关公文格式》).

Lengths are millimetres for the page and points for type; indents are counted in characters of the line's own size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from filings.figures import text_width
from filings.model import (
    Addressee,
    Block,
    Choice,
    Heading,
    Item,
    Masthead,
    Number,
    Paragraph,
    SignatureBlock,
    Title,
)

PAGE_MM = (210.0, 297.0)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37.0, 35.0, 28.0, 26.0
TEXT_WIDTH_PT = (PAGE_MM[0] - LEFT_MM - RIGHT_MM) / 25.4 * 72
LINE_PT = 28.95  # 225 mm hold 22 lines (5.2.3); the customary 28 pt leaves a gap
BODY_PT = 16.0  # 3号
PAGE_NUMBER_BELOW_MM = 7.0
# Letter format (10.1): name 30 mm from the top edge, double rules of 170 mm, the lower one 20 mm above the bottom edge.
LETTER_HEAD_TOP_MM, LETTER_RULE_MM, LETTER_RULE_GAP_MM, LETTER_LOWER_RULE_MM = 30.0, 170.0, 4.0, 20.0
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
    "number": LineStyle(align="right", after=LINE_PT),
    "addressee": LineStyle(align="left", keep_next=True),
    "heading1": LineStyle(face="hei", first=2, keep_next=True),
    "heading2": LineStyle(face="kai", first=2, keep_next=True),
    "body": LineStyle(first=2),
    "item": LineStyle(first=2),
    "choice": LineStyle(first=2),
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
    "cell_header": LineStyle(face="hei", size=12, pitch=20, align="center", keep_next=True),
    "page_number": LineStyle(face="song", size=14, pitch=18),
}
_PROFILE_STYLES = {
    "gw-letter": {"title": {"before": LINE_PT * 2}, "number": {"align": "right", "after": 0.0}},
    "company-letter": {"title": {"after": LINE_PT}, "number": {"align": "center"}},
    "form-table": {"number": {"align": "right", "after": LINE_PT / 2}},
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
_NOT_FIRST = "，。、；：？！”’）》〕】％"
_NOT_LAST = "“‘（《〔【"
_KEYS = {Masthead: "masthead", Number: "number", Title: "title", Addressee: "addressee", Item: "item", Choice: "choice"}


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


def signature_indents(block: SignatureBlock) -> tuple[float, float]:
    """Give the right indents of 署名 and 成文日期, in characters (GB/T 9704-2012 7.3.5).

    Sealed: the date stands 4 characters in, the name centred over it. Not sealed: the name 2 characters in, the date
    on the next line, begun 2 characters right of the name. A name too wide for that moves the date inwards instead; one
    wider than a line counts as a line, so that the date keeps its own.
    """
    line = TEXT_WIDTH_PT / _STYLES["body"].size
    name, dated = min(text_width(block.name.text), line - 2), text_width(block.dated.text)
    if block.sealed:
        name_right = 4 + (dated - name) / 2
        return (name_right, 4.0) if name_right >= 0 else (0.0, (name - dated) / 2)
    date_right = name + 2 - 2 - dated
    return (2.0, date_right) if date_right >= 0 else (2.0 - date_right, 0.0)


def title_lines(text: str) -> list[str]:
    """Give a title in lines of like length (GB/T 9704-2012 7.3.1: 分行时排列对称), never split inside a number or word."""
    capacity = TEXT_WIDTH_PT / _STYLES["title"].size
    count = math.ceil(text_width(text) / capacity)
    lines: list[str] = []
    rest = text
    for left in range(count, 1, -1):
        share = text_width(rest) / left
        places = [i for i in range(1, len(rest)) if _may_break(rest, i) and text_width(rest[:i]) <= capacity]
        if not places:
            break
        best = min(places, key=lambda i: abs(text_width(rest[:i]) - share) + _break_cost(rest, i))
        lines.append(rest[:best])
        rest = rest[best:]
    return [*lines, rest]


def _may_break(text: str, at: int) -> bool:
    inside_word = text[at - 1].isascii() and text[at].isascii()
    return not inside_word and text[at] not in _NOT_FIRST and text[at - 1] not in _NOT_LAST


def _break_cost(text: str, at: int) -> float:
    """Cost, in characters, of a break that tears a phrase: before 的, after 关于."""
    return 3.0 * (text[at] in "的等及和") + 4.0 * text[:at].endswith(("关", "关于", "的"))
