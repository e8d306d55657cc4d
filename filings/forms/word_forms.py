"""DOCX forms (自备 Word 表单): a house's own .docx filled from checked facts, in a confined process only.

`inspect_form`, `names_in_form` and `fill_form` start that process; `fill_job` is what runs in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from filings.confined import run_confined
from filings.facts import FactSpec

PRINTED = frozenset({"text", "paragraphs", "date", "integer", "money", "document_number", "choice"})
LISTED = frozenset({"texts", "rows"})
FORM_TYPES = PRINTED | LISTED | {"boolean"}
"""The types of facts that a form may use."""


@dataclass(frozen=True)
class FormReading:
    """What a form asks for: the facts it prints, those it only asks about, and what a person should know."""

    printed: tuple[str, ...]
    asked: tuple[str, ...]
    warnings: tuple[str, ...]


def inspect_form(content: bytes, specs: tuple[FactSpec, ...]) -> FormReading:
    """Check a form against the facts that are declared. Raises JobRefused with one sentence that names the place."""
    answer, _ = run_confined("fill_word", {"do": "inspect", "specs": [asdict(spec) for spec in specs]}, content)
    return FormReading(tuple(answer["printed"]), tuple(answer["asked"]), tuple(answer["warnings"]))


def names_in_form(content: bytes) -> tuple[str, ...]:
    """Give the names that a form mentions, in order, for a first draft of its list of facts. Raises JobRefused."""
    answer, _ = run_confined("fill_word", {"do": "names"}, content)
    return tuple(answer["names"])


def fill_form(
    content: bytes,
    specs: tuple[FactSpec, ...],
    values: Mapping[str, Any],
    *,
    before: tuple[str, ...] = (),
    after: tuple[str, ...] = (),
    code: str = "",
) -> bytes:
    """Give the filled form, the same bytes for the same values; `before` and `after` are paragraphs set around it.

    `code` is what a QR code under the last paragraph holds, "" for none: the code of the verification among `after`.
    Raises JobRefused when a field is not allowed, a mandatory value does not show, or the result does not open.
    """
    request = {
        "do": "fill",
        "specs": [asdict(spec) for spec in specs],
        "values": {name: _as_json(value) for name, value in values.items()},
        "around": {"before": before, "after": after, "code": code},
    }
    return run_confined("fill_word", request, content)[1]


def fill_job(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """In the confined process: check the package and every field, then do what `request["do"]` says."""
    # Here and not above: whoever only asks for a form never loads what reads it.
    from filings.forms.filling import answer

    return answer(request, content)


def _as_json(value: Any) -> Any:
    return str(value) if isinstance(value, date | Decimal) else value
