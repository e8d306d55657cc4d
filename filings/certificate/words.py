"""Words of the deadline certificate (期限说明): days, instants, spans, citations and acts as the paper writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from deadlines import EventKind, chinese_day
from filings.said import Refusal

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
_KINDS = {kind.value: kind.label for kind in EventKind}
_UNITS = {
    "working day": "个工作日",
    "day": "日",
    "hour": "小时",
    "month": "个月",
    "year": "年",
}
_EVIDENCE = {
    "text_seen": "条文文本已核对",
    "quoted": "依引文",
    "inferred": "依条文推定",
    "secondary": "仅见于二手来源，请核对原文",
    "unverified": "未经核实",
}


def day_of(value: Any) -> date | None:
    """Give a date from ISO text (a time of day is dropped), None from None. Raises Refusal with a clause."""
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise Refusal(f"“{str(value)[:30]}”不是日期", f"“{str(value)[:30]}” is not a date") from None


def instant_of(value: Any) -> datetime | None:
    """Give an instant in China time from ISO text with an offset, None from None. Raises Refusal with a clause."""
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value)).astimezone(CHINA)
    except ValueError:
        raise Refusal(f"“{str(value)[:30]}”不是时刻", f"“{str(value)[:30]}” is not an instant") from None


def written(value: Any) -> str:
    """Give a day with its weekday, e.g. 2026年10月15日（周四）; "" from None."""
    day = day_of(value)
    return chinese_day(day) if day else ""


def written_instant(value: Any) -> str:
    """Give an instant in China time, e.g. 2026年10月15日（周四）09时30分; "" from None."""
    at = instant_of(value)
    return f"{chinese_day(at.date())}{at:%H时%M分}" if at else ""


def end_of(deadline: Mapping[str, Any]) -> str:
    """Give the end of a clock or of another reading, by the minute where it has one."""
    if deadline.get("due_at"):
        return written_instant(deadline["due_at"])
    return written(deadline["due_on"]) if deadline.get("due_on") else "待确定"


def stamped(value: Any) -> str:
    """Give the instant of an entry in the records, e.g. 2026-09-30 10:21 (China time); "" from None."""
    at = instant_of(value)
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def stretch(first: date, last: date) -> str:
    """Give a stretch of days, the year of its end only where it differs: 2026年10月1日至7日."""
    start = f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return start
    if first.year != last.year:
        return f"{start}至{last.year}年{last.month}月{last.day}日"
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"


def span_words(span: str) -> str:
    """Give "7 working days" as 7个工作日; a span in other words stays as it is."""
    if span == "as directed":
        return "以来文、工单指定的日期为准"
    if span == "same day":
        return "当日"
    number, _, unit = span.partition(" ")
    unit = unit.removesuffix("s")
    return f"{number}{_UNITS[unit]}" if number.isdigit() and unit in _UNITS else span


def act_words(kind: Any) -> str:
    """Give what happened in words; a kind that is none of the vocabulary stays as it is."""
    return _KINDS.get(str(kind or ""), str(kind or ""))


def instrument(citation: Mapping[str, Any]) -> str:
    """Give the instrument in book-title marks with its number; rules of the house go without marks."""
    number = f"（{citation['number']}）" if citation.get("number") else ""
    name = str(citation["instrument"])
    return f"{name if name.startswith(('《', '内部')) else f'《{name}》'}{number}"


def cited(citation: Any) -> str:
    """Give instrument and article, "" when there is no citation."""
    if not isinstance(citation, Mapping) or not citation.get("instrument"):
        return ""
    return f"{instrument(citation)}{citation.get('article') or ''}"


def in_force(citation: Mapping[str, Any]) -> str:
    """Give the period in which the text is in force, "" when it is not stated."""
    if not citation.get("in_force_from"):
        return ""
    since = _plain_day(citation["in_force_from"])
    until = citation.get("in_force_until")
    return f"{since}起施行" + (f"，至{_plain_day(until)}止" if until else "")


def evidence_words(citation: Mapping[str, Any]) -> str:
    """Say how well the wording of the text is known, and when it was last checked."""
    words = _EVIDENCE.get(str(citation.get("evidence") or ""), "")
    checked = _plain_day(citation["checked"]) if citation.get("checked") else ""
    return f"{words}（{checked}）" if words and checked else words


def _plain_day(value: Any) -> str:
    day = day_of(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
