"""Identification numbers: valid ones pass, repairable ones are repaired with a remark, the others say what is wrong."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.complaints.document_numbers import check_document_number, parse_document_number, series_number
from compliance.complaints.identity import PROVINCES, check_credit_code, check_id_card, check_phone, id_check_digit
from compliance.complaints.numbering import check_number_12315, check_number_12345

CHECKS = {
    "uscc": check_credit_code,
    "idcard": check_id_card,
    "phone": check_phone,
    "docno": check_document_number,
    "reg12315": check_number_12315,
    "reg12345": check_number_12345,
}
# kind, value, expected normal form (None: refused), words of the remark or of the refusal
VECTORS = [
    ("uscc", "91110000802100433B", "91110000802100433B", ""),
    ("uscc", "914403001922038216", "914403001922038216", ""),
    ("uscc", "91330100799655058B", "91330100799655058B", ""),
    ("uscc", "9144030071526726XG", "9144030071526726XG", ""),
    ("uscc", "91350100M000100Y43", "91350100M000100Y43", ""),
    ("uscc", "91110105MA00000012", "91110105MA00000012", ""),
    ("uscc", "91110105MA00000011", None, "校验位"),
    ("uscc", "91110105MAO0000012", None, "“O”"),
    ("uscc", "9111010MA00000012", None, "17位"),
    ("uscc", " 91110105ma00000012 ", "91110105MA00000012", "空格"),
    ("idcard", "11010519491231002X", "11010519491231002X", ""),
    ("idcard", "110101199003071233", "110101199003071233", ""),
    ("idcard", "110101199003071234", None, "校验位"),
    ("idcard", "110101199002301233", None, "出生日期"),
    ("idcard", "990101199001010019", None, "地区代码"),
    ("idcard", "110105491231002", "11010519491231002X", "15位"),
    ("phone", "13800138000", "13800138000", ""),
    ("phone", "19912345678", "19912345678", ""),
    ("phone", "12012345678", None, "电话号码"),
    ("phone", "+86 138-0013-8000", "13800138000", "格式"),
    ("phone", "１３８００１３８０００", "13800138000", "格式"),
    ("phone", "010-12345678", "010-12345678", ""),
    ("phone", "0755-82345678-801", "0755-82345678-801", ""),
    ("phone", "400-820-8820", "400-820-8820", ""),
    ("docno", "国市监网监〔2019〕242号", "国市监网监〔2019〕242号", ""),
    ("docno", "国市监网监[2019]242号", "国市监网监〔2019〕242号", "六角括号"),
    ("docno", "X市监X〔2026〕第12号", "X市监X〔2026〕第12号", ""),
    ("docno", "X函〔26〕012号", "X函〔2026〕12号", "虚位"),
    ("reg12315", "1440106002023021100000001", "1440106002023021100000001", ""),
    ("reg12345", "181026181950550001", "181026181950550001", ""),
]


@pytest.mark.parametrize(("kind", "value", "expected", "words"), VECTORS)
def test_every_vector_is_judged_as_its_standard_says(kind, value, expected, words):
    checked = CHECKS[kind](value)
    if expected is None:
        assert not checked.ok
        assert words in checked.problem
        assert checked.problem_en
    else:
        assert checked.ok, checked.problem
        assert checked.value == expected
        assert words in "".join(checked.notes)
        if not words:
            assert checked.notes == ()


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ("(0755)82345678", "0755-82345678"),
        ("0571 8888 6666", "0571-88886666"),
        ("010-12345678转801", "010-12345678-801"),
        ("8613800138000", "13800138000"),
        ("12315", "12315"),
        ("95588", "95588"),
    ],
)
def test_phones_are_read_as_people_write_them(value, normal):
    assert check_phone(value).value == normal
    assert check_phone(value).ok


@pytest.mark.parametrize("value", ["", "1380013800", "138001380001", "电话", "1234567"])
def test_what_is_no_phone_is_refused(value):
    assert not check_phone(value).ok


def test_document_numbers_are_taken_apart_and_put_together():
    number = parse_document_number("示例函（2026）012号")
    assert (number.organ, number.year, number.serial) == ("示例函", 2026, 12)
    assert series_number("示例函", 2026, 12) == str(number) == "示例函〔2026〕12号"
    assert series_number("示市监", 2026, 3, ordinal=True) == "示市监〔2026〕第3号"
    assert parse_document_number("没有年份的函12号") is None
    with pytest.raises(ValueError, match="serial 0"):
        series_number("示例函", 2026, 0)


@pytest.mark.parametrize("value", ["示例函〔2026〕0号", "示例函〔3026〕1号", "2026年第1号", ""])
def test_broken_document_numbers_are_refused(value):
    assert not check_document_number(value).ok


@given(
    province=st.sampled_from(sorted(PROVINCES)),
    district=st.integers(1, 9999),
    born=st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 11, 21)),
    serial=st.integers(0, 999),
)
def test_a_computed_identity_number_passes_and_any_other_check_digit_fails(province, district, born, serial):
    first = f"{province}{district:04d}{born:%Y%m%d}{serial:03d}"
    right = id_check_digit(first)
    assert check_id_card(first + right).ok
    for wrong in set("0123456789X") - {right}:
        assert not check_id_card(first + wrong).ok


@given(
    st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18),
    st.integers(0, 17),
    st.integers(1, 30),
)
def test_one_changed_character_always_breaks_a_good_credit_code(seed, place, step):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    good = next(seed[:17] + last for last in alphabet if check_credit_code(seed[:17] + last).ok)
    changed = alphabet[(alphabet.index(good[place]) + step) % 31]
    assert not check_credit_code(good[:place] + changed + good[place + 1 :]).ok
