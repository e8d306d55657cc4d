"""The words of a document as the gate reads them: by block, full-width figures as half-width ones, every place known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from filings.model import Document, block_lines

MOST_OF_A_RULE = 20
_FIGURES = str.maketrans("０１２３４５６７８９．－：／％＊Ｘｘ", "0123456789.-:/%*Xx")


@dataclass(frozen=True)
class Passage:
    """The text of one block, one line a paragraph or cell; `place` is its index in `Document.blocks`."""

    place: int
    kind: str
    text: str


def passages_of(words: Document) -> tuple[Passage, ...]:
    """Give the blocks that hold words, in reading order."""
    found = (
        Passage(place, type(block).__name__, plain("\n".join(block_lines(block))))
        for place, block in enumerate(words.blocks)
    )
    return tuple(each for each in found if each.text.strip())


def plain(text: str) -> str:
    """Give the text with full-width figures and marks of figures as half-width ones, character for character."""
    return text.translate(_FIGURES)


def told_by(values: Mapping[str, Any]) -> str:
    """Give everything that facts say, one value a line; lists and tables cell by cell."""
    return plain("\n".join(_told(list(values.values()))))


def _told(value: Any) -> Iterator[str]:
    match value:
        case None | bool():
            return
        case Mapping():
            for each in value.values():
                yield from _told(each)
        case list() | tuple():
            for each in value:
                yield from _told(each)
        case date():
            yield value.isoformat()
        case _:
            yield str(value)


def mark(value: object) -> str:
    """Give a short mark of a value, for a finding's id: the same for the same value, telling nothing of it."""
    return hashlib.sha256(str(value).encode("utf-8", "replace")).hexdigest()[:12]


def excerpt(text: str, start: int, end: int, *, around: int = 8) -> str:
    """Give a place in a text with a few characters on both sides, on one line."""
    return text[max(0, start - around) : min(len(text), end + around)].replace("\n", " ").strip()
