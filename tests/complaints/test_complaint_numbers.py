"""Registration and work-order numbers: shape, the date they carry, and the damage that Excel does to them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.complaints.dates import SHANGHAI
from compliance.complaints.numbering import (
    area_of,
    check_number_12315,
    check_number_12345,
    instant_of,
    own_number,
    parse_own_number,
    receipt_date_of,
    unwrap_number,
    was_cut_by_excel,
)

GOOD = "1440106002026093000000017"


def test_a_12315_number_tells_its_day_and_its_area():
    assert check_number_12315(GOOD).ok
    assert receipt_date_of(GOOD) == date(2026, 9, 30)
    assert area_of(GOOD) == "440106"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (GOOD[:-1], "24位"),
        (GOOD + "0", "26位"),
        ("1440106002026023000000017", "20260230"),
        ("1990106002026093000000017", "地区代码990106"),
        ("2440106002026093000000017", "结构"),
        ("1440106112026093000000017", "结构"),
        ("1.44011E+24", "Excel"),
        ("1440106002026090000000000", "Excel"),
        ("TS-2026-00031", "25位"),
        ("", "25位"),
    ],
)
def test_bad_12315_numbers_are_refused_with_the_reason(number, words):
    checked = check_number_12315(number)
    assert not checked.ok
    assert words in checked.problem
    assert checked.problem_en


def test_a_12315_number_from_tomorrow_is_refused():
    assert check_number_12315(GOOD, not_after=date(2026, 9, 30)).ok
    assert "晚于今天" in check_number_12315(GOOD, not_after=date(2026, 9, 29)).problem


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), st.integers(1, 99_999_999))
def test_every_real_day_round_trips_through_the_number(day, serial):
    number = f"144010600{day:%Y%m%d}{serial:08d}"
    assert receipt_date_of(number) == day
    assert check_number_12315(number).ok
    assert receipt_date_of(number[:-1]) is None


def test_an_18_digit_hotline_number_carries_the_instant():
    assert instant_of("181026181950550001") == datetime(2018, 10, 26, 18, 19, 50, tzinfo=SHANGHAI)
    assert instant_of("181326181950550001") is None
    assert instant_of("20260930-123") is None
    assert check_number_12345("181026181950550001").kind == "timed"
    assert check_number_12345("JN-20260930-7").kind == "free"


@pytest.mark.parametrize("number", ["1.81E+17", "", "abc", "工 单", "x" * 41])
def test_hotline_numbers_that_cannot_be_numbers_are_refused(number):
    assert not check_number_12345(number).ok


@pytest.mark.parametrize(
    "value",
    [1.44010600202302e24, 181026181950550001, 1e15, "1.44E+24", "1.44e24", "144010600202302000000000", " 1.44E+24 "],
)
def test_destroyed_numbers_are_recognised(value):
    assert was_cut_by_excel(value)


@pytest.mark.parametrize("value", [GOOD, "181026181950550001", 12345, "12000000", "", "ABC", True, "100000000000000"])
def test_intact_numbers_are_not_suspected(value):
    assert not was_cut_by_excel(value)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (f'="{GOOD}"', GOOD),
        (f"'{GOOD}", GOOD),
        (f"\t{GOOD} ", GOOD),
        ("１４４０１０６００２０２６０９３０００００００１７", GOOD),
        (12345.0, "12345"),
        (GOOD, GOOD),
    ],
)
def test_wrappings_of_a_number_come_off(raw, number):
    assert unwrap_number(raw)[0] == number
    assert bool(unwrap_number(raw)[1]) == (raw not in (GOOD, 12345.0))


def test_our_own_number_is_written_and_read():
    assert own_number(2026, 31) == "TS-2026-00031"
    assert parse_own_number(" ts-2026-00031 ") == (2026, 31)
    assert parse_own_number("TS-2026-31") is None
    assert parse_own_number(own_number(2026, 123456)) == (2026, 123456)
    with pytest.raises(ValueError, match="starts at 1"):
        own_number(2026, 0)
