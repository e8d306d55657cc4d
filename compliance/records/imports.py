"""Imports as they happened: file, hash, and the row-by-row report."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.tables import ImportRow

STARTED: dict[str, Any] = {"started": True}
"""The report of an import that has only begun; the row of its end is another one."""
FIGURES = ("rows", "created", "updated", "unchanged")
_MARK = json.dumps(STARTED)


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
    row = await database.one("SELECT report FROM imports WHERE id = {} AND report <> {}", import_id, _MARK)
    return json.loads(row["report"]) if row else None


async def latest_imports(database: Database, *, most: int = 20) -> list[dict[str, Any]]:
    """The last finished imports, newest first: id, source, filename, created_at, who, and the figures of the report."""
    number, length = (
        ("CAST(i.report::json->>'{}' AS INTEGER)", "json_array_length(i.report::json->'errors')")
        if database.on_postgres
        else ("json_extract(i.report, '$.{}')", "json_array_length(i.report, '$.errors')")
    )
    figures = ", ".join(f"{number.replace('{}', name)} AS {name}" for name in FIGURES)
    return await database.fetch(
        f"SELECT i.id, i.source, i.filename, i.created_at, u.display_name, {figures}, {length} AS errors "
        "FROM (SELECT * FROM imports WHERE report <> {} ORDER BY id DESC LIMIT {}) i "
        "LEFT JOIN users u ON u.id = i.user_id ORDER BY i.id DESC",
        _MARK,
        most,
    )


async def unfinished_imports(database: Database, *, since: datetime, most: int = 5) -> list[dict[str, Any]]:
    """Imports that began and did not end, newest first: the last that is known of their file and source is its start."""
    return await database.fetch(
        "SELECT i.id, i.source, i.filename, i.created_at, u.display_name FROM imports i "
        "LEFT JOIN users u ON u.id = i.user_id WHERE i.report = {} AND i.created_at >= {} AND NOT EXISTS "
        "(SELECT 1 FROM imports later WHERE later.source = i.source AND later.sha256 = i.sha256 AND later.id > i.id) "
        "ORDER BY i.id DESC LIMIT {}",
        _MARK,
        since,
        most,
    )
