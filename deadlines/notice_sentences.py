"""The sentences of a holiday notice (放假通知的句子): cutting a text into them, and reading the days that one names.

A sentence that names days is read word by word: one word that is not of the notices' own language refuses the sentence,
so that nothing in it is passed over. All patterns are linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from deadlines.errors import CalendarError

SOURCE = "pasted"
LONGEST_TEXT = 20_000  # a notice has about a thousand characters; the rest is room for the page around it
_KEY_LENGTH = 60


class NoticeError(CalendarError):
    """A notice text that cannot be read: which sentence (`ordinal`, from 1; 0 for the whole text), and what to do."""

    def __init__(self, problem: str, *, ordinal: int = 0, sentence: str = "") -> None:
        key = sentence if len(sentence) <= _KEY_LENGTH else f"{sentence[: _KEY_LENGTH - 1]}…"
        super().__init__(file=SOURCE, key=key or "（全文）", problem=problem)
        self.ordinal = ordinal
        self.args = (f"放假通知第 {ordinal} 句「{key}」：{problem}" if ordinal else f"放假通知：{problem}",)


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence: `ordinal` from 1, `text` as written, `plain` in half width without spaces, dates in digits."""

    ordinal: int
    text: str
    plain: str

    def refuse(self, problem: str) -> NoticeError:
        return NoticeError(problem, ordinal=self.ordinal, sentence=self.text)


@dataclass(slots=True)
class NamedDays:
    """What one sentence says about days; `off` and `substitute` (补休) are spans, `wrong` weekdays as they are stated."""

    off: list[tuple[date, date]] = field(default_factory=list)
    substitute: list[tuple[date, date]] = field(default_factory=list)
    makeup: list[date] = field(default_factory=list)
    back_on: date | None = None
    stated: int | None = None
    linked: bool = False
    wrong: list[tuple[date, str]] = field(default_factory=list)
    extends: bool = False

    def spans(self) -> list[tuple[date, date]]:
        return sorted(self.off + self.substitute)

    def says_something(self) -> bool:
        return bool(self.off or self.substitute or self.makeup or self.back_on or self.stated or self.linked)


TO = "至到~〜—–―‐−-"
WEEK = "一二三四五六日"
HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_ONE_NAME = r"(?:元旦节?|春节|清明节?|“?(?:五一)?”?(?:国际)?劳动节|端午节?|中秋节?|国庆节?)"
NAMES = rf"{_ONE_NAME}(?:[、和与及]{_ONE_NAME}){{0,6}}"
ORDINAL = r"(?:\([一二三四五六七八九十0-9]{1,3}\)|[一二三四五六七八九十]{1,3}[、.,]|[0-9]{1,2}[、.)])"
_NUMERAL = "〇○零一二三四五六七八九"
DATE = r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}[日号]"
HEADING = re.compile(
    rf"(?P<ordinal>{ORDINAL})?(?:[0-9]{{4}}年)?(?P<name>{NAMES}|[\u4e00-\u9fff0-9]{{1,20}}(?:节|纪念日)(?=:))"
    r"(?:放假安排|假期安排|放假时间|假期|放假)?(?P<colon>[:,]?)"
)
EXTENSION = re.compile(
    rf"{ORDINAL}?将?(?:延长(?:[0-9]{{4}}年)?(?P<name>{NAMES})(?:假期|放假)?(?:时间)?至"
    rf"|(?:[0-9]{{4}}年)?(?P<name2>{NAMES})(?:假期|放假)(?:时间)?延长至)(?P<date>{DATE}(?:\([^()]{{0,40}}\))?)"
)
NUMBER = re.compile(r"(国办?发(?:明电)?)[〔\[【(](20[0-9]{2})[〕\]】)]第?([0-9]{1,3})号")
_ISSUER = r"国务院(?:办公厅)?"
ISSUED = re.compile(
    rf"(?:{_ISSUER})?\(?(?P<date>[0-9]{{4}}年[0-9]{{1,2}}月[0-9]{{1,2}}日)(?:印发|发布)?\)?(?:\(此件[^()]{{0,20}}\))?"
)
PARTICULARS = re.compile(
    r"(?:索引号|主题分类|主题词|公文种类|有效性|发文机关|发文字号|成文日期|发布日期|发布时间|标题|来源|责任编辑):"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?: ?[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?(?:来源:|$)"
)
NAMES_DAYS = re.compile(
    r"[0-9]{1,2}月[0-9]|(?<![0-9])[0-9]{1,2}[日号]|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]"
    r"|(?<![0-9./])[0-9]{1,2}[./][0-9]{1,2}(?![0-9./])"
    r"|(?:放假|延长|增加|补休|连休|缩短|减少)[^,0-9]{0,4}[0-9]{1,3}天"
)
RELATIVE_DAYS = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天末]|初[一二三四五六七八九十]|除夕|次日|翌日|当[日天]|[前后][一二两三1-9]?[天日]|正月|腊月"
)
DAY_VERBS = re.compile(r"放假|上班|补休|休息|连休|调休|休假|公休")

_WORDS = re.compile(
    r"(?:(?P<year>[0-9]{4})年)?(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})"
    rf"(?:[日号]|(?=[{TO}]))"
    r"|(?P<only>[0-9]{1,2})"
    rf"(?:[日号]|(?=[{TO}]))"
    r"|\((?P<note>[^()]{0,40})\)|(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    rf"|(?P<to>[{TO}]{{1,2}})"
    r"|(?P<linked>[与和](?:周末|双休日)连休)"
    r"|(?P<back>起(?:恢复)?(?:正常|照常)?上班)"
    r"|(?P<work>均?(?:为)?(?:正常|照常|调休)?上班|均?为工作日)"
    r"|(?P<substitute>(?:放假)?补休)"
    r"|(?P<off>放假(?:调休|公休|连休)?|调休放假|(?:照常|周末)?公休|为(?:法定节假?日|公休日))"
    r"|(?:共计?|合计)?(?P<stated>[0-9]{1,3})天"
    r"|(?P<swap>调休)|不再?调休|全国|其中|均|[、,:;。.]|和|及|与"
)
_LUNAR = re.compile(
    r"(?:农历)?(?:闰?[正一二三四五六七八九十冬腊]{1,2}月)?(?:[初十廿卅一二三四五六七八九]{1,3}|除夕)|" + NAMES
)


def refuse_unreadable(text: str) -> None:
    """Raises NoticeError for a text that is no notice: empty, far too long, or with characters that hide things."""
    if not text.strip():
        raise NoticeError("没有内容，请粘贴通知全文")
    if len(text) > LONGEST_TEXT:
        raise NoticeError(f"全文超过 {LONGEST_TEXT} 字，不像一份放假通知，请只粘贴通知正文")
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") and character not in "\t\n\r\u200b\ufeff":
            raise NoticeError(f"含有不可见的控制字符 U+{ord(character):04X}，请改贴纯文本")


def plain(text: str) -> str:
    """The text in half width, spaces dropped (but kept between digits), dates written with Chinese numerals in digits."""
    half = unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\ufeff", "")
    half = re.sub(r"(?<![0-9]) | (?![0-9])", "", " ".join(half.split()))
    half = re.sub(rf"([{_NUMERAL}OＯ]{{4}})年", lambda m: "".join(str(_digit(c)) for c in m[1]) + "年", half)
    half = re.sub(
        r"(?<![正腊冬闰历十])([一二三四五六七八九]|十[一二]?)月(?=[一二三四五六七八九十0-9])", _in_digits, half
    )
    half = re.sub(r"(?<=[0-9]月)([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]", _in_digits, half)
    half = re.sub(r"(?<=[至到、,])([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]", _in_digits, half)
    return re.sub(r"(?<=[共计假休])(十[一二三四五六七八九]?|[一二两三四五六七八九])天", _in_digits, half)


def _digit(character: str) -> int:
    return max(_NUMERAL.find(character) - 2, 0)


def _in_digits(match: re.Match[str]) -> str:
    numeral, unit = match[1].replace("两", "二"), match[0][len(match[1]) :]
    tens, ten, ones = numeral.rpartition("十")
    value = (_digit(tens) or 1) * 10 if ten else 0
    return f"{value + (_digit(ones) if ones else 0)}{unit}"


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The text's sentences in order; a line break inside a sentence does not end it."""
    cut = re.compile(r"(?<=[。｡；;！!])|(?<=[天班日休)）][.．])")
    item = re.compile(
        r"(?<![一二三四五六七八九十0-9０-９(（])"
        rf"(?=[(（]?[一二三四五六七八九十0-9０-９]{{1,3}}[)）、.．,，]{{1,2}}\s{{0,9}}{_ONE_NAME})"
    )
    found: list[Piece] = []
    for block in _blocks(text):
        for part in (piece for sentence in cut.split(block) for piece in item.split(sentence)):
            if any(character.isalnum() for character in part):
                found.append(Piece(len(found) + 1, " ".join(part.split()), plain(part)))
    return tuple(found)


def _blocks(text: str) -> Iterator[str]:
    """Lines put together again where a break falls inside a sentence."""
    block = ""
    for line in text.splitlines():
        if block and (_is_complete(block, before_blank=not line.strip()) or _stands_alone(plain(line), block)):
            yield block
            block = ""
        if line.strip():
            block = f"{block} {line.strip()}" if block else line.strip()
    if block:
        yield block


def _is_complete(block: str, *, before_blank: bool) -> bool:
    words = plain(block if len(block) < 200 else block[-40:])
    if HEADING.fullmatch(words) or re.fullmatch(ORDINAL, words):
        return False
    alone = ISSUED.fullmatch(words) or NUMBER.fullmatch(words) or PARTICULARS.match(words)
    return before_blank or bool(alone) or words.endswith(("。", ";", "!", ":", "的通知"))


def _stands_alone(words: str, block: str) -> bool:
    return bool(
        re.fullmatch(_ISSUER, words)
        or (ISSUED.fullmatch(words) and block.endswith(("放假", "调休", "补休", "连休", "上班", "天")))
        or NUMBER.fullmatch(words)
        or PARTICULARS.match(words)
        or re.match(ORDINAL + r"(?![0-9])", words)
    )


def canonical(name: str) -> str:
    """A holiday's name as the calendar writes it: 清明 → 清明节, 中秋和国庆节 → 中秋节、国庆节."""
    parts = re.split(r"[、和与及]", name)
    return "、".join(next((known for known in HOLIDAYS if known[:2] in part), part) for part in parts)


def date_in(words: str, piece: Piece) -> date:
    """The date that year, month and day in the words give; raises NoticeError for a day that no month has."""
    year, month, day = (int(part) for part in re.findall(r"[0-9]+", words)[:3])
    try:
        return date(year, month, day)
    except ValueError as error:
        raise piece.refuse(f"没有 {year}年{month}月{day}日 这一天，请对照原文改正") from error


def read_days(piece: Piece, words: str, *, year: int, name: str) -> NamedDays:
    """The days that a sentence names; raises NoticeError at the first word that cannot be placed.

    A date without its year is of the notice's year; in December, for New Year's Day, of the year before.
    """
    days = NamedDays()
    pending: list[tuple[date, date]] = []
    last: date | None = None
    open_range = closed = False
    position = 0
    while position < len(words):
        word = _WORDS.match(words, position)
        if not word or not word[0]:
            raise piece.refuse(
                f"看不懂「{words[position : position + 12]}」，请对照原文改写成「X月X日至X日放假」或「X月X日上班」"
            )
        position = word.end()
        if word["day"] or word["only"]:
            day = _place(word, piece, year=year, name=name, before=last)
            if open_range:
                if day < pending[-1][0]:
                    raise piece.refuse(f"{day} 早于 {pending[-1][0]}，请对照原文改正起止日期")
                pending[-1] = (pending[-1][0], day)
            else:
                pending.append((day, day))
            last, closed, open_range = day, open_range, False
        elif word["to"]:
            if not pending or open_range or closed:
                raise piece.refuse("起止日期写得不完整，请写成「X月X日至X日」")
            open_range = True
        elif open_range:
            raise piece.refuse("只有开始日期，没有结束日期，请对照原文补上")
        elif word["note"] is not None or word["weekday"]:
            _check_note(f"周{word['weekday']}" if word["weekday"] else word["note"], last, days, piece)
        elif word["stated"]:
            days.stated = int(word["stated"])
        elif any(word[kind] for kind in ("off", "substitute", "linked", "work", "back", "swap")):
            _settle(word, pending, days, piece)
            pending = []
    if pending or open_range:
        raise piece.refuse("写有日期，但看不出是放假还是上班，请对照原文补上「放假」或者「上班」")
    return days


def _place(word: re.Match[str], piece: Piece, *, year: int, name: str, before: date | None) -> date:
    month = int(word["month"]) if word["month"] else before.month if before else 0
    if not month:
        raise piece.refuse(f"「{word[0]}」没有写明月份，请对照原文补上")
    if word["year"]:
        its_year = int(word["year"])
    elif before and (word["only"] or before.year != year or before.month == 12):
        its_year = before.year + (month < before.month)
    else:
        its_year = year - 1 if month == 12 and "元旦" in name else year
    day = date_in(f"{its_year}年{month}月{word['day'] or word['only']}日", piece)
    if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
        raise piece.refuse(f"{day} 不在 {year} 年的安排之内，请核对年份")
    return day


def _check_note(note: str, day: date | None, days: NamedDays, piece: Piece) -> None:
    if day is None:
        raise piece.refuse(f"「{note}」前面没有日期，请对照原文补上")
    for part in re.split(r"[、,;]", note):
        stated = re.fullmatch(r"(?:周|星期|礼拜)([一二三四五六日天])", part)
        if stated:
            if WEEK.index(stated[1].replace("天", "日")) != day.weekday():
                days.wrong.append((day, part))
        elif not _LUNAR.fullmatch(part):
            raise piece.refuse(f"看不懂括号里的「{part[:20]}」，请删去或者改写")


def _settle(word: re.Match[str], pending: list[tuple[date, date]], days: NamedDays, piece: Piece) -> None:
    """Gives the dates before a verb to what the verb says."""
    if word["work"] and pending:
        for first, until in pending:
            days.makeup += [first + timedelta(days=step) for step in range((until - first).days + 1)]
    elif word["back"] and len(pending) == 1 and pending[0][0] == pending[0][1]:
        days.back_on = pending[0][0]
    elif word["substitute"] and pending:
        days.substitute += pending
    elif (word["off"] or word["linked"]) and pending:
        days.off += pending
    elif pending or (not word["linked"] and not days.spans()) or word["work"] or word["back"] or word["substitute"]:
        raise piece.refuse(f"「{word[0]}」没有对应的日期，请对照原文补上日期")
    days.linked = days.linked or bool(word["linked"])
