"""A holiday notice as text (放假通知正文), read into a calendar edition that a person then confirms.

Nothing is guessed in silence: a sentence that names days is placed or refused, and what a person must look at comes
back as a doubt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date

from deadlines import notice_sentences as said
from deadlines.calendar import WorkingCalendar
from deadlines.calendar_files import FIRST_YEAR, LAST_YEAR, Edition, english
from deadlines.calendar_store import load_calendar
from deadlines.errors import CalendarError
from deadlines.model import NO_WORDS, Wording
from deadlines.notice_holidays import (
    NOT_DATED,
    Line,
    doubts_of_amendment,
    doubts_of_facts,
    doubts_of_festivals,
    doubts_of_lines,
    holidays_of,
)
from deadlines.notice_sentences import NoticeError as NoticeError
from deadlines.notice_sentences import Piece

_TITLE = re.compile(r"《?(?:国务院(?:办公厅)?)?关于[^。:;《》]{2,60}?的通知")
_MODIFIERS = re.compile(r"(?:[与和](?:周末|双休日)连休|共计?[0-9]{1,2}天|不再?调休|[,。;])+")
_PURPOSE = re.compile(r"(?:[^。]{0,200}?如下[^,。:]{0,6}:|[为经][^0-9]{0,200},)(?=[0-9])")
_GENERAL = re.compile(r"放假调休原则|除个别特殊情形外")
_REFERENCE = re.compile(rf"自{said.DATE}起|{said.DATE}(?:公布|发布|修订|印发|通过|施行)")
_PREAMBLE = Wording("前言，不涉及具体日期", "preamble, sets no days")
_ENCOURAGES = Wording("倡议，不改变放假安排", "encouragement, changes no day")
_ISSUE = Wording("落款", "signature and date of issue")
_ORDINARY = (
    (re.compile(r"通知如下|安排如下|^经国务院|^根据|^按照|^为|^据此|除个别特殊情形外"), _PREAMBLE),
    (re.compile(r"各省|人民政府|各直属机构"), Wording("主送机关", "addressees")),
    (
        re.compile(r"^\(?(?:国务院(?:办公厅)?)?(?:关于.*的通知)?\)?(?:\([^()]{0,40}\))?$"),
        Wording("标题、文号或者署名", "title, number or signature"),
    ),
    (re.compile(r"^鼓励|带薪年休假"), _ENCOURAGES),
    (
        re.compile(r"期间|值班|安全|^(?:各地|各单位|各部门|请|因)|此件"),
        Wording("工作要求，不涉及具体日期", "instructions, set no days"),
    ),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the notice: as written, and what was understood of it (`understood` False: nothing was).

    `first` … `last` are the outermost days off that it names; None and empty when it names none.
    """

    text: str
    understood: bool
    meaning: Wording
    holiday: str = ""
    first: date | None = None
    last: date | None = None
    makeup: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as read: the edition, its sentences, and what a person must look at before it is used."""

    edition: Edition
    sentences: tuple[Sentence, ...]
    doubts: tuple[Wording, ...]


def read_notice(
    text: str,
    *,
    issued_on: date | None = None,
    number: str = "",
    url: str = "",
    amends: str = "",
    calendar: WorkingCalendar | None = None,
) -> Notice:
    """The edition that a notice's text gives, every sentence with what was understood, and the doubts.

    What the caller gives goes before what the text says. `amends` is the number of the notice that this one changes;
    `calendar` (the one on board if None) holds that notice and the festival days. An edition without a number or with
    `NOT_DATED` still needs them. Raises NoticeError for a text, or a sentence with days, that cannot be placed.
    """
    said.refuse_unreadable(text)
    calendar = calendar or load_calendar()
    pieces = said.pieces_of(text)
    whole = "".join(piece.plain for piece in pieces)
    title = next((found for found in _TITLE.findall(whole) if not found.startswith("《")), "")
    if re.search(r"调整|延长", title) and not amends:
        raise NoticeError("这是一份调整通知，请写明它调整的是哪一份通知（文号）")
    year = _year(title, whole, pieces)
    lines = tuple(_lines(pieces, year=year, subject=_subject(title), amends=amends))
    numbers = [found for found in _numbers(whole) if found != amends]
    dates = [line.issued_on for line in lines if line.issued_on]
    edition = Edition(
        file=said.SOURCE,
        year=year,
        number=number or next(iter(numbers), ""),
        title=title or f"{year}年节假日安排（原文没有标题）",
        issued_on=issued_on or next(iter(dates), NOT_DATED),
        url=url,
        holidays=(),
        amends=amends,
    )
    known = _amended(edition, calendar)
    edition = replace(edition, holidays=holidays_of(lines, known))
    doubts = [*doubts_of_facts(edition, numbers, dates, title), *doubts_of_lines(lines, edition)]
    doubts += doubts_of_amendment(edition, known) if amends else doubts_of_festivals(edition, lines, calendar)
    return Notice(edition, tuple(_sentence(line) for line in lines), tuple(doubts))


def edition_as_toml(edition: Edition) -> str:
    """The calendar file of an edition; raises CalendarError while its number or its date of issue is missing."""
    if not edition.number or edition.issued_on == NOT_DATED:
        raise CalendarError(file=edition.file, key="number、issued_on", problem="缺少文号或者成文日期，请先补上")
    lines = []
    for key in fields(Edition):
        value = getattr(edition, key.name)
        if key.name not in ("file", "holidays") and not (key.default is not MISSING and value == key.default):
            lines.append(f"{key.name} = {_toml(value)}")
    for holiday in edition.holidays:
        lines += ["", "[[holiday]]", f"name = {_toml(holiday.name)}"]
        lines += [f"from = {holiday.first}", f"until = {holiday.last}"]
        lines += [f"makeup = [{', '.join(map(str, holiday.makeup))}]"] if holiday.makeup else []
    return "\n".join(lines) + "\n"


def _amended(edition: Edition, calendar: WorkingCalendar) -> tuple[Edition, ...]:
    """The notice that this one changes, with what changed it before; empty for a notice that changes none."""
    if not edition.amends:
        return ()
    if all(other.number != edition.amends or other.year != edition.year for other in calendar.editions):
        raise NoticeError(f"没有载入 {edition.year} 年的 {edition.amends}，请核对被调整通知的文号，或者先载入那一份")
    related = (other for other in calendar.editions if edition.amends in (other.number, other.amends))
    until = date.max if edition.issued_on == NOT_DATED else edition.issued_on
    return tuple(other for other in related if other.number != edition.number and other.issued_on <= until)


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") if isinstance(value, str) else str(value)


def _year(title: str, whole: str, pieces: tuple[Piece, ...]) -> int:
    stated = {int(found) for found in re.findall(r"([0-9]{4})年", title)}
    stated |= {int(found) for found in re.findall(r"现将(?:调整)?([0-9]{4})年", whole)}
    if len(stated) > 1:
        raise NoticeError(f"标题和正文写的年份不同（{'、'.join(map(str, sorted(stated)))}），请对照原文改正")
    if not stated:
        named = (piece.plain for piece in pieces if re.search(f"{said.DAY_VERBS.pattern}|延长", piece.plain))
        stated = {max((int(y) for words in named for y in re.findall(r"([0-9]{4})年", words)), default=0)}
    year = stated.pop()
    if not year:
        raise NoticeError("看不出是哪一年的放假安排，请把带年份的标题一并粘贴")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoticeError(f"写的是 {year} 年，工作日历只收 {FIRST_YEAR} 至 {LAST_YEAR} 年的通知，请核对年份")
    return year


def _numbers(whole: str) -> list[str]:
    """The numbers in the text that are not cited after the title of another notice."""
    own = (m for m in said.NUMBER.finditer(whole) if not whole[: m.start()].endswith(("》", "》(")))
    return list(dict.fromkeys(f"{m[1]}〔{m[2]}〕{m[3]}号" for m in own))


def _subject(title: str) -> str:
    """The one holiday that a title is about (调整…劳动节…, …纪念日调休放假), else empty."""
    found = re.search(rf"(?:调整|延长)(?:[0-9]{{4}}年)?({said.NAMES})", title)
    if found:
        return said.canonical(found[1])
    found = re.search(r"关于(?:[0-9]{4}年)?([^部]{1,50}?(?:节|纪念日))(?:调休|放假|假期)", title)
    return found[1].replace("中国人民抗日战争暨世界反法西斯战争", "抗战") if found else ""


def _lines(pieces: tuple[Piece, ...], *, year: int, subject: str, amends: str) -> Iterator[Line]:
    name, in_items = subject, False
    for piece in pieces:
        line = _fact(piece) or _item(piece, year=year, amends=amends) or _passage(piece, year, name, in_items)
        in_items = in_items or bool(line.holiday)
        if line.holiday or (in_items and line.meaning != _ENCOURAGES):
            name = line.holiday
        yield line


def _fact(piece: Piece) -> Line | None:
    words = piece.plain
    issued = said.ISSUED.fullmatch(words)
    if issued:
        return Line(piece, _ISSUE, issued_on=said.date_in(issued["date"], piece))
    if not said.PARTICULARS.match(words) or re.search(r"上班|补休|放假[0-9]", words):
        return None
    dated = re.search(rf"成文日期:({said.DATE})", words)
    meaning = Wording("网页上的文件信息", "particulars of the page")
    return Line(piece, meaning, issued_on=said.date_in(dated[1], piece) if dated else None)


def _item(piece: Piece, *, year: int, amends: str) -> Line | None:
    """The sentence that opens a holiday (一、元旦：…), or prolongs one."""
    words = piece.plain
    longer = said.EXTENSION.match(words)
    if longer:
        if not amends:
            raise piece.refuse("延长假期的通知要写明它调整的是哪一份通知（文号）")
        name = said.canonical(longer["name"] or longer["name2"])
        days = said.read_days(piece, f"{longer['date']}放假{words[longer.end() :]}", year=year, name=name)
        days.extends = True
        return Line(piece, holiday=name, days=days)
    found = said.HEADING.match(words)
    if not found:
        return None
    rest = words[found.end() :]
    if found["colon"] != ":" and not found["ordinal"] and not said.NAMES_DAYS.match(rest):
        return None
    if rest.startswith("期间") and not said.NAMES_DAYS.search(rest):
        return None
    name = found["name"]
    name = said.canonical(name) if re.fullmatch(said.NAMES, name) else name
    days = said.read_days(piece, rest, year=year, name=name)
    if not days.spans():
        raise piece.refuse(f"{name}没有写明哪天放假，请对照原文补上日期")
    return Line(piece, holiday=name, days=days)


def _passage(piece: Piece, year: int, name: str, in_items: bool) -> Line:
    """A sentence that goes on about a holiday, or sets no days."""
    words = re.sub(rf"^{said.ORDINAL}", "", said.NUMBER.sub("", piece.plain))
    named = said.NAMES_DAYS.search(words) or (said.RELATIVE_DAYS.search(words) and said.DAY_VERBS.search(words))
    if named and words.startswith("鼓励") and not re.search(r"放假|上班|调休", words):
        return Line(piece, _ENCOURAGES)
    general = _GENERAL.search(words)
    if named and not in_items and (general or words.startswith(("根据", "按照", "依照"))) and "上班" not in words:
        length = r"(?:放假[^0-9]{0,4}|增加|连休)[0-9]天" if general else r"增加[0-9]天"
        rest = re.sub(length, "", _REFERENCE.sub("", words))
        if not said.NAMES_DAYS.search(rest):
            return Line(piece, _PREAMBLE)
    if not named and not (name and _MODIFIERS.fullmatch(words)):
        return Line(piece, next((meaning for form, meaning in _ORDINARY if form.search(words)), NO_WORDS))
    purpose = _PURPOSE.match(words)
    if purpose and not said.NAMES_DAYS.search(purpose[0]) and not said.RELATIVE_DAYS.search(purpose[0]):
        words = words[purpose.end() :]
    if not name:
        raise piece.refuse(
            "写有日期，但看不出是哪个假期：与放假无关的请删去，属于假期的请写成「春节：X月X日至X日放假」"
        )
    return Line(piece, holiday=name, days=said.read_days(piece, words, year=year, name=name))


def _sentence(line: Line) -> Sentence:
    days, spans = line.days, line.days.spans()
    if not days.says_something():
        return Sentence(line.piece.text, bool(line.meaning.zh), line.meaning)
    zh, en = [], []
    for first, last in spans:
        zh.append(f"延长至 {last}" if days.extends else f"{first} 至 {last} 放假" if first < last else f"{first} 放假")
        en.append(
            f"prolonged to {last}" if days.extends else f"off {first} to {last}" if first < last else f"off {first}"
        )
    zh += [f"{day}（周{said.WEEK[day.weekday()]}）上班" for day in days.makeup]
    en += [f"{day} ({day:%A}) is worked" for day in days.makeup]
    zh += [f"{days.back_on} 起上班"] if days.back_on else ["与周末相连"] if days.linked else []
    en += [f"work resumes {days.back_on}"] if days.back_on else ["joined to the weekend"] if days.linked else []
    zh, en = zh or [f"共 {days.stated} 天"], en or [f"{days.stated} days"]
    meaning = Wording(f"{line.holiday}：{'，'.join(zh)}", f"{english(line.holiday)}: {', '.join(en)}")
    first, last = (spans[0][0], spans[-1][1]) if spans else (None, None)
    return Sentence(line.piece.text, True, meaning, line.holiday, first, last, tuple(days.makeup))
