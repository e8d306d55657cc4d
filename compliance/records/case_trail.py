"""The audit entries of one case, and the proofs that each of them lies in the chain that a checkpoint covers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from compliance.records.audit import HASHED_COLUMNS, entry_hash
from compliance.records.checkpoints import hashes_of, last_checkpoint
from compliance.records.database import Database
from compliance.records.merkle import inclusion_paths, merkle_root

_COLUMNS = ", ".join((*HASHED_COLUMNS, "hash"))


class TrailDiffers(Exception):
    """The chain is not the one that its last checkpoint saw; nothing can be proved from it."""


async def entries_of_case(database: Database, number: str) -> list[dict[str, Any]]:
    """Every entry about the case, oldest first: the columns that its hash covers, and the hash."""
    return await database.fetch(f"SELECT {_COLUMNS} FROM audit_entries WHERE case_number = {{}} ORDER BY id", number)


async def entry_naming(database: Database, number: str, *, action: str, contents_sha256: str) -> dict[str, Any]:
    """The entry of that act which names this content. Raises LookupError when there is none."""
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM audit_entries WHERE case_number = {{}} AND action = {{}} ORDER BY id DESC LIMIT 50",
        number,
        action,
    )
    for row in rows:
        if row["after"] and json.loads(row["after"]).get("contents_sha256") == contents_sha256:
            return row
    raise LookupError(f"{action} {contents_sha256}")


async def proofs_of(database: Database, folder: Path, entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """By chain: its last checkpoint, and for each entry's sequence the path to that checkpoint's root (RFC 6962).

    The checkpoint must be at least as new as the entries. Raises TrailDiffers when an entry does not have its hash or
    the chain not that root.
    """
    found: dict[str, Any] = {}
    for chain in sorted({entry["chain"] for entry in entries}):
        point = last_checkpoint(folder, chain)
        wanted = [entry["sequence"] for entry in entries if entry["chain"] == chain]
        altered = any(entry_hash(entry) != entry["hash"] for entry in entries if entry["chain"] == chain)
        if altered or point is None or point["size"] < max(wanted):
            raise TrailDiffers(chain)
        hashes = (await hashes_of(database, chain))[: point["size"]]
        if len(hashes) != point["size"] or merkle_root(hashes) != point["root"]:
            raise TrailDiffers(chain)
        paths = inclusion_paths(hashes, [sequence - 1 for sequence in wanted])
        found[chain] = {
            "checkpoint": point,
            "paths": {str(sequence): paths[sequence - 1] for sequence in sorted(wanted)},
        }
    return found
