"""分类 as it is proposed, kept with the file, and confirmed by a person where it is not certain."""

from __future__ import annotations

from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.casework.proceedings import locked, standing_complaint
from compliance.complaints.classify import Classification, classify
from compliance.complaints.model import IncomingComplaint
from compliance.errors import NotAllowedNow
from compliance.records import complaints as records
from compliance.records.complaints import Complaint
from compliance.resources import Resources


def classified(resources: Resources, incoming: IncomingComplaint) -> Classification:
    """The classification of a complaint for this organisation, under the rules on board."""
    return classify(incoming, profile=resources.settings.profile, on_board=resources.rulebook.regimes)


def kept_classification(resources: Resources, incoming: IncomingComplaint, chosen: tuple[str, ...]) -> dict[str, Any]:
    """What the file keeps of it. One that is not certain waits for a person, unless somebody chose otherwise already."""
    found = classified(resources, incoming)
    return {
        "proposed": list(found.regimes),
        "suggested": list(found.suggested),
        "matter": found.matter,
        "reasons": [{"zh": reason.zh, "en": reason.en} for reason in found.reasons],
        "certainty": found.certainty,
        "chosen": list(chosen),
        "to_confirm": found.certainty != "certain" and set(chosen) == set(found.regimes),
    }


async def confirm_classification(
    resources: Resources, actor: Actor, *, number: str, expected_revision: int | None = None
) -> Complaint:
    """Confirm the regimes that stand on a file (确认分类); no clock moves. Raises NotAllowedNow when none is waiting."""
    async with acting(resources, actor, "classify_complaint") as entry:
        case = await locked(resources, number, expected_revision=expected_revision)
        entry.about("complaint", number, case=number)
        if not case.classification.get("to_confirm"):
            raise NotAllowedNow("classification.nothing_to_confirm", number=number)
        at = resources.clock.now()
        kept = case.classification | {"to_confirm": False, "confirmed_by": actor.name, "confirmed_at": at.isoformat()}
        entry.before = {"certainty": case.classification.get("certainty", ""), "regimes": list(case.regimes)}
        entry.after = {"confirmed": list(case.regimes)}
        await records.update_complaint(resources.database, case.id, {"classification": kept}, at=at)
    return await standing_complaint(resources, number)
