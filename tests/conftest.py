"""What many tests share: opened resources on SQLite and on PostgreSQL, private servers, people to act as."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from compliance.casework import organisation, people
from compliance.casework.actor import Actor, system_actor
from compliance.complaints.letter_series import Series
from compliance.resources import Clock, Resources, load_resources
from compliance.roles import Role
from compliance.settings import Settings
from filings.rendering import RenderPool
from tests.servers.private import PostgresServer, RedisServer

SAT_2026_11_21 = date(2026, 11, 21)
PASSWORD = "a long enough sentence"
_names = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    # Not below pytest's own folder: a second run on the machine cleans that up, the cluster of the first included.
    with tempfile.TemporaryDirectory(prefix="anqi-postgres-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder) / "server")
        server.start()
        yield server
        server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    name = f"anqi_{next(_names)}"
    postgres_server.psql(f"CREATE DATABASE {name}")
    yield postgres_server.url(name)
    postgres_server.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def render_pool() -> Iterator[RenderPool]:
    pool = RenderPool(1)
    yield pool
    pool.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "var", profile="company", renderers=1)


async def opened(settings: Settings, render_pool: RenderPool | None = None) -> AsyncIterator[Resources]:
    resources = load_resources(settings)
    resources.clock = Clock(SAT_2026_11_21)
    resources._renderer = render_pool
    await resources.open()
    try:
        yield resources
    finally:
        resources._renderer = None if render_pool else resources._renderer
        await resources.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def resources(
    request: pytest.FixtureRequest, settings: Settings, render_pool: RenderPool
) -> AsyncIterator[Resources]:
    """Opened resources, once on each engine; today is Saturday 2026-11-21."""
    if request.param == "postgres":
        settings = replace(settings, database_url=request.getfixturevalue("postgres_url"))
    async for each in opened(settings, render_pool):
        yield each


@pytest.fixture
async def sqlite_resources(settings: Settings, render_pool: RenderPool) -> AsyncIterator[Resources]:
    async for each in opened(settings, render_pool):
        yield each


async def person(resources: Resources, username: str, role: str) -> Actor:
    """An account that can act; the password hash is not the point here and takes 0.2 s, so it is not made."""
    from compliance.records.people import insert_user

    user_id = await insert_user(
        resources.database,
        username=username,
        display_name=f"示例{username}",
        role=role,
        password_hash="!",
        at=resources.clock.now(),
    )
    return Actor(user_id, username, f"示例{username}", Role(role), session_hash="s" * 64, address="127.0.0.1")


@pytest.fixture
async def officer(resources: Resources) -> Actor:
    return await person(resources, "jing", "officer")


@pytest.fixture
async def reviewer(resources: Resources) -> Actor:
    return await person(resources, "shen", "reviewer")


@pytest.fixture
async def head(resources: Resources) -> Actor:
    return await person(resources, "zong", "head")


@pytest.fixture
async def house(resources: Resources) -> organisation.Organisation:
    values = organisation.Organisation(
        name="示例商贸有限公司",
        short_name="示例公司",
        credit_code="91110105MA00000012",
        address="示例市示例区示例路1号",
        department="法务合规部",
        contact_person="示例联系人",
        contact_phone="010-12345678",
        series=(Series("示例函"),),
    )
    return await organisation.set_organisation(resources, system_actor(resources), values=values)


__all__ = ["PASSWORD", "people"]
