"""Checklists on a case page: the list in force on the step's governing date, and the choice as a sentence of the record."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.casework.organisation import organisation
from compliance.complaints.checklists import CHECKLIST_OF, ChosenGround, governing_day, ground_sentence, has_checklist
from compliance.records import complaints
from compliance.records.complaints import Complaint
from compliance.web.fields import Fields
from compliance.wording import say
from filings.ground_lists import Factor, GroundList, NoGroundList


@dataclass(frozen=True)
class ShownChecklist:
    """What the form shows for one act; `grounds` is None when no list is on board for `day`."""

    act: str
    kind: str
    day: date
    grounds: GroundList | None
    factors: tuple[Factor, ...]

    @property
    def field(self) -> str:
        """Return the name of the form field that holds the choice, `<list>.<item>`."""
        return f"ground_{self.kind}"

    @property
    def factor_field(self) -> str:
        """Return the name of the tick boxes for the factors."""
        return f"factor_{self.kind}"

    @property
    def detail_field(self) -> str:
        """Return the name of the field for the law that a ground refers to."""
        return f"detail_{self.kind}"


async def shown_checklist(resources: Any, case: Complaint, act: str, *, on: date) -> ShownChecklist | None:
    """Return the checklist of an act done on `on`, None when the act has none under the regimes of the case."""
    if not has_checklist(act, case.regimes):
        return None
    kind = CHECKLIST_OF[act]
    day = governing_day(kind, await complaints.events_of(resources.database, case.id), otherwise=on)
    try:
        found = resources.letters.ground_lists.on(kind, day)
    except NoGroundList:
        return ShownChecklist(act, kind, day, None, ())
    decides = (await organisation(resources)).name if resources.settings.profile == "authority" else case.authority
    item = found.factors.item if found.factors else 0
    return ShownChecklist(act, kind, day, found, found.factors_of(item, authority=decides, on=day))


async def ground_note(resources: Any, case: Complaint, fields: Fields, *, act: str, on: date) -> str:
    """Return the chosen ground as the sentence to record, "" when none was chosen; what is wrong goes to `fields.errors`.

    The authority's own decision needs a ground; of another's decision it may be unknown.
    """
    shown = await shown_checklist(resources, case, act, on=on)
    if shown is None or shown.grounds is None:
        return ""
    chosen, factors, detail = fields.text(shown.field), fields.many(shown.factor_field), fields.text(shown.detail_field)
    if not chosen:
        if resources.settings.profile == "authority" or factors or detail:
            fields.errors[shown.field] = say("classification.ground_needed", fields.lang)
        return ""
    listed, _, item = chosen.rpartition(".")
    if listed != shown.grounds.id or not item.isascii() or not item.isdigit():
        fields.errors[shown.field] = say(
            "classification.other_list", fields.lang, day=shown.day, instrument=shown.grounds.instrument
        )
        return ""
    try:
        ground = shown.grounds.ground(int(item))
    except LookupError:
        fields.errors[shown.field] = say(
            "classification.no_such_item", fields.lang, item=int(item), article=shown.grounds.article
        )
        return ""
    allowed = {factor.id: factor for factor in shown.factors}
    own = shown.grounds.factors is not None and shown.grounds.factors.item == ground.item
    if factors and (not own or not set(factors) <= set(allowed)):
        fields.errors[shown.field] = say("classification.factors_elsewhere", fields.lang)
    if not detail and (ground.needs_detail or any(allowed[each].needs_detail for each in factors if each in allowed)):
        fields.errors[shown.detail_field] = say("classification.detail_needed", fields.lang)
    if shown.field in fields.errors or shown.detail_field in fields.errors:
        return ""
    return ground_sentence(
        ChosenGround(
            kind=shown.kind,
            instrument=shown.grounds.instrument,
            number=shown.grounds.number,
            article=ground.article,
            factors=tuple(factor.article for factor in shown.factors if factor.id in factors),
            detail=detail,
        )
    )
