"""Channels propose regimes; classification adds area, matter and dates, and gives a reason for every choice."""

import tomllib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from compliance.complaints.channels import (
    CHANNELS,
    GROUPS,
    REGIME_LABELS,
    SENDERS,
    channel_label,
    channel_of_sender,
    local_regime,
    regime_label,
)
from compliance.complaints.classify import CERTAINTIES, classify, override
from compliance.complaints.dates import SHANGHAI
from compliance.complaints.matters import MATTERS
from compliance.complaints.model import KINDS, IncomingComplaint, Respondent
from compliance.complaints.opening import opening_events
from deadlines import load_rulebook

EXAMPLES = tomllib.loads(Path(__file__).with_name("classification_examples.toml").read_text("utf-8"))["example"]

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
        for table in (channel.regimes, channel.company, channel.authority, channel.otherwise, channel.elsewhere):
            assert set(table) <= set(KINDS)
            assert {regime for ids in table.values() for regime in ids} <= set(REGIME_LABELS)
    assert set(SENDERS.values()) <= set(CHANNELS)
    assert {channel.group for channel in CHANNELS.values()} == set(GROUPS)


def test_channels_of_every_kind_that_the_product_promises_exist():
    wanted = {"samr_12315", "hotline_12345", "telecom_12300", "finance_12378", "postal_12305", "tax_12366"}
    wanted |= {"consumer_association", "media_315_gala", "letter_post", "visit", "samr_odr", "internal_hotline"}
    assert wanted <= set(CHANNELS)
    assert channel_label("visit") == "来访"
    assert regime_label("house", language="en") == "house limits"


def test_the_regimes_on_board_all_have_a_name_and_so_does_every_regime_of_the_product():
    assert set(load_rulebook().regimes) <= set(REGIME_LABELS)
    assert all(zh and en for zh, en in REGIME_LABELS.values())
    wanted = {"drug_safety", "device_safety", "cosmetics_safety", "work_safety_incident", "energy_hotline"}
    wanted |= {"environment_report", "platform_duties", "listed_company_complaint", "samr_before_2020", "petition"}
    assert wanted <= set(REGIME_LABELS)


def test_every_regime_of_a_matter_and_every_channel_of_its_rules_is_known():
    for matter in MATTERS.values():
        for rule in matter.rules:
            assert rule.regime in REGIME_LABELS
            assert {*rule.channels, *rule.not_channels} <= set(CHANNELS)
            assert set(rule.kinds) <= set(KINDS)


def test_a_senders_name_stands_for_the_channel_of_its_sector():
    found = channel_of_sender("国家金融监督管理总局示例监管局")
    assert found is not None and (found[0].id, found[1]) == ("finance_12378", "金融监督管理")
    assert channel_of_sender("示例市商务局") is None


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


def incoming_of(given):
    return IncomingComplaint(
        source="example",
        channel=given["channel"],
        kind=given.get("kind", "complaint"),
        authority=given.get("authority", ""),
        category=given.get("category", ""),
        title=given.get("title", ""),
        content=given.get("text", ""),
        demands=tuple(given.get("demands", ())),
        received_on=given.get("received", date(2026, 9, 30)),
        due_on=given.get("due"),
        respondent=Respondent(name=given.get("respondent", "")),
        facts=given.get("facts", {}),
        extra={"办理单位": given["office"]} if "office" in given else {},
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["name"] for example in EXAMPLES])
def test_the_examples_that_an_officer_can_read(example):
    found = classify(incoming_of(example["given"]), profile=example["profile"])
    answer = {"regimes": list(found.regimes), "suggested": list(found.suggested), "certainty": found.certainty}
    expected = {
        "regimes": example["regimes"],
        "suggested": example.get("suggested", []),
        "certainty": example["certainty"],
    }
    assert answer == expected, "\n".join(reason.zh for reason in found.reasons)
    for regime in (*found.regimes, *found.suggested):
        assert any(
            f"“{regime_label(regime)}”" in r.zh or regime_label(regime, language="en") in r.en for r in found.reasons
        )
    assert all(reason.zh.endswith("。") and reason.en.endswith((".", "?")) for reason in found.reasons)


def test_there_are_enough_examples_and_they_cover_both_profiles_and_every_certainty():
    assert len(EXAMPLES) >= 60
    assert {example["profile"] for example in EXAMPLES} == {"company", "authority"}
    assert {example["certainty"] for example in EXAMPLES} == set(CERTAINTIES)


def test_regimes_not_on_board_are_named_and_left_out():
    appeal = replace(COMPLAINT, channel="telecom_12300", regimes=(), demands=())
    found = classify(appeal, profile="company", on_board={"samr_complaint"})
    assert found.regimes == ()
    assert found.certainty == "uncertain"
    assert any("电信用户申诉" in reason.zh and "尚未收录" in reason.zh for reason in found.reasons)
    assert classify(appeal, profile="company", on_board={"telecom_appeal"}).regimes == ("telecom_appeal",)


def test_nothing_recognisable_and_ties_wait_for_a_person_where_competence_hangs_on_them():
    vague = replace(COMPLAINT, category="", title="", content="请处理")
    assert (classify(vague, profile="authority").matter, classify(vague, profile="authority").certainty) == (
        "other",
        "uncertain",
    )
    tied = replace(COMPLAINT, category="质量、价格", content="")
    assert classify(tied, profile="authority").certainty == "uncertain"
    assert classify(tied, profile="company").certainty == "certain"


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


def test_whatever_is_proposed_is_opened_by_a_receipt_that_starts_its_limits():
    """A regime that counts from a receipt needs that receipt, alone and beside a hotline's work order."""
    receipts = {"complaint_received", "report_received", "work_order_dispatched", "letter_received"}
    board = load_rulebook().regimes
    proposed = {
        (kind, regime)
        for channel in CHANNELS.values()
        for table in (channel.regimes, channel.company, channel.authority, channel.otherwise, channel.elsewhere)
        for kind, regimes in table.items()
        for regime in regimes
    } | {(kind, rule.regime) for matter in MATTERS.values() for rule in matter.rules for kind in rule.kinds}
    checked = 0
    for kind, regime in sorted(proposed):
        starts = (
            {str(s) for limit in board[regime].limits for s in limit.starts} & receipts if regime in board else set()
        )
        if not starts or regime == "house":
            continue
        for beside in ((), ("hotline_12345",)):
            opened = opening_events(replace(COMPLAINT, kind=kind, channel="visit"), (*beside, regime))
            assert {each.kind for each in opened} & starts, (kind, regime, beside)
            checked += 1
    assert checked > 40


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
