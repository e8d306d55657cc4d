"""Letters as plain text for the boxes of portals (平台文本框): what is left out, how it is counted, where it is cut."""

from __future__ import annotations

import re

from filings.model import (
    Bars,
    Block,
    Document,
    FormMark,
    Imprint,
    Masthead,
    Number,
    SignatureBlock,
    Table,
    Title,
    Verification,
    block_lines,
)

_NEVER = (FormMark, Imprint, Verification)
"""What belongs to the sheet of paper and says nothing in a text box."""
_SENTENCE = re.compile(r"(?<=[。！？；])")


def portal_text(document: Document, *, title: bool = True, number: bool = True, signature: bool = True) -> str:
    """The words of the letter, one line a paragraph or table row, without the parts that are not wanted."""
    left_out: tuple[type, ...] = (
        *_NEVER,
        *(() if title else (Masthead, Title)),
        *(() if number else (Number,)),
        *(() if signature else (SignatureBlock,)),
    )
    wanted = (block for block in document.blocks if not isinstance(block, left_out))
    return "\n".join(line for block in wanted for line in _lines(block) if line)


def characters(text: str, *, blanks: bool = True) -> int:
    """How many characters a portal counts: letters, punctuation, and with ``blanks`` spaces and line breaks too."""
    return len(text) if blanks else len("".join(text.split()))


def parts_of(text: str, most: int, *, blanks: bool = True) -> tuple[str, ...]:
    """The text in parts of at most ``most`` characters, cut at the ends of paragraphs.

    A paragraph that is too long by itself is cut after a sentence, and a sentence that is too long where it must be.
    Raises ValueError for a limit below one.
    """
    if most < 1:
        raise ValueError("a part holds at least one character")
    found: list[str] = []
    current, held = "", 0
    for paragraph in text.split("\n"):
        size = characters(paragraph, blanks=blanks)
        between = 1 if current and blanks else 0
        if held + between + size <= most:
            current, held = f"{current}\n{paragraph}" if current else paragraph, held + between + size
            continue
        found.append(current)
        *whole, current = _pieces(paragraph, most, blanks=blanks)
        held = characters(current, blanks=blanks)
        found += whole
    return tuple(part for part in (*found, current) if part)


def _lines(block: Block) -> list[str]:
    """A text box has no columns: a row is one line, each cell after the word that stands over or before it."""
    if isinstance(block, Bars):
        return [*([block.caption] if block.caption else []), *(f"{label}：{value}" for label, value, _ in block.rows)]
    if not isinstance(block, Table):
        return block_lines(block)
    rows = ([" ".join(cell.split("\n")) for cell in row] for row in block.rows)
    if block.header:
        said = (
            "；".join(f"{over}：{cell}" for over, cell in zip(block.header, row, strict=False) if cell) for row in rows
        )
    else:
        said = ("；".join(_pairs(row)) for row in rows)
    return [*([block.caption] if block.caption else []), *said]


def _pairs(row: list[str]) -> list[str]:
    """Label and value of a form's row, two and two; a row of one cell, or of an odd number, as it stands."""
    if len(row) % 2:
        return [cell for cell in row if cell]
    return [f"{label}：{value}" if value else label for label, value in zip(row[::2], row[1::2], strict=True)]


def _pieces(paragraph: str, most: int, *, blanks: bool) -> list[str]:
    pieces: list[str] = []
    start = end = held = 0
    for sentence in _SENTENCE.split(paragraph):
        size = characters(sentence, blanks=blanks)
        if held + size > most and end > start:
            pieces.append(paragraph[start:end])
            start, held = end, 0
        if size <= most:
            end, held = end + len(sentence), held + size
            continue
        for letter in sentence:
            weight = characters(letter, blanks=blanks)
            if held + weight > most:
                pieces.append(paragraph[start:end])
                start, held = end, 0
            end, held = end + 1, held + weight
    return [*pieces, paragraph[start:end]]
