"""The deadline certificate of a case's clock: the stored trace on paper, its making on record."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.casework.certificates import certify_deadline, clock_of_key
from compliance.casework.intake import receive_complaint
from compliance.complaints.model import IncomingComplaint
from compliance.errors import NotFound
from filings.word import word_text

TUE_2026_09_29 = date(2026, 9, 29)


async def test_a_certificate_names_the_day_the_article_and_the_notice(resources, officer, house) -> None:
    incoming = IncomingComplaint(
        source="manual", channel="samr_12315", content="购买的商品不能使用。", received_on=TUE_2026_09_29
    )
    case = await receive_complaint(
        resources, officer, incoming=incoming, regimes=("samr_complaint",), submission_key="one"
    )
    made = await certify_deadline(
        resources,
        officer,
        number=case.number,
        regime="samr_complaint",
        limit="acceptance_decision",
        started_on="2026-09-29",
    )
    words = word_text(made.docx)
    for expected in (case.number, "第十五条", "国办发明电〔2025〕7号", "2026年10月14日"):
        assert expected in words
    assert made.pdf.startswith(b"%PDF-")
    entry = await resources.database.one("SELECT * FROM audit_entries ORDER BY id DESC LIMIT 1")
    assert entry["action"] == "certify_deadline" and entry["case_number"] == case.number


async def test_a_clock_that_the_case_has_not_is_refused(resources, officer, house) -> None:
    incoming = IncomingComplaint(source="manual", channel="samr_12315", content="x", received_on=TUE_2026_09_29)
    case = await receive_complaint(
        resources, officer, incoming=incoming, regimes=("samr_complaint",), submission_key="two"
    )
    with pytest.raises(NotFound, match=case.number):
        await certify_deadline(
            resources, officer, number=case.number, regime="house", limit="closed_loop", started_on="2026-09-29"
        )


@pytest.mark.parametrize("key", ["", "a.b", "../../x.y.2026-11-10", "a.b.2026-11-10;drop"])
def test_a_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(NotFound):
        clock_of_key(key)
