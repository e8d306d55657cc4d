"""Requests and answers (计算请求): the JSON contract of `anqi deadlines compute`, the API and the calculator.

A dict goes in, a dict comes out. What cannot be answered is a `RequestError` with the path of the field and one Chinese
sentence that says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from deadlines.as_json import deadline_as_json, not_covered_as_json
from deadlines.calendar import WorkingCalendar
from deadlines.compute import compute_deadlines
from deadlines.errors import CalendarError, RequestError
from deadlines.event_requests import day_from_json as _day
from deadlines.event_requests import event_from_json, instant_from_json, refuse_contradictions
from deadlines.legal_events import LegalEvent
from deadlines.model import PROFILES
from deadlines.rulebook import Rulebook

MOST_EVENTS = 1000
KEYS = ("regime", "profile", "today", "now", "facts", "events", "known_on")


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was understood."""

    regimes: tuple[str, ...]
    profile: str
    today: date
    now: datetime | None
    facts: Mapping[str, object]
    events: tuple[LegalEvent, ...]
    known_on: date | None


def read_request(
    payload: object, *, rulebook: Rulebook, today: date, now: datetime | None = None, profile: str = "company"
) -> Request:
    """The request that a JSON value holds; `today`, `now` and `profile` stand in for what it leaves out."""
    if not isinstance(payload, dict):
        raise RequestError("", '请求应为 JSON 对象，例如 {"regime": "samr_complaint", "events": [...]}')
    for key in payload:
        if key not in KEYS:
            raise RequestError(str(key), f"{key}：没有这个字段；可用的字段：{'、'.join(KEYS)}")
    regimes = _regimes(payload.get("regime"), rulebook)
    chosen = payload.get("profile", profile)
    if chosen not in PROFILES:
        raise RequestError("profile", f"profile：应为 {'、'.join(PROFILES)} 之一")
    instant = instant_from_json(payload["now"], "now") if payload.get("now") is not None else None
    if payload.get("today") is not None:
        judged_on = _day(payload["today"], "today")
    else:
        judged_on = instant.date() if instant is not None else today
        instant = instant or now
    known_on = _day(payload["known_on"], "known_on") if payload.get("known_on") is not None else None
    events = _events(payload.get("events"))
    refuse_contradictions(events)
    _refuse_foreign_limits(events, regimes, rulebook)
    return Request(
        regimes=regimes,
        profile=chosen,
        today=judged_on,
        now=instant,
        facts=_facts(payload.get("facts"), rulebook),
        events=events,
        known_on=known_on,
    )


def answer(
    payload: object,
    *,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
    today: date,
    now: datetime | None = None,
    profile: str = "company",
) -> dict[str, Any]:
    """Deadlines, starts without a clock and warnings for one request; raises RequestError."""
    request = read_request(payload, rulebook=rulebook, today=today, now=now, profile=profile)
    try:
        return _answer(request, rulebook, calendar)
    except CalendarError as error:
        raise RequestError("events", f"events：{error.problem}") from error


def _answer(request: Request, rulebook: Rulebook, calendar: WorkingCalendar) -> dict[str, Any]:
    outcome = compute_deadlines(
        request.events,
        rulebook=rulebook,
        calendar=calendar,
        regimes=request.regimes,
        profile=request.profile,
        today=request.today,
        now=request.now,
        facts=request.facts,
        known_on=request.known_on,
    )
    seen = calendar.as_known_on(request.known_on)
    return {
        "deadlines": [deadline_as_json(one, seen, request.today, request.now) for one in outcome.deadlines],
        "not_covered": [not_covered_as_json(one) for one in outcome.not_covered],
        "warnings": [warning.zh for warning in outcome.warnings],
        "warnings_en": [warning.en for warning in outcome.warnings],
    }


def answer_many(
    payloads: object,
    *,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
    today: date,
    now: datetime | None = None,
    profile: str = "company",
) -> list[dict[str, Any]]:
    """Answers in the order of the requests; a refused request yields {"error": {"field", "message"}} in its place."""
    if not isinstance(payloads, list):
        raise RequestError("", "成批请求应为 JSON 数组，每个元素是一个请求")
    answers: list[dict[str, Any]] = []
    for payload in payloads:
        try:
            answers.append(answer(payload, rulebook=rulebook, calendar=calendar, today=today, now=now, profile=profile))
        except RequestError as error:
            answers.append({"error": {"field": error.field, "message": error.message}})
    return answers


def _regimes(value: object, rulebook: Rulebook) -> tuple[str, ...]:
    if value is None:
        raise RequestError("regime", f"regime：不能为空；可用的有：{'、'.join(sorted(rulebook.regimes))}")
    listed = isinstance(value, list)
    values: list[Any] = value if isinstance(value, list) else [value]
    if not values:
        raise RequestError("regime", "regime：列表不能为空，请写至少一个程序")
    for index, name in enumerate(values):
        path = f"regime[{index}]" if listed else "regime"
        if not isinstance(name, str) or name not in rulebook.regimes:
            known = "、".join(sorted(rulebook.regimes))
            raise RequestError(path, f"{path}：没有“{_shown(name)}”这一程序；可用的有：{known}")
    return tuple(dict.fromkeys(values))


def _events(value: object) -> tuple[LegalEvent, ...]:
    if not isinstance(value, list):
        raise RequestError("events", 'events：应为事件数组，例如 [{"kind": "complaint_received", "on": "2026-09-30"}]')
    if len(value) > MOST_EVENTS:
        raise RequestError("events", f"events：一案最多 {MOST_EVENTS} 个事件，现有 {len(value)} 个，请分案")
    return tuple(event_from_json(row, path=f"events[{index}]") for index, row in enumerate(value))


def _facts(value: object, rulebook: Rulebook) -> dict[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RequestError("facts", 'facts：应为 JSON 对象，例如 {"real_name": true}')
    facts: dict[str, object] = {}
    for name, given in value.items():
        fact = rulebook.facts.get(name)
        if fact is None:
            raise RequestError(
                f"facts.{name}", f"facts.{name}：没有这个事实；可用的有：{'、'.join(sorted(rulebook.facts))}"
            )
        if given is None:
            continue
        words = {label: one for one, label in fact.values.items()}
        known = [one for one in fact.values if type(one) is type(given) and one == given]
        if not known and isinstance(given, str) and given in words:
            known = [words[given]]
        if not known:
            allowed = "、".join(_shown(one) for one in fact.values)
            raise RequestError(f"facts.{name}", f"facts.{name}：没有取值“{_shown(given)}”；可用的有：{allowed}")
        facts[name] = known[0]
    return facts


def _refuse_foreign_limits(events: tuple[LegalEvent, ...], regimes: tuple[str, ...], rulebook: Rulebook) -> None:
    known = sorted({limit.id for regime in regimes for limit in rulebook.regimes[regime].limits})
    for index, event in enumerate(events):
        if event.limit and event.limit not in known:
            path = f"events[{index}].limit"
            raise RequestError(path, f"{path}：所选程序没有期限“{_shown(event.limit)}”；可用的有：{'、'.join(known)}")


def _shown(value: object) -> str:
    text = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else text[:40] + "…"
