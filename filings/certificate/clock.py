"""Deadline certificate (期限说明): the blocks that show a computed clock — its end, its start, its law, every day.

Reads the JSON of `anqi deadlines compute` (one entry of "deadlines"); knows nothing of how it was counted. A case adds
`on_file`: the recorded acts behind the clock with their evidence, and what a change of law moved (`filings.certificate.file`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from filings.certificate.days import counted_days, day_blocks
from filings.certificate.file import files_of, moved_rows, on_file_problem, proof, proofs_of
from filings.certificate.readings import readings_table
from filings.certificate.words import (
    act_words,
    cited,
    day_of,
    end_of,
    evidence_words,
    in_force,
    instant_of,
    span_words,
    stretch,
    written,
    written_instant,
)
from filings.model import Block, Paragraph, Run, Table
from filings.said import Refusal, Said

MAX_DAYS = 10_000  # twenty years of days and a suspension
_REQUIRED = ("label", "owner", "state", "started_on", "citation", "trace")
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
_OWNERS = {
    "authority": "受理机关",
    "respondent": "被投诉人",
    "complainant": "投诉人",
    "addressee": "相对人",
}
_KINDS = {"statutory": "法定期限", "directed": "来文指定期限", "platform": "平台期限", "house": "内部期限"}

_DAYS_WITHIN = {
    "pauses": ("from", "until"),
    "extensions": ("on",),
    "alternatives": ("due_on", "due_at"),
    "hangs_on": (),
    "concurrent": (),
}


def deadline_problem(deadline: Mapping[str, Any], *, text_problem: Callable[[str], Said | None]) -> Said | None:
    """Say why this is not a deadline that can be certified, None when it is. A clause."""
    missing = [name for name in _REQUIRED if name not in deadline]
    if missing:
        return Said(f"不是一项期限，缺少 {'、'.join(missing)}", f"not a deadline, it lacks {', '.join(missing)}")
    if not isinstance(deadline["citation"], Mapping) or not deadline["citation"].get("instrument"):
        return Said("缺少依据（citation.instrument）", "its legal basis is missing (citation.instrument)")
    trace = deadline["trace"]
    if not isinstance(trace, list | tuple) or any(not isinstance(step, Mapping) or "on" not in step for step in trace):
        return Said(
            "逐日计算过程（trace）须为列表，每项有日期 on",
            "the count day by day (trace) must be a list whose entries have a date (on)",
        )
    if len(trace) > MAX_DAYS:
        return Said(
            f"逐日计算过程有 {len(trace)} 天，超过 {MAX_DAYS} 天的上限，请改用电子数据出具",
            f"the count has {len(trace)} days, more than the {MAX_DAYS} allowed, hand it over as electronic data",
        )
    for text in _texts(deadline):
        problem = text_problem(text)
        if problem:
            return problem
    return _day_problem(deadline) or on_file_problem(deadline)


def _day_problem(deadline: Mapping[str, Any]) -> Said | None:
    try:
        for name in ("started_on", "due_on", "met_on", "void_on", "earliest", "planned_on", "restarted_from"):
            day_of(deadline.get(name))
        for name in ("started_at", "due_at"):
            instant_of(deadline.get(name))
        counted_days(deadline["trace"])
        for part, names in _DAYS_WITHIN.items():
            for one in deadline.get(part) or ():
                for name in names:
                    day_of(one.get(name))
    except Refusal as refused:
        return refused.said
    except AttributeError:
        return Said(f"{'、'.join(_DAYS_WITHIN)} 须为对象的列表", f"{', '.join(_DAYS_WITHIN)} must be lists of objects")
    return None


def deadline_blocks(deadline: Mapping[str, Any]) -> Iterator[Block]:
    """Give the certificate's blocks: result, start, suspensions, law and reservations in one form, then days, readings."""
    rows = [(name, "\n".join(lines)) for name, lines in _sections(deadline) if lines]
    yield Table((11, 89), (), tuple(rows))
    yield from day_blocks(deadline)
    yield from readings_table(deadline)
    for digest, (number, _) in files_of(deadline).items():
        yield Paragraph((Run(f"证据{number} SHA-256：{digest}", "deadline"),), "small")


def _sections(deadline: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield "事项", list(_matter(deadline))
    yield "结论", list(_result(deadline))
    yield "起算", list(_start(deadline))
    yield "中止", list(_pauses(deadline))
    yield "延长", list(_extensions(deadline))
    yield "依据", list(_law(deadline))
    yield "版本", list(_versions(deadline))
    yield "规定变动", list(moved_rows(deadline))
    yield "说明", list(_reservations(deadline))


def _matter(deadline: Mapping[str, Any]) -> Iterator[str]:
    owner = _OWNERS.get(deadline["owner"], str(deadline["owner"]))
    owed = f"期间所及：{owner}" if deadline.get("runs_out") else f"义务人（权利人）：{owner}"
    ours = "（本单位）" if deadline.get("ours") else ""
    kind = _KINDS.get(deadline.get("kind", ""), str(deadline.get("kind") or "法定期限"))
    span = span_words(str(deadline["span"])) if deadline.get("span") else ""
    length = f"；期间：{'提前' if deadline.get('planned_on') else ''}{span}" if span else ""
    yield f"{deadline['label']}。{owed}{ours}；性质：{kind}{length}"


def _result(deadline: Mapping[str, Any]) -> Iterator[str]:
    state = _STATES.get(deadline["state"], str(deadline["state"]))
    if deadline.get("runs_out") and deadline["state"] == "met":
        state = "期间已届满"
    provisional = "（暂定）" if deadline.get("provisional") and deadline.get("due_on") else ""
    end = "届满时刻" if deadline.get("due_at") else "届满日"
    yield f"{end}：{end_of(deadline)}{provisional}；状态：{state}"
    earliest = deadline.get("earliest")
    if earliest and earliest != deadline.get("due_on"):
        yield f"最早可能的届满日：{written(earliest)}" + ("（按今日恢复计算）" if deadline["state"] == "paused" else "")
    if deadline.get("runs_out"):
        yield "期间届满即止，无须另行作出行为。"
    if deadline.get("met_on"):
        how = "，逾期" if deadline["state"] == "met_late" else "，未逾期"
        yield f"完成：{written(deadline['met_on'])}{act_words(deadline.get('met_by'))}{how}{proof(deadline, 'met')}"
    if deadline.get("void_on"):
        yield (
            f"{written(deadline['void_on'])}{act_words(deadline.get('void_by'))}，该期限不再适用；"
            f"此前已逾期的，逾期事实不因此消除{proof(deadline, 'void')}"
        )


def _start(deadline: Mapping[str, Any]) -> Iterator[str]:
    what = act_words(deadline.get("started_by")) or "起算事由"
    if deadline.get("started_at"):
        day = written_instant(deadline["started_at"])
    else:
        day = written(deadline["started_on"])
    yield f"{day}{what}；{_how_counted(deadline)}{proof(deadline, 'start')}"
    if deadline.get("restarted_from"):
        yield f"原自{written(deadline['restarted_from'])}起算，因补充新的事实重新计算{proof(deadline, 'restarted_from')}"
    for cause in deadline.get("hangs_on") or ():
        yield f"由“{cause.get('label')}”的{what}（{_plain(deadline['started_on'])}）起算"
    if deadline.get("due_at") and deadline.get("started_at"):
        longer = "".join(f"加{span_words(str(one.get('by') or ''))}" for one in deadline.get("extensions") or ())
        yield (
            f"计算：自{written_instant(deadline['started_at'])}起{span_words(str(deadline.get('span') or ''))}{longer}，"
            f"至{written_instant(deadline['due_at'])}；按小时连续计算，休息日和节假日计入。"
        )


def _plain(value: Any) -> str:
    day = day_of(value)
    return stretch(day, day) if day else ""


def _how_counted(deadline: Mapping[str, Any]) -> str:
    if deadline.get("planned_on"):
        return f"指定日为{written(deadline['planned_on'])}，期间自该日的前一日倒推，该日不计入"
    if deadline.get("started_at") and deadline.get("due_at"):
        return "自该时刻起算"
    if deadline.get("span") == "as directed":
        return "期限由来文、工单指定，不逐日计算"
    if deadline.get("span") == "same day":
        return "当日届满"
    return "开始的当日不计入，自次日起算"


def _pauses(deadline: Mapping[str, Any]) -> Iterator[str]:
    for pause, recorded in proofs_of(deadline, "pauses"):
        since, until = day_of(pause.get("from")), day_of(pause.get("until"))
        ground = str(pause.get("label") or pause.get("ground") or "")
        if since is None:
            continue
        if until is None:
            yield f"自{written(pause['from'])}起因{ground}中止，尚未恢复；恢复之日起继续计算{recorded}"
        else:
            days = (until - since).days
            last = stretch(since, day_of(until.fromordinal(until.toordinal() - 1)) or until)
            yield f"{last}因{ground}中止，共{days}日；{written(pause['until'])}恢复，当日起继续计算{recorded}"


def _extensions(deadline: Mapping[str, Any]) -> Iterator[str]:
    for extension, recorded in proofs_of(deadline, "extensions"):
        yield f"{written(extension.get('on'))}决定延长{span_words(str(extension.get('by') or ''))}{recorded}"


def _law(deadline: Mapping[str, Any]) -> Iterator[str]:
    yield _text_of(deadline["citation"], "")
    for other in deadline.get("concurrent") or ():
        yield _text_of(other, "同时适用（期限相同）：")


def _text_of(citation: Mapping[str, Any], lead: str) -> str:
    source = citation.get("url") or citation.get("source")
    parts = (
        f"{lead}{cited(citation)}",
        in_force(citation),
        evidence_words(citation),
        f"出处：{source}" if source else "",
    )
    return "；".join(part for part in parts if part)


def _versions(deadline: Mapping[str, Any]) -> Iterator[str]:
    stamps = [
        f"{name}{_version(deadline[key])}"
        for name, key in (("规则版本", "rules"), ("日历版本", "calendar"))
        if deadline.get(key)
    ]
    notices = dict.fromkeys(str(step["notice"]) for step in deadline["trace"] if step.get("notice"))
    if notices:
        stamps.append(f"放假安排通知：{'、'.join(notices)}")
    if stamps:
        yield "；".join(stamps)


def _version(value: Any) -> str:
    """Give a version as text; a mapping or list is written entry by entry."""
    if isinstance(value, Mapping):
        return "；".join(f"{name}：{_version(item)}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return "；".join(_version(item) for item in value)
    return str(value)


def _reservations(deadline: Mapping[str, Any]) -> Iterator[str]:
    if deadline.get("provisional"):
        earliest = (
            f"，在此之前请以最早可能的届满日{written(deadline['earliest'])}为准" if deadline.get("earliest") else ""
        )
        yield f"本期限为暂定：计算涉及的年度，其部分节假日安排的通知尚未公布。通知公布后，届满日可能变动{earliest}。"
    if deadline["state"] == "paused":
        yield "期限正在中止，届满日须待恢复之后确定；所列最早日期按今日恢复计算。"
    if deadline.get("guidance"):
        yield "另有更长的法定期限优先适用，本期限仅作提示。"
    if deadline.get("needs_confirmation"):
        yield "所依据的条文仅见于二手来源，使用前请核对原文。"
    for note in deadline.get("notes") or ():
        yield f"{str(note).rstrip('。')}。"


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
