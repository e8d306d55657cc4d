"""Texts of a document by version: appended, never changed. The words of a version are what was composed, typed or uploaded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.document_tables import DocumentTextRow
from compliance.records.row_seals import touch


@dataclass(frozen=True)
class TextVersion:
    """One version; ``facts`` are the facts of the draft when it was made, ``submitted`` marks what was put up for review."""

    id: int
    document_id: int
    version: int
    origin: str
    blocks: dict[str, Any]
    content_sha256: str
    facts: dict[str, Any]
    upload_sha256: str | None
    upload_name: str | None
    note: str
    submitted: bool
    made_by: int
    maker_name: str
    made_at: datetime


_TEXT = (
    "SELECT t.*, u.display_name AS maker_name FROM document_texts t JOIN users u ON u.id = t.made_by "
    "WHERE t.document_id = {} "
)


async def texts_of(database: Database, document_id: int) -> tuple[TextVersion, ...]:
    """All versions, newest first."""
    return tuple(_as_text(row) for row in await database.fetch(_TEXT + "ORDER BY t.version DESC", document_id))


async def latest_text(database: Database, document_id: int) -> TextVersion | None:
    row = await database.one(_TEXT + "ORDER BY t.version DESC LIMIT 1", document_id)
    return _as_text(row) if row else None


async def text_of_version(database: Database, document_id: int, version: int) -> TextVersion | None:
    row = await database.one(_TEXT + "AND t.version = {}", document_id, version)
    return _as_text(row) if row else None


async def authors_of(database: Database, document_id: int) -> dict[int, str]:
    """Who wrote words of the document, user id to name: whoever made a version that is not merely composed."""
    rows = await database.fetch(
        "SELECT DISTINCT t.made_by, u.display_name FROM document_texts t JOIN users u ON u.id = t.made_by "
        "WHERE t.document_id = {} AND (t.origin <> 'composed' OR t.submitted)",
        document_id,
    )
    return {row["made_by"]: row["display_name"] for row in rows}


async def authors_waiting(database: Database) -> dict[int, set[int]]:
    """Who wrote words of each document that waits for approval or issue, by document id."""
    rows = await database.fetch(
        "SELECT DISTINCT t.document_id, t.made_by FROM document_texts t JOIN documents d ON d.id = t.document_id "
        "WHERE d.status IN ('in_review', 'approved', 'issuing') AND (t.origin <> 'composed' OR t.submitted)"
    )
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row["document_id"], set()).add(row["made_by"])
    return found


async def insert_text(database: Database, values: dict[str, Any]) -> int:
    """Append a version; inside a verb, after the document itself was locked by a change of its revision."""
    columns: dict[str, Any] = {
        name: json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else value
        for name, value in values.items()
    }
    text_id = (await DocumentTextRow.insert(DocumentTextRow(**columns)).run())[0]["id"]
    touch("document_texts", text_id)
    return text_id


def _as_text(row: dict[str, Any]) -> TextVersion:
    values = dict(row)
    values["blocks"], values["facts"] = json.loads(values["blocks"]), json.loads(values["facts"])
    values["submitted"] = bool(values["submitted"])
    return TextVersion(**values)
