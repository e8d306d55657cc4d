"""Days of the demo, counted in working days from today."""

from __future__ import annotations

from datetime import date

from compliance.resources import Resources


def back(resources: Resources, working_days: int) -> date:
    """The working day that lies ``working_days`` before today (today itself, or the last one before it, for 0)."""
    day = resources.clock.today()
    while not resources.calendar.is_working_day(day):
        day = date.fromordinal(day.toordinal() - 1)
    for _ in range(working_days):
        day = date.fromordinal(day.toordinal() - 1)
        while not resources.calendar.is_working_day(day):
            day = date.fromordinal(day.toordinal() - 1)
    return day


def after(resources: Resources, day: date, working_days: int) -> date:
    return resources.calendar.add_working_days(day, working_days) if working_days else day


def due(resources: Resources, working_days: int | None) -> date | None:
    if working_days is None:
        return None
    if working_days <= 0:
        return back(resources, -working_days) if working_days else resources.clock.today()
    return resources.calendar.add_working_days(resources.clock.today(), working_days)
