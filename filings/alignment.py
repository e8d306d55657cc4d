"""Which lines of one text are which lines of another: equal ones first, then similar ones, in bounded time.

Lines that occur once in both texts are anchors (patience order); only what lies between two anchors is looked at more
closely, and stretches too large for that are paired in their order.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

_CLOSE_LOOK = 40_000
_PAIRS_LOOK = 2_500
_ALIKE = 0.4

Pair = tuple[int, int]
Gap = tuple[int, int, int, int]


def equal_pairs(before: Sequence[str], after: Sequence[str]) -> list[Pair]:
    """Give the places (before, after) of lines that stayed the same, both rising."""
    found: list[Pair] = []
    open_gaps: list[Gap] = [(0, len(before), 0, len(after))]
    while open_gaps:
        low, high, left, right = open_gaps.pop()
        while low < high and left < right and before[low] == after[left]:
            found.append((low, left))
            low, left = low + 1, left + 1
        while low < high and left < right and before[high - 1] == after[right - 1]:
            high, right = high - 1, right - 1
            found.append((high, right))
        if low == high or left == right:
            continue
        anchors = _anchors(before, after, (low, high, left, right))
        if anchors:
            found += anchors
            open_gaps += _between(anchors, (low, high, left, right))
        elif (high - low) * (right - left) <= _CLOSE_LOOK:
            matcher = SequenceMatcher(None, before[low:high], after[left:right], autojunk=False)
            for start, other, size in matcher.get_matching_blocks():
                found += [(low + start + i, left + other + i) for i in range(size)]
        else:
            steps = min(high - low, right - left)
            found += [(low + i, left + i) for i in range(steps) if before[low + i] == after[left + i]]
    return sorted(found)


def gaps(pairs: Sequence[Pair], before: int, after: int) -> list[Gap]:
    """Give the stretches between pairs: (from, to) before, (from, to) after; `before` and `after` are the lengths."""
    return _between(pairs, (0, before, 0, after))


def similar_pairs(
    before: Sequence[str], after: Sequence[str], gap: Gap, *, may_pair: Callable[[int, int], bool]
) -> list[Pair]:
    """Give the pairs of lines in a gap that are versions of each other, both rising, by the pairs of characters they share.

    In a gap too large to compare each with each, lines are compared in their order.
    """
    low, high, left, right = gap
    width = right - left
    if not width or low == high:
        return []
    signs_before = {i: _signs(before[i]) for i in range(low, high)}
    signs_after = {j: _signs(after[j]) for j in range(left, right)}

    def worth(i: int, j: int) -> float:
        if not may_pair(i, j):
            return 0.0
        alike = _likeness(signs_before[i], signs_after[j])
        return alike if alike >= _ALIKE else 0.0

    if (high - low) * width > _PAIRS_LOOK:
        return [(low + i, left + i) for i in range(min(high - low, width)) if worth(low + i, left + i)]
    best = [[0.0] * (width + 1) for _ in range(high - low + 1)]
    worths = [[worth(i, j) for j in range(left, right)] for i in range(low, high)]
    for i in range(high - low - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            together = best[i + 1][j + 1] + worths[i][j] if worths[i][j] else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    return _walked(best, worths, low, left)


def _walked(best: list[list[float]], worths: list[list[float]], low: int, left: int) -> list[Pair]:
    found: list[Pair] = []
    i = j = 0
    while i < len(worths) and j < len(worths[0]):
        if worths[i][j] and best[i][j] == best[i + 1][j + 1] + worths[i][j]:
            found.append((low + i, left + j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _anchors(before: Sequence[str], after: Sequence[str], gap: Gap) -> list[Pair]:
    """Give the longest rising row of lines that occur once on each side of the gap."""
    low, high, left, right = gap
    counts_before, counts_after = Counter(before[low:high]), Counter(after[left:right])
    places = {after[j]: j for j in range(left, right) if counts_after[after[j]] == 1}
    shared = [(i, places[before[i]]) for i in range(low, high) if counts_before[before[i]] == 1 and before[i] in places]
    ends: list[int] = []
    rows: list[int] = []
    previous: list[int] = []
    for at, (_, j) in enumerate(shared):
        place = bisect.bisect_left(ends, j)
        previous.append(rows[place - 1] if place else -1)
        if place == len(ends):
            ends.append(j)
            rows.append(at)
        else:
            ends[place], rows[place] = j, at
    found: list[Pair] = []
    at = rows[-1] if rows else -1
    while at >= 0:
        found.append(shared[at])
        at = previous[at]
    return found[::-1]


def _between(pairs: Sequence[Pair], gap: Gap) -> list[Gap]:
    low, high, left, right = gap
    found = []
    for i, j in pairs:
        if i > low or j > left:
            found.append((low, i, left, j))
        low, left = i + 1, j + 1
    if low < high or left < right:
        found.append((low, high, left, right))
    return found


def _signs(text: str) -> Counter[str]:
    """Give the pairs of neighbouring characters; one character alone counts as itself."""
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) if len(text) > 1 else Counter([text])


def _likeness(first: Counter[str], second: Counter[str]) -> float:
    """Give 0 to 1: twice the shared pairs by all pairs (Dice)."""
    if len(second) < len(first):
        first, second = second, first
    shared = sum(min(count, second[sign]) for sign, count in first.items() if sign in second)
    whole = first.total() + second.total()
    return 2 * shared / whole if whole else 1.0
