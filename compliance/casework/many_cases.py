"""Counting many cases under a given law (成批重算): pure, so that it runs in processes of its own on every core.

What a case is counted from and what comes out are plain values; nothing here reads or writes a database.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing import get_context
from typing import Any, NamedTuple

import msgspec

from compliance.records.due_dates import clock_body, clock_row
from compliance.records.law import LawInForce, LawTexts, law_of
from deadlines import Deadline, DeadlineError, LegalEvent, WorkingCalendar, calendar_of, compute_deadlines, timeliness

FEW_CASES = 1_500
"""Below this a second process would take longer to start than the work itself."""
BATCH = 400


class CaseToCount(NamedTuple):
    """What the clocks of one case follow from, and the clocks as stored: row id, and JSON of ``Deadline`` without the trace."""

    complaint_id: int
    number: str
    regimes: tuple[str, ...]
    facts: Mapping[str, Any]
    events: tuple[LegalEvent, ...]
    stored: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Move:
    """One clock that a change of law moves: ``how`` is earlier, later, started, ended, firm, provisional or judged."""

    complaint_id: int
    number: str
    regime: str
    limit: str
    label: str
    ours: bool
    started_on: date
    how: str
    due_before: str
    due_after: str
    state_before: str
    state_after: str


class CaseCount(NamedTuple):
    """The outcome for one case: its rows anew where any differs (else None), what moved, how many clocks are open."""

    complaint_id: int
    rows: list[dict[str, Any]] | None
    moves: list[Move]
    open_clocks: int
    problem: str


class Setting(NamedTuple):
    """The law to count under and the moment on which states are judged; ``rows`` says whether rows are wanted."""

    texts: LawTexts
    before: LawTexts
    profile: str
    today: date
    now: datetime
    rows: bool


_law: LawInForce | None = None
_before: WorkingCalendar | None = None
_setting: Setting | None = None


def prepare(setting: Setting, law: LawInForce | None = None, before: WorkingCalendar | None = None) -> None:
    """Make this process ready: parse the law once."""
    global _law, _before, _setting
    _law = law or law_of(setting.texts)
    _before = before or calendar_of(setting.before.calendar)
    _setting = setting


def count_batch(cases: Sequence[CaseToCount]) -> list[CaseCount]:
    """Every case of a batch under the prepared law, in order."""
    if _law is None or _before is None or _setting is None:
        raise RuntimeError("prepare() comes first")
    return [_count(case, _law, _before, _setting) for case in cases]


def _count(case: CaseToCount, law: LawInForce, before: WorkingCalendar, setting: Setting) -> CaseCount:
    try:
        fresh = compute_deadlines(
            case.events,
            rulebook=law.rulebook,
            calendar=law.calendar,
            regimes=law.rulebook.with_led_to(case.regimes),
            profile=setting.profile,
            facts=case.facts,
        ).deadlines
    except DeadlineError as problem:
        return CaseCount(case.complaint_id, None, [], 0, f"{case.number}：{problem}")
    open_clocks = sum(1 for one in fresh if one.met_on is None and one.void_on is None)
    bodies = [clock_body(one) for one in fresh]
    if bodies == [body for _, body in case.stored]:
        return CaseCount(case.complaint_id, None, [], open_clocks, "")
    stored = [msgspec.json.decode(body, type=Deadline) for _, body in case.stored]
    moves = [
        move
        for old, new in _pairs(stored, fresh)
        if (move := _move(case, old, new, before, law.calendar, setting)) is not None
    ]
    rows = _rows(case, stored, fresh, bodies) if setting.rows else None
    return CaseCount(case.complaint_id, rows, moves, open_clocks, "")


def _rows(
    case: CaseToCount, stored: Sequence[Deadline], fresh: Sequence[Deadline], bodies: Sequence[str]
) -> list[dict[str, Any]]:
    """What is to be stored: only the rows that differ, with their ids, where each clock still stands in its row."""
    if [_key(one) for one in stored] != [_key(one) for one in fresh]:
        return [clock_row(case.complaint_id, one) for one in fresh]
    return [
        clock_row(case.complaint_id, one) | {"id": row_id}
        for (row_id, old), one, body in zip(case.stored, fresh, bodies, strict=True)
        if old != body
    ]


def _pairs(stored: Sequence[Deadline], fresh: Sequence[Deadline]) -> Iterable[tuple[Deadline | None, Deadline | None]]:
    """Each clock with itself: the same limit from the same start; what is left over started or ended."""
    left = {_key(one): one for one in fresh}
    for old in stored:
        yield old, left.pop(_key(old), None)
    for new in left.values():
        yield None, new


def _key(one: Deadline) -> tuple[str, str, date, str]:
    return one.regime, one.limit, one.started_on, one.started_by


def _move(
    case: CaseToCount,
    old: Deadline | None,
    new: Deadline | None,
    before: WorkingCalendar,
    after: WorkingCalendar,
    setting: Setting,
) -> Move | None:
    shown = new or old
    if shown is None:
        return None
    was, now = _stand(old, before, setting), _stand(new, after, setting)
    how = _how(old, new, was, now)
    if how is None:
        return None
    return Move(
        complaint_id=case.complaint_id,
        number=case.number,
        regime=shown.regime,
        limit=shown.limit,
        label=shown.label,
        ours=shown.ours,
        started_on=shown.started_on,
        how=how,
        due_before=_end(old),
        due_after=_end(new),
        state_before=was,
        state_after=now,
    )


def _how(old: Deadline | None, new: Deadline | None, was: str, now: str) -> str | None:
    if old is None or new is None:
        return "started" if old is None else "ended"
    if _end(old) != _end(new):
        return "earlier" if (_end(new) or "9999") < (_end(old) or "9999") else "later"
    if old.provisional != new.provisional:
        return "provisional" if new.provisional else "firm"
    return "judged" if was != now else None


def _stand(one: Deadline | None, calendar: WorkingCalendar, setting: Setting) -> str:
    return timeliness(one, calendar, setting.today, setting.now).state if one is not None else ""


def _end(one: Deadline | None) -> str:
    if one is None:
        return ""
    if one.due_at is not None:
        return one.due_at.isoformat()
    return one.due_on.isoformat() if one.due_on else ""


async def count_all(
    batches: AsyncIterator[list[CaseToCount]], setting: Setting, *, cases: int, law: LawInForce, before: LawInForce
) -> AsyncIterator[list[CaseCount]]:
    """The outcome of every batch, in order: in this process for few cases, on all cores for many."""
    if cases <= FEW_CASES:
        prepare(setting, law, before.calendar)
        async for batch in batches:
            yield count_batch(batch)
            await asyncio.sleep(0)  # let a page be served between batches
        return
    workers = max(1, min(os.cpu_count() or 1, 8))
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=prepare, initargs=(setting,)) as pool:
        waiting: list[Any] = []
        async for batch in batches:
            waiting.append(asyncio.get_running_loop().run_in_executor(pool, count_batch, batch))
            if len(waiting) > workers + 1:
                yield await waiting.pop(0)
        while waiting:
            yield await waiting.pop(0)
