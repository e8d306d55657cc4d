"""What somebody writes to the tables with SQL, past the verbs, shows at the next verification."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.casework.actor import system_actor
from compliance.casework.assessment import set_tier
from compliance.casework.intake import receive_complaint
from compliance.casework.proceedings import record_legal_event, recount
from compliance.complaints.model import IncomingComplaint
from compliance.records.complaints import update_complaint
from compliance.records.row_seals import UnsealedChange
from compliance.records.tables import FilingRow
from compliance.records.verification import verify

MON_2026_11_16 = date(2026, 11, 16)


@pytest.fixture
async def case(resources, officer):
    incoming = IncomingComplaint(
        source="manual", channel="samr_12315", content="购买的商品不能使用。", received_on=MON_2026_11_16
    )
    case = await receive_complaint(
        resources, officer, incoming=incoming, regimes=("samr_complaint",), submission_key="one"
    )
    await set_tier(resources, officer, number=case.number, tier="red", reason="试验")
    return await record_legal_event(
        resources, officer, number=case.number, kind="accepted", occurred_on=date(2026, 11, 19)
    )


async def problems(resources) -> set[str]:
    found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
    return {finding.problem for finding in found.findings}


async def test_a_history_written_by_verbs_has_no_finding(resources, officer, case) -> None:
    await recount(resources, system_actor(resources))
    assert await problems(resources) == set()


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("UPDATE complaints SET received_on = '2026-11-19'", "row_differs complaints:1"),
        ("UPDATE complaints SET tier = ''", "row_differs complaints:1"),
        ("UPDATE due_dates SET due_on = '2027-03-01' WHERE limit_id = 'mediation_end'", "row_differs complaints:1"),
        ("DELETE FROM due_dates", "row_differs complaints:1"),
    ],
)
async def test_a_changed_row_is_found(resources, case, sql: str, expected: str) -> None:
    await resources.database.execute(sql)
    assert await problems(resources) == {expected}


async def test_a_row_that_no_verb_wrote_is_found(resources, officer, case) -> None:
    row = FilingRow(
        complaint_id=case.id,
        channel="post",
        addressee="示例局",
        filed_on=MON_2026_11_16,
        filed_by=officer.user_id,
        tracking="",
        receipt_note="",
        note="",
        recorded_at=resources.clock.now(),
    )
    await FilingRow.insert(row).run()
    assert await problems(resources) == {"row_without_entry filings:1"}


async def test_a_change_outside_a_verb_is_a_defect_and_says_so(resources, case) -> None:
    with pytest.raises(UnsealedChange):
        await update_complaint(resources.database, case.id, {"tier": ""}, at=resources.clock.now())
