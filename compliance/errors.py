"""Refusals: what a verb says when it will not act. The words are in ``templates/text/*/errors.toml``."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.wording import say


class ComplianceError(Exception):
    """A refusal with an HTTP status; ``message_id`` names the sentence, ``values`` fill it."""

    status = 400

    def __init__(
        self, message_id: str, *, status: int | None = None, fields: Mapping[str, str] | None = None, **values: object
    ):
        self.message_id = message_id
        self.values = values
        self.fields = dict(fields or {})
        """Field name → message id, for forms."""
        if status is not None:
            self.status = status
        super().__init__(message_id)

    def message(self, language: str = "zh") -> str:
        """One sentence that names the place and the cure."""
        chosen = {
            name: value.get(language, value["zh"]) if isinstance(value, dict) and "zh" in value else value
            for name, value in self.values.items()
        }
        return say(self.message_id, language, **chosen)

    def __str__(self) -> str:
        return self.message("zh")


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
