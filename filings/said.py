"""A sentence in both languages: what a refusal of this package says, Chinese first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """One sentence or clause, complete in Chinese and in English; `str()` gives the Chinese one."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh

    def speak(self, language: str) -> str:
        """Give it in English for "en", else in Chinese."""
        return self.en if language == "en" else self.zh


class Refusal(ValueError):
    """What cannot be taken: one sentence or clause in both languages, `said`; `str()` gives the Chinese one."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.said = Said(zh, en)


def said_of(refused: Exception) -> Said:
    """Give what an exception says; one that is no Refusal says the same in both languages."""
    return refused.said if isinstance(refused, Refusal) else Said(str(refused), str(refused))


def quoted(names: Iterable[str]) -> str:
    """Give words that belong to somebody else as a list inside an English sentence: “甲”, “乙”."""
    return ", ".join(f"“{name}”" for name in names)
