"""The organisation's particulars as fields of a form, and back; series stand in rows: `series.0.code`, `.uses`, `.ordinal`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from compliance.casework.organisation import Organisation
from compliance.complaints.approval_chain import TIERS
from compliance.complaints.letter_series import KIND, PROFILE, Series
from compliance.web.fields import Fields
from compliance.wording import knows, say
from filings.letterhead import COMPANY_PROFILES

TEXTS = (
    "name", "short_name", "credit_code", "address", "department", "contact_person", "contact_phone",
    "letterhead_name", "printed_by",
)  # fmt: skip
CHAINS = ("reviewer", "head", "reviewer,head", "reviewer,reviewer", "reviewer,reviewer,head")
MOST_SERIES = 12
EMPTY_ROWS = 2
_SEALED: dict[str, bool | None] = {"": None, "yes": True, "no": False}


def typed_organisation(fields: Fields, standing: Organisation) -> Organisation:
    """What was typed, over what stands; a row of series without letters is none. Problems go to ``fields.errors``."""
    texts = {name: fields.text(name, most=1000) for name in TEXTS}
    profile = fields.choice("company_profile", COMPANY_PROFILES) or standing.company_profile
    chains = {tier: fields.choice(f"chain.{tier or 'none'}", CHAINS) for tier in TIERS}
    return replace(
        standing,
        **texts,
        company_profile=profile,
        sealed=_SEALED[fields.choice("sealed", _SEALED)],
        verification=bool(fields.text("verification")),
        approval_chain={tier: chain for tier, chain in chains.items() if chain},
        series=_typed_series(fields),
    )


def _typed_series(fields: Fields) -> tuple[Series, ...]:
    rows = []
    for place in range(MOST_SERIES):
        if code := fields.text(f"series.{place}.code", most=60):
            uses = fields.many(f"series.{place}.uses")
            rows.append(Series(code, uses, bool(fields.text(f"series.{place}.ordinal"))))
    return tuple(rows)


def form_values(house: Organisation) -> dict[str, Any]:
    """The fields of the form for these particulars."""
    values: dict[str, Any] = {name: getattr(house, name) for name in TEXTS}
    values["company_profile"] = house.company_profile
    values["sealed"] = next(key for key, sealed in _SEALED.items() if sealed is house.sealed)
    values["verification"] = "1" if house.verification else ""
    values |= {f"chain.{tier or 'none'}": house.approval_chain.get(tier, "") for tier in TIERS}
    for place, series in enumerate(house.series):
        values[f"series.{place}.code"] = series.code
        values[f"series.{place}.uses"] = list(series.uses)
        values[f"series.{place}.ordinal"] = "1" if series.ordinal else ""
    return values


def series_rows(house: Organisation) -> list[int]:
    """The rows shown: those that stand and a few to fill in."""
    return list(range(min(len(house.series) + EMPTY_ROWS, MOST_SERIES)))


def series_uses(letters: Any, lang: str) -> dict[str, dict[str, str]]:
    """What a series can be for, in words: the profiles and the kinds of the letters that there are."""
    profiles = sorted({letter.profile for letter in letters.letters} | set(COMPANY_PROFILES))
    kinds = sorted({letter.kind for letter in letters.letters})
    return {
        "profile": {PROFILE + name: _words("profile", name, lang) for name in profiles},
        "kind": {KIND + name: _words("kind", name, lang) for name in kinds},
    }


def _words(group: str, name: str, lang: str) -> str:
    """The words for a profile or kind; a kind that only a letter of the house has is shown as it is written there."""
    message_id = f"organisation.{group}.{name.replace('-', '_')}"
    return say(message_id, lang) if knows(message_id) else name
