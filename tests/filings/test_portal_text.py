"""Letters as plain text for portals: what is left out, how it is counted, and that no cut loses a character."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.model import Document, Number, Paragraph, Run, SignatureBlock, Table, Title
from filings.portal_text import characters, parts_of, portal_text

LETTER = Document(
    letter="x",
    title="情况说明",
    profile="company-letter",
    issuer="示例公司",
    on=date(2026, 11, 20),
    governed_on=date(2026, 11, 20),
    legal_basis=(),
    fingerprint="f" * 64,
    blocks=(
        Number(runs=(Run("示例函〔2026〕1号"),)),
        Title(runs=(Run("情况说明"),)),
        Paragraph(runs=(Run("第一段。"),)),
        Paragraph(runs=(Run("第二段 有空格。"),)),
        SignatureBlock(name=Run("示例公司"), dated=Run("2026年11月20日")),
    ),
)


def test_title_number_and_signature_are_left_out_as_asked() -> None:
    whole = portal_text(LETTER)
    assert whole.split("\n")[0] == "示例函〔2026〕1号" and "2026年11月20日" in whole
    body = portal_text(LETTER, title=False, number=False, signature=False)
    assert body == "第一段。\n第二段 有空格。"


def test_a_row_of_a_table_is_one_line_that_says_what_each_cell_is() -> None:
    asked = Table((1, 2, 2), ("序号", "诉求", "意见"), (("1", "退货", "同意，\n三日内办理"), ("2", "赔偿", "")))
    form = Table((1, 2), (), (("地址", "示例路1号"), ("投诉人", "欧*"), ("备注", "")))
    text = portal_text(replace(LETTER, blocks=(asked, form)))
    assert text.split("\n") == [
        "序号：1；诉求：退货；意见：同意， 三日内办理",
        "序号：2；诉求：赔偿",
        "地址：示例路1号",
        "投诉人：欧*",
        "备注",
    ]


def test_characters_are_counted_with_and_without_blanks() -> None:
    assert characters("甲，乙。\n丙 丁") == 8 and characters("甲，乙。\n丙 丁", blanks=False) == 6


def test_parts_end_with_paragraphs_then_with_sentences_then_where_they_must() -> None:
    assert parts_of("一二三。\n四五六。\n七", 9) == ("一二三。\n四五六。", "七")
    assert parts_of("一二三。四五六。七", 5) == ("一二三。", "四五六。七")
    assert parts_of("一二三四五六七", 3) == ("一二三", "四五六", "七")
    assert parts_of("", 10) == ()
    with pytest.raises(ValueError, match="one character"):
        parts_of("一", 0)


@given(
    st.text(alphabet="甲乙。！，\n a䶮", max_size=120),
    st.integers(min_value=1, max_value=40),
    st.booleans(),
)
def test_no_part_is_too_long_and_nothing_but_line_ends_is_lost(text: str, most: int, blanks: bool) -> None:
    parts = parts_of(text, most, blanks=blanks)
    assert all(characters(part, blanks=blanks) <= most for part in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize("unit", ["字", "字 ", "𠮷", "短句。", "  "])
def test_a_very_long_paragraph_is_cut_at_once_and_whole(unit: str) -> None:
    text = unit * 30_000
    started = time.process_time()
    parts = parts_of(text, 14_999, blanks=False)
    assert time.process_time() - started < 2
    assert "".join(parts) == text and all(characters(part, blanks=False) <= 14_999 for part in parts)
