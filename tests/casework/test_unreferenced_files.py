"""Files that no record names are found and removed; one that is named, or may be about to be, never is."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from compliance.casework import drafting, issuing
from compliance.casework.actor import Actor, system_actor
from compliance.casework.issued_files import stored_bytes
from compliance.casework.issuing import issue_document
from compliance.casework.keeping import verify_history
from compliance.casework.submission import file_document, record_receipt
from compliance.casework.unreferenced_files import remove_unreferenced_files, unreferenced_files
from compliance.errors import BadInput, Forbidden, NotAllowedNow
from compliance.records.documents import CaseDocument
from compliance.records.files import FileStore, KeptFile
from compliance.records.sqlite_library import sqlite
from compliance.resources import Resources
from compliance.settings import Settings
from tests.casework.builders import STATEMENT, approved, entries, issued, registered
from tests.casework.failing_engines import every_failure, stormy

FRI_2026_11_20 = date(2026, 11, 20)
DAY = 86_400


def made_old(store: FileStore, *, days: float = 8, only: set[str] | None = None) -> None:
    """Date files as if they had been stored so many days ago."""
    then = store.now() - days * DAY
    for file in store.every():
        if only is None or file.path in only:
            os.utime(store.folder / file.path, (then, then))


async def paths(resources: Resources, **asked: int) -> set[str]:
    return {one.file.path for one in await unreferenced_files(resources, **asked)}


class NobodyWaits:
    """Turns that nobody takes: as on machines that share a database and no folder."""

    @asynccontextmanager
    async def turn(self, name: str):
        yield


async def refused_issue(
    resources: Resources, officer: Actor, reviewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> tuple[CaseDocument, CaseDocument]:
    """Two issues at once that race for one number: the document that got it, and the one that was refused."""
    case = await registered(resources, officer)
    ready = [await approved(resources, officer, reviewer, case.number)]
    other = await drafting.draft_letter(
        resources, officer, number=case.number, letter_id="company_statement",
        facts=STATEMENT | {"rectification": "同批次商品已经全部召回。"},
    )  # fmt: skip
    other = await drafting.submit_draft(resources, officer, document_id=other.id)
    ready.append(
        await drafting.approve_document(
            resources, reviewer, document_id=other.id, expected_content_sha256=other.content_sha256 or ""
        )
    )
    with monkeypatch.context() as patched:
        patched.setattr(resources, "turns", NobodyWaits())
        patched.setattr(issuing, "MOST_TRIES", 1)
        done = await asyncio.gather(
            *(issue_document(resources, officer, document_id=each.id) for each in ready), return_exceptions=True
        )
    (winner,) = [each for each in done if isinstance(each, CaseDocument)]
    (refusal,) = [each for each in done if isinstance(each, NotAllowedNow)]
    assert "没有签发" in refusal.message()
    return winner, next(each for each in ready if each.id != winner.id)


async def test_what_a_refused_issue_left_is_listed_and_removed_on_record(
    resources: Resources, officer: Actor, reviewer: Actor, house, monkeypatch: pytest.MonkeyPatch
) -> None:
    winner, loser = await refused_issue(resources, officer, reviewer, monkeypatch)
    left = await unreferenced_files(resources)
    assert left and all(0 <= one.age < DAY for one in left)
    named = {winner.docx_sha256, winner.pdf_sha256}
    assert named.isdisjoint(one.file.sha256 for one in left)
    first = left[0].as_json()
    assert first["path"] == f"{first['sha256'][:2]}/{first['sha256'][2:4]}/{first['sha256']}"
    assert first["size"] == resources.files.path(first["sha256"]).stat().st_size
    system = system_actor(resources)

    for days in (1, 7):
        assert (await remove_unreferenced_files(resources, system, older_than=days)).files == ()
    assert not await entries(resources, action="remove_unreferenced_files"), "nothing happened, nothing is on record"

    made_old(resources.files)
    assert await paths(resources, older_than=9) == set()
    done = await remove_unreferenced_files(resources, system)
    assert {one.file.sha256 for one in done.files} == {one.file.sha256 for one in left} and done.left == 0
    (entry,) = await entries(resources, action="remove_unreferenced_files")
    said = json.loads(entry["after"])
    assert (entry["actor"], said["count"], said["older_than_days"]) == ("system", len(left), 7)
    assert set(said["files"]) == {one.file.sha256 for one in left}
    assert said["bytes"] == sum(one.file.size for one in left)
    assert await unreferenced_files(resources) == ()
    assert {file.sha256 for file in resources.files.every()} == named
    for digest in named:
        assert await stored_bytes(resources, digest or "")
    later = await issue_document(resources, officer, document_id=loser.id)
    assert later.status == "issued" and (await verify_history(resources)).ok


async def test_an_upload_that_was_refused_after_it_was_stored_is_found(
    resources: Resources, officer: Actor, reviewer: Actor, house
) -> None:
    case = await registered(resources, officer)
    paper = await issued(resources, officer, reviewer, case.number)
    sent = await file_document(
        resources, officer, document_id=paper.id, channel="post", tracking="EM1CN", addressee="示例局",
        filed_on=FRI_2026_11_20,
    )  # fmt: skip
    for words in (b"first", b"second"):
        receipt = {"receipt": b"%PDF-1.7 " + words, "receipt_name": "回执.pdf", "received_on": FRI_2026_11_20}
        if words == b"second":
            with pytest.raises(NotAllowedNow):
                await record_receipt(resources, officer, filing_id=sent.id, **receipt)
        else:
            known = await record_receipt(resources, officer, filing_id=sent.id, **receipt)
    (left,) = await unreferenced_files(resources)
    assert resources.files.get(left.file.sha256) == b"%PDF-1.7 second"
    made_old(resources.files)
    await remove_unreferenced_files(resources, system_actor(resources))
    assert resources.files.get(known.receipt_sha256 or "") == b"%PDF-1.7 first"
    assert (await verify_history(resources)).ok


async def test_it_is_the_administrator_s_act_and_takes_a_day(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    resources.files.put(b"nobody's")
    made_old(resources.files)
    with pytest.raises(Forbidden):
        await remove_unreferenced_files(resources, officer)
    (refused,) = await entries(resources, action="remove_unreferenced_files")
    assert refused["outcome"] == "refused"
    for days in (0, -1):
        with pytest.raises(BadInput) as told:
            await remove_unreferenced_files(resources, system_actor(resources), older_than=days)
        assert "1 天" in told.value.message("zh") and "1 day" in told.value.message("en")
    assert len(await paths(resources)) == 1


async def test_a_removal_that_fails_at_any_statement_puts_every_file_back(settings: Settings) -> None:
    async with stormy(settings) as resources:
        digests = {resources.files.put(words) for words in (b"one", b"two")}
        made_old(resources.files)
        system = system_actor(resources)
        failures = 0
        async for number in every_failure(lambda: remove_unreferenced_files(resources, system)):
            there = {file.sha256: file.path for file in resources.files.every()}
            if not number:
                assert there == {}
                break
            failures += 1
            assert set(there) == digests and all(Path(path).name == sha256 for sha256, path in there.items())
        assert failures > 3
        assert len(await entries(resources, action="remove_unreferenced_files", outcome="done")) == 1
        assert (await verify_history(resources)).ok


async def test_a_file_named_after_it_was_listed_stays(sqlite_resources: Resources) -> None:
    resources = sqlite_resources
    digest = resources.files.put(b"about to be named")
    made_old(resources.files)
    other = sqlite.connect(str(resources.settings.database_file), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute(
        "INSERT INTO stored_files VALUES (?, 17, 'text/plain', 'a.txt', '2026-11-21 00:00:00+00:00')", (digest,)
    )
    removal = asyncio.create_task(remove_unreferenced_files(resources, system_actor(resources)))
    await asyncio.sleep(0.5)
    assert not removal.done(), "it has listed the file and waits for the other writer"
    other.execute("COMMIT")
    other.close()
    assert (await removal).files == () and resources.files.get(digest) == b"about to be named"


async def test_what_a_crash_left_goes_too_and_what_others_put_there_stays(resources: Resources) -> None:
    store, digest = resources.files, resources.files.put(b"whole")
    folder = store.path(digest).parent
    gone = store.path(digest).with_name(f".gone-{digest}")
    store.path(digest).rename(gone)
    (folder / ".new-abc").write_bytes(b"half")
    strangers = [folder / "README", store.folder / "note.txt", store.folder / "00" / "00" / digest]
    for path in strangers:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"not ours")
        os.utime(path, (0, 0))
    made_old(store)
    assert {Path(path).name for path in await paths(resources)} == {".new-abc", gone.name}
    assert {one.as_json()["sha256"] for one in await unreferenced_files(resources)} == {digest, None}
    done = await remove_unreferenced_files(resources, system_actor(resources))
    assert len(done.files) == 2 and all(path.exists() for path in strangers) and not gone.exists()


async def test_a_file_set_aside_that_a_record_names_is_never_deleted(
    resources: Resources, officer: Actor, reviewer: Actor, house
) -> None:
    case = await registered(resources, officer)
    paper = await issued(resources, officer, reviewer, case.number)
    place = resources.files.path(paper.pdf_sha256 or "")
    place.rename(place.with_name(f".gone-{place.name}"))
    made_old(resources.files)
    await remove_unreferenced_files(resources, system_actor(resources))
    assert place.with_name(f".gone-{place.name}").exists()
    assert not (await verify_history(resources)).ok, "and the verification tells that it is not in its place"


async def test_more_than_one_act_takes_are_left_for_the_next(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        resources.files.put(str(number).encode())
    made_old(resources.files)
    monkeypatch.setattr("compliance.casework.unreferenced_files.MOST_AT_ONCE", 3)
    system = system_actor(resources)
    for removed, left in ((3, 2), (2, 0), (0, 0)):
        done = await remove_unreferenced_files(resources, system)
        assert (len(done.files), done.left) == (removed, left)


def kept(store: FileStore) -> KeptFile:
    (file,) = store.every()
    return file


def test_bytes_that_are_stored_again_are_young_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    digest = store.put(b"same")
    made_old(store)
    listed, limit = kept(store), store.now() - DAY
    assert listed.stored_at < limit
    assert store.put(b"same") == digest
    assert not store.set_aside(listed, stored_before=limit), "listed as old, stored again since"
    assert kept(store).stored_at > limit and store.get(digest) == b"same"
    made_old(store)
    assert store.set_aside(kept(store), stored_before=limit)
    assert store.put(b"same") == digest, "its place is empty: written again"
    store.drop(listed)
    assert store.get(digest) == b"same"


def test_a_store_and_a_sweep_at_the_same_moment_never_lose_the_file(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    digest, swept = store.put(b"raced"), 0
    for _ in range(300):
        made_old(store)
        listed, limit = kept(store), store.now() - DAY
        start = threading.Barrier(2)

        def storing(start: threading.Barrier = start) -> None:
            start.wait()
            store.put(b"raced")

        thread = threading.Thread(target=storing)
        thread.start()
        start.wait()
        if store.set_aside(listed, stored_before=limit):
            swept += 1
            store.drop(listed)
        thread.join()
        assert store.get(digest) == b"raced"
    assert swept, "the sweep was first at least once"
