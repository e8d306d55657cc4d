"""What a letter is told by its case: whom it goes to, whose name it may carry, and where each value comes from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from compliance.casework.actor import Actor, system_actor
from compliance.casework.fact_providers import CARRIED, PROVIDERS
from compliance.casework.facts import Gathered, addressee_facts, addressee_of, gather_facts
from compliance.casework.named_persons import REPORTER
from compliance.casework.proceedings import record_legal_event
from compliance.casework.submission import file_document
from compliance.records.complaints import complaint
from compliance.resources import Resources
from filings.letters import load_catalogue
from tests.casework.builders import FRI_2026_11_20, IDENTITY, NAME, PHONE, SAT_2026_11_21, WED_2026_11_18, registered
from tests.casework.issued_papers import issued_paper

LETTERS = load_catalogue()
NAMES_NOBODY = {
    *("archive_contents", "archive_cover", "archive_note", "deadline_certificate", "internal_violation_register"),
    *("consumer_warning", "media_statement_first", "media_statement_update", "media_statement_final"),
    "mediation_record",
}
"""Papers for the file, the public or whoever was in the room; every other letter says whom it goes to."""


def test_every_letter_that_goes_to_somebody_names_him_in_a_fact() -> None:
    assert {letter.id for letter in LETTERS.letters if not addressee_facts(letter)} == NAMES_NOBODY


@pytest.mark.parametrize(
    ("letter_id", "facts", "addressee"),
    [
        ("company_statement", {"authority": "示例市市场监督管理局", "complainant": "欧某"}, "示例市市场监督管理局"),
        ("odr_settlement_feedback", {"platform": "全国12315平台", "complainant": "欧某"}, "全国12315平台"),
        ("message_board_reply", {"platform": "示例留言板", "message_title": "充电"}, "示例留言板"),
        ("hotline_reply", {"hotline": "示例市12345热线"}, "示例市12345热线"),
        ("clue_transfer_letter", {"recipient": "示例市公安局"}, "示例市公安局"),
        ("appraisal_commission", {"institution": "示例检测中心", "complainant": "欧某"}, "示例检测中心"),
        ("association_referral_letter", {"respondent": "示例公司", "complainant": "欧某"}, "示例公司"),
        ("mediation_notice", {"complainant": "欧某", "respondent": "示例公司"}, "欧某、示例公司"),
        ("consumer_settlement_agreement", {"complainant": "欧某", "company": "示例公司"}, "欧某"),
        ("complainant_power_of_attorney", {"complainant": "欧某", "authority": "示例局"}, "示例局"),
        ("internal_transfer_slip", {"recipients": "客户服务部", "complainant": "欧某"}, "客户服务部"),
        ("archive_cover", {"subject": "吸尘器"}, ""),
        ("company_statement", {"authority": "  "}, ""),
    ],
)
def test_the_addressee_is_read_from_the_fact_that_holds_the_name(letter_id: str, facts: dict, addressee: str) -> None:
    assert addressee_of(LETTERS.letter(letter_id), facts) == addressee


async def known(resources: Resources, number: str, letter_id: str) -> dict[str, Gathered]:
    case = await complaint(resources.database, number)
    assert case
    letter = resources.letters.letter(letter_id)
    return await gather_facts(resources, case, letter, step_on=SAT_2026_11_21, actor_name="示例经办")


async def values(resources: Resources, number: str, letter_id: str) -> dict[str, Any]:
    return {name: fact.value for name, fact in (await known(resources, number, letter_id)).items()}


def test_every_reading_is_asked_for_by_some_letter() -> None:
    asked = {spec.name for letter in LETTERS.letters for spec in letter.facts}
    assert set(PROVIDERS) <= asked and set(CARRIED) <= asked


@pytest.mark.parametrize("letter_id", [letter.id for letter in LETTERS.letters])
async def test_every_value_says_where_it_was_taken_from_and_is_one_that_the_letter_takes(
    sqlite_resources: Resources, letter_id: str
) -> None:
    resources = sqlite_resources
    case = await registered(resources, system_actor(resources), due_on=date(2026, 11, 27), regimes=("samr_complaint",))
    found = await known(resources, case.number, letter_id)
    specs = {spec.name: spec for spec in LETTERS.letter(letter_id).facts}
    for name, fact in found.items():
        assert fact.source["zh"].strip() and fact.source["en"].strip(), name
        if specs[name].options:
            assert fact.value in specs[name].options, f"{name} is not one of its options"
        if specs[name].type == "date":
            assert date.fromisoformat(fact.value)


FULL_NAME = {
    *("distribution_notice", "referral_notice", "handling_result_report", "entrusted_mediation_letter"),
    *("association_referral_letter", "supervision_order", "internal_transfer_slip", "appraisal_commission"),
    *("acceptance_decision", "consumer_result_notice", "mediation_statement", "petition_opinion", "mediation_record"),
}
MASKED_NAME = {
    *("company_statement", "complaint_reply_letter", "bank_regulator_report", "telecom_appeal_reply"),
    *("odr_settlement_feedback", "mediation_refusal", "postal_appeal_result", "extension_request"),
}


@pytest.mark.parametrize("letter_id", sorted(FULL_NAME | MASKED_NAME))
async def test_a_complaint_names_its_complainant_only_where_the_name_is_needed(
    resources: Resources, officer: Actor, letter_id: str
) -> None:
    case = await registered(resources, officer)
    found = await values(resources, case.number, letter_id)
    assert found["complainant"] == (NAME if letter_id in FULL_NAME else "欧阳*")
    assert IDENTITY not in str(found), "an identity number stands whole in no letter but the complainant's own"
    assert (PHONE in str(found)) == (letter_id in FULL_NAME and "complainant_phone" in found)


@pytest.mark.parametrize("letter_id", [letter.id for letter in LETTERS.letters if letter.sides == ("company",)])
async def test_no_paper_of_a_company_carries_a_trace_of_a_reporter(sqlite_resources: Resources, letter_id: str) -> None:
    case = await registered(sqlite_resources, system_actor(sqlite_resources), kind="report", regimes=("samr_report",))
    found = await values(sqlite_resources, case.number, letter_id)
    assert not any(part in str(found) for part in (NAME, "欧阳", PHONE, PHONE[-4:], IDENTITY[:6]))
    if "complainant" in {spec.name for spec in LETTERS.letter(letter_id).facts}:
        assert found["complainant"] == REPORTER


async def test_bodies_that_handle_a_report_name_the_reporter_and_nobody_tells_the_reported(
    resources: Resources, officer: Actor
) -> None:
    resources.settings = replace(resources.settings, profile="authority")
    case = await registered(resources, officer, kind="report", regimes=("samr_report",))
    assert (await values(resources, case.number, "distribution_notice"))["complainant"] == NAME
    assert (await values(resources, case.number, "case_opening_notice"))["complainant"] == NAME
    for to_the_reported in ("mediation_notice", "association_referral_letter"):
        found = await values(resources, case.number, to_the_reported)
        assert found["complainant"] == REPORTER and PHONE not in str(found)
    clue = await values(resources, case.number, "clue_transfer_letter")
    assert clue["clue_source"] == "举报" and clue["from_report"] is True


async def test_the_ground_recorded_with_the_step_stands_in_the_letter(resources: Resources, officer: Actor) -> None:
    resources.settings = replace(resources.settings, profile="authority")
    case = await registered(resources, officer)
    note = "不予受理情形：《市场监督管理投诉举报处理办法》（国家市场监督管理总局令第121号）第十六条第（三）项。所涉规定：某规定第五条。"
    await record_legal_event(
        resources, officer, number=case.number, kind="not_accepted", occurred_on=FRI_2026_11_20, note=note
    )
    found = await known(resources, case.number, "non_acceptance_decision")
    assert (found["ground"].value, found["ground_detail"].value) == (3, "某规定第五条")
    assert found["ground"].source["zh"] == "办理经过中登记的法定情形"
    assert "ground" not in await known(resources, case.number, "mediation_termination_decision")


async def test_an_extension_letter_proposes_the_day_that_the_text_allows(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer, regimes=("bank_insurance_complaint",))
    found = await values(resources, case.number, "bank_extension_notice")
    assert (found["original_due"], found["new_due"]) == ("2026-12-03", "2026-12-18")
    none = await registered(resources, officer, key="form-2")
    assert "new_due" not in await values(resources, none.number, "consumer_extension_notice")


async def test_columns_of_an_import_and_earlier_papers_fill_goods_order_and_amount(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    extra = {"商品名称": "吸尘器", "品牌": "示例牌", "订单编号": "DD-7", "涉及金额": "1,299.00元"}
    case = await registered(resources, officer, extra=extra)
    found = await values(resources, case.number, "consumer_result_notice")
    assert (found["goods"], found["order_number"], found["amount"]) == ("吸尘器", "DD-7", "1299.00")
    plain = await registered(resources, officer, key="form-2")
    facts = {"goods": "充电座", "legal_representative": "示例代表", "agent": NAME}
    paper = await issued_paper(resources, officer, reviewer, plain.number, "consumer_receipt", facts, on=FRI_2026_11_20)
    again = await known(resources, plain.number, "consumer_settlement_agreement")
    assert (again["goods"].value, again["legal_representative"].value) == ("充电座", "示例代表")
    assert again["goods"].source["zh"] == f"本案文书“{paper.title}”"


async def test_the_analysis_report_counts_the_month_before(resources: Resources, officer: Actor) -> None:
    for place, (day, channel) in enumerate(((5, "samr_office"), (31, "samr_office"), (31, "visit"))):
        await registered(
            resources, officer, key=f"k-{place}", received_on=date(2026, 10, day), channel=channel, category="家电"
        )
    case = await registered(resources, officer, key="k-now")
    found = await known(resources, case.number, "complaint_analysis_report")
    assert (found["period"].value, found["period_from"].value) == ("2026年10月", "2026-10-01")
    assert found["totals"].value[0] == {"name": "收到件数", "value": "3", "previous": "0"}
    assert [(row["count"], row["share"]) for row in found["by_channel"].value] == [("2", "66.7%"), ("1", "33.3%")]
    assert found["by_category"].value == [{"name": "家电", "count": "3", "share": "100.0%", "previous": "0"}]
    assert found["totals"].source["zh"] == "台账统计"


async def test_a_report_of_an_incident_knows_the_reports_before_it(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    await record_legal_event(
        resources, officer, number=case.number, kind="incident_noticed", occurred_on=WED_2026_11_18
    )
    first = await issued_paper(
        resources, officer, reviewer, case.number, "mass_complaint_first_report", on=FRI_2026_11_20
    )
    await file_document(
        resources, officer, document_id=first.id, channel="in_person", addressee="示例总部", filed_on=FRI_2026_11_20
    )
    found = await values(resources, case.number, "mass_complaint_final_report")
    assert found["occurred_on"] == "2026-11-18"
    assert found["reports"] == [{"report": first.title, "when": "2026-11-20"}]
    follow_up = await values(resources, case.number, "mass_complaint_follow_up_report")
    assert follow_up["first_reported_on"] == "2026-11-20"
