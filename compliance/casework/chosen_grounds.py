"""法定情形 as chosen for a step: checked against the list in force on the governing day, said as one sentence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from compliance.casework.organisation import organisation
from compliance.complaints.checklists import CHECKLIST_OF, ChosenGround, governing_day, ground_sentence, has_checklist
from compliance.errors import BadInput
from compliance.records import complaints
from compliance.records.complaints import Complaint
from compliance.resources import Resources
from filings.ground_lists import GroundList, NoGroundList


async def sentence_of_ground(
    resources: Resources, case: Complaint, *, act: str, on: date, item: str, factors: Collection[str], detail: str
) -> str:
    """The sentence to record with a refusal or a termination; "" when the act has no list or nothing was chosen.

    ``item`` is the number in the list, ``factors`` the ids weighed, ``detail`` the further rule that a ground refers
    to. Raises BadInput naming what is missing or not in the list; the authority's own decision needs a ground.
    """
    if not has_checklist(act, case.regimes):
        _refuse_idle(item, factors, detail)
        return ""
    kind = CHECKLIST_OF[act]
    day = governing_day(kind, await complaints.events_of(resources.database, case.id), otherwise=on)
    try:
        listed = resources.letters.ground_lists.on(kind, day)
    except NoGroundList:
        _refuse_idle(item, factors, detail)
        return ""
    if not item:
        if resources.settings.profile == "authority" or factors or detail:
            raise BadInput("classification.ground_needed", fields={"ground": "classification.ground_needed"})
        return ""
    try:
        ground = listed.ground(int(item) if item.isascii() and item.isdigit() and len(item) < 4 else -1)
    except LookupError as unknown:
        sentence = "classification.no_such_item"
        raise BadInput(sentence, fields={"ground": sentence}, item=item[:20], article=listed.article) from unknown
    weighed = await _factors(resources, case, listed, ground.item, day)
    if not set(factors) <= set(weighed):
        raise BadInput("classification.factors_elsewhere", fields={"factors": "classification.factors_elsewhere"})
    if not detail and (ground.needs_detail or any(weighed[each][1] for each in factors)):
        raise BadInput("classification.detail_needed", fields={"ground_detail": "classification.detail_needed"})
    return ground_sentence(
        ChosenGround(
            kind=kind,
            instrument=listed.instrument,
            number=listed.number,
            article=ground.article,
            factors=tuple(article for name, (article, _) in weighed.items() if name in factors),
            detail=detail,
        )
    )


async def _factors(
    resources: Resources, case: Complaint, listed: GroundList, item: int, day: date
) -> dict[str, tuple[str, bool]]:
    """Factor → (article, whether it needs a further rule) of the ground; empty for a ground without factors."""
    if listed.factors is None or listed.factors.item != item:
        return {}
    own = resources.settings.profile == "authority"
    decides = (await organisation(resources)).name if own else case.authority
    found = listed.factors_of(item, authority=decides, on=day)
    return {factor.id: (factor.article, factor.needs_detail) for factor in found}


def _refuse_idle(item: str, factors: Collection[str], detail: str) -> None:
    if item or factors or detail:
        raise BadInput("filing.no_ground_list", fields={"ground": "filing.no_ground_list"})
