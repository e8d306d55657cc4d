"""What of an English sentence is not English: Chinese characters and punctuation outside “quotes”, which are other people's."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"“[^“”]*”")
_CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]+")


def foreign(sentence: str) -> list[str]:
    """Give the stretches of Chinese in a sentence that do not stand in quotes."""
    return _CHINESE.findall(_QUOTED.sub("", sentence))
