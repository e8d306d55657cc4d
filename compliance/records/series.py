"""Numbers without gaps: a row per series and year, advanced inside the transaction that uses the number."""

from __future__ import annotations

from compliance.records.database import Database


async def hold_series(database: Database, *, series: str, year: int) -> None:
    """Inside a transaction: whoever else wants a number of this series waits until it ends, so that "is it there
    already?" can be asked once more before one is taken."""
    await database.execute(
        "INSERT INTO number_series (series, year, last) VALUES ({}, {}, 0) ON CONFLICT (series, year) DO NOTHING",
        series,
        year,
    )
    if database.on_postgres:
        await database.fetch("SELECT last FROM number_series WHERE series = {} AND year = {} FOR UPDATE", series, year)


async def next_number(database: Database, *, series: str, year: int) -> int:
    """The next number of ``series`` in ``year``, from 1; a rollback gives it back, so none is lost or doubled."""
    await hold_series(database, series=series, year=year)
    rows = await database.execute(
        "UPDATE number_series SET last = last + 1 WHERE series = {} AND year = {} RETURNING last", series, year
    )
    return rows[0]["last"]
