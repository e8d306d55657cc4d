"""What changed between two versions of a document, paragraph by paragraph and, inside a paragraph, piece by piece.

A row of a table counts as a paragraph, its cells joined by CELL. Inside a paragraph Chinese is compared character by
character, numbers and Latin words as wholes: 3月1日 → 3月12日 shows as "1" replaced by "12", not as a "2" put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from filings.alignment import Pair, equal_pairs, gaps, similar_pairs
from filings.blocks import Block, Table, block_lines
from filings.model import Document

CELL = "｜"
SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|\s+|.", re.S)
_CLAUSE = re.compile(r"[^。；，！？\n｜]*[。；，！？\n｜]|[^。；，！？\n｜]+")
_CLOSE_LOOK = 60_000
_SHORT = 2

Piece = tuple[str, str]
"""(kind, text): kind is same, added or removed."""


@dataclass(frozen=True)
class Difference:
    """One paragraph before and after; `kind`: same | changed | added | removed.

    `block` and `was` name the kind of paragraph after and before ("" on the side where it is not there); a paragraph
    that only became another kind is changed. `pieces` in reading order: without the added ones they are `before`,
    without the removed ones `after`.
    """

    kind: str
    before: str
    after: str
    block: str
    was: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class _Line:
    block: str
    text: str


def paragraph_differences(before: Document, after: Document) -> tuple[Difference, ...]:
    """Give every paragraph of both versions in reading order, what was removed before what was added in its place."""
    old, new = _lines(before), _lines(after)
    old_keys, new_keys = ([f"{line.block}\0{line.text}" for line in lines] for lines in (old, new))
    same = equal_pairs(old_keys, new_keys)
    paired = dict(same)
    for gap in gaps(same, len(old), len(new)):
        paired.update(_versions(old, new, gap))
    return tuple(_told(old, new, sorted(paired.items())))


def text_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Give the pieces that lead from one text to the other."""
    old, new = _CLAUSE.findall(before), _CLAUSE.findall(after)
    same = equal_pairs(old, new)
    found: list[Piece] = []
    at, to = 0, 0
    for i, j in [*same, (len(old), len(new))]:
        found += _within("".join(old[at:i]), "".join(new[to:j]))
        if i < len(old):
            found.append((SAME, old[i]))
        at, to = i + 1, j + 1
    return tuple(_joined(_readable(_joined(found))))


def _lines(document: Document) -> list[_Line]:
    return [_Line(_kind(block), text) for block in document.blocks for text in _texts(block) if text]


def _kind(block: Block) -> str:
    level = getattr(block, "level", "")
    style = getattr(block, "style", "")
    return f"{type(block).__name__}{level or (f'.{style}' if style else '')}"


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield block.caption
        for row in (block.header, *block.rows):
            yield CELL.join(row) if any(row) else ""
    else:
        yield from block_lines(block)


def _versions(old: list[_Line], new: list[_Line], gap: tuple[int, int, int, int]) -> list[Pair]:
    low, high, left, right = gap
    before, after = ([line.text for line in lines] for lines in (old, new))

    def of_a_kind(i: int, j: int) -> bool:
        return (old[i].block == "Table") == (new[j].block == "Table")

    found = similar_pairs(before, after, gap, may_pair=of_a_kind)
    # A line alone in its place, of a kind that occurs once, is the same line however much of it changed.
    if not found and high - low == right - left == 1 and old[low].block == new[left].block:
        return [(low, left)] if old[low].block in ("Title", "Number", "Addressee", "Masthead") else []
    return found


def _told(old: list[_Line], new: list[_Line], paired: list[Pair]) -> Iterator[Difference]:
    at = to = 0
    for i, j in [*paired, (len(old), len(new))]:
        for line in old[at:i]:
            yield Difference(REMOVED, line.text, "", "", line.block, ((REMOVED, line.text),))
        for line in new[to:j]:
            yield Difference(ADDED, "", line.text, line.block, "", ((ADDED, line.text),))
        if i < len(old):
            yield _compared(old[i], new[j])
        at, to = i + 1, j + 1


def _compared(old: _Line, new: _Line) -> Difference:
    if old == new:
        return Difference(SAME, old.text, new.text, new.block, old.block, ((SAME, new.text),))
    return Difference(CHANGED, old.text, new.text, new.block, old.block, text_pieces(old.text, new.text))


def _within(before: str, after: str) -> list[Piece]:
    """Give the pieces between two stretches of text without an equal clause; larger ones are replaced as a whole."""
    if before == after:
        return [(SAME, before)] if before else []
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) * len(new) > _CLOSE_LOOK:
        start, end = _shared_ends(old, new)
        middle = ("".join(old[start : len(old) - end]), "".join(new[start : len(new) - end]))
        ends = "".join(old[:start]), "".join(old[len(old) - end :])
        smaller = _within(*middle) if start + end and len(middle[0]) * len(middle[1]) <= _CLOSE_LOOK else None
        changed = smaller if smaller is not None else [(REMOVED, middle[0]), (ADDED, middle[1])]
        return [(SAME, ends[0]), *changed, (SAME, ends[1])]
    found: list[Piece] = []
    for act, i, end, j, until in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            found.append((SAME, "".join(old[i:end])))
        else:
            found += [(REMOVED, "".join(old[i:end])), (ADDED, "".join(new[j:until]))]
    return found


def _shared_ends(old: list[str], new: list[str]) -> tuple[int, int]:
    most = min(len(old), len(new))
    start = next((i for i in range(most) if old[i] != new[i]), most)
    end = next((i for i in range(most - start) if old[-1 - i] != new[-1 - i]), most - start)
    return start, end


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Give the pieces without empty ones, neighbours of a kind as one, what was removed before what was added."""
    found: list[Piece] = []
    removed = added = ""
    for place, (kind, text) in enumerate([*pieces, (SAME, "")]):
        if kind == REMOVED:
            removed += text
        elif kind == ADDED:
            added += text
        elif text or place == len(pieces):
            found += [(REMOVED, removed)] * bool(removed) + [(ADDED, added)] * bool(added)
            removed = added = ""
            before = found.pop()[1] if found and found[-1][0] == SAME else ""
            found += [(SAME, before + text)] * bool(before + text)
    return found


def _readable(pieces: list[Piece]) -> list[Piece]:
    """Give the pieces with a character or two that stayed by chance amid changes counted among what changed."""
    found: list[Piece] = []
    for place, (kind, text) in enumerate(pieces):
        amid = 0 < place < len(pieces) - 1
        if kind == SAME and amid and len(text) <= _SHORT and _changed_around(pieces, place) > 2 * len(text):
            found += [(REMOVED, text), (ADDED, text)]
        else:
            found.append((kind, text))
    return found


def _changed_around(pieces: list[Piece], place: int) -> int:
    """Give the characters changed right before and right after, the smaller of the two."""
    before, after = 0, 0
    for kind, text in reversed(pieces[:place]):
        if kind == SAME:
            break
        before += len(text)
    for kind, text in pieces[place + 1 :]:
        if kind == SAME:
            break
        after += len(text)
    return min(before, after)
