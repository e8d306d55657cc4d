"""What a Word file does not say is taken from the document that it was made of: facts, widths, seals, codes, bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from filings.alignment import equal_pairs, gaps, similar_pairs
from filings.blocks import (
    AnnexStart,
    Bars,
    Block,
    Choice,
    Enclosures,
    Imprint,
    Number,
    Run,
    SignatureBlock,
    Table,
    Verification,
    block_lines,
    runs_text,
)
from filings.editing import carried
from filings.word_upload.archive import WordRefused

_BLANKS = " \t\n\u3000\xa0"


def completed(read: Sequence[Block], original: Sequence[Block]) -> tuple[Block, ...]:
    """Give the blocks that were read: unchanged ones as the original has them, versions of one with its facts.

    Raises WordRefused when the bars of a chart were changed by hand.
    """
    before, after = [_told(block) for block in original], [_told(block) for block in read]
    same = equal_pairs(before, after)
    found = list(read)
    for i, j in same:
        found[j] = original[i]
    for gap in gaps(same, len(before), len(after)):
        pairs = similar_pairs(before, after, gap, may_pair=lambda i, j: type(original[i]) is type(read[j]))
        for i, j in pairs or _alone(original, read, gap):
            found[j] = _version(read[j], original[i])
    for block in read:
        _refuse_changed_bars(block, original, found)
    return _with_imprint([*(block for block in found if block != Verification("", ""))], original)


def _told(block: Block) -> str:
    """Give what a block says and what it is, without what Word cannot tell: bars are a table there, blanks may move."""
    kind = "Table" if isinstance(block, Bars) else type(block).__name__
    detail = f"{getattr(block, 'level', '')}{getattr(block, 'style', '')}"
    if isinstance(block, Verification):
        return kind
    if isinstance(block, Imprint):
        return kind
    rows = block.header if isinstance(block, Table | Bars) else ()
    lines = "\n".join(line.strip(_BLANKS) for line in block_lines(block))
    return f"{kind}{detail}{len(rows)}\0{lines.strip()}"


def _alone(original: Sequence[Block], read: Sequence[Block], gap: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Give the pairs of a gap's blocks whose kind occurs once on each side of it: the same place, other words."""
    low, high, left, right = gap
    found = []
    for i in range(low, high):
        kind = type(original[i])
        twins = [j for j in range(left, right) if type(read[j]) is kind]
        if len(twins) == 1 and sum(type(block) is kind for block in original[low:high]) == 1:
            found.append((i, twins[0]))
    return found if all(a[1] < b[1] for a, b in pairwise(found)) else found[:1]


def _version(read: Block, original: Block) -> Block:
    """Give the block that was read with what its earlier version knew beside the words."""
    match read, original:
        case Table(), Table():
            if len(read.widths) != len(original.widths):
                return read
            heights = original.heights if len(read.rows) == len(original.rows) else ()
            return replace(read, widths=original.widths, heights=heights)
        case SignatureBlock(), SignatureBlock():
            name = original.name if read.name.text == original.name.text else read.name
            dated = original.dated if read.dated.text == original.dated.text else read.dated
            return SignatureBlock(name, dated, original.sealed)
        case Choice(), Choice():
            stayed = read.marked == original.marked and runs_text(read.runs) == runs_text(original.runs)
            return replace(read, runs=original.runs) if stayed else read
        case Enclosures(), _:
            return read
        case Number(), Number():
            signatory = carried(original.signatory, runs_text(read.signatory)) if read.signatory else ()
            return Number(carried(original.runs, runs_text(read.runs)), signatory)
        case _:
            runs: tuple[Run, ...] | None = getattr(read, "runs", None)
            if runs is None:
                return read
            return replace(read, runs=carried(getattr(original, "runs", ()), runs_text(runs)))  # pyright: ignore


def _refuse_changed_bars(block: Block, original: Sequence[Block], found: Sequence[Block]) -> None:
    for bars in original:
        if isinstance(bars, Bars) and isinstance(block, Table) and block.header == bars.header and bars not in found:
            chart = bars.caption or bars.header[0]
            raise WordRefused(
                f"条形图“{chart}”的数据不能在 Word 中修改，请恢复原样，改在本系统中修改要素。",
                f"The figures of the bar chart “{chart}” cannot be changed in Word; put them back and change the fact here.",
            )


def _with_imprint(blocks: Sequence[Block], original: Sequence[Block]) -> tuple[Block, ...]:
    """Give the blocks with the imprint's copies as read and the rest of it as it was; some programs lose its frame."""
    earlier = next((block for block in original if isinstance(block, Imprint)), None)
    if earlier is None:
        return tuple(blocks)
    if any(isinstance(block, Imprint) for block in blocks):
        return tuple(replace(earlier, copies=one.copies) if isinstance(one, Imprint) else one for one in blocks)
    behind = original[original.index(earlier) + 1 :]
    annexed = any(isinstance(block, AnnexStart) for block in behind)
    ends = (place for place, block in enumerate(blocks) if annexed and isinstance(block, AnnexStart))
    at = next(ends, len(blocks))
    return (*blocks[:at], earlier, *blocks[at:])
