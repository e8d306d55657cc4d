"""The clocks of one case: its own regimes, and those that a decision in them opens (前后相接的期限)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from compliance.casework.legal_acts import NewEvent, legal_events
from compliance.errors import BadInput
from compliance.records.complaints import RecordedEvent
from compliance.resources import Resources
from deadlines import Outcome, compute_deadlines
from deadlines.model import DeadlineError


def clocks_of_case(
    resources: Resources,
    events: Iterable[RecordedEvent | NewEvent],
    *,
    regimes: Sequence[str],
    facts: Mapping[str, Any],
    today: date,
    now: datetime,
) -> Outcome:
    """What the law in force makes of the events; a penalty decision, for instance, opens review and suit by itself.

    Raises BadInput with the engine's sentence.
    """
    try:
        return compute_deadlines(
            legal_events(events),
            rulebook=resources.rulebook,
            calendar=resources.calendar,
            regimes=resources.rulebook.with_led_to(regimes),
            profile=resources.settings.profile,
            today=today,
            now=now,
            facts=facts,
        )
    except DeadlineError as refused:
        raise BadInput("errors.plain", sentence=str(refused)) from refused
