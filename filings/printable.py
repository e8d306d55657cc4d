"""Which text can be printed as it is stored: no control, bidirectional, invisible or unassigned characters."""

from __future__ import annotations

import unicodedata

from filings.said import Said

# Controls that turn or hide text (UAX #9 and default-ignorables): a formal paper must read the way it is stored.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)
# U+2011 costs WeasyPrint about a minute of layout (its issue 2811).
_COSTLY = frozenset("\u2011")


def text_problem(text: str, *, lines: bool = False) -> Said | None:
    """Say why a text cannot be printed as given (control, bidirectional, invisible characters), None when it can.

    A clause without end punctuation.
    """
    for place, character in enumerate(text, start=1):
        if "\u4e00" <= character <= "\u9fff" or " " <= character <= "~" or (lines and character == "\n"):
            continue
        problem = _character_problem(character)
        if problem:
            code = f"U+{ord(character):04X}"
            return Said(
                f"第 {place} 个字符（{code}）是{problem}，请删去后重试",
                f"character {place} ({code}) is {problem.en}, delete it and try again",
            )
    return None


def visible(text: str) -> str:
    """Give the text without what turns, hides or controls text; tabs and line breaks stay."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or " " <= character <= "~" or not text_problem(character) or character in _COSTLY
    )


def _character_problem(character: str) -> Said | None:
    if character == "\n":
        return Said("换行符，而此处只能是一行", "a line break where only one line may stand")
    if character in _BIDI:
        return Said("改变文字方向的控制字符", "a control character that turns the direction of text")
    if character in _INVISIBLE or 0xFE00 <= ord(character) <= 0xFE0F or 0xE0000 <= ord(character) <= 0xE01EF:
        return Said("不可见字符", "an invisible character")
    if character in _COSTLY:
        return Said("不换行连字符（请改用普通连字符“-”）", "a non-breaking hyphen (use an ordinary hyphen “-”)")
    if "\U00020000" <= character <= "\U000323af":
        # Han of planes 2 and 3, some newer than the tables of this Python: the fonts decide whether it can be shown.
        return None
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Zl", "Zp"):
        return Said("控制字符", "a control character")
    if category in ("Cs", "Co", "Cn"):
        return Said("未编码或者自造的字符", "an unassigned or private character")
    return None
