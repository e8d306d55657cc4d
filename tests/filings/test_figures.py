"""Figures of formal papers: dates, numerals, money in words, document numbers, title lines."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from filings.figures import (
    chinese_date,
    chinese_date_in_words,
    chinese_number,
    document_number_problem,
    format_document_number,
    money,
    money_in_words,
)
from filings.layout import TEXT_WIDTH_PT, signature_indents, title_lines
from filings.model import Run, SignatureBlock


def test_dates_are_written_without_leading_zeros():
    assert chinese_date(date(2026, 1, 5)) == "2026年1月5日"
    assert chinese_date_in_words(date(2026, 11, 21)) == "二〇二六年十一月二十一日"
    assert chinese_date_in_words(date(2010, 10, 30)) == "二〇一〇年十月三十日"


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_numerals_of_headings(number, words):
    assert chinese_number(number) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("1.05", "人民币壹元零伍分"),
        ("10", "人民币壹拾元整"),
        ("1234.56", "人民币壹仟贰佰叁拾肆元伍角陆分"),
        ("100005", "人民币壹拾万零伍元整"),
        ("107000.53", "人民币壹拾万零柒仟元伍角叁分"),
        ("10001000", "人民币壹仟万零壹仟元整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("100000000", "人民币壹亿元整"),
        ("100000001.10", "人民币壹亿零壹元壹角整"),
        ("999999999999.99", "人民币玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_money_in_capital_numerals(amount, words):
    assert money_in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-1", "0.001", "1000000000000"])
def test_money_that_has_no_words_is_refused(amount):
    with pytest.raises(ValueError, match="不能大写"):
        money_in_words(Decimal(amount))


@given(some.integers(min_value=0, max_value=10**14 - 1))
def test_money_in_words_reads_back_as_the_same_amount(fen):
    amount = Decimal(fen) / 100
    assert _read_back(money_in_words(amount)) == fen
    assert money(amount).startswith("人民币")


@pytest.mark.parametrize(
    "number", ["某函〔2026〕12号", "某市监消〔2026〕第3号", "国办发明电〔2025〕7号", "某12345发〔2021〕1号"]
)
def test_well_formed_document_numbers(number):
    assert document_number_problem(number) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("某函[2026]12号", "某函〔2026〕12号"),
        ("某函(2026)12号", "某函〔2026〕12号"),
        ("某函【2026】12号", "〔2026〕"),
        ("某函〔26〕12号", "四位"),
        ("某函〔2026〕012号", "0"),
        ("12号", "机关代字"),
    ],
)
def test_document_numbers_are_refused_with_the_cure(number, words):
    assert words in str(document_number_problem(number))


def test_document_numbers_are_formatted_with_and_without_di():
    assert format_document_number(code="某函", year=2026, serial=12) == "某函〔2026〕12号"
    assert format_document_number(code="某市监消", year=2026, serial=1, with_di=True) == "某市监消〔2026〕第1号"
    with pytest.raises(ValueError, match="不合规范"):
        format_document_number(code="某函", year=2026, serial=0)


@given(some.text(alphabet="关于某市的公司投诉情况说明，（）2026AB", min_size=1, max_size=120))
def test_title_lines_lose_nothing(title):
    lines = title_lines(title)
    assert "".join(lines) == title and all(lines)


def test_a_long_title_is_split_in_lines_of_like_length_outside_numbers():
    lines = title_lines("某某商贸有限公司关于张某某投诉2026年10月电饭煲质量问题的情况说明")
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 6
    assert max(len(line) for line in lines) <= TEXT_WIDTH_PT / 22
    assert not (lines[0][-1].isdigit() and lines[1][0].isdigit())


def test_the_sealed_name_is_centred_over_its_date():
    short = SignatureBlock(Run("某某局"), Run("2026年11月20日"))
    name_right, date_right = signature_indents(short)
    assert date_right == 4
    assert name_right + 3 / 2 == date_right + 7 / 2  # 2026年11月20日 is seven characters wide
    long = SignatureBlock(Run("某" * 30), Run("2026年11月20日"))
    assert min(signature_indents(long)) >= 0


def _read_back(words):
    """Read capital numerals back to fen, without the code under test."""
    digits = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
    yuan, _, rest = (
        words.removeprefix("人民币").partition("元") if "元" in words else ("", "", words.removeprefix("人民币"))
    )
    total = _combine(yuan, digits)
    for unit, worth in (("角", 10), ("分", 1)):
        if unit in rest:
            total += digits[rest[rest.index(unit) - 1]] * worth / 100
    return round(total * 100)


def _combine(yuan, digits):
    """Give the yuan of capital numerals: 亿 part, 万 part, rest."""
    total = 0
    for mark, worth in (("亿", 10**8), ("万", 10**4), ("", 1)):
        part, found, after = yuan.partition(mark) if mark else (yuan, "", "")
        if mark and not found:
            continue
        yuan = after
        value = digit = 0
        for character in part:
            if character in digits:
                digit = digits[character]
            else:
                value += digit * {"拾": 10, "佰": 100, "仟": 1000}[character]
                digit = 0
        total += (value + digit) * worth
    return total
