"""What a day or a year is on the working calendar."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from deadlines.calendar_files import Edition
from deadlines.model import TraceDay


class DayKind(NamedTuple):
    """What a day is: working_day, weekend, day_off (放假或者调休), festival (法定节日) or makeup_workday (调休上班)."""

    kind: str
    working: bool
    why: str
    why_en: str
    notice: str
    provisional: bool


class DayCell(NamedTuple):
    """A day with what it is, and the trace entry that it gives when a working-day count leaves it out."""

    on: date
    kind: DayKind
    skipped: TraceDay


class YearStatus(NamedTuple):
    """Whether a year's notice is loaded, and which editions apply to it, in order of issue."""

    year: int
    status: str
    editions: tuple[Edition, ...]

    @property
    def published(self) -> bool:
        return self.status == "published"
