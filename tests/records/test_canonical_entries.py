"""The fast canonical form of an audit entry is the one of RFC 8785, whatever the texts hold."""

from __future__ import annotations

import hashlib

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from compliance.records.audit import HASHED_COLUMNS, entry_hash

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


@given(st.lists(texts, min_size=len(HASHED_COLUMNS), max_size=len(HASHED_COLUMNS)), st.integers(1, 2**53 - 1))
def test_the_hash_is_over_the_bytes_of_rfc_8785(values: list[str], sequence: int) -> None:
    entry = dict(zip(HASHED_COLUMNS, values, strict=True)) | {"sequence": sequence}
    assert entry_hash(entry) == hashlib.sha256(rfc8785.dumps(entry)).hexdigest()
