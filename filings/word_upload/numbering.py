"""Automatic numbers of Word lists as the text a reader sees: counters, levels and number formats of numbering.xml."""

from __future__ import annotations

import re
from collections.abc import Callable

from filings.figures import chinese_number
from filings.said import Said
from filings.word_upload.archive import WordRefused
from filings.word_upload.markup import Element, W, value

MOST_LEVELS = 9
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_PLACE = re.compile(r"%([1-9])")


def _circled(number: int) -> str:
    if not 1 <= number <= len(_CIRCLED):
        raise ValueError
    return _CIRCLED[number - 1]


def _letter(number: int) -> str:
    if number < 1:
        raise ValueError
    return chr(ord("A") + (number - 1) % 26) * (1 + (number - 1) // 26 % 20)


def _roman(number: int) -> str:
    if not 1 <= number <= 399:
        raise ValueError
    written = ""
    for worth, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")):
        written += sign * (number // worth)
        number %= worth
    return written + "I" * number


def _chinese(number: int) -> str:
    if not 1 <= number <= 9_999:
        raise ValueError
    return chinese_number(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "none": lambda number: "",
}


class Numbering:
    """The running counters of a file's lists."""

    def __init__(self, root: Element | None) -> None:
        lists = () if root is None else root.findall(f"{W}abstractNum")
        self.lists = {value(one, "abstractNumId"): one for one in lists}
        numbers = () if root is None else root.findall(f"{W}num")
        self.numbers = {value(one, "numId"): one for one in numbers}
        self.counters: dict[str, list[int]] = {}

    def label(self, number: str, level: str, where: Said) -> str:
        """Give the next visible number of a list, with the blank behind it; "" for a list without numbers.

        Raises WordRefused when its form is none that can be written as text.
        """
        if number in ("", "0"):
            return ""
        depth = int(level) if re.fullmatch(r"[0-8]", level) else 0
        known = self.numbers.get(number)
        if known is None:
            return ""
        abstract = value(known.find(f"{W}abstractNumId"))
        levels = self._levels(number, abstract)
        if depth not in levels:
            return ""
        counters = self.counters.setdefault(abstract, [-1] * MOST_LEVELS)
        self._count(number, abstract, levels, counters, depth)
        form = value(levels[depth].find(f"{W}numFmt")) or "decimal"
        if form == "bullet":
            return "· "
        text = _PLACE.sub(
            lambda place: self._written(levels, counters, int(place.group(1)) - 1, where),
            value(levels[depth].find(f"{W}lvlText")),
        )
        closed = not text or text[-1] in "、）．。"
        return text if closed or value(levels[depth].find(f"{W}suff")) == "nothing" else text + " "

    def _levels(self, number: str, abstract: str) -> dict[int, Element]:
        """Give a list's levels by depth, those that the w:num replaces replaced."""
        found: dict[int, Element] = {}
        own = self.numbers.get(number)
        for holder in (self.lists.get(abstract), *(() if own is None else own.findall(f"{W}lvlOverride"))):
            for level in () if holder is None else holder.findall(f"{W}lvl"):
                depth = value(level, "ilvl")
                if re.fullmatch(r"[0-8]", depth):
                    found[int(depth)] = level
        return found

    def _count(self, number: str, abstract: str, levels: dict[int, Element], counters: list[int], depth: int) -> None:
        seen = f"{abstract}/{number}"
        restarts = {} if seen in self.counters else self._restarts(number)
        self.counters.setdefault(seen, [])
        for level, start in restarts.items():
            counters[level] = start - 1
        for level in range(depth + 1):
            if counters[level] < 0 or (level in restarts and level < depth):
                counters[level] = restarts.get(level, _start(levels.get(level))) - (level == depth)
        counters[depth] += 1
        counters[depth + 1 :] = [-1] * (MOST_LEVELS - depth - 1)

    def _restarts(self, number: str) -> dict[int, int]:
        """Give the levels that the first use of a w:num starts anew, with their first number."""
        own = self.numbers.get(number)
        found = {}
        for one in () if own is None else own.findall(f"{W}lvlOverride"):
            start = value(one.find(f"{W}startOverride"))
            if re.fullmatch(r"[0-8]", value(one, "ilvl")) and re.fullmatch(r"\d{1,4}", start):
                found[int(value(one, "ilvl"))] = int(start)
        return found

    def _written(self, levels: dict[int, Element], counters: list[int], level: int, where: Said) -> str:
        form = value(levels[level].find(f"{W}numFmt")) or "decimal" if level in levels else "decimal"
        try:
            return _FORMATS[form](max(counters[level], 0))
        except (KeyError, ValueError):
            raise WordRefused(
                f"{where}的自动编号无法转为文字，请改用手工编号后再上传。",
                f"{where.en} has an automatic number that cannot be made text; number it by hand and upload again.",
            ) from None


def _start(level: Element | None) -> int:
    told = value(level.find(f"{W}start")) if level is not None else ""
    return int(told) if re.fullmatch(r"\d{1,4}", told) else 1
