"""期限计算器: dates from rules without a case and without a database; the address holds every input."""

from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get

from compliance.complaints.dates import DateRefused, read_moment, split_moment
from compliance.complaints.regulators import by_regulator
from compliance.web import calculator_request as asked_for
from compliance.web.calculator_request import Row, request_of
from compliance.web.page import Form, fragment, is_htmx, lang_of, page, resources_of
from compliance.web.rule_view import cause_words
from compliance.wording import say
from deadlines import CalendarError, RequestError, answer
from deadlines.legal_events import EventKind
from deadlines.model import GROUNDS

ROWS = 3
SHORT = 12
"""Characters of a fingerprint that a link carries."""


@get("/calculator", opt={"public": True}, include_in_schema=False)
async def calculator(request: Request) -> Response:
    """The form and, when the address says enough, the answer; for htmx the part of the form that a regime decides."""
    if is_htmx(request):
        return fragment(
            request,
            "calculator_fields.html",
            f=Form(),
            **_fields(request, asked_for.rows_of(request)),
            now=asked_for.today_of(request),
        )
    query, form = request.query_params, Form()
    mode = "count" if query.get("mode") == "count" else "rule"
    form.values = {name: query.get(name, "") for name in ("profile", "today", "start", "amount", "unit")}
    form.values["profile"] = form.values["profile"] or resources_of(request).settings.profile
    form.values["unit"] = form.values["unit"] or "working_day"
    rows = asked_for.rows_of(request)
    asked = bool(request.url.query) and (asked_for.regimes_of(request) or query.get("start"))
    outcome = _answer(request, form, rows) if asked and mode == "rule" else None
    counted = _count(request, form) if asked and mode == "count" else None
    return await page(
        request,
        "calculator.html",
        here="calculator",
        status=422 if form.errors or form.message else 200,
        mode=mode,
        f=form,
        outcome=outcome,
        counted=counted,
        link=_link(request, outcome, counted),
        outdated=_outdated(request, outcome),
        supposed=sum(row.is_after(asked_for.today_of(request)) for row in rows),
        now=asked_for.today_of(request),
        hangs=partial(cause_words, rulebook=resources_of(request).rulebook, lang=lang_of(request)),
        query=str(request.url.query),
        **_fields(request, rows),
    )


def _fields(request: Request, rows: list[Row]) -> dict[str, Any]:
    """What the form offers: regimes, the events that they know, their facts, the limits that can be extended."""
    resources, lang, query = resources_of(request), lang_of(request), request.query_params
    rulebook = resources.rulebook
    chosen = asked_for.regimes_of(request)
    own = asked_for.kinds_of(rulebook, chosen)
    facts = asked_for.facts_of(rulebook, chosen)
    wished = query.get("rows", "")
    shown = min(max(ROWS, len(rows) + 1, int(wished) if wished.isdigit() else 0), asked_for.MOST_ROWS)
    words = {name: regime.label if lang == "zh" else regime.label_en for name, regime in rulebook.regimes.items()}
    return {
        "rows": [*rows, *([Row({}, {})] * (shown - len(rows)))],
        "chosen": chosen,
        "regimes": by_regulator(words, language=lang),
        "regime_slots": min(len(chosen) + 1, asked_for.MOST_REGIMES),
        "own_kinds": {kind.value: _word(kind, lang) for kind in own} if chosen else {},
        "other_kinds": {kind.value: _word(kind, lang) for kind in EventKind if not chosen or kind not in own},
        "grounds": {ground: pair[0 if lang == "zh" else 1] for ground, pair in GROUNDS.items()},
        "facts": list(facts.items()),
        "chosen_facts": {name: query.get(f"fact_{name}", "") for name in facts},
        "limits": {
            limit.id: limit.label if lang == "zh" else limit.label_en
            for regime in asked_for.known(rulebook, chosen)
            for limit in regime.limits
            if any(version.extension for version in limit.versions)
        },
        "carries": asked_for.CARRIES,
        "today": resources.clock.today(),
    }


def _word(kind: EventKind, lang: str) -> str:
    return kind.label if lang == "zh" else kind.label_en


def _answer(request: Request, form: Form, rows: list[Row]) -> dict[str, Any] | None:
    resources, lang = resources_of(request), lang_of(request)
    if not rows:
        form.errors["on0"] = say("calculator.first_needed", lang)
    for place, row in enumerate(rows):
        form.errors |= {f"{name}{place}": words for name, words in row.wrong.items()}
    if form.errors:
        return None
    try:
        return answer(
            request_of(request),
            rulebook=resources.rulebook,
            calendar=resources.calendar,
            today=resources.clock.today(),
            now=resources.clock.now(),
            profile=resources.settings.profile,
        )
    except (RequestError, CalendarError) as refused:
        form.message = str(refused)
        return None


def _link(request: Request, outcome: dict[str, Any] | None, counted: dict[str, Any] | None) -> str:
    """The whole address that gives this result again, made of what was understood and of nothing else."""
    root = str(request.base_url).rstrip("/")
    if counted:
        unit = "day" if request.query_params.get("unit") == "day" else "working_day"
        inputs = {"mode": "count", "start": counted["start"], "amount": counted["amount"], "unit": unit}
        return f"{root}/calculator?{urlencode(inputs)}"
    if outcome is None or not asked_for.is_plain(asked := request_of(request)):
        return ""
    return root + asked_for.address_of(asked, **_versions(outcome))


def _versions(outcome: dict[str, Any]) -> dict[str, str]:
    first = next(iter(outcome["deadlines"]), None)
    return {name: first[name][:SHORT] for name in ("rules", "calendar")} if first else {}


def _outdated(request: Request, outcome: dict[str, Any] | None) -> bool:
    """Whether the link was made with other rules or another calendar than those that answer now."""
    query = request.query_params
    current = _versions(outcome) if outcome else {}
    return any(query.get(name) and query[name] != value for name, value in current.items())


def _count(request: Request, form: Form) -> dict[str, Any] | None:
    """Count N days from a start, with each day and why: a plain walk over the working calendar."""
    resources, lang = resources_of(request), lang_of(request)
    calendar = resources.calendar
    try:
        start = split_moment(read_moment(form.values["start"], year=resources.clock.today().year))[0]
    except DateRefused as refused:
        form.errors["start"] = refused.said.speak(lang)
        return None
    amount = form.values["amount"]
    if not (amount.isascii() and amount.isdigit() and 1 <= int(amount) <= 1000):
        form.errors["amount"] = say("calculator.bad_amount", lang)
        return None
    working = form.values["unit"] != "day"
    try:
        end = calendar.add_working_days(start, int(amount)) if working else start + timedelta(days=int(amount))
        open_ended = working and calendar.is_open_ended(end)
        return {
            "start": start,
            "end": end,
            "days": _walk(calendar, start, end, working, lang),
            "amount": int(amount),
            "provisional": open_ended,
            "earliest": calendar.earliest_table.add(start, int(amount)) if open_ended else end,
        }
    except CalendarError as refused:
        form.message = str(refused)
        return None


def _walk(calendar: Any, start: date, end: date, working: bool, lang: str) -> list[dict[str, Any]]:
    days, ordinal, day = [], 0, start
    while day < end:
        day += timedelta(days=1)
        kind = calendar.day_kind(day)
        counted = kind.working or not working
        ordinal += counted
        why = kind.why if lang == "zh" else kind.why_en
        days.append(
            {
                "on": day.isoformat(),
                "counted": counted,
                "ordinal": ordinal if counted else None,
                "why": why,
                "notice": kind.notice,
            }
        )
    return days
