"""Who a paper may name (投诉人、举报人信息): by the side that writes it, the letter, and whether the case is a report.

A report keeps its reporter from whoever is reported (令第121号第三十七条): nothing that a company writes about a report
carries a trace of the person. A complaint names its complainant to the complainant, among the bodies that handle it,
and in the one paper by which a company's own department is to call him; to everybody else the name is masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compliance.complaints.privacy import mask_id_number
from compliance.records.complaints import Complaint
from compliance.records.people import SealedPerson
from filings.letters import Letter

FULL, MASKED, WITHHELD = "full", "masked", "withheld"
TO_THE_COMPLAINANT = frozenset({"complainant", "consumer", "both parties"})
"""Addressees to whom the complainant's own name is written in full."""
REPORTER = "举报人（身份依法保密）"

_NAMED_IN_FULL: Mapping[str, str] = {
    "distribution_notice": "the body that is to handle the complaint must know who complains",
    "referral_notice": "the same, for a body below",
    "clue_transfer_letter": "between authorities; the letter itself asks whether a reporter is to be protected",
    "handling_result_report": "answers the body that handed the complaint on, in its own words",
    "supervision_order": "within the bodies that handle the complaint",
    "entrusted_mediation_letter": "the mediators must reach both parties",
    "association_mediation_agreement": "a party signs it",
    "appraisal_commission": "the appraiser checks against the parties whether he must stand aside",
    "association_referral_letter": "the operator cannot settle with somebody whom it does not know",
    "mediation_record": "a party takes part and signs",
    "internal_transfer_slip": "the department that takes over is to call the complainant",
}
"""Letters to others than the complainant that carry the name in full, and why."""
_TO_THE_REPORTED = frozenset({"company", "both parties"})
"""Addressees among whom the reported operator is."""
_WHOLE_NUMBER = frozenset({"complainant_power_of_attorney"})
"""Papers of the complainant's own in which an identity number stands whole; in all others it is masked."""


def naming(letter: Letter, case: Complaint, profile: str) -> str:
    """How ``letter`` may name the complainant or reporter of ``case``: FULL, MASKED or WITHHELD."""
    side = letter.sides[0] if len(letter.sides) == 1 else profile
    if case.kind == "report" and (side == "company" or letter.addressee in _TO_THE_REPORTED):
        return WITHHELD
    if letter.addressee in TO_THE_COMPLAINANT or letter.id in _NAMED_IN_FULL:
        return FULL
    return MASKED


def person_for(letter: Letter, case: Complaint, sealed: SealedPerson, profile: str) -> Mapping[str, Any]:
    """The complainant's particulars as the letter may carry them; the name of a withheld person says only that."""
    how = naming(letter, case, profile)
    if how == WITHHELD:
        return {"name": REPORTER}
    if how == MASKED:
        return case.complainant
    number = str(sealed.values.get("id_number") or "")
    return {**sealed.values, "id_number": number if letter.id in _WHOLE_NUMBER else mask_id_number(number)}
