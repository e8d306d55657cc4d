"""Passages (段落) of a letter as a person edits and comments them: one for each block, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from filings.model import (
    Addressee,
    AnnexStart,
    Block,
    Document,
    Enclosures,
    Heading,
    Item,
    Paragraph,
    Table,
    Title,
    block_lines,
    runs_text,
)

_HEADING_NUMBER = re.compile(r"[一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）")


@dataclass(frozen=True)
class Passage:
    """One block as a person edits it. `place` counts blocks from 0; `number` is printed before the text and not edited.

    `kind`: title, addressee, heading, subheading, paragraph, item, enclosures (one name a line), annex, table (`rows`)
    or fixed. `section` is the heading that it stands under, without its number.
    """

    place: int
    kind: str
    number: str
    text: str
    section: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def passages(document: Document) -> tuple[Passage, ...]:
    """Give every block as a passage, in reading order."""
    found, section = [], ""
    for place, block in enumerate(document.blocks):
        kind = kind_of(block)
        number, text = parted(block)
        if kind in ("heading", "subheading", "annex"):
            section = text
        header, rows = (block.header, block.rows) if isinstance(block, Table) else ((), ())
        found.append(Passage(place, kind, number, text, section, header, rows))
    return tuple(found)


def kind_of(block: Block) -> str:
    """Give the kind of a block, as `Passage.kind` says."""
    match block:
        case Title():
            return "title"
        case Addressee():
            return "addressee"
        case Heading():
            return "heading" if block.level == 1 else "subheading"
        case Paragraph():
            return "paragraph"
        case Item():
            return "item"
        case Enclosures():
            return "enclosures"
        case AnnexStart():
            return "annex"
        case Table():
            return "table"
        case _:
            return "fixed"


def parted(block: Block) -> tuple[str, str]:
    """Give the printed number of a block and the text after it."""
    text = "\n".join(block_lines(block))
    if isinstance(block, Item):
        return block.label, runs_text(block.runs)
    if isinstance(block, AnnexStart):
        return block.label, block.title
    if isinstance(block, Enclosures):
        return "", "\n".join(block.names)
    if isinstance(block, Heading) and (number := _HEADING_NUMBER.match(text)):
        return number[0], text[number.end() :]
    return "", text


def first_line(block: Block) -> str:
    """Give the start of a block's words, to name it by."""
    return next((line for line in block_lines(block) if line), "")[:20]
