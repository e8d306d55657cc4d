"""Pasted slips, as dirty as they come: what is a field, what is found by its form, what stays visible."""

import time
from datetime import date

import pytest

from compliance.complaints.slip import Slip, read_slip

SAT_2026_11_21 = date(2026, 11, 21)
NUMBER = "1440104002026111600000012"


def read(text: str) -> Slip:
    return read_slip(text, today=SAT_2026_11_21)


FULL = f"""全国12315平台 投诉单
登记编号：{NUMBER}
投诉时间： 2026-11-16 09:30:15
投诉人：示例张三　　联系电话：138 0000 1234
地　址：示例市示例区示例路1号
被投诉人: 示例甲百货有限公司
统一社会信用代码:91110105MA00000012
问题类别：质量 > 家用电器
诉求内容：2026年11月2日购买电饭煲一台，一周后不能加热。
商家说：不退。联系商家电话：020-12345678无人接听。
投诉请求：1、退货退款 2、赔偿损失500元
处理机构：示例市天河区市场监督管理局
办理时限：2026-11-27 17:00前
打印时间：2026-11-20
"""


def test_a_full_slip_fills_every_field_and_shows_the_rest():
    slip = read(FULL)
    assert slip.fields == {
        "channel": "samr_12315",
        "external_number": NUMBER,
        "received": "2026-11-16 09:30",
        "name": "示例张三",
        "phone": "13800001234",
        "address": "示例市示例区示例路1号",
        "respondent_name": "示例甲百货有限公司",
        "respondent_code": "91110105MA00000012",
        "category": "质量 > 家用电器",
        "content": "2026年11月2日购买电饭煲一台，一周后不能加热。\n商家说：不退。联系商家电话：020-12345678无人接听。",
        "demands": "退货退款\n赔偿损失500元",
        "authority": "示例市天河区市场监督管理局",
        "due_on": "2026-11-27",
    }
    assert slip.unread == ("打印时间：2026-11-20", "全国12315平台 投诉单") and slip.notes == ()


def test_the_order_of_the_lines_does_not_matter():
    lines = FULL.strip().split("\n")
    turned = [*lines[11:], *lines[9:11], *lines[:8]]
    assert {"name", "received", "due_on", "phone"} <= set(read("\r\n".join(turned)).fields)
    assert read("\n".join(turned)).fields["external_number"] == NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "投诉人：示例张三\n联系电话：13800001234\n诉求内容：锅坏了",
        "投诉人: 示例张三 联系电话: 13800001234 诉求内容: 锅坏了",
        "投诉人：示例张三；联系电话：13800001234；诉求内容：锅坏了",
        "投诉人\t示例张三\t联系电话\t13800001234\n诉求内容\t锅坏了",
        "投诉人\t联系电话\t诉求内容\n示例张三\t13800001234\t锅坏了",
        "| 投诉人 | 示例张三 |\n| --- | --- |\n| 手机 | 138-0000-1234 |\n| 投诉内容 | 锅坏了 |",
        "【姓名】示例张三\n【手机号码】１３８００００１２３４\n【主要内容】锅坏了",
        "1、来电人（必填）：示例张三\n2、来电号码：+86 13800001234\n3、反映内容：锅坏了",
        "投诉人\n示例张三\n联系方式\n13800001234\n投诉内容\n锅坏了",
        "姓　名　：示例张三\n电　话：13800001234\n内　容：锅坏了",
        "**投诉人**：示例张三\n**联系电话**：13800001234\n**投诉内容**：锅坏了",
        "投诉人 示例张三\n联系电话 13800001234\n投诉内容 锅坏了",
        '投诉人\t联系电话\t诉求内容\n示例张三\t13800001234\t"锅坏了"',
    ],
)
def test_a_label_may_take_any_shape(text):
    fields = read(text).fields
    assert (fields["name"], fields["phone"], fields["content"]) == ("示例张三", "13800001234", "锅坏了")


def test_a_hotline_order_counts_from_its_dispatch():
    slip = read("工单编号：GD20261118-0077\n受理时间：2026-11-17 16:00\n派单时间：2026/11/18 09:35\n来电内容：不退款")
    assert slip.fields["channel"] == "hotline_12345" and slip.fields["received"] == "2026-11-18 09:35"
    assert [note.zh for note in slip.notes] == ["另有受理时间 2026-11-17 16:00，未作为收到日。"]


def test_without_a_date_the_number_says_the_day():
    slip = read(f"登记编号：{NUMBER}\n诉求内容：2026年11月2日购买")
    assert slip.fields["received"] == "2026-11-16" and "登记编号所载日期" in slip.notes[0].zh
    assert read("诉求内容：2026年11月2日购买的锅坏了").fields.get("received") is None
    assert read("诉求内容：消费者11月18日来电反映锅坏了").fields["received"] == "2026-11-18"
    assert read("示例区市场监督管理局\n2026年11月19日\n诉求内容：锅坏了").fields["received"] == "2026-11-19"


def test_a_day_without_a_year_is_never_in_the_future():
    slip = read_slip("登记时间：12月30日\n诉求内容：锅坏了", today=date(2027, 1, 5))
    assert slip.fields["received"] == "2026-12-30"


def test_free_text_gives_what_has_a_form():
    text = f"您好，示例周七（13500001234）反映贵司商品三天后黑屏，请尽快处理并反馈。编号{NUMBER}。"
    slip = read(text)
    assert slip.fields["phone"] == "13500001234" and slip.fields["external_number"] == NUMBER
    assert slip.fields["content"] == text and len(slip.notes) == 3
    two = read("请联系13500001234或者13600001234，商品三天后就黑屏了，要求退货。")
    assert "phone" not in two.fields and any("13600001234" in note.zh for note in two.notes)


def test_the_other_side_keeps_its_own_telephone():
    slip = read(
        "一、投诉人信息\n姓名：示例吴八\n联系电话：13400001234\n二、被投诉人信息\n名称：示例甲百货有限公司\n"
        "联系电话：020-00000000\n地址：示例路9号\n三、投诉内容\n商品与宣传不符。"
    )
    assert slip.fields["phone"] == "13400001234" and slip.fields["respondent_name"] == "示例甲百货有限公司"
    assert slip.unread == ("联系电话：020-00000000", "地址：示例路9号") and "address" not in slip.fields
    swapped = read("被投诉人：示例甲百货有限公司\n联系电话：020-00000000\n投诉人：示例吴八\n联系电话：13400001234")
    assert swapped.fields["phone"] == "13400001234" and "联系电话：020-00000000" in swapped.unread


def test_what_says_nothing_or_contradicts_fills_nothing():
    slip = read("投诉人：匿名\n联系电话：无\n地址：NULL\n办理时限：5个工作日\n投诉时间：不详\n诉求内容：锅坏了")
    assert slip.fields == {"anonymous": "1", "content": "锅坏了"}
    assert {"办理时限：5个工作日", "投诉时间：不详"} <= set(slip.unread)
    assert read("投诉人：示例甲\n姓名：示例乙").unread == ("姓名：示例乙",)


def test_a_letter_gives_its_name_and_number():
    slip = read("来文名称：关于示例投诉的转办函\n示市监转〔2026〕12号\n反馈期限：11月27日前\n收到日期：2026.11.20")
    assert (
        slip.fields["letter_title"] == "关于示例投诉的转办函" and slip.fields["letter_number"] == "示市监转〔2026〕12号"
    )
    assert slip.fields["due_on"] == "2026-11-27" and slip.fields["received"] == "2026-11-20"


def test_a_wrong_number_is_kept_for_the_form_to_complain_about():
    assert read("登记编号：144010400202611160000001").fields["external_number"] == "144010400202611160000001"
    assert read("类型：举报\n举报内容：无照经营").fields["kind"] == "report"


@pytest.mark.parametrize(
    "text", ["", "\x00" * 9, "\t\t\n||\n：：：", "登记编号", "投诉人：\n\n", "2026-02-31", '"\t"\t"']
)
def test_nothing_breaks_the_reader(text):
    assert isinstance(read(text).fields, dict)


@pytest.mark.parametrize(
    "text", ["投诉人：张三，地址 ", "1", " \u3000", "投诉内容：我2026年11月2日购买", "投 诉", "【", "\t|"]
)
def test_a_huge_paste_is_read_in_good_time(text):
    started = time.monotonic()
    read(text * (60_000 // len(text)))
    assert time.monotonic() - started < 3
