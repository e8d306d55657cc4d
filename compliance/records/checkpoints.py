"""Checkpoints: the size and root of each chain, written outside the database, so that a rewritten one shows."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from compliance.records.audit import instant_text
from compliance.records.database import Database
from compliance.records.merkle import GrowingRoot

PAGE = 5_000


async def hashes_of(database: Database, chain: str) -> list[str]:
    """The hash column of a chain in order of sequence."""
    found: list[str] = []
    last = 0
    while True:
        rows = await database.fetch(
            "SELECT sequence, hash FROM audit_entries WHERE chain = {} AND sequence > {} ORDER BY sequence LIMIT {}",
            chain,
            last,
            PAGE,
        )
        found.extend(row["hash"] for row in rows)
        if len(rows) < PAGE:
            return found
        last = rows[-1]["sequence"]


async def write_checkpoint(database: Database, folder: Path, *, at: datetime, cause: str) -> dict[str, Any] | None:
    """Append one line per chain that grew since its last checkpoint, fsynced; the newest line, or None when none grew."""
    folder.mkdir(parents=True, exist_ok=True)
    newest = None
    for head in await database.fetch("SELECT chain, size, head FROM chain_heads ORDER BY chain"):
        last = last_checkpoint(folder, head["chain"])
        if last is not None and last["size"] >= head["size"]:
            continue
        tree = GrowingRoot()
        for entry_hash in (await hashes_of(database, head["chain"]))[: head["size"]]:
            tree.add(entry_hash)
        newest = {
            "at": instant_text(at),
            "cause": cause,
            "chain": head["chain"],
            "head": head["head"],
            "root": tree.root(),
            "size": head["size"],
        }
        _append_line(folder / f"{head['chain']}.jsonl", newest)
    return newest


def checkpoints(folder: Path, chain: str) -> Iterator[dict[str, Any]]:
    """All checkpoints of a chain, oldest first; a torn last line (power cut while writing) is passed over."""
    path = folder / f"{chain}.jsonl"
    if not path.exists():
        return
    lines = path.read_text("utf-8").split("\n")
    for position, line in enumerate(lines):
        if not line:
            continue
        try:
            yield json.loads(line)
        except ValueError:
            if position == len(lines) - 1:
                return
            raise


def last_checkpoint(folder: Path, chain: str) -> dict[str, Any] | None:
    newest = None
    for newest in checkpoints(folder, chain):  # noqa: B007 - the last one is wanted
        pass
    return newest


def chains_with_checkpoints(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.jsonl")} if folder.is_dir() else set()


def _append_line(path: Path, line: dict[str, Any]) -> None:
    with path.open("ab") as file:
        if file.tell() and not _ends_with_newline(path):
            file.write(b"\n")
        file.write(json.dumps(line, sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
