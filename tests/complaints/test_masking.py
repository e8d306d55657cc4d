"""Masking: no mobile, identity number or mail address survives, whatever writing hides it; the rest stays readable."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.complaints.identity import id_check_digit
from compliance.complaints.model import Complainant, IncomingComplaint, Respondent
from compliance.complaints.privacy import (
    mask_address,
    mask_column,
    mask_id_number,
    mask_incoming,
    mask_mail,
    mask_name,
    mask_phone,
    mask_text,
    mask_values,
)

MOBILE = st.builds(lambda second, rest: f"1{second}{rest:09d}", st.integers(3, 9), st.integers(0, 999_999_999))
WORDS = st.text(alphabet="电话退货要求的，。：:(（）)投诉 abcXYZ—·\n", max_size=12)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小明", "张*"),
        ("张", "*"),
        ("欧阳示例", "欧阳*"),
        ("欧阳", "欧*"),
        ("阿卜杜·示例", "阿·*"),
        ("䶮某", "䶮*"),
        ("𡃁某", "𡃁*"),
        ("John Sample", "J*** S***"),
        ("张先生", "张*"),
        ("张*", "张*"),
        ("  ", ""),
    ],
)
def test_names_keep_only_the_surname(name, masked):
    assert mask_name(name) == masked
    assert mask_name(masked) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800138000", "138****8000"),
        ("+86 138-0013-8000", "138****8000"),
        ("１３８００１３８０００", "138****8000"),
        ("010-12345678", "010-****5678"),
        ("0755-82345678-801", "0755-****5678"),
        ("400-820-8820", "400-820-8820"),
        ("12315", "12315"),
        ("138****8000", "138****8000"),
        ("", ""),
    ],
)
def test_phones_keep_head_and_tail(phone, masked):
    assert mask_phone(phone) == masked


def test_identity_numbers_keep_six_and_four():
    assert mask_id_number("11010519491231002X") == "110105********002X"
    assert mask_id_number("110105491231002") == "110105*****1002"
    assert mask_id_number("E12345678") == "E1****78"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("广东省广州市越秀区示例路12号3栋", "广东省广州市越秀区***"),
        ("北京市朝阳区示例小区5号楼", "北京市朝阳区***"),
        ("上海市浦东新区示例路1号", "上海市浦东新区***"),
        ("示例小区5号楼", "***"),
        ("内蒙古自治区呼和浩特市新城区示例街", "内蒙古自治区呼和浩特市新城区***"),
        ("*****", "*****"),
        ("", ""),
    ],
)
def test_addresses_end_at_the_district(address, masked):
    assert mask_address(address) == masked
    assert mask_address(masked) == masked


@given(WORDS, MOBILE, WORDS)
def test_no_mobile_survives_in_free_text(before, mobile, after):
    masked = mask_text(before + mobile + after)
    assert mobile not in masked
    assert f"{mobile[:3]}****{mobile[-4:]}" in masked
    assert mask_text(masked) == masked


@given(WORDS, MOBILE, st.sampled_from(["full", "hyphen", "blank", "each", "zero_width", "prefix", "glued", "arabic"]))
def test_no_disguised_mobile_survives(before, mobile, how):
    shown = {
        "full": mobile.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        "hyphen": f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
        "blank": f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
        "each": " ".join(mobile),
        "zero_width": f"{mobile[:3]}\u200b{mobile[3:7]}\u200b{mobile[7:]}",
        "prefix": f"+86{mobile}",
        "glued": mobile + "13900139000",
        "arabic": mobile.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    }[how]
    masked = mask_text(f"{before}电话{shown}。")
    digits = re.sub(r"[^\d*]", "", unicodedata.normalize("NFKC", masked))
    digits = "".join(str(unicodedata.decimal(each)) if each != "*" else each for each in digits)
    assert mobile not in digits


@given(st.dates(min_value=date(1920, 1, 1), max_value=date(2026, 11, 21)), st.integers(0, 999), st.booleans())
def test_no_identity_number_survives(born, serial, small):
    first = f"440106{born:%Y%m%d}{serial:03d}"
    number = first + id_check_digit(first)
    shown = number.lower() if small else number
    masked = mask_text(f"本人身份证{shown}，请处理")
    assert shown not in masked
    assert f"{number[6:14]}" not in masked


@pytest.mark.parametrize(
    "text",
    [
        "登记编号1440106002026093000000017",
        "工单181026181950550001",
        "91110105MA00000012",
        "2026-11-21 14:30:00 消费1380元",
        "订单号 20261121000123456789",
        "请拨打12315或者400-820-8820",
        "投诉人要求退款",
        "",
    ],
)
def test_what_identifies_no_person_stays_readable(text):
    assert mask_text(text) == text


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("邮箱 sample.person@example.com", "sample.person@"),
        ("微信号：sample_person1", "sample_person1"),
        ("QQ:123456789", "123456789"),
        ("护照号码E12345678", "E12345678"),
        ("卡号6222 0212 3456 7894", "3456"),
        ("座机(0755)82345678", "82345678"),
        ("一三八零零一三八零零零", "零零一三八零"),
        ("①③⑧⓪⓪①③⑧⓪⓪⓪", "⓪⓪①③⑧"),
        ("来电人：张示䶮，要求退款", "示䶮"),
        ("联系人：欧阳示例 电话", "示例"),
    ],
)
def test_other_traces_are_masked(text, gone):
    assert gone in text
    assert gone not in mask_text(text)


def test_known_names_are_masked_wherever_they_stand():
    assert mask_text("张示昇称张示昇已付款", names=("张示昇",)) == "张*称张*已付款"


def test_columns_are_masked_by_their_headings():
    assert mask_column("来电号码", "13800138000") == "138****8000"
    assert mask_column("证件号码", "11010519491231002X") == "110105********002X"
    assert mask_column("转办人姓名", "李示例") == "李*"
    assert mask_column("联系地址", "北京市朝阳区示例路1号") == "北京市朝阳区***"
    assert mask_column("电子邮箱", "a1@example.com") == "a***@example.com" == mask_mail("a1@example.com")
    assert mask_column("办理单位", "示例市市场监督管理局") == "示例市市场监督管理局"


def test_a_whole_complaint_is_masked_and_the_firm_is_not():
    incoming = IncomingComplaint(
        source="hotline_12345",
        content="张示昇（13800138000）要求示例甲公司退款",
        complainant=Complainant(
            name="张示昇", phone="13800138000", address="北京市朝阳区示例路1号", id_number="11010519491231002X"
        ),
        respondent=Respondent(name="示例甲公司", credit_code="91110105MA00000012"),
        extra={"转办意见": "联系张示昇，电话 138 0013 8000", "转办人姓名": "李示例"},
    )
    masked = mask_incoming(incoming)
    everything = repr(masked)
    for secret in ("示昇", "0013", "1949", "示例路", "李示例"):
        assert secret not in everything
    assert masked.respondent == incoming.respondent


def test_values_for_logs_are_masked_at_any_depth():
    values = {
        "phone": "13800138000",
        "complainant": {"name": "张三", "address": "某处"},
        "list": ["13800138000", 5, None],
    }
    masked = mask_values(values)
    assert masked["phone"] == "138****8000"
    assert masked["complainant"] == {"name": "张*", "address": "***"}
    assert masked["list"] == ["138****8000", 5, None]
