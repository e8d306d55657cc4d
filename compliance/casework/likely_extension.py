"""The day that an extension would bring (延长后的届满日): what the text allows next, counted by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from compliance.casework.case_clocks import clocks_of_case
from compliance.casework.legal_acts import NewEvent
from compliance.errors import BadInput
from compliance.records.complaints import Complaint, RecordedEvent
from compliance.resources import Resources
from deadlines import Deadline


def extended_due(
    resources: Resources, case: Complaint, events: Sequence[RecordedEvent], deadlines: Sequence[Deadline]
) -> date | None:
    """Where the only clock of ours that a text lets us extend would then end; None when there is none, or several."""
    today = resources.clock.today()
    open_ones = [one for one in deadlines if one.ours and one.due_on and not one.met_on and not one.void_on]
    lengths = {(one.regime, one.limit): length for one in open_ones if (length := _next_length(resources, one))}
    if len(lengths) != 1:
        return None
    ((regime, limit), length) = next(iter(lengths.items()))
    try:
        outcome = clocks_of_case(
            resources,
            [*events, NewEvent("extended", today, by=length, limit=limit)],
            regimes=case.regimes,
            facts=case.facts,
            today=today,
            now=resources.clock.now(),
        )
    except BadInput:
        return None
    before = next(one.due_on for one in open_ones if (one.regime, one.limit) == (regime, limit))
    after = next((one.due_on for one in outcome.deadlines if (one.regime, one.limit) == (regime, limit)), None)
    return after if after and before and after > before else None


def _next_length(resources: Resources, deadline: Deadline) -> str:
    limits = resources.rulebook.regime(deadline.regime).limits
    limit = next((one for one in limits if one.id == deadline.limit), None)
    version = limit.version_on(deadline.started_on) if limit else None
    steps = version.extension.steps if version and version.extension else ()
    return str(steps[len(deadline.extensions)].by) if len(deadline.extensions) < len(steps) else ""
