"""Whole or nothing where one engine is enough: a full database, a process that dies, letters of an unreasonable size."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import textwrap
from dataclasses import dataclass

import pytest

from compliance.casework import approvals, drafting, organisation
from compliance.casework.actor import Actor, system_actor
from compliance.casework.document_states import standing_document
from compliance.casework.issuing import issue_document
from compliance.errors import BadInput, NotAllowedNow
from compliance.records.sqlite_library import sqlite
from compliance.resources import Resources
from tests.casework.builders import HOUSE, STATEMENT, counts, registered
from tests.casework.test_issuing_whole import assert_issued_as_first, ready, refused_whole
from tests.conftest import person


@dataclass
class Here:
    resources: Resources
    officer: Actor
    reviewer: Actor


@pytest.fixture
async def here(sqlite_resources: Resources) -> Here:
    await organisation.set_organisation(sqlite_resources, system_actor(sqlite_resources), values=HOUSE)
    officer = await person(sqlite_resources, "jing", "officer")
    return Here(sqlite_resources, officer, await person(sqlite_resources, "shen", "reviewer"))


async def test_a_full_database_takes_nothing(here: Here) -> None:
    resources, officer, reviewer = here.resources, here.officer, here.reviewer
    paper = await ready(resources, officer, reviewer)
    writer = resources.database.engine.writer  # type: ignore[union-attr]
    (page,) = await writer.execute_fetchall("PRAGMA page_count")
    await writer.execute_fetchall(f"PRAGMA max_page_count={page['page_count']}")
    with pytest.raises(sqlite.OperationalError, match="full"):
        async with resources.database.transaction():
            await resources.database.execute("CREATE TABLE filler (x TEXT)")
            for _ in range(64):
                await resources.database.execute("INSERT INTO filler VALUES ({})", "x" * 4000)
    async with refused_whole(resources, paper, "存储空间已满"):
        await issue_document(resources, officer, document_id=paper.id)
    await writer.execute_fetchall("PRAGMA max_page_count=1000000000")
    await assert_issued_as_first(resources, officer, paper)


CRASHING = textwrap.dedent(
    """
    import asyncio, os, sys
    from datetime import date
    from pathlib import Path
    from compliance.casework.actor import Actor
    from compliance.casework.issuing import issue_document
    from compliance.records.files import FileStore
    from compliance.records.people import user_by_name
    from compliance.resources import Clock, load_resources
    from compliance.roles import Role
    from compliance.settings import Settings

    class Dying(FileStore):
        taken = 0
        def put(self, content):
            digest = super().put(content)
            Dying.taken += 1
            if Dying.taken == int(sys.argv[3]):
                os.kill(os.getpid(), 9)
            return digest

    async def main():
        resources = load_resources(Settings(data_dir=Path(sys.argv[1]), renderers=1))
        resources.clock = Clock(date(2026, 11, 21))
        resources.files = Dying(resources.files.folder)
        await resources.open()
        user = await user_by_name(resources.database, "jing")
        actor = Actor(user.id, user.username, user.display_name, Role(user.role))
        await issue_document(resources, actor, document_id=int(sys.argv[2]))

    asyncio.run(main())
    """
)


@pytest.mark.parametrize("after", [1, 2])
async def test_a_process_that_dies_between_files_and_record_leaves_nothing_but_files(here: Here, after: int) -> None:
    resources, officer, reviewer = here.resources, here.officer, here.reviewer
    paper = await ready(resources, officer, reviewer)
    before = await counts(resources)
    command = [sys.executable, "-c", CRASHING, str(resources.settings.data_dir), str(paper.id), str(after)]
    died = await asyncio.to_thread(subprocess.run, command, capture_output=True, timeout=120)
    assert died.returncode == -signal.SIGKILL, died.stderr[-500:]
    assert await standing_document(resources, paper.id) == paper and await counts(resources) == before
    await assert_issued_as_first(resources, officer, paper)


@pytest.mark.parametrize(
    "facts",
    [
        {"evidence": [{"name": f"证据{n}", "kind": "书证", "proves": "经过", "pages": 1} for n in range(2000)]},
        {"findings": "经核实情况属实。" * 6250},
    ],
    ids=["2000 rows", "50000 characters"],
)
async def test_a_huge_letter_is_issued_or_refused_in_one_sentence(here: Here, facts: dict[str, object]) -> None:
    resources, officer, reviewer = here.resources, here.officer, here.reviewer
    case = await registered(resources, officer)
    try:
        draft = await drafting.draft_letter(
            resources, officer, number=case.number, letter_id="company_statement", facts={**STATEMENT, **facts}
        )
        draft = await drafting.submit_draft(resources, officer, document_id=draft.id)
        await approvals.approve_document(
            resources, reviewer, document_id=draft.id, expected_content_sha256=draft.content_sha256 or ""
        )
        done = await issue_document(resources, officer, document_id=draft.id)
    except (BadInput, NotAllowedNow) as refused:
        assert 10 < len(refused.message()) < 400, refused.message()
        rows = await resources.database.fetch("SELECT number FROM documents WHERE number IS NOT NULL")
        assert rows == []
    else:
        assert done.number == "示例函〔2026〕1号" and done.pdf_sha256
