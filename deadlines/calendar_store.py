"""The calendar on board (随程序的工作日历): the notice files of the package, or the same files as text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from deadlines.calendar import WorkingCalendar
from deadlines.calendar_files import FESTIVALS_FILE, arrange, read_edition, read_festivals, read_text
from deadlines.errors import CalendarError

CALENDARS = Path(__file__).parent / "calendars" / "cn"

_LOADED: dict[Path, WorkingCalendar] = {}


def load_calendar(directory: Path | None = None) -> WorkingCalendar:
    """The working calendar of a directory of notice files; without one, the calendar on board (read once)."""
    place = directory or CALENDARS
    if directory is None and place in _LOADED:
        return _LOADED[place]
    calendar = calendar_of(calendar_texts(place))
    if directory is None:
        _LOADED[place] = calendar
    return calendar


def calendar_texts(directory: Path = CALENDARS) -> dict[str, str]:
    """The calendar files of a directory, name → text, in order. Raises CalendarError for a file that is not UTF-8."""
    return {path.name: read_text(path) for path in sorted(directory.glob("*.toml"))}


def calendar_of(texts: Mapping[str, str]) -> WorkingCalendar:
    """The working calendar that these files (name → text) make together, the decree's file among them."""
    if FESTIVALS_FILE not in texts:
        raise CalendarError(file=str(FESTIVALS_FILE), key="（文件）", problem="找不到法定节日文件，请从发行包恢复")
    decrees, moving = read_festivals(texts[FESTIVALS_FILE], file=FESTIVALS_FILE)
    notices = sorted(name for name in texts if name != FESTIVALS_FILE)
    editions = arrange([read_edition(texts[name], file=name) for name in notices])
    return WorkingCalendar(editions, decrees, {year: dict(days) for year, days in moving.items()})
