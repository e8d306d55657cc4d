"""Numbers without gaps: a row per series and year, advanced inside the transaction that uses the number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from compliance.records.database import Database
from compliance.records.document_tables import SeriesStartRow
from compliance.records.row_seals import touch


@dataclass(frozen=True)
class SeriesStart:
    """Serials from ``skipped_from`` to before ``next_serial`` were given on paper before, or are never to be given."""

    id: int
    series: str
    year: int
    skipped_from: int
    next_serial: int
    reason: str
    set_by: int
    set_at: datetime


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


async def last_number(database: Database, *, series: str, year: int) -> int:
    """The last number given; 0 before the first of a year. Outside a transaction another may be given meanwhile."""
    row = await database.one("SELECT last FROM number_series WHERE series = {} AND year = {}", series, year)
    return row["last"] if row else 0


async def take_number(database: Database, *, series: str, year: int, serial: int) -> bool:
    """Inside a transaction: take this very number; False when it is not the next one any more."""
    await hold_series(database, series=series, year=year)
    rows = await database.execute(
        "UPDATE number_series SET last = {} WHERE series = {} AND year = {} AND last = {} RETURNING last",
        serial,
        series,
        year,
        serial - 1,
    )
    return bool(rows)


async def start_at(
    database: Database, *, series: str, year: int, next_serial: int, reason: str, set_by: int, at: datetime
) -> int | None:
    """Inside a verb: let the series go on with ``next_serial``, upwards only; the last number so far, None if not."""
    await hold_series(database, series=series, year=year)
    last = await last_number(database, series=series, year=year)
    if next_serial <= last + 1:
        return None
    await database.execute(
        "UPDATE number_series SET last = {} WHERE series = {} AND year = {}", next_serial - 1, series, year
    )
    row = SeriesStartRow(
        series=series,
        year=year,
        skipped_from=last + 1,
        next_serial=next_serial,
        reason=reason,
        set_by=set_by,
        set_at=at,
    )
    touch("series_starts", (await SeriesStartRow.insert(row).run())[0]["id"])
    return last


async def series_starts(database: Database) -> tuple[SeriesStart, ...]:
    """Every jump of a series, oldest first."""
    rows = await database.fetch("SELECT * FROM series_starts ORDER BY id")
    return tuple(SeriesStart(**row) for row in rows)


async def series_counts(database: Database) -> dict[tuple[str, int], int]:
    """(series, year) → last number, of every series that ever gave one."""
    rows = await database.fetch("SELECT series, year, last FROM number_series ORDER BY year DESC, series")
    return {(row["series"], row["year"]): row["last"] for row in rows}
