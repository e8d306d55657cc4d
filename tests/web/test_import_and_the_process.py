"""An import outlives the page, not the process: what was stored stays, what was not is told and done again."""

import asyncio
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from litestar.testing import TestClient

from compliance.app import create_app
from compliance.casework.actor import system_actor
from compliance.casework.importing import note_import_started
from compliance.importers.taking_in import import_export
from compliance.records import people, sessions
from compliance.records.imports import latest_imports, unfinished_imports
from compliance.resources import Resources, load_resources
from tests.importers.builders import samr_row, samr_sheet
from tests.web.conftest import ADDRESS, House, load
from tests.web.test_importing import HOME, numbered, post_file, total, upload, wait_for


@contextmanager
def process(folder: Path) -> Iterator[House]:
    """An application on the folder, with officer, head and reviewer signed in."""
    resources = load(folder)
    with TestClient(create_app(resources), base_url=ADDRESS, raise_server_exceptions=False) as client:
        made = House(client=client, resources=resources, tokens={})
        made.tokens = made.run(sign_in_all, resources)
        yield made


async def sign_in_all(resources: Resources) -> dict[str, str]:
    found = {}
    for role in ("officer", "head", "reviewer"):
        user = await people.user_by_name(resources.database, role)
        found[role], _ = await sessions.start_session(
            resources.database, user_id=user.id, body={}, at=resources.clock.now()
        )
    return found


def test_three_thousand_rows_show_progress_while_pages_answer_and_survive_the_end_of_the_process(furnished, tmp_path):
    folder, sheet = tmp_path / "var", numbered(10_000, 3000)
    shutil.copytree(furnished, folder)
    with process(folder) as house:
        browser = house.as_("officer")
        before, started = total(browser), time.monotonic()
        answer = post_file(browser, sheet, name="三千行.xlsx")
        assert answer.status_code == 303 and time.monotonic() - started < 8
        path = answer.headers["location"]
        assert "尚未写入任何数据" in wait_for(browser, path)
        assert browser.post(path).status_code == 303
        assert "三千行.xlsx" in house.as_("head").get(HOME).text, "found again, by anybody who may import"
        seen, slowest = [], 0.0
        while len(set(seen)) < 4:
            page = browser.get(path).text
            assert 'hx-trigger="every 1s"' in page and "<progress" in page
            seen += [int(value) for value in re.findall(r'<progress[^>]* value="(\d+)" max="3000"', page)]
            for other in ("/", "/complaints", "/filings"):
                began = time.monotonic()
                assert house.as_("reviewer").get(other).status_code == 200
                slowest = max(slowest, time.monotonic() - began)
        assert seen == sorted(seen), "the bar only moves forward"
        assert slowest < 5, f"a page took {slowest:.1f} s meanwhile"
        ended = time.monotonic()
    assert time.monotonic() - ended < 20, "an import does not hold up the end of the process"
    with process(folder) as house:
        browser = house.as_("officer")
        stored = total(browser) - before
        assert seen[-1] <= stored < 3000
        assert "“三千行.xlsx”的导入未完成" in browser.get(HOME).text
        page = browser.get(upload(browser, sheet)).text
        assert f"确认导入 {3000 - stored} 行" in page, "what is stored is not doubled"


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_finished_and_unfinished_imports_are_told_apart_on_both_databases(engine, request, tmp_path):
    url = request.getfixturevalue("postgres_url") if engine == "postgres" else None
    resources = load_resources(replace(load(tmp_path / "var").settings, database_url=url))

    async def go() -> None:
        await resources.open()
        try:
            actor, since = system_actor(resources), resources.clock.now()
            sheet = samr_sheet(samr_row(1), samr_row(2, 登记编号="1"))
            for content in (sheet, b"another"):
                await note_import_started(resources, actor, source="samr_12315", filename="甲.xlsx", content=content)
            assert len(await unfinished_imports(resources.database, since=since)) == 2
            await import_export(resources, actor, data=sheet, filename="甲.xlsx", source="samr_12315")
            (left,) = await unfinished_imports(resources.database, since=since)
            (done,) = await latest_imports(resources.database)
            assert left["id"] == 2 and done["id"] == 3
            assert [done[name] for name in ("rows", "created", "updated", "unchanged", "errors")] == [2, 1, 0, 0, 1]
        finally:
            await resources.close()

    asyncio.run(go())
