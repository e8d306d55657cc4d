"""Databases for the tests of records: opened and migrated, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from compliance.records.database import Database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An open database with nothing in it but the schema."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    opened = Database(file=tmp_path / "anqi.db", url=url)
    await opened.open()
    try:
        yield opened
    finally:
        await opened.close()
