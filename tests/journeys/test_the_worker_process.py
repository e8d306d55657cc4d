"""The worker as a process: killed in the middle, stopped politely, with Redis gone, with poison in Redis."""

from __future__ import annotations

import asyncio
import pickle
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from compliance.records.verification import verify
from compliance.resources import Resources
from compliance.worker import QUEUE, relay_bell
from tests.casework.builders import entries, left_issuing
from tests.journeys.worlds import ended, start_worker, until, world
from tests.servers.private import RedisServer


async def states(resources: Resources) -> list[str]:
    return [row["status"] for row in await resources.database.fetch("SELECT status FROM documents ORDER BY id")]


async def assert_each_done_once(resources: Resources, many: int) -> None:
    """Every document issued, every number given once, every act in the history once, and the history whole."""
    assert await states(resources) == ["issued"] * many
    rows = await resources.database.fetch("SELECT number, pdf_sha256, docx_sha256 FROM documents")
    assert {row["number"] for row in rows} == {f"示例函〔2026〕{n}号" for n in range(1, many + 1)}
    for row in rows:
        assert resources.files.get(row["pdf_sha256"]) and resources.files.get(row["docx_sha256"])
    rendered = [entry["object_id"] for entry in await entries(resources, action="render_document")]
    assert len(rendered) == len(set(rendered)) == many
    found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
    assert found.ok, found.findings


async def test_a_worker_killed_in_the_middle_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    folder, log = tmp_path / "var", tmp_path / "worker.log"
    async with world(folder) as here:
        resources = here.resources
        for document_id in await here.to_issue(3):
            await left_issuing(resources, here.officer, document_id)
        worker = start_worker(folder, log)
        try:

            async def claimed() -> bool:
                rows = await resources.database.fetch("SELECT 1 FROM outbox WHERE lease_until IS NOT NULL")
                return bool(rows)

            await until(claimed, seconds=40)
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait(20)
        rows = await resources.database.fetch("SELECT lease_by FROM outbox WHERE lease_until IS NOT NULL")
        assert len(rows) == 1, "it died while holding a row"
        assert "issuing" in await states(resources)
        # The lease of the dead ends by the clock; here the clock is helped.
        long_ago = resources.clock.now() - timedelta(hours=1)
        await resources.database.execute("UPDATE outbox SET lease_until = {} WHERE lease_until IS NOT NULL", long_ago)
        worker = start_worker(folder, log)
        try:

            async def all_issued() -> bool:
                return set(await states(resources)) == {"issued"}

            await until(all_issued, seconds=60)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(30) == 0, log.read_text()
        finally:
            ended(worker)
        await assert_each_done_once(resources, 3)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_ends_at_once_with_zero(tmp_path: Path, number: signal.Signals) -> None:
    worker = start_worker(tmp_path / "var", tmp_path / "log")
    try:
        end = time.monotonic() + 30
        while "worker started" not in (tmp_path / "log").read_text() and time.monotonic() < end:
            time.sleep(0.1)
        began = time.monotonic()
        worker.send_signal(number)
        assert worker.wait(20) == 0, (tmp_path / "log").read_text()
        assert time.monotonic() - began < 10
        assert "Traceback" not in (tmp_path / "log").read_text()
    finally:
        ended(worker)


@pytest.mark.postgres
@pytest.mark.redis
async def test_redis_is_killed_midway_and_nothing_is_lost_or_done_twice(
    tmp_path: Path, postgres_url: str, redis_server: RedisServer
) -> None:
    """PostgreSQL, Redis, arq: the bell rings, Redis dies, work goes on, Redis comes back, the bell rings again."""
    folder, log = tmp_path / "var", tmp_path / "worker.log"
    addresses = {"ANQI_DATABASE_URL": postgres_url, "ANQI_REDIS_URL": redis_server.url}
    async with world(folder, database_url=postgres_url, redis_url=redis_server.url) as here:
        resources, stop = here.resources, asyncio.Event()
        ids = await here.to_issue(6)
        relay = asyncio.create_task(relay_bell(resources, stop))
        worker = start_worker(folder, log, **addresses)

        async def issue(*which: int) -> None:
            for document_id in which:
                await left_issuing(resources, here.officer, document_id)

        def issued(many: int):
            async def enough() -> bool:
                assert worker.poll() is None, log.read_text()
                return (await states(resources)).count("issued") >= many

            return enough

        try:
            await issue(*ids[:2])
            await until(issued(2), seconds=40)
            redis_server.kill()
            await issue(*ids[2:4])
            await until(issued(4), seconds=60)  # no bell: the sweeper's own round finds the rows
            redis_server.start()
            await asyncio.sleep(4)
            began = time.monotonic()
            await issue(*ids[4:])
            await until(issued(6), seconds=60)
            assert time.monotonic() - began < 15, "the bell is heard again, sooner than the next round"
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(30) == 0, log.read_text()
        finally:
            stop.set()
            ended(worker)
            await asyncio.wait_for(relay, 20)
        await assert_each_done_once(resources, 6)


class Bomb:
    """Unpickling this would leave a file behind."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        import os

        return os.system, (f"touch {self.path}",)


@pytest.mark.redis
async def test_poison_in_redis_runs_nothing_and_the_bell_still_works(tmp_path: Path, redis_server: RedisServer) -> None:
    import redis.asyncio

    folder, log, trace = tmp_path / "var", tmp_path / "worker.log", tmp_path / "exploded"
    client = redis.asyncio.Redis.from_url(redis_server.url)
    poison = [pickle.dumps(Bomb(trace)), pickle.dumps({"f": "ring", "a": (Bomb(trace),)}), b"\xff", b"[]", b"{}", b"7"]
    poison.append(b'{"t": null, "f": "os.system", "a": ["touch ' + str(trace).encode() + b'"], "k": {}, "et": 1}')
    for position, payload in enumerate(poison):
        await client.set(f"arq:job:p{position}", payload)
        await client.zadd(QUEUE, {f"p{position}": 1})
    async with world(folder, redis_url=redis_server.url) as here:
        stop = asyncio.Event()
        relay = asyncio.create_task(relay_bell(here.resources, stop))
        worker = start_worker(folder, log, ANQI_REDIS_URL=redis_server.url)
        try:

            async def swallowed() -> bool:
                assert worker.poll() is None, log.read_text()
                return await client.zcard(QUEUE) == 0

            await until(swallowed, seconds=40)
            (document_id,) = await here.to_issue(1)
            began = time.monotonic()
            await left_issuing(here.resources, here.officer, document_id)

            async def issued() -> bool:
                return await states(here.resources) == ["issued"]

            await until(issued, seconds=40)
            assert time.monotonic() - began < 15
            assert not trace.exists()
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(30) == 0, log.read_text()
        finally:
            stop.set()
            ended(worker)
            await asyncio.wait_for(relay, 20)
            await client.aclose()
