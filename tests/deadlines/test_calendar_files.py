"""A notice file that cannot be right is refused with its file, key and cure; a good one publishes its year."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from deadlines import CalendarError, WorkingCalendar, load_calendar, read_edition
from deadlines.calendar_store import CALENDARS

# An invented arrangement: the real notice for 2027 is not published.
NOTICE_2027 = """
year = 2027
number = "测试〔2026〕1号"
title = "2027年部分节假日安排（测试用，非真实通知）"
issued_on = 2026-11-25
[[holiday]]
name = "元旦"
from = 2027-01-01
until = 2027-01-03
[[holiday]]
name = "春节"
from = 2027-02-05
until = 2027-02-11
makeup = [2027-01-31, 2027-02-14]
"""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("2027-01-03", "2026-12-31"), "早于 from"),
        (("makeup = [2027-01-31", "makeup = [2027-02-01"), "是平日"),
        (("makeup = [2027-01-31", "makeup = [2027-02-06"), "重复或者同时是放假日"),
        (("from = 2027-02-05", "from = 2027-01-02"), "已属于元旦"),
        (("year = 2027", "year = 2028"), "不在 2028 年"),
        (("year = 2027", 'year = "2027"'), "之间的年份"),
        (('number = "测试〔2026〕1号"', 'number = ""'), "number"),
        (("issued_on = 2026-11-25", 'issued_on = "2026-11-25"'), "issued_on"),
        (('name = "元旦"', 'name = "元旦"\nworked = 1'), "没有这个键"),
        (("[[holiday]]", "[holiday"), "不是有效的 TOML"),
        (("2027-01-03", "2027-02-30"), "不是有效的 TOML"),
    ],
)
def test_impossible_notices_are_refused(change: tuple[str, str], words: str) -> None:
    with pytest.raises(CalendarError, match=r"2027\.toml") as refused:
        read_edition(NOTICE_2027.replace(*change, 1), file="2027.toml")
    assert words in str(refused.value)


def test_loading_the_notice_ends_the_provisional_year(calendar: WorkingCalendar) -> None:
    loaded = calendar.with_edition(read_edition(NOTICE_2027, file="2027.toml"))
    assert calendar.status(2027).status == "provisional"
    assert loaded.status(2027).published
    assert loaded.is_working_day(date(2027, 1, 31))
    assert loaded.fingerprint != calendar.fingerprint
    assert not calendar.is_working_day(date(2027, 1, 31)), "the first calendar is unchanged"


def test_a_second_notice_for_a_year_must_say_what_it_amends(calendar: WorkingCalendar) -> None:
    twice = (
        NOTICE_2027.replace("year = 2027", "year = 2026").replace("2027-", "2026-").replace("2026-01-31", "2026-02-01")
    )
    with pytest.raises(CalendarError, match="amends"):
        calendar.with_edition(read_edition(twice.replace(", 2026-02-14", ""), file="2026b.toml"))


def test_a_gap_between_years_is_refused(calendar: WorkingCalendar) -> None:
    text = NOTICE_2027.replace("2027-", "2028-").replace("year = 2027", "year = 2028")
    text = text.replace("makeup = [2028-01-31, 2028-02-14]", "")
    with pytest.raises(CalendarError, match="缺少 2027 年"):
        calendar.with_edition(read_edition(text, file="2028.toml"))


def test_a_directory_without_the_festivals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="法定节日"):
        load_calendar(tmp_path)


def test_a_missing_year_on_disk_is_refused(tmp_path: Path) -> None:
    shutil.copytree(CALENDARS, tmp_path / "cn")
    (tmp_path / "cn" / "2021.toml").unlink()
    with pytest.raises(CalendarError, match="缺少 2021 年"):
        load_calendar(tmp_path / "cn")


def test_the_calendar_is_read_once_and_has_a_stable_version(calendar: WorkingCalendar) -> None:
    assert load_calendar() is calendar
    assert load_calendar(CALENDARS).fingerprint == calendar.fingerprint
    assert calendar.as_known_on(date(2020, 1, 26)).fingerprint != calendar.fingerprint
    assert calendar.as_known_on(date(2030, 1, 1)).fingerprint == calendar.fingerprint
