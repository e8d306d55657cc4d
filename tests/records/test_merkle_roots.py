"""The growing root equals the plain recursion that RFC 6962 §2.1 writes down."""

from __future__ import annotations

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.records.merkle import GrowingRoot, merkle_root

HASHES = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), max_size=70)


def by_the_text(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 §2.1 defines it: split at the largest power of two smaller than n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + by_the_text(leaves[:k]) + by_the_text(leaves[k:])).digest()


@given(HASHES)
@settings(max_examples=150, deadline=None)
def test_the_growing_root_equals_the_recursion_at_every_size(hashes: list[str]) -> None:
    tree = GrowingRoot()
    assert tree.root() == by_the_text([]).hex()
    for size, one in enumerate(hashes, start=1):
        tree.add(one)
        assert tree.root() == by_the_text([bytes.fromhex(each) for each in hashes[:size]]).hex()


@given(HASHES.filter(lambda hashes: len(hashes) > 1), st.data())
@settings(max_examples=60, deadline=None)
def test_another_entry_or_another_order_gives_another_root(hashes: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(hashes) - 1))
    other = "0" * 63 + ("1" if hashes[place] != "0" * 63 + "1" else "2")
    assert merkle_root([*hashes[:place], other, *hashes[place + 1 :]]) != merkle_root(hashes)
    if hashes[::-1] != hashes:
        assert merkle_root(hashes[::-1]) != merkle_root(hashes)


def test_a_node_cannot_be_passed_off_as_an_entry() -> None:
    """The prefixes 00 and 01 keep leaves and nodes apart (second preimage)."""
    one, other = "1" * 64, "2" * 64
    assert merkle_root([merkle_root([one, other])]) != merkle_root([one, other])
