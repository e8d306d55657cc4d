"""Figures as formal papers write them: Chinese dates, numerals, amounts of money in words, document numbers."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from filings.said import Refusal, Said

_DIGITS = "〇一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_SMALL_UNITS = ("", "拾", "佰", "仟")
_LARGE_UNITS = ("", "万", "亿", "万亿")
MONEY_LIMIT = Decimal("1000000000000")  # one trillion yuan: beyond this the words stop being readable

# GB/T 9704-2012 7.2.5: 机关代字〔year〕serial号, no 第, no leading zero. SAMR's forms keep 第 (see documents/catalogue 0.5).
_NUMBER = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbfA-Z0-9（）]+〔(?:19|20)\d{2}〕第?[1-9]\d*号")
_BRACKETS = {"[": "〔", "［": "〔", "【": "〔", "(": "〔", "]": "〕", "］": "〕", "】": "〕", ")": "〕"}


def chinese_date(day: date) -> str:
    """Give a date in Arabic figures without leading zeros, e.g. 2026年11月21日 (GB/T 9704-2012 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_date_in_words(day: date) -> str:
    """Give a date in Chinese numerals, e.g. 二〇二六年十一月二十一日."""
    year = "".join(_DIGITS[int(figure)] for figure in str(day.year))
    return f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日"


def chinese_number(number: int) -> str:
    """Give 1–99 in Chinese numerals (十一, 二十一); heading and item numbers. Raises Refusal outside that range."""
    if not 1 <= number <= 99:
        raise Refusal(
            f"中文序号只支持 1 至 99，收到 {number}。",
            f"Chinese numerals of headings and items go from 1 to 99, not to {number}.",
        )
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def money(amount: Decimal) -> str:
    """Give an amount in figures, e.g. 人民币1,234.56元."""
    return f"人民币{amount:,.2f}元"


def money_in_words(amount: Decimal) -> str:
    """Give an amount in capital Chinese numerals (人民币大写), e.g. 人民币壹仟贰佰叁拾肆元伍角陆分; 整 when no fen.

    Raises Refusal for negative amounts, more than two decimals or a trillion yuan and more.
    """
    if amount < 0 or amount >= MONEY_LIMIT or amount != round(amount, 2):
        raise Refusal(
            f"金额 {amount} 不能大写：须为 0 以上、一万亿元以下，最多两位小数。",
            f"The amount {amount} cannot be written in words: it must be from 0 to below one trillion yuan, with at most "
            "two decimals.",
        )
    yuan, fen = divmod(int(amount * 100), 100)
    jiao, cents = divmod(fen, 10)
    words = _capital_integer(yuan) + "元" if yuan else ""
    if fen == 0:
        return f"人民币{words or '零元'}整"
    if jiao:
        words += f"{_CAPITALS[jiao]}角"
    elif yuan:
        words += "零"
    return f"人民币{words}{_CAPITALS[cents]}分" if cents else f"人民币{words}整"


def _capital_integer(number: int) -> str:
    """Give a positive integer in capital numerals, groups of four digits from 万 upwards."""
    words, gap = "", False  # gap: the digit before this group is a zero (支付结算办法附一 lets it be read once)
    groups = [(number // 10 ** (4 * i)) % 10_000 for i in range(len(_LARGE_UNITS))]
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if group == 0:
            gap = gap or bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _capital_group(group) + _LARGE_UNITS[index]
        gap = group % 10 == 0
    return words


def _capital_group(group: int) -> str:
    """Give 1–9999 in capital numerals without a leading zero."""
    words, zero = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            zero = bool(words)
            continue
        words += ("零" if zero else "") + _CAPITALS[digit] + _SMALL_UNITS[place]
        zero = False
    return words


def document_number_problem(number: str) -> Said | None:
    """Say what is wrong with a document number (发文字号), None when it is well formed.

    Well formed: 机关代字〔2026〕12号 or, in SAMR's forms, 机关代字〔2026〕第12号 (GB/T 9704-2012 7.2.5).
    """
    if _NUMBER.fullmatch(number):
        return None
    if any(bracket in number for bracket in "[]【】［］") or re.search(r"\(\d{2,4}\)", number):
        suggestion = "".join(_BRACKETS.get(character, character) for character in number)
        return Said(
            f"年份须用六角括号，请写作“{suggestion}”",
            f"the year stands in hexagonal brackets, write “{suggestion}”",
        )
    if re.search(r"〔\d{2}〕", number):
        return Said("年份须写全四位，例如〔2026〕", "the year has four figures, for example “〔2026〕”")
    if re.search(r"〕第?0", number):
        return Said("序号不编虚位，请去掉前面的 0", "the serial has no leading zero, leave the 0 out")
    return Said(
        "格式应为“机关代字〔年份〕序号号”，例如 某市监消〔2026〕12号",
        "it is made of the issuer's code, the year in hexagonal brackets and the serial, for example “某市监消〔2026〕12号”",
    )


def format_document_number(*, code: str, year: int, serial: int, with_di: bool = False) -> str:
    """Give a document number, e.g. 某函〔2026〕12号; `with_di` writes 第12号 as SAMR's forms do.

    Raises Refusal when the parts do not make a well-formed number.
    """
    number = f"{code}〔{year}〕{'第' if with_di else ''}{serial}号"
    problem = document_number_problem(number)
    if problem:
        raise Refusal(
            f"发文字号“{number}”不合规范：{problem}。",
            f"The document number “{number}” is not well formed: {problem.en}.",
        )
    return number


def text_width(text: str) -> float:
    """Give the width of a line in characters: Han and full-width 1, Latin letters and figures 0.5."""
    return sum(0.5 if ord(character) < 0x2E80 and character not in "“”‘’—…·" else 1.0 for character in text)
