"""The working calendar (工作日历): which days are worked, by which notice, and arithmetic on working days.

Monday to Friday are working days, less the days off of the State Council's yearly notice, plus its make-up working
days (调休上班日). A year without a notice is *provisional*: its festival days fixed by decree are known, swapped days are not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from deadlines.calendar_files import (
    FIRST_YEAR,
    LAST_YEAR,
    NATIONAL,
    Decree,
    Edition,
    arrange,
    english,
    festival_days,
)
from deadlines.day_kinds import DayCells, DayKind, YearStatus
from deadlines.day_table import DayTable
from deadlines.errors import CalendarError
from deadlines.model import TraceDay
from deadlines.noted_days import noted_days

FIRST_DAY = date(FIRST_YEAR, 1, 1)
LAST_DAY = date(LAST_YEAR, 12, 31)

_WEEK = "一二三四五六日"
_WEEK_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """A working calendar from 2015 on, made of notice editions and the decree's festival days.

    `known_on` keeps only what had been issued by then (as-of views). Tables are made once.
    """

    editions: tuple[Edition, ...]
    decrees: tuple[Decree, ...]
    moving: dict[int, dict[str, date]]
    known_on: date | None = None
    region: str = NATIONAL

    def for_region(self, name: str) -> WorkingCalendar:
        """The calendar that a rule names: the national one, or it with a region's own days off (地方节日).

        Raises CalendarError when no notice of that region is on board.
        """
        if name == self.region:
            return self
        found = self._regions.get(name)
        if found is None:
            if name != NATIONAL and all(edition.calendar != name for edition in self.editions):
                raise CalendarError(file=name, key="calendar", problem="没有这一地区的节日通知，请先载入，或者改用 cn")
            found = WorkingCalendar(self.editions, self.decrees, self.moving, known_on=self.known_on, region=name)
            self._regions[name] = found
        return found

    def is_working_day(self, day: date) -> bool:
        """True when the day is worked; raises CalendarError outside 2015–2100."""
        return bool(self.table.flags[self._offset(day)])

    def is_festival(self, day: date) -> bool:
        """True for a festival day fixed by decree (法定节日), published year or not."""
        return day in self._festivals_of(day.year)

    def day_kind(self, day: date) -> DayKind:
        """What the day is, why, and by which notice."""
        known = self._kinds.get(day)
        if known is None:
            self._offset(day)
            known = self._kinds[day] = self._judge(day)
        return known

    def _judge(self, day: date) -> DayKind:
        provisional = not self.is_published(day.year)
        noted = self._noted.get(day)
        festival = self._festivals_of(day.year).get(day)
        if noted and noted[0] == "makeup_workday":
            return DayKind(*noted, provisional)
        if festival:
            name, decree = festival
            notice = noted[4] if noted else decree.number
            return DayKind(
                "festival",
                False,
                f"{name}（法定节日）",
                f"{english(name)}, festival day by decree",
                notice,
                provisional,
            )
        if noted:
            return DayKind(*noted, provisional)
        if day.weekday() >= 5:
            return DayKind("weekend", False, f"周{_WEEK[day.weekday()]}", _WEEK_EN[day.weekday()], "", provisional)
        if provisional:
            return DayKind(
                "working_day",
                True,
                f"{day.year}年放假通知尚未公布，暂按工作日计",
                f"the {day.year} notice is not published; counted as a working day for now",
                "",
                True,
            )
        return DayKind("working_day", True, "", "", "", False)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        self._offset(day)
        return self.table.add(day, 1)

    def add_working_days(self, start: date, amount: int) -> date:
        """The `amount`-th working day after `start`, which itself is not counted; amount ≥ 1."""
        if amount < 1:
            raise CalendarError(file=str(start), key="amount", problem="工作日数应为正整数")
        self._offset(start)
        return self.table.add(start, amount)

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie in (after, until]; negative when `until` is earlier."""
        self._offset(after)
        self._offset(until)
        return self.table.count(after, until)

    def is_open_ended(self, until: date) -> bool:
        """True when a count that ends on `until` depends on a notice that is not loaded (rule 8)."""
        return until >= date(self.first_unpublished - 1, 12, 25)

    def is_published(self, year: int) -> bool:
        return year in self._published

    def status(self, year: int) -> YearStatus:
        """Published or provisional, with the editions that apply to the year."""
        editions = tuple(edition for edition in self._known if edition.year == year)
        return YearStatus(year, "published" if self.is_published(year) else "provisional", editions)

    def festivals(self, year: int) -> dict[date, str]:
        """The festival days that the decree in force fixes for a year (11 days to 2024, 13 from 2025)."""
        return {day: name for day, (name, _) in self._festivals_of(year).items()}

    def as_known_on(self, day: date | None) -> WorkingCalendar:
        """The same calendar with only the notices and decrees issued by `day`; None gives this calendar."""
        if day is None or day == self.known_on:
            return self
        seen = self._as_known.get(day)
        if seen is None:
            seen = WorkingCalendar(self.editions, self.decrees, self.moving, known_on=day, region=self.region)
            key = (seen._known, tuple(d for d in self.decrees if d.issued_on <= day))
            seen = self._as_known[day] = self._by_content.setdefault(key, seen)
        return seen

    def with_edition(self, edition: Edition) -> WorkingCalendar:
        """This calendar with one more notice; raises CalendarError when it does not fit the others."""
        editions = arrange((*self.editions, edition))
        return WorkingCalendar(editions, self.decrees, self.moving, known_on=self.known_on, region=self.region)

    @cached_property
    def first_unpublished(self) -> int:
        year = FIRST_YEAR
        while year in self._published:
            year += 1
        return year

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (first 16 hex digits) over every day's kind to the first unpublished year: the calendar's version."""
        digest = hashlib.sha256()
        for edition in self._known:
            digest.update(f"{edition.number}|{edition.issued_on}|{edition.holidays}\n".encode())
        digest.update(f"{self.decrees}{sorted(self.moving.items())}".encode())
        return digest.hexdigest()[:16]

    def stamp(self, first: date, last: date) -> str:
        """The version of the calendar for a count from `first` to `last`: SHA-256 over the notices that can reach it.

        A notice for other years leaves it as it is; that of the next year reaches into the last week of December.
        """
        key = (first.year, (last + timedelta(days=7)).year)
        seen = self._stamps.get(key)
        if seen is None:
            digest = hashlib.sha256(f"{self.region}{key}{self.decrees}{self.moving}".encode())
            for edition in self._known:
                if key[0] <= edition.year <= key[1]:
                    digest.update(f"{edition.number}|{edition.issued_on}|{edition.holidays}\n".encode())
            seen = self._stamps[key] = digest.hexdigest()[:16]
        return seen

    @cached_property
    def table(self) -> DayTable:
        """Working days as they count: in an unpublished year the weekdays less the decree's festival days."""
        return DayTable(first=FIRST_DAY, flags=self._flags(earliest=False))

    @cached_property
    def earliest_table(self) -> DayTable:
        """Working days for the earliest possible end (rule 8): a notice may make any rest day but a festival one worked."""
        return DayTable(first=FIRST_DAY, flags=self._flags(earliest=True))

    def _flags(self, *, earliest: bool) -> bytes:
        total = (LAST_DAY - FIRST_DAY).days + 1
        week = bytes(1 if (FIRST_DAY.weekday() + i) % 7 < 5 else 0 for i in range(7))
        flags = bytearray((week * (total // 7 + 1))[:total])
        for day, noted in self._noted.items():
            flags[(day - FIRST_DAY).days] = 1 if noted[0] == "makeup_workday" else 0
        if earliest:
            start = (date(self.first_unpublished - 1, 12, 25) - FIRST_DAY).days
            for offset in range(max(start, 0), total):
                if (FIRST_DAY + timedelta(days=offset)) not in self._noted:
                    flags[offset] = 1
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            for day in self._festivals_of(year):
                if self._noted.get(day, ("",))[0] != "makeup_workday":
                    flags[(day - FIRST_DAY).days] = 0
        return bytes(flags)

    def _offset(self, day: date) -> int:
        offset = (day - FIRST_DAY).days
        if not 0 <= offset < len(self.table.flags):
            raise CalendarError(file=str(day), key="日期", problem=f"工作日历只覆盖 {FIRST_DAY} 至 {LAST_DAY}")
        return offset

    def _festivals_of(self, year: int) -> dict[date, tuple[str, Decree]]:
        days = self._festivals.get(year)
        if days is None:
            days = festival_days(year, decrees=self.decrees, moving=self.moving, known_on=self.known_on)
            self._festivals[year] = days
        return days

    @cached_property
    def _known(self) -> tuple[Edition, ...]:
        known = (e for e in self.editions if self.known_on is None or e.issued_on <= self.known_on)
        return tuple(edition for edition in known if edition.calendar in (NATIONAL, self.region))

    @cached_property
    def _published(self) -> frozenset[int]:
        return frozenset(edition.year for edition in self._known if edition.calendar == NATIONAL)

    @cached_property
    def _noted(self) -> dict[date, tuple[str, bool, str, str, str]]:
        """Every day that a notice names: kind, working, why, why in English, notice number. Later editions replace."""
        return noted_days(self._known, first_day=FIRST_DAY)

    @cached_property
    def cells(self) -> DayCells:
        """Days by ordinal, for traces."""
        return DayCells(self.day_kind)

    @cached_property
    def traces(self) -> dict[object, tuple[TraceDay, ...]]:
        """Traces of counts without suspensions, kept by `clock`: a batch asks for the same days again and again."""
        return {}

    @cached_property
    def _kinds(self) -> dict[date, DayKind]:
        return {}

    @cached_property
    def _festivals(self) -> dict[int, dict[date, tuple[str, Decree]]]:
        return {}

    @cached_property
    def _as_known(self) -> dict[date, WorkingCalendar]:
        return {}

    @cached_property
    def _stamps(self) -> dict[tuple[int, int], str]:
        return {}

    @cached_property
    def _regions(self) -> dict[str, WorkingCalendar]:
        return {}

    @cached_property
    def _by_content(self) -> dict[object, WorkingCalendar]:
        return {}
