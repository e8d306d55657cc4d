"""A pasted holiday notice becomes the edition that a person would have typed, or is refused by its sentence.

The texts are put together here from the editions on board, in phrasings of our own; no notice is quoted whole.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from deadlines import CalendarError, WorkingCalendar, load_calendar, read_edition
from deadlines.calendar_files import Edition, Holiday
from deadlines.calendar_store import CALENDARS
from deadlines.notice_text import NOT_DATED, Notice, NoticeError, edition_as_toml, read_notice

WEEK = "一二三四五六日"
ORDINALS = "一二三四五六七八九"
CLOSING = "节假日期间，各地区、各部门要安排好值班和安全保卫工作，遇有重要情况按规定报告。"
FIRST = [e for e in load_calendar().editions if not e.amends]
CHANGED = [e for e in load_calendar().editions if e.amends]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

type_of_phrase = Callable[[Holiday, Edition], str]


def numeral(amount: int) -> str:
    tens, ones = divmod(amount, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{'〇一二三四五六七八九'[tens]}十"
    return ten + ("〇一二三四五六七八九"[ones] if ones else "")


def month_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def length(holiday: Holiday) -> int:
    return (holiday.last - holiday.first).days + 1


def modern(holiday: Holiday, edition: Edition) -> str:
    """With the weekday of every date in brackets, as the notices since 2025."""

    def on(day: date, words: str) -> str:
        return f"{words}（周{WEEK[day.weekday()]}）"

    end = holiday.last
    until = month_day(end) if end.month != holiday.first.month else f"{end.day}日"
    span = on(holiday.first, month_day(holiday.first))
    span += f"至{on(end, until)}" if end != holiday.first else ""
    worked = "、".join(on(day, month_day(day)) for day in holiday.makeup)
    swap = "放假调休" if worked else "放假"
    return f"{holiday.name}：{span}{swap}，共{length(holiday)}天。" + (f"{worked}上班。" if worked else "")


def earlier(holiday: Holiday, edition: Edition) -> str:
    """Joined to the weekend where it is, days given back by name, weekdays only for make-up days."""
    one = holiday.first == holiday.last
    if holiday.name.endswith("补休"):
        return ""
    given_back = next((h for h in edition.holidays if h.name == f"{holiday.name}补休"), None)
    if given_back:
        back = given_back.first
        return f"{holiday.name}：{month_day(holiday.first)}放假，{month_day(back)}（星期{WEEK[back.weekday()]}）补休。"
    if one and holiday.first.weekday() in (0, 4):
        return f"{holiday.name}：{holiday.first.year}年{month_day(holiday.first)}放假，与周末连休。"
    if one:
        return f"{holiday.name}：{month_day(holiday.first)}放假1天，不调休。"
    span = f"{holiday.first.year}年{month_day(holiday.first)}至{holiday.last.year}年{month_day(holiday.last)}"
    worked = "、".join(f"{month_day(day)}（星期{WEEK[day.weekday()]}）" for day in holiday.makeup)
    return f"{holiday.name}：{span}放假公休，共{length(holiday)}天。" + (f"{worked}照常上班。" if worked else "")


def in_numerals(holiday: Holiday, edition: Edition) -> str:
    def on(day: date) -> str:
        return f"{numeral(day.month)}月{numeral(day.day)}日"

    span = on(holiday.first) + (f"至{on(holiday.last)}" if holiday.last != holiday.first else "")
    worked = "、".join(on(day) for day in holiday.makeup)
    return f"{holiday.name}：{span}放假，共{numeral(length(holiday))}天。" + (f"{worked}上班。" if worked else "")


def with_the_day_given_back(edition: Edition, phrase: type_of_phrase) -> list[str]:
    """The items; a style that has no word for 补休 says it in a sentence of its own."""
    items: list[str] = []
    for holiday in edition.holidays:
        if holiday.name.endswith("补休") and phrase is not earlier:
            items[-1] += f"{month_day(holiday.first)}补休。"
        elif text := phrase(holiday, edition):
            items.append(text)
    return items


def head(edition: Edition) -> str:
    year = edition.year
    return (
        f"{edition.title}\n{edition.number}\n各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n"
        f"　　经国务院批准，现将{year}年元旦、春节等节日放假调休日期的安排通知如下。\n"
    )


def foot(edition: Edition) -> str:
    day = edition.issued_on
    return f"\n　　{CLOSING}\n国务院办公厅\n{day.year}年{day.month}月{day.day}日\n"


def whole(edition: Edition, phrase: type_of_phrase = modern) -> str:
    items = with_the_day_given_back(edition, phrase)
    body = "\n".join(f"　　{ORDINALS[place]}、{item}" for place, item in enumerate(items))
    return head(edition) + body + foot(edition)


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def in_half_width(text: str) -> str:
    return text.translate(str.maketrans("，：（）", ",:()"))


def in_full_width(text: str) -> str:
    return text.translate(FULL_WIDTH)


def broken_inside(text: str) -> str:
    """Lines broken, with tabs, after every date and before every verb."""
    return text.replace("日（", "日\n\t（").replace("上班", "\n上班").replace("放假", "\n\t放假")


def in_dashes(text: str) -> str:
    return text.replace("日至", "日—").replace("）至", "）-")


def with_blank_lines(text: str) -> str:
    return text.replace("\n", "\r\n\r\n").replace("：", "：\r\n\r\n")


def same_days(notice: Notice, edition: Edition) -> bool:
    found = notice.edition
    return (found.year, found.number, found.title, found.issued_on, found.holidays) == (
        edition.year,
        edition.number,
        edition.title,
        edition.issued_on,
        edition.holidays,
    )


def as_written(text: str) -> str:
    return text


@pytest.mark.parametrize(
    "layout",
    [as_written, on_one_line, in_half_width, in_full_width, broken_inside, in_dashes, with_blank_lines],
    ids=lambda layout: layout.__name__,
)
@pytest.mark.parametrize("phrase", [modern, earlier, in_numerals], ids=lambda phrase: phrase.__name__)
@pytest.mark.parametrize("edition", FIRST, ids=lambda edition: str(edition.year))
def test_every_year_reads_as_the_edition_on_board(
    edition: Edition, phrase: type_of_phrase, layout: Callable[[str], str]
) -> None:
    notice = read_notice(layout(whole(edition, phrase)), url=edition.url)
    assert same_days(notice, edition), notice.edition
    assert notice.doubts == ()
    assert all(sentence.understood and sentence.meaning.zh and sentence.meaning.en for sentence in notice.sentences)
    assert replace(notice.edition, file=edition.file) == edition


def test_twelve_years_are_on_board_for_these_tests() -> None:
    assert [edition.year for edition in FIRST] == list(range(2015, 2027))
    assert len(CHANGED) == 3


@pytest.mark.parametrize("edition", load_calendar().editions, ids=lambda edition: edition.file)
def test_an_edition_survives_its_file_form(edition: Edition) -> None:
    written = edition_as_toml(edition)
    assert read_edition(written, file=edition.file) == edition
    assert written == (CALENDARS / edition.file).read_text(encoding="utf-8")


def test_the_file_form_escapes_what_toml_reserves() -> None:
    odd = replace(FIRST[0], title='引号"、反斜线\\、换行\n、\x7f', url="")
    assert read_edition(edition_as_toml(odd), file=odd.file) == odd


@pytest.mark.parametrize("gap", [{"number": ""}, {"issued_on": NOT_DATED}])
def test_the_file_form_waits_for_number_and_date(gap: dict[str, object]) -> None:
    with pytest.raises(CalendarError, match="缺少文号或者成文日期"):
        edition_as_toml(replace(FIRST[0], **gap))  # type: ignore[arg-type]


SHORT = "关于2026年部分节假日安排的通知\n国办发明电〔2025〕7号\n{}\n2025年11月4日"


def read_short(items: str, **given: object) -> Notice:
    return read_notice(SHORT.format(items), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("items", "name", "first", "last", "makeup"),
    [
        ("元旦：12月31日至1月2日放假", "元旦", (2025, 12, 31), (2026, 1, 2), []),
        ("元旦：1月1日至3日放假。12月28日（周日）上班。", "元旦", (2026, 1, 1), (2026, 1, 3), [(2025, 12, 28)]),
        ("1、元旦:1月1日—3日放假,共3天.1月4日上班.", "元旦", (2026, 1, 1), (2026, 1, 3), [(2026, 1, 4)]),
        ("（一）国庆节和中秋节：10月1-7日放假", "国庆节、中秋节", (2026, 10, 1), (2026, 10, 7), []),
        (
            "五一国际劳动节\n5月1号到5号调休放假，共计5天；5月9日上班",
            "劳动节",
            (2026, 5, 1),
            (2026, 5, 5),
            [(2026, 5, 9)],
        ),
        ("清明：4月4日星期六至6日放假", "清明节", (2026, 4, 4), (2026, 4, 6), []),
        ("国庆节：9月30日至10月3日放假，10月4日、5日放假", "国庆节", (2026, 9, 30), (2026, 10, 5), []),
        (
            "国庆节：10月1日至3日放假。9月19日、20日均上班。",
            "国庆节",
            (2026, 10, 1),
            (2026, 10, 3),
            [(2026, 9, 19), (2026, 9, 20)],
        ),
        (
            "春节：2月16日（除夕、周一）至2月20日（正月初四）放假，2月21日（周六）起正常上班。",
            "春节",
            (2026, 2, 16),
            (2026, 2, 20),
            [],
        ),
        ("劳动节：5月1日放假。与周末连休。", "劳动节", (2026, 5, 1), (2026, 5, 1), []),
    ],
)
def test_forms_of_one_holiday(
    items: str, name: str, first: tuple[int, int, int], last: tuple[int, int, int], makeup: list[tuple[int, int, int]]
) -> None:
    holiday = Holiday(name, date(*first), date(*last), tuple(date(*day) for day in makeup))
    assert read_short(items).edition.holidays == (holiday,)


def test_a_sentence_says_what_was_understood() -> None:
    spoken = read_short("春节：2月15日至23日放假调休，共9天。2月14日（周六）、2月28日（周六）上班。").sentences
    off, worked = (sentence for sentence in spoken if sentence.holiday)
    assert (off.first, off.last, off.makeup) == (date(2026, 2, 15), date(2026, 2, 23), ())
    assert off.text == "春节：2月15日至23日放假调休，共9天。"
    assert off.meaning == ("春节：2026-02-15 至 2026-02-23 放假", "Spring Festival: off 2026-02-15 to 2026-02-23")
    assert (worked.first, worked.makeup) == (None, (date(2026, 2, 14), date(2026, 2, 28)))
    assert "2026-02-14（周六）上班" in worked.meaning.zh and "2026-02-28 (Saturday)" in worked.meaning.en


@pytest.mark.parametrize(
    "sentence",
    [
        "鼓励各单位落实带薪年休假，安排职工在除夕（2月9日）休息。",
        "节假日期间，各单位要做好值班。",
        "请各地提前安排。",
        "此件公开发布。",
    ],
)
def test_a_sentence_that_sets_no_days_is_listed_as_such(sentence: str) -> None:
    plain, more = read_short("元旦：1月1日放假。"), read_short(f"元旦：1月1日放假。{sentence}")
    assert more.edition == plain.edition
    added = next(s for s in more.sentences if s.text == sentence)
    assert added.understood and not added.holiday and added.meaning.zh
    assert more.doubts == plain.doubts


def test_a_preamble_on_the_decree_sets_no_days() -> None:
    preamble = (
        "根据2024年11月10日公布的修改放假办法的决定，自2025年1月1日起，全体公民放假的假日增加2天。"
        "据此优化放假调休原则，除个别特殊情形外，春节自农历除夕起放假调休8天，国庆节自10月1日起放假调休7天。"
        "经国务院批准，现将2026年元旦的安排通知如下。"
    )
    plain, more = read_short("元旦：1月1日放假。"), read_short(f"{preamble}\n一、元旦：1月1日放假。")
    assert more.edition == plain.edition and more.doubts == plain.doubts


def test_a_preamble_that_sets_days_of_this_year_is_refused() -> None:
    with pytest.raises(NoticeError, match="看不出是哪个假期"):
        read_short("根据安排，春节自2月15日起放假调休9天。\n元旦：1月1日放假。")


def test_particulars_of_a_web_page_give_the_date_of_issue() -> None:
    page = (
        "索 引 号：000014349/2025-00078\t主题分类：综合政务\n发文机关：国务院办公厅\t成文日期：2025年11月04日\n"
        "发文字号：国办发明电〔2025〕7号\t发布日期：2025年11月06日\n关于2026年部分节假日安排的通知\n元旦：1月1日放假。"
    )
    edition = read_notice(page).edition
    assert (edition.number, edition.issued_on) == ("国办发明电〔2025〕7号", date(2025, 11, 4))


def test_an_unrecognised_sentence_without_days_is_a_doubt() -> None:
    notice = read_short("元旦：1月1日放假。天气不错。")
    assert [s.text for s in notice.sentences if not s.understood] == ["天气不错。"]
    assert any("也没有认出" in doubt.zh for doubt in notice.doubts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有内容"),
        (" \n\t\u3000", "没有内容"),
        ("放假" * 500_000, "不像一份放假通知"),
        ("元旦：1月1日放假\x00", "U\\+0000"),
        ("元旦：1月1日\u202e放假", "U\\+202E"),
        ("各省、自治区：请做好准备。", "看不出是哪一年"),
        ("关于2026年部分节假日安排的通知", "没有任何假期"),
        ("关于2101年部分节假日安排的通知\n元旦：1月1日放假", "写的是 2101 年"),
        ("关于1999年部分节假日安排的通知\n元旦：1月1日放假", "写的是 1999 年"),
        ("关于2026年部分节假日安排的通知\n现将2027年元旦的安排通知如下。\n元旦：1月1日放假", "年份不同"),
        ("关于调整2019年劳动节假期安排的通知\n2019年5月1日至4日放假", "调整通知，请写明"),
    ],
)
def test_a_text_that_is_no_notice_is_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(NoticeError, match=words) as refused:
        read_notice(text)
    assert str(refused.value).startswith("放假通知：") and "\n" not in str(refused.value)
    assert refused.value.ordinal == 0


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("国庆节：10月1日至7日。", "看不出是放假还是上班"),
        ("国庆节：10月1日至放假。", "只有开始日期"),
        ("国庆节：至10月7日放假。", "起止日期写得不完整"),
        ("国庆节：10月1日至3日至7日放假。", "起止日期写得不完整"),
        ("国庆节：10月7日至1日放假。", "早于"),
        ("国庆节：放假调休，共7天。", "没有对应的日期"),
        ("国庆节：待定。", "看不懂「待定」|看不懂「待定。」"),
        ("国庆节：10月1日至7日放假，3日除外。", "看不懂「除外"),
        ("国庆节：10月1日不放假。", "看不懂「不放假"),
        ("国庆节：10月1日至7日部分单位放假。", "看不懂「部分单位"),
        ("国庆节：10月1日至7日放假（10月3日除外）。", "括号里"),
        ("国庆节：10月32日放假。", "没有 2026年10月32日"),
        ("春节：2月29日放假。", "没有 2026年2月29日"),
        ("国庆节：2025年10月1日放假。", "不在 2026 年的安排之内"),
        ("国庆节：1日至7日放假。", "没有写明月份"),
        ("国庆节：10.1-10.7放假。", "看不懂"),
        ("10月10日上班。", "看不出是哪个假期"),
        ("10月1日至7日放假。", "看不出是哪个假期"),
        ("请于10月8日前报送。", "看不出是哪个假期"),
        ("下周六照常上班。", "看不出是哪个假期"),
        ("除夕放假。", "看不出是哪个假期"),
        ("鼓励各单位10月9日放假。", "看不出是哪个假期"),
        ("国庆节放假延长3天。", "看不懂「延长3天"),
        ("假期延长3天。", "看不出是哪个假期"),
        ("延长2026年国庆节假期至10月9日。", "要写明它调整"),
        ("国庆节：10月1日至7日放假，10月3日上班。", "重复或者同时是放假日"),
        ("国庆节：10月1日至7日放假，10月7日起上班。", "写明上班，又是放假日"),
        ("中秋节：1月2日至3日放假。国庆节：1月3日放假。", "已属于中秋节"),
    ],
)
def test_a_sentence_with_days_that_cannot_be_placed_is_refused_by_name(sentence: str, words: str) -> None:
    with pytest.raises(NoticeError, match=words) as refused:
        read_short(f"元旦：1月1日放假。\n节假日期间做好值班。\n{sentence}")
    at = refused.value
    assert isinstance(at, CalendarError) and at.file == "pasted"
    assert at.ordinal >= 5 and f"第 {at.ordinal} 句" in str(at)
    assert at.key in sentence and len(at.key) <= 60


def test_a_long_sentence_is_named_by_its_beginning() -> None:
    with pytest.raises(NoticeError) as refused:
        read_short("国庆节：10月1日至7日" + "某地" * 100 + "放假。")
    assert len(refused.value.key) == 60 and refused.value.key.endswith("…")


def test_a_holiday_in_two_parts_is_refused() -> None:
    with pytest.raises(NoticeError, match="分成几段"):
        read_short("国庆节：10月1日至3日放假，10月6日放假。")


FULL = whole(FIRST[-1])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("23日（周一）", "23日（周日）"), "2026-02-23 是周一，原文写周日"),
        (("共9天", "共8天"), "写共 8 天，起止日期是 9 天"),
        (("5月9日（周六）", "5月8日（周五）"), "2026-05-08 是平日"),
        (("2月28日（周六）上班", "2月28日（周六）放假"), "分成几段"),
        (("10月1日（周四）至", "10月2日（周五）至"), "没有放假：2026-10-01 国庆节"),
        (("国办发明电〔2025〕7号\n", ""), "没有看到文号"),
        (("2025年11月4日", ""), "没有看到成文日期"),
        (("2025年11月4日", "2023年11月4日"), "与年份不符"),
        (("5月9日（周六）上班。", ""), "是否漏了上班日"),
        (("六、中秋节：9月25日（周五）至27日（周日）放假，共3天。", ""), "没有放假：2026-09-25 中秋节"),
        (("国务院办公厅关于2026年部分节假日安排的通知", ""), "没有看到标题"),
    ],
)
def test_what_a_person_must_look_at_is_a_doubt(change: tuple[str, str], words: str) -> None:
    assert change[0] in FULL
    text = FULL.replace(*change)
    if words == "分成几段":
        with pytest.raises(NoticeError, match=words):
            read_notice(text)
        return
    doubts = read_notice(text).doubts
    assert any(words in doubt.zh for doubt in doubts), doubts
    assert all(doubt.zh and doubt.en for doubt in doubts)


def test_a_year_whose_moving_festivals_are_unknown_is_checked_by_name() -> None:
    doubts = read_notice("2040年元旦：1月1日至2日放假。").doubts
    assert {"通知没有写春节", "通知没有写清明节", "通知没有写端午节", "通知没有写中秋节"} <= {
        doubt.zh for doubt in doubts
    }


def test_what_the_caller_gives_goes_first_and_a_difference_is_a_doubt() -> None:
    notice = read_notice(FULL, number="国办发明电〔2025〕8号", issued_on=date(2025, 11, 5), url="https://example.org/")
    edition = notice.edition
    assert (edition.number, edition.issued_on) == ("国办发明电〔2025〕8号", date(2025, 11, 5))
    assert edition.url == "https://example.org/" and edition.file == "pasted"
    assert [doubt.zh[:5] for doubt in notice.doubts] == ["文号不一致", "成文日期不"]


def test_a_date_that_nobody_gave_is_not_invented() -> None:
    edition = read_notice(FULL.replace("2025年11月4日", "")).edition
    assert edition.issued_on == NOT_DATED
    assert read_notice(FULL.replace("2025年11月4日", ""), issued_on=date(2025, 11, 4)).doubts == ()


CHANGES = {
    2015: "为便于开展活动，2015年9月3日全国放假1天。特作如下调休：9月3日至5日放假调休，共3天。9月6日（星期日）上班。",
    2019: "现将调整2019年劳动节放假安排通知如下：\n2019年5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。",
    2020: "一、延长2020年春节假期至2月2日（农历正月初九，星期日），2月3日（星期一）起正常上班。\n二、各地学校推迟开学。",
}


@pytest.mark.parametrize("edition", CHANGED, ids=lambda edition: edition.file)
def test_a_notice_that_changes_another(edition: Edition) -> None:
    text = f"{edition.title}\n{edition.number}\n{CHANGES[edition.year]}\n{CLOSING}"
    notice = read_notice(text, issued_on=edition.issued_on, url=edition.url, amends=edition.amends)
    assert replace(notice.edition, file=edition.file) == edition


def test_a_change_says_which_make_up_day_it_lifts() -> None:
    edition = next(e for e in CHANGED if e.year == 2020)
    text = f"{edition.title}\n{edition.number}\n{CHANGES[2020]}"
    doubts = read_notice(text, issued_on=edition.issued_on, amends=edition.amends).doubts
    assert [doubt.zh for doubt in doubts] == ["2020-02-01 原定上班，调整后不再上班"]


@pytest.mark.parametrize(
    ("amends", "text", "words"),
    [
        ("国办发明电〔2019〕99号", CHANGES[2020], "没有载入 2020 年的 国办发明电〔2019〕99号"),
        ("国办发明电〔2019〕16号", "延长2020年春节假期至1月29日。", "没有延长"),
        ("国办发明电〔2019〕16号", "延长2020年中秋节假期至10月9日。", "原通知里没有中秋节"),
        ("国办发明电〔2025〕7号", CHANGES[2020], "没有载入 2020 年的 国办发明电〔2025〕7号"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(amends: str, text: str, words: str) -> None:
    with pytest.raises(NoticeError, match=words):
        read_notice(text, issued_on=date(2020, 1, 27), number="测试〔2020〕1号", amends=amends)


# An invented arrangement: the notice for 2027 is not published. It only respects the decree's festival days.
INVENTED_2027 = """国务院办公厅关于2027年部分节假日安排的通知（测试用，非真实通知）
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""


def test_an_invented_2027_notice_publishes_its_year(calendar: WorkingCalendar) -> None:
    notice = read_notice(INVENTED_2027, number="测试〔2026〕1号", issued_on=date(2026, 11, 25))
    assert notice.doubts == ()
    loaded = calendar.with_edition(notice.edition)
    assert not calendar.is_published(2027) and loaded.is_published(2027)
    assert loaded.is_working_day(date(2027, 1, 31)) and not loaded.is_working_day(date(2027, 2, 11))
    stored = read_edition(edition_as_toml(notice.edition), file="2027.toml")
    assert calendar.with_edition(stored).fingerprint == loaded.fingerprint


def test_a_year_on_board_is_left_to_the_calendar(calendar: WorkingCalendar) -> None:
    notice = read_notice(FULL, number="测试〔2026〕2号")
    with pytest.raises(CalendarError, match="2026 年已有通知"):
        calendar.with_edition(notice.edition)


HOSTILE = [
    "放假" * 9_000,
    "1月1日、" * 4_000,
    "元旦：" + "1月1日至" * 3_000,
    "元旦、" * 6_000,
    "（" * 19_000,
    "元旦：1月1日（" + "周" * 19_000,
    "1" * 19_000,
    "1 " * 9_500,
    "1" + " " * 19_000 + "月1日放假",
    "元\n" * 9_900,
    "一、元旦" * 4_900,
    "《关于" * 6_000 + "的通知",
    "根据" + "自2026年1月1日起" * 1_500,
    "为" + "一" * 19_000 + "，1月1日放假",
    "通知如下" * 4_900 + "2026年",
    "二〇二六年" * 3_900,
    "<script>alert(1)</script>元旦：1月1日放假" * 400,
    "国办发明电〔2025〕" * 1_400,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_answered_at_once(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(NoticeError):
        read_notice(text + "\n2026年元旦")
    with pytest.raises(NoticeError):
        read_notice(f"关于2026年部分节假日安排的通知\n{text}"[:20_000])
    assert time.perf_counter() - started < 2


def test_a_megabyte_is_answered_at_once() -> None:
    started = time.perf_counter()
    for text in ("元旦：1月1日放假。" * 110_000, " " * 1_000_000, "\n" * 1_000_000):
        with pytest.raises(NoticeError):
            read_notice(text)
    assert time.perf_counter() - started < 0.5


def test_no_date_is_passed_over() -> None:
    """A date put anywhere into a notice's items changes the days, is refused, or was there already."""
    edition = FIRST[-1]
    text = whole(edition)
    lines = text.split("\n")
    stray = date(2026, 8, 3)
    for place in range(2, len(lines) - 2):
        for word in (f"{month_day(stray)}休整。", f"另有{month_day(stray)}。", f"{stray.month}/{stray.day}放假。"):
            changed = "\n".join([*lines[:place], lines[place] + word, *lines[place + 1 :]])
            with pytest.raises(NoticeError):
                read_notice(changed)
