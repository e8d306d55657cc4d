"""Deadline certificate (期限说明): the blocks that show a computed clock — its end, its law, every day counted or not.

Reads the JSON of `anqi deadlines compute` (one entry of "deadlines"); knows nothing of how it was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from filings.figures import chinese_date
from filings.model import Block, Heading, Paragraph, Run, Table

MAX_DAYS = 500
_REQUIRED = ("label", "owner", "state", "started_on", "citation", "trace")
_WEEKDAYS = "一二三四五六日"
_STATES = {
    "not_started": "尚未起算",
    "running": "期限内",
    "paused": "中止计算",
    "due_soon": "临近届满",
    "due_today": "今日届满",
    "overdue": "已逾期",
    "met": "已按期完成",
    "met_late": "逾期完成",
    "void": "不再适用",
}
_OWNERS = {"authority": "受理机关", "respondent": "被投诉人", "complainant": "投诉人"}
_KINDS = {"statutory": "法定期限", "directed": "来文指定期限", "platform": "平台期限", "house": "内部期限"}
_UNITS = {
    "working days": "个工作日",
    "working day": "个工作日",
    "days": "日",
    "day": "日",
    "hours": "小时",
    "hour": "小时",
    "months": "个月",
    "month": "个月",
    "years": "年",
    "year": "年",
}
_REASONS = {"weekend": "休息日", "working day": "工作日", "calendar day": "自然日"}


def deadline_problem(deadline: Mapping[str, Any], *, text_problem: Callable[[str], str | None]) -> str | None:
    """Say why this is not a deadline that can be certified, None when it is. A Chinese clause."""
    missing = [name for name in _REQUIRED if name not in deadline]
    if missing:
        return f"不是一项期限，缺少 {'、'.join(missing)}"
    if not isinstance(deadline["citation"], Mapping) or not deadline["citation"].get("instrument"):
        return "缺少依据（citation.instrument）"
    trace = deadline["trace"]
    if not isinstance(trace, list | tuple) or any(not isinstance(step, Mapping) or "on" not in step for step in trace):
        return "逐日计算过程（trace）须为列表，每项有日期 on"
    if len(trace) > MAX_DAYS:
        return f"逐日计算过程有 {len(trace)} 天，超过 {MAX_DAYS} 天的上限，请改用电子数据出具"
    for text in _texts(deadline):
        problem = text_problem(text)
        if problem:
            return problem
    try:
        for name in ("started_on", "due_on", "met_on", "earliest"):
            _day(deadline.get(name))
        for step in trace:
            _day(step["on"])
    except ValueError as refused:
        return str(refused)
    return None


def deadline_blocks(deadline: Mapping[str, Any]) -> Iterator[Block]:
    """Give the certificate's blocks: the result, the law, the days, other readings, reservations."""
    yield _heading("一、", "结论")
    yield Table((3, 7), (), tuple(_result_rows(deadline)))
    yield _heading("二、", "依据")
    yield Table((3, 7), (), tuple(_law_rows(deadline)))
    sections = iter("三四五六七")
    if deadline["trace"]:
        yield _heading(f"{next(sections)}、", "逐日计算")
        yield Table(
            (26, 9, 14, 12, 39), ("日期", "星期", "是否计入", "第几日", "说明"), tuple(_day_rows(deadline["trace"]))
        )
    pauses = tuple(_pause_rows(deadline.get("pauses") or ()))
    if pauses:
        yield _heading(f"{next(sections)}、", "中止")
        yield Table((3, 3, 4), ("中止之日", "恢复之日", "事由"), pauses)
    extensions = tuple(
        (_written(one.get("on")), _span(str(one.get("by") or ""))) for one in deadline.get("extensions") or ()
    )
    if extensions:
        yield _heading(f"{next(sections)}、", "延长")
        yield Table((3, 7), ("决定延长之日", "延长"), extensions)
    alternatives = tuple(_alternative_rows(deadline.get("alternatives") or ()))
    if alternatives:
        yield _heading(f"{next(sections)}、", "其他可能的算法")
        yield Table((4, 8), ("届满日", "理由"), alternatives)
    reservations = tuple(_reservations(deadline))
    if reservations:
        yield _heading(f"{next(sections)}、", "保留事项")
        for text in reservations:
            yield Paragraph((Run(text, "deadline"),))


def _heading(number: str, text: str) -> Heading:
    return Heading(1, (Run(number + text),))


def _result_rows(deadline: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "事项", str(deadline["label"])
    owner = _OWNERS.get(deadline["owner"], str(deadline["owner"]))
    yield "义务人（权利人）", owner + ("（本单位）" if deadline.get("ours") else "")
    yield "性质", _KINDS.get(deadline.get("kind", ""), str(deadline.get("kind") or "法定期限"))
    yield "起算事由发生之日", f"{_written(deadline['started_on'])}（当日不计入）"
    if deadline.get("span"):
        yield "期间", _span(str(deadline["span"]))
    yield "届满日", _end(deadline)
    if deadline.get("earliest") and deadline.get("earliest") != deadline.get("due_on"):
        yield "最早可能的届满日", _written(deadline["earliest"])
    yield "状态", _STATES.get(deadline["state"], str(deadline["state"]))
    if deadline.get("met_on"):
        yield "完成日期", _written(deadline["met_on"])


def _law_rows(deadline: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    citation = deadline["citation"]
    yield "规定", _instrument(citation)
    if citation.get("article"):
        yield "条款", str(citation["article"])
    if citation.get("in_force_from"):
        until = f"至{_written(citation['in_force_until'])}" if citation.get("in_force_until") else "起"
        yield "版本", f"{_written(citation['in_force_from'])}{until}施行"
    for other in deadline.get("concurrent") or ():
        yield "同时适用", _cited(other)
    if citation.get("url"):
        yield "出处", str(citation["url"])
    if deadline.get("calendar"):
        yield "节假日安排版本", _version(deadline["calendar"])
    if deadline.get("rules"):
        yield "规则版本", _version(deadline["rules"])


def _instrument(citation: Mapping[str, Any]) -> str:
    number = f"（{citation['number']}）" if citation.get("number") else ""
    instrument = str(citation["instrument"])
    quoted = instrument if instrument.startswith(("《", "内部")) else f"《{instrument}》"
    return f"{quoted}{number}"


def _cited(citation: Any) -> str:
    if not isinstance(citation, Mapping) or not citation.get("instrument"):
        return ""
    return f"{_instrument(citation)}{citation.get('article') or ''}"


def _version(value: Any) -> str:
    """Give a version as text; a mapping or list is written entry by entry, a long digest shortened for reading."""
    if isinstance(value, Mapping):
        return "；".join(f"{name}：{_version(item)}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return "；".join(_version(item) for item in value)
    return str(value)


def _day_rows(trace: list[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for step in trace:
        day = _day(step["on"])
        weekday = _WEEKDAYS[day.weekday()] if day else ""
        ordinal = f"第{step['ordinal']}日" if step.get("ordinal") else ""
        why = _reason(step)
        yield _written(step["on"]), weekday, "计入" if step.get("counted") else "不计入", ordinal, why


def _reason(step: Mapping[str, Any]) -> str:
    why = str(step.get("why") or "")
    words = _REASONS.get(why, why)
    if step.get("provisional"):
        words = f"{words}（放假安排尚未公布，暂按此计）" if words else "放假安排尚未公布，暂按此计"
    notice = step.get("notice")
    return f"{words}（{notice}）" if notice and words else str(notice or words)


def _pause_rows(pauses: Any) -> Iterator[tuple[str, str, str]]:
    for pause in pauses:
        ends = pause.get("until") or pause.get("resumed_on")
        starts = pause.get("from") or pause.get("suspended_on")
        yield (
            _written(starts),
            _written(ends) if ends else "尚未恢复",
            str(pause.get("label") or pause.get("ground") or ""),
        )


def _alternative_rows(alternatives: Any) -> Iterator[tuple[str, str]]:
    for other in alternatives:
        if isinstance(other, Mapping):
            why = str(other.get("reading") or other.get("why") or "")
            cited = _cited(other.get("citation"))
            yield _end(other), f"{why}（{cited}）" if cited and cited not in why else why
        else:
            yield str(other), ""


def _reservations(deadline: Mapping[str, Any]) -> Iterator[str]:
    if deadline.get("provisional"):
        earliest = (
            f"，在此之前请以最早可能的届满日{_written(deadline['earliest'])}为准" if deadline.get("earliest") else ""
        )
        yield (f"本期限为暂定：计算涉及的年度，其部分节假日安排的通知尚未公布。通知公布后，届满日可能变动{earliest}。")
    if deadline["state"] == "paused":
        yield "期限正在中止，届满日须待恢复之后确定；所列日期按今日恢复计算。"
    if deadline.get("guidance"):
        yield "另有更长的法定期限优先适用，本期限仅作提示。"
    if deadline.get("needs_confirmation"):
        yield "本期限所依据的事实或者适用的条文有待人工确认。"
    for note in deadline.get("notes") or ():
        yield str(note)


def _end(deadline: Mapping[str, Any]) -> str:
    if deadline.get("due_at"):
        moment = datetime.fromisoformat(str(deadline["due_at"]))
        return f"{chinese_date(moment.date())}{moment:%H时%M分}"
    return _written(deadline["due_on"]) if deadline.get("due_on") else "待确定"


def _span(span: str) -> str:
    """Give "7 working days" as 7个工作日; a span in other words stays as it is."""
    number, _, unit = span.partition(" ")
    return f"{number}{_UNITS[unit]}" if number.isdigit() and unit in _UNITS else span


def _written(value: Any) -> str:
    day = _day(value)
    return chinese_date(day) if day else ""


def _day(value: Any) -> date | None:
    """Give a date from ISO text (a time of day is dropped), None from None. Raises ValueError with a Chinese clause."""
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise ValueError(f"“{str(value)[:30]}”不是日期") from None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield str(name)
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
