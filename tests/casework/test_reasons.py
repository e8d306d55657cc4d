"""A reason is words that somebody can read."""

from __future__ import annotations

import pytest

from compliance.casework.reasons import require_reason
from compliance.errors import BadInput


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b\u200b", "\u202e \u2066\u2069", "\u0007" * 8, "　　"])
def test_what_nobody_can_see_is_no_reason(reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        require_reason(reason, field="start_reason")
    assert list(refused.value.fields) == ["start_reason"]


def test_any_word_is_a_reason() -> None:
    require_reason(" 已核对签收单 ")
