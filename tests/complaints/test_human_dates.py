"""Dates as people write them are read; days that do not exist and years left out are refused in one sentence."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.complaints.dates import SHANGHAI, DateRefused, read_date, read_instant, read_moment

SAT = date(2026, 11, 21)


@pytest.mark.parametrize(
    "text",
    [
        "20261121",
        "2026-11-21",
        "2026/11/21",
        "2026.11.21",
        "2026年11月21日",
        "2026 年 11 月 21 日",
        "2026-11-21 星期六",
        "２０２６－１１－２１",
        "２０２６年１１月２１日",
        " 2026-11-21 ",
        20261121,
        20261121.0,
        SAT,
    ],
)
def test_a_day_is_read_in_many_forms(text):
    assert read_moment(text) == SAT


@pytest.mark.parametrize(
    ("text", "hour", "minute", "second"),
    [
        ("2026-11-21 14:30:00.000", 14, 30, 0),
        ("2026-11-21T14:30", 14, 30, 0),
        ("2026/11/21 18:19", 18, 19, 0),
        ("2026年11月21日14时30分", 14, 30, 0),
        ("2026年11月21日下午3时", 15, 0, 0),
        ("2026年11月21日 上午12:05", 0, 5, 0),
        ("20261121143000", 14, 30, 0),
        ("２０２６－１１－２１　１４：３０", 14, 30, 0),
        ("2026-11-21 14:30:15", 14, 30, 15),
        ("2026-11-21T06:30:15Z", 14, 30, 15),
        ("2026-11-21T06:30:15+00:00", 14, 30, 15),
    ],
)
def test_an_instant_is_read_in_shanghai_time(text, hour, minute, second):
    assert read_moment(text) == datetime(2026, 11, 21, hour, minute, second, tzinfo=SHANGHAI)


def test_a_given_datetime_is_moved_to_shanghai():
    assert read_moment(datetime(2026, 11, 20, 20, 0, tzinfo=UTC)) == datetime(2026, 11, 21, 4, 0, tzinfo=SHANGHAI)
    assert read_date(datetime(2026, 11, 20, 20, 0, tzinfo=UTC)) == SAT


@pytest.mark.parametrize("text", ["11.21", "11月21日", "11/21", "11-21"])
def test_a_day_without_year_needs_the_year_from_outside(text):
    assert read_moment(text, year=2026) == SAT
    with pytest.raises(DateRefused, match="没有写年份"):
        read_moment(text)


@pytest.mark.parametrize("text", ["2026-02-30", "20260230", "2026年13月1日", "2025-02-29", "2.30"])
def test_days_that_do_not_exist_are_refused(text):
    with pytest.raises(DateRefused, match="不是真实存在的日期") as refusal:
        read_moment(text, year=2026)
    assert "does" in refusal.value.said.en or "not a day" in refusal.value.said.en


@pytest.mark.parametrize("text", ["昨天", "2026", "21/11/2026x", "abc", "2026-11-21 很晚", "1/2/3/4", True, 3.14])
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(DateRefused, match="2026-11-21"):
        read_moment(text)


def test_blank_times_and_far_years_are_refused():
    for text, words in (
        ("", "为空"),
        ("2026-11-21 25:00", "时间不存在"),
        ("1812-01-01", "年份"),
        ("2926-01-01", "年份"),
    ):
        with pytest.raises(DateRefused, match=words):
            read_moment(text)


def test_excel_serials_are_read_only_where_a_sheet_may_hold_them():
    assert read_moment(46347, serials=True) == SAT
    assert read_moment("46347", serials=True) == SAT
    assert read_moment(46347.5, serials=True) == datetime(2026, 11, 21, 12, 0, tzinfo=SHANGHAI)
    for value in (46347, "46347"):
        with pytest.raises(DateRefused):
            read_moment(value)
    with pytest.raises(DateRefused):
        read_moment(12, serials=True)


def test_an_hour_limit_needs_the_hour():
    assert read_instant("2026-11-21 14:30").hour == 14
    with pytest.raises(DateRefused, match="几点几分"):
        read_instant("2026-11-21")


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2098, 12, 31)))
def test_every_instant_round_trips_through_iso(moment):
    moment = moment.replace(microsecond=0)
    assert read_moment(moment.isoformat(sep=" ")) == moment.replace(tzinfo=SHANGHAI)
    assert read_moment(moment.date().isoformat()) == moment.date()


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_never_anything_else(text):
    try:
        found = read_moment(text, year=2026, serials=True)
    except DateRefused as refusal:
        assert refusal.said.zh.endswith("。")
    else:
        assert isinstance(found, date)
