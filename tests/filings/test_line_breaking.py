"""Lines of titles: whole words, brackets and figures stay together, lines of like length; every title of the catalogue."""

import re

import pytest

from filings.figures import text_width
from filings.layout import TEXT_WIDTH_PT, headline, masthead_size, signature_indents, signature_lines, title_lines
from filings.letters import load_catalogue
from filings.line_breaking import lines_of
from filings.model import Run, SignatureBlock
from tests.filings.test_example_sets import FACTS_OF_SETS, LETTERS, composed, sets_of

CAPACITY = TEXT_WIDTH_PT / 22
WORDS = "投诉|消费者|情况|说明|处理|调查|报告|答复|告知书|决定书|通知书|问题|公司|关于|申请|质量|退货"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "某某商贸有限公司关于消费者投诉电饭煲质量问题的情况说明",
            ["某某商贸有限公司关于消费者", "投诉电饭煲质量问题的情况说明"],
        ),
        (
            "关于停止使用某牌MB-40X型电饭煲部分批次产品的消费警示",
            ["关于停止使用某牌MB-40X型", "电饭煲部分批次产品的消费警示"],
        ),
        ("投诉受理决定书", ["投诉受理决定书"]),
    ],
)
def test_a_title_breaks_between_words(title, lines):
    assert title_lines(title) == lines


def test_no_title_of_the_catalogue_breaks_a_word(catalogue):
    titles = {letter.title for letter in load_catalogue().letters}
    for letter_id in LETTERS:
        titles |= {composed(catalogue, letter_id, one["facts"]).title for one in sets_of(letter_id)}
    assert FACTS_OF_SETS.exists() and len(titles) > len(LETTERS)
    for title in titles:
        lines = title_lines(title)
        assert "".join(lines) == title
        ends = {sum(len(line) for line in lines[: place + 1]) for place in range(len(lines) - 1)}
        for word in re.finditer(f"{WORDS}|[A-Za-z0-9.-]+|（[^（）]{{1,12}}）|〔[^〔〕]+〕\\d+号", title):
            assert not any(word.start() < end < word.end() for end in ends), lines
        for line in lines:
            assert text_width(line) <= CAPACITY
            assert line[0] not in "，。、；：？！”’）》〕】的" and line[-1] not in "“‘（《〔【"
            assert len(lines) == 1 or text_width(line) >= 4


@pytest.mark.parametrize(
    "text",
    ["《某某市消费者权益保护条例》的解释说明和补充意见汇编", "关于“示例牌”系列商品第2026-11-21-0001号检测报告的说明"],
)
def test_what_stands_in_marks_is_not_torn(text):
    for line in lines_of(text, 16):
        assert line.count("《") == line.count("》") and line.count("“") == line.count("”")


@pytest.mark.parametrize("text", ["字" * 60, "A" * 200, "《" + "长" * 50 + "》", "的" * 45, "，" * 40, "a" * 19 + "字"])
def test_text_without_words_still_fits_its_lines(text):
    lines = lines_of(text, 20)
    assert "".join(lines) == text
    assert all(text_width(line) <= 20 for line in lines)


@pytest.mark.parametrize("profile", ["gw-full", "gw-letter"])
@pytest.mark.parametrize("count", [3, 11, 14, 18, 24, 40])
def test_a_masthead_is_as_large_as_its_line_allows(profile, count):
    text = "某" * (count - 2) + "文件"
    size = masthead_size(profile, text)
    assert 22 <= size <= (40 if profile == "gw-full" else 30)
    lines = headline("masthead", text, size=size)
    assert all(text_width(line) * size <= TEXT_WIDTH_PT + 0.1 for line in lines)
    assert (len(lines) == 1) == (count <= 20)


@pytest.mark.parametrize("count", range(4, 60, 3))
@pytest.mark.parametrize("sealed", [True, False])
def test_a_long_signature_never_leaves_one_character_on_a_line(count, sealed):
    block = SignatureBlock(Run("某" * (count - 4) + "有限公司"), Run("2026年11月21日"), sealed=sealed)
    lines = signature_lines(block)
    assert "".join(lines) == block.name.text
    assert len(lines) == 1 or min(text_width(line) for line in lines) >= 4
    name_right, date_right = signature_indents(block)
    room = TEXT_WIDTH_PT / 16
    assert name_right >= 0 and max(text_width(line) for line in lines) + name_right <= room + 0.01
    assert date_right >= 0 and text_width(block.dated.text) + date_right <= room
