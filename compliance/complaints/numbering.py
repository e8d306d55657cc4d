"""Numbers of complaints: 12315 登记编号, 12345 工单编号, our own number, and numbers that Excel has destroyed."""

import re
from datetime import date, datetime

from compliance.complaints.dates import SHANGHAI
from compliance.complaints.identity import PROVINCES, Checked, tidy

# 1 + area (6) + 00 + date (8) + serial (8); seen on three real numbers of the national platform.
_SHAPE_12315 = re.compile(r"1(?P<area>\d{6})00(?P<day>(?:19|20)\d{6})(?P<serial>\d{8})")
_SHAPE_12345 = re.compile(r"(?P<moment>\d{12})(?P<serial>\d{6})")
_DATED_12345 = re.compile(r"(?:[A-Z]{1,6}-?)?(?P<day>20\d{6})-?\d{3,12}", re.IGNORECASE)
_OWN = re.compile(r"TS-(?P<year>20\d{2})-(?P<serial>\d{5,})", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[Ee][+-]?\d+")
_WRAPPED = re.compile(r'^="(?P<inner>[^"]*)"$')
EXCEL_DIGITS = 15


def was_cut_by_excel(value: object) -> bool:
    """Tell whether a value of a number column has lost digits to Excel; lost digits cannot be repaired.

    True for 1.44E+24, for a numeric cell with more than 15 digits, and for 15 significant digits followed by zeros only.
    """
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        return abs(value) >= 10**EXCEL_DIGITS
    text = tidy(str(value))
    if _SCIENTIFIC.fullmatch(text):
        return True
    text = re.sub(r"\.0+$", "", text)
    return text.isdigit() and len(text) > EXCEL_DIGITS and not text[EXCEL_DIGITS:].strip("0")


def unwrap_number(value: object) -> tuple[str, tuple[str, ...]]:
    """Return (number as text, notes): `="…"`, a leading apostrophe, blanks and full-width digits are taken off."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    shown = str(value)
    text = tidy(shown)
    if match := _WRAPPED.match(text):
        text = match["inner"]
    text = text.lstrip("'‘’`")
    if text == shown:
        return text, ()
    if text == shown.strip():
        return text, ("编号前后的空格已去除。",)
    return text, ("编号已去除空格、引号或者全角字符。",)


def check_number_12315(value: str, *, not_after: date | None = None) -> Checked:
    """Check a 12315 registration number (登记编号): 25 digits, an area that exists, a date that exists.

    `not_after` refuses a date later than that day. `kind` is `samr_12315` when it is good.
    """
    number = tidy(value)
    if was_cut_by_excel(number):
        return _refused(
            number,
            "登记编号疑似被Excel截断（科学计数法或者末尾补零），无法还原，请将该列设为文本后重新导出。",
            "The number was cut by Excel and cannot be repaired; set the column to text and export again.",
        )
    if not number.isdigit() or len(number) != 25:
        have = f"{len(number)}位" if number.isdigit() else f"“{number[:40]}”"
        return _refused(
            number,
            f"登记编号应为25位数字，现为{have}，请按平台原编号更正。",
            "A 12315 registration number has 25 digits; correct it from the platform.",
        )
    match = _SHAPE_12315.fullmatch(number)
    if not match:
        return _refused(
            number,
            "登记编号的结构不符（1＋6位地区＋00＋8位日期＋8位流水），请核对。",
            "The number does not read 1 + area (6) + 00 + date (8) + serial (8).",
        )
    if match["area"][:2] not in PROVINCES:
        return _refused(
            number,
            f"登记编号中的地区代码{match['area']}不存在，请核对。",
            f"The area code {match['area']} in the number does not exist.",
        )
    day = _day_of(match["day"])
    if day is None or (not_after and day > not_after):
        why = "不存在" if day is None else "晚于今天"
        return _refused(
            number,
            f"登记编号中的日期{match['day']}{why}，请核对。",
            f"The date {match['day']} in the number {'does not exist' if day is None else 'is in the future'}.",
        )
    return Checked(value=number, ok=True, kind="samr_12315")


def receipt_date_of(number: str) -> date | None:
    """Return the registration day that a 12315 number (25 digits) carries, or None when it carries none."""
    match = _SHAPE_12315.fullmatch(tidy(number))
    return _day_of(match["day"]) if match else None


def area_of(number: str) -> str | None:
    """Return the six-digit area code inside a 12315 number, or None."""
    match = _SHAPE_12315.fullmatch(tidy(number))
    return match["area"] if match else None


def check_number_12345(value: str) -> Checked:
    """Check a hotline work-order number (工单编号). There is no national form: anything of 4–40 letters, digits, hyphens.

    `kind` is `timed` when it is the 18-digit form that holds the instant (yyMMddHHmmss + 6), else `free`.
    """
    number = tidy(value)
    if _SCIENTIFIC.fullmatch(number):
        return _refused(
            number,
            "工单编号疑似被Excel截断（科学计数法），无法还原，请将该列设为文本后重新导出。",
            "The number was cut by Excel and cannot be repaired; set the column to text and export again.",
        )
    if not re.fullmatch(r"[\w\-/〔〕\[\]()()号第]{4,40}", number):
        return _refused(
            number,
            "工单编号应为4至40位的字母、数字或者连字符，请核对。",
            "A work-order number has 4 to 40 letters, digits or hyphens.",
        )
    return Checked(value=number, ok=True, kind="timed" if instant_of(number) else "free")


def instant_of(number: str) -> datetime | None:
    """Return the instant (Asia/Shanghai) that an 18-digit hotline number carries (yyMMddHHmmss + 6), or None."""
    match = _SHAPE_12345.fullmatch(tidy(number))
    if not match:
        return None
    year, month, day, hour, minute, second = (int(match["moment"][place : place + 2]) for place in range(0, 12, 2))
    try:
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None


def day_of_work_order(number: str, *, not_after: date | None = None) -> date | None:
    """Return the day that a work-order number opens with (2026110100001, GD20261101-0007), or None when it holds none.

    A day after `not_after` is taken for digits that only look like a date.
    """
    match = _DATED_12345.fullmatch(tidy(number))
    day = _day_of(match["day"]) if match else None
    return None if day and not_after and day > not_after else day


def own_number(year: int, serial: int) -> str:
    """Return our own case number, such as TS-2026-00031. Raises ValueError for a serial below 1."""
    if serial < 1:
        raise ValueError(f"a case number starts at 1, not {serial}")
    return f"TS-{year:04d}-{serial:05d}"


def parse_own_number(text: str) -> tuple[int, int] | None:
    """Return (year, serial) of our own case number, or None when the text is not one; blanks and case do not matter."""
    match = _OWN.fullmatch(tidy(text))
    return (int(match["year"]), int(match["serial"])) if match else None


def _day_of(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _refused(value: str, problem: str, problem_en: str) -> Checked:
    return Checked(value=value, ok=False, problem=problem, problem_en=problem_en)
