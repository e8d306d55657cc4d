"""期限计算器: dates from rules without a case and without a database; the address holds every input."""

from datetime import date, timedelta
from typing import Any

from litestar import Request, Response, get

from compliance.complaints.dates import DateRefused, read_moment, split_moment
from compliance.web.page import Form, lang_of, page, resources_of
from compliance.web.words import labels
from compliance.wording import say
from deadlines import CalendarError, RequestError, answer

ROWS = 4
MOST_ROWS = 12


@get("/calculator", opt={"public": True}, include_in_schema=False)
async def calculator(request: Request) -> Response:
    """The form and, when the address says enough, the answer."""
    resources, lang = resources_of(request), lang_of(request)
    query, form = request.query_params, Form()
    mode = "count" if query.get("mode") == "count" else "rule"
    form.values = {name: query.get(name, "") for name in ("regime", "profile", "today", "start", "amount", "unit")}
    form.values["profile"] = form.values["profile"] or resources.settings.profile
    form.values["unit"] = form.values["unit"] or "working_day"
    events = _events(request)
    outcome, counted, asked = None, None, bool(request.url.query) and (query.get("regime") or query.get("start"))
    if asked and mode == "rule":
        outcome = _answer(request, form, events)
    elif asked:
        counted = _count(request, form)
    regime = resources.rulebook.regimes.get(form.values["regime"])
    return await page(
        request,
        "calculator.html",
        here="calculator",
        status=422 if form.errors or form.message else 200,
        mode=mode,
        f=form,
        events=[*events, *({} for _ in range(max(1, ROWS - len(events))))][:MOST_ROWS],
        regimes=regimes_by_name(resources, lang),
        facts=list(regime.facts.items()) if regime else [],
        chosen_facts={name: query.get(f"fact_{name}", "") for name in (regime.facts if regime else ())},
        kinds=labels(lang, "event"),
        outcome=outcome,
        counted=counted,
        today=resources.clock.today(),
        query=str(request.url.query),
    )


def request_of(request: Request) -> dict[str, Any]:
    """Return the engine's request that the address describes; the API uses the same reading."""
    resources, query = resources_of(request), request.query_params
    regime = resources.rulebook.regimes.get(query.get("regime", ""))
    facts = {}
    for name, fact in (regime.facts if regime else {}).items():
        text = query.get(f"fact_{name}", "")
        value = next((value for value in dict(fact.values) if str(value) == text), None)
        if text and value is not None:
            facts[name] = value
    made: dict[str, Any] = {
        "regime": query.get("regime", ""),
        "profile": query.get("profile") or resources.settings.profile,
        "today": query.get("today") or resources.clock.today().isoformat(),
        "facts": facts,
        "events": [
            {key: value for key, value in event.items() if value and key != "typed"} for event in _events(request)
        ],
    }
    return made


def regimes_by_name(resources: Any, lang: str) -> dict[str, str]:
    """Return the regimes on board: id -> name."""
    return {
        name: regime.label if lang == "zh" else regime.label_en for name, regime in resources.rulebook.regimes.items()
    }


def _answer(request: Request, form: Form, events: list[dict[str, str]]) -> dict[str, Any] | None:
    resources, lang = resources_of(request), lang_of(request)
    if not events:
        form.errors["on0"] = say("calculator.first_needed", lang)
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


def _events(request: Request) -> list[dict[str, str]]:
    query = request.query_params
    year = resources_of(request).clock.today().year
    columns = {name: query.getall(name, []) for name in ("kind", "on", "ground", "by", "due")}
    rows: list[dict[str, str]] = []
    for place, typed in enumerate(columns["on"][:MOST_ROWS]):
        cells = {name: (found[place] if place < len(found) else "").strip() for name, found in columns.items()}
        if typed.strip() and cells["kind"]:
            day = _iso(typed, year)
            row = {"kind": cells["kind"], ("at" if "T" in day else "on"): day, "typed": typed}
            due = {"due": _iso(cells["due"], year)} if cells["due"] else {}
            rows.append(row | {name: cells[name] for name in ("ground", "by") if cells[name]} | due)
    return rows


def _iso(typed: str, year: int) -> str:
    try:
        day, instant = split_moment(read_moment(typed, year=year))
    except DateRefused:
        return typed
    return instant.isoformat() if instant else day.isoformat()


def _count(request: Request, form: Form) -> dict[str, Any] | None:
    """Count N days from a start, with each day and why: a plain walk over the working calendar."""
    resources, lang = resources_of(request), lang_of(request)
    calendar = resources.calendar
    try:
        start = split_moment(read_moment(form.values["start"], year=resources.clock.today().year))[0]
    except DateRefused as refused:
        form.errors["start"] = refused.message_zh if lang == "zh" else refused.message_en
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
