"""What a day or a year is on the working calendar."""

from __future__ import annotations

from collections.abc import Callable
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


class DayCells(dict[int, DayCell]):
    """Day cells by ordinal, made when first asked for."""

    def __init__(self, judge: Callable[[date], DayKind]) -> None:
        super().__init__()
        self.judge = judge

    def __missing__(self, ordinal: int) -> DayCell:
        day = date.fromordinal(ordinal)
        kind = self.judge(day)
        skipped = TraceDay(day, False, None, kind.why, kind.why_en, kind.notice, kind.provisional)
        cell = self[ordinal] = DayCell(day, kind, skipped)
        return cell
