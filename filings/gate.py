"""The gate before issue (签发前检查): what still has to be put right in a letter before it may carry a number."""

from __future__ import annotations

from filings.findings import BLOCKS, WARNS, Finding
from filings.fonts import preflight
from filings.model import Document

__all__ = ["BLOCKS", "WARNS", "Finding", "findings_of"]


def findings_of(words: Document) -> tuple[Finding, ...]:
    """Give every finding about the words of a document."""
    return tuple(
        Finding(
            id=f"glyph:{ord(missing.character):04X}",
            rule="glyph",
            severity=BLOCKS,
            zh=f"字体中没有“{missing.character}”（U+{ord(missing.character):04X}，在“{missing.place}”中），印出来会是空框，请改用其他字符。",
            en=f"No font covers U+{ord(missing.character):04X} (in “{missing.place}”); use another character.",
            lasting=True,
        )
        for missing in preflight(words)
    )
