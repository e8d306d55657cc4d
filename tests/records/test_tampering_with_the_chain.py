"""Whoever changes, inserts, deletes or swaps an entry of the closed database is found; nobody else is accused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from compliance.records.audit import HASHED_COLUMNS, ZERO
from compliance.records.secrets import load_secrets
from tests.records.tampering import (
    ENTRIES,
    build,
    checked,
    copied,
    edited,
    entries_of,
    inserted,
    lines_of,
    rehashed,
    replaced,
    write_lines,
)

VALUES = {"sequence": 77, "hash": "f" * 64, "previous": "e" * 64}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chain") / "var"
    asyncio.run(build(folder))
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    return copied(original, tmp_path / "var")


async def found(folder: Path) -> set[str]:
    verification = await checked(folder)
    assert verification.ok == (not verification.findings)
    return {finding.problem for finding in verification.findings}


async def test_a_clean_chain_is_not_accused_however_often_it_is_read(folder: Path) -> None:
    for _ in range(3):
        verification = await checked(folder)
        assert verification.ok and verification.entries == ENTRIES + 3
    assert verification.head == entries_of(folder, "2027")[-1]["hash"]


@pytest.mark.parametrize("column", [*HASHED_COLUMNS, "hash"])
@pytest.mark.parametrize("sequence", [1, 5, ENTRIES])
async def test_a_change_of_any_column_of_any_entry_is_found(folder: Path, column: str, sequence: int) -> None:
    value = VALUES.get(column, "altered" if column != "chain" else "2031")
    edited(folder, (f"UPDATE audit_entries SET {column} = ? WHERE chain = '2026' AND sequence = ?", (value, sequence)))
    assert await found(folder)


@pytest.mark.parametrize("value", [b"\xff\xfe", 7, 1.5, "", "x" * 64, "F" * 64])
@pytest.mark.parametrize("column", ["hash", "previous", "reason", "after", "at"])
async def test_a_value_of_a_kind_that_was_never_written_is_found_too(folder: Path, column: str, value: object) -> None:
    edited(folder, (f"UPDATE audit_entries SET {column} = ? WHERE chain = '2026' AND sequence = 5", (value,)))
    assert {"altered"} <= await found(folder)


async def test_text_that_is_no_text_is_found_and_does_not_stop_the_reading(folder: Path) -> None:
    edited(folder, "UPDATE audit_entries SET reason = CAST(x'ff80' AS TEXT) WHERE chain = '2026' AND sequence = 5")
    verification = await checked(folder)
    assert {finding.problem for finding in verification.findings} == {"altered"}
    assert verification.entries == ENTRIES + 3


@pytest.mark.parametrize("sequence", [1, 5, ENTRIES])
async def test_a_deleted_entry_is_found(folder: Path, sequence: int) -> None:
    edited(folder, f"DELETE FROM audit_entries WHERE chain = '2026' AND sequence = {sequence}")
    assert await found(folder)


async def test_a_deleted_last_entry_of_the_newest_chain_is_found(folder: Path) -> None:
    edited(folder, "DELETE FROM audit_entries WHERE chain = '2027' AND sequence = 3")
    assert await found(folder)


async def test_an_entry_deleted_with_the_rest_moved_up_and_hashed_anew_is_found(folder: Path) -> None:
    kept = [entry for entry in entries_of(folder) if entry["sequence"] != 5]
    statements, previous = ["DELETE FROM audit_entries WHERE chain = '2026'"], ZERO
    for position, entry in enumerate(kept, start=1):
        entry = rehashed({**entry, "sequence": position}, previous=previous)
        previous = entry["hash"]
        statements.append(inserted(entry))
    edited(folder, *statements)
    assert {"ends_elsewhere_than_its_head", "shorter_than_checkpoint"} <= await found(folder)


@pytest.mark.parametrize("sequence", [5, ENTRIES + 1])
async def test_an_inserted_entry_is_found(folder: Path, sequence: int) -> None:
    entries = entries_of(folder)
    forged = rehashed({**entries[4], "sequence": sequence, "reason": "伪造"}, previous=entries[-1]["hash"])
    if sequence == 5:
        edited(
            folder,
            "UPDATE audit_entries SET sequence = sequence + 100 WHERE chain = '2026' AND sequence >= 5",
            inserted(forged),
            "UPDATE audit_entries SET sequence = sequence - 99 WHERE chain = '2026' AND sequence >= 100",
        )
    else:
        edited(folder, inserted(forged))
    assert await found(folder)


async def test_two_swapped_entries_are_found(folder: Path) -> None:
    entries = entries_of(folder)
    one, other = entries[2], entries[3]
    edited(
        folder,
        "UPDATE audit_entries SET sequence = sequence + 100 WHERE chain = '2026' AND sequence IN (3, 4)",
        replaced({**other, "id": one["id"], "sequence": 3}),
        replaced({**one, "id": other["id"], "sequence": 4}),
    )
    assert {"altered", "not_linked"} <= await found(folder)


def rewritten(folder: Path) -> tuple[list[dict], str]:
    """The whole chain 2026 with one reason changed and every hash made right."""
    entries, previous = [], ZERO
    for entry in entries_of(folder):
        if entry["sequence"] == 2:
            entry["reason"] = "改写"
        entry = rehashed(entry, previous=previous)
        previous = entry["hash"]
        entries.append(entry)
    return entries, previous


async def test_a_whole_chain_rewritten_with_right_hashes_is_found_by_its_head(folder: Path) -> None:
    entries, head = rewritten(folder)
    edited(folder, *(replaced(entry) for entry in entries))
    assert {"ends_elsewhere_than_its_head", "differs_from_checkpoint"} <= await found(folder)
    edited(folder, f"UPDATE chain_heads SET head = '{head}' WHERE chain = '2026'", keep_triggers=True)
    assert {"head_seal_broken", "differs_from_checkpoint"} <= await found(folder)


async def test_a_forger_who_has_the_key_as_well_is_found_by_the_checkpoints(folder: Path) -> None:
    entries, head = rewritten(folder)
    seal = load_secrets(folder / "secret.key").head_seal("2026", ENTRIES, head)
    edited(folder, *(replaced(entry) for entry in entries))
    edited(folder, f"UPDATE chain_heads SET head = '{head}', seal = '{seal}' WHERE chain = '2026'", keep_triggers=True)
    assert await found(folder) == {"differs_from_checkpoint"}


async def test_a_forged_checkpoint_added_behind_the_true_ones_hides_nothing(folder: Path) -> None:
    from compliance.records.merkle import merkle_root

    entries, head = rewritten(folder)
    seal = load_secrets(folder / "secret.key").head_seal("2026", ENTRIES, head)
    edited(folder, *(replaced(entry) for entry in entries))
    edited(folder, f"UPDATE chain_heads SET head = '{head}', seal = '{seal}' WHERE chain = '2026'", keep_triggers=True)
    lines = lines_of(folder)
    forged = [
        {
            **line,
            "head": entries[line["size"] - 1]["hash"],
            "root": merkle_root([entry["hash"] for entry in entries[: line["size"]]]),
        }
        for line in lines
    ]
    write_lines(folder, [*lines, *forged])
    assert "differs_from_checkpoint" in await found(folder)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM chain_heads WHERE chain = '2026'",
        "UPDATE chain_heads SET size = size - 1 WHERE chain = '2026'",
        "UPDATE chain_heads SET head = previous FROM (SELECT previous FROM audit_entries WHERE sequence = 9)",
        "UPDATE chain_heads SET seal = 'x' WHERE chain = '2027'",
        "INSERT INTO chain_heads (chain, size, head, seal) VALUES ('2030', 1, 'x', 'y')",
    ],
)
async def test_an_altered_head_is_found(folder: Path, statement: str) -> None:
    edited(folder, statement, keep_triggers=True)
    assert await found(folder)


async def test_a_whole_chain_removed_with_its_head_is_found(folder: Path) -> None:
    edited(folder, "DELETE FROM audit_entries WHERE chain = '2026'", "DELETE FROM chain_heads WHERE chain = '2026'")
    assert {"shorter_than_checkpoint", "head_missing"} <= await found(folder)


async def test_an_old_state_put_back_is_found_by_the_newer_checkpoint(original: Path, tmp_path: Path) -> None:
    """Cutting the tail and restoring the sealed head of that time fools the seal but not the checkpoint."""
    folder = copied(original, tmp_path / "cut")
    head = entries_of(folder)[3]["hash"]
    seal = load_secrets(folder / "secret.key").head_seal("2026", 4, head)
    edited(
        folder,
        "DELETE FROM audit_entries WHERE chain = '2026' AND sequence > 4",
        f"UPDATE chain_heads SET size = 4, head = '{head}', seal = '{seal}' WHERE chain = '2026'",
    )
    assert "shorter_than_checkpoint" in await found(folder)
    write_lines(folder, lines_of(folder)[:1])
    assert "differs_from_checkpoint" in await found(folder), "cutting the checkpoints too shows as well"


async def test_insert_or_replace_is_refused_while_the_guards_stand_and_found_when_they_do_not(folder: Path) -> None:
    from compliance.records.sqlite_library import sqlite

    entry = {**entries_of(folder)[4], "reason": "改写"}
    sql, values = inserted(entry)
    sql = sql.replace("INSERT INTO", "INSERT OR REPLACE INTO")
    with pytest.raises(sqlite.IntegrityError, match="follow one another"):
        edited(folder, (sql, values), keep_triggers=True)
    assert (await checked(folder)).ok
    edited(folder, (sql, values))
    assert "altered" in await found(folder)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entries SET reason = 'x' WHERE sequence = 5", "DELETE FROM audit_entries WHERE sequence = 9"],
)
async def test_the_guards_refuse_update_and_delete(folder: Path, statement: str) -> None:
    from compliance.records.sqlite_library import sqlite

    with pytest.raises(sqlite.IntegrityError, match="append-only"):
        edited(folder, statement, keep_triggers=True)
    assert (await checked(folder)).ok
