"""anqi files unreferenced lists and removes what no record names; anqi filings list says what corrects what."""

from __future__ import annotations

import asyncio
import json
import os
import time
from datetime import date
from pathlib import Path

import pytest

from compliance.casework import drafting
from compliance.casework.actor import Actor
from compliance.casework.corrections import correct_document
from compliance.casework.issuing import issue_document
from compliance.casework.submission import file_document
from compliance.records.files import FileStore
from compliance.records.filings import FilingFilters, list_filings
from compliance.records.people import user_by_name
from compliance.resources import Clock, Resources, load_resources
from compliance.roles import Role
from compliance.settings import Settings
from tests.cli.conftest import Call

DAY = 86_400
SAT = date(2026, 11, 21)


@pytest.fixture
def left(demo_data: Path) -> dict[str, str]:
    """Three files that nothing names, by age in days: of today, of three and of eight days ago."""
    store, found = FileStore(demo_data / "files"), {}
    for name, days in (("today", 0), ("three", 3), ("eight", 8)):
        found[name] = store.put(name.encode())
        then = time.time() - days * DAY - 60
        os.utime(store.path(found[name]), (then, then))
    return found


def test_files_that_nothing_names_are_listed_and_removed(call: Call, left: dict[str, str], demo_data: Path) -> None:
    listed = call("files", "unreferenced", "--json").json
    assert [one["sha256"] for one in listed] == [left["eight"], left["three"], left["today"]], "the oldest first"
    assert listed[0] == {"sha256": left["eight"], "size": 5, "age_days": 8.0, "path": FileStore(Path()).path(left["eight"]).as_posix()}  # fmt: skip
    assert [one["sha256"] for one in call("files", "unreferenced", "--older-than", "3", "--json").json] == [
        left["eight"],
        left["three"],
    ]
    assert left["today"] in call("files", "unreferenced").out
    done = call("files", "unreferenced", "--remove", "--json")
    assert (done.code, done.json["left"]) == (0, 0)
    assert [one["sha256"] for one in done.json["removed"]] == [left["eight"]], "seven days unless said otherwise"
    told = call("files", "unreferenced", "--remove", "--older-than", "1")
    assert left["three"] in told.out and "已清除 1 件，已记入审计" in told.out
    assert "什么也没有清除" in call("files", "unreferenced", "--remove").out
    assert [one["sha256"] for one in call("files", "unreferenced", "--json").json] == [left["today"]]
    assert call("audit", "verify", "--json").json["ok"]
    archive = demo_data.parent / "all.zip"
    assert call("backup", archive, "--json").code == 0, "every file that a backup takes is there"


def test_what_was_stored_within_a_day_is_never_removed(call: Call, left: dict[str, str], demo_data: Path) -> None:
    refused = call("files", "unreferenced", "--remove", "--older-than", "0", "--json")
    assert refused.code == 2 and "一天之内" in refused.refusal
    assert call("files", "unreferenced", "--older-than", "-1", "--json").code == 2
    assert FileStore(demo_data / "files").path(left["today"]).exists()


def test_a_pinned_day_makes_no_file_older(call: Call, left: dict[str, str]) -> None:
    found = call("files", "unreferenced", "--remove", "--older-than", "1", "--json", ANQI_TODAY="2036-11-21").json
    assert left["today"] not in json.dumps(found)


def test_without_a_database_nothing_is_made(call: Call, tmp_path: Path) -> None:
    for more in ((), ("--remove",)):
        refused = call("files", "unreferenced", *more, "--json")
        assert refused.code == 2 and "没有数据库" in refused.refusal
    assert list(tmp_path.iterdir()) == []


def test_the_register_says_what_corrects_what(call: Call, demo_data: Path) -> None:
    (filing,) = call("filings", "list", "--json").json
    assert (filing["corrected_by"], filing["corrects"]) == (None, None) and "更正" not in call("filings", "list").out
    number = asyncio.run(corrected_and_filed(demo_data))
    newer, older = call("filings", "list", "--json").json
    assert (newer["number"], newer["corrected_by"], newer["corrects"]) == (number, None, filing["number"])
    assert (older["number"], older["corrected_by"], older["corrects"]) == (filing["number"], number, None)
    told = "".join(call("filings", "list").out.split())
    assert f"已由{number}更正" in told and f"更正{filing['number']}" in told


async def corrected_and_filed(folder: Path) -> str | None:
    """A correction of the demo's one filed paper, approved, issued and filed; its number."""
    resources = load_resources(Settings(data_dir=folder, renderers=1))
    resources.clock = Clock(SAT)
    await resources.open()
    try:
        officer, reviewer, head = [await signed_in(resources, name) for name in ("jingban", "shenhe", "fuzeren")]
        (old,) = await list_filings(resources.database, FilingFilters())
        paper = await correct_document(resources, officer, document_id=old.document_id or 0, reason="写错")
        paper = await drafting.submit_draft(resources, officer, document_id=paper.id)
        for approver in (reviewer, head):
            if paper.status == "in_review":
                paper = await drafting.approve_document(
                    resources, approver, document_id=paper.id, expected_content_sha256=paper.content_sha256 or ""
                )
        paper = await issue_document(resources, officer, document_id=paper.id)
        await file_document(
            resources, officer, document_id=paper.id, channel="post", tracking="EM1CN", addressee="示例局", filed_on=SAT
        )
    finally:
        await resources.close()
    return paper.number


async def signed_in(resources: Resources, name: str) -> Actor:
    user = await user_by_name(resources.database, name)
    assert user
    return Actor(user.id, user.username, user.display_name, Role(user.role))
