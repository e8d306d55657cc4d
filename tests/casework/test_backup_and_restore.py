"""A backup comes back whole, on either engine, or not at all; a damaged one is refused and leaves nothing behind."""

from __future__ import annotations

import asyncio
import hashlib
import json
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compliance.casework import keeping
from compliance.casework.actor import system_actor
from compliance.casework.assessment import reveal_personal
from compliance.casework.proceedings import record_legal_event
from compliance.casework.submission import file_document
from compliance.errors import ComplianceError
from compliance.records.attachments import every_file
from compliance.records.secrets import KeyUnusable
from compliance.records.tables import TABLES
from compliance.resources import Resources, load_resources
from compliance.settings import Settings
from tests.casework.builders import FRI_2026_11_20, PHONE, entries, issued, registered
from tests.conftest import opened, person


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


async def everything(resources: Resources) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table in TABLES:
        name, key = table._meta.tablename, table._meta.primary_key._meta.db_column_name
        rows = await resources.database.fetch(f"SELECT * FROM {name} ORDER BY {key}")
        found[name] = [{n: bytes(v) if isinstance(v, memoryview) else v for n, v in row.items()} for row in rows]
    return found


@pytest.fixture
async def worked(resources: Resources, house, officer, reviewer) -> AsyncIterator[Resources]:
    """An installation with a filed document, events, files, notices and a history."""
    case = await registered(resources, officer)
    document = await issued(resources, officer, reviewer, case.number)
    await file_document(resources, officer, document_id=document.id, channel="in_person", addressee="示例局")
    await record_legal_event(
        resources,
        officer,
        number=case.number,
        kind="served",
        occurred_on=FRI_2026_11_20,
        evidence=b"%PDF-1.7",
        evidence_name="a.pdf",
    )
    yield resources


async def backed_up(resources: Resources, target: Path, *, with_key: bool = True) -> dict[str, Any]:
    return await keeping.back_up(resources, system_actor(resources), target=target, with_key=with_key, progress=silent)


@pytest.mark.postgres
@pytest.mark.parametrize("into", ["sqlite", "postgres"])
async def test_a_backup_comes_back_whole_on_either_engine(
    worked: Resources, into: str, tmp_path: Path, postgres_server
) -> None:
    made = await backed_up(worked, tmp_path / "b.zip")
    assert made["files"] == 3 and made["complaints"] == 1
    before = await everything(worked)
    await worked.database.close()
    url = None
    if into == "postgres":
        postgres_server.psql(f"CREATE DATABASE restored_{worked.database.on_postgres:d}")
        url = postgres_server.url(f"restored_{worked.database.on_postgres:d}")
    settings = Settings(data_dir=tmp_path / "new", database_url=url, renderers=1)
    found = await keeping.restore(settings, source=tmp_path / "b.zip", progress=silent)
    assert found.ok and found.entries == made["entries"], found.findings
    async for restored in opened(settings):
        assert await everything(restored) == before
        for file in await every_file(restored.database):
            assert hashlib.sha256(restored.files.get(file.sha256)).hexdigest() == file.sha256
        officer = await person(restored, "neu", "officer")
        assert await reveal_personal(restored, officer, number="TS-2026-00001", field="phone", reason="x") == PHONE
        second = await registered(restored, officer, key="second")
        assert second.number == "TS-2026-00002", "numbers and keys go on where they stopped"
    await worked.database.open()


@pytest.fixture
async def archive(sqlite_resources: Resources, tmp_path: Path) -> Path:
    """A backup of a small SQLite installation, whose database is closed again."""
    officer = await person(sqlite_resources, "jing", "officer")
    case = await registered(sqlite_resources, officer)
    await record_legal_event(
        sqlite_resources,
        officer,
        number=case.number,
        kind="served",
        occurred_on=FRI_2026_11_20,
        evidence=b"%PDF-1.7 " + b"x" * 3000,
        evidence_name="a.pdf",
    )
    await backed_up(sqlite_resources, tmp_path / "b.zip")
    await sqlite_resources.database.close()
    return tmp_path / "b.zip"


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with some members changed, packed anew."""
    with zipfile.ZipFile(source) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)
    return target


def _with_manifest(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, bytes]], None]:
    def apply(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        change(manifest)
        members["manifest.json"] = json.dumps(manifest).encode()

    return apply


def _altered(members: dict[str, bytes]) -> None:
    members["tables/complaints.ndjson"] = members["tables/complaints.ndjson"].replace(b"samr", b"sbmr")


def _file_altered(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("files/"))
    members[name] = b"%PDF-1.7 other"


def _bad_row_with_right_hash(members: dict[str, bytes]) -> None:
    """A forger who also mends the manifest: the row itself cannot be stored."""
    name = "tables/legal_events.ndjson"
    members[name] = members[name].replace(b'"complaint_id": 1', b'"complaint_id": 77')
    manifest = json.loads(members["manifest.json"])
    manifest["members"][name]["sha256"] = hashlib.sha256(members[name]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()


DAMAGE: dict[str, Callable[[dict[str, bytes]], None]] = {
    "a table altered": _altered,
    "a file altered": _file_altered,
    "a table missing": lambda members: members.pop("tables/users.ndjson") and None,
    "a member too many": lambda members: members.update({"files/../../x": b"x"}),
    "no manifest": lambda members: members.pop("manifest.json") and None,
    "another format": _with_manifest(lambda manifest: manifest.update(format="other/9")),
    "a newer version": _with_manifest(lambda manifest: manifest["migrations"].append("m0099_later")),
    "a row that cannot be": _bad_row_with_right_hash,
}


@pytest.mark.parametrize("damage", DAMAGE)
async def test_a_damaged_archive_is_refused_and_leaves_nothing_behind(
    archive: Path, damage: str, tmp_path: Path
) -> None:
    source = rewritten(archive, tmp_path / "damaged.zip", DAMAGE[damage])
    settings = Settings(data_dir=tmp_path / "new")
    with pytest.raises(Exception) as told:
        await keeping.restore(settings, source=source, progress=silent)
    assert str(told.value)
    left = list((tmp_path / "new").rglob("*")) if (tmp_path / "new").exists() else []
    assert left == []
    assert not (tmp_path / "x").exists()
    assert (await keeping.restore(settings, source=archive, progress=silent)).ok, "the same place takes a good one"


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
async def test_a_file_that_is_no_archive_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(ComplianceError, match=r"b\.zip"):
        await keeping.restore(Settings(data_dir=tmp_path / "new"), source=tmp_path / "b.zip", progress=silent)
    assert not (tmp_path / "new").exists() or not list((tmp_path / "new").iterdir())


async def test_a_torn_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "torn.zip").write_bytes(archive.read_bytes()[:-200])
    with pytest.raises(ComplianceError, match=r"torn\.zip"):
        await keeping.restore(Settings(data_dir=tmp_path / "new"), source=tmp_path / "torn.zip", progress=silent)


async def test_a_place_that_is_not_empty_is_refused_and_kept_as_it_is(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "precious.txt").write_text("keep me")
    with pytest.raises(ComplianceError):
        await keeping.restore(Settings(data_dir=tmp_path / "new"), source=archive, progress=silent)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["precious.txt"]


async def test_a_backup_never_overwrites(sqlite_resources: Resources, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("precious")
    with pytest.raises(ComplianceError):
        await backed_up(sqlite_resources, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "precious"
    assert await entries(sqlite_resources, action="back_up") == []


async def test_a_backup_without_its_key_needs_the_original_key(sqlite_resources: Resources, tmp_path: Path) -> None:
    officer = await person(sqlite_resources, "jing", "officer")
    await registered(sqlite_resources, officer)
    await backed_up(sqlite_resources, tmp_path / "b.zip", with_key=False)
    key = sqlite_resources.settings.key_file.read_bytes()
    await sqlite_resources.database.close()
    new = Settings(data_dir=tmp_path / "new")
    with pytest.raises(KeyUnusable):
        await keeping.restore(new, source=tmp_path / "b.zip", progress=silent)
    assert not new.key_file.exists(), "no new key is made up"
    new.data_dir.mkdir(exist_ok=True)
    new.key_file.write_bytes(key)
    assert (await keeping.restore(new, source=tmp_path / "b.zip", progress=silent)).ok


async def test_a_backup_taken_while_others_write_is_one_moment_and_verifies(
    resources: Resources, officer, tmp_path: Path
) -> None:
    from compliance.records.checkpoints import write_checkpoint

    stop = asyncio.Event()

    async def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            await registered(resources, officer, key=f"k{number}")
            await write_checkpoint(
                resources.database, resources.settings.checkpoints_dir, at=resources.clock.now(), cause="test"
            )
            await asyncio.sleep(0)

    writing = asyncio.create_task(write())
    try:
        for number in range(3):
            await backed_up(resources, tmp_path / f"b{number}.zip")
    finally:
        stop.set()
        await asyncio.wait_for(writing, 30)
    await resources.database.close()
    for number in range(3):
        settings = Settings(data_dir=tmp_path / f"new{number}")
        found = await keeping.restore(settings, source=tmp_path / f"b{number}.zip", progress=silent)
        assert found.ok, found.findings
    await resources.database.open()


async def test_the_archive_and_the_key_are_readable_by_their_owner_only(archive: Path, tmp_path: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    settings = Settings(data_dir=tmp_path / "new")
    await keeping.restore(settings, source=archive, progress=silent)
    assert settings.key_file.stat().st_mode & 0o077 == 0
    resources = load_resources(replace(settings, renderers=1))
    assert resources.secrets
