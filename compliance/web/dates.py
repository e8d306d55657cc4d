"""Dates as pages show them. The time zone is always Asia/Shanghai and never shown."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_LONG = {"en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")}


def as_day(value: date | datetime | str | None) -> date | None:
    """Return the calendar day in Shanghai of a date, an instant, or an ISO text of either; None stays None."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).date()
    return value


def weekday(value: date | str, lang: str) -> str:
    """Return 周二 / Tue."""
    day = as_day(value)
    if day is None:
        return ""
    name = _WEEKDAYS[lang][day.weekday()]
    return f"周{name}" if lang == "zh" else name


def show_day(value: date | datetime | str | None, lang: str) -> str:
    """Return 2026-11-24（周二） / 2026-11-24 (Tue); an empty text for None."""
    day = as_day(value)
    if day is None:
        return ""
    return f"{day.isoformat()}（{weekday(day, lang)}）" if lang == "zh" else f"{day.isoformat()} ({weekday(day, lang)})"


def show_long_day(value: date | datetime | str, lang: str) -> str:
    """Return 2026年11月24日 星期二 / Tuesday, 2026-11-24."""
    day = as_day(value)
    if day is None:
        return ""
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS['zh'][day.weekday()]}"
    return f"{_LONG['en'][day.weekday()]}, {day.isoformat()}"


def show_instant(value: datetime | str | None, *, seconds: bool = True) -> str:
    """Return 2026-11-21 14:02:33 in Shanghai; an empty text for None."""
    if value is None or value == "":
        return ""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
