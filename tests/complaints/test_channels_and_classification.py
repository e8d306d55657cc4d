"""Channels propose regimes; classification adds area, matter and dates, and gives a reason for every choice."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from compliance.complaints.channels import (
    CHANNELS,
    GROUPS,
    REGIME_LABELS,
    REGIMES_ON_BOARD,
    channel_label,
    local_regime,
    regime_label,
)
from compliance.complaints.classify import CERTAINTIES, classify, override
from compliance.complaints.dates import SHANGHAI
from compliance.complaints.matters import MATTERS
from compliance.complaints.model import KINDS, IncomingComplaint
from compliance.complaints.opening import opening_events

COMPLAINT = IncomingComplaint(
    source="samr_12315",
    external_number="1440106002026093000000017",
    channel="samr_12315",
    kind="complaint",
    category="质量->其他质量问题",
    content="购买的吸尘器三日后无法充电",
    demands=("退货",),
    received_on=date(2026, 9, 30),
    regimes=("samr_complaint",),
)


def test_every_channel_is_complete_and_names_only_known_regimes_and_kinds():
    for channel in CHANNELS.values():
        assert channel.label_zh and channel.label_en
        assert channel.group in GROUPS
        assert channel.number in {"samr_12315", "hotline_12345", "document_number", "free", "none"}
        for table in (channel.regimes, channel.company, channel.authority):
            assert set(table) <= set(KINDS)
            assert {regime for ids in table.values() for regime in ids} <= set(REGIME_LABELS)
    assert set(REGIMES_ON_BOARD) <= set(REGIME_LABELS)
    assert {channel.group for channel in CHANNELS.values()} == set(GROUPS)


def test_channels_of_every_kind_that_the_product_promises_exist():
    wanted = {"samr_12315", "hotline_12345", "telecom_12300", "finance_12378", "postal_12305", "tax_12366"}
    wanted |= {"consumer_association", "media_315_gala", "letter_post", "visit", "samr_odr", "internal_hotline"}
    assert wanted <= set(CHANNELS)
    assert channel_label("visit") == "来访"
    assert regime_label("house", language="en") == "house limits"


def test_local_rules_follow_the_place_named_by_the_sender():
    assert local_regime("hotline_12345", "济南市12345市民服务热线") == ("hotline_12345_jinan", "济南")
    assert local_regime("hotline_12345", "东莞市示例镇") == ("hotline_12345_guangdong", "东莞")
    assert local_regime("consumer_association", "杭州市消保委") == ("consumer_association_zhejiang", "杭州")
    assert local_regime("hotline_12345", "示例市") is None


def test_the_category_decides_the_matter_and_says_so():
    found = classify(COMPLAINT, profile="company")
    assert (found.matter, found.certainty) == ("quality", "certain")
    assert found.regimes == ("samr_complaint", "company_duties")
    assert any("问题类别中有“质量”" in reason.zh for reason in found.reasons)
    assert classify(COMPLAINT, profile="authority").regimes == ("samr_complaint",)


def test_an_advertising_report_also_runs_the_advertising_limit():
    report = replace(COMPLAINT, kind="report", regimes=("samr_report",), category="广告->违法广告", demands=())
    assert classify(report, profile="authority").regimes == ("samr_report", "advertising")


def test_an_enquiry_starts_no_clock():
    enquiry = replace(COMPLAINT, kind="enquiry", regimes=(), channel="hotline_12345")
    found = classify(enquiry, profile="company")
    assert found.regimes == ()
    assert any("不计期限" in reason.zh for reason in found.reasons)


@pytest.mark.parametrize(
    ("office", "due", "regimes"),
    [
        ("济南市示例区市场监督管理局", None, ("hotline_12345_jinan",)),
        ("广州市示例单位", None, ("hotline_12345_guangdong",)),
        ("示例市示例局", date(2026, 10, 15), ("hotline_12345",)),
        ("济南市示例局", date(2026, 10, 15), ("hotline_12345", "hotline_12345_jinan")),
    ],
)
def test_a_hotline_order_takes_the_local_rule_and_keeps_a_date_of_its_own(office, due, regimes):
    order = replace(
        COMPLAINT,
        channel="hotline_12345",
        regimes=("hotline_12345",),
        extra={"办理单位": office},
        due_on=due,
        demands=(),
    )
    assert classify(order, profile="company").regimes == regimes


def test_a_letter_with_a_date_runs_that_date():
    letter = replace(COMPLAINT, kind="letter", channel="tax_12366", regimes=(), due_on=date(2026, 12, 1), demands=())
    found = classify(letter, profile="company")
    assert found.regimes == ("authority_letter",)


def test_regimes_not_on_board_are_named_and_left_out():
    appeal = replace(COMPLAINT, channel="telecom_12300", regimes=(), demands=())
    found = classify(appeal, profile="company")
    assert found.regimes == ()
    assert found.certainty == "uncertain"
    assert any("电信用户申诉" in reason.zh and "尚未收录" in reason.zh for reason in found.reasons)
    assert classify(appeal, profile="company", on_board={"telecom_appeal"}).regimes == ("telecom_appeal",)


def test_nothing_recognisable_and_ties_wait_for_a_person():
    vague = replace(COMPLAINT, category="", title="", content="请处理")
    assert (classify(vague, profile="company").matter, classify(vague, profile="company").certainty) == (
        "other",
        "uncertain",
    )
    tied = replace(COMPLAINT, category="质量、价格", content="")
    assert classify(tied, profile="company").certainty == "uncertain"


def test_a_matter_of_another_authority_is_pointed_out():
    wages = replace(COMPLAINT, category="", content="兼职三天不给工资")
    found = classify(wages, profile="authority")
    assert found.matter == "labour"
    assert any("人力资源和社会保障部门" in reason.zh for reason in found.reasons)


def test_reasons_are_sentences_in_both_languages():
    for reason in classify(COMPLAINT, profile="company").reasons:
        assert reason.zh.endswith("。")
        assert reason.en.endswith(".")
    assert classify(COMPLAINT, profile="company").certainty in CERTAINTIES


def test_an_override_keeps_both_answers_and_the_reason():
    computed = classify(COMPLAINT, profile="company")
    decided = override(computed, by="李示例", reason="实为价格问题", matter="price")
    assert (decided.matter, decided.machine, decided.override_reason) == ("price", computed, "实为价格问题")
    assert decided.regimes == computed.regimes
    again = override(decided, by="王示例", reason="再次核对", matter="quality")
    assert again.machine == computed
    with pytest.raises(ValueError, match="理由"):
        override(computed, by="李示例", reason=" ", matter="price")
    with pytest.raises(ValueError, match="没有“magic”"):
        override(computed, by="李示例", reason="试", matter="magic")


def test_unknown_profiles_are_a_mistake_and_matters_have_words():
    with pytest.raises(ValueError, match="profile"):
        classify(COMPLAINT, profile="court")
    assert all(matter.words for matter in MATTERS.values() if matter.id != "other")


def test_one_file_opens_with_one_receipt_per_kind_of_start():
    at = datetime(2026, 9, 30, 9, 15, tzinfo=SHANGHAI)
    order = replace(COMPLAINT, received_at=at, due_on=date(2026, 10, 15))
    opened = opening_events(order, ("samr_complaint", "hotline_12345_jinan", "house"))
    assert [(each.kind, each.on, each.at, each.due) for each in opened] == [
        ("complaint_received", date(2026, 9, 30), at, None),
        ("work_order_dispatched", date(2026, 9, 30), at, date(2026, 10, 15)),
    ]


@pytest.mark.parametrize(
    ("kind", "channel", "opens"),
    [
        ("enquiry", "hotline_12345", "work_order_dispatched"),
        ("report", "visit", "report_received"),
        ("complaint", "visit", "complaint_received"),
        ("letter", "tax_12366", "letter_received"),
    ],
)
def test_a_file_without_a_regime_still_opens_with_a_receipt(kind, channel, opens):
    opened = opening_events(replace(COMPLAINT, kind=kind, channel=channel), ())
    assert [each.kind for each in opened] == [opens]


def test_without_a_day_of_receipt_nothing_is_opened():
    assert opening_events(replace(COMPLAINT, received_on=None), ("samr_complaint",)) == ()
