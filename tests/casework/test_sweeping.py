"""The sweeper does each row once, whoever is woken first; a bad row waits for its turn and stops nobody."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

from compliance.casework.actor import Actor
from compliance.casework.assessment import assign_complaint
from compliance.casework.document_states import standing_document
from compliance.casework.organisation import Organisation
from compliance.casework.sweeping import DEAD_AFTER, run_sweeper, sweep_once, sweeper_state
from compliance.records import outbox
from compliance.records.notices import unread
from compliance.records.outbox import LEASE, claim_one, enqueue, mark_done, put_back
from compliance.resources import Resources
from tests.casework.builders import approved, entries, left_issuing, registered, within


async def wanted(resources: Resources, officer: Actor, *keys: str) -> None:
    """Notices to be given to the officer."""
    for key in keys:
        body = {"user_id": officer.user_id, "complaint_id": None, "message_id": "notices.assigned", "values": {}}
        await enqueue(resources.database, kind="notice", key=key, body=body, at=resources.clock.now())


async def open_keys(resources: Resources) -> list[str]:
    rows = await resources.database.fetch("SELECT key FROM outbox WHERE done_at IS NULL ORDER BY id")
    return [row["key"] for row in rows]


async def test_the_same_intent_twice_is_one(resources: Resources, officer: Actor) -> None:
    await wanted(resources, officer, "a", "a", "b")
    assert await sweep_once(resources) == 2
    assert len(await unread(resources.database, officer.user_id)) == 2
    await wanted(resources, officer, "a")
    assert await sweep_once(resources) == 0


async def test_of_many_who_want_the_same_row_one_gets_it(resources: Resources, officer: Actor) -> None:
    await wanted(resources, officer, "only")
    at = resources.clock.now()
    claims = await asyncio.gather(*(claim_one(resources.database, worker=f"w{n}", at=at) for n in range(12)))
    assert sum(claim is not None for claim in claims) == 1


async def test_five_sweepers_at_once_do_everything_once(resources: Resources, officer: Actor) -> None:
    await wanted(resources, officer, *(f"k{n}" for n in range(40)))
    done = await within(60, asyncio.gather(*(sweep_once(resources) for _ in range(5))))
    assert sum(done) == 40
    rows = await resources.database.fetch("SELECT attempts, done_at FROM outbox")
    assert all(row["attempts"] == 1 and row["done_at"] for row in rows)
    assert len(await unread(resources.database, officer.user_id, most=100)) == 40


async def test_a_row_whose_holder_died_is_free_again_after_the_lease(resources: Resources, officer: Actor) -> None:
    await wanted(resources, officer, "a")
    at = resources.clock.now()
    lost = await claim_one(resources.database, worker="dead", at=at)
    assert lost is not None
    assert await claim_one(resources.database, worker="other", at=at + LEASE) is None
    again = await claim_one(resources.database, worker="other", at=at + LEASE + timedelta(seconds=1))
    assert again is not None and again.attempts == 2
    assert await mark_done(resources.database, again, at=at)
    assert not await mark_done(resources.database, lost, at=at), "the one that was thought dead comes too late"


async def test_a_failing_row_is_put_back_with_its_error_and_the_others_go_on(
    resources: Resources, officer: Actor
) -> None:
    at = resources.clock.now()
    await enqueue(resources.database, kind="notice", key="bad", body={"nonsense": 1}, at=at)
    await enqueue(resources.database, kind="unheard of", key="strange", body={}, at=at)
    await enqueue(resources.database, kind="render", key="gone", body={"document_id": 999}, at=at)
    await resources.database.execute("UPDATE outbox SET body = 'not json' WHERE key = 'strange'")
    await wanted(resources, officer, "good")
    assert await sweep_once(resources) == 1
    assert await open_keys(resources) == ["bad", "strange", "gone"]
    rows = await resources.database.fetch("SELECT last_error, lease_until, due_at FROM outbox WHERE done_at IS NULL")
    assert all(row["last_error"] and row["lease_until"] is None and row["due_at"] > at for row in rows)
    state = await sweeper_state(resources)
    assert (state["open"], state["failing"]) == (3, 3)
    assert await sweep_once(resources) == 0, "not again before its time"


async def test_waits_grow_and_end_at_ten_minutes(resources: Resources, officer: Actor) -> None:
    await wanted(resources, officer, "a")
    at, waits = resources.clock.now(), []
    for _ in range(6):
        job = await claim_one(resources.database, worker="w", at=at)
        assert job is not None
        await put_back(resources.database, job, error="x" * 5000, at=at)
        row = await resources.database.one("SELECT due_at, last_error FROM outbox")
        assert row and len(row["last_error"]) == 2000
        waits.append(round((row["due_at"] - at).total_seconds()))
        at = row["due_at"]
    assert waits == [2, 15, 120, 600, 600, 600]


async def test_a_document_that_an_older_version_left_without_files_is_finished_once(
    resources: Resources, officer: Actor, reviewer: Actor, house: Organisation
) -> None:
    case = await registered(resources, officer)
    ready = await approved(resources, officer, reviewer, case.number)
    left = await left_issuing(resources, officer, ready.id)
    assert left.status == "issuing" and left.pdf_sha256 is None
    await within(120, asyncio.gather(sweep_once(resources), sweep_once(resources)))
    document = await standing_document(resources, ready.id)
    assert document.status == "issued"
    await resources.database.execute("UPDATE outbox SET done_at = NULL, lease_until = NULL WHERE kind = 'render'")
    await sweep_once(resources)
    assert await standing_document(resources, ready.id) == document
    assert len(await entries(resources, action="render_document")) == 1


async def test_a_notice_reaches_the_one_it_is_for(resources: Resources, officer: Actor, head: Actor) -> None:
    case = await registered(resources, officer)
    await assign_complaint(resources, head, number=case.number, handler_username=officer.username)
    assert resources.bell.is_set()
    await sweep_once(resources)
    (notice,) = await unread(resources.database, officer.user_id)
    assert (notice.case_number, notice.message_id) == (case.number, "notices.assigned")
    assert await unread(resources.database, head.user_id) == ()


async def test_the_sign_of_life_tells_a_living_a_hanging_and_a_dead_sweeper(resources: Resources) -> None:
    assert (await sweeper_state(resources))["alive"] is False, "never ran"
    await sweep_once(resources)
    assert (await sweeper_state(resources))["alive"] is True
    long_ago = resources.clock.now() - DEAD_AFTER - timedelta(seconds=1)
    await outbox.beat(resources.database, name="sweeper", at=long_ago, finished=True)
    await outbox.beat(resources.database, name="sweeper", at=resources.clock.now(), finished=False)
    assert (await sweeper_state(resources))["alive"] is False, "begun but not ended for three minutes"


async def test_the_bell_wakes_the_sweeper_and_a_full_round_is_followed_at_once(
    resources: Resources, officer: Actor
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(run_sweeper(resources, stop))
    try:
        await asyncio.sleep(0.3)
        await wanted(resources, officer, *(f"k{n}" for n in range(120)))
        resources.bell.set()
        async with asyncio.timeout(15):
            while await open_keys(resources):
                await asyncio.sleep(0.05)
    finally:
        stop.set()
        await within(10, running)


async def test_the_sweeper_writes_checkpoints_by_itself(resources: Resources, officer: Actor) -> None:
    await registered(resources, officer)
    await sweep_once(resources)
    (path,) = resources.settings.checkpoints_dir.glob("*.jsonl")
    assert json.loads(path.read_text().splitlines()[-1])["cause"] == "ten minutes"
