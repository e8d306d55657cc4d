"""Checkpoints: the size and root of each chain, written outside the database, so that a rewritten one shows.

One file per chain, one JSON line per checkpoint. A line names the SHA-256 of the line before, and the database notes
that of the last line written, so that a changed or missing line shows as well as a changed chain.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from compliance.records.audit import instant_text
from compliance.records.database import Database
from compliance.records.merkle import GrowingRoot
from compliance.records.outbox import beat, heartbeat

PAGE = 5_000
LINE_KEYS = {"at": str, "cause": str, "chain": str, "head": str, "previous": str, "root": str, "size": int}


@dataclass(frozen=True)
class CheckpointFile:
    """What the file of one chain holds: its whole lines, the SHA-256 of each, and how many lines make no sense."""

    lines: tuple[dict[str, Any], ...] = ()
    digests: tuple[str, ...] = ()
    unreadable: int = 0

    @property
    def unlinked(self) -> list[dict[str, Any]]:
        """Lines that do not follow the line before them."""
        before = ("", *self.digests)
        return [line for line, digest in zip(self.lines, before, strict=False) if line["previous"] != digest]


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
        noted = await noted_line(database, head["chain"])
        digest = _append_line(folder / f"{head['chain']}.jsonl", newest, noted=noted)
        await beat(database, name=_NOTE + head["chain"], at=at, finished=True, note=digest)
    return newest


async def noted_line(database: Database, chain: str) -> str:
    """SHA-256 (hex) of the last checkpoint line that the database knows of; empty before the first."""
    noted = await heartbeat(database, _NOTE + chain)
    return noted["note"] if noted else ""


def read_checkpoints(folder: Path, chain: str) -> CheckpointFile:
    """All checkpoints of a chain, oldest first; a torn last line (power cut while writing) is passed over."""
    path = folder / f"{chain}.jsonl"
    return parse_checkpoints(path.read_bytes()) if path.exists() else CheckpointFile()


def parse_checkpoints(content: bytes) -> CheckpointFile:
    whole, _, torn = content.rpartition(b"\n")
    lines, digests, unreadable = [], [], 0
    for raw in [*whole.split(b"\n"), *([torn] if _as_line(torn) else [])]:
        line = _as_line(raw)
        if line is not None:
            lines.append(line)
            digests.append(hashlib.sha256(raw).hexdigest())
        elif raw:
            unreadable += 1
    return CheckpointFile(tuple(lines), tuple(digests), unreadable)


def last_checkpoint(folder: Path, chain: str) -> dict[str, Any] | None:
    lines = read_checkpoints(folder, chain).lines
    return lines[-1] if lines else None


def chains_with_checkpoints(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.jsonl")} if folder.is_dir() else set()


def up_to(content: bytes, *, size: int) -> bytes:
    """The lines of a checkpoint file that cover at most ``size`` entries, as they stand."""
    kept = [raw for raw in content.split(b"\n") if (line := _as_line(raw)) is None or line["size"] <= size]
    return b"\n".join(kept)


_NOTE = "checkpoint-line:"


def _as_line(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    fits = isinstance(line, dict) and all(type(line.get(name)) is kind for name, kind in LINE_KEYS.items())
    return line if fits else None


def _append_line(path: Path, line: Mapping[str, Any], *, noted: str) -> str:
    """Append a line that names the one before; the SHA-256 of what was written.

    When the line that the database noted last is gone from the file, the new line names it all the same: the gap stays
    visible.
    """
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        content = file.read()
        whole = content if not content or content.endswith(b"\n") else _mended(file, content)
        there = parse_checkpoints(whole).digests
        previous = noted if noted and noted not in there else (there[-1] if there else "")
        raw = json.dumps({**line, "previous": previous}, sort_keys=True).encode()
        file.write(raw + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(raw).hexdigest()


def _mended(file: Any, content: bytes) -> bytes:
    """The content ending with a whole line: a line that was torn while being written never was a checkpoint."""
    whole, newline, torn = content.rpartition(b"\n")
    if _as_line(torn) is not None:
        file.write(b"\n")
        return content + b"\n"
    file.truncate(len(whole) + len(newline))
    return whole + newline
