"""What a case knows that a letter may ask for: fact name → value and where it comes from; and whom the letter goes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.casework.complaint_statistics import COUNTED, monthly_statistics
from compliance.casework.fact_providers import provided
from compliance.casework.fact_readings import TODAY, Known
from compliance.casework.intake import readable_person
from compliance.casework.likely_extension import extended_due
from compliance.casework.named_persons import TO_THE_COMPLAINANT as TO_THE_COMPLAINANT
from compliance.casework.named_persons import naming, person_for
from compliance.casework.organisation import organisation
from compliance.records import complaints as records
from compliance.records.complaints import Complaint
from compliance.records.documents import documents_of
from compliance.records.due_dates import deadlines_of
from compliance.records.filings import filings_of
from compliance.resources import Resources
from filings.letters import Letter

_ADDRESSED_BY: Mapping[str, tuple[str, ...]] = {
    "complainant": ("complainant", "consumer"),
    "both parties": ("complainant", "respondent"),
    "authority": ("authority", "recipient"),
    "hotline": ("hotline",),
    "platform": ("platform",),
    "public": ("platform",),
    "association": ("recipient",),
    "company": ("respondent", "recipient"),
    "testing body": ("institution",),
    "internal": ("recipients", "responsible_unit"),
    "stores": ("recipients",),
    "any": ("recipient",),
}
"""Kind of addressee a letter declares -> the facts that may hold the name, the first one given counts."""
_ADDRESSED_OTHERWISE: Mapping[str, tuple[str, ...]] = {"complainant_power_of_attorney": ("authority",)}
"""Letters whose paper is signed by the person they declare and goes to somebody else."""


_STATISTICAL = "complaint_analysis_report"


@dataclass(frozen=True)
class Gathered:
    """One value and a sentence on where it was taken from."""

    value: Any
    source: dict[str, str]


async def gather_facts(
    resources: Resources, case: Complaint, letter: Letter, *, step_on: date, actor_name: str
) -> dict[str, Gathered]:
    """The facts of ``letter`` that the case already knows."""
    profile, database = resources.settings.profile, resources.database
    asked = {spec.name for spec in letter.facts}
    events = await records.events_of(database, case.id)
    deadlines = await deadlines_of(database, case.id)
    known = Known(
        letter=letter,
        case=case,
        person=person_for(letter, case, await readable_person(resources, case), profile),
        naming=naming(letter, case, profile),
        house=await organisation(resources),
        events=events,
        deadlines=deadlines,
        papers=await documents_of(database, case.id),
        filings=await filings_of(database, case.id),
        profile=profile,
        step_on=step_on,
        actor_name=actor_name,
        extended_to=extended_due(resources, case, events, deadlines) if "new_due" in asked else None,
    )
    found = {}
    for spec in letter.facts:
        value, source = provided(known, spec.name)
        if value not in (None, "", (), []):
            found[spec.name] = Gathered(value, source)
    if letter.id == _STATISTICAL:
        counted = await monthly_statistics(database, step_on)
        found |= {name: Gathered(value, COUNTED) for name, value in counted.items()}
    if letter.date_fact and letter.date_fact not in found:
        found[letter.date_fact] = Gathered(step_on.isoformat(), TODAY)
    return found


def addressee_facts(letter: Letter) -> tuple[str, ...]:
    """The facts of ``letter`` that name whom it goes to, in order; empty for a letter that names nobody."""
    wanted = _ADDRESSED_OTHERWISE.get(letter.id) or _ADDRESSED_BY.get(letter.addressee, ())
    asked = {spec.name for spec in letter.facts}
    return tuple(name for name in (*wanted, "addressee") if name in asked)


def addressee_of(letter: Letter, facts: Mapping[str, Any]) -> str:
    """Whom the letter goes to, as its facts name them; both parties joined by 、; "" while nobody is named."""
    named = [text for name in addressee_facts(letter) if (text := str(facts.get(name) or "").strip())]
    return "、".join(named) if letter.addressee == "both parties" else next(iter(named), "")
