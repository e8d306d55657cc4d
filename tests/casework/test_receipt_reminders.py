"""A filing without a receipt is followed up once, after the days that its channel takes."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.casework.actor import Actor
from compliance.casework.receipt_reminders import REMINDED_AFTER, remind_of_receipts
from compliance.casework.submission import file_document, record_receipt
from compliance.casework.sweeping import sweep_once
from compliance.records.filings import Filing
from compliance.records.notices import unread
from compliance.resources import Clock, Resources
from filings.channels import CHANNELS
from tests.casework.builders import WED_2026_11_18, registered
from tests.casework.issued_papers import issued_paper


def test_every_channel_has_its_days() -> None:
    assert set(REMINDED_AFTER) == {channel.id for channel in CHANNELS}


async def posted(resources: Resources, officer: Actor, reviewer: Actor, channel: str = "post") -> Filing:
    case = await registered(resources, officer)
    paper = await issued_paper(resources, officer, reviewer, case.number, "company_statement", on=WED_2026_11_18)
    return await file_document(
        resources,
        officer,
        document_id=paper.id,
        channel=channel,
        addressee="示例局",
        tracking="EM1",
        filed_on=WED_2026_11_18,
    )


async def on_day(resources: Resources, day: date) -> list[str]:
    """The notices that the filer has after the sweeper's round of that day."""
    resources.clock = Clock(day)
    for _ in range(2):
        await sweep_once(resources)
    user = await resources.database.one("SELECT id FROM users WHERE username = 'jing'")
    assert user
    found = await unread(resources.database, user["id"])
    return [notice.message_id for notice in found if notice.message_id == "filing.receipt_overdue"]


@pytest.mark.parametrize(("channel", "quiet", "told"), [("post", 24, 25), ("portal", 20, 21)])
async def test_one_notice_comes_on_the_day_and_no_second_one(
    resources: Resources, officer: Actor, reviewer: Actor, channel: str, quiet: int, told: int
) -> None:
    await posted(resources, officer, reviewer, channel)
    assert await on_day(resources, date(2026, 11, quiet)) == []
    assert await on_day(resources, date(2026, 11, told)) == ["filing.receipt_overdue"]
    assert await on_day(resources, date(2026, 12, 15)) == ["filing.receipt_overdue"]


async def test_a_filing_with_its_receipt_is_left_alone(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    filing = await posted(resources, officer, reviewer)
    await record_receipt(resources, officer, filing_id=filing.id, received_on=WED_2026_11_18, note="签收")
    assert await on_day(resources, date(2026, 12, 15)) == []


async def test_the_register_is_not_read_at_every_round(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    await posted(resources, officer, reviewer)
    resources.clock = Clock(date(2026, 11, 25))
    assert await remind_of_receipts(resources) == 1
    case = await registered(resources, officer, key="form-2", received_on=WED_2026_11_18)
    paper = await issued_paper(resources, officer, reviewer, case.number, "company_statement", on=WED_2026_11_18)
    await file_document(
        resources, officer, document_id=paper.id, channel="in_person", addressee="示例局", filed_on=WED_2026_11_18
    )
    assert await remind_of_receipts(resources) == 0, "within some hours nobody looks again"
    resources.clock = Clock(date(2026, 11, 26))
    assert await remind_of_receipts(resources) == 1, "and the first is not reminded of a second time"
