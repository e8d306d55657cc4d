"""Fonts (字体): which face covers which character, the fallback chain of every role, preflight of rare characters.

The packaged folder (<prefix>/share/anqi/fonts, made by compliance/install/fonts.sh) holds every face and a fontconfig
file that names nothing else, so the same letter finds the same glyphs on every machine. Where the folder is missing,
the same file names are looked for among the system's fonts.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from uharfbuzz import Blob  # pyright: ignore[reportAttributeAccessIssue] — compiled module without stubs
from uharfbuzz import Face as Typeface  # pyright: ignore[reportAttributeAccessIssue]

from filings.layout import style_name, styles
from filings.model import (
    AnnexStart,
    Bars,
    Block,
    Document,
    Enclosures,
    Imprint,
    Number,
    SignatureBlock,
    Table,
    Verification,
    block_lines,
)
from filings.said import Refusal


@dataclass(frozen=True)
class Face:
    """One font face: its family name as fontconfig knows it, its file, its index in a collection.

    `only` limits it to ranges of code points: the last resorts also hold pictures that no formal paper wants.
    """

    family: str
    file: str
    index: int = 0
    only: tuple[tuple[int, int], ...] = ()


_FANG = Face("FandolFang R", "FandolFang-Regular.otf")
_KAI = Face("FandolKai", "FandolKai-Regular.otf")
_HEI = Face("FandolHei", "FandolHei-Regular.otf")
_SONG = Face("FandolSong", "FandolSong-Regular.otf")
_SONG_BOLD = Face("FandolSong", "FandolSong-Bold.otf")
_WENKAI = Face("LXGW WenKai", "LXGWWenKai-Regular.ttf")
_SERIF = Face("Noto Serif CJK SC", "NotoSerifCJK-Regular.ttc", 2)
_SERIF_BOLD = Face("Noto Serif CJK SC", "NotoSerifCJK-Bold.ttc", 2)
_SANS = Face("Noto Sans CJK SC", "NotoSansCJK-Regular.ttc", 2)
_HAN = ((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_BABEL = Face("BabelStone Han", "BabelStoneHan.ttf", only=_HAN)
_MARKS = Face("DejaVu Sans", "DejaVuSans.ttf", only=((0x2610, 0x2611),))

CHAINS: dict[str, tuple[Face, ...]] = {
    "fang": (_FANG, _WENKAI, _SERIF, _BABEL, _MARKS),
    "kai": (_KAI, _WENKAI, _SERIF, _BABEL, _MARKS),
    "hei": (_HEI, _SANS, _BABEL, _MARKS),
    "title": (_SONG_BOLD, _SERIF_BOLD, _BABEL, _MARKS),
    "song": (_SONG, _SERIF, _BABEL, _MARKS),
}
REQUIRED_FACES = (_FANG, _KAI, _HEI, _SONG, _SONG_BOLD, _SERIF)
_SYSTEM_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/texmf/fonts", "/usr/share/texlive")
_ALWAYS_COVERED = frozenset(" \n\u3000")
_OWN_MARKS = frozenset("☑☐")


@dataclass(frozen=True)
class Uncovered:
    """A character that no face covers, and the line it stands in."""

    character: str
    place: str


class FontsMissing(Refusal):
    """The fonts that every letter needs are not installed."""


class CharactersNotCovered(Refusal):
    """The document holds characters without a glyph in any font: all of them in `uncovered`."""

    def __init__(self, uncovered: tuple[Uncovered, ...]) -> None:
        self.uncovered = uncovered
        shown = "、".join(
            f"“{item.character}”（U+{ord(item.character):04X}，在“{item.place}”中）" for item in uncovered[:10]
        )
        more = f"等 {len(uncovered)} 个字符" if len(uncovered) > 10 else ""
        listed = ", ".join(
            f"“{item.character}” (U+{ord(item.character):04X}, in “{item.place}”)" for item in uncovered[:10]
        )
        others = f" and {len(uncovered) - 10} others" if len(uncovered) > 10 else ""
        super().__init__(
            f"字体中没有{shown}{more}，印出来会是空框，请改用其他字符或者加装字体。",
            f"No font has {listed}{others}, which would print as an empty box; use another character or install a font.",
        )


def font_folder() -> Path:
    """Give the packaged font folder; it need not exist."""
    return Path(sys.prefix) / "share" / "anqi" / "fonts"


def use_packaged_fonts() -> None:
    """Point fontconfig at the packaged folder; must happen before WeasyPrint is imported in this process."""
    configuration = font_folder() / "fonts.conf"
    if configuration.exists():
        os.environ["FONTCONFIG_FILE"] = str(configuration)


def families(role: str) -> list[str]:
    """Give the family names of a role, first choice first."""
    return [face.family for face in CHAINS[role]]


def missing_faces() -> tuple[str, ...]:
    """Give the file names of required faces that are not installed."""
    return tuple(face.file for face in REQUIRED_FACES if _path(face) is None)


def require_faces() -> None:
    """Raise FontsMissing, with the cure, when a required face is not installed."""
    missing = missing_faces()
    if missing:
        raise FontsMissing(
            f"缺少文书字体 {'、'.join(missing)}，请运行 make setup（或者 sh compliance/install/fonts.sh）。",
            f"Fonts of the letters are missing ({', '.join(missing)}); run make setup (or sh compliance/install/fonts.sh).",
        )


def face_for(character: str, role: str = "fang") -> Face | None:
    """Give the face that shows this character in this role, None when no face does."""
    return next((face for face in CHAINS[role] if ord(character) in _characters(face)), None)


def preflight(document: Document) -> tuple[Uncovered, ...]:
    """Give every character of the document that no face covers, once each, with the line it first stands in."""
    found: dict[str, Uncovered] = {}
    for block in document.blocks:
        for role, line in _lines_by_role(block):
            for character in set(line) - _ALWAYS_COVERED - _covered(role):
                found.setdefault(character, Uncovered(character, _excerpt(line, character)))
    return tuple(found[character] for character in sorted(found))


def substituted(document: Document) -> tuple[str, ...]:
    """Give the characters that the first face of their role lacks and another face shows (rare characters)."""
    found = set()
    for block in document.blocks:
        for role, line in _lines_by_role(block):
            own = _characters(CHAINS[role][0])
            found |= {c for c in set(line) - _ALWAYS_COVERED - _OWN_MARKS if ord(c) not in own and c in _covered(role)}
    return tuple(sorted(found))


def substitution_warnings(document: Document) -> list[str]:
    """Give what a person should know about the document's fonts, as Chinese sentences."""
    replaced = substituted(document)
    if not replaced:
        return []
    return [f"正文字体缺少“{'、'.join(replaced)}”，PDF 以其他字体补足，Word 文档由打开它的电脑补足。"]


def _lines_by_role(block: Block) -> Iterator[tuple[str, str]]:
    """Give each line with the role it is set in; blocks of several roles count for the narrower one."""
    table = styles("form-table")
    match block:
        case Table() | Bars():
            roles = ["fang", "hei"]
        case Number():
            roles = ["fang", "kai"]
        case SignatureBlock() | Enclosures() | Verification() | Imprint():
            roles = ["fang"]
        case AnnexStart():
            roles = ["hei", "title"]
        case _:
            roles = [table[style_name(block)].face]
    for line in block_lines(block):
        for role in roles:
            yield role, line


def _excerpt(line: str, character: str) -> str:
    at = line.index(character)
    return line[max(0, at - 6) : at] + "□" + line[at + 1 : at + 7]


@functools.cache
def _covered(role: str) -> frozenset[str]:
    return frozenset(chr(code) for face in CHAINS[role] for code in _characters(face))


@functools.cache
def _characters(face: Face) -> frozenset[int]:
    path = _path(face)
    if path is None:
        return frozenset()
    held = frozenset(Typeface(Blob.from_file_path(str(path)), face.index).unicodes)
    return frozenset(code for code in held if not face.only or any(low <= code <= high for low, high in face.only))


@functools.cache
def _path(face: Face) -> Path | None:
    packaged = font_folder() / face.file
    if packaged.exists():
        return packaged
    if (font_folder() / "fonts.conf").exists():
        return None
    return next((found for folder in _SYSTEM_FOLDERS for found in Path(folder).rglob(face.file)), None)
