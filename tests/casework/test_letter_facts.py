"""What a letter is told by its case: whom it goes to, whose name it may carry, and where each value comes from."""

from __future__ import annotations

import pytest

from compliance.casework.facts import addressee_facts, addressee_of
from filings.letters import load_catalogue

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
