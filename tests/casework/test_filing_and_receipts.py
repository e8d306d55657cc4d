"""Filing meets the clock by the day it happened; a receipt is the proof; a case closes when the proof is there."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from compliance.casework.actor import Actor
from compliance.casework.closing import close_complaint, reopen_complaint
from compliance.casework.submission import file_document, record_receipt
from compliance.errors import BadInput, ComplianceError, NotAllowedNow
from compliance.records.complaints import events_of
from compliance.records.due_dates import deadlines_of
from compliance.records.verification import verify
from compliance.resources import CHINA, Resources
from tests.casework.builders import (
    FRI_2026_11_20,
    SAT_2026_11_21,
    SUN_2026_11_22,
    WED_2026_11_18,
    approved,
    counts,
    issued,
    registered,
)

pytestmark = pytest.mark.usefixtures("house")
THU_2026_11_19 = date(2026, 11, 19)
OFFICE = "示例市市场监督管理局"


async def ready(resources: Resources, officer: Actor, reviewer: Actor, *, due_on: date):
    """A case with a letter that is due, and its issued answer."""
    case = await registered(resources, officer, regimes=("authority_letter",), due_on=due_on)
    return case, await issued(resources, officer, reviewer, case.number)


@pytest.mark.parametrize(
    ("filed_on", "late"), [(THU_2026_11_19, False), (FRI_2026_11_20, False), (SAT_2026_11_21, True)]
)
async def test_the_day_of_filing_decides_whether_the_clock_was_met_in_time(
    resources: Resources, officer: Actor, reviewer: Actor, filed_on: date, late: bool
) -> None:
    case, document = await ready(resources, officer, reviewer, due_on=FRI_2026_11_20)
    filing = await file_document(
        resources,
        officer,
        document_id=document.id,
        channel="portal",
        addressee=OFFICE,
        filed_on=filed_on,
        tracking="SL-1",
    )
    assert (filing.regime, filing.limit_id, filing.due_on) == ("authority_letter", "reply", FRI_2026_11_20)
    assert filing.document_sha256 == document.pdf_sha256 and filing.filed_on == filed_on
    clock = next(d for d in await deadlines_of(resources.database, case.id) if d.limit == "reply")
    assert clock.met_on == filed_on and (filed_on > clock.due_on) == late
    assert (await events_of(resources.database, case.id))[-1].kind == "replied"
    assert list(resources.settings.checkpoints_dir.glob("*.jsonl")), "a checkpoint was written"
    found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
    assert found.ok


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"channel": "pigeon"}, None),
        ({"addressee": "  "}, "addressee"),
        ({"tracking": ""}, "tracking"),
        ({"filed_on": SUN_2026_11_22}, "filed_on"),
        ({"filed_at": datetime(2026, 11, 20, 9)}, None),
        ({"filed_on": THU_2026_11_19, "filed_at": datetime(2026, 11, 20, 9, tzinfo=CHINA)}, None),
        ({"filed_on": date(2026, 11, 17)}, None),
    ],
)
async def test_a_filing_that_cannot_be_is_refused_and_leaves_nothing(
    resources: Resources, officer: Actor, reviewer: Actor, values: dict, field: str | None
) -> None:
    _, document = await ready(resources, officer, reviewer, due_on=FRI_2026_11_20)
    before = await counts(resources)
    given = {"channel": "portal", "addressee": OFFICE, "tracking": "SL-1", **values}
    with pytest.raises(ComplianceError) as told:
        await file_document(resources, officer, document_id=document.id, **given)
    assert told.value.message("zh").strip() and told.value.message("en").strip()
    if field:
        assert field in told.value.fields
    assert await counts(resources) == before


async def test_what_is_not_issued_is_not_filed(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    case = await registered(resources, officer)
    draft = await approved(resources, officer, reviewer, case.number)
    with pytest.raises(NotAllowedNow):
        await file_document(resources, officer, document_id=draft.id, channel="in_person", addressee=OFFICE)
    assert (await counts(resources))["filings"] == 0


async def filed(resources: Resources, officer: Actor, reviewer: Actor):
    case, document = await ready(resources, officer, reviewer, due_on=FRI_2026_11_20)
    filing = await file_document(
        resources, officer, document_id=document.id, channel="in_person", addressee=OFFICE, filed_on=FRI_2026_11_20
    )
    return case, filing


@pytest.mark.parametrize(
    "values",
    [
        {"received_on": THU_2026_11_19, "note": "签收"},
        {"received_on": SUN_2026_11_22, "note": "签收"},
        {"received_on": FRI_2026_11_20},
        {"received_on": FRI_2026_11_20, "receipt": b"", "receipt_name": "a.pdf"},
        {"received_on": FRI_2026_11_20, "receipt": b"#!/bin/sh", "receipt_name": "a.pdf"},
    ],
)
async def test_a_receipt_that_proves_nothing_is_refused(
    resources: Resources, officer: Actor, reviewer: Actor, values: dict
) -> None:
    _, filing = await filed(resources, officer, reviewer)
    before = await counts(resources)
    with pytest.raises(BadInput):
        await record_receipt(resources, officer, filing_id=filing.id, **values)
    assert await counts(resources) == before


async def test_a_case_closes_only_when_every_filing_has_its_receipt(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    case, filing = await filed(resources, officer, reviewer)
    before = await counts(resources)
    with pytest.raises(NotAllowedNow, match=OFFICE):
        await close_complaint(resources, officer, number=case.number, outcome="settled")
    assert await counts(resources) == before
    done = await record_receipt(
        resources,
        officer,
        filing_id=filing.id,
        received_on=SAT_2026_11_21,
        receipt=b"%PDF-1.7 receipt",
        receipt_name="回执.pdf",
    )
    assert done.receipt_on == SAT_2026_11_21 and resources.files.get(done.receipt_sha256 or "")
    assert (await events_of(resources.database, case.id))[-1].kind == "served"
    with pytest.raises(NotAllowedNow):
        await record_receipt(resources, officer, filing_id=filing.id, received_on=SAT_2026_11_21, note="又一次")
    with pytest.raises(BadInput):
        await close_complaint(resources, officer, number=case.number, outcome="whatever")
    closed = await close_complaint(resources, officer, number=case.number, outcome="settled", reason="已退款")
    assert (closed.status, closed.outcome) == ("closed", "settled")
    with pytest.raises(NotAllowedNow):
        await close_complaint(resources, officer, number=case.number, outcome="settled")
    with pytest.raises(BadInput):
        await reopen_complaint(resources, head, number=case.number, reason=" ")
    assert (await reopen_complaint(resources, head, number=case.number, reason="新材料")).status == "reopened"


async def test_a_case_cannot_be_closed_before_it_came_in(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    with pytest.raises(NotAllowedNow):
        await close_complaint(resources, officer, number=case.number, outcome="settled", closed_on=date(2026, 11, 17))
    assert case.received_on == WED_2026_11_18
