"""How a clock reads on a page: the lamp, its words and number, and the strip of days. Counts nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from compliance.wording import say
from deadlines.counting import parse_span

LAMPS = {
    "overdue": "overdue",
    "due_today": "today",
    "due_soon": "soon",
    "running": "ok",
    "paused": "paused",
    "met": "done",
    "met_late": "done",
    "void": "void",
    "not_started": "not_started",
}
_UNITS = ("working day", "hour", "month", "year", "day")
_OPEN = frozenset({"overdue", "due_today", "due_soon", "running", "paused"})


@dataclass(frozen=True)
class Cell:
    """One day of the strip: its number, what it is (start, counted, makeup, skipped, paused, last, gap) and its title."""

    text: str
    kinds: str
    title: str


@dataclass(frozen=True)
class ClockView:
    """Everything a template needs of one deadline that is not in the deadline itself."""

    lamp: str
    icon: str
    words: str
    unit: str
    open: bool
    late: bool
    cells: tuple[Cell, ...]


def unit_of(span: str | None) -> str:
    """Return the unit in which a span counts: working_day, day, hour, month, year, or date when a letter set the day."""
    for unit in _UNITS:
        if span and unit in span:
            return unit.replace(" ", "_")
    return "date"


def span_words(span: str | None, lang: str) -> str:
    """Return a span in words: 7个工作日 / 7 working days; an unknown text stays as it is."""
    parsed = parse_span(span) if span else None
    return parsed.zh if parsed is not None and lang == "zh" else span or ""


def clock_view(deadline: Mapping, lang: str) -> ClockView:
    """Return the view of a deadline in the JSON of the `deadlines` contract."""
    state = deadline["state"]
    lamp = LAMPS[state]
    words = lamp_words(deadline, lang)
    # Red, orange and yellow mean that we must act; the other side's clock is grey whatever it says.
    if not deadline["ours"] and state in _OPEN:
        lamp, words = "paused", say("clocks.theirs_lamp", lang, words=words)
    return ClockView(
        lamp=lamp,
        icon=lamp if lamp != "not_started" else "void",
        words=words,
        unit=say(f"clocks.unit.{unit_of(deadline.get('span'))}", lang),
        open=state in _OPEN,
        late=state in ("overdue", "met_late"),
        cells=strip(deadline, lang),
    )


def lamp_words(deadline: Mapping, lang: str) -> str:
    """Return 剩 2 个工作日, 今日到期, 逾期 1 个工作日 …: the words of the lamp with number and unit."""
    state, remaining = deadline["state"], deadline.get("remaining")
    if remaining is None or state not in ("overdue", "due_soon", "running"):
        return say(f"clocks.state.{state}", lang)
    unit = unit_of(deadline.get("span"))
    counted = "hour" if unit == "hour" else "working_day" if unit == "working_day" else "day"
    number = abs(int(remaining))
    if number == 0:
        return say(f"clocks.state.{state}", lang)
    unit = say(f"clocks.counted.{counted}_{'one' if number == 1 else 'many'}", lang)
    return say(f"clocks.left.{state}", lang, n=number, unit=unit)


def strip(deadline: Mapping, lang: str) -> tuple[Cell, ...]:
    """Return the days of the trace as cells: the start hollow, counted days solid, the last one framed."""
    trace = deadline.get("trace") or []
    days = [item for item in trace if item.get("on")]
    if not days:
        return ()
    cells = []
    started = deadline.get("started_on")
    if started and days[0]["on"] > started:
        cells.append(_cell(started, ("start",), say("clocks.start_day", lang)))
    due = deadline.get("due_on")
    last_shown = ""
    for item in days:
        if item["on"] == last_shown or item["on"] == started:
            continue
        last_shown = item["on"]
        kinds = ["counted" if item.get("counted") else "skipped"]
        if _is_makeup(item):
            kinds.append("makeup")
        if _is_paused(item):
            kinds = ["paused"]
        if item["on"] == due:
            kinds.append("last")
        cells.append(_cell(item["on"], kinds, item.get("why", "")))
    return tuple(cells)


def _is_makeup(item: Mapping) -> bool:
    return bool(item.get("counted")) and date.fromisoformat(item["on"]).weekday() >= 5 and bool(item.get("notice"))


def _is_paused(item: Mapping) -> bool:
    return "中止" in item.get("why", "") and not item.get("counted")


def _cell(on: str, kinds: list[str] | tuple[str, ...], why: str) -> Cell:
    day = date.fromisoformat(on)
    text = f"{day.month}/{day.day}" if day.day == 1 else str(day.day)
    return Cell(text=text, kinds=" ".join(kinds), title=f"{on} {why}".strip())
