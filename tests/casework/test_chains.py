"""A decision starts the next clock by itself, also in the procedure that it opens, and the clock says what it hangs on."""

from __future__ import annotations

from datetime import date

from compliance.casework.actor import Actor
from compliance.casework.proceedings import record_legal_event
from compliance.records.due_dates import deadlines_of
from compliance.resources import Resources
from tests.casework.builders import registered

TUE_2026_11_10 = date(2026, 11, 10)
FRI_2026_11_20 = date(2026, 11, 20)


async def test_a_penalty_decision_opens_payment_review_and_suit(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer, regimes=("penalty_procedure",), received_on=TUE_2026_11_10)
    for kind, day in (("penalty_notice_served", TUE_2026_11_10), ("penalty_decision_served", FRI_2026_11_20)):
        await record_legal_event(resources, officer, number=case.number, kind=kind, occurred_on=day, reason="补登")
    found = {f"{one.regime}.{one.limit}": one.due_on for one in await deadlines_of(resources.database, case.id)}
    # 5 working days after 10 November; 15 days, 60 days and six months after 20 November.
    assert found["penalty_procedure.statement"] == found["penalty_procedure.hearing_request"] == date(2026, 11, 17)
    assert found["penalty_procedure.payment"] == date(2026, 12, 5)
    assert found["reconsideration.application"] == date(2027, 1, 19)
    assert found["litigation.direct_suit"] == date(2027, 5, 20)


async def test_a_refusal_shows_the_route_that_the_law_leaves_open(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    await record_legal_event(resources, officer, number=case.number, kind="not_accepted", occurred_on=FRI_2026_11_20)
    clocks = {one.limit: one for one in await deadlines_of(resources.database, case.id)}
    route = clocks["application_after_refusal"]
    assert (route.regime, route.owner, route.citation.evidence) == ("reconsideration", "complainant", "inferred")
    assert any("没有定论" in note.zh for note in route.notes), route.notes
    assert clocks["acceptance_decision"].met_on == FRI_2026_11_20


async def test_after_a_failed_settlement_the_regulator_counts_from_its_own_receipt(
    resources: Resources, officer: Actor
) -> None:
    case = await registered(resources, officer, regimes=("odr_12315", "samr_complaint"), received_on=date(2026, 11, 2))
    await record_legal_event(
        resources, officer, number=case.number, kind="odr_failed", occurred_on=date(2026, 11, 18), reason="补登"
    )
    waiting = {one.limit for one in await deadlines_of(resources.database, case.id)}
    assert "acceptance_decision" not in waiting, "the regulator has not received it yet"
    await record_legal_event(
        resources, officer, number=case.number, kind="complaint_received", occurred_on=FRI_2026_11_20
    )
    clocks = {one.limit: one for one in await deadlines_of(resources.database, case.id)}
    assert (clocks["acceptance_decision"].started_on, clocks["acceptance_decision"].due_on) == (
        FRI_2026_11_20,
        date(2026, 12, 1),
    )
