"""Legal events as JSON: reading one event, and refusing events that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from deadlines.counting import parse_span
from deadlines.errors import RequestError
from deadlines.legal_events import FOLLOWS_RECEIPT, NAMES_A_DAY, RECEIPTS, TOLD_LATER, EventKind, LegalEvent
from deadlines.model import GROUNDS, SHANGHAI
from deadlines.pauses import suspension_lifted_by

_KINDS = {kind.value: kind for kind in EventKind}
_KEYS = ("kind", "on", "at", "decided_on", "due", "ground", "by", "limit", "title", "number", "note")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GROUND_WORDS = {
    **{ground: ground for ground in GROUNDS},
    **{words[0]: ground for ground, words in GROUNDS.items()},
    "权利人辨认": "right_holder_identification",
    "权利人鉴别": "right_holder_identification",
    "metrological_verification": "verification",
    "calibration": "verification",
}
FIRST, LAST = date(1990, 1, 1), date(2090, 12, 31)

# An act that lifts or answers another one cannot stand alone: kind → the kinds of which one must come first.
_PRESUPPOSES: dict[EventKind, tuple[EventKind, ...]] = {
    EventKind.CORRECTION_RECEIVED: (EventKind.CORRECTION_REQUESTED,),
    EventKind.REOPENED: (
        EventKind.CLOSED,
        EventKind.WITHDRAWN,
        EventKind.TRANSFERRED,
        EventKind.RETURNED,
        EventKind.NOT_ACCEPTED,
        EventKind.MEDIATION_TERMINATED,
        EventKind.SETTLED,
        EventKind.REPLIED,
        EventKind.CASE_NOT_OPENED,
        EventKind.INCIDENT_CLOSED,
    ),
    EventKind.RECHECK_DECIDED: (EventKind.RECHECK_REQUESTED,),
    EventKind.REVIEW_DECIDED: (EventKind.REVIEW_REQUESTED,),
    EventKind.FINAL_REVIEW_DECIDED: (EventKind.FINAL_REVIEW_REQUESTED,),
}


def event_from_json(row: object, *, path: str = "event") -> LegalEvent:
    """The legal event that a JSON object holds; raises RequestError with the path of the field."""
    if not isinstance(row, dict):
        raise RequestError(path, f'{path}：应为事件对象，例如 {{"kind": "accepted", "on": "2026-10-12"}}')
    for key in row:
        if key not in _KEYS:
            raise RequestError(f"{path}.{key}", f"{path}.{key}：没有这个字段；可用的字段：{'、'.join(_KEYS)}")
    kind = _kind(row.get("kind"), f"{path}.kind")
    at = instant_from_json(row["at"], f"{path}.at") if row.get("at") is not None else None
    on = _on(row, at, path)
    event = LegalEvent(
        kind=kind,
        on=on,
        at=at,
        decided_on=_decided_on(row, kind, on, path),
        due=_due(row, on, path),
        ground=_ground(row, kind, path),
        by=_by(row, kind, path),
        **{key: _text(row, key, path) for key in ("limit", "title", "number", "note")},
    )
    if event.limit and kind is not EventKind.EXTENDED:
        raise RequestError(f"{path}.limit", f"{path}.limit：只有 extended 可以指明期限，请删去")
    return event


def day_from_json(value: object, path: str) -> date:
    """A date written YYYY-MM-DD between 1990 and 2090; raises RequestError."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise RequestError(path, f"{path}：{value} 不是存在的日期，请核对") from None
        if FIRST <= day <= LAST:
            return day
        raise RequestError(path, f"{path}：{value} 应在 {FIRST} 与 {LAST} 之间，请核对年份")
    raise RequestError(path, f"{path}：应写成 YYYY-MM-DD，例如 2026-09-30")


def instant_from_json(value: object, path: str) -> datetime:
    """An instant with an offset, as Asia/Shanghai time; raises RequestError."""
    if not isinstance(value, str) or "T" not in value:
        raise RequestError(path, f"{path}：应写成带时区的时刻，例如 2026-09-30T09:30:00+08:00")
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise RequestError(path, f"{path}：{value[:40]} 不是存在的时刻，请核对") from None
    if instant.tzinfo is None:
        raise RequestError(path, f"{path}：缺少时区，请写成 {value[:19]}+08:00")
    # The year is looked at first: converting an instant of year 1 or 9999 would overflow.
    local = instant.astimezone(SHANGHAI) if FIRST.year <= instant.year <= LAST.year else None
    if local is None or not FIRST <= local.date() <= LAST:
        raise RequestError(path, f"{path}：{value[:40]} 应在 {FIRST} 与 {LAST} 之间，请核对年份")
    return local


def _kind(value: object, path: str) -> EventKind:
    if value is None:
        raise RequestError(path, f"{path}：缺少事件种类；可用的有：{'、'.join(_KINDS)}")
    kind = _KINDS.get(value) if isinstance(value, str) else None
    if kind is None:
        shown = str(value)[:40]
        raise RequestError(path, f"{path}：没有“{shown}”这种事件；可用的有：{'、'.join(_KINDS)}")
    return kind


def _on(row: dict[str, Any], at: datetime | None, path: str) -> date:
    if row.get("on") is None:
        if at is None:
            raise RequestError(f"{path}.on", f"{path}.on：缺少日期，请写 on（YYYY-MM-DD）或者带时区的 at")
        return at.date()
    on = day_from_json(row["on"], f"{path}.on")
    if at is not None and at.date() != on:
        raise RequestError(f"{path}.at", f"{path}.at：北京时间是 {at.date()}，与 on {on} 不一致，请改正其一")
    return on


def _decided_on(row: dict[str, Any], kind: EventKind, on: date, path: str) -> date | None:
    if row.get("decided_on") is None:
        return None
    place = f"{path}.decided_on"
    if kind not in TOLD_LATER:
        raise RequestError(place, f"{place}：只有 accepted、not_accepted 可以填写决定日期，请删去")
    decided = day_from_json(row["decided_on"], place)
    if decided > on:
        raise RequestError(place, f"{place}：决定日期 {decided} 晚于告知日期 {on}，请核对")
    return decided


def _due(row: dict[str, Any], on: date, path: str) -> date | None:
    if row.get("due") is None:
        return None
    place = f"{path}.due"
    if _KINDS.get(row["kind"]) not in NAMES_A_DAY:
        names = "、".join(sorted(kind.value for kind in NAMES_A_DAY))
        raise RequestError(place, f"{place}：只有 {names} 可以带日期 due，请删去")
    due = day_from_json(row["due"], place)
    if due < on:
        raise RequestError(place, f"{place}：期限 {due} 早于收到日期 {on}，请核对")
    return due


def _ground(row: dict[str, Any], kind: EventKind, path: str) -> str:
    value, place = row.get("ground"), f"{path}.ground"
    allowed = "、".join(GROUNDS)
    if value is None:
        if kind is EventKind.SUSPENDED:
            raise RequestError(place, f"{place}：中止应当写明事由；可用的有：{allowed}")
        return ""
    if kind not in (EventKind.SUSPENDED, EventKind.RESUMED):
        raise RequestError(place, f"{place}：只有 suspended、resumed 可以写事由，请删去")
    if not isinstance(value, str) or value not in _GROUND_WORDS:
        raise RequestError(place, f"{place}：没有“{str(value)[:40]}”这种中止事由；可用的有：{allowed}")
    return _GROUND_WORDS[value]


def _by(row: dict[str, Any], kind: EventKind, path: str) -> str:
    value, place = row.get("by"), f"{path}.by"
    example = "例如 15 working days、30 days、24 hours、1 months"
    if value is None:
        if kind is EventKind.EXTENDED:
            raise RequestError(place, f"{place}：延期应当写明长度，{example}")
        return ""
    if kind is not EventKind.EXTENDED:
        raise RequestError(place, f"{place}：只有 extended 可以写延期长度，请删去")
    span = parse_span(value)
    if span is None or span.unit in ("directed", "year"):
        raise RequestError(place, f"{place}：“{str(value)[:40]}”不是延期长度，{example}")
    return str(value)


def _text(row: dict[str, Any], key: str, path: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RequestError(f"{path}.{key}", f"{path}.{key}：应为文字")
    return value


def refuse_contradictions(events: Sequence[LegalEvent]) -> None:
    """Raises RequestError for an event before the receipt, or one that nothing before it makes possible."""
    _refuse_before_receipt(events)
    _refuse_before_their_cause(events)
    _refuse_idle_resumptions(events)


def _refuse_before_receipt(events: Sequence[LegalEvent]) -> None:
    receipt = min((event.on for event in events if event.kind in RECEIPTS), default=None)
    if receipt is None:
        return
    for index, event in enumerate(events):
        if event.kind not in FOLLOWS_RECEIPT:
            continue
        for name, day in (("on", event.on), ("decided_on", event.decided_on)):
            if day is not None and day < receipt:
                path = f"events[{index}].{name}"
                raise RequestError(path, f"{path}：{event.kind.label} {day} 早于收到日期 {receipt}，请核对日期")
    _refuse_acceptance_before_complaint(events)


def _refuse_acceptance_before_complaint(events: Sequence[LegalEvent]) -> None:
    complaint = min((event.on for event in events if event.kind is EventKind.COMPLAINT_RECEIVED), default=None)
    for index, event in enumerate(events):
        if complaint and event.kind in TOLD_LATER and event.starts_on < complaint:
            path = f"events[{index}].{'decided_on' if event.decided_on else 'on'}"
            raise RequestError(
                path, f"{path}：{event.kind.label} {event.starts_on} 早于收到投诉日期 {complaint}，请核对日期"
            )


def _refuse_before_their_cause(events: Sequence[LegalEvent]) -> None:
    first: dict[EventKind, date] = {}
    for event in events:
        first[event.kind] = min(event.on, first.get(event.kind, event.on))
    for index, event in enumerate(events):
        causes = _PRESUPPOSES.get(event.kind)
        if causes and not any(first.get(cause, date.max) <= event.on for cause in causes):
            path = f"events[{index}].kind"
            names = "、".join(cause.value for cause in causes)
            raise RequestError(path, f"{path}：此时不能记录{event.kind.label}，此前应先有 {names} 之一")


def _refuse_idle_resumptions(events: Sequence[LegalEvent]) -> None:
    order: Callable[[int], Any] = lambda index: events[index].order  # noqa: E731
    open_ones: list[LegalEvent] = []
    for index in sorted(range(len(events)), key=order):
        event = events[index]
        if event.kind is EventKind.SUSPENDED:
            open_ones.append(event)
        elif event.kind is EventKind.RESUMED:
            lifted = suspension_lifted_by(event, open_ones)
            if lifted is None:
                path = f"events[{index}].kind"
                raise RequestError(
                    path, f"{path}：{event.on} 没有正在进行的中止，不能恢复；请先记录 suspended 及其事由"
                )
            open_ones = [one for one in open_ones if one is not lifted]
