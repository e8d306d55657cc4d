"""Chains (前后相接的期限): the act that ends one clock starts the next, and the next says what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deadlines.legal_events import TOLD_LATER
from deadlines.model import Cause, Deadline

_TOLD_LATER = frozenset(kind.value for kind in TOLD_LATER)


def link_chains(deadlines: Sequence[Deadline]) -> list[Deadline]:
    """The same deadlines, each with the clocks whose ending act is its own start."""
    ended = [one for one in deadlines if one.met_on is not None]
    return [replace(one, hangs_on=causes) if (causes := _causes(one, ended)) else one for one in deadlines]


def _causes(deadline: Deadline, ended: Sequence[Deadline]) -> tuple[Cause, ...]:
    return tuple(
        Cause(other.regime, other.limit, other.label)
        for other in ended
        if other.met_by == deadline.started_by and _same_act(other, deadline)
        if (other.regime, other.limit, other.started_on) != (deadline.regime, deadline.limit, deadline.started_on)
    )


def _same_act(ended: Deadline, started: Deadline) -> bool:
    """The same day; a decision told later starts the next clock on the day it was made (rule 10)."""
    if ended.met_on is None:
        return False
    if started.started_by in _TOLD_LATER:
        return ended.started_on <= started.started_on <= ended.met_on
    return ended.met_on == started.started_on
