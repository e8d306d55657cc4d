"""推演: acts that have not happened move the clocks on the page and leave no trace in the records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from compliance.casework.actor import Actor
from compliance.casework.legal_acts import NewEvent
from compliance.casework.proceedings import record_legal_event
from compliance.casework.what_if import Change, Outlook, what_if
from compliance.errors import BadInput, NotAllowedNow, NotFound
from compliance.records.due_dates import deadlines_of
from compliance.resources import CHINA, Resources
from tests.casework.builders import FRI_2026_11_20, SAT_2026_11_21, WED_2026_11_18, counts, registered

MON_2026_11_23 = date(2026, 11, 23)
WED_2026_11_25 = date(2026, 11, 25)
FRI_2026_12_04 = date(2026, 12, 4)


async def supposed(resources: Resources, number: str, *events: NewEvent) -> Outlook:
    """The outlook; making it must not have written a row in any table."""
    before = await counts(resources)
    found = await what_if(resources, number=number, events=events)
    assert await counts(resources) == before
    return found


def clock(found: Outlook, limit: str) -> Any:
    """The one change of that limit."""
    return next(each for each in found.changes if limit_of(each) == limit)


def limit_of(change: Change) -> str:
    return (change.after or change.before or {})["limit"]


async def test_new_facts_next_wednesday_count_a_report_anew(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer, regimes=("samr_report",), kind="report")
    stored = await deadlines_of(resources.database, case.id)
    found = await supposed(resources, case.number, NewEvent("new_facts_received", WED_2026_11_25))
    moved = clock(found, "verification")
    # Order 121 article 35: fifteen working days anew from the last report.
    assert moved.how == "moved"
    assert moved.before["due_on"] == "2026-12-09" and moved.after["due_on"] == "2026-12-16"
    assert found.as_of == WED_2026_11_25 and moved.after["state"] == "running" and moved.after["remaining"] == 15
    assert await deadlines_of(resources.database, case.id) == stored


async def test_corrected_papers_move_no_clock_of_order_121(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    await record_legal_event(
        resources, officer, number=case.number, kind="correction_requested", occurred_on=FRI_2026_11_20
    )
    found = await supposed(resources, case.number, NewEvent("correction_received", WED_2026_11_25))
    kept = clock(found, "acceptance_decision")
    assert kept.how == "same" and kept.after["due_on"] == "2026-11-27" and kept.after["remaining"] == 2
    assert (found.status_before, found.status_after) == ("awaiting_correction", "registered")


async def test_an_acceptance_ends_one_clock_and_starts_another(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    found = await supposed(resources, case.number, NewEvent("accepted", WED_2026_11_25))
    assert clock(found, "acceptance_decision").how == "met"
    started = clock(found, "mediation_end")
    assert started.how == "started" and started.before is None and started.after["started_on"] == "2026-11-25"
    assert started in found.moved and not found.unmoved


async def test_the_outlook_is_what_recording_then_brings(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    found = await supposed(resources, case.number, NewEvent("accepted", FRI_2026_11_20))
    await record_legal_event(resources, officer, number=case.number, kind="accepted", occurred_on=FRI_2026_11_20)
    recorded = {each.limit: each.due_on for each in await deadlines_of(resources.database, case.id)}
    shown = {limit_of(each): date.fromisoformat((each.after or {})["due_on"]) for each in found.changes}
    assert shown == recorded


async def test_several_acts_follow_one_another(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    accepted = NewEvent("accepted", MON_2026_11_23)
    suspended = NewEvent("suspended", WED_2026_11_25, ground="appraisal")
    found = await supposed(resources, case.number, accepted, suspended)
    paused = clock(found, "mediation_end")
    assert paused.after["state"] == "paused" and paused.after["due_on"] is None
    resumed = await supposed(resources, case.number, accepted, suspended, NewEvent("resumed", FRI_2026_12_04))
    through = clock(await supposed(resources, case.number, accepted), "mediation_end")
    assert clock(resumed, "mediation_end").after["due_on"] > through.after["due_on"]


async def test_an_extension_moves_a_clock_or_says_why_it_does_not(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer, regimes=("samr_report",), kind="report", received_on=WED_2026_11_18)
    found = await supposed(resources, case.number, NewEvent("extended", MON_2026_11_23, by="15 working days"))
    longer = clock(found, "verification")
    assert longer.how == "moved" and longer.after["due_on"] == "2026-12-30" and not found.warnings
    refused = await supposed(resources, case.number, NewEvent("extended", MON_2026_11_23, by="90 days"))
    assert clock(refused, "verification").how == "same" and refused.warnings


async def test_an_impossible_act_gets_the_sentence_of_the_lifecycle(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    before = await counts(resources)
    with pytest.raises(NotAllowedNow) as told:
        await what_if(
            resources,
            number=case.number,
            events=(NewEvent("accepted", MON_2026_11_23), NewEvent("not_accepted", WED_2026_11_25)),
        )
    assert told.value.values["place"] == 1
    assert "已登记“受理”，不能再登记“不予受理”" in told.value.message("zh")
    assert told.value.message("en")
    with pytest.raises(NotAllowedNow, match="早于收到日"):
        await what_if(resources, number=case.number, events=(NewEvent("accepted", date(2026, 11, 2)),))
    with pytest.raises(NotAllowedNow, match="须先登记"):
        await what_if(resources, number=case.number, events=(NewEvent("correction_received", WED_2026_11_25),))
    assert await counts(resources) == before


async def test_values_that_no_act_can_carry_are_refused(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    with pytest.raises(BadInput):
        await what_if(resources, number=case.number, events=(NewEvent("extended", MON_2026_11_23, by="soon"),))
    with pytest.raises(NotFound):
        await what_if(resources, number="TS-2026-99999", events=())


async def test_without_acts_nothing_changes(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    found = await supposed(resources, case.number)
    assert found.as_of == SAT_2026_11_21 and not found.moved and len(found.unmoved) == 1


async def test_a_clock_that_would_run_out_meanwhile_is_named(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    found = await supposed(resources, case.number, NewEvent("signed_in", date(2026, 12, 1)))
    late = clock(found, "acceptance_decision")
    assert late.how == "late" and late.before["due_on"] == late.after["due_on"] == "2026-11-27"


async def test_an_instant_ends_an_hour_limit(resources: Resources, officer: Actor) -> None:
    at = datetime(2026, 11, 18, 9, 0, tzinfo=CHINA)
    case = await registered(resources, officer, regimes=("house",), received_on=WED_2026_11_18, received_at=at)
    found = await supposed(
        resources, case.number, NewEvent("replied", WED_2026_11_18, at=datetime(2026, 11, 18, 9, 30, tzinfo=CHINA))
    )
    answered = clock(found, "first_response")
    assert answered.before["state"] == "overdue" and answered.after["state"] == "met" and answered.how == "met"
