"""The legal acts of a filing and of its receipt, recorded on the case in the transaction of the verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.casework import filed_as
from compliance.casework.actor import Actor
from compliance.casework.case_clocks import clocks_of_case
from compliance.casework.composition import letter_of_draft
from compliance.casework.filed_as import Effect, acts_of, decided_day, effect_of, leaves, step_day
from compliance.casework.legal_acts import NewEvent, check_fields, require_step
from compliance.casework.proceedings import append_event
from compliance.complaints.lifecycle import allowed_acts
from compliance.errors import BadInput, NotAllowedNow
from compliance.records import complaints
from compliance.records.complaints import Complaint
from compliance.records.documents import CaseDocument
from compliance.records.due_dates import deadlines_of
from compliance.resources import Resources
from deadlines import Deadline
from deadlines.legal_events import TOLD_LATER
from deadlines.model import Limit

_GROUND_OF = {"suspended": "appraisal"}
"""The ground of an act that a letter may be; only the commission of an appraisal offers a suspension."""


@dataclass(frozen=True)
class Sent:
    """One paper that leaves: when, and what is said about it."""

    document: CaseDocument
    on: date
    at: datetime | None
    note: str


@dataclass(frozen=True)
class Recorded:
    """The acts that were recorded, those of the leaving itself, and the case before and after as the entry says it."""

    acts: tuple[str, ...]
    told: tuple[str, ...]
    before: dict[str, Any]
    after: dict[str, Any]


async def usual_acts(resources: Resources, case: Complaint, document: CaseDocument) -> tuple[str, ...]:
    """The acts that filing this document records when nobody says otherwise."""
    letter = letter_of_draft(resources, document)
    deadlines = await deadlines_of(resources.database, case.id)
    allowed = await allowed_now(resources, case)
    if "extended" in leaves(letter.id).acts and "extended" in allowed:
        extension = await extension_of(resources, case, document, on=resources.clock.today())
        if extension is not None:
            return ("extended",)
    return acts_of(letter, document.facts, deadlines=deadlines, limits=limits_of(resources, case), allowed=allowed)


async def possible_acts(resources: Resources, case: Complaint, document: CaseDocument) -> tuple[Effect, ...]:
    """Every act that a person may say the document was, with the clocks that each ends or would wrong."""
    letter = letter_of_draft(resources, document)
    deadlines, limits = await deadlines_of(resources.database, case.id), limits_of(resources, case)
    allowed = await allowed_now(resources, case)
    return tuple(effect_of(act, letter, deadlines, limits) for act in leaves(letter.id).choices if act in allowed)


async def record_acts(
    resources: Resources, actor: Actor, case: Complaint, sent: Sent, *, act: str | None = None
) -> Recorded:
    """Inside a verb: the act that the paper itself is, then what its leaving is; ``act`` "" for none at all.

    Raises BadInput for an act that this letter cannot be, NotAllowedNow for one that the case does not allow that day.
    """
    document = sent.document
    line = leaves(document.letter_id)
    if act and act not in line.choices:
        raise BadInput("filing.act_not_of_letter", fields={"act": "filing.act_not_of_letter"}, title=document.title)
    done: list[str] = []
    before: dict[str, Any] = {"status": case.status}
    after = before
    steps = [line.step] if line.step and await _step(resources, actor, case, line, sent) else []
    for kind in await usual_acts(resources, case, document) if act is None else filter(None, (act,)):
        standing, after = await _append(resources, actor, case, await _event(resources, case, kind, sent))
        before = before if done else standing
        done.append(kind)
    return Recorded((*steps, *done), tuple(done), before, after)


async def record_arrival(
    resources: Resources,
    actor: Actor,
    case: Complaint,
    *,
    letter_id: str | None,
    acts: Sequence[str],
    on: date,
    note: str,
    evidence: str | None,
) -> dict[str, Any]:
    """Inside a verb: what the receipt of a filing is; the day from which the other side's time runs, where it does."""
    served = leaves(letter_id).served if letter_id else filed_as.SERVED
    told = {"decision_notified", "recheck_decided"} & set(acts)
    kind = served if served == filed_as.SERVED or told else filed_as.SERVED
    if kind not in await allowed_now(resources, case):
        return {}
    event = NewEvent(kind, on, note=note)
    return (await _append(resources, actor, case, event, evidence=evidence))[1]


async def extension_of(
    resources: Resources, case: Complaint, document: CaseDocument, *, on: date, at: datetime | None = None
) -> NewEvent | None:
    """The extension that the letter tells: of which clock, by how much; None when it moves no open clock of ours."""
    new_due = _fact_day(document, "new_due")
    if new_due is None:
        return None
    limits = limits_of(resources, case)
    told = _fact_day(document, "original_due")
    open_ones = [
        (deadline, limit)
        for deadline in await deadlines_of(resources.database, case.id)
        if deadline.ours and deadline.due_on and not deadline.met_on and not deadline.void_on
        if (limit := _extendable(deadline, limits))
    ]
    named = [pair for pair in open_ones if told in (pair[0].due_on, pair[0].unrolled_on)] or open_ones
    if len(named) != 1:
        return None
    deadline, limit = named[0]
    standing = await complaints.events_of(resources.database, case.id)
    for span in _spans(deadline, limit, new_due):
        event = NewEvent("extended", on, at=at, by=span, limit=limit.id)
        outcome = clocks_of_case(
            resources,
            [*standing, event],
            regimes=case.regimes,
            facts=case.facts,
            today=resources.clock.today(),
            now=resources.clock.now(),
        )
        moved = next((one for one in outcome.deadlines if _same(one, deadline)), None)
        if moved and new_due in (moved.due_on, moved.unrolled_on):
            return event
    days = (new_due - (deadline.unrolled_on or deadline.due_on or new_due)).days
    return NewEvent("extended", on, at=at, by=f"{days} days", limit=limit.id) if days > 0 else None


def limits_of(resources: Resources, case: Complaint) -> tuple[Limit, ...]:
    """The limits that may have clocks in the case."""
    regimes = set(resources.rulebook.with_led_to(case.regimes))
    return tuple(limit for limit in resources.rulebook.limits if limit.regime in regimes)


async def allowed_now(resources: Resources, case: Complaint) -> tuple[str, ...]:
    """The acts that the case allows after what stands on it."""
    standing = await complaints.events_of(resources.database, case.id)
    return allowed_acts(standing, resources.settings.profile)


async def _step(resources: Resources, actor: Actor, case: Complaint, line: filed_as.Leaves, sent: Sent) -> bool:
    """The act that the paper itself is; left out where the case has it already or does not know it."""
    on = step_day(line, sent.document.facts, sent.document.step_on)
    event = NewEvent(line.step, on, paper=sent.document.number or "", note=sent.note)
    try:
        await _append(resources, actor, case, event)
    except NotAllowedNow:
        return False
    return True


async def _event(resources: Resources, case: Complaint, kind: str, sent: Sent) -> NewEvent:
    paper, document = sent.document.number or "", sent.document
    if kind == "extended":
        found = await extension_of(resources, case, document, on=sent.on, at=sent.at)
        if found is None:
            raise BadInput("filing.nothing_to_extend", fields={"act": "filing.nothing_to_extend"}, title=document.title)
        return NewEvent(kind, sent.on, at=sent.at, by=found.by, limit=found.limit, paper=paper, note=sent.note)
    decided = None
    if kind in TOLD_LATER:
        day = decided_day(leaves(document.letter_id), document.facts, document.step_on)
        decided = day if day < sent.on else None
    return NewEvent(
        kind, sent.on, at=sent.at, decided_on=decided, ground=_GROUND_OF.get(kind), paper=paper, note=sent.note
    )


async def _append(
    resources: Resources, actor: Actor, case: Complaint, event: NewEvent, *, evidence: str | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    standing = await complaints.events_of(resources.database, case.id)
    require_step(resources, case, standing, event, today=resources.clock.today())
    check_fields(event)
    return await append_event(resources, actor, case, event, standing, evidence=evidence)


def _extendable(deadline: Deadline, limits: Sequence[Limit]) -> Limit | None:
    limit = next((one for one in limits if (one.regime, one.id) == (deadline.regime, deadline.limit)), None)
    version = limit.version_on(deadline.started_on) if limit else None
    return limit if version and version.extension else None


def _spans(deadline: Deadline, limit: Limit, new_due: date) -> tuple[str, ...]:
    """Lengths that may lead to the new day: what the text allows next, then the days between."""
    version = limit.version_on(deadline.started_on)
    rule = version.extension if version else None
    steps = rule.steps[len(deadline.extensions) :] if rule else ()
    days = (new_due - (deadline.unrolled_on or deadline.due_on or new_due)).days
    return tuple(dict.fromkeys([*(str(step.by) for step in steps), *([f"{days} days"] if days > 0 else [])]))


def _same(one: Deadline, other: Deadline) -> bool:
    return (one.regime, one.limit, one.started_on) == (other.regime, other.limit, other.started_on)


def _fact_day(document: CaseDocument, name: str) -> date | None:
    try:
        return date.fromisoformat(str(document.facts.get(name, "")))
    except ValueError:
        return None
