"""Is the yearly holiday notice overdue on this calendar (放假安排是否尚未载入)? One answer for every page and program."""

from __future__ import annotations

from datetime import date

from deadlines.calendar import WorkingCalendar
from deadlines.calendar_files import LAST_YEAR

_EXPECTED_FROM = (10, 1)
"""The notices on board were issued between 25 October and 16 December of the year before; from October on one looks out."""


def missing_notice(calendar: WorkingCalendar, today: date) -> int | None:
    """The year whose notice is not loaded though its time has come: this year, or from 1 October on the next; else None."""
    if not calendar.is_published(today.year):
        return today.year
    following = today.year + 1
    awaited = (today.month, today.day) >= _EXPECTED_FROM
    return following if awaited and following <= LAST_YEAR and not calendar.is_published(following) else None
