"""Days of the deadline certificate (逐日计算): day table, week grid, or a line a month, with every stretch not counted.

A short count has a row a day; one of up to half a year a grid of weeks in which every day stands; a longer one a line
a month, one of more than five years and a half a line a year. Below it every stretch that was not counted, once, with
its reason and the number of the notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from filings.certificate.words import day_of, stretch
from filings.model import Paragraph, Run, Table
from filings.said import Refusal

SHORT = 16
GRID_WEEKS = 21
DETAILED_MONTHS = 14
MOST_MONTHS = 66
_WEEK = "一二三四五六日"
_ONE_DAY = timedelta(days=1)
_PLAIN = {"weekend": "休息日", "working day": "工作日", "calendar day": "自然日"}


@dataclass(frozen=True)
class CountedDay:
    """One day of the count as the certificate shows it; `mark` is its short word in the grid."""

    on: date
    counted: bool
    ordinal: int | None
    why: str
    notice: str
    provisional: bool

    @property
    def plain_rest(self) -> bool:
        """A Saturday or Sunday that no notice names."""
        return not self.counted and not self.notice and self.why in ("周六", "周日", "休息日")

    @property
    def makeup(self) -> bool:
        return "上班" in self.why

    @property
    def mark(self) -> str:
        star = "*" if self.provisional else ""
        if self.counted:
            return f"第{self.ordinal}日{star}"
        if "中止" in self.why:
            return "停"
        if self.why.startswith("顺延后"):
            return f"届满{star}"
        return f"{'顺延' if '顺延' in self.why else '休'}{star}"


def counted_days(trace: Iterable[Mapping[str, Any]]) -> tuple[CountedDay, ...]:
    """Give the days of a trace. Raises Refusal for a step whose day is no date."""
    found = []
    for step in trace:
        on = day_of(step["on"])
        if on is None:
            raise Refusal("逐日计算中有一日没有日期", "a day of the count has no date")
        why = str(step.get("why") or "")
        found.append(
            CountedDay(
                on=on,
                counted=bool(step.get("counted")),
                ordinal=step.get("ordinal"),
                why=_PLAIN.get(why, why),
                notice=str(step.get("notice") or ""),
                provisional=bool(step.get("provisional")),
            )
        )
    return tuple(found)


def day_blocks(deadline: Mapping[str, Any]) -> Iterator[Table | Paragraph]:
    """Give the days in the form that suits their number, and every stretch not counted; nothing without days."""
    days = counted_days(deadline["trace"])
    if not days:
        return
    title = f"逐日计算（{stretch(days[0].on, days[-1].on)}，共{len(days)}日，计入{sum(d.counted for d in days)}日）"
    if len(days) <= SHORT:
        yield Table((19, 7, 11, 10, 53), ("日期", "星期", "是否计入", "第几日", "说明"), _day_rows(days), title)
        return
    in_weeks = (days[-1].on - _monday(days[0].on)).days < GRID_WEEKS * 7
    if in_weeks:
        ends = _ends_outside(deadline, days)
        yield Table((1,) * 7, tuple(f"周{name}" for name in _WEEK), tuple(_weeks(days, ends)), title)
    else:
        yield from _long_tables(days, title)
    for name, stretches in _listed(days, starred=in_weeks):
        yield Paragraph((Run(f"{name}{'；'.join(stretches)}。", "deadline"),), "small")


def _day_rows(days: Sequence[CountedDay]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            stretch(day.on, day.on),
            _WEEK[day.on.weekday()],
            "计入" if day.counted else "不计入",
            f"第{day.ordinal}日" if day.ordinal else "",
            reason(day),
        )
        for day in days
    )


def reason(day: CountedDay) -> str:
    """Say why a day counts or does not, with the number of the notice."""
    words = day.why
    if day.provisional:
        words = f"{words}；放假安排尚未公布，暂按此计" if words else "放假安排尚未公布，暂按此计"
    return f"{words}（{day.notice}）" if day.notice and words else day.notice or words


def _ends_outside(deadline: Mapping[str, Any], days: Sequence[CountedDay]) -> dict[date, str]:
    """The days beside the count that belong to it: where it starts, or what it is counted back from."""
    planned, started = day_of(deadline.get("planned_on")), day_of(deadline.get("started_on"))
    if planned:
        due = day_of(deadline.get("due_on"))
        return {planned: "指定日"} | ({due: "届满"} if due else {})
    return {started: "起算"} if started and days[0].on - started == _ONE_DAY else {}


def _weeks(days: Sequence[CountedDay], ends: Mapping[date, str]) -> Iterator[tuple[str, ...]]:
    known = {day.on: day for day in days}
    first, last = min([days[0].on, *ends]), max([days[-1].on, *ends])
    monday, working = _monday(first), _working(days)
    while monday <= last:
        cells = []
        for place in range(7):
            on = monday + timedelta(days=place)
            mark = known[on].mark if on in known else ends.get(on, "")
            if working and on in known and known[on].counted and known[on].makeup:
                mark += "班"
            cells.append(f"{on:%m-%d} {mark}" if mark else "")
        yield tuple(cells)
        monday += timedelta(days=7)


def _working(days: Iterable[CountedDay]) -> bool:
    """Whether working days are counted: then ordinary weekends are left out, and worked ones must be told."""
    return any(day.plain_rest for day in days)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _long_tables(days: Sequence[CountedDay], title: str) -> Iterator[Table]:
    months = _grouped(days, lambda day: f"{day:%Y-%m}")
    if len(months) <= DETAILED_MONTHS:
        head = ("月份", "计入", "不计入", "累计", "不计入的日期")
        yield Table((15, 10, 10, 12, 53), head, tuple(_month_row(name, days) for name, days in months.items()), title)
        return
    if len(months) > MOST_MONTHS:
        years = _grouped(days, lambda day: f"{day.year}年")
        head = ("年度", "计入", "不计入", "累计", "不计入的日期")
        yield Table((15, 10, 10, 12, 53), head, tuple(_month_row(name, days) for name, days in years.items()), title)
        return
    yield _panels([_month_row(name, days) for name, days in months.items()], title)


def _panels(months: Sequence[tuple[str, ...]], title: str) -> Table:
    """The months side by side; those of a count without a day left out stand closer."""
    if all(month[2] == "0日" for month in months):
        head, widths, panels, places = ("月份", "计入", "累计"), (20, 13, 23), 4, (0, 1, 3)
    else:
        head, widths, panels, places = ("月份", "计入", "不计", "累计"), (24, 13, 12, 19), 3, (0, 1, 2, 3)
    rows = [tuple(month[place] for place in places) for month in months]
    depth = -(-len(rows) // panels)
    rows += [("",) * len(places)] * (depth * panels - len(rows))
    beside = tuple(sum((rows[i + depth * panel] for panel in range(panels)), ()) for i in range(depth))
    return Table(widths * panels, head * panels, beside, title)


def _grouped(days: Sequence[CountedDay], name_of: Any) -> dict[str, list[CountedDay]]:
    groups: dict[str, list[CountedDay]] = {}
    for day in days:
        groups.setdefault(name_of(day.on), []).append(day)
    return groups


def _month_row(name: str, days: Sequence[CountedDay]) -> tuple[str, str, str, str, str]:
    counted = [day for day in days if day.counted]
    left_out = len(days) - len(counted)
    reached = f"第{counted[-1].ordinal}日" if counted else ""
    where = [f"{_short(run)}{run[0].why.removesuffix('，不计入期限')}" for run in _runs(days)]
    weekends = sum(day.plain_rest for day in days)
    where += [f"周六、周日{weekends}日"] if weekends else []
    return name, f"{len(counted)}日", f"{left_out}日", reached, "；".join(where)


def _short(run: Sequence[CountedDay]) -> str:
    first, last = run[0].on, run[-1].on
    start = f"{first.month}月{first.day}日"
    return start if first == last else f"{start}至{last.month}月{last.day}日"


def _listed(days: Sequence[CountedDay], *, starred: bool) -> Iterator[tuple[str, list[str]]]:
    """Give what the grid only marks: every stretch left out, every weekend day worked, every day still open."""
    weekends = sum(day.plain_rest for day in days)
    runs = list(_runs(days))
    left_out = [f"{stretch(run[0].on, run[-1].on)}（{len(run)}日）{_why(run)}" for run in runs if not _rolled(run)]
    left_out += [f"其间周六、周日{weekends}日为休息日"] if weekends else []
    if left_out:
        yield "不计入的日期：", left_out
    for run in filter(_rolled, runs):
        last = run[0].on - _ONE_DAY
        notices = "、".join(dict.fromkeys(day.notice for day in run if day.notice))
        notice = f"（{notices}）" if notices else ""
        yield (
            "届满日顺延：",
            [f"{stretch(last, last)}为休息日或者节假日，顺延至{stretch(run[-1].on, run[-1].on)}{notice}"],
        )
    worked = [
        f"{stretch(day.on, day.on)}（第{day.ordinal}日）{_why([day])}" for day in days if day.counted and day.makeup
    ]
    if weekends and worked:
        yield "计入的调休上班日：", worked
    provisional = [day for day in days if day.provisional]
    if provisional:
        effect = "暂以周一至周五减去法定节日为工作日" if weekends else "只影响届满日是否顺延，不影响逐日计入"
        when = stretch(provisional[0].on, provisional[-1].on)
        yield f"放假安排尚未公布的日期{'（标*）' if starred else ''}：", [f"{when}（{len(provisional)}日），{effect}"]


def _rolled(run: Sequence[CountedDay]) -> bool:
    return _cause(run[0]) == "顺延"


def _why(run: Sequence[CountedDay]) -> str:
    why = "、".join(dict.fromkeys(day.why.removesuffix("，不计入期限") for day in run))
    notices = "、".join(dict.fromkeys(day.notice for day in run if day.notice))
    return f"{why}（{notices}）" if notices else why


def _runs(days: Sequence[CountedDay]) -> Iterator[list[CountedDay]]:
    """Stretches of neighbouring days left out under one notice or for one reason; plain weekends are left aside."""
    run: list[CountedDay] = []
    for day in days:
        if day.counted or day.plain_rest:
            continue
        if run and day.on - run[-1].on == _ONE_DAY and _cause(day) == _cause(run[0]):
            run.append(day)
            continue
        if run:
            yield run
        run = [day]
    if run:
        yield run


def _cause(day: CountedDay) -> str:
    return "顺延" if "顺延" in day.why else day.notice or day.why
