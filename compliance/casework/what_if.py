"""推演 what-if: how the clocks of a case would stand after acts that have not happened; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from compliance.casework.case_clocks import clocks_of_case
from compliance.casework.legal_acts import NewEvent, check_fields, require_step
from compliance.complaints.lifecycle import status_after
from compliance.errors import NotFound
from compliance.records import complaints as records
from compliance.records.complaints import Complaint, RecordedEvent
from compliance.records.due_dates import deadlines_of
from compliance.resources import CHINA, Resources
from deadlines import Deadline, Wording, deadline_as_json
from deadlines.timeliness import OPEN_STATES


class Change(NamedTuple):
    """One clock (期限) now and as it would stand: the contract's JSON; None where it does not run."""

    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def how(self) -> str:
        """What happens to it: started, moved, paused, met, void, again (it was over), late (only time passes) or same."""
        if self.before is None:
            return "started"
        if self.after is None:
            return "void"
        was_open, is_open = self.before["state"] in OPEN_STATES, self.after["state"] in OPEN_STATES
        if was_open and not is_open:
            return "void" if self.after["state"] == "void" else "met"
        if not was_open:
            return "again" if is_open else "same"
        if self.after["state"] == "paused" and self.before["state"] != "paused":
            return "paused"
        if _end(self.before) != _end(self.after):
            return "moved"
        newly_late = self.after["state"] == "overdue" and self.before["state"] != "overdue"
        return "late" if newly_late else "same"


_GROUPS = {"moves": ("moved", "paused", "again", "late"), "starts": ("started",), "ends": ("met", "void")}


@dataclass(frozen=True)
class Outlook:
    """What the acts would bring. `changes` begins with what changes; `as_of` is the day on which `after` is judged."""

    changes: tuple[Change, ...]
    as_of: date
    status_before: str
    status_after: str
    warnings: tuple[Wording, ...] = ()

    @property
    def moved(self) -> tuple[Change, ...]:
        """The clocks that do not stay as they are."""
        return tuple(change for change in self.changes if change.how != "same")

    @property
    def groups(self) -> tuple[tuple[str, tuple[Change, ...]], ...]:
        """The clocks that do not stay as they are: those that move, that start, that end; a group without any left out."""
        found = {name: tuple(one for one in self.moved if one.how in hows) for name, hows in _GROUPS.items()}
        return tuple((name, changes) for name, changes in found.items() if changes)

    @property
    def unmoved(self) -> tuple[Change, ...]:
        """The clocks that stay as they are."""
        return tuple(change for change in self.changes if change.how == "same")


async def what_if(resources: Resources, *, number: str, events: Sequence[NewEvent]) -> Outlook:
    """The clocks before and after `events`, recorded one after the other; days after today are welcome, no row is made.

    Raises NotFound; NotAllowedNow with the lifecycle's sentence for an act that would be impossible, its place among
    the acts in ``values["place"]``; BadInput for a value that an act cannot carry.
    """
    case = await records.complaint(resources.database, number)
    if case is None:
        raise NotFound("errors.complaint_not_found", number=number)
    standing = await records.events_of(resources.database, case.id)
    stored = await deadlines_of(resources.database, case.id)
    return outlook(resources, case=case, standing=standing, stored=stored, events=events)


def outlook(
    resources: Resources,
    *,
    case: Complaint,
    standing: Sequence[RecordedEvent],
    stored: Sequence[Deadline],
    events: Sequence[NewEvent],
) -> Outlook:
    """The same from values at hand: recorded acts, the clocks on file, the supposed acts. Reads and writes nothing."""
    today, now = resources.clock.today(), resources.clock.now()
    supposed: list[RecordedEvent | NewEvent] = list(standing)
    for place, event in enumerate(events):
        _check(resources, case, supposed, event, place)
        supposed.append(event)
    as_of = max([today, *(event.on for event in events)])
    judged_at = max([now, *(event.at for event in events if event.at)])
    if as_of > today:
        judged_at = max(judged_at, datetime.combine(as_of, time.min, tzinfo=CHINA))
    outcome = clocks_of_case(resources, supposed, regimes=case.regimes, facts=case.facts, today=as_of, now=judged_at)
    before = [(one, deadline_as_json(one, resources.calendar, today, now)) for one in stored]
    after = [(one, deadline_as_json(one, resources.calendar, as_of, judged_at)) for one in outcome.deadlines]
    return Outlook(
        changes=tuple(sorted(_paired(before, after), key=_urgency)),
        as_of=as_of,
        status_before=case.status,
        status_after=status_after(supposed, resources.settings.profile).value,
        warnings=outcome.warnings,
    )


def _check(
    resources: Resources, case: Complaint, standing: Sequence[RecordedEvent | NewEvent], event: NewEvent, place: int
) -> None:
    """The same checks as for recording, except that the act may lie ahead of today."""
    require_step(resources, case, standing, event, today=max(resources.clock.today(), event.on), place=place)
    check_fields(event)


def _paired(
    before: list[tuple[Deadline, dict[str, Any]]], after: list[tuple[Deadline, dict[str, Any]]]
) -> Iterable[Change]:
    """Each clock with itself: by its start first, then by its limit, because a restarted clock begins on another day."""
    left = list(after)
    waiting: list[tuple[Deadline, dict[str, Any]]] = []
    for old, shown in before:
        found = next((pair for pair in left if _same_start(old, pair[0])), None)
        if found is None:
            waiting.append((old, shown))
        else:
            left.remove(found)
            yield Change(shown, found[1])
    for old, shown in waiting:
        found = next((pair for pair in left if (pair[0].regime, pair[0].limit) == (old.regime, old.limit)), None)
        if found is not None:
            left.remove(found)
        yield Change(shown, found[1] if found else None)
    for _, shown in left:
        yield Change(None, shown)


def _same_start(one: Deadline, other: Deadline) -> bool:
    return _key(one) == _key(other)


def _key(deadline: Deadline) -> tuple[str, str, date]:
    return deadline.regime, deadline.limit, deadline.started_on


def _end(deadline: dict[str, Any]) -> tuple[Any, Any]:
    return deadline["due_on"], deadline["due_at"]


def _urgency(change: Change) -> tuple[Any, ...]:
    shown = change.after or change.before or {}
    ends = shown.get("due_on") or (shown.get("due_at") or "")[:10] or "9999-12-31"
    return change.how == "same", change.how in ("met", "void"), not shown.get("ours"), ends
