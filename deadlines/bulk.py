"""The same arithmetic for very many rows at once (成批重算): sweeps, recounts after a new notice, simulations.

Days are proleptic Gregorian ordinals (`date.toordinal()`), the form in which a sweep keeps them. Each result is one list
look-up, run inside C by `map`; nothing beyond the standard library is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import getitem, sub

from deadlines.calendar import WorkingCalendar
from deadlines.errors import CalendarError


class BulkCounter:
    """Counts working days for whole columns on one calendar. Make one per calendar and keep it.

    Tables are indexed by the ordinal itself, so that no subtraction is needed per row (8 bytes a day since year 1, about
    6 MB each). A day outside the calendar reads as the day after its end and is refused afterwards, in one pass.
    """

    __slots__ = ("_before", "_beyond", "_ends", "_first", "_worked")

    def __init__(self, calendar: WorkingCalendar) -> None:
        table = calendar.table
        self._first = table.first
        self._beyond = table.first + len(table.flags)
        self._before = table.before
        self._worked = table.worked
        self._ends: dict[int, list[int]] = {}

    def ends(self, starts: Sequence[int], amount: int) -> list[int]:
        """The last day of `amount` working days after each start: one limit, many rows (a recount goes limit by limit).

        Raises CalendarError when a start or an end lies outside the calendar.
        """
        table = self._end_table(amount)
        return self._checked(map(table.__getitem__, starts))

    def ends_of(self, starts: Sequence[int], amounts: Sequence[int]) -> list[int]:
        """The last day of amounts[i] working days after starts[i]: mixed limits in one pass."""
        if len(starts) != len(amounts):
            raise ValueError(f"{len(starts)} starts but {len(amounts)} amounts")
        tables = {amount: self._end_table(amount) for amount in set(amounts)}
        return self._checked(map(getitem, map(tables.__getitem__, amounts), starts))

    def between(self, after: Sequence[int], until: Sequence[int]) -> list[int]:
        """How many working days lie in (after[i], until[i]]; negative when until[i] is earlier."""
        for days in (after, until):
            if days and not (self._first <= min(days) and max(days) < self._beyond):
                raise self._outside()
        before = self._counts().__getitem__
        return list(map(sub, map(before, until), map(before, after)))

    def _checked(self, found: Iterator[int]) -> list[int]:
        try:
            listed = list(found)
        except IndexError:
            raise self._outside() from None
        if listed and max(listed) >= self._beyond:
            raise self._outside()
        return listed

    def _end_table(self, amount: int) -> list[int]:
        if amount < 1:
            raise CalendarError(file="批量计算", key="amount", problem="工作日数应为正整数")
        table = self._ends.get(amount)
        if table is None:
            worked, total, beyond = self._worked, len(self._worked), self._beyond
            table = [beyond] * self._first
            table += [worked[n + amount - 1] if n + amount <= total else beyond for n in self._before]
            self._ends[amount] = table
        return table

    def _counts(self) -> list[int]:
        counts = self._ends.get(0)
        if counts is None:
            counts = self._ends[0] = [0] * self._first + self._before
        return counts

    def _outside(self) -> CalendarError:
        return CalendarError(file="批量计算", key="日期", problem="有日期在工作日历之外（2015年至2100年），请先剔除")
