"""The deadline certificate of a case's clock: the stored trace and the facts on file on paper, its making on record."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest

from compliance.casework.actor import Actor
from compliance.casework.as_json import case_as_json
from compliance.casework.certificates import certified, certify_deadline, clock_of_key, moves_of_clock
from compliance.casework.intake import receive_complaint
from compliance.casework.law_changes import confirm_law_change, propose_law_change
from compliance.casework.proceedings import record_legal_event
from compliance.complaints.model import IncomingComplaint
from compliance.errors import NotFound
from compliance.records.complaints import Complaint, complaint
from compliance.records.due_dates import deadlines_of
from compliance.records.law import LawText
from compliance.records.law_moves import moves_of_case
from compliance.resources import Resources
from deadlines import Deadline
from filings.rendering import Rendered
from filings.word import word_text
from tests.casework.builders import registered

TUE_2026_09_29 = date(2026, 9, 29)
WED_2026_09_30 = date(2026, 9, 30)
MON_2026_10_12 = date(2026, 10, 12)
TUE_2026_10_20 = date(2026, 10, 20)
TUE_2026_11_03 = date(2026, 11, 3)
SLIP, ORDER, RESULT = (b"%PDF-1.7 " + name for name in (b"slip", b"order", b"result"))
# An invented notice: no notice for 2027 is published. The last day of sixty, Monday 4 January 2027, becomes a day off.
INVENTED_2027 = """year = 2027
number = "（试）第1号"
title = "试验用的2027年放假安排"
issued_on = 2026-11-20

[[holiday]]
name = "元旦"
from = 2027-01-01
until = 2027-01-04
makeup = [2026-12-27]
"""


async def mediated(resources: Resources, officer: Actor) -> Complaint:
    """A case in mediation that stood still from 12 to 19 October for an appraisal, every act with its evidence."""
    case = await registered(resources, officer, received_on=TUE_2026_09_29)
    acts: tuple[dict[str, Any], ...] = (
        {"kind": "accepted", "occurred_on": WED_2026_09_30, "evidence": SLIP, "evidence_name": "告知🙂截图.pdf"},
        {
            "kind": "suspended",
            "occurred_on": MON_2026_10_12,
            "ground": "appraisal",
            "evidence": ORDER,
            "evidence_name": "鉴定委托书.pdf",
            "paper": "示鉴〔2026〕3号",
        },
        {
            "kind": "resumed",
            "occurred_on": TUE_2026_10_20,
            "ground": "appraisal",
            "evidence": RESULT,
            "evidence_name": "鉴定意见.pdf",
            "note": "内部备注不外传",
        },
    )
    for act in acts:
        await record_legal_event(resources, officer, number=case.number, reason="补登", **act)
    found = await complaint(resources.database, case.number)
    assert found is not None
    return found


async def clock_of(resources: Resources, case: Complaint, limit: str) -> Deadline:
    return next(each for each in await deadlines_of(resources.database, case.id) if each.limit == limit)


async def certificate_of(resources: Resources, officer: Actor, case: Complaint, limit: str) -> Rendered:
    clock = await clock_of(resources, case, limit)
    return await certify_deadline(
        resources,
        officer,
        number=case.number,
        regime=clock.regime,
        limit=limit,
        started_on=clock.started_on.isoformat(),
    )


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


async def test_the_acts_stand_with_their_evidence_and_who_recorded_them(resources, officer, house) -> None:
    case = await mediated(resources, officer)
    made = await certificate_of(resources, officer, case, "mediation_end")
    words = word_text(made.docx)
    for content in (SLIP, ORDER, RESULT):
        assert words.count(hashlib.sha256(content).hexdigest()) == 1
    assert "2026年9月30日（周三）受理" in words and "证据1“告知□截图.pdf”" in words
    assert "2026年10月12日至19日因鉴定中止，共8日" in words
    assert "中止：文书示鉴〔2026〕3号；证据2“鉴定委托书.pdf”" in words and "恢复：证据3“鉴定意见.pdf”" in words
    assert words.count(f"{officer.name}2026-11-21") == 3
    assert "内部备注不外传" not in words
    assert len(pypdfium2.PdfDocument(io.BytesIO(made.pdf))) == 1


async def test_the_act_that_met_a_clock_stands_with_its_evidence(resources, officer, house) -> None:
    case = await mediated(resources, officer)
    words = word_text((await certificate_of(resources, officer, case, "acceptance_decision")).docx)
    assert "完成：2026年9月30日（周三）受理，未逾期" in words and "证据1“告知□截图.pdf”" in words
    assert "2026年9月29日（周二）收到投诉" in words and "未附证据文件" in words


async def test_the_days_on_paper_are_the_trace_that_the_api_gives(resources, officer, house) -> None:
    case = await mediated(resources, officer)
    answered = {each["limit"]: each for each in (await case_as_json(resources, case))["deadlines"]}["mediation_end"]
    clock = await clock_of(resources, case, "mediation_end")
    shown = await certified(resources, case, clock)
    assert shown["trace"] == answered["trace"] and len(shown["trace"]) == 68
    words = word_text((await certificate_of(resources, officer, case, "mediation_end")).docx).split("\n")
    day = TUE_2026_09_29
    for step in answered["trace"]:
        day = date.fromisoformat(step["on"])
        mark = f"第{step['ordinal']}日" if step["counted"] else "停"
        assert f"{day:%m-%d} {mark}" in words
    assert f"{day + timedelta(days=1):%m-%d} 第61日" not in words


async def test_what_a_change_of_law_moved_stands_with_who_and_why(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor, house
) -> None:
    case = await registered(resources, officer, received_on=TUE_2026_11_03)
    await record_legal_event(
        resources, officer, number=case.number, kind="accepted", occurred_on=TUE_2026_11_03, reason="补登"
    )
    change = await propose_law_change(
        resources,
        reviewer,
        origin="notice",
        title="2027年放假安排",
        texts=[LawText("calendar", "2027.toml", INVENTED_2027)],
        reason="载入新通知",
    )
    await confirm_law_change(resources, head, change_id=change.id, reason="已对照通知核对")
    words = word_text((await certificate_of(resources, officer, case, "mediation_end")).docx)
    assert "2027年1月4日（周一）改为2027年1月5日（周二）：2027年放假安排" in words
    assert f"{reviewer.name}提出，{head.name}决定，2026-11-21" in words and "理由：已对照通知核对" in words
    assert "规定变动" not in word_text((await certificate_of(resources, officer, case, "acceptance_decision")).docx)

    clock = await clock_of(resources, case, "mediation_end")
    (move,) = await moves_of_case(resources.database, case.id)
    twin = replace(clock, started_on=WED_2026_09_30, due_on=date(2026, 12, 1))
    assert moves_of_clock(clock, [move]) == (move,)
    assert moves_of_clock(twin, [move]) == ()


@pytest.mark.parametrize("key", ["", "a.b", "../../x.y.2026-11-10", "a.b.2026-11-10;drop"])
def test_a_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(NotFound):
        clock_of_key(key)
