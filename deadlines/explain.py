"""The count in sentences (期限说明): what started it, under which text, which days did not count, and where it ends.

A deadline explains itself; neither the rules nor the calendar nor a database is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from deadlines.legal_events import EventKind
from deadlines.model import GROUNDS, SHANGHAI, Citation, Deadline, TraceDay, Wording

_WEEK = "一二三四五六日"
_EVIDENCE = {
    "text_seen": Wording("已核对条文文本", "wording seen"),
    "quoted": Wording("依引文", "as quoted"),
    "inferred": Wording("依条文推定", "inferred from the text"),
    "secondary": Wording("仅见于二手来源，请核对原文", "secondary source only, confirm"),
    "unverified": Wording("未经核实", "unverified"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation: `topic` names it for the page, `zh` and `en` are full sentences."""

    topic: str
    zh: str
    en: str


def explain(deadline: Deadline) -> tuple[Step, ...]:
    """The steps of a count in order: start, rule, days, pauses, extension, end, other readings, what is uncertain."""
    return tuple(
        Step(topic, words.zh, words.en)
        for topic, words in (
            *_start(deadline),
            *_rule(deadline),
            *_days(deadline),
            *_moves(deadline),
            *_end(deadline),
            *_doubts(deadline),
            *_outcome(deadline),
        )
    )


def chinese_day(day: date) -> str:
    """A date as a Chinese paper writes it, with its weekday."""
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEK[day.weekday()]}）"


def cited(cite: Citation) -> Wording:
    """The citation as a phrase in both languages."""
    number = f"（{cite.number}）" if cite.number else ""
    zh = f"《{cite.instrument}》{number}{cite.article}"
    return Wording(zh, f"{cite.instrument} {cite.number} {cite.article}".strip())


def _start(deadline: Deadline) -> Iterator[tuple[str, Wording]]:
    kind = EventKind(deadline.started_by)
    day = chinese_day(deadline.started_on)
    if deadline.started_at is not None:
        at = deadline.started_at.astimezone(SHANGHAI)
        yield (
            "start",
            Wording(f"{day}{at:%H:%M} {kind.label}，自该时刻起算。", f"{kind.label_en} at {at:%Y-%m-%d %H:%M}."),
        )
        return
    if deadline.span.unit == "directed":
        yield "start", Wording(f"{day}{kind.label}。", f"{kind.label_en} on {deadline.started_on}.")
        return
    if deadline.planned_on is not None:
        planned = chinese_day(deadline.planned_on)
        yield (
            "start",
            Wording(
                f"{day}{kind.label}，拟定日期为{planned}；期间自该日的前一日倒推，该日不计入。",
                f"{kind.label_en} on {deadline.started_on} for {deadline.planned_on}; counted back from the day before it.",
            ),
        )
        return
    yield (
        "start",
        Wording(
            f"{day}{kind.label}；开始的当日不计入，自次日起算。",
            f"{kind.label_en} on {deadline.started_on}; that day is not counted.",
        ),
    )
    if deadline.restarted_from is not None:
        yield (
            "restart",
            Wording(
                f"原自{chinese_day(deadline.restarted_from)}起算，因补充新的事实重新计算。",
                f"First counted from {deadline.restarted_from}; restarted on new facts.",
            ),
        )


def _rule(deadline: Deadline) -> Iterator[tuple[str, Wording]]:
    phrase = cited(deadline.citation)
    since = deadline.citation.in_force_from
    from_zh = f"（自{since.year}年{since.month}月{since.day}日起施行）" if since else ""
    from_en = f" (in force from {since})" if since else ""
    evidence = _EVIDENCE[deadline.citation.evidence]
    yield (
        "rule",
        Wording(
            f"依据{phrase.zh}{from_zh}，“{deadline.label}”的期限为{deadline.span.zh}（{evidence.zh}）。",
            f"{phrase.en}{from_en}: {deadline.label_en} — {deadline.span} ({evidence.en}).",
        ),
    )
    for cite in deadline.concurrent:
        same = cited(cite)
        yield "concurrent", Wording(f"{same.zh}规定了相同的期限。", f"{same.en} sets the same end.")
    for note in deadline.notes:
        yield "note", Wording(note.zh + "。", note.en + ".")


def _days(deadline: Deadline) -> Iterator[tuple[str, Wording]]:
    counted = [day for day in deadline.trace if day.counted]
    if not counted:
        return
    makeup = [day for day in counted if deadline.span.unit == "working_day" and day.notice]
    for day in makeup:
        yield (
            "makeup",
            Wording(
                f"{chinese_day(day.on)}{day.why.split('，')[-1]}（{day.notice}），计入，为第{day.ordinal}日。",
                f"{day.on} {day.why_en} ({day.notice}): counted as day {day.ordinal}.",
            ),
        )
    for run in _runs(deadline.trace):
        first, last = run[0].on, run[-1].on
        span = chinese_day(first) if first == last else f"{chinese_day(first)}至{chinese_day(last)}"
        span_en = str(first) if first == last else f"{first} to {last}"
        why = "、".join(dict.fromkeys(day.why for day in run))
        why_en = ", ".join(dict.fromkeys(day.why_en for day in run))
        notice = f"（{run[0].notice}）" if run[0].notice else ""
        notice_en = f" ({run[0].notice})" if run[0].notice else ""
        yield "skipped", Wording(f"{span}不计入：{why}{notice}。", f"{span_en} not counted: {why_en}{notice_en}.")
    weekends = sum(1 for day in deadline.trace if _is_weekend(day))
    if weekends:
        yield (
            "weekends",
            Wording(f"其间周六、周日共{weekends}日不计入。", f"{weekends} weekend days in between are not counted."),
        )
    total = counted[-1].ordinal
    unit = "个工作日" if deadline.span.unit == "working_day" else "日"
    yield (
        "counted",
        Wording(
            f"自{chinese_day(counted[0].on)}起，至{chinese_day(counted[-1].on)}止，共计入{total}{unit}。",
            f"Counted from {counted[0].on} to {counted[-1].on}: {total} in all.",
        ),
    )


def _runs(trace: tuple[TraceDay, ...]) -> Iterator[list[TraceDay]]:
    """Stretches of neighbouring days left out under one notice or for one pause; plain weekends are left aside."""
    run: list[TraceDay] = []
    for day in trace:
        if day.counted or _is_weekend(day):
            continue
        if run and (day.on - run[-1].on).days == 1 and (day.notice or day.why) == (run[0].notice or run[0].why):
            run.append(day)
            continue
        if run:
            yield run
        run = [day]
    if run:
        yield run


def _is_weekend(day: TraceDay) -> bool:
    return not day.counted and day.why in ("周六", "周日")


def _moves(deadline: Deadline) -> Iterator[tuple[str, Wording]]:
    for pause in deadline.pauses:
        name, name_en = GROUNDS[pause.ground]
        if pause.until is None:
            yield (
                "paused",
                Wording(
                    f"自{chinese_day(pause.since)}起因{name}中止，尚未恢复；恢复之日起继续计算。",
                    f"Suspended from {pause.since} ({name_en}), not yet resumed.",
                ),
            )
        else:
            last = pause.until - timedelta(days=1)
            yield (
                "pause",
                Wording(
                    f"{chinese_day(pause.since)}至{chinese_day(last)}因{name}中止，共{(pause.until - pause.since).days}日不计入。",
                    f"Suspended {pause.since} to {last} ({name_en}): not counted.",
                ),
            )
    for extension in deadline.extensions:
        yield (
            "extension",
            Wording(
                f"{chinese_day(extension.on)}决定延长{extension.span.zh}，自原届满日起接续计算。",
                f"Extended by {extension.span} on {extension.on}, from the original last day.",
            ),
        )


def _end(deadline: Deadline) -> Iterator[tuple[str, Wording]]:
    if deadline.due_at is not None:
        at = deadline.due_at.astimezone(SHANGHAI)
        yield "due", Wording(f"届满时刻为{chinese_day(at.date())}{at:%H:%M}。", f"Due at {at:%Y-%m-%d %H:%M}.")
    elif deadline.due_on is None:
        yield (
            "due",
            Wording("计时中止，届满日待恢复后确定。", "Suspended: the due day is open until the count resumes."),
        )
    elif deadline.span.unit == "directed":
        how = "（含延期）" if deadline.extensions else ""
        yield "due", Wording(f"指定的期限为{chinese_day(deadline.due_on)}{how}。", f"The day set is {deadline.due_on}.")
    elif deadline.unrolled_on is not None and deadline.unrolled_on != deadline.due_on:
        yield (
            "due",
            Wording(
                f"最后一日为{chinese_day(deadline.unrolled_on)}，遇节假日顺延，届满日为{chinese_day(deadline.due_on)}。",
                f"The last day {deadline.unrolled_on} rolls on: due {deadline.due_on}.",
            ),
        )
    else:
        yield "due", Wording(f"届满日为{chinese_day(deadline.due_on)}。", f"Due on {deadline.due_on}.")


def _doubts(deadline: Deadline) -> Iterator[tuple[str, Wording]]:
    for other in deadline.alternatives:
        if other.due_on is not None:
            when, when_en = chinese_day(other.due_on), str(other.due_on)
        elif other.due_at is not None:
            at = other.due_at.astimezone(SHANGHAI)
            when, when_en = f"{chinese_day(at.date())}{at:%H:%M}", f"{at:%Y-%m-%d %H:%M}"
        else:
            continue
        parallel = other.citation is not None and other.citation != deadline.citation
        yield (
            "alternative",
            Wording(
                f"{'并行的其他依据' if parallel else '另一种理解或者情形'}：{other.reading.zh}，则为{when}。",
                f"{'Parallel text' if parallel else 'Other reading'}: {other.reading.en}: {when_en}.",
            ),
        )
    if deadline.provisional and deadline.earliest is not None:
        yield (
            "provisional",
            Wording(
                f"计算跨入尚未公布放假通知的年份，届满日为暂定；最早可能为{chinese_day(deadline.earliest)}，提醒以该日为准。",
                f"The count runs into a year without a holiday notice: provisional, {deadline.earliest} at the earliest.",
            ),
        )
    if deadline.guidance:
        yield (
            "guidance",
            Wording(
                "另有更长的法定期限优先，本期限仅作提示。", "A longer statutory limit prevails; this one is guidance."
            ),
        )


def _outcome(deadline: Deadline) -> Iterator[tuple[str, Wording]]:
    if deadline.met_on is not None:
        kind = EventKind(deadline.met_by)
        yield "met", Wording(f"{chinese_day(deadline.met_on)}{kind.label}。", f"{kind.label_en} on {deadline.met_on}.")
    elif deadline.void_on is not None:
        kind = EventKind(deadline.void_by)
        yield (
            "void",
            Wording(
                f"{chinese_day(deadline.void_on)}{kind.label}，该期限不再适用；此前已逾期的，逾期事实不因此消除。",
                f"{kind.label_en} on {deadline.void_on}: the limit falls away; an earlier breach stays a fact.",
            ),
        )
