"""Clocks and status are a projection: thrown away and made again from the events they are the same to the byte."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.casework.actor import Actor, system_actor
from compliance.casework.proceedings import allowed_steps, correct_legal_event, record_legal_event, recount
from compliance.complaints.lifecycle import status_after
from compliance.errors import ComplianceError
from compliance.records.complaints import complaint, events_of
from compliance.records.verification import verify
from compliance.resources import Clock, Resources, load_resources
from compliance.settings import Settings
from tests.casework.builders import SAT_2026_11_21, entries, registered
from tests.conftest import person

MON_2026_09_28 = date(2026, 9, 28)
REGIMES = (
    ("samr_complaint",),
    ("samr_complaint", "house", "company_duties"),
    ("samr_report",),
    ("hotline_12345_jinan", "samr_complaint"),
    ("penalty_procedure", "samr_complaint"),
)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 400), st.integers(0, 8), st.sampled_from(["record", "record", "record", "correct", "take back"])
    ),
    min_size=1,
    max_size=14,
)


async def rows(resources: Resources) -> list[dict[str, Any]]:
    """The stored clocks, column by column, without the row's own id."""
    found = await resources.database.fetch("SELECT * FROM due_dates ORDER BY complaint_id, id")
    return [{name: value for name, value in row.items() if name != "id"} for row in found]


async def step(resources: Resources, actor: Actor, number: str, pick: int, ahead: int, what: str, day: date) -> date:
    """One random act that the state allows, or a correction of one; the day it happened."""
    case = await complaint(resources.database, number)
    assert case is not None
    events = await events_of(resources.database, case.id)
    if what != "record" and len(events) > 1:
        event = events[1 + pick % (len(events) - 1)]
        moved = {"occurred_on": max(event.on - timedelta(days=1), MON_2026_09_28)} if what == "correct" else {}
        await correct_legal_event(resources, actor, number=number, event_id=event.id, reason="更正", **moved)
        return day
    allowed = [each.kind for each in await allowed_steps(resources, case) if each.allowed]
    kind = allowed[pick % len(allowed)]
    on = min(day + timedelta(days=ahead), SAT_2026_11_21)
    values: dict[str, Any] = {}
    if kind == "suspended":
        values["ground"] = ("appraisal", "testing", "inspection")[pick % 3]
    elif kind == "extended":
        values["by"] = ("10 working days", "30 days", "1 months")[pick % 3]
    elif kind in ("letter_received", "work_order_dispatched"):
        values["due_on"] = on + timedelta(days=5)
    await record_legal_event(resources, actor, number=number, kind=kind, occurred_on=on, reason="补登", **values)
    return on


async def history(folder: Path, regimes: tuple[str, ...], steps: list[tuple[int, int, str]]) -> None:
    resources = load_resources(Settings(data_dir=folder, profile="authority" if len(steps) % 2 else "company"))
    resources.clock = Clock(SAT_2026_11_21)
    await resources.open()
    try:
        actor = await person(resources, "zong", "head")
        kind = "report" if regimes == ("samr_report",) else "complaint"
        case = await registered(resources, actor, regimes=regimes, received_on=MON_2026_09_28, kind=kind)
        day, done = MON_2026_09_28, 1
        for pick, ahead, what in steps:
            before, standing = await rows(resources), await complaint(resources.database, case.number)
            try:
                day = await step(resources, actor, case.number, pick, ahead, what, day)
                done += 1
            except ComplianceError:
                assert await rows(resources) == before
                assert await complaint(resources.database, case.number) == standing
        stored = await rows(resources)
        fresh = await complaint(resources.database, case.number)
        assert fresh is not None
        events = await events_of(resources.database, case.id)
        assert fresh.status == status_after(events, resources.settings.profile)
        assert len(await entries(resources, outcome="done")) == done, "one act, one entry"
        await resources.database.execute("DELETE FROM due_dates")
        await recount(resources, system_actor(resources), numbers=[case.number])
        assert await rows(resources) == stored
        assert (await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)).ok
    finally:
        await resources.close()


@given(st.sampled_from(REGIMES), STEPS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_replaying_any_history_gives_the_stored_clocks_to_the_byte(
    regimes: tuple[str, ...], steps: list[tuple[int, int, str]]
) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(history(Path(folder), regimes, steps))
