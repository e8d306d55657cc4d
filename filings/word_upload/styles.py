"""Paragraph styles of an uploaded Word file: which of ours each one is, by name, by id, or by the style it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from filings.word_template import STYLE_TITLES
from filings.word_upload.markup import Element, W, switched_on, value

_BY_TITLE = {title: key for key, title in STYLE_TITLES.items()}
_HEADING = re.compile(r"(heading|标题)\s*[1-9]", re.I)
_BUILT_IN_TITLE = ("Title", "title", "标题")
_MOST_STEPS = 40


@dataclass(frozen=True)
class ParagraphStyle:
    """What a style says: our key ("" = none of ours), whether it is a heading, its list (number, level), hidden text."""

    key: str = ""
    heading: bool = False
    number: str = ""
    level: str = ""
    hidden: bool = False


class Styles:
    """The file's styles by id."""

    def __init__(self, root: Element | None) -> None:
        found = () if root is None else root.findall(f"{W}style")
        self.styles = {value(style, "styleId"): style for style in found}
        self.plain = next(
            (
                value(style, "styleId")
                for style in found
                if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true", "on")
            ),
            "",
        )
        self.known: dict[str, ParagraphStyle] = {}
        self.owned: dict[str, tuple[ParagraphStyle, str]] = {}

    def of(self, style_id: str) -> ParagraphStyle:
        """Give what a paragraph with this style id ("" = none) says; a style that rests on itself says nothing more."""
        style_id = style_id or self.plain
        if style_id not in self.known:
            self.known[style_id] = self._resolved(style_id)
        return self.known[style_id]

    def _resolved(self, style_id: str) -> ParagraphStyle:
        found = ParagraphStyle()
        at, passed = style_id, set[str]()
        while at in self.styles and at not in passed and len(passed) < _MOST_STEPS:
            passed.add(at)
            own, rests_on = self._own(at)
            found = ParagraphStyle(
                found.key or own.key,
                found.heading or own.heading,
                found.number or own.number,
                found.level or own.level,
                found.hidden or own.hidden,
            )
            at = rests_on
        if not passed and style_id in STYLE_TITLES:
            return ParagraphStyle(style_id)
        return found

    def _own(self, style_id: str) -> tuple[ParagraphStyle, str]:
        """Give what a style says itself, and the id of the style it rests on."""
        if style_id not in self.owned:
            self.owned[style_id] = _read(style_id, self.styles[style_id])
        return self.owned[style_id]


def _read(style_id: str, style: Element) -> tuple[ParagraphStyle, str]:
    name = value(style.find(f"{W}name")).strip()
    key = _BY_TITLE.get(name, "title" if name in _BUILT_IN_TITLE else "")
    properties = style.find(f"{W}pPr")
    outline = value(None if properties is None else properties.find(f"{W}outlineLvl"))
    numbered = None if properties is None else properties.find(f"{W}numPr")
    own = ParagraphStyle(
        key or (style_id if not name and style_id in STYLE_TITLES else ""),
        bool(_HEADING.fullmatch(name)) or outline in tuple("012345678"),
        value(None if numbered is None else numbered.find(f"{W}numId")),
        value(None if numbered is None else numbered.find(f"{W}ilvl")),
        switched_on(style.find(f"{W}rPr"), "vanish"),
    )
    return own, value(style.find(f"{W}basedOn"))
