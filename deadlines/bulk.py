"""The same arithmetic for very many rows at once (成批重算): sweeps, recounts after a new notice, simulations.

Days are proleptic Gregorian ordinals (`date.toordinal()`), the form in which a sweep keeps them. Each result is two list
look-ups, run inside C by `map` and `itemgetter`; nothing beyond the standard library is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import add, itemgetter, sub

from deadlines.calendar import WorkingCalendar
from deadlines.errors import CalendarError


class BulkCounter:
    """Counts working days for whole columns on one calendar. Make one per calendar and keep it."""

    __slots__ = ("_before", "_ends", "_first", "_last", "_worked")

    def __init__(self, calendar: WorkingCalendar) -> None:
        table = calendar.table
        self._first = table.first
        self._last = table.first + len(table.flags) - 1
        # Indexed by the ordinal itself, so that no subtraction is needed per row; the years before are never read.
        self._before: list[int] = [0] * table.first + table.before
        self._worked = table.worked
        self._ends: dict[int, list[int]] = {}

    def ends(self, starts: Sequence[int], amount: int) -> list[int]:
        """The last day of `amount` working days after each start: one limit, many rows (a recount goes limit by limit)."""
        if not starts:
            return []
        self._refuse_outside(starts)
        table = self._end_table(amount)
        if len(starts) == 1:
            return [self._known(table[starts[0]])]
        found = list(itemgetter(*starts)(table))
        if max(found) > self._last:
            raise self._too_late()
        return found

    def ends_of(self, starts: Sequence[int], amounts: Sequence[int]) -> list[int]:
        """The last day of amounts[i] working days after starts[i]: mixed limits in one pass."""
        if len(starts) != len(amounts):
            raise ValueError(f"{len(starts)} starts but {len(amounts)} amounts")
        if not starts:
            return []
        self._refuse_outside(starts)
        if min(amounts) < 1:
            raise CalendarError(file="批量计算", key="amounts", problem="工作日数应为正整数")
        places = map(add, map(self._before.__getitem__, starts), amounts)
        try:
            # worked[k - 1] is the k-th working day; one list shifted by one place saves a subtraction per row.
            return list(map(self._shifted().__getitem__, places))
        except IndexError:
            raise self._too_late() from None

    def between(self, after: Sequence[int], until: Sequence[int]) -> list[int]:
        """How many working days lie in (after[i], until[i]]; negative when until[i] is earlier."""
        self._refuse_outside(after)
        self._refuse_outside(until)
        before = self._before.__getitem__
        return list(map(sub, map(before, until), map(before, after)))

    def _end_table(self, amount: int) -> list[int]:
        if amount < 1:
            raise CalendarError(file="批量计算", key="amount", problem="工作日数应为正整数")
        table = self._ends.get(amount)
        if table is None:
            worked, before, beyond = self._worked, self._before, self._last + 1
            table = [0] * self._first
            table += [
                worked[count + amount - 1] if count + amount <= len(worked) else beyond
                for count in before[self._first :]
            ]
            self._ends[amount] = table
        return table

    def _shifted(self) -> list[int]:
        shifted = self._ends.get(0)
        if shifted is None:
            shifted = self._ends[0] = [0, *self._worked]
        return shifted

    def _refuse_outside(self, days: Iterable[int]) -> None:
        listed = days if isinstance(days, Sequence) else list(days)
        if listed and not (self._first <= min(listed) and max(listed) <= self._last):
            raise CalendarError(file="批量计算", key="日期", problem="有日期在工作日历之外（2015年至2100年），请先剔除")

    def _known(self, day: int) -> int:
        if day > self._last:
            raise self._too_late()
        return day

    def _too_late(self) -> CalendarError:
        return CalendarError(file="批量计算", key="日期", problem="有届满日晚于工作日历的最后一日（2100年），请先剔除")
