"""The letter catalogue as plain JSON values: what `anqi letters list --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from filings.facts import FactSpec

if TYPE_CHECKING:
    from filings.letters import Catalogue, Letter


def letters_as_json(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Give the catalogue as `anqi letters list --json` prints it."""
    return [
        {
            "id": letter.id,
            "title": letter.title,
            "title_en": letter.title_en,
            "sides": list(letter.sides),
            "addressee": letter.addressee,
            "kind": letter.kind,
            "form": letter.form,
            "legal_basis": _legal_basis_as_json(letter),
            "profile": letter.profile,
            "required_facts": [_fact_as_json(spec) for spec in letter.required_facts],
            "optional_facts": [_fact_as_json(spec) for spec in letter.optional_facts],
            "fingerprint": letter.fingerprint,
            "own": letter.own,
        }
        for letter in catalogue.letters
    ]


def _legal_basis_as_json(letter: Letter) -> list[dict[str, Any]]:
    periods = [(basis, v.first_day, v.until) for v in letter.versions for basis in v.legal_basis]
    periods += [(flag.legal_basis, flag.first_day, flag.until) for flag in letter.flags]
    return [
        {
            "instrument": basis.instrument,
            "number": basis.number,
            "article": basis.article,
            "from": first_day.isoformat(),
            "until": until.isoformat() if until else None,
        }
        for basis, first_day, until in periods
    ]


def _fact_as_json(spec: FactSpec) -> dict[str, Any]:
    fact: dict[str, Any] = {"name": spec.name, "meaning": spec.meaning, "type": spec.type, "example": spec.example}
    if spec.options:
        fact["options"] = list(spec.options)
    if spec.columns:
        fact["columns"] = [
            {"name": c.name, "title": c.title, "required": c.required}
            | ({"options": list(c.options)} if c.options else {})
            for c in spec.columns
        ]
    return fact
