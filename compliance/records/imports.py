"""Imports as they happened: file, hash, and the row-by-row report."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.tables import ImportRow


async def insert_import(
    database: Database, *, source: str, filename: str, sha256: str, report: dict[str, Any], user_id: int, at: datetime
) -> int:
    row = ImportRow(
        source=source,
        filename=filename[:256],
        sha256=sha256,
        report=json.dumps(report, ensure_ascii=False),
        user_id=user_id,
        created_at=at,
    )
    return (await ImportRow.insert(row).run())[0]["id"]


async def import_report(database: Database, import_id: int) -> dict[str, Any] | None:
    """The stored report of one import; None when there is none of that number."""
    row = await database.one("SELECT report FROM imports WHERE id = {}", import_id)
    return json.loads(row["report"]) if row else None


async def latest_imports(database: Database, *, most: int = 20) -> list[dict[str, Any]]:
    """The last imports, newest first: id, source, filename, created_at, who."""
    return await database.fetch(
        "SELECT i.id, i.source, i.filename, i.created_at, u.display_name FROM imports i "
        "LEFT JOIN users u ON u.id = i.user_id ORDER BY i.id DESC LIMIT {}",
        most,
    )
