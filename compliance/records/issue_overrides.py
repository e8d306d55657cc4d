"""Overrides of the gate before issue: appended, never changed, each for one finding in one very text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.document_tables import IssueOverrideRow
from compliance.records.row_seals import touch


@dataclass(frozen=True)
class IssueOverride:
    """Who let which finding pass, why and when; void for any other text than the one of ``content_sha256``."""

    id: int
    document_id: int
    content_sha256: str
    finding: str
    sentence: str
    reason: str
    overridden_by: int
    overrider_name: str
    overridden_at: datetime


_OVERRIDE = (
    "SELECT o.*, u.display_name AS overrider_name FROM issue_overrides o JOIN users u ON u.id = o.overridden_by "
    "WHERE o.document_id = {} "
)


async def overrides_of(
    database: Database, document_id: int, *, content_sha256: str | None = None
) -> tuple[IssueOverride, ...]:
    """Those of a document, oldest first; of one text only where its hash is given."""
    if content_sha256 is None:
        rows = await database.fetch(_OVERRIDE + "ORDER BY o.id", document_id)
    else:
        rows = await database.fetch(_OVERRIDE + "AND o.content_sha256 = {} ORDER BY o.id", document_id, content_sha256)
    return tuple(IssueOverride(**row) for row in rows)


async def insert_override(database: Database, values: dict[str, Any]) -> int:
    """Append one, inside a verb; its id."""
    override_id = (await IssueOverrideRow.insert(IssueOverrideRow(**values)).run())[0]["id"]
    touch("issue_overrides", override_id)
    return override_id
