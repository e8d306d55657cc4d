"""Every day 2015–2026 against two independent libraries, and the editions behind the days."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from deadlines import CalendarError, WorkingCalendar, calendar_year_as_json


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def test_every_day_from_2015_to_2026_agrees_with_chinesecalendar(calendar: WorkingCalendar) -> None:
    differing = [
        day
        for day in _days(date(2015, 1, 1), date(2026, 12, 31))
        if calendar.is_working_day(day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []


def test_every_day_from_2015_to_2026_agrees_with_holidays(calendar: WorkingCalendar) -> None:
    other = holidays.country_holidays("CN", years=range(2015, 2027))
    differing = [
        day
        for day in _days(date(2015, 1, 1), date(2026, 12, 31))
        if calendar.is_working_day(day) != other.is_working_day(day)
    ]
    assert differing == []


@pytest.mark.parametrize("year", range(2015, 2036))
def test_festival_days_by_decree_agree_with_holidays(calendar: WorkingCalendar, year: int) -> None:
    other = holidays.country_holidays("CN", years=year, language="en_US")
    decreed = {day for day, name in other.items() if "off" not in name.lower() and "observed" not in name.lower()}
    # The single arrangements of 2015 and 2020 were made by notice, not by the decree.
    by_notice = {date(2015, 9, 3), date(2020, 1, 31), date(2020, 2, 1), date(2020, 2, 2)}
    assert set(calendar.festivals(year)) == {day for day in decreed if day.year == year} - by_notice


@pytest.mark.parametrize(("year", "count"), [(2015, 11), (2024, 11), (2025, 13), (2026, 13), (2027, 13)])
def test_the_decree_of_2024_adds_two_days(calendar: WorkingCalendar, year: int, count: int) -> None:
    assert len(calendar.festivals(year)) == count


def test_every_festival_day_of_a_published_year_is_off(calendar: WorkingCalendar) -> None:
    for year in range(2015, 2027):
        for day in calendar.festivals(year):
            assert calendar.day_kind(day).kind == "festival", day


def test_a_notice_reaches_into_the_december_before_its_year(calendar: WorkingCalendar) -> None:
    sat_2018_12_29, mon_2018_12_31 = date(2018, 12, 29), date(2018, 12, 31)
    assert calendar.day_kind(sat_2018_12_29).kind == "makeup_workday"
    assert calendar.day_kind(mon_2018_12_31).kind == "day_off"
    assert calendar.day_kind(mon_2018_12_31).notice == "国办发明电〔2018〕15号"


@pytest.mark.parametrize(
    ("day", "known_on", "before", "after", "notice"),
    [
        (date(2019, 5, 2), date(2019, 3, 21), "working_day", "day_off", "国办发明电〔2019〕3号"),
        (date(2019, 4, 28), date(2019, 3, 21), "weekend", "makeup_workday", "国办发明电〔2019〕3号"),
        (date(2020, 1, 31), date(2020, 1, 26), "working_day", "day_off", "国办发明电〔2020〕1号"),
        (date(2020, 2, 1), date(2020, 1, 26), "makeup_workday", "day_off", "国办发明电〔2020〕1号"),
        (date(2015, 9, 3), date(2015, 5, 12), "working_day", "day_off", "国发明电〔2015〕1号"),
        (date(2015, 9, 6), date(2015, 5, 12), "weekend", "makeup_workday", "国发明电〔2015〕1号"),
    ],
)
def test_second_editions_change_days_and_known_on_restores_them(
    calendar: WorkingCalendar, day: date, known_on: date, before: str, after: str, notice: str
) -> None:
    assert calendar.as_known_on(known_on).day_kind(day).kind == before
    assert calendar.day_kind(day).kind == after
    assert calendar.day_kind(day).notice == notice
    assert calendar.as_known_on(known_on + timedelta(days=1)).day_kind(day).kind == after


def test_2027_is_provisional_and_knows_its_festival_days(calendar: WorkingCalendar) -> None:
    shown = calendar_year_as_json(calendar, 2027)
    assert shown["status"] == "provisional"
    assert shown["notice"] is None
    assert [row["on"] for row in shown["days"]] == [
        *(
            "2027-01-01",
            "2027-02-05",
            "2027-02-06",
            "2027-02-07",
            "2027-02-08",
            "2027-04-05",
            "2027-05-01",
            "2027-05-02",
        ),
        *("2027-06-09", "2027-09-15", "2027-10-01", "2027-10-02", "2027-10-03"),
    ]
    assert calendar.day_kind(date(2027, 3, 1)).provisional
    assert not calendar.day_kind(date(2026, 12, 31)).provisional


def test_the_2026_calendar_as_json(calendar: WorkingCalendar) -> None:
    shown = calendar_year_as_json(calendar, 2026)
    assert shown["status"] == "published"
    assert shown["notice"] == {
        "number": "国办发明电〔2025〕7号",
        "date": "2025-11-04",
        "url": "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm",
    }
    makeup = [row["on"] for row in shown["days"] if row["kind"] == "makeup_workday"]
    assert makeup == ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    assert len([row for row in shown["days"] if row["kind"] == "day_off"]) == 33


def test_a_changed_year_lists_both_editions(calendar: WorkingCalendar) -> None:
    editions = calendar_year_as_json(calendar, 2020)["editions"]
    assert [(row["number"], row["amends"]) for row in editions] == [
        ("国办发明电〔2019〕16号", None),
        ("国办发明电〔2020〕1号", "国办发明电〔2019〕16号"),
    ]


def test_arithmetic_over_national_day(calendar: WorkingCalendar) -> None:
    wed_2026_09_30, thu_2026_10_08 = date(2026, 9, 30), date(2026, 10, 8)
    assert calendar.next_working_day(wed_2026_09_30) == thu_2026_10_08
    assert calendar.add_working_days(wed_2026_09_30, 7) == date(2026, 10, 15)
    assert calendar.working_days_between(wed_2026_09_30, date(2026, 10, 15)) == 7
    assert calendar.working_days_between(date(2026, 10, 15), wed_2026_09_30) == -7


def test_days_outside_the_calendar_are_refused(calendar: WorkingCalendar) -> None:
    for day in (date(2014, 12, 31), date(2101, 1, 1)):
        with pytest.raises(CalendarError, match="工作日历只覆盖"):
            calendar.is_working_day(day)
    with pytest.raises(CalendarError, match="正整数"):
        calendar.add_working_days(date(2026, 1, 5), 0)
