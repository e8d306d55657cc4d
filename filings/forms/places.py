"""Where a field of a form stands: in words or between blocks, nowhere else; and how its place is told."""

from __future__ import annotations

import re

from filings.said import Refusal, Said

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|\{_\{|\}_\}")
_XML_TAG = re.compile(r"<(/?)([A-Za-z0-9_]+:[A-Za-z0-9_]+)[^<>]*?(/?)>")
_BLOCKS = frozenset({"w:body", "w:tbl", "w:tr", "w:tc", "w:p", "w:hdr", "w:ftr", "w:footnote", "w:endnote"})


class FormRefused(Refusal):
    """A field of a form is not allowed: names the part, the words around it and what is wrong."""

    def __init__(self, place: Said, zh: str, en: str, *, near: str = "") -> None:
        words_zh, words_en = (f"“{near}”", f", “{near}”") if near else ("", "")
        super().__init__(f"{place}{words_zh}：{zh}。", f"{place.en}{words_en}: {en}.")


def check_places(xml: str, place: Said) -> None:
    """Refuse a field that stands anywhere but in words, and a loop or condition inside an XML tag."""
    masked = TAG.sub(lambda found: "\0" * len(found.group()), xml)
    for stray in STRAY.finditer(masked):
        raise FormRefused(
            place,
            "花括号不成对，或者标签被其他内容拆开，请在 Word 里重新输入这个标签",
            "unmatched braces, or a tag split by other content; type the tag again in Word",
            near=_near(xml, stray.start()),
        )
    tags = [(found.start(), found.end(), found.groups()) for found in _XML_TAG.finditer(masked)]
    place_in_tags = 0
    for found in TAG.finditer(xml):
        start = found.start()
        while place_in_tags < len(tags) and tags[place_in_tags][1] <= start:
            place_in_tags += 1
        _, end, (closing, name, alone) = tags[place_in_tags - 1] if place_in_tags else (0, 0, ("", "", ""))
        inside_words = name == "w:t" and not closing and not alone
        between_blocks = found.group().startswith("{%") and (bool(closing) or bool(alone) or name in _BLOCKS)
        if masked.find("<", end, start) >= 0 or not (inside_words or between_blocks):
            raise FormRefused(
                place,
                "标签只能写在文字里，不能放在域代码、链接、图片说明、公式或者格式里，也不支持 r、p、colspan 等写法",
                "a tag may stand in text only, not in a field code, link, picture caption, formula or format, and r, p, colspan "
                "and the like are not supported",
                near=_near(xml, start),
            )
        if found.group().startswith("{#"):
            raise FormRefused(
                place, "不支持注释标签，请删去", "comment tags are not allowed; delete it", near=_near(xml, start)
            )


def _near(xml: str, at: int) -> str:
    return _shown(re.sub(r"<[^<>]*>", "", xml[max(0, at - 600) : at])[-12:] + TAG.sub(r"\g<0>", xml[at : at + 40]))


def words_on(xml: str, line: int | None) -> str:
    """Give the words of the paragraph on this line of the source (one paragraph a line)."""
    lines = xml.split("\n")
    found = lines[min(line or 1, len(lines)) - 1]
    tag = TAG.search(found)
    start = max(0, tag.start() - 600) if tag else 0
    return _shown(re.sub(r"<[^<>]*>", "", found[start:]).strip())


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in re.sub(r"<[^<>]*>?", "", text))[:60]
