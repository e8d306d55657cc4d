"""The only module that knows arq: Redis is a bell that wakes the sweeper early, never the place where work is kept.

Without Redis, or while it is away, the sweeper goes on in rounds of its own; a ring that is lost costs seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from typing import Any

import structlog
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.worker import Worker, func
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from compliance.casework.sweeping import run_sweeper
from compliance.resources import Resources

QUEUE = "anqi:bell"
RECONNECT = 2.0
"""Seconds before another try when Redis has gone."""
log = structlog.get_logger("anqi.worker")


def redis_settings(url: str, *, patient: bool) -> RedisSettings:
    """How to reach Redis: a worker waits for it to come back, a web process gives up at once."""
    settings = RedisSettings.from_dsn(url)
    if not patient:
        settings.conn_retries = 0
        return settings
    settings.retry = Retry(ExponentialBackoff(cap=2, base=0.1), 10)
    # Without the built-in OSError in the list the worker still ends when Redis restarts.
    settings.retry_on_error = [RedisConnectionError, RedisTimeoutError, BusyLoadingError, OSError]
    settings.retry_on_timeout = True
    return settings


def as_json(message: dict[str, Any]) -> bytes:
    """arq pickles by default: whoever could write to Redis could run code here."""
    return json.dumps(message, default=str).encode()


def from_json(raw: bytes) -> dict[str, Any]:
    return json.loads(raw)


async def ring(ctx: dict[Any, Any]) -> None:
    """The only job: wake this process's sweeper."""
    ctx["resources"].bell.set()


async def listen(resources: Resources, stop: asyncio.Event) -> None:
    """Hear the bell until ``stop``; when Redis goes away, try again, while the sweeper's own rounds go on."""
    assert resources.settings.redis_url is not None
    while not stop.is_set():
        worker = Worker(
            functions=[func(ring, name="ring", keep_result=0, max_tries=3)],
            queue_name=QUEUE,
            redis_settings=redis_settings(resources.settings.redis_url, patient=True),
            handle_signals=False,
            poll_delay=0.1,
            max_jobs=2,
            job_timeout=60,
            keep_result=0,
            log_results=False,
            job_serializer=as_json,
            job_deserializer=from_json,
            ctx={"resources": resources},
        )
        hearing = asyncio.ensure_future(worker.async_run())
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait([hearing, stopping], return_when=asyncio.FIRST_COMPLETED)
        for task in (hearing, stopping):
            task.cancel()
        try:
            await hearing
        except asyncio.CancelledError:
            log.debug("stopped listening")
        except (RedisError, OSError) as gone:
            log.warning("redis is away; the sweeper goes on by itself", error=str(gone))
        with contextlib.suppress(RedisError, OSError, AttributeError):  # closing a connection that is already dead
            await worker.close()
        if not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RECONNECT)


async def relay_bell(resources: Resources, stop: asyncio.Event) -> None:
    """In the web process: pass each ring on to the worker by Redis. A ring that fails is only logged."""
    assert resources.settings.redis_url is not None
    pool: ArqRedis | None = None
    while not stop.is_set():
        waits = [asyncio.ensure_future(resources.bell.wait()), asyncio.ensure_future(stop.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if stop.is_set():
            break
        resources.bell.clear()
        try:
            if pool is None:
                pool = await create_pool(
                    redis_settings(resources.settings.redis_url, patient=False),
                    job_serializer=as_json,
                    job_deserializer=from_json,
                    default_queue_name=QUEUE,
                )
            await pool.enqueue_job("ring")
        except (RedisError, OSError) as gone:
            log.warning("the bell was not passed on; the worker's own round will find the row", error=str(gone))
            pool = None
    if pool is not None:
        with contextlib.suppress(RedisError, OSError):
            await pool.aclose()


async def run_worker(resources: Resources) -> None:
    """Sweep until SIGTERM or SIGINT; with Redis also hear its bell. ``resources`` is open."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    tasks = [asyncio.ensure_future(run_sweeper(resources, stop))]
    if resources.settings.redis_url:
        tasks.append(asyncio.ensure_future(listen(resources, stop)))
    log.info("worker started", redis=bool(resources.settings.redis_url))
    try:
        await asyncio.gather(*tasks)
    finally:
        stop.set()
        log.info("worker stopped")
