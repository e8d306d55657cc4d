"""Readable facts for the tests of the verbs: one complaint, one company statement, and the road between them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

from compliance.casework import drafting, issuing, sweeping
from compliance.casework.actor import Actor, acting
from compliance.casework.composition import content_hash
from compliance.casework.document_states import standing_document
from compliance.casework.intake import receive_complaint
from compliance.casework.organisation import Organisation
from compliance.casework.receipts import confirm_receipt, propose_receipt
from compliance.complaints.document_numbers import series_number
from compliance.complaints.letter_series import Series
from compliance.complaints.model import Complainant, IncomingComplaint, Respondent
from compliance.records.complaints import Complaint
from compliance.records.documents import CaseDocument, change_document
from compliance.records.outbox import enqueue
from compliance.records.series import next_number
from compliance.resources import Resources
from filings.compose import document_as_json, document_from_json, numbered

WED_2026_11_18 = date(2026, 11, 18)
FRI_2026_11_20 = date(2026, 11, 20)
SAT_2026_11_21 = date(2026, 11, 21)
SUN_2026_11_22 = date(2026, 11, 22)
NAME = "欧阳示䶮"
PHONE = "19912345678"
IDENTITY = "11010519491231002X"
_INCOMING = IncomingComplaint(
    source="manual",
    channel="samr_office",
    authority="示例市天河区市场监督管理局",
    title="吸尘器三日后无法充电",
    content="购买的吸尘器使用三日后不能充电，商家拒绝退货。",
    demands=("退货", "赔偿损失"),
    received_on=WED_2026_11_18,
    received_from="entered",
    complainant=Complainant(name=NAME, phone=PHONE, id_number=IDENTITY),
    respondent=Respondent(name="示例商贸有限公司"),
)
STATEMENT = {
    "basic_facts": "投诉人在我公司购买吸尘器一台，使用三日后不能充电。",
    "findings": "经核实，充电座存在缺陷，投诉人反映的情况属实。",
    "responses": [{"request": "退货", "opinion": "同意", "plan": "款项原路退还。"}],
    "rectification": "同批次商品已停止销售。",
    "evidence": [{"name": "订单记录", "kind": "电子数据", "proves": "交易经过", "pages": 1}],
}


HOUSE = Organisation(
    name="示例商贸有限公司",
    short_name="示例公司",
    credit_code="91110105MA00000012",
    address="示例市示例区示例路1号",
    department="法务合规部",
    contact_person="示例联系人",
    contact_phone="010-12345678",
    series=(Series("示例函"),),
)


def incoming(**changes: Any) -> IncomingComplaint:
    """The complaint of these tests with some fields changed; ``complainant`` may be given by its fields."""
    return replace(_INCOMING, **changes)


async def registered(
    resources: Resources,
    actor: Actor,
    *,
    regimes: tuple[str, ...] = ("samr_complaint",),
    key: str = "form-1",
    **changes: Any,
) -> Complaint:
    return await receive_complaint(resources, actor, incoming=incoming(**changes), regimes=regimes, submission_key=key)


async def receipt_moved(
    resources: Resources, proposer: Actor, decider: Actor, number: str, event_id: int, on: date, *, reason: str = "录错"
) -> Complaint:
    """Another day of receipt, proposed with evidence by one person and confirmed by another."""
    proposal = await propose_receipt(
        resources,
        proposer,
        number=number,
        corrects=event_id,
        occurred_on=on,
        reason=reason,
        evidence=b"%PDF-1.7 signed slip",
        evidence_name="签收单.pdf",
    )
    return await confirm_receipt(resources, decider, proposal_id=proposal.id, reason="已核对签收单")


async def drafted(resources: Resources, officer: Actor, number: str) -> CaseDocument:
    """A complete draft of a company statement."""
    return await drafting.draft_letter(
        resources, officer, number=number, letter_id="company_statement", facts=dict(STATEMENT)
    )


async def submitted(resources: Resources, officer: Actor, number: str) -> CaseDocument:
    draft = await drafted(resources, officer, number)
    return await drafting.submit_draft(resources, officer, document_id=draft.id)


async def approved(resources: Resources, officer: Actor, reviewer: Actor, number: str) -> CaseDocument:
    draft = await submitted(resources, officer, number)
    assert draft.content_sha256
    return await drafting.approve_document(
        resources, reviewer, document_id=draft.id, expected_content_sha256=draft.content_sha256
    )


async def issued(resources: Resources, officer: Actor, reviewer: Actor, number: str) -> CaseDocument:
    """An issued statement, its notices delivered."""
    ready = await approved(resources, officer, reviewer, number)
    await issuing.issue_document(resources, officer, document_id=ready.id)
    await sweeping.sweep_once(resources)
    return await standing_document(resources, ready.id)


async def left_issuing(resources: Resources, officer: Actor, document_id: int) -> CaseDocument:
    """An approved document as version 0.1.0 left it when issued: numbered, words frozen, its files ordered."""
    ready = await standing_document(resources, document_id)
    words = document_from_json(ready.blocks or {})
    async with acting(resources, officer, "issue_document") as entry:
        today = resources.clock.today()
        number = series_number("示例函", today.year, await next_number(resources.database, series="示例函", year=2026))
        blocks = document_as_json(numbered(words, number))
        entry.about("document", document_id, case=ready.case_number)
        entry.after = {"number": number, "content_sha256": content_hash(blocks)}
        values = {"status": "issuing", "number": number, "blocks": blocks, "content_sha256": content_hash(blocks)}
        values |= {"issued_by": officer.user_id, "issued_on": today}
        at = resources.clock.now()
        await change_document(resources.database, document_id, values, at=at, from_status=("approved",))
        body = {"document_id": document_id}
        await enqueue(resources.database, kind="render", key=f"render:{document_id}", body=body, at=at)
    resources.bell.set()
    return await standing_document(resources, document_id)


async def counts(resources: Resources) -> dict[str, int]:
    """Rows of every table, to see that nothing was written."""
    from compliance.records.tables import TABLES

    found = {}
    for table in TABLES:
        name = table._meta.tablename
        row = await resources.database.one(f"SELECT COUNT(*) AS n FROM {name}")
        found[name] = row["n"] if row else 0
    return found


async def entries(resources: Resources, **wanted: str) -> list[dict[str, Any]]:
    """Audit entries whose columns have these values, in order."""
    rows = await resources.database.fetch("SELECT * FROM audit_entries ORDER BY id")
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


async def within(seconds: float, work: Any) -> Any:
    """The result of ``work``; a hang is a failure, not a stuck test run."""
    return await asyncio.wait_for(work, seconds)
