"""The events of one case in order, and the questions that a limit asks of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from deadlines.legal_events import RANK, VOIDING, EventKind, LegalEvent
from deadlines.model import Limit
from deadlines.pauses import pauses_of


class CaseFile:
    """Events sorted by day and procedure, indexed by kind; the order in which they were given does not matter."""

    __slots__ = ("_by_kind", "events", "extensions", "facts", "kinds", "pauses")

    def __init__(self, events: tuple[LegalEvent, ...], facts: Mapping[str, object]) -> None:
        self.events = tuple(sorted(events, key=lambda event: event.order))
        self.facts = {name: value for name, value in facts.items() if value is not None}
        self._by_kind: dict[str, list[LegalEvent]] = {}
        for event in self.events:
            self._by_kind.setdefault(event.kind.value, []).append(event)
        self.kinds = frozenset(self._by_kind)
        self.pauses = pauses_of(self.events)
        self.extensions = tuple(self._by_kind.get(EventKind.EXTENDED, ()))

    def of_kinds(self, kinds: Iterable[str]) -> list[LegalEvent]:
        """All events of these kinds, in order."""
        found = [event for kind in kinds for event in self._by_kind.get(kind, ())]
        return sorted(found, key=lambda event: event.order) if len(found) > 1 else found

    def starts_of(self, limit: Limit) -> list[LegalEvent]:
        """The events that start a limit; after a failed earlier stage, or the stage it needs, only those from then on."""
        found = self.of_kinds(limit.starts)
        passed = self.of_kinds(limit.starts_after or limit.only_after)
        if limit.only_after and not passed:
            return []
        return [event for event in found if event.on >= passed[0].on] if passed else found

    def extensions_for(self, limit: Limit) -> tuple[LegalEvent, ...]:
        """Extensions that name this limit, or none."""
        return tuple(event for event in self.extensions if event.limit in ("", limit.id))

    def restarts(self, limit: Limit, *, after: LegalEvent) -> list[LegalEvent]:
        """Events after the start that the rule may take as a new start."""
        kinds = {kind for version in limit.versions for kind in version.restarts}
        return [event for event in self.of_kinds(kinds) if event is not after and event.order > after.order]

    def first_meeting(self, limit: Limit, start: LegalEvent) -> LegalEvent | None:
        """The first event that meets the limit, on or after its start."""
        for event in self.of_kinds(limit.met_by):
            if event is start or (limit.recurring and event.order <= start.order):
                continue
            if start.at is not None and event.at is not None:
                if event.at >= start.at:
                    return event
            elif event.on >= start.starts_on:
                return event
        return None

    def first_voiding(self, limit: Limit, start: LegalEvent, met: LegalEvent | None) -> LegalEvent | None:
        """The first event that makes the limit fall away while it is open, unless the case was reopened afterwards."""
        kinds = (VOIDING | limit.voided_by) - limit.met_by
        for event in self.of_kinds(kinds):
            if met is not None and met.on <= event.on:
                return None
            if self._is_after(event, start) and not self._reopened(event.on):
                return event
        return None

    def _is_after(self, event: LegalEvent, start: LegalEvent) -> bool:
        if event.at is not None and start.at is not None and event.at != start.at:
            return event.at > start.at
        if event.on != start.starts_on:
            return event.on > start.starts_on
        return RANK[event.kind] > RANK[start.kind]

    def _reopened(self, day: date) -> bool:
        return any(event.on >= day for event in self._by_kind.get(EventKind.REOPENED, ()))
