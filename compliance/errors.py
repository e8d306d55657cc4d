"""Refusals: what a verb says when it will not act. The words are in ``templates/text/*/errors.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Self

from compliance.wording import knows, say
from filings.said import Said

Shown = str | int | float | date | Said | None
"""What may fill a placeholder of a sentence: a value that reads alike in both languages, or a `Said`."""


class ComplianceError(Exception):
    """A refusal with an HTTP status; ``message_id`` names the sentence, ``values`` fill it."""

    status = 400

    def __init__(
        self,
        message_id: str,
        *,
        status: int | None = None,
        fields: Mapping[str, str | Said] | None = None,
        **values: Shown,
    ):
        self.message_id = message_id
        self.values = values
        self.fields = dict(fields or {})
        """Field name → message id, or the sentence itself, for forms."""
        if status is not None:
            self.status = status
        super().__init__(message_id)

    @classmethod
    def of(cls, said: Said, *, fields: Mapping[str, str | Said] | None = None) -> Self:
        """The refusal of a letter, a file or an edit, with its own sentence in both languages."""
        return cls("errors.plain", sentence=said, fields=fields)

    def message(self, language: str = "zh") -> str:
        """One sentence that names the place and the cure."""
        return say(self.message_id, language, **self._values_in(language))

    def field_sentences(self, language: str) -> dict[str, str]:
        """Field name → the sentence beside it."""
        values = self._values_in(language)
        spoken = {name: str(_in_language(words, language)) for name, words in self.fields.items()}
        return {name: say(words, language, **values) if knows(words) else words for name, words in spoken.items()}

    def _values_in(self, language: str) -> dict[str, object]:
        return {name: _in_language(value, language) for name, value in self.values.items()}

    def __str__(self) -> str:
        return self.message("zh")


def _in_language(value: object, language: str) -> object:
    """The value, or what it says in the language where it says it in both."""
    return value.speak(language) if isinstance(value, Said) else value


class NotFound(ComplianceError):
    status = 404


class NotAllowedNow(ComplianceError):
    """The step exists but not in this state; the sentence says which steps do."""

    status = 409


class BadInput(ComplianceError):
    status = 422


class Forbidden(ComplianceError):
    status = 403


class TooLarge(ComplianceError):
    status = 413
