"""Working days as flat tables (工作日表)."""

from __future__ import annotations

from datetime import date

from deadlines.errors import CalendarError

_MARGIN = 60  # days kept free at the end, so that a last day found on the table can still be rolled


def beyond_the_calendar() -> CalendarError:
    """What is raised when a count runs past the last day of the calendar."""
    return CalendarError(file="计算", key="届满日", problem="晚于工作日历的最后一日（2100年），请核对日期与延期长度")


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

    def refuse_beyond(self, day: date) -> date:
        """The day itself, when it can still be rolled on this table; raises CalendarError otherwise."""
        if day.toordinal() - self.first >= len(self.flags) - _MARGIN:
            raise beyond_the_calendar()
        return day

    def count(self, after: date, until: date) -> int:
        """Working days in (after, until]; negative when `until` is the earlier day."""
        return self.before[until.toordinal() - self.first] - self.before[after.toordinal() - self.first]

    def add(self, start: date, amount: int) -> date:
        """The `amount`-th working day after `start` (amount ≥ 1)."""
        place = self.before[start.toordinal() - self.first] + amount - 1
        if place >= len(self.worked):
            raise beyond_the_calendar()
        return date.fromordinal(self.worked[place])

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before `day`."""
        offset = day.toordinal() - self.first
        return day if self.flags[offset] else date.fromordinal(self.worked[self.before[offset]])
