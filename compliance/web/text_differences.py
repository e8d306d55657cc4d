"""Two texts compared for the eye: what changed with what stands around it, long stretches that stayed drawn together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from filings.differences import CHANGED, SAME, Difference, Piece, paragraph_differences
from filings.model import Document

_AROUND = 1
"""Unchanged paragraphs shown on either side of a change."""


@dataclass(frozen=True)
class ShownChange:
    """One paragraph, or a `gap` of `count` unchanged ones. `kind`: same, changed, added, removed or gap."""

    kind: str
    pieces: tuple[Piece, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class ShownDifferences:
    """All of it in reading order, and how many paragraphs of each kind; `changes` is empty when both say the same."""

    changes: tuple[ShownChange, ...]
    changed: int
    added: int
    removed: int


def shown_differences(before: Document, after: Document) -> ShownDifferences:
    """Return the differences of two texts."""
    found = paragraph_differences(before, after)
    counts = Counter(each.kind for each in found)
    changes = tuple(_with_gaps(found)) if counts.keys() - {SAME} else ()
    return ShownDifferences(changes, counts[CHANGED], counts["added"], counts["removed"])


def _with_gaps(found: Sequence[Difference]) -> list[ShownChange]:
    near = {
        place + step for place, each in enumerate(found) if each.kind != SAME for step in range(-_AROUND, _AROUND + 1)
    }
    shown: list[ShownChange] = []
    skipped = 0
    for place, each in enumerate(found):
        if place not in near:
            skipped += 1
            continue
        if skipped:
            shown.append(ShownChange("gap", count=skipped))
            skipped = 0
        shown.append(ShownChange(each.kind, each.pieces))
    return [*shown, ShownChange("gap", count=skipped)] if skipped else shown
