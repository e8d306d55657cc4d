"""Which step may follow which: the status comes from the acts, and a refusal says what may be recorded instead."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.complaints.lifecycle import (
    StepRefused,
    allowed_acts,
    check_step,
    effective_events,
    status_after,
)
from compliance.complaints.transitions import STATUS_LABELS, TRANSITIONS, Status, act_label, status_label
from deadlines.legal_events import EventKind

SAT_2026_11_21 = date(2026, 11, 21)


@dataclass(frozen=True)
class Event:
    kind: str
    on: date
    ground: str = ""
    id: int | None = None
    supersedes: int | None = None
    decided_on: date | None = None


def act(kind: str, day: str, **more) -> Event:
    return Event(kind=kind, on=date.fromisoformat(f"2026-{day}"), **more)


RECEIVED = act("complaint_received", "09-30")
ACCEPTED = act("accepted", "10-12")
SUSPENDED = act("suspended", "10-20", ground="appraisal")


def refused(events, new, profile="authority", today=SAT_2026_11_21) -> StepRefused:
    with pytest.raises(StepRefused) as caught:
        check_step(events, new, profile, today)
    assert caught.value.said.zh.endswith("。")
    assert caught.value.said.en.endswith(".")
    return caught.value


def test_the_table_knows_exactly_the_acts_of_the_engine():
    assert set(TRANSITIONS) == {kind.value for kind in EventKind}
    assert set(STATUS_LABELS) == set(Status)
    assert act_label("not_accepted") == "不予受理"
    assert status_label("closed", language="en") == "closed"


@pytest.mark.parametrize(
    ("acts", "status"),
    [
        ([], Status.REGISTERED),
        ([RECEIVED], Status.REGISTERED),
        ([RECEIVED, act("correction_requested", "10-09")], Status.AWAITING_CORRECTION),
        ([RECEIVED, act("correction_requested", "10-09"), act("correction_received", "10-10")], Status.REGISTERED),
        ([RECEIVED, ACCEPTED], Status.ACCEPTED),
        ([RECEIVED, act("not_accepted", "10-12")], Status.REFUSED),
        ([RECEIVED, ACCEPTED, act("mediation_started", "10-13")], Status.IN_PROGRESS),
        ([RECEIVED, ACCEPTED, SUSPENDED], Status.SUSPENDED),
        ([RECEIVED, ACCEPTED, SUSPENDED, act("resumed", "10-30")], Status.ACCEPTED),
        ([RECEIVED, ACCEPTED, act("settled", "10-30")], Status.CONCLUDED),
        ([RECEIVED, ACCEPTED, act("mediation_terminated", "10-30"), act("parties_notified", "11-02")], Status.REPLIED),
        ([RECEIVED, act("replied", "10-12"), act("filed", "10-12")], Status.FILED),
        ([RECEIVED, act("replied", "10-12"), act("filed", "10-12"), act("closed", "10-20")], Status.CLOSED),
        ([RECEIVED, act("withdrawn", "10-12")], Status.WITHDRAWN),
        ([RECEIVED, act("transferred", "10-12")], Status.TRANSFERRED),
        ([RECEIVED, act("returned", "10-12")], Status.RETURNED),
        ([RECEIVED, act("closed", "10-12"), act("reopened", "10-13")], Status.REOPENED),
        ([act("report_received", "09-30"), act("case_not_opened", "10-12")], Status.CONCLUDED),
        ([act("work_order_dispatched", "09-30"), act("signed_in", "09-30")], Status.REGISTERED),
    ],
)
def test_the_status_follows_from_the_acts(acts, status):
    assert status_after(acts, "authority") == status


def test_recording_order_does_not_matter_for_acts_on_different_days():
    assert status_after([ACCEPTED, RECEIVED], "authority") == Status.ACCEPTED


def test_a_notice_after_the_end_does_not_bring_a_file_back_to_life():
    ended = [RECEIVED, act("withdrawn", "10-12"), act("parties_notified", "10-13"), act("filed", "10-13")]
    assert status_after(ended, "company") == Status.WITHDRAWN
    check_step(ended[:2], ended[2], "company", SAT_2026_11_21)


def test_an_act_that_the_state_does_not_allow_names_what_it_allows():
    answer = refused([RECEIVED, act("closed", "10-20")], act("replied", "10-21"))
    assert "当前状态为“已办结”，不能登记“答复”" in answer.said.zh
    assert "重新办理" in answer.said.zh
    assert "reopened" in answer.allowed
    assert "replied" not in answer.allowed


def test_refusal_after_acceptance_and_acceptance_after_refusal_are_refused():
    assert "已登记“受理”" in refused([RECEIVED, ACCEPTED], act("not_accepted", "10-20")).said.zh
    assert "不予受理" in refused([RECEIVED, act("not_accepted", "10-12")], act("accepted", "10-20")).said.zh


def test_after_reopening_the_decision_can_be_made_anew():
    acts = [RECEIVED, act("not_accepted", "10-12"), act("reopened", "10-20")]
    check_step(acts, act("accepted", "10-21"), "authority", SAT_2026_11_21)


def test_what_stands_once_is_not_recorded_twice():
    assert "已经登记过" in refused([RECEIVED, ACCEPTED], act("accepted", "10-20")).said.zh
    twice = refused([RECEIVED, act("closed", "10-20")], act("closed", "10-21"))
    assert "“办结”已经登记过，不能重复登记（当前状态：已办结）" in twice.said.zh
    assert "reopened" in twice.allowed


def test_an_act_before_the_receipt_is_refused_with_the_day_of_receipt():
    assert "早于收到日 2026-09-30" in refused([RECEIVED], act("replied", "09-29")).said.zh
    early_decision = act("accepted", "10-12", decided_on=date(2026, 9, 29))
    assert "早于收到日" in refused([RECEIVED], early_decision).said.zh


def test_a_day_that_has_not_come_is_refused():
    assert "晚于今天 2026-11-21" in refused([RECEIVED], act("accepted", "11-22")).said.zh
    late = act("accepted", "10-12", decided_on=date(2026, 10, 13))
    assert "晚于告知日" in refused([RECEIVED], late).said.zh


def test_nothing_can_be_recorded_before_a_receipt():
    assert "尚未登记收到日" in refused([], act("accepted", "10-12")).said.zh
    check_step([], RECEIVED, "authority", SAT_2026_11_21)


def test_what_happened_between_the_parties_may_lie_before_the_receipt():
    check_step([RECEIVED], act("goods_returned", "09-20"), "company", SAT_2026_11_21)
    check_step([RECEIVED], act("work_order_dispatched", "09-28"), "company", SAT_2026_11_21)


def test_suspension_and_resumption_go_in_pairs():
    assert "未曾中止" in refused([RECEIVED, ACCEPTED], act("resumed", "10-20")).said.zh
    assert "现处于中止" in refused([RECEIVED, ACCEPTED, SUSPENDED], act("suspended", "10-25", ground="testing")).said.zh
    assert "写明事由" in refused([RECEIVED, ACCEPTED], act("suspended", "10-20")).said.zh
    check_step([RECEIVED, ACCEPTED, SUSPENDED], act("resumed", "10-20"), "authority", SAT_2026_11_21)


def test_a_resumption_dated_before_the_suspension_is_refused():
    assert "未曾中止" in refused([RECEIVED, ACCEPTED, SUSPENDED], act("resumed", "10-15")).said.zh


def test_a_back_dated_act_must_not_undo_a_later_one():
    answer = refused([RECEIVED, ACCEPTED], act("withdrawn", "10-09"))
    assert "2026-10-12 的“受理”" in answer.said.zh


def test_a_back_dated_act_that_harms_nothing_is_allowed():
    check_step([RECEIVED, ACCEPTED], act("signed_in", "10-09"), "authority", SAT_2026_11_21)


def test_mediation_needs_acceptance_on_the_authority_side_only():
    assert "须先登记“受理”" in refused([RECEIVED], act("mediation_terminated", "10-20")).said.zh
    check_step([RECEIVED], act("mediation_terminated", "10-20"), "company", SAT_2026_11_21)


def test_an_unknown_act_is_refused_and_an_unknown_profile_is_a_mistake():
    assert "没有“foo”" in refused([RECEIVED], act("foo", "10-20")).said.zh
    with pytest.raises(ValueError, match="profile"):
        status_after([RECEIVED], "court")


def test_a_correction_strikes_out_or_replaces_an_entry():
    received = act("complaint_received", "09-30", id=1)
    wrong = act("accepted", "10-12", id=2)
    struck = act("corrected", "10-13", id=3, supersedes=2)
    assert status_after([received, wrong, struck], "authority") == Status.REGISTERED
    replacement = act("not_accepted", "10-12", id=4, supersedes=2)
    assert status_after([received, wrong, replacement], "authority") == Status.REFUSED
    assert effective_events([received, wrong, struck]) == (received,)
    check_step([received, wrong], act("accepted", "10-10", id=5, supersedes=2), "authority", SAT_2026_11_21)
    check_step([received, wrong, struck], act("not_accepted", "10-14"), "authority", SAT_2026_11_21)


@given(
    st.lists(st.tuples(st.sampled_from(sorted(TRANSITIONS)), st.integers(0, 40)), max_size=12),
    st.sampled_from(["company", "authority"]),
)
def test_whatever_is_said_to_be_allowed_can_be_recorded(drawn, profile):
    start = date(2026, 9, 30).toordinal()
    recorded = [RECEIVED]
    for kind, offset in drawn:
        new = Event(kind=kind, on=date.fromordinal(start + offset), ground="appraisal")
        try:
            check_step(recorded, new, profile, SAT_2026_11_21)
        except StepRefused:
            continue
        recorded.append(new)
    last = max(each.on for each in recorded)
    for kind in allowed_acts(recorded, profile):
        check_step(recorded, Event(kind=kind, on=last, ground="appraisal"), profile, SAT_2026_11_21)
    for kind in set(TRANSITIONS) - set(allowed_acts(recorded, profile)):
        refused(recorded, Event(kind=kind, on=last, ground="appraisal"), profile)
