"""Merkle tree hashing of RFC 6962 §2.1, so that verifiers other than ours can check a checkpoint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

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


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
