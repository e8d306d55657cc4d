"""Reminders of receipts that do not come (回执催办): one notice to whoever filed, once a filing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from compliance.records.filings import Filing, unreceipted
from compliance.records.outbox import beat, enqueue, heartbeat
from compliance.resources import Resources

REMINDED_AFTER: Mapping[str, timedelta] = MappingProxyType(
    {
        "portal": timedelta(days=3),
        "email": timedelta(days=3),
        "in_person": timedelta(days=3),
        "post": timedelta(days=7),
    }
)
"""House figures, no text sets any: a portal, a mailbox and a counter answer at once or not at all, and three days let a
weekend pass; a registered letter is delivered or returned within the week."""
LOOKED_EVERY = timedelta(hours=6)
MOST_AT_ONCE = 200
_ROUND = "receipt reminders"


async def remind_of_receipts(resources: Resources) -> int:
    """Order a notice for each filing that waits too long and was not reminded of before; how many were ordered."""
    now, today, database = resources.clock.now(), resources.clock.today(), resources.database
    last = await heartbeat(database, _ROUND)
    if last and last["finished_at"] and now - last["finished_at"] < LOOKED_EVERY:
        return 0
    limits = {channel: today - wait for channel, wait in REMINDED_AFTER.items()}
    waiting = await unreceipted(database, filed_until=limits, key_prefix=_key(""), most=MOST_AT_ONCE)
    for filing in waiting:
        async with database.transaction():
            await enqueue(database, kind="notice", key=_key(str(filing.id)), body=_notice(filing), at=now)
    if len(waiting) < MOST_AT_ONCE:
        await beat(database, name=_ROUND, at=now, finished=True)
    return len(waiting)


def _key(filing_id: str) -> str:
    return f"receipt-missing:{filing_id}"


def _notice(filing: Filing) -> dict[str, object]:
    return {
        "user_id": filing.filed_by,
        "complaint_id": filing.complaint_id,
        "message_id": "filing.receipt_overdue",
        "values": {
            "title": filing.document_title or "",
            "addressee": filing.addressee,
            "day": filing.filed_on.isoformat(),
            "case": filing.case_number,
        },
    }
