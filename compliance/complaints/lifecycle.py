"""Which step may follow which, and the status that follows: a pure replay of the recorded legal acts.

An event is any object with `kind`, `on` (date) and `ground`; `decided_on`, `id` and `supersedes` are read when present.
Events are appended, never updated: an entry whose `supersedes` names another entry's `id` takes its place, and an entry
of kind `corrected` only strikes the other out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compliance.complaints.transitions import (
    BACK,
    ENDED,
    TRANSITIONS,
    Status,
    Transition,
    act_label,
    status_label,
)
from filings.said import Refusal

PROFILES = ("company", "authority")
# A refused file is only ended or taken up again; a later notice or reply does not make it anything else.
_LEAVES_REFUSED = frozenset({Status.CLOSED, Status.WITHDRAWN, Status.REOPENED})
_LEAVES_ENDED = frozenset({Status.CLOSED, Status.REOPENED})
_NOT_WHILE_SUSPENDED = frozenset({"suspended", "mediation_started"})


class StepRefused(Refusal):
    """A step that may not be recorded. `allowed` holds the kinds of act that may be recorded on that day instead."""

    def __init__(self, zh: str, en: str, *, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(zh, en)
        self.allowed = allowed


@dataclass
class _Standing:
    """The running state of one replay; never leaves this module."""

    status: Status | None = None
    before_correction: Status | None = None
    suspended: bool = False
    seen: set[str] = field(default_factory=set)
    since_reopening: set[str] = field(default_factory=set)


def effective_events(events: Iterable[Any]) -> tuple[Any, ...]:
    """Return the events that count: superseded entries and bare `corrected` entries are left out, order is kept."""
    entries = tuple(events)
    struck = {target for entry in entries if (target := getattr(entry, "supersedes", None)) is not None}
    return tuple(
        entry
        for entry in entries
        if entry.kind != "corrected" and (getattr(entry, "id", None) is None or entry.id not in struck)
    )


def status_after(events: Iterable[Any], profile: str) -> Status:
    """Return the status (办理状态) after the events, in the order of their days; `registered` when there is none.

    Acts that are not allowed where they stand (old files, imports) change nothing. Raises ValueError for an unknown
    profile or kind of act.
    """
    _known_profile(profile)
    standing = _Standing()
    for event in _in_order(effective_events(events)):
        if _objection(standing, _row(event.kind), profile, event) is None:
            _apply(standing, event.kind)
    return _shown(standing)


def allowed_acts(events: Iterable[Any], profile: str) -> tuple[str, ...]:
    """Return the kinds of legal act that may be recorded now, in the order of the table."""
    _known_profile(profile)
    return _allowed(_replay(_in_order(effective_events(events)), profile)[0], profile)


def check_step(events: Iterable[Any], new_event: Any, profile: str, today: date) -> None:
    """Return nothing when `new_event` may be recorded; else raise StepRefused.

    Refused are: an unknown act, a day later than `today`, a day before the receipt, an act that the state on its own
    day does not allow, a second act of a kind that stands once, and a back-dated act that would make a later recorded
    act impossible.
    """
    _known_profile(profile)
    row = TRANSITIONS.get(new_event.kind)
    standing_events = effective_events(events)
    target = getattr(new_event, "supersedes", None)
    if target is not None:
        standing_events = tuple(each for each in standing_events if getattr(each, "id", None) != target)
    if new_event.kind == "corrected":
        return
    if row is None:
        raise StepRefused(
            f"没有“{new_event.kind}”这一法定事项，请从列表中选择。",
            f'There is no legal act "{new_event.kind}"; choose one from the list.',
            allowed=allowed_acts(standing_events, profile),
        )
    _check_days(standing_events, new_event, row, today)
    earlier = [each for each in _in_order(standing_events) if each.on <= new_event.on]
    later = [each for each in _in_order(standing_events) if each.on > new_event.on]
    standing, _ = _replay(earlier, profile)
    objection = _objection(standing, row, profile, new_event)
    if objection:
        raise _refusal(objection, standing, profile)
    _check_later(earlier, new_event, later, profile)


def _check_days(events: Sequence[Any], new_event: Any, row: Transition, today: date) -> None:
    name_zh, name_en = act_label(row.kind), act_label(row.kind, language="en")
    decided_on = getattr(new_event, "decided_on", None)
    if new_event.on > today:
        raise StepRefused(
            f"“{name_zh}”的日期 {new_event.on} 晚于今天 {today}，尚未发生的事项不能登记，请更正日期。",
            f'"{name_en}" is dated {new_event.on}, after today {today}; only what has happened can be recorded.',
        )
    if decided_on and decided_on > new_event.on:
        raise StepRefused(
            f"“{name_zh}”的决定日 {decided_on} 晚于告知日 {new_event.on}，请更正。",
            f'"{name_en}" was decided on {decided_on}, after it was told on {new_event.on}; correct one of them.',
        )
    receipt = _receipt(events)
    if receipt is None or row.opens or row.background:
        return
    for day in (decided_on, new_event.on):
        if day and day < receipt:
            raise StepRefused(
                f"“{name_zh}”的日期 {day} 早于收到日 {receipt}，请更正日期，或者先更正收到日。",
                f'"{name_en}" is dated {day}, before the receipt on {receipt}; correct the date or the receipt.',
            )


def _receipt(events: Sequence[Any]) -> date | None:
    days = [each.on for each in events if (row := TRANSITIONS.get(each.kind)) and row.opens and not row.background]
    return min(days, default=None)


def _check_later(earlier: list[Any], new_event: Any, later: list[Any], profile: str) -> None:
    _, broken_before = _replay([*earlier, *later], profile)
    _, broken_after = _replay([*earlier, new_event, *later], profile)
    already = {id(each) for each in broken_before}
    for event in broken_after:
        if id(event) not in already:
            new_zh, later_zh = act_label(new_event.kind), act_label(event.kind)
            new_en, later_en = (act_label(each, language="en") for each in (new_event.kind, event.kind))
            raise StepRefused(
                f"如在 {new_event.on} 登记“{new_zh}”，其后 {event.on} 的“{later_zh}”即不能成立，请先更正该事项。",
                f'With "{new_en}" on {new_event.on}, "{later_en}" on {event.on} could not stand; correct that one first.',
            )


def _in_order(events: Iterable[Any]) -> list[Any]:
    return sorted(events, key=lambda event: event.on)


def _replay(events: Iterable[Any], profile: str) -> tuple[_Standing, list[Any]]:
    standing, broken = _Standing(), []
    for event in events:
        if _objection(standing, _row(event.kind), profile, event) is None:
            _apply(standing, event.kind)
        else:
            broken.append(event)
    return standing, broken


def _objection(standing: _Standing, row: Transition, profile: str, event: Any = None) -> tuple[str, str] | None:
    """Return (Chinese, English) why the act may not stand here, or None when it may."""
    name_zh, name_en = row.label_zh, row.label_en
    if standing.status is None:
        if row.opens:
            return None
        return f"尚未登记收到日，不能登记“{name_zh}”", f'no receipt is recorded yet, so "{name_en}" cannot be'
    if row.kind == "resumed" and not standing.suspended:
        return f"未曾中止，不能登记“{name_zh}”", f'nothing is suspended, so "{name_en}" cannot be recorded'
    if standing.suspended and row.kind in _NOT_WHILE_SUSPENDED:
        return f"现处于中止，不能登记“{name_zh}”", f'the file is suspended, so "{name_en}" cannot be recorded'
    if row.once and row.kind in standing.since_reopening:
        return f"“{name_zh}”已经登记过，不能重复登记", f'"{name_en}" is already recorded'
    clash = next((each for each in row.clashes if each in standing.since_reopening), None)
    if clash:
        return (
            f"已登记“{act_label(clash)}”，不能再登记“{name_zh}”",
            f'"{act_label(clash, language="en")}" is recorded, so "{name_en}" cannot be',
        )
    if standing.status not in row.allowed_in:
        return (
            f"当前状态为“{status_label(standing.status)}”，不能登记“{name_zh}”",
            f'the file is "{status_label(standing.status, language="en")}", so "{name_en}" cannot be recorded',
        )
    for needed in (row.needs, row.needs_authority if profile == "authority" else ()):
        if needed and not standing.seen & set(needed):
            wanted_zh = "或者".join(f"“{act_label(each)}”" for each in needed)
            wanted_en = " or ".join(f'"{act_label(each, language="en")}"' for each in needed)
            return f"登记“{name_zh}”之前须先登记{wanted_zh}", f'"{name_en}" needs {wanted_en} first'
    if row.kind == "suspended" and event is not None and not getattr(event, "ground", None):
        return "登记“中止”须写明事由（如鉴定、检测）", '"suspended" needs its ground, such as an appraisal'
    return None


def _apply(standing: _Standing, kind: str) -> None:
    row = TRANSITIONS[kind]
    if kind == "reopened":
        standing.since_reopening.clear()
        standing.suspended = False
    standing.seen.add(kind)
    standing.since_reopening.add(kind)
    if standing.status is None:
        standing.status = Status.REGISTERED
    if kind in ("suspended", "resumed"):
        standing.suspended = kind == "suspended"
        return
    if not row.to:
        return
    if row.to == BACK:
        if standing.status is Status.AWAITING_CORRECTION:
            standing.status = standing.before_correction or Status.REGISTERED
        return
    target = Status(row.to)
    if standing.status in ENDED and target not in _LEAVES_ENDED:
        return
    if standing.status is Status.REFUSED and target not in _LEAVES_REFUSED:
        return
    if target is Status.AWAITING_CORRECTION:
        standing.before_correction = standing.status
    if target in ENDED or target is Status.CONCLUDED:
        standing.suspended = False
    standing.status = target


def _shown(standing: _Standing) -> Status:
    if standing.status is None:
        return Status.REGISTERED
    return Status.SUSPENDED if standing.suspended else standing.status


def _allowed(standing: _Standing, profile: str) -> tuple[str, ...]:
    return tuple(kind for kind, row in TRANSITIONS.items() if _objection(standing, row, profile) is None)


def _refusal(objection: tuple[str, str], standing: _Standing, profile: str) -> StepRefused:
    allowed = _allowed(standing, profile)
    # Receipts and acts outside the procedure (penalty, suit, refund) are nearly always allowed and would bury the answer.
    telling = [kind for kind in allowed if not (TRANSITIONS[kind].always or TRANSITIONS[kind].opens)] or list(allowed)
    names_zh = "、".join(act_label(kind) for kind in telling)
    names_en = ", ".join(act_label(kind, language="en") for kind in telling)
    english = objection[1][0].upper() + objection[1][1:]
    chinese = objection[0]
    if standing.status and "当前状态" not in chinese:
        chinese = f"{chinese}（当前状态：{status_label(_shown(standing))}）"
    return StepRefused(
        f"{chinese}；现在可以登记：{names_zh}。", f"{english}; now possible: {names_en}.", allowed=allowed
    )


def _row(kind: str) -> Transition:
    row = TRANSITIONS.get(kind)
    if row is None:
        raise ValueError(f"no legal act of kind {kind!r} in transitions.toml")
    return row


def _known_profile(profile: str) -> None:
    if profile not in PROFILES:
        raise ValueError(f"profile is company or authority, not {profile!r}")
