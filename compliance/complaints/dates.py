"""Dates as people and spreadsheets write them → date or datetime in Asia/Shanghai, or one clear refusal."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from filings.said import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLIEST_YEAR, LATEST_YEAR = 1949, 2099
# Excel counts days from 1899-12-30 once its false leap day of 1900 is behind us.
EXCEL_ORIGIN = date(1899, 12, 30)
SMALLEST_SERIAL, LARGEST_SERIAL = 32874, 73050  # 1990-01-01 … 2099-12-31

_DAY = (
    re.compile(r"^(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?"),
    re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
    re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?=\d{6}$)"),
)
_SHORT_DAY = re.compile(r"^(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?")
_TIME = re.compile(
    r"^[T\s]*(?P<half>上午|下午|晚上|AM|PM)?\s*(?P<h>\d{1,2})\s*(?:[:时点]\s*(?P<mi>\d{1,2})?)\s*(?:[:分]\s*(?P<s>\d{1,2})?(?:\.\d+)?)?\s*秒?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_COMPACT_TIME = re.compile(r"^[T\s]*(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})$")
_YEAR_LAST = re.compile(r"^\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2,4}(?!\d)")
_SPACES = re.compile(r"\s+")


class DateRefused(Refusal):
    """A date that cannot be read."""


def read_moment(value: object, *, year: int | None = None, serials: bool = False) -> date | datetime:
    """Return the date, or the aware datetime (Asia/Shanghai) when a time of day is written.

    Reads 20261121, 2026-11-21, 2026/11/21 18:19, 2026.11.21, 2026年11月21日下午3时, 2026-11-21 14:30:00.000 and
    full-width digits. 11.21 and 11月21日 need `year`. `serials` also accepts Excel day numbers. An offset in the text
    is converted to Shanghai time. Raises DateRefused for anything else and for days that do not exist.
    """
    if isinstance(value, datetime):
        return _in_range(value.astimezone(SHANGHAI) if value.tzinfo else value.replace(tzinfo=SHANGHAI), value)
    if isinstance(value, date):
        return _in_range(value, value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value, serials=serials)
    shown = str(value).strip()
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", shown)).strip().replace("：", ":")
    if not text:
        raise DateRefused("日期为空，请填写如 2026-11-21。", "The date is empty; write it like 2026-11-21.")
    if serials and re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_number(float(text), serials=True)
    return _from_text(text, shown=shown, year=year)


def read_date(value: object, *, year: int | None = None, serials: bool = False) -> date:
    """Return only the day (Asia/Shanghai) that `read_moment` reads. Raises DateRefused."""
    found = read_moment(value, year=year, serials=serials)
    return found.date() if isinstance(found, datetime) else found


def read_instant(value: object, *, serials: bool = False) -> datetime:
    """Return an aware datetime; a day without a time of day is refused, because an hour limit needs the hour."""
    found = read_moment(value, serials=serials)
    if isinstance(found, datetime):
        return found
    raise DateRefused(
        f"“{value}”没有写明几点几分，请补充时间，如 2026-11-21 14:30。",
        f'"{value}" has no time of day; write it like 2026-11-21 14:30.',
    )


def split_moment(found: date | datetime) -> tuple[date, datetime | None]:
    """Return (day, instant or None) for what `read_moment` gave back."""
    if isinstance(found, datetime):
        return found.date(), found
    return found, None


def _from_number(value: float, *, serials: bool) -> date | datetime:
    whole = int(value)
    if float(value).is_integer() and 19490101 <= whole <= 20991231:
        return _from_text(str(whole), shown=str(whole), year=None)
    if not serials or not SMALLEST_SERIAL <= value < LARGEST_SERIAL + 1:
        raise _unreadable(str(value))
    day = EXCEL_ORIGIN + timedelta(days=whole)
    seconds = round((value - whole) * 86400)
    if not seconds:
        return day
    return datetime.combine(day, time.min, tzinfo=SHANGHAI) + timedelta(seconds=seconds)


def _from_text(text: str, *, shown: str, year: int | None) -> date | datetime:
    match = next((found for pattern in _DAY if (found := pattern.match(text))), None)
    if match:
        years = int(match["y"])
    else:
        match = _SHORT_DAY.match(text)
        # 10/9/2026 and 26-10-09 do not say which figure is the month; guessing would move a deadline.
        if not match or _YEAR_LAST.match(text):
            raise _unreadable(shown)
        if year is None:
            raise DateRefused(
                f"“{shown}”没有写年份，请写全，如 2026-11-21。", f'"{shown}" has no year; write it like 2026-11-21.'
            )
        years = year
    day = _real_day(years, int(match["m"]), int(match["d"]), shown)
    rest = text[match.end() :].strip()
    rest = re.sub(r"^[\((]?(?:星期|周)[一二三四五六日天][\))]?", "", rest).strip()
    return _with_time(day, rest, shown) if rest else _in_range(day, shown)


def _real_day(year: int, month: int, day: int, shown: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DateRefused(
            f"“{shown}”不是真实存在的日期，请核对年月日。", f'"{shown}" is not a day that exists; check it.'
        ) from None


def _with_time(day: date, rest: str, shown: str) -> datetime:
    match = _TIME.match(rest) or _COMPACT_TIME.match(rest)
    if not match:
        raise _unreadable(shown)
    parts = match.groupdict()
    hour = int(parts["h"])
    half = (parts.get("half") or "").upper()
    if half in ("下午", "晚上", "PM") and hour < 12:
        hour += 12
    if half in ("上午", "AM") and hour == 12:
        hour = 0
    try:
        clock = time(hour, int(parts.get("mi") or 0), int(parts.get("s") or 0))
    except ValueError:
        raise DateRefused(
            f"“{shown}”的时间不存在，请核对时分秒。", f'"{shown}" has a time of day that does not exist; check it.'
        ) from None
    zone = parts.get("zone")
    if zone:
        moment = datetime.fromisoformat(f"{day.isoformat()}T{clock.isoformat()}{zone.upper().replace('Z', '+00:00')}")
        return _in_range(moment.astimezone(SHANGHAI), shown)
    return _in_range(datetime.combine(day, clock, tzinfo=SHANGHAI), shown)


def _in_range(found, shown: object):
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise DateRefused(
            f"“{shown}”的年份不在 {EARLIEST_YEAR} 至 {LATEST_YEAR} 之间，请核对。",
            f'"{shown}" is not between {EARLIEST_YEAR} and {LATEST_YEAR}; check the year.',
        )
    return found


def _unreadable(shown: str) -> DateRefused:
    return DateRefused(
        f"无法识别日期“{shown}”，请写成 2026-11-21 或者 2026-11-21 14:30。",
        f'Cannot read the date "{shown}"; write it like 2026-11-21 or 2026-11-21 14:30.',
    )
