"""kill -9 between any two statements of the hinge: after the restart nothing is half done and the chain verifies."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import textwrap
from pathlib import Path

import pytest

from compliance.casework.proceedings import record_legal_event
from compliance.records.tables import TABLES
from compliance.records.verification import verify
from compliance.resources import Clock, Resources, load_resources
from compliance.settings import Settings
from tests.casework.builders import FRI_2026_11_20, SAT_2026_11_21
from tests.journeys.worlds import PYTHON, world

# The child runs the verb on an engine that stops for ever before its N-th statement, and says so.
CHILD = textwrap.dedent(
    """
    import asyncio, sys
    from datetime import date
    from pathlib import Path
    from compliance.casework.actor import Actor
    from compliance.casework.proceedings import record_legal_event
    from compliance.records.engine import OneWriterEngine, PooledEngine
    from compliance.records.people import user_by_name
    from compliance.resources import Clock, load_resources
    from compliance.roles import Role
    from compliance.settings import Settings

    folder, url, stop_at, number = sys.argv[1], sys.argv[2] or None, int(sys.argv[3]), sys.argv[4]
    seen = 0

    async def count():
        global seen
        seen += 1
        if seen == stop_at:
            print("stopped", flush=True)
            await asyncio.sleep(600)

    class HaltingSQLite(OneWriterEngine):
        __slots__ = ()

        async def _run_in_existing_connection(self, *values, **named):
            await count()
            return await super()._run_in_existing_connection(*values, **named)

    class HaltingPostgres(PooledEngine):
        async def run_querystring(self, querystring, in_pool=True):
            if self.current_transaction.get():
                await count()
            return await super().run_querystring(querystring, in_pool)

    async def main():
        settings = Settings(data_dir=Path(folder), database_url=url)
        resources = load_resources(settings)
        resources.clock = Clock(date(2026, 11, 21))
        resources.database.engine = HaltingPostgres(url) if url else HaltingSQLite(settings.database_file)
        await resources.open()
        user = await user_by_name(resources.database, "jing")
        actor = Actor(user.id, user.username, user.display_name, Role(user.role))
        await record_legal_event(
            resources, actor, number=number, kind="accepted", occurred_on=date(2026, 11, 20), note="告知",
            evidence=b"%PDF-1.7 evidence", evidence_name="a.pdf",
        )
        print("done", flush=True)
        await asyncio.sleep(600)

    asyncio.run(main())
    """
)


async def everything(resources: Resources) -> dict[str, list[dict]]:
    found = {}
    for table in TABLES:
        name, key = table._meta.tablename, table._meta.primary_key._meta.db_column_name
        found[name] = await resources.database.fetch(f"SELECT * FROM {name} ORDER BY {key}")
    return found


async def killed_at(folder: Path, url: str | None, stop_at: int, number: str) -> str:
    """What the child said before it was killed: ``stopped`` at the statement, or ``done``."""
    child = await asyncio.create_subprocess_exec(
        PYTHON, "-c", CHILD, str(folder), url or "", str(stop_at), number, stdout=subprocess.PIPE
    )
    try:
        assert child.stdout is not None
        return (await asyncio.wait_for(child.stdout.readline(), 60)).decode().strip()
    finally:
        child.send_signal(signal.SIGKILL)
        await child.wait()


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_killed_between_any_two_statements_nothing_is_half_done(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if engine == "postgres" else None
    folder = tmp_path / "var"
    async with world(folder, database_url=url) as here:
        number, officer = here.number, here.officer
        before = await everything(here.resources)

    async def look() -> dict[str, list[dict]]:
        resources = load_resources(Settings(data_dir=folder, database_url=url))
        resources.clock = Clock(SAT_2026_11_21)
        await resources.open()
        try:
            found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
            assert found.ok, found.findings
            return await everything(resources)
        finally:
            await resources.close()

    # First and last statements, and a spread between: append, recount, status, file, entry, head.
    for stop_at in (1, 4, 7, 9, 11, 13, 15, 17, 18, 19):
        said = await killed_at(folder, url, stop_at, number)
        if said == "done":
            break
        assert said == "stopped"
        assert await look() == before, f"statement {stop_at}"
    else:
        assert await killed_at(folder, url, 10_000, number) == "done"
    after = await look()
    assert len(after["legal_events"]) == len(before["legal_events"]) + 1
    assert len(after["audit_entries"]) == len(before["audit_entries"]) + 1
    assert after["complaints"][0]["status"] == "accepted", "what was acknowledged before the kill is there"
    resources = load_resources(Settings(data_dir=folder, database_url=url))
    resources.clock = Clock(SAT_2026_11_21)
    await resources.open()
    try:
        await record_legal_event(resources, officer, number=number, kind="replied", occurred_on=FRI_2026_11_20)
    finally:
        await resources.close()
