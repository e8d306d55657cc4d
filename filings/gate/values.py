"""Values in a text (金额、日期、号码、名称): found with bounded patterns, so that a long text costs time in proportion only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_FIGURES = {word: value for value, word in enumerate("零一二三四五六七八九")} | {
    **{"〇": 0, "两": 2, "○": 0},
    **{word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")},
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_WORDS = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_CURRENCY = "(?P<currency>美|港|欧|日|韩|澳)?"
_MONEY = re.compile(
    r"(?<![\d.,])(?P<mark>[￥¥$])?\s?(?P<figures>\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?P<cents>\.\d{1,4})?(?![\d.])"
    rf"\s?(?P<scale>[万亿千百])?\s?{_CURRENCY}(?P<yuan>[元圆])?"
)
_MONEY_WORDS = re.compile(
    rf"(?<![{_WORDS}])(?P<yuan>[{_WORDS}]{{1,30}}){_CURRENCY}[元圆]"
    rf"(?:(?P<jiao>[零一二三四五六七八九壹贰叁肆伍陆柒捌玖]{{1,2}})角)?"
    rf"(?:零?(?P<fen>[一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?"
)
_DATE = re.compile(r"(?<!\d)(\d{4})\s?(?:年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日|([-/.])(\d{1,2})\4(\d{1,2})(?!\d))")
_DATE_WORDS = re.compile(
    r"([一二三四五六七八九〇○零]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_WEEKDAY = re.compile(r"\s?[（(]?(?:星期|周|礼拜)([一二三四五六日天])")
_DOCUMENT_NUMBER = re.compile(r"(?<=[\u4e00-\u9fffA-Z0-9）])[〔\[［(（【]((?:19|20)\d{2})[〕\]］)）】]第?(\d{1,6})号")
_LONG = re.compile(r"(?<![0-9A-Za-z*\-])[0-9A-Za-z][0-9A-Za-z\-]{6,39}(?![0-9A-Za-z*])")
_SPACED_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ \u00a0]\d{4}[ \u00a0]\d{4}(?!\d)")
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_IDENTITY = re.compile(r"\d{6}(\d{8})\d{3}[\dXx]")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
KINDS = {
    "money": ("金额", "the amount"),
    "date": ("日期", "the date"),
    "document_number": ("发文字号", "the document number"),
    "mobile": ("电话号码", "the telephone number"),
    "identity": ("身份证件号码", "the identity number"),
    "credit_code": ("统一社会信用代码", "the credit code"),
    "number": ("编号", "the number"),
    "organisation": ("单位名称", "the name of the organisation"),
    "person": ("姓名", "the name"),
}


@dataclass(frozen=True)
class Value:
    """A value at [start, end) of a text; `key` is equal for equal values however they are written.

    `wrong` says (in Chinese, then English) what cannot be: a date that does not exist, a weekday that is another.
    """

    kind: str
    key: object
    start: int
    end: int
    wrong: tuple[str, str] | None = None


def values_in(text: str) -> Iterator[Value]:
    """Give amounts, dates, document numbers and long numbers of a text (half-width figures), unordered."""
    yield from amounts_in(text)
    yield from dates_in(text)
    for found in _DOCUMENT_NUMBER.finditer(text):
        organ = text[max(0, found.start() - 2) : found.start()]
        yield Value("document_number", (organ, found[1], int(found[2])), max(0, found.start() - 6), found.end())
    yield from long_numbers_in(text)


def amounts_in(text: str) -> Iterator[Value]:
    """Give amounts of money by value: 1,234.56元, ￥1234.56, 0.12万元 and the capital numerals alike."""
    for found in _MONEY.finditer(text):
        if found["yuan"] is None and found["mark"] is None:
            continue
        amount = Decimal(found["figures"].replace(",", "") + (found["cents"] or ""))
        amount *= _LARGE.get(found["scale"] or "", _SMALL.get(found["scale"] or "", 1))
        if amount:
            yield Value("money", (found["currency"] or "", amount.normalize()), *found.span())
    for found in _MONEY_WORDS.finditer(text):
        whole = chinese_number(found["yuan"])
        if whole is None:
            continue
        jiao = _FIGURES[found["jiao"][-1]] if found["jiao"] else 0
        amount = Decimal(whole) + Decimal(jiao) / 10 + Decimal(_FIGURES.get(found["fen"] or "", 0)) / 100
        if amount:
            yield Value("money", (found["currency"] or "", amount.normalize()), *found.span())


def dates_in(text: str) -> Iterator[Value]:
    """Give the dates with a year, in figures and in Chinese numerals."""
    for found in _DATE.finditer(text):
        year, month, day = int(found[1]), int(found[2] or found[5]), int(found[3] or found[6])
        if found[2] is None and not 1900 <= year <= 2100:
            continue
        yield _date(text, found, year, month, day)
    for found in _DATE_WORDS.finditer(text):
        year = int("".join(str(_FIGURES[word]) for word in found[1]))
        yield _date(text, found, year, chinese_number(found[2]) or 0, chinese_number(found[3]) or 0)


def long_numbers_in(text: str) -> Iterator[Value]:
    """Give telephone, identity, credit-code, order and registration numbers: eight figures and more in one piece."""
    for found in _SPACED_MOBILE.finditer(text):
        yield Value("mobile", re.sub(r"\D", "", found[0]), *found.span())
    for found in _LONG.finditer(text):
        key = found[0].replace("-", "").upper()
        if sum(character.isdigit() for character in key) < 8 or _DATE.fullmatch(found[0]):
            continue
        yield Value(_kind(key), key, *found.span())


def _kind(key: str) -> str:
    if _MOBILE.fullmatch(key):
        return "mobile"
    born = _IDENTITY.fullmatch(key)
    if born and _day(int(born[1][:4]), int(born[1][4:6]), int(born[1][6:])) and born[1][:2] in ("18", "19", "20"):
        return "identity"
    return "credit_code" if _CREDIT_CODE.fullmatch(key) and not key.isdigit() else "number"


def _date(text: str, found: re.Match[str], year: int, month: int, day: int) -> Value:
    when = _day(year, month, day)
    if when is None:
        wrong = (f"“{found[0]}”不是存在的日期", f"“{found[0]}” is no date of the calendar")
        return Value("date", found[0], *found.span(), wrong=wrong)
    named = _WEEKDAY.match(text, found.end())
    actual = "一二三四五六日"[when.weekday()]
    if named and named[1].replace("天", "日") != actual:
        wrong = (f"“{found[0]}”是星期{actual}，不是星期{named[1]}", f"{when:%Y-%m-%d} is a {when:%A}")
        return Value("date", when, *found.span(), wrong=wrong)
    return Value("date", when, *found.span())


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def chinese_number(words: str) -> int | None:
    """Give the number that Chinese numerals write; None for a run of them that is no number (零零一)."""
    total = section = digit = 0
    for word in words:
        if word in _LARGE:
            total = (total + section + digit) * _LARGE[word] if word == "亿" else total + (section + digit) * 10**4
            section = digit = 0
        elif word in _SMALL:
            section += (digit or 1) * _SMALL[word]
            digit = 0
        elif digit:
            return None
        else:
            digit = _FIGURES[word]
    return total + section + digit
