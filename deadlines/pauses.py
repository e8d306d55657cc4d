"""Suspension and extension (中止、延长): which days a count leaves out, and how far it was moved.

Restart (重新计算) is the third effect; it replaces the start and is decided in `compute`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from deadlines.legal_events import EventKind, LegalEvent
from deadlines.model import Pause


def pauses_of(events: Sequence[LegalEvent]) -> tuple[Pause, ...]:
    """The suspensions of a case, each from its day to the day on which it was lifted (None while it lasts).

    `events` are in order. A resumption lifts the latest suspension still open, of its own ground where it names one.
    """
    open_ones: list[LegalEvent] = []
    closed: list[Pause] = []
    for event in events:
        if event.kind is EventKind.SUSPENDED:
            open_ones.append(event)
        elif event.kind is EventKind.RESUMED:
            lifted = suspension_lifted_by(event, open_ones)
            if lifted is not None:
                open_ones = [one for one in open_ones if one is not lifted]
                closed.append(Pause(lifted.on, event.on, lifted.ground))
    closed.extend(Pause(event.on, None, event.ground) for event in open_ones)
    return tuple(sorted(closed, key=lambda pause: (pause.since, pause.until or date.max, pause.ground)))


def suspension_lifted_by(event: LegalEvent, open_ones: Sequence[LegalEvent]) -> LegalEvent | None:
    """The open suspension that a resumption lifts, or None when there is none to lift.

    The latest one begun on an earlier day comes first, so that one ground may follow another on the same day.
    """
    fitting = [one for one in open_ones if not event.ground or event.ground == one.ground]
    earlier = [one for one in fitting if one.on < event.on]
    return (earlier or fitting or [None])[-1]


def gaps_of(pauses: Iterable[Pause], *, resumed_on: date | None = None) -> tuple[tuple[date, date], ...]:
    """The days left out, as sorted disjoint half-open intervals; open pauses end on `resumed_on`, or are left aside."""
    return merge(
        (pause.since, until)
        for pause in pauses
        if (until := pause.until or resumed_on) is not None and until > pause.since
    )


def merge(spans: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """Half-open intervals as sorted disjoint ones."""
    merged: list[tuple[date, date]] = []
    for since, until in sorted(spans):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((since, until))
    return tuple(merged)


def first_open(pauses: Iterable[Pause]) -> date | None:
    """The day on which the earliest suspension still open began."""
    return min((pause.since for pause in pauses if pause.until is None), default=None)
