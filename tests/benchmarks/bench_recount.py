"""A change of law over 100,000 open clocks: counted anew, compared, written, with its preview, on the embedded database.

Two changes of the same run: an invented notice, which moves the clocks that cross the year, and an invented rule that
moves every clock. Floor: the bare engine over the same events in one process, nothing read or written.
Run: .venv/bin/python tests/benchmarks/bench_recount.py [--cases 50000]      prints one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from compliance.casework.actor import Actor, system_actor
from compliance.casework.intake import receive_complaint
from compliance.casework.law_changes import confirm_law_change, propose_law_change
from compliance.casework.law_preview import _to_count
from compliance.casework.proceedings import record_legal_event
from compliance.complaints.model import Complainant, IncomingComplaint, Respondent
from compliance.records.case_pages import case_pages
from compliance.records.law import LawText
from compliance.records.people import insert_user
from compliance.resources import Clock, Resources, load_resources
from compliance.roles import Role
from compliance.settings import Settings
from deadlines import compute_deadlines

SUN_2026_12_20 = date(2026, 12, 20)
REGIMES = ("samr_complaint", "advertising")
INVENTED_2027 = """year = 2027
number = "（试）第1号"
title = "试验用的2027年放假安排"
issued_on = 2026-12-18

[[holiday]]
name = "元旦"
from = 2027-01-01
until = 2027-01-04
makeup = [2026-12-27]
"""


async def template(resources: Resources, actor: Actor, *, accepted: bool) -> int:
    """One case by the verbs: received, half of them accepted, two clocks open. Its id."""
    incoming = IncomingComplaint(
        source="manual",
        channel="samr_office",
        authority="示例区市场监督管理局",
        title="示例投诉",
        content="购买的商品使用三日后无法充电。",
        demands=("退货",),
        received_on=date(2026, 12, 1),
        received_from="entered",
        complainant=Complainant(name="示例人", phone="19900000000"),
        respondent=Respondent(name="示例甲百货有限公司"),
    )
    case = await receive_complaint(
        resources, actor, incoming=incoming, regimes=REGIMES, submission_key=f"template-{accepted}"
    )
    if accepted:
        await record_legal_event(
            resources, actor, number=case.number, kind="accepted", occurred_on=date(2026, 12, 3), reason="示例"
        )
    return case.id


async def multiply(resources: Resources, source: int, copies: int) -> None:
    """Copies of a case with their events, on other days; their clocks are made by the first recount below."""
    database = resources.database
    columns = {
        table: [
            row["name"]
            for row in await database.fetch(f"SELECT name FROM pragma_table_info('{table}')")
            if row["name"] != "id"
        ]
        for table in ("complaints", "legal_events")
    }
    picked = {
        "number": f"'TS-X-' || {source} || '-' || n",
        "submission_key": "NULL",
        "external_number": "''",
        "received_on": "date(received_on, '-' || (n % 25) || ' days')",
    }
    names = ", ".join(columns["complaints"])
    values = ", ".join(picked.get(name, name) for name in columns["complaints"])
    events = ", ".join(columns["legal_events"])
    event_values = ", ".join(
        {
            "complaint_id": "c.id",
            "occurred_on": "date(e.occurred_on, '-' || (CAST(substr(c.number, length(c.number) - 4) AS INTEGER) % 25) "
            "|| ' days')",
        }.get(name, f"e.{name}")
        for name in columns["legal_events"]
    )
    async with database.transaction():
        await database.execute(
            "WITH RECURSIVE many(n) AS (SELECT 10001 UNION ALL SELECT n + 1 FROM many WHERE n < {}) "
            f"INSERT INTO complaints ({names}) SELECT {values} FROM complaints, many WHERE complaints.id = {{}}",
            10_000 + copies,
            source,
        )
        await database.execute(
            f"INSERT INTO legal_events ({events}) SELECT {event_values} FROM legal_events e, complaints c "
            "WHERE e.complaint_id = {} AND c.number LIKE {}",
            source,
            f"TS-X-{source}-%",
        )


async def floor(resources: Resources) -> float:
    """Seconds of the bare engine over the same cases in one process."""
    cases = []
    async for page in case_pages(resources.database, open_only=True, size=2000):
        cases.extend(_to_count(case) for case in page)
    started = time.perf_counter()
    for case in cases:
        compute_deadlines(
            case.events,
            rulebook=resources.rulebook,
            calendar=resources.calendar,
            regimes=case.regimes,
            profile="company",
        )
    return time.perf_counter() - started


async def change(resources: Resources, people: tuple[Actor, Actor], title: str, text: LawText) -> dict[str, Any]:
    """Preview and confirmation of one change, timed apart, with how many clocks it moved."""
    advance = bar(title)
    started = time.perf_counter()
    proposed = await propose_law_change(
        resources, people[0], origin="rules", title=title, texts=[text], reason="测量", progress=advance
    )
    previewed = time.perf_counter() - started
    started = time.perf_counter()
    done = await confirm_law_change(
        resources, people[1], change_id=proposed.id, reason="测量", progress=bar(title + "（写入）")
    )
    return {
        "clocks_moved": done.summary["clocks_moved"],
        "cases_moved": done.summary["cases_moved"],
        "preview_seconds": round(previewed, 1),
        "write_seconds": round(time.perf_counter() - started, 1),
    }


def bar(label: str) -> Any:
    last = [0.0]

    def advance(done: int, total: int) -> None:
        if time.perf_counter() - last[0] > 2 or done == total:
            last[0] = time.perf_counter()
            print(f"\r{label} {done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    return advance


async def measure(cases: int, folder: Path) -> dict[str, Any]:
    resources = load_resources(Settings(data_dir=folder / "var", profile="company", renderers=1))
    resources.clock = Clock(SUN_2026_12_20)
    await resources.open()
    try:
        people = []
        for name, role in (("shen", "reviewer"), ("zong", "head")):
            made = await insert_user(
                resources.database,
                username=name,
                display_name=name,
                role=role,
                password_hash="!",
                at=resources.clock.now(),
            )
            people.append(Actor(made, name, name, Role(role)))
        for accepted in (False, True):
            source = await template(resources, system_actor(resources), accepted=accepted)
            await multiply(resources, source, cases // 2 - 1)
        rules = resources.law.texts.rules
        slower = LawText("rules", "samr_complaint.toml", rules["samr_complaint.toml"] + "\n# 测量用\n")
        filled = await change(resources, (people[0], people[1]), "填充", slower)
        row = await resources.database.one("SELECT COUNT(*) AS n FROM due_dates WHERE is_open")
        found: dict[str, Any] = {
            "cases": cases,
            "open_clocks": row["n"] if row else 0,
            "first_fill": filled,
            "floor_seconds": round(await floor(resources), 1),
            "notice": await change(
                resources, (people[0], people[1]), "通知", LawText("calendar", "2027.toml", INVENTED_2027)
            ),
        }
        every = rules["samr_complaint.toml"].replace('span = "7 working days"', 'span = "5 working days"')
        every = every.replace('span = "60 days"', 'span = "55 days"')
        found["rule"] = await change(
            resources, (people[0], people[1]), "规则", LawText("rules", "samr_complaint.toml", every)
        )
        return found | {"cores": os.cpu_count(), "python": platform.python_version()}
    finally:
        await resources.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=50_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(measure(wanted.cases, Path(folder)))))


if __name__ == "__main__":
    main()
