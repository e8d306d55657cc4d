"""Reading calendar files: State Council notice editions (放假通知) and the decree's festival days (法定节日).

One TOML file an edition, written from the notice's own spans. Every refusal is a `CalendarError` that names the file,
the key and the cure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from deadlines.errors import CalendarError

FIRST_YEAR = 2015
LAST_YEAR = 2100
FESTIVALS_FILE = "festivals.toml"

_EDITION_KEYS = {"year", "number", "title", "issued_on", "url", "amends", "calendar", "holiday"}
NATIONAL = "cn"
_HOLIDAY_KEYS = {"name", "from", "until", "makeup"}
_DECREE_KEYS = {"from", "until", "issued_on", "title", "number", "fixed", "spring_festival"}
ENGLISH_NAMES = {
    "元旦": "New Year",
    "除夕": "Spring Festival eve",
    "春节": "Spring Festival",
    "清明节": "Qingming",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "端午节补休": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "抗战胜利70周年纪念日": "70th anniversary of victory",
}
_MOVING = {"qingming": "清明节", "dragon_boat": "端午节", "mid_autumn": "中秋节"}


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of a notice: off from `first` to `last`, worked on the `makeup` days (调休上班)."""

    name: str
    first: date
    last: date
    makeup: tuple[date, ...] = ()

    def days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Edition:
    """One notice as published (一份放假通知); `amends` is the number of the notice that it changes, else empty.

    `calendar` names the calendar to which it adds days off: `cn`, or a region with festival days of its own.
    """

    file: str
    year: int
    number: str
    title: str
    issued_on: date
    url: str
    holidays: tuple[Holiday, ...]
    amends: str = ""
    calendar: str = NATIONAL


@dataclass(frozen=True, slots=True)
class Decree:
    """One version of 全国年节及纪念日放假办法: its festival days, by date, for the years that it governs."""

    number: str
    title: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    fixed: tuple[tuple[str, str], ...]
    spring_festival: tuple[int, ...]


def read_edition(text: str, *, file: str) -> Edition:
    """The edition that a notice file holds; raises CalendarError for anything that is not a usable notice."""
    table = parse_toml(text, file=file)
    refuse_unknown(table, _EDITION_KEYS, file=file)
    year = table.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarError(file=file, key="year", problem=f"应为 {FIRST_YEAR} 至 {LAST_YEAR} 之间的年份，请改正")
    rows = table.get("holiday")
    if not isinstance(rows, list) or not rows:
        raise CalendarError(file=file, key="holiday", problem="没有任何假期，请按通知逐项写入 [[holiday]]")
    edition = Edition(
        file=file,
        year=year,
        number=text_of(table, "number", file=file),
        title=text_of(table, "title", file=file),
        issued_on=day_of(table, "issued_on", file=file),
        url=table.get("url", "") or "",
        holidays=tuple(_holiday(row, year=year, file=file) for row in rows),
        amends=table.get("amends", "") or "",
        calendar=text_of(table, "calendar", file=file) if "calendar" in table else NATIONAL,
    )
    _refuse_overlaps(edition)
    return edition


def _holiday(row: Any, *, year: int, file: str) -> Holiday:
    if not isinstance(row, dict):
        raise CalendarError(file=file, key="holiday", problem="应写成 [[holiday]] 表")
    refuse_unknown(row, _HOLIDAY_KEYS, file=file)
    name = text_of(row, "name", file=file)
    first, last = day_of(row, "from", file=file), day_of(row, "until", file=file)
    if last < first:
        raise CalendarError(file=file, key=f"holiday {name}", problem=f"until {last} 早于 from {first}，请对照通知改正")
    makeup = row.get("makeup", [])
    if not isinstance(makeup, list) or any(type(day) is not date for day in makeup):
        raise CalendarError(file=file, key=f"holiday {name}.makeup", problem="应为日期列表，例如 [2026-02-14]")
    for day in (first, last, *makeup):
        if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
            raise CalendarError(file=file, key=f"holiday {name}", problem=f"{day} 不在 {year} 年的安排之内，请核对年份")
    for day in makeup:
        if day.weekday() < 5:
            raise CalendarError(
                file=file, key=f"holiday {name}.makeup", problem=f"{day} 是平日，调休上班只能落在周六或者周日"
            )
    return Holiday(name=name, first=first, last=last, makeup=tuple(sorted(makeup)))


def _refuse_overlaps(edition: Edition) -> None:
    off: dict[date, str] = {}
    for holiday in edition.holidays:
        for day in holiday.days():
            if day in off:
                raise CalendarError(
                    file=edition.file, key=f"holiday {holiday.name}", problem=f"{day} 已属于{off[day]}，请改正起止日期"
                )
            off[day] = holiday.name
    worked: set[date] = set()
    for holiday in edition.holidays:
        for day in holiday.makeup:
            if day in off or day in worked:
                raise CalendarError(
                    file=edition.file,
                    key=f"holiday {holiday.name}.makeup",
                    problem=f"{day} 重复或者同时是放假日，请改正",
                )
            worked.add(day)


def read_festivals(text: str, *, file: str) -> tuple[tuple[Decree, ...], Mapping[int, Mapping[str, date]]]:
    """The decree's versions and the dates of its moving festivals by year."""
    table = parse_toml(text, file=file)
    refuse_unknown(table, {"decree", "moving"}, file=file)
    decrees = tuple(_decree(row, file=file) for row in table.get("decree", []))
    if not decrees:
        raise CalendarError(file=file, key="decree", problem="没有任何版本，请写入 [[decree]]")
    moving: dict[int, dict[str, date]] = {}
    for year, days in table.get("moving", {}).items():
        if not year.isdigit() or set(days) != {"spring_festival", *_MOVING}:
            raise CalendarError(file=file, key=f"moving.{year}", problem="应写明春节、清明、端午、中秋四个日期")
        for name, day in days.items():
            if type(day) is not date or day.year != int(year):
                raise CalendarError(file=file, key=f"moving.{year}.{name}", problem=f"应为 {year} 年内的日期")
        moving[int(year)] = dict(days)
    return decrees, moving


def _decree(row: Mapping[str, Any], *, file: str) -> Decree:
    refuse_unknown(row, _DECREE_KEYS, file=file)
    fixed = tuple((entry["name"], day) for entry in row.get("fixed", []) for day in entry["days"])
    return Decree(
        number=text_of(row, "number", file=file),
        title=text_of(row, "title", file=file),
        issued_on=day_of(row, "issued_on", file=file),
        valid_from=day_of(row, "from", file=file),
        valid_until=day_of(row, "until", file=file) if "until" in row else None,
        fixed=fixed,
        spring_festival=tuple(row.get("spring_festival", ())),
    )


def festival_days(
    year: int, *, decrees: tuple[Decree, ...], moving: Mapping[int, Mapping[str, date]], known_on: date | None = None
) -> dict[date, tuple[str, Decree]]:
    """The festival days fixed by decree in a year, with their names; moving ones only for the years on board."""
    known = [d for d in decrees if known_on is None or d.issued_on <= known_on]
    in_force = [d for d in known if d.valid_from.year <= year] or list(decrees[:1])
    decree = max(in_force, key=lambda version: version.valid_from)
    days = {date(year, int(text[:2]), int(text[3:])): (name, decree) for name, text in decree.fixed}
    for key, day in moving.get(year, {}).items():
        if key == "spring_festival":
            for place in decree.spring_festival:
                name = "除夕" if place == 0 else "春节"
                days[day + timedelta(days=place - 1)] = (name, decree)
        else:
            name = _MOVING[key]
            earlier = days.get(day)
            days[day] = (f"{earlier[0]}、{name}" if earlier else name, decree)
    return dict(sorted(days.items()))


def arrange(editions: Sequence[Edition]) -> tuple[Edition, ...]:
    """The editions in order of issue; raises CalendarError for a gap between years, a second first edition, or an
    amendment of a notice that is not on board."""
    ordered = tuple(sorted(editions, key=lambda e: (e.year, e.issued_on, bool(e.amends))))
    numbers: dict[str, Edition] = {}
    years: set[int] = set()
    for edition in ordered:
        if edition.calendar != NATIONAL:
            if any(holiday.makeup for holiday in edition.holidays) or edition.amends:
                problem = "地方节日通知只写放假日，不写调休和 amends，请改正"
                raise CalendarError(file=edition.file, key="calendar", problem=problem)
            continue
        if edition.number in numbers:
            raise CalendarError(
                file=edition.file,
                key="number",
                problem=f"{edition.number} 已在 {numbers[edition.number].file} 中，请勿重复",
            )
        if edition.amends and (edition.amends not in numbers or numbers[edition.amends].year != edition.year):
            raise CalendarError(
                file=edition.file, key="amends", problem=f"没有 {edition.year} 年的 {edition.amends}，请先载入"
            )
        if not edition.amends and edition.year in years:
            raise CalendarError(
                file=edition.file, key="year", problem=f"{edition.year} 年已有通知；调整通知请写 amends = 原通知文号"
            )
        numbers[edition.number] = edition
        years.add(edition.year)
    for year in range(FIRST_YEAR, max(years, default=FIRST_YEAR) + 1):
        if year not in years:
            raise CalendarError(
                file=f"{year}.toml", key="year", problem=f"缺少 {year} 年的通知，日历不能有空缺，请补上"
            )
    return ordered


def english(name: str) -> str:
    """The English name of a holiday, or of several joined by 、."""
    return ", ".join(ENGLISH_NAMES.get(part, part) for part in name.split("、"))


def parse_toml(text: str, *, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarError(file=file, key="（全文）", problem=f"不是有效的 TOML（{error}），请改正") from error


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CalendarError(file=path.name, key="（全文）", problem="不是 UTF-8 文本，请另存为 UTF-8") from error


def refuse_unknown(table: Mapping[str, Any], allowed: set[str], *, file: str) -> None:
    for key in table:
        if key not in allowed:
            raise CalendarError(file=file, key=key, problem=f"没有这个键；可用的键：{'、'.join(sorted(allowed))}")


def text_of(table: Mapping[str, Any], key: str, *, file: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CalendarError(file=file, key=key, problem="不能为空，请按通知填写")
    return value


def day_of(table: Mapping[str, Any], key: str, *, file: str) -> date:
    value = table.get(key)
    if type(value) is not date:
        raise CalendarError(file=file, key=key, problem="应为日期，例如 2026-01-01（不加引号）")
    return value
