"""How fast complaints come in and how fast the register and the chain are read, on the embedded database.

Floor of the same run: the same number of rows committed one by one with the bare driver, and the same hashes computed
without a database. Run: .venv/bin/python tests/benchmarks/bench_records.py      prints one JSON object.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import platform
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from compliance.casework.actor import system_actor
from compliance.casework.importing import import_rows
from compliance.complaints.model import Complainant, IncomingComplaint, Respondent
from compliance.importers.registry import ParsedExport, ParsedRow
from compliance.records.due_dates import open_clocks
from compliance.records.register import RegisterFilters, list_complaints
from compliance.records.sqlite_library import sqlite
from compliance.records.verification import verify
from compliance.resources import Clock, load_resources
from compliance.settings import Settings

ROWS = 2_000
FIRST = date(2026, 9, 1)


def export() -> ParsedExport:
    """ROWS invented complaints over ten weeks."""
    rows = []
    for place in range(ROWS):
        day = FIRST + timedelta(days=place % 70)
        incoming = IncomingComplaint(
            source="samr_12315",
            external_number=f"144010600{day:%Y%m%d}{place:08d}",
            channel="samr_12315",
            authority="示例区市场监督管理局",
            title=f"示例投诉第{place}件",
            content="购买的商品使用三日后无法充电，要求更换遭拒绝。" * 4,
            demands=("退货",),
            received_on=day,
            received_from="number",
            complainant=Complainant(name="示例人", phone=f"199{place:08d}"),
            respondent=Respondent(name="示例甲百货有限公司"),
            regimes=("samr_complaint",),
        )
        rows.append(ParsedRow(sheet="示例", row=place + 2, incoming=incoming))
    return ParsedExport(source="samr_12315", rows=tuple(rows), errors=(), notes=())


def bare_commits(folder: Path) -> float:
    """Seconds for ROWS single-row commits with the bare driver under the same pragmas."""
    connection = sqlite.connect(str(folder / "floor.db"), isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT)")
    started = time.perf_counter()
    for place in range(ROWS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rows (body) VALUES (?)", (f"示例投诉第{place}件" * 40,))
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


async def median(work, repetitions: int = 9) -> float:
    times = []
    for _ in range(repetitions):
        started = time.perf_counter()
        await work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


async def measure(folder: Path) -> dict:
    resources = load_resources(Settings(data_dir=folder / "var"))
    resources.clock = Clock(date(2026, 11, 21))
    await resources.open()
    try:
        parsed, actor = export(), system_actor(resources)
        started = time.perf_counter()
        await import_rows(resources, actor, parsed=parsed, content=b"x", filename="示例.xlsx")
        taken_in = time.perf_counter() - started
        started = time.perf_counter()
        await import_rows(resources, actor, parsed=parsed, content=b"x", filename="示例.xlsx")
        again = time.perf_counter() - started
        database, today = resources.database, resources.clock.today()
        page = await median(lambda: list_complaints(database, RegisterFilters(), today=today))
        found = await median(lambda: list_complaints(database, RegisterFilters(text="第1999件"), today=today))
        board = await median(
            lambda: open_clocks(database, calendar=resources.calendar, today=today, now=resources.clock.now())
        )
        started = time.perf_counter()
        verified = await verify(database, resources.secrets, resources.settings.checkpoints_dir)
        checking = time.perf_counter() - started
        assert verified.ok
        return {
            "taken_in": taken_in,
            "again": again,
            "page": page,
            "search": found,
            "board": board,
            "verify": checking,
            "entries": verified.entries,
        }
    finally:
        await resources.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        floor = bare_commits(Path(name))
        seconds = asyncio.run(measure(Path(name)))
    started = time.perf_counter()
    for place in range(seconds["entries"]):
        hashlib.sha256(f"{place}".encode() * 150).hexdigest()
    hashing = time.perf_counter() - started
    report = {
        "machine": {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()},
        "rows": ROWS,
        "import": {
            "seconds": round(seconds["taken_in"], 2),
            "rows_per_second": round(ROWS / seconds["taken_in"]),
            "ratio_to_bare_commits": round(seconds["taken_in"] / floor, 1),
        },
        "import_again": {"ratio_to_first": round(seconds["again"] / seconds["taken_in"], 2)},
        "register": {
            "first_page_seconds": round(seconds["page"], 4),
            "search_seconds": round(seconds["search"], 4),
            "all_open_clocks_seconds": round(seconds["board"], 3),
        },
        "verify": {
            "entries": seconds["entries"],
            "entries_per_second": round(seconds["entries"] / seconds["verify"]),
            "ratio_to_bare_hashing": round(seconds["verify"] / hashing, 1),
        },
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
