"""The hinge: what may be recorded is recorded whole; everything else is refused in one sentence and leaves no trace."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date, datetime

import pytest

from compliance.casework.actor import Actor
from compliance.casework.proceedings import correct_legal_event, record_legal_event, recount
from compliance.errors import BadInput, ComplianceError, NotAllowedNow, NotFound
from compliance.records.complaints import complaint, events_of
from compliance.records.due_dates import deadlines_of
from compliance.resources import CHINA, Resources
from tests.casework.builders import (
    FRI_2026_11_20,
    SAT_2026_11_21,
    SUN_2026_11_22,
    WED_2026_11_18,
    counts,
    entries,
    receipt_moved,
    registered,
)

TUE_2026_11_17 = date(2026, 11, 17)
MON_2026_11_02 = date(2026, 11, 2)
THU_2026_11_19 = date(2026, 11, 19)
PDF = b"%PDF-1.7 evidence"


async def refused(resources: Resources, work, kind: type[ComplianceError]) -> ComplianceError:
    """The refusal of ``work``, which must have written nothing."""
    before = await counts(resources)
    with pytest.raises(kind) as told:
        await work
    assert await counts(resources) == before
    for language in ("zh", "en"):
        assert told.value.message(language).strip()
    return told.value


async def test_an_event_sets_status_clocks_history_and_entry_together(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    assert case.status == "registered"
    after = await record_legal_event(
        resources, officer, number=case.number, kind="accepted", occurred_on=FRI_2026_11_20, note="平台告知"
    )
    assert after.status == "accepted" and after.revision > case.revision
    events = await events_of(resources.database, case.id)
    assert [(event.kind, event.on) for event in events] == [
        ("complaint_received", WED_2026_11_18),
        ("accepted", FRI_2026_11_20),
    ]
    clocks = {deadline.limit: deadline for deadline in await deadlines_of(resources.database, case.id)}
    assert clocks["acceptance_decision"].met_on == FRI_2026_11_20
    entry = (await entries(resources, action="record_legal_event"))[-1]
    assert entry["actor"] == "jing" and entry["case_number"] == case.number and entry["outcome"] == "done"
    assert '"status":"registered"' in entry["before"] and '"status":"accepted"' in entry["after"]


@pytest.mark.parametrize(
    ("values", "kind", "says"),
    [
        ({"kind": "accepted", "occurred_on": TUE_2026_11_17}, NotAllowedNow, "早于收到日 2026-11-18"),
        ({"kind": "accepted", "occurred_on": SUN_2026_11_22}, NotAllowedNow, "晚于今天 2026-11-21"),
        ({"kind": "resumed", "occurred_on": FRI_2026_11_20}, NotAllowedNow, "现在可以"),
        ({"kind": "teleported", "occurred_on": FRI_2026_11_20}, NotAllowedNow, "没有“teleported”"),
        (
            {"kind": "accepted", "occurred_on": THU_2026_11_19, "decided_on": FRI_2026_11_20},
            NotAllowedNow,
            "决定日 2026-11-20 晚于告知日 2026-11-19",
        ),
        (
            {"kind": "accepted", "occurred_on": THU_2026_11_19, "decided_on": TUE_2026_11_17},
            NotAllowedNow,
            "早于收到日",
        ),
        ({"kind": "accepted"}, BadInput, "日期"),
        ({"kind": "accepted", "occurred_at": datetime(2026, 11, 20, 9)}, BadInput, "时区"),
        (
            {"kind": "accepted", "occurred_on": THU_2026_11_19, "occurred_at": datetime(2026, 11, 20, 9, tzinfo=CHINA)},
            BadInput,
            "不一致",
        ),
        ({"kind": "suspended", "occurred_on": FRI_2026_11_20, "ground": "holiday"}, ComplianceError, "holiday"),
        ({"kind": "extended", "occurred_on": FRI_2026_11_20, "by": "a while"}, ComplianceError, "a while"),
        (
            {"kind": "replied", "occurred_on": FRI_2026_11_20, "evidence": b"", "evidence_name": "a.pdf"},
            BadInput,
            "空文件",
        ),
        (
            {"kind": "replied", "occurred_on": FRI_2026_11_20, "evidence": b"MZ..", "evidence_name": "a.exe"},
            BadInput,
            "a.exe",
        ),
    ],
)
async def test_what_cannot_be_is_refused_by_name_and_leaves_nothing(
    resources: Resources, officer: Actor, values: dict, kind: type[ComplianceError], says: str
) -> None:
    case = await registered(resources, officer)
    told = await refused(resources, record_legal_event(resources, officer, number=case.number, **values), kind)
    assert says in told.message("zh"), told.message("zh")
    fresh = await complaint(resources.database, case.number)
    assert fresh == case


async def test_a_case_that_does_not_exist_is_not_found(resources: Resources, officer: Actor) -> None:
    work = record_legal_event(resources, officer, number="TS-2026-99999", kind="accepted", occurred_on=FRI_2026_11_20)
    assert "TS-2026-99999" in (await refused(resources, work, NotFound)).message()


async def test_an_act_entered_long_after_it_happened_needs_a_reason(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer, received_on=MON_2026_11_02)
    values = {"number": case.number, "kind": "accepted", "occurred_on": date(2026, 11, 6)}
    told = await refused(resources, record_legal_event(resources, officer, **values), BadInput)
    assert told.fields == {"reason": "errors.backdating_reason"}
    await record_legal_event(resources, officer, **values, reason="系统故障期间的补登")
    event = (await events_of(resources.database, case.id))[-1]
    assert event.on == date(2026, 11, 6) and event.reason == "系统故障期间的补登"
    assert event.recorded_at.astimezone(CHINA).date() == SAT_2026_11_21, "both days are kept"


async def test_a_page_that_somebody_changed_meanwhile_is_refused(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    await record_legal_event(resources, officer, number=case.number, kind="signed_in", occurred_on=FRI_2026_11_20)
    work = record_legal_event(
        resources,
        officer,
        number=case.number,
        kind="accepted",
        occurred_on=FRI_2026_11_20,
        expected_revision=case.revision,
    )
    await refused(resources, work, NotAllowedNow)


async def test_a_correction_keeps_both_events_and_counts_only_the_second(resources: Resources, reviewer: Actor) -> None:
    case = await registered(resources, reviewer)
    await record_legal_event(resources, reviewer, number=case.number, kind="accepted", occurred_on=FRI_2026_11_20)
    wrong = (await events_of(resources.database, case.id))[-1]
    await correct_legal_event(
        resources, reviewer, number=case.number, event_id=wrong.id, occurred_on=THU_2026_11_19, reason="录错一天"
    )
    assert [(e.kind, e.on) for e in await events_of(resources.database, case.id)] == [
        ("complaint_received", WED_2026_11_18),
        ("accepted", THU_2026_11_19),
    ]
    history = await events_of(resources.database, case.id, standing=False)
    assert [(e.kind, e.on, e.supersedes) for e in history] == [
        ("complaint_received", WED_2026_11_18, None),
        ("accepted", FRI_2026_11_20, None),
        ("accepted", THU_2026_11_19, wrong.id),
    ]
    met = {d.limit: d.met_on for d in await deadlines_of(resources.database, case.id)}
    assert met["acceptance_decision"] == THU_2026_11_19
    entry = (await entries(resources, action="correct_legal_event"))[-1]
    assert entry["reason"] == "录错一天" and "2026-11-20" in entry["before"] and "2026-11-19" in entry["after"]


async def test_an_event_taken_back_gives_the_state_before_it(resources: Resources, reviewer: Actor) -> None:
    case = await registered(resources, reviewer)
    before = await resources.database.fetch("SELECT regime, limit_id, body, trace FROM due_dates ORDER BY id")
    await record_legal_event(resources, reviewer, number=case.number, kind="accepted", occurred_on=FRI_2026_11_20)
    event = (await events_of(resources.database, case.id))[-1]
    with pytest.raises(BadInput):
        await correct_legal_event(resources, reviewer, number=case.number, event_id=event.id, reason=" ")
    back = await correct_legal_event(resources, reviewer, number=case.number, event_id=event.id, reason="误登")
    assert back.status == "registered"
    assert await resources.database.fetch("SELECT regime, limit_id, body, trace FROM due_dates ORDER BY id") == before
    with pytest.raises(NotFound):
        await correct_legal_event(resources, reviewer, number=case.number, event_id=event.id, reason="误登")


async def test_a_corrected_day_of_receipt_moves_the_clock_and_the_register_alike(
    resources: Resources, reviewer: Actor, head: Actor
) -> None:
    case = await registered(resources, reviewer)
    receipt = (await events_of(resources.database, case.id))[0]
    after = await receipt_moved(resources, reviewer, head, case.number, receipt.id, TUE_2026_11_17)
    started = {d.started_on for d in await deadlines_of(resources.database, case.id) if d.started_on}
    assert started == {TUE_2026_11_17}
    assert after.received_on == TUE_2026_11_17


async def test_evidence_is_kept_by_the_hash_of_its_bytes(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    for kind in ("replied", "served"):
        await record_legal_event(
            resources,
            officer,
            number=case.number,
            kind=kind,
            occurred_on=FRI_2026_11_20,
            evidence=PDF,
            evidence_name="../../回执.pdf",
        )
    digest = hashlib.sha256(PDF).hexdigest()
    events = await events_of(resources.database, case.id)
    assert [event.evidence for event in events] == [None, digest, digest]
    assert resources.files.get(digest) == PDF
    rows = await resources.database.fetch("SELECT sha256, size, media_type, name FROM stored_files")
    assert rows == [{"sha256": digest, "size": len(PDF), "media_type": "application/pdf", "name": "回执.pdf"}]
    assert digest in (await entries(resources, action="record_legal_event"))[-1]["after"]


async def test_many_events_at_once_on_one_case_stand_in_one_row(resources: Resources, officer: Actor) -> None:
    case = await registered(resources, officer)
    work = [
        record_legal_event(
            resources, officer, number=case.number, kind="replied", occurred_on=FRI_2026_11_20, note=f"第{n}次"
        )
        for n in range(20)
    ]
    await asyncio.gather(*work)
    events = await events_of(resources.database, case.id)
    assert [event.sequence for event in events] == list(range(1, 22))
    assert len({event.note for event in events[1:]}) == 20


async def test_a_recount_that_changes_nothing_leaves_no_trace(resources: Resources, officer: Actor) -> None:
    from compliance.casework.actor import system_actor

    case = await registered(resources, officer)
    before = await counts(resources)
    assert await recount(resources, system_actor(resources)) == 0
    assert await counts(resources) == before
    assert await complaint(resources.database, case.number) == case


async def test_a_recount_mends_rows_that_somebody_changed_and_says_so(resources: Resources, officer: Actor) -> None:
    from compliance.casework.actor import system_actor

    case = await registered(resources, officer)
    sql = "SELECT regime, limit_id, due_on, is_open, body, trace FROM due_dates ORDER BY id"
    before = await resources.database.fetch(sql)
    await resources.database.execute("UPDATE due_dates SET due_on = {} WHERE due_on IS NOT NULL", date(2030, 1, 1))
    assert await recount(resources, system_actor(resources), numbers=[case.number]) == 1
    assert await resources.database.fetch(sql) == before
    assert len(await entries(resources, action="recount")) == 1


@pytest.mark.parametrize("column", ["due_on", "earliest", "ours", "provisional", "rules", "calendar"])
async def test_a_recount_sees_every_column_of_a_clock(resources: Resources, officer: Actor, column: str) -> None:
    from compliance.casework.actor import system_actor

    await registered(resources, officer)
    rows = f"SELECT {column} FROM due_dates ORDER BY id"
    before = await resources.database.fetch(rows)
    other = {"due_on": date(2030, 1, 1), "earliest": date(2030, 1, 1), "rules": "x", "calendar": "x"}
    value = other.get(column, not before[0][column])
    await resources.database.execute(f"UPDATE due_dates SET {column} = {{}}", value)
    await recount(resources, system_actor(resources))
    assert await resources.database.fetch(rows) == before
