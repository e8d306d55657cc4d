"""Checkpoints stand outside the database: altering, removing or tearing them shows; a power cut accuses nobody."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from compliance.records.checkpoints import read_checkpoints, write_checkpoint
from compliance.records.database import Database
from tests.records.tampering import DEC_30, append_some, build, checked, copied, lines_of, write_lines


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("points") / "var"
    asyncio.run(build(folder))
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    return copied(original, tmp_path / "var")


async def grown(folder: Path, *, first: int, checkpoint: bool = True) -> None:
    """One entry more in 2027, and a checkpoint over it."""
    database = Database(file=folder / "anqi.db")
    await database.open()
    try:
        await append_some(database, folder, first=first, many=1, at=DEC_30 + timedelta(days=4))
        if checkpoint:
            await write_checkpoint(database, folder / "checkpoints", at=DEC_30 + timedelta(days=4), cause="test")
    finally:
        await database.close()


async def found(folder: Path) -> set[str]:
    return {finding.problem for finding in (await checked(folder)).findings}


@pytest.mark.parametrize("position", [0, 1])
@pytest.mark.parametrize("name", ["at", "cause", "chain", "head", "previous", "root", "size"])
async def test_a_change_of_any_word_of_a_checkpoint_is_found(folder: Path, name: str, position: int) -> None:
    lines = lines_of(folder)
    lines[position][name] = 3 if name == "size" else "2031" if name == "chain" else "0" * 64
    write_lines(folder, lines)
    assert await found(folder)


@pytest.mark.parametrize("text", ["{}", "[]", "null", '{"size": 1}', "not json", '{"at":', "\xff\xfe"])
@pytest.mark.parametrize("where", ["before", "instead", "after"])
async def test_a_line_that_is_no_checkpoint_is_found(folder: Path, text: str, where: str) -> None:
    path = folder / "checkpoints" / "2026.jsonl"
    old = path.read_bytes()
    line = text.encode("latin-1") + b"\n"
    path.write_bytes({"before": line + old, "instead": line, "after": old + line}[where])
    assert "differs_from_checkpoint" in await found(folder)


@pytest.mark.parametrize("position", [0, 1])
async def test_a_removed_checkpoint_is_found(folder: Path, position: int) -> None:
    lines = lines_of(folder)
    del lines[position]
    write_lines(folder, lines)
    assert "differs_from_checkpoint" in await found(folder)


@pytest.mark.parametrize("chain", ["2026", "2027"])
async def test_a_removed_checkpoint_file_is_found_also_after_the_next_checkpoint(folder: Path, chain: str) -> None:
    (folder / "checkpoints" / f"{chain}.jsonl").unlink()
    assert "differs_from_checkpoint" in await found(folder)
    await grown(folder, first=20)
    assert "differs_from_checkpoint" in await found(folder)


async def test_a_removed_folder_is_found(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder / "checkpoints")
    assert "differs_from_checkpoint" in await found(folder)


@pytest.mark.parametrize("torn", [b'{"at": "2026-12-', b"{", b"\xe4\xbd"])
async def test_a_line_torn_by_a_power_cut_is_passed_over_and_mended_by_the_next(folder: Path, torn: bytes) -> None:
    path = folder / "checkpoints" / "2027.jsonl"
    path.write_bytes(path.read_bytes() + torn)
    assert await found(folder) == set()
    await grown(folder, first=20)
    assert await found(folder) == set()
    assert [line["size"] for line in read_checkpoints(folder / "checkpoints", "2027").lines] == [3, 4]


async def test_a_checkpoint_whose_newline_was_lost_still_counts(folder: Path) -> None:
    path = folder / "checkpoints" / "2027.jsonl"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert await found(folder) == set()
    await grown(folder, first=20)
    assert await found(folder) == set()


async def test_a_last_checkpoint_torn_by_hand_is_found(folder: Path) -> None:
    path = folder / "checkpoints" / "2026.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert "differs_from_checkpoint" in await found(folder)


async def test_entries_after_the_last_checkpoint_accuse_nobody(folder: Path) -> None:
    await grown(folder, first=20, checkpoint=False)
    assert await found(folder) == set()


async def test_a_chain_that_has_no_checkpoint_yet_accuses_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "young"
    folder.mkdir()
    database = Database(file=folder / "anqi.db")
    await database.open()
    await append_some(database, folder, first=1, many=2, at=DEC_30)
    await database.close()
    assert (await checked(folder)).ok


async def test_a_chain_that_did_not_grow_gets_no_line(folder: Path) -> None:
    before = (folder / "checkpoints" / "2027.jsonl").read_bytes()
    database = Database(file=folder / "anqi.db")
    await database.open()
    assert await write_checkpoint(database, folder / "checkpoints", at=DEC_30, cause="test") is None
    await database.close()
    assert (folder / "checkpoints" / "2027.jsonl").read_bytes() == before


async def test_checkpoints_written_at_once_follow_one_another(folder: Path) -> None:
    database = Database(file=folder / "anqi.db")
    await database.open()
    await append_some(database, folder, first=20, many=1, at=DEC_30 + timedelta(days=4))
    await asyncio.gather(
        *(write_checkpoint(database, folder / "checkpoints", at=DEC_30, cause=f"c{n}") for n in range(5))
    )
    await database.close()
    assert await found(folder) == set()
