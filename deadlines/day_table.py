"""Working days as flat tables (工作日表)."""

from __future__ import annotations

from datetime import date


class DayTable:
    """Working days as flat tables, so that every question is one or two list look-ups."""

    __slots__ = ("before", "first", "flags", "worked")

    def __init__(self, *, first: date, flags: bytes) -> None:
        self.first = first.toordinal()
        self.flags = flags
        self.worked: list[int] = []
        self.before: list[int] = []
        count = 0
        for offset, flag in enumerate(flags):
            if flag:
                count += 1
                self.worked.append(self.first + offset)
            self.before.append(count)

    def count(self, after: date, until: date) -> int:
        """Working days in (after, until]; negative when `until` is the earlier day."""
        return self.before[until.toordinal() - self.first] - self.before[after.toordinal() - self.first]

    def add(self, start: date, amount: int) -> date:
        """The `amount`-th working day after `start` (amount ≥ 1)."""
        return date.fromordinal(self.worked[self.before[start.toordinal() - self.first] + amount - 1])

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before `day`."""
        offset = day.toordinal() - self.first
        return day if self.flags[offset] else date.fromordinal(self.worked[self.before[offset]])
