"""An extension may name the limit that it moves: as the forms write it, and as the interface does."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.casework.actor import Actor
from compliance.casework.proceedings import record_legal_event
from compliance.records.due_dates import deadlines_of
from compliance.resources import Resources
from tests.casework.builders import FRI_2026_11_20, registered


@pytest.mark.parametrize(
    ("limit", "due_on"),
    [
        ("bank_insurance_complaint.decision", date(2026, 12, 18)),
        ("decision", date(2026, 12, 18)),
        ("bank_insurance_complaint.recheck_decision", date(2026, 12, 3)),
    ],
)
async def test_the_named_limit_is_extended_and_no_other(
    resources: Resources, officer: Actor, limit: str, due_on: date
) -> None:
    case = await registered(resources, officer, regimes=("bank_insurance_complaint",))
    await record_legal_event(
        resources, officer, number=case.number, kind="extended", occurred_on=FRI_2026_11_20, by="15 days", limit=limit
    )
    decision = next(one for one in await deadlines_of(resources.database, case.id) if one.limit == "decision")
    assert decision.due_on == due_on
