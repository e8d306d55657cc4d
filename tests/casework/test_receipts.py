"""A receipt dated back: seen before it is saved, with evidence, and recorded only by a second person."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.casework.actor import Actor
from compliance.casework.proceedings import correct_legal_event, record_legal_event
from compliance.casework.receipts import confirm_receipt, propose_receipt, receipt_outlook, refuse_receipt
from compliance.errors import BadInput, NotAllowedNow
from compliance.records.complaints import events_of
from compliance.records.due_dates import deadlines_of
from compliance.records.receipts import proposals_waiting
from compliance.records.verification import verify
from compliance.resources import Resources
from tests.casework.builders import SUN_2026_11_22, WED_2026_11_18, counts, registered

TUE_2026_11_10 = date(2026, 11, 10)
SLIP = b"%PDF-1.7 signed slip"


async def proposed(resources: Resources, actor: Actor, number: str, event_id: int, day: date = TUE_2026_11_10):
    return await propose_receipt(
        resources,
        actor,
        number=number,
        corrects=event_id,
        occurred_on=day,
        reason="签收单为十日",
        evidence=SLIP,
        evidence_name="签收单.pdf",
    )


async def test_what_would_move_is_shown_and_nothing_moves_until_a_second_person_confirms(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    (receipt,) = await events_of(resources.database, case.id)
    before = await counts(resources)
    seen = await receipt_outlook(resources, number=case.number, occurred_on=TUE_2026_11_10, corrects=receipt.id)
    assert await counts(resources) == before
    moved = {change.after["limit"]: change.after["due_on"] for change in seen.moved if change.after}
    # 7 working days after 10 November: 11 12 13 16 17 18 19.
    assert moved == {"acceptance_decision": "2026-11-19"}
    proposal = await proposed(resources, officer, case.number, receipt.id)
    assert [(move["before"], move["after"]) for move in proposal.moves] == [("2026-11-27", "2026-11-19")]
    assert {one.due_on for one in await deadlines_of(resources.database, case.id)} == {date(2026, 11, 27)}
    with pytest.raises(NotAllowedNow):
        await confirm_receipt(resources, officer_as_reviewer(officer), proposal_id=proposal.id, reason="自己复核")
    after = await confirm_receipt(resources, reviewer, proposal_id=proposal.id, reason="已核对签收单")
    assert after.received_on == TUE_2026_11_10
    assert {one.due_on for one in await deadlines_of(resources.database, case.id)} == {date(2026, 11, 19)}
    event = (await events_of(resources.database, case.id))[-1]
    assert event.evidence and resources.files.get(event.evidence) == SLIP
    assert (await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)).ok


def officer_as_reviewer(officer: Actor) -> Actor:
    """The same person with a role that may confirm: it is the person that counts, not the role."""
    from dataclasses import replace

    from compliance.roles import Role

    return replace(officer, role=Role.reviewer)


async def test_no_other_way_leads_to_another_day_of_receipt(resources: Resources, reviewer: Actor) -> None:
    case = await registered(resources, reviewer)
    (receipt,) = await events_of(resources.database, case.id)
    before = await counts(resources)
    with pytest.raises(NotAllowedNow) as corrected:
        await correct_legal_event(
            resources, reviewer, number=case.number, event_id=receipt.id, occurred_on=TUE_2026_11_10, reason="录错"
        )
    with pytest.raises(NotAllowedNow):
        await record_legal_event(
            resources,
            reviewer,
            number=case.number,
            kind="letter_received",
            occurred_on=TUE_2026_11_10,
            due_on=SUN_2026_11_22,
            reason="漏登",
        )
    assert "第二人" in corrected.value.message()
    assert await counts(resources) == before


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"evidence": None, "evidence_name": None}, BadInput),
        ({"reason": " "}, BadInput),
        ({"occurred_on": SUN_2026_11_22}, NotAllowedNow),
        ({"corrects": None, "kind": "accepted"}, BadInput),
        ({"evidence": b"MZ", "evidence_name": "a.exe"}, BadInput),
    ],
)
async def test_a_proposal_that_says_too_little_or_cannot_be_is_refused(
    sqlite_resources: Resources, changes: dict, kind: type[Exception]
) -> None:
    from tests.conftest import person

    officer = await person(sqlite_resources, "jing", "officer")
    case = await registered(sqlite_resources, officer)
    (receipt,) = await events_of(sqlite_resources.database, case.id)
    values = {
        "number": case.number,
        "corrects": receipt.id,
        "occurred_on": TUE_2026_11_10,
        "reason": "签收单为十日",
        "evidence": SLIP,
        "evidence_name": "签收单.pdf",
    }
    with pytest.raises(kind):
        await propose_receipt(sqlite_resources, officer, **(values | changes))
    assert await proposals_waiting(sqlite_resources.database) == ()


async def test_a_turned_down_proposal_cannot_be_confirmed(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer, received_on=WED_2026_11_18)
    (receipt,) = await events_of(resources.database, case.id)
    proposal = await proposed(resources, officer, case.number, receipt.id)
    assert (await refuse_receipt(resources, reviewer, proposal_id=proposal.id, reason="证据不清")).state == "refused"
    with pytest.raises(NotAllowedNow):
        await confirm_receipt(resources, reviewer, proposal_id=proposal.id, reason="反悔")
