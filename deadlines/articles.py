"""Article numbers as numbers (条文号): 第二十三条第一款第五项 → (23, 1, 5), for sorting and for finding."""

from __future__ import annotations

import re

_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_PART = re.compile(r"第?([零〇一二两三四五六七八九十百千]+|[0-9]{1,4})([条款项目])(?:之([一二三四五六七八九十]))?")


def chinese_number(text: str) -> int:
    """The number that Chinese numerals up to 9999 or ASCII digits write; raises KeyError for anything else."""
    if text.isascii():
        return int(text)
    total = digit = 0
    for word in text:
        if word in _UNITS:
            total += (digit or 1) * _UNITS[word]
            digit = 0
        else:
            digit = _DIGITS[word]
    return total + digit


def articles_in(text: str) -> frozenset[int]:
    """The numbers of the articles (条) that a text names."""
    return frozenset(chinese_number(number) for number, part, _ in _PART.findall(text) if part == "条")


def article_order(text: str) -> tuple[int, ...]:
    """A sort key: article, paragraph, item; a text without an article number comes last."""
    numbers: list[int] = []
    for number, _, insertion in _PART.findall(text):
        numbers.append(chinese_number(number))
        if insertion:
            numbers.append(chinese_number(insertion))
    return tuple(numbers) or (10_000,)
