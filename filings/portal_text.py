"""Letters as plain text for the boxes of portals (平台文本框): what is left out, how it is counted, where it is cut."""

from __future__ import annotations

import re

from filings.model import (
    Bars,
    Document,
    FormMark,
    Imprint,
    Masthead,
    Number,
    SignatureBlock,
    Title,
    Verification,
    block_lines,
)

_NEVER = (Bars, FormMark, Imprint, Verification)
"""What belongs to the sheet of paper and says nothing in a text box."""
_SENTENCE = re.compile(r"(?<=[。！？；])")


def portal_text(document: Document, *, title: bool = True, number: bool = True, signature: bool = True) -> str:
    """The words of the letter, one line a paragraph or table cell, without the parts that are not wanted."""
    left_out: tuple[type, ...] = (
        *_NEVER,
        *(() if title else (Masthead, Title)),
        *(() if number else (Number,)),
        *(() if signature else (SignatureBlock,)),
    )
    wanted = (block for block in document.blocks if not isinstance(block, left_out))
    return "\n".join(line for block in wanted for line in block_lines(block) if line)


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
    current = ""
    for paragraph in text.split("\n"):
        joined = f"{current}\n{paragraph}" if current else paragraph
        if characters(joined, blanks=blanks) <= most:
            current = joined
            continue
        found.append(current)
        *whole, current = _pieces(paragraph, most, blanks=blanks)
        found += whole
    return tuple(part for part in (*found, current) if part)


def _pieces(paragraph: str, most: int, *, blanks: bool) -> list[str]:
    pieces = [""]
    for sentence in _SENTENCE.split(paragraph):
        if characters(pieces[-1] + sentence, blanks=blanks) <= most:
            pieces[-1] += sentence
            continue
        pieces += [""] if pieces[-1] else []
        for letter in sentence:
            if characters(pieces[-1] + letter, blanks=blanks) > most:
                pieces.append("")
            pieces[-1] += letter
    return pieces
