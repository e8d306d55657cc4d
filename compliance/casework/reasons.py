"""Reasons (理由): what a hard step asks for, checked in one way wherever it is asked."""

from __future__ import annotations

from compliance.errors import BadInput
from filings.printable import visible


def require_reason(reason: str, *, field: str = "reason") -> None:
    """Raise BadInput at ``field`` when nothing of the reason can be seen."""
    if not visible(reason).strip():
        raise BadInput("errors.reason_needed", fields={field: "errors.reason_needed"})
