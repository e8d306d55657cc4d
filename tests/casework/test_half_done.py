"""Whichever statement of a verb fails, nothing is half done and the next request works; on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from compliance.casework import organisation
from compliance.casework.actor import system_actor
from compliance.casework.closing import close_complaint
from compliance.casework.issuing import issue_document
from compliance.casework.law_changes import confirm_law_change, propose_law_change
from compliance.casework.proceedings import record_legal_event
from compliance.casework.receipts import confirm_receipt, propose_receipt
from compliance.casework.submission import file_document, record_receipt
from compliance.records.complaints import events_of
from compliance.records.law import LawText
from compliance.records.tables import TABLES
from compliance.records.verification import verify
from compliance.resources import Resources
from compliance.settings import Settings
from tests.casework.builders import FRI_2026_11_20, HOUSE, approved, issued, registered
from tests.casework.failing_engines import every_failure, stormy
from tests.casework.test_changing_the_law import INVENTED_2027
from tests.conftest import person


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def stormy_resources(request: pytest.FixtureRequest, settings: Settings, render_pool) -> AsyncIterator[Resources]:
    if request.param == "postgres":
        settings = replace(settings, database_url=request.getfixturevalue("postgres_url"))
    async with stormy(settings) as resources:
        resources._renderer = render_pool
        await organisation.set_organisation(resources, system_actor(resources), values=HOUSE)
        yield resources
        resources._renderer = None


async def everything(resources: Resources) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables."""
    found = {}
    for table in TABLES:
        name, key = table._meta.tablename, table._meta.primary_key._meta.db_column_name
        found[name] = await resources.database.fetch(f"SELECT * FROM {name} ORDER BY {key}")
    return found


async def assert_whole_or_nothing(resources: Resources, work: Any, *, least: int) -> None:
    """``work`` fails at each of its statements in turn and leaves every table as it was; then it succeeds."""
    before = await everything(resources)
    failures = 0
    async for failed_at in every_failure(work):
        if failed_at == 0:
            break
        failures += 1
        assert await everything(resources) == before, f"statement {failed_at}"
    assert failures >= least, failures
    after = await everything(resources)
    assert after != before
    assert len(after["audit_entries"]) == len(before["audit_entries"]) + 1, "one act, one entry"
    found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
    assert found.ok, found.findings


async def test_recording_an_event_is_whole_or_not_at_all(stormy_resources: Resources) -> None:
    officer = await person(stormy_resources, "jing", "officer")
    case = await registered(stormy_resources, officer)

    async def work() -> None:
        await record_legal_event(
            stormy_resources,
            officer,
            number=case.number,
            kind="accepted",
            occurred_on=FRI_2026_11_20,
            evidence=b"%PDF-1.7",
            evidence_name="a.pdf",
        )

    await assert_whole_or_nothing(stormy_resources, work, least=12)


async def test_correcting_the_receipt_is_whole_or_not_at_all(stormy_resources: Resources) -> None:
    reviewer = await person(stormy_resources, "shen", "reviewer")
    case = await registered(stormy_resources, reviewer)
    receipt = (await events_of(stormy_resources.database, case.id))[0]
    head = await person(stormy_resources, "zong", "head")
    proposal = await propose_receipt(
        stormy_resources,
        reviewer,
        number=case.number,
        corrects=receipt.id,
        occurred_on=FRI_2026_11_20,
        reason="录错",
        evidence=b"%PDF-1.7",
        evidence_name="签收单.pdf",
    )

    async def work() -> None:
        await confirm_receipt(stormy_resources, head, proposal_id=proposal.id, reason="已核对")

    await assert_whole_or_nothing(stormy_resources, work, least=12)


async def test_putting_a_notice_into_force_is_whole_or_not_at_all(stormy_resources: Resources) -> None:
    reviewer = await person(stormy_resources, "shen", "reviewer")
    head = await person(stormy_resources, "zong", "head")
    case = await registered(stormy_resources, reviewer, received_on=date(2026, 11, 3))
    await record_legal_event(
        stormy_resources, reviewer, number=case.number, kind="accepted", occurred_on=date(2026, 11, 3), reason="补登"
    )
    change = await propose_law_change(
        stormy_resources,
        reviewer,
        origin="notice",
        title="试验用通知",
        texts=[LawText("calendar", "2027.toml", INVENTED_2027)],
        reason="载入",
    )

    async def work() -> None:
        await confirm_law_change(stormy_resources, head, change_id=change.id, reason="已核对")

    await assert_whole_or_nothing(stormy_resources, work, least=10)
    assert stormy_resources.law.revision == 1


async def test_registering_is_whole_or_not_at_all(stormy_resources: Resources) -> None:
    officer = await person(stormy_resources, "jing", "officer")

    async def work() -> None:
        await registered(stormy_resources, officer, regimes=("samr_complaint", "house"))

    await assert_whole_or_nothing(stormy_resources, work, least=15)
    rows = await stormy_resources.database.fetch("SELECT number FROM complaints")
    assert rows == [{"number": "TS-2026-00001"}], "no number was burnt by the failures"


async def test_issuing_is_whole_or_not_at_all(stormy_resources: Resources) -> None:
    officer = await person(stormy_resources, "jing", "officer")
    reviewer = await person(stormy_resources, "shen", "reviewer")
    case = await registered(stormy_resources, officer)
    draft = await approved(stormy_resources, officer, reviewer, case.number)

    async def work() -> None:
        await issue_document(stormy_resources, officer, document_id=draft.id)

    await assert_whole_or_nothing(stormy_resources, work, least=6)
    rows = await stormy_resources.database.fetch("SELECT number FROM documents")
    assert rows == [{"number": "示例函〔2026〕1号"}]


async def test_filing_and_closing_are_whole_or_not_at_all(stormy_resources: Resources) -> None:
    officer = await person(stormy_resources, "jing", "officer")
    reviewer = await person(stormy_resources, "shen", "reviewer")
    case = await registered(stormy_resources, officer)
    document = await issued(stormy_resources, officer, reviewer, case.number)

    async def filing() -> None:
        await file_document(
            stormy_resources, officer, document_id=document.id, channel="in_person", addressee="示例市市场监督管理局"
        )

    # The checkpoint of a filing stands outside the database and its note in a table of its own; it is not the act.
    before = await everything(stormy_resources)
    async for failed_at in every_failure(filing):
        if failed_at == 0:
            break
        assert await everything(stormy_resources) == before, f"statement {failed_at}"
    filed = await stormy_resources.database.one("SELECT id FROM filings")
    await record_receipt(
        stormy_resources, officer, filing_id=filed["id"], received_on=stormy_resources.clock.today(), note="当面签收"
    )

    async def closing() -> None:
        await close_complaint(stormy_resources, officer, number=case.number, outcome="settled", reason="已退款")

    await assert_whole_or_nothing(stormy_resources, closing, least=10)
