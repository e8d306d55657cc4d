"""Two people in two processes issue the same draft at once: one wins, the other is told, and no number is lost."""

from __future__ import annotations

import asyncio
import json
import subprocess
import textwrap
from pathlib import Path

import pytest

from compliance.casework.drafting import standing_document
from compliance.casework.issuing import issue_document
from compliance.records.verification import verify
from tests.journeys.worlds import PYTHON, world

CHILD = textwrap.dedent(
    """
    import asyncio, json, sys, time
    from datetime import date
    from pathlib import Path
    from compliance.casework.actor import Actor
    from compliance.casework.issuing import issue_document
    from compliance.errors import ComplianceError
    from compliance.records.people import user_by_name
    from compliance.resources import Clock, load_resources
    from compliance.roles import Role
    from compliance.settings import Settings

    async def main():
        folder, url, name, wanted = sys.argv[1:5]
        resources = load_resources(Settings(data_dir=Path(folder), database_url=url or None))
        resources.clock = Clock(date(2026, 11, 21))
        await resources.open()
        user = await user_by_name(resources.database, name)
        actor = Actor(user.id, user.username, user.display_name, Role(user.role))
        print("ready", flush=True)
        sys.stdin.readline()
        told = []
        for document_id in json.loads(wanted):
            try:
                told.append((await issue_document(resources, actor, document_id=document_id)).number)
            except ComplianceError as refused:
                told.append(refused.message())
        print(json.dumps(told), flush=True)
        await resources.close()

    asyncio.run(main())
    """
)


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_of_two_processes_one_wins_each_time_and_numbers_have_no_gap(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if engine == "postgres" else ""
    folder = tmp_path / "var"
    async with world(folder, database_url=url or None) as here:
        ids = await here.to_issue(8)
        children = [
            await asyncio.create_subprocess_exec(
                *(PYTHON, "-c", CHILD, str(folder), url, name, json.dumps(ids)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for name in ("jing", "shen")
        ]
        for child in children:
            assert child.stdout and (await asyncio.wait_for(child.stdout.readline(), 60)).strip() == b"ready"
        outs = await asyncio.gather(*(child.communicate(b"go\n") for child in children))
        assert [child.returncode for child in children] == [0, 0]
        one, other = (json.loads(out) for out, _ in outs)
        documents = [await standing_document(here.resources, document_id) for document_id in ids]
        for document, first, second in zip(documents, one, other, strict=True):
            assert (first == document.number) != (second == document.number), "exactly one of the two"
            loser = second if first == document.number else first
            assert str(document.issuer_name) in loser and str(document.number) in loser
        assert {document.number for document in documents} == {f"示例函〔2026〕{n}号" for n in range(1, 9)}
        (late,) = await here.to_issue(1)
        assert (await issue_document(here.resources, here.officer, document_id=late)).number == "示例函〔2026〕9号"
        found = await verify(here.resources.database, here.resources.secrets, here.resources.settings.checkpoints_dir)
        assert found.ok
