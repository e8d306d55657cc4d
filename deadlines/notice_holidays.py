"""The sentences of a holiday notice put together: its holidays, and the doubts that a person must settle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from deadlines import notice_sentences as said
from deadlines.calendar import WorkingCalendar
from deadlines.calendar_files import Edition, Holiday, english
from deadlines.model import NO_WORDS, Wording
from deadlines.notice_sentences import NamedDays, NoticeError, Piece

NOT_DATED = date.min  # `issued_on` of an edition whose date of issue nobody has given yet


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with what it says: of days, of the date of issue, or (`meaning`) of neither."""

    piece: Piece
    meaning: Wording = NO_WORDS
    holiday: str = ""
    days: NamedDays = field(default_factory=NamedDays)
    issued_on: date | None = None


def holidays_of(lines: tuple[Line, ...], known: tuple[Edition, ...]) -> tuple[Holiday, ...]:
    """The lines' days as holidays, in order; two sentences about one day must say the same of it."""
    owner: dict[date, str] = {}
    makeup: dict[date, str] = {}
    found: dict[str, list[Holiday]] = {}
    for line in lines:
        if line.days.extends:
            found[line.holiday] = [_prolonged(line, known)]
            owner |= dict.fromkeys(found[line.holiday][0].days(), line.holiday)
        for span in () if line.days.extends else line.days.spans():
            holiday = Holiday(line.holiday, *span)
            for day in holiday.days():
                if owner.setdefault(day, line.holiday) != line.holiday:
                    raise line.piece.refuse(f"{day} 已属于{owner[day]}，请改正起止日期")
            found.setdefault(line.holiday, []).append(holiday)
    for line in lines:
        for day in line.days.makeup:
            if day in owner or day in makeup:
                raise line.piece.refuse(f"上班日 {day} 重复或者同时是放假日，请对照原文改正")
            makeup[day] = line.holiday
        if line.days.back_on in owner:
            raise line.piece.refuse(f"{line.days.back_on} 写明上班，又是放假日，请对照原文改正")
        if line.days.makeup and line.holiday not in found:
            raise line.piece.refuse(f"{line.holiday}只有上班日，没有放假日，请把放假的句子一并粘贴")
    if not found:
        raise NoticeError("没有任何假期，请粘贴通知全文")
    substitutes = {span[0] for line in lines for span in line.days.substitute}
    arranged = [_joined(name, spans, substitutes) for name, spans in found.items()]
    return tuple(
        replace(h, makeup=tuple(sorted({*h.makeup, *(day for day, name in makeup.items() if name == h.name)})))
        for holidays in arranged
        for h in holidays
    )


def _joined(name: str, spans: list[Holiday], substitutes: set[date]) -> list[Holiday]:
    """Spans that touch, as one holiday; a day given back later (补休) as a holiday of its own."""
    joined: list[Holiday] = []
    for span in sorted(spans, key=lambda h: h.first):
        if joined and span.first <= joined[-1].last + timedelta(days=1):
            joined[-1] = replace(joined[-1], last=max(span.last, joined[-1].last))
        elif not joined:
            joined.append(span)
        elif len(joined) == 1 and span.first in substitutes:
            joined.append(replace(span, name=f"{name}补休"))
        else:
            raise NoticeError(f"{name}的放假日期分成几段（{joined[0].first}、{span.first}），请核对是否漏了假期名称")
    return joined


def _prolonged(line: Line, known: tuple[Edition, ...]) -> Holiday:
    """The holiday of the notice on board, to its new last day; make-up days inside it are worked no more."""
    until = line.days.off[0][1]
    old = next((h for e in reversed(known) for h in e.holidays if h.name == line.holiday), None)
    if old is None:
        raise line.piece.refuse(f"原通知里没有{line.holiday}，请核对被调整通知的文号")
    if until <= old.last:
        raise line.piece.refuse(f"原通知里的{line.holiday}到 {old.last} 结束，没有延长，请核对日期")
    return replace(old, last=until, makeup=tuple(d for d in old.makeup if d > until or d < old.first))


def doubts_of_facts(edition: Edition, numbers: list[str], dates: list[date], title: str) -> Iterator[Wording]:
    """Title, number and date of issue that are missing, or that differ from what the caller gave."""
    if not title:
        yield Wording("没有看到标题，请核对标题", "no title was found: enter it")
    if not edition.number:
        yield Wording("没有看到文号，请补上", "no document number was found: enter it")
    elif {edition.number, *numbers} != {edition.number}:
        yield Wording(
            f"文号不一致：{edition.number}、{'、'.join(numbers)}", f"numbers differ: {edition.number}, {numbers}"
        )
    if edition.issued_on == NOT_DATED:
        yield Wording("没有看到成文日期，请补上", "no date of issue was found: enter it")
    elif {edition.issued_on, *dates} != {edition.issued_on}:
        seen = "、".join(map(str, dates))
        yield Wording(
            f"成文日期不一致：{edition.issued_on}、{seen}", f"dates of issue differ: {edition.issued_on}, {seen}"
        )
    elif not edition.amends and not edition.year - 1 <= edition.issued_on.year <= edition.year:
        yield Wording(f"成文日期 {edition.issued_on} 与年份不符", f"{edition.issued_on} does not suit the year")


def doubts_of_lines(lines: tuple[Line, ...], edition: Edition) -> Iterator[Wording]:
    """Sentences that contradict themselves (weekday, number of days) or were not recognised."""
    for line in lines:
        days, at = line.days, f"第 {line.piece.ordinal} 句"
        en = f"sentence {line.piece.ordinal}"
        for day, stated in days.wrong:
            real = f"周{said.WEEK[day.weekday()]}"
            yield Wording(f"{at}：{day} 是{real}，原文写{stated}", f"{en}: {day} is a {day:%A}, the text says {stated}")
        counted = _lengths(days, next((h for h in edition.holidays if h.name == line.holiday), None))
        if days.stated and days.stated not in counted:
            real = min(counted)
            yield Wording(
                f"{at}：写共 {days.stated} 天，起止日期是 {real} 天", f"{en}: says {days.stated} days, names {real}"
            )
        for day in days.makeup:
            if day.weekday() < 5:
                problem = "是平日，日历只收周末的调休上班日，请对照原文改正"
                yield Wording(
                    f"{at}：{day} {problem}", f"{en}: make-up day {day} is a weekday; the calendar refuses it"
                )
        after = line.days.spans()
        if days.back_on and after and days.back_on != after[-1][1] + timedelta(days=1):
            yield Wording(
                f"{at}：{days.back_on} 上班不接在假期之后", f"{en}: {days.back_on} does not follow the holiday"
            )
    strange = [str(line.piece.ordinal) for line in lines if not line.days.says_something() and not line.meaning.zh]
    if strange:
        zh, en = "、".join(strange), ", ".join(strange)
        yield Wording(
            f"第 {zh} 句没有日期，也没有认出，请看一下", f"sentences {en} name no day and were not recognised"
        )
    for name in dict.fromkeys(line.holiday for line in lines):
        if name and not re.fullmatch(said.NAMES, name):
            yield Wording(f"{name}不是每年放假的节日，请核对", f"{english(name)} is not a yearly holiday: check it")


def _lengths(days: NamedDays, holiday: Holiday | None) -> set[int]:
    """How many days a sentence may rightly state: those it names, and with the weekends that adjoin (与周末连休)."""
    named = {day for span in days.spans() for day in Holiday("", *span).days()} or set(
        holiday.days() if holiday else ()
    )
    lengths = {len(named)}
    if days.linked or days.substitute:
        for step in (timedelta(days=1), timedelta(days=-1)):
            for day in sorted(named):
                while (day := day + step).weekday() >= 5:
                    named.add(day)
        lengths.add(len(named))
    return lengths


def doubts_of_amendment(edition: Edition, known: tuple[Edition, ...]) -> Iterator[Wording]:
    """What an amendment adds to the notice that it changes, and the make-up days that it lifts."""
    before = {holiday.name: holiday for old in known for holiday in old.holidays}
    for holiday in edition.holidays:
        old = before.get(holiday.name)
        if old is None:
            yield Wording(f"原通知没有{holiday.name}，将另加一个假期", f"{holiday.name} is new: it is added")
        for day in set(old.makeup) - set(holiday.makeup) if old else ():
            yield Wording(f"{day} 原定上班，调整后不再上班", f"{day} was a make-up day and is no longer worked")


def doubts_of_festivals(edition: Edition, lines: tuple[Line, ...], calendar: WorkingCalendar) -> Iterator[Wording]:
    """Festival days that the notice leaves out, and days off that its make-up days do not balance (办法第六条、第七条)."""
    off = {day for holiday in edition.holidays for day in holiday.days()}
    festivals = calendar.festivals(edition.year)
    missing = [(day, name) for day, name in festivals.items() if day not in off]
    for day, name in missing:
        yield Wording(f"没有放假：{day} {name}（法定节日）", f"not covered: {day}, {english(name)}, festival by decree")
    names = "、".join(holiday.name for holiday in edition.holidays)
    for name in said.HOLIDAYS:
        if name not in names and all(name not in festival for _, festival in missing):
            yield Wording(f"通知没有写{name}", f"{english(name)} is not in the notice")
    worked = sum(len(holiday.makeup) for holiday in edition.holidays)
    given = sum(day.weekday() < 5 for day in off) - worked
    due = sum(len(name.split("、")) for name in festivals.values())
    if edition.year in calendar.moving and not missing and given != due:
        zh = f"放假的平日减去上班的周末是 {given} 天，法定节日是 {due} 天，请核对是否漏了上班日"
        yield Wording(zh, f"weekdays off less make-up days are {given}, festival days {due}: is a make-up day missing?")
