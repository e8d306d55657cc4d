"""署名 and 成文日期: the date keeps a line of its own, however long the name is."""

from __future__ import annotations

from datetime import date

import pytest

from filings.figures import chinese_date
from filings.layout import TEXT_WIDTH_PT, signature_indents, text_width
from filings.model import Run, SignatureBlock

LINE = TEXT_WIDTH_PT / 16


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("length", [2, 8, 20, 26, 30, 60, 400])
def test_the_date_never_breaks(length: int, sealed: bool) -> None:
    written = chinese_date(date(2026, 11, 21))
    _, date_right = signature_indents(SignatureBlock(Run("示" * length), Run(written), sealed))
    assert date_right >= 0 and date_right + text_width(written) <= LINE


def test_an_ordinary_signature_stands_where_the_standard_puts_it() -> None:
    name, dated = Run("某某县市场监督管理局"), Run(chinese_date(date(2026, 11, 21)))
    name_right, date_right = signature_indents(SignatureBlock(name, dated, True))
    assert date_right == 4.0 and name_right + text_width(name.text) / 2 == 4.0 + text_width(dated.text) / 2
    name_right, date_right = signature_indents(SignatureBlock(name, dated, False))
    assert name_right == 2.0 and date_right + text_width(dated.text) == name_right + text_width(name.text) - 2
