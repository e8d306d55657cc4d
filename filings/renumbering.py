"""Headings and numbered items counted anew, after blocks of a letter were put in or taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from filings.figures import chinese_number
from filings.model import AnnexStart, Block, Heading, Item, Run
from filings.passages import parted
from filings.said import Refusal

MOST_HEADINGS = 99
"""On one level: beyond it the numerals are not those of headings."""
_ITEM_NUMBER = re.compile(r"\d+\. ")


def renumbered(blocks: Sequence[Block]) -> list[Block]:
    """Give the blocks with headings counted through each part and items through each list, where they bear numbers.

    Raises Refusal for more headings of one level than MOST_HEADINGS.
    """
    found: list[Block] = []
    headings = subheadings = items = 0
    for block in blocks:
        items = items + 1 if isinstance(block, Item) else 0
        if isinstance(block, AnnexStart):
            headings = subheadings = 0
        if isinstance(block, Heading) and parted(block)[0]:
            if block.level == 1:
                headings, subheadings = headings + 1, 0
                _check_count(headings)
                block = _with_number(block, f"{chinese_number(headings)}、")
            else:
                subheadings += 1
                _check_count(subheadings)
                block = _with_number(block, f"（{chinese_number(subheadings)}）")
        if isinstance(block, Item) and _ITEM_NUMBER.fullmatch(block.label):
            block = replace(block, label=f"{items}. ")
        found.append(block)
    return found


def _check_count(headings: int) -> None:
    if headings > MOST_HEADINGS:
        raise Refusal(
            f"同一级标题超过 {MOST_HEADINGS} 个，请合并标题或者改作附件。",
            f"There are more than {MOST_HEADINGS} headings of one level; join some or make them an annex.",
        )


def _with_number(block: Heading, number: str) -> Heading:
    old, text = parted(block)
    if old == number:
        return block
    if block.runs[0].text == old:
        return replace(block, runs=(Run(number), *block.runs[1:]))
    return replace(block, runs=(Run(number), Run(text)))
