"""Which blocks stay together on a page, for PDF and Word alike: nobody signs an empty page, no list loses its lead-in."""

from __future__ import annotations

from collections.abc import Sequence

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
    Paragraph,
    SignatureBlock,
    Table,
    Verification,
    runs_text,
)
from filings.figures import text_width
from filings.model import Document

_REAL_LINE, _REAL_ITEM = 20, 5
"""Characters from which a paragraph or an item counts as a line of the text, not as 特此告知 or a contact line."""
_REAL_ROWS = 3
"""Rows from which a table counts as text that a signature may stand under."""
_LONGEST_CHAIN = 8


def printed_blocks(document: Document) -> tuple[Block, ...]:
    """Give the blocks as they are set: an official document not yet numbered keeps the empty line of its number."""
    blocks = document.blocks
    if document.profile != "gw-full" or any(isinstance(block, Number) for block in blocks):
        return blocks
    at = next((place + 1 for place, block in enumerate(blocks) if isinstance(block, Masthead)), 0)
    return (*blocks[:at], Number(()), *blocks[at:])


def kept_with_next(blocks: Sequence[Block]) -> tuple[bool, ...]:
    """Give for each block whether no page may break behind it."""
    pairs = zip(blocks, (*blocks[1:], None), strict=True)
    kept = [_leads_in(block) and isinstance(after, Item | Choice | Table | Bars) for block, after in pairs]
    for place, block in enumerate(blocks):
        if isinstance(block, SignatureBlock) or is_signed_by_hand(block) or place == _short_end(blocks):
            for before in _company(blocks, place):
                kept[before] = True
        if _follows_signature(block) and place:
            kept[place - 1] = True
    for place in range(1, len(blocks)):
        if isinstance(blocks[place], AnnexStart):
            kept[place - 1] = False
    return tuple(kept)


def _short_end(blocks: Sequence[Block]) -> int:
    """Give the place of a short table or remark that ends the paper, -1 when it ends otherwise."""
    content = [place for place, block in enumerate(blocks) if not isinstance(block, Imprint | Verification)]
    last = blocks[content[-1]] if content else None
    short = (isinstance(last, Table) and len(last.rows) <= _REAL_ROWS) or (
        isinstance(last, Paragraph) and last.style in ("small", "note")
    )
    return content[-1] if short else -1


def _company(blocks: Sequence[Block], place: int) -> list[int]:
    """Give the places of the blocks that go with the signature at `place`: back to a real line of the text."""
    chain = []
    for before in range(place - 1, max(-1, place - 1 - _LONGEST_CHAIN), -1):
        if isinstance(blocks[before], AnnexStart | SignatureBlock | Imprint | Verification):
            break
        chain.append(before)
        if _is_real(blocks[before]):
            break
    return chain


def _is_real(block: Block) -> bool:
    match block:
        case Item() | Choice():
            return text_width(runs_text(block.runs)) >= _REAL_ITEM
        case Paragraph(style="body" | "flush" | "small"):
            return text_width(runs_text(block.runs)) >= _REAL_LINE
        case Table():
            return not is_signed_by_hand(block) and len(block.rows) >= _REAL_ROWS
        case Bars():
            return True
        case _:
            return False


def is_signed_by_hand(block: Block) -> bool:
    """Whether the block is a short table of places to sign: the signature of those who sign by hand."""
    return isinstance(block, Table) and bool(block.header) and any(block.heights) and len(block.rows) <= _REAL_ROWS


def _leads_in(block: Block) -> bool:
    return isinstance(block, Paragraph | Item) and runs_text(block.runs).rstrip().endswith(("：", ":"))


def _follows_signature(block: Block) -> bool:
    """Whether the block never begins a page: annex note, contact note, verification."""
    return isinstance(block, Enclosures | Verification) or (isinstance(block, Paragraph) and block.style == "note")
