"""Which legal act it is when a letter leaves: one line a letter, and worked examples over the regimes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from compliance.casework.actor import Actor
from compliance.casework.filed_as import FILED_AS, OWED_TO, leaves
from compliance.casework.filing_acts import possible_acts, usual_acts
from compliance.casework.proceedings import record_legal_event
from compliance.casework.submission import Proof, file_document, record_receipt
from compliance.complaints.transitions import TRANSITIONS
from compliance.errors import BadInput
from compliance.records.complaints import Complaint, complaint, events_of
from compliance.records.due_dates import deadlines_of
from compliance.records.filings import filing
from compliance.records.verification import verify
from compliance.resources import Resources
from deadlines import Deadline
from deadlines.rulebook import load_rulebook
from filings.letters import load_catalogue
from tests.casework.builders import FRI_2026_11_20, SAT_2026_11_21, WED_2026_11_18, counts, registered
from tests.casework.issued_papers import issued_paper

THU_2026_11_19 = date(2026, 11, 19)
LETTERS = load_catalogue()
RULES = load_rulebook()


def test_every_letter_has_its_line_and_no_line_is_idle() -> None:
    assert set(FILED_AS) == {letter.id for letter in LETTERS.letters}


@pytest.mark.parametrize("letter_id", sorted(FILED_AS))
def test_every_act_of_a_line_is_one_that_a_case_knows(letter_id: str) -> None:
    line = FILED_AS[letter_id]
    letter = LETTERS.letter(letter_id)
    named = {*line.choices, *filter(None, (line.step, line.served))}
    assert named <= set(TRANSITIONS), f"{letter_id} names an act that does not exist"
    types = {spec.name: spec for spec in letter.facts}
    for fact in filter(None, (line.step_on, line.decided)):
        assert types[fact].type == "date", f"{letter_id}: {fact} is no day"
    for fact, values in line.by.items():
        assert set(values) <= set(types[fact].options), f"{letter_id}: {fact} has no such value"


def test_every_act_that_ends_or_starts_a_clock_by_our_letter_is_reached_by_some_letter() -> None:
    """What a company or an accepting body does in writing: no limit waits for a letter that would not end it."""
    in_writing = {
        *("accepted", "not_accepted", "correction_requested", "parties_notified", "reporter_notified", "extended"),
        *("decision_notified", "decision_served", "recheck_decided", "replied", "filed", "statement_made"),
        *("hearing_requested", "incident_reported", "summary_reported", "recall_plan_filed", "recall_notified"),
        *(
            "recall_progress_reported",
            "transferred",
            "settled",
            "mediation_terminated",
            "case_opened",
            "case_not_opened",
        ),
        *("decision_made", "odr_failed", "withdrawn", "incident_closed", "recall_completed"),
    }
    reached = {act for line in FILED_AS.values() for act in (*line.choices, line.step, line.served)}
    assert in_writing <= reached


def test_every_regime_whose_answer_is_a_reply_says_whom_the_answer_must_reach() -> None:
    asked = {limit.regime for limit in RULES.limits if "replied" in limit.met_by}
    assert asked == set(OWED_TO)


def test_a_letter_of_the_house_is_a_plain_filing_that_a_person_may_call_an_answer() -> None:
    line = leaves("letter_of_our_own")
    assert line.otherwise == "filed" and not line.acts and "replied" in line.choices


async def clock(resources: Resources, case: Complaint, limit: str) -> Deadline:
    return next(one for one in await deadlines_of(resources.database, case.id) if one.limit == limit)


async def kinds(resources: Resources, case: Complaint) -> list[str]:
    return [event.kind for event in await events_of(resources.database, case.id)]


async def told(resources: Resources, officer: Actor, case: Complaint, kind: str, on: date, **values: object) -> None:
    await record_legal_event(resources, officer, number=case.number, kind=kind, occurred_on=on, **values)  # type: ignore[arg-type]


BY_POST: dict[str, Any] = {"channel": "post", "tracking": "EM000000001CN", "addressee": "示例收件人"}


async def test_a_bank_decision_is_told_in_time_by_posting_and_the_recheck_runs_from_service(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer, regimes=("bank_insurance_complaint",))
    paper = await issued_paper(resources, officer, reviewer, case.number, "bank_decision_notice", on=WED_2026_11_18)
    sent = await file_document(resources, officer, document_id=paper.id, filed_on=THU_2026_11_19, **BY_POST)
    assert (sent.acts, sent.limit_id) == (("decision_notified",), "decision")
    assert (await clock(resources, case, "decision")).met_on == THU_2026_11_19
    assert (await clock(resources, case, "recheck_request")).started_on == THU_2026_11_19
    await record_receipt(resources, officer, filing_id=sent.id, received_on=SAT_2026_11_21, note="本人签收")
    assert (await kinds(resources, case))[-1] == "decision_served"
    recheck = await clock(resources, case, "recheck_request")
    assert (recheck.started_on, recheck.unrolled_on) == (SAT_2026_11_21, date(2026, 12, 21))
    assert (await clock(resources, case, "decision")).met_on == THU_2026_11_19, "posting in time stays in time"
    found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
    assert found.ok


async def test_the_second_decision_of_a_bank_answers_the_request_for_a_recheck(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer, regimes=("bank_insurance_complaint",))
    await told(resources, officer, case, "decision_notified", WED_2026_11_18)
    await told(resources, officer, case, "recheck_requested", THU_2026_11_19)
    paper = await issued_paper(resources, officer, reviewer, case.number, "bank_decision_notice", on=FRI_2026_11_20)
    sent = await file_document(resources, officer, document_id=paper.id, filed_on=FRI_2026_11_20, **BY_POST)
    assert (sent.acts, sent.limit_id) == (("recheck_decided",), "recheck_decision")


@pytest.mark.parametrize(
    ("new_due", "by", "due_on"),
    [("2026-12-18", "15 days", date(2026, 12, 18)), ("2026-12-10", "7 days", date(2026, 12, 10))],
)
async def test_an_extension_notice_carries_its_length_and_the_clock_that_it_moves(
    resources: Resources, officer: Actor, reviewer: Actor, new_due: str, by: str, due_on: date
) -> None:
    case = await registered(resources, officer, regimes=("bank_insurance_complaint",))
    before = await clock(resources, case, "decision")
    facts = {"original_due": "2026-12-03", "new_due": new_due}
    assert before.due_on == date(2026, 12, 3)
    paper = await issued_paper(
        resources, officer, reviewer, case.number, "bank_extension_notice", facts, on=FRI_2026_11_20
    )
    sent = await file_document(resources, officer, document_id=paper.id, filed_on=FRI_2026_11_20, **BY_POST)
    event = (await events_of(resources.database, case.id))[-1]
    assert (sent.acts, event.kind, event.by, event.limit) == (("extended",), "extended", by, "decision")
    assert (await clock(resources, case, "decision")).due_on == due_on


async def test_an_extension_of_nothing_is_a_plain_filing_and_not_called_an_extension(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    facts = {"original_due": "2026-12-03", "new_due": "2026-12-18"}
    paper = await issued_paper(
        resources, officer, reviewer, case.number, "consumer_extension_notice", facts, on=FRI_2026_11_20
    )
    before = await counts(resources)
    with pytest.raises(BadInput) as refused:
        await file_document(resources, officer, document_id=paper.id, act="extended", **BY_POST)
    assert "act" in refused.value.fields and await counts(resources) == before
    sent = await file_document(resources, officer, document_id=paper.id, **BY_POST)
    assert sent.acts == ("filed",)


async def test_a_hotline_reply_answers_the_work_order_and_a_letter_to_the_caller_does_not(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(
        resources, officer, regimes=("hotline_12345",), channel="hotline_12345", due_on=date(2026, 11, 25)
    )
    result = await issued_paper(resources, officer, reviewer, case.number, "consumer_result_notice", on=FRI_2026_11_20)
    sent = await file_document(resources, officer, document_id=result.id, filed_on=FRI_2026_11_20, **BY_POST)
    assert "replied" not in sent.acts and (await clock(resources, case, "reply")).met_on is None
    reply = await issued_paper(resources, officer, reviewer, case.number, "hotline_reply", on=FRI_2026_11_20)
    sent = await file_document(
        resources, officer, document_id=reply.id, channel="portal", addressee="示例热线", tracking="GD-1",
        filed_on=SAT_2026_11_21,
    )  # fmt: skip
    assert (sent.acts, sent.limit_id) == (("replied",), "reply")
    assert (await clock(resources, case, "reply")).met_on == SAT_2026_11_21


async def test_an_answer_to_the_regulator_does_not_end_what_is_owed_to_the_customer(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(
        resources, officer, regimes=("telecom_complaint", "authority_letter"), due_on=date(2026, 11, 27)
    )
    await told(resources, officer, case, "complaint_received", WED_2026_11_18)
    paper = await issued_paper(resources, officer, reviewer, case.number, "company_statement", on=FRI_2026_11_20)
    assert await usual_acts(resources, case, paper) == ("filed",)
    effects = {effect.act: effect for effect in await possible_acts(resources, case, paper)}
    assert [one.regime for one in effects["replied"].wrongs] == ["telecom_complaint"]
    assert [one.regime for one in effects["replied"].ends] == ["authority_letter"]
    sent = await file_document(resources, officer, document_id=paper.id, act="replied", **BY_POST)
    assert sent.acts == ("replied",), "a person who knows that the customer was told as well says so"


async def test_a_telecom_appeal_reply_ends_the_time_that_the_letter_set(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(
        resources, officer, regimes=("telecom_appeal", "authority_letter"), due_on=date(2026, 11, 27)
    )
    paper = await issued_paper(resources, officer, reviewer, case.number, "telecom_appeal_reply", on=FRI_2026_11_20)
    sent = await file_document(resources, officer, document_id=paper.id, filed_on=FRI_2026_11_20, **BY_POST)
    assert (sent.acts, sent.regime, sent.limit_id) == (("replied",), "authority_letter", "reply")


async def test_postal_papers_end_the_company_s_time_only_when_they_answer(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer, regimes=("postal_appeal",))
    await told(resources, officer, case, "letter_received", WED_2026_11_18)
    asking = await issued_paper(resources, officer, reviewer, case.number, "extension_request", on=FRI_2026_11_20)
    sent = await file_document(resources, officer, document_id=asking.id, **BY_POST)
    assert sent.acts == () and sent.limit_id is None, "asking for time must not count as the answer"
    result = await issued_paper(resources, officer, reviewer, case.number, "postal_appeal_result", on=FRI_2026_11_20)
    sent = await file_document(resources, officer, document_id=result.id, **BY_POST)
    assert sent.acts == ("filed",) and sent.regime == "postal_appeal"


@pytest.mark.parametrize(("result", "act"), [("达成和解", "settled"), ("未达成和解", "odr_failed")])
async def test_the_feedback_to_the_platform_is_what_its_result_says(
    resources: Resources, officer: Actor, reviewer: Actor, result: str, act: str
) -> None:
    case = await registered(resources, officer, regimes=("odr_12315",))
    paper = await issued_paper(
        resources, officer, reviewer, case.number, "odr_settlement_feedback", {"result": result}, on=FRI_2026_11_20
    )
    sent = await file_document(resources, officer, document_id=paper.id, **BY_POST)
    assert sent.acts == (act,)


async def test_a_paper_of_the_house_is_on_the_register_and_moves_nothing(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    paper = await issued_paper(resources, officer, reviewer, case.number, "internal_transfer_slip", on=FRI_2026_11_20)
    before = (await kinds(resources, case), case.status)
    sent = await file_document(resources, officer, document_id=paper.id, **BY_POST)
    now = await complaint(resources.database, case.number)
    assert now and (await kinds(resources, case), now.status) == before and sent.acts == ()


@pytest.fixture
def authority(resources: Resources) -> None:
    resources.settings = replace(resources.settings, profile="authority")


@pytest.mark.usefixtures("authority")
async def test_decisions_of_the_accepting_body_are_recorded_before_they_are_told(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    decision = await issued_paper(resources, officer, reviewer, case.number, "acceptance_decision", on=WED_2026_11_18)
    await file_document(resources, officer, document_id=decision.id, filed_on=THU_2026_11_19, **BY_POST)
    accepted = (await events_of(resources.database, case.id))[-1]
    assert (accepted.kind, accepted.on, accepted.decided_on) == ("accepted", THU_2026_11_19, WED_2026_11_18)
    assert (await clock(resources, case, "mediation_end")).started_on == WED_2026_11_18
    ended = await issued_paper(
        resources, officer, reviewer, case.number, "mediation_termination_decision", on=THU_2026_11_19
    )
    sent = await file_document(resources, officer, document_id=ended.id, filed_on=SAT_2026_11_21, **BY_POST)
    assert sent.acts == ("mediation_terminated", "parties_notified")
    assert (await clock(resources, case, "mediation_end")).met_on == THU_2026_11_19
    assert (await clock(resources, case, "termination_notice")).met_on == SAT_2026_11_21


@pytest.mark.usefixtures("authority")
async def test_a_report_is_decided_on_its_day_and_the_reporter_told_when_the_notice_leaves(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer, kind="report", regimes=("samr_report", "advertising"))
    notice = await issued_paper(
        resources,
        officer,
        reviewer,
        case.number,
        "case_opening_notice",
        {"decided_on": "2026-11-19"},
        on=FRI_2026_11_20,
    )
    sent = await file_document(resources, officer, document_id=notice.id, filed_on=SAT_2026_11_21, **BY_POST)
    assert sent.acts == ("case_opened", "reporter_notified")
    opened = next(event for event in await events_of(resources.database, case.id) if event.kind == "case_opened")
    assert opened.on == THU_2026_11_19
    assert sent.regime == "advertising"


@pytest.mark.usefixtures("authority")
async def test_a_petition_opinion_is_made_told_and_served_on_three_days(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer, regimes=("petition",))
    await told(resources, officer, case, "accepted", WED_2026_11_18)
    paper = await issued_paper(resources, officer, reviewer, case.number, "petition_opinion", on=THU_2026_11_19)
    sent = await file_document(
        resources, officer, document_id=paper.id, filed_on=FRI_2026_11_20, **BY_POST,
        proof=Proof(SAT_2026_11_21, note="信访人签收"),
    )  # fmt: skip
    assert sent.acts == ("decision_made", "decision_notified") and sent.receipt_on == SAT_2026_11_21
    assert (await kinds(resources, case))[-3:] == ["decision_made", "decision_notified", "decision_served"]
    assert (await clock(resources, case, "handling_opinion")).met_on == THU_2026_11_19
    assert (await clock(resources, case, "review_request")).started_on == SAT_2026_11_21


async def test_an_act_that_the_letter_cannot_be_is_refused_and_leaves_nothing(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    paper = await issued_paper(resources, officer, reviewer, case.number, "company_statement", on=FRI_2026_11_20)
    before = await counts(resources)
    with pytest.raises(BadInput) as refused:
        await file_document(resources, officer, document_id=paper.id, act="mediation_terminated", **BY_POST)
    assert "act" in refused.value.fields and await counts(resources) == before
    sent = await file_document(resources, officer, document_id=paper.id, act="", **BY_POST)
    assert sent.acts == (), "a person may say that it was no act at all"


async def test_a_filing_keeps_what_its_channel_records_and_what_it_was_about(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer, category="家用电器", extra={"品牌": "示例牌", "投诉人": "欧*"})
    paper = await issued_paper(
        resources, officer, reviewer, case.number, "odr_settlement_feedback",
        {"goods": "吸尘器", "order_number": "DD-77"}, on=FRI_2026_11_20,
    )  # fmt: skip
    sent = await file_document(
        resources, officer, document_id=paper.id, fields={"carrier": "示例邮政", "to_address": "示例路1号"}, **BY_POST
    )
    known = await filing(resources.database, sent.id)
    assert known and dict(known.fields) == {
        "carrier": "示例邮政",
        "to_address": "示例路1号",
        "tracking_number": "EM000000001CN",
    }
    assert known.about.split()[:4] == ["吸尘器", "DD-77", "示例牌", "家用电器"] and "欧" not in known.about
    before = await counts(resources)
    for fields in ({"place": "窗口"}, {"carrier": "长" * 201}):
        with pytest.raises(BadInput):
            await file_document(resources, officer, document_id=paper.id, fields=fields, **BY_POST)
    with pytest.raises(BadInput) as refused:
        await file_document(
            resources, officer, document_id=paper.id, channel="post", addressee="甲", tracking="9" * 121
        )
    assert "tracking" in refused.value.fields and await counts(resources) == before
