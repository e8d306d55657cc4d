"""Three processes issue forty documents each at the same time: the numbers are 1 to 120, each once."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path

import pytest

from compliance.casework.keeping import verify_history
from tests.journeys.test_two_processes_issue_one_draft import CHILD
from tests.journeys.worlds import PYTHON, world

EACH = 40


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_three_processes_give_every_number_once(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if engine == "postgres" else ""
    folder = tmp_path / "var"
    async with world(folder, database_url=url or None) as here:
        ids = await here.to_issue(3 * EACH)
        children = [
            await asyncio.create_subprocess_exec(
                *(PYTHON, "-c", CHILD, str(folder), url, "jing", json.dumps(ids[start::3])),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for start in range(3)
        ]
        for child in children:
            assert child.stdout and (await asyncio.wait_for(child.stdout.readline(), 120)).strip() == b"ready"
        outs = await asyncio.gather(*(child.communicate(b"go\n") for child in children))
        assert [child.returncode for child in children] == [0, 0, 0]
        told = [number for out, _ in outs for number in json.loads(out)]
        assert sorted(told) == sorted(f"示例函〔2026〕{n}号" for n in range(1, 3 * EACH + 1))
        rows = await here.resources.database.fetch("SELECT number, status FROM documents ORDER BY id")
        assert {row["number"] for row in rows} == set(told) and {row["status"] for row in rows} == {"issued"}
        found = await verify_history(here.resources)
        assert found.ok, found.findings
