"""Merkle tree hashing of RFC 6962 §2.1, so that verifiers other than ours can check a checkpoint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").hexdigest()


def leaf_hash(entry_hash: str) -> bytes:
    """SHA-256(0x00 ‖ the entry's own hash as bytes)."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(entry_hash)).digest()


class GrowingRoot:
    """The root over entries added one by one, in O(log n) memory."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, entry_hash: str) -> None:
        node, size = leaf_hash(entry_hash), self.size
        while size & 1:
            node = _join(self._peaks.pop(), node)
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> str:
        """Hex of the root; the hash of nothing for an empty tree."""
        if not self._peaks:
            return EMPTY_ROOT
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = _join(peak, node)
        return node.hex()


def merkle_root(entry_hashes: Iterable[str]) -> str:
    tree = GrowingRoot()
    for entry_hash in entry_hashes:
        tree.add(entry_hash)
    return tree.root()


def inclusion_paths(entry_hashes: Sequence[str], places: Iterable[int]) -> dict[int, list[str]]:
    """For each place (from 0) the sibling hashes (hex) that lead from its leaf to the root: RFC 6962 §2.1.1.

    Raises IndexError for a place that the tree does not have.
    """
    levels = [[leaf_hash(each) for each in entry_hashes]]
    while len(levels[-1]) > 1:
        level = levels[-1]
        pairs = [_join(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        levels.append(pairs + level[len(level) & ~1 :])
    return {place: _path(levels, place) for place in places}


def _path(levels: Sequence[Sequence[bytes]], place: int) -> list[str]:
    if not 0 <= place < len(levels[0]):
        raise IndexError(f"no leaf {place} among {len(levels[0])}")
    found = []
    for level in levels[:-1]:
        if place ^ 1 < len(level):
            found.append(level[place ^ 1].hex())
        place >>= 1
    return found


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
