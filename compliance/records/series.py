"""Numbers without gaps: a row per series and year, advanced inside the transaction that uses the number."""

from __future__ import annotations

from compliance.records.database import Database


async def next_number(database: Database, *, series: str, year: int) -> int:
    """The next number of ``series`` in ``year``, from 1; a rollback gives it back, so none is lost or doubled."""
    await database.execute(
        "INSERT INTO number_series (series, year, last) VALUES ({}, {}, 0) ON CONFLICT (series, year) DO NOTHING",
        series,
        year,
    )
    rows = await database.execute(
        "UPDATE number_series SET last = last + 1 WHERE series = {} AND year = {} RETURNING last", series, year
    )
    return rows[0]["last"]
