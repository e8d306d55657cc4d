"""Does the history still say what it said? Recomputes every hash and compares with the heads and the checkpoints."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

from compliance.records.audit import HASHED_COLUMNS, ZERO, entry_hash
from compliance.records.checkpoints import (
    PAGE,
    CheckpointFile,
    chains_with_checkpoints,
    noted_line,
    read_checkpoints,
)
from compliance.records.database import Database
from compliance.records.merkle import GrowingRoot
from compliance.records.row_seals import PROTECTED, every_seal
from compliance.records.secrets import Secrets
from compliance.wording import say

SealedIn = tuple[str, str, int]
"""A row's seal with the chain and sequence of the entry that holds it."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written."""

    chain: str
    sequence: int
    problem: str
    """What is wrong; after a space the row that it is about, where it is about a row."""

    def sentence(self, language: str) -> str:
        """The problem in words."""
        kind, _, row = self.problem.partition(" ")
        return say(f"errors.findings.{kind}", language, row=row)


@dataclass(frozen=True)
class Verification:
    """What a verification found; ``ok`` only when every entry was read and nothing differed."""

    entries: int
    head: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "entries": self.entries,
            "head": self.head,
            "findings": [vars(finding) for finding in self.findings],
        }


async def verify(database: Database, secrets: Secrets, checkpoints_dir: Path) -> Verification:
    """All findings over all chains, in one snapshot; raises when something could not be read."""
    # Read before the snapshot is taken, so that no checkpoint covers an entry that the snapshot does not show yet.
    files = {chain: read_checkpoints(checkpoints_dir, chain) for chain in chains_with_checkpoints(checkpoints_dir)}
    async with database.snapshot():
        heads = {row["chain"]: row for row in await database.fetch("SELECT * FROM chain_heads")}
        rows = await database.fetch("SELECT DISTINCT chain FROM audit_entries")
        chains = sorted({str(row["chain"]) for row in rows} | set(heads) | set(files))
        entries, last, findings = 0, ZERO, []
        sealed: dict[str, SealedIn] = {}
        for chain in chains:
            walk = _ChainWalk(chain, files.get(chain, CheckpointFile()))
            await walk.read(database)
            findings += walk.findings + walk.compare_with_head(heads.get(chain), secrets) + walk.missing_checkpoints()
            noted = await noted_line(database, chain)
            if noted and noted not in read_checkpoints(checkpoints_dir, chain).digests:
                findings.append(Finding(chain, walk.count, "differs_from_checkpoint"))
            entries += walk.count
            last = walk.previous
            sealed |= walk.sealed
        findings += await _rows_that_differ(database, sealed, chains[-1] if chains else "")
    return Verification(entries=entries, head=last, findings=tuple(findings))


async def _rows_that_differ(database: Database, sealed: dict[str, SealedIn], newest: str) -> list[Finding]:
    """Protected rows that are not what the last entry about them left behind, or that no entry knows, or that are gone."""
    findings, met = [], set()
    for table in PROTECTED:
        async for row_id, seal in every_seal(database, table):
            name = f"{table}:{row_id}"
            known = sealed.get(name)
            met.add(name)
            if known is None:
                findings.append(Finding(newest, 0, f"row_without_entry {name}"))
            elif known[0] != seal:
                findings.append(Finding(known[1], known[2], f"row_differs {name}"))
    gone = [
        Finding(chain, sequence, f"row_gone {name}") for name, (_, chain, sequence) in sealed.items() if name not in met
    ]
    return findings + gone


def _seals_in(after: Any) -> dict[str, str]:
    if not isinstance(after, str) or '"rows"' not in after:
        return {}
    try:
        rows = json.loads(after).get("rows", {})
    except (ValueError, AttributeError):
        return {}  # an entry that was altered, which its hash has told already
    return {str(name): str(seal) for name, seal in rows.items()} if isinstance(rows, dict) else {}


class _ChainWalk:
    """Reads one chain from its first entry to its last and keeps what it finds."""

    def __init__(self, chain: str, file: CheckpointFile):
        self.chain = chain
        self.anchors: dict[int, list[dict[str, Any]]] = {}
        for line in file.lines:
            self.anchors.setdefault(line["size"], []).append(line)
        self.previous = ZERO
        self.expected = 1
        self.count = 0
        self.tree = GrowingRoot()
        self.findings: list[Finding] = []
        self.sealed: dict[str, SealedIn] = {}
        foreign = [line for line in file.lines if line["chain"] != chain]
        self.findings += [Finding(chain, line["size"], "differs_from_checkpoint") for line in file.unlinked + foreign]
        self.findings += [Finding(chain, 0, "differs_from_checkpoint")] * bool(file.unreadable)

    async def read(self, database: Database) -> None:
        last_id = (-1, -1)
        while True:
            rows = await database.fetch(
                f"SELECT id, hash, {', '.join(HASHED_COLUMNS)} FROM audit_entries "
                "WHERE chain = {} AND sequence >= {} AND (sequence > {} OR id > {}) ORDER BY sequence, id LIMIT {}",
                self.chain,
                last_id[0],
                last_id[0],
                last_id[1],
                PAGE,
            )
            # A page of entries takes a tenth of a second to hash: beside the event loop, on which other people wait.
            await asyncio.to_thread(self._take_all, rows)
            if len(rows) < PAGE:
                return
            last_id = (rows[-1]["sequence"], rows[-1]["id"])

    def _take_all(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            self._take(row)

    def _take(self, row: dict[str, Any]) -> None:
        self.count += 1
        sequence = row["sequence"]
        if sequence != self.expected:
            self._find(sequence, "missing_before" if sequence > self.expected else "repeated")
            self.expected = sequence
        if not _hash_holds(row):
            self._find(sequence, "altered")
        if row["previous"] != self.previous:
            self._find(sequence, "not_linked")
        self.sealed |= {name: (seal, self.chain, sequence) for name, seal in _seals_in(row["after"]).items()}
        self.previous = row["hash"]
        self.expected += 1
        self.tree.add(row["hash"] if _is_hash(row["hash"]) else ZERO)
        for anchor in self.anchors.get(self.tree.size, ()):
            if anchor["root"] != self.tree.root() or anchor["head"] != row["hash"]:
                self._find(sequence, "differs_from_checkpoint")

    def compare_with_head(self, head: dict[str, Any] | None, secrets: Secrets) -> list[Finding]:
        if head is None:
            return [Finding(self.chain, self.count, "head_missing")]
        if head["seal"] != secrets.head_seal(self.chain, head["size"], head["head"]):
            return [Finding(self.chain, head["size"], "head_seal_broken")]
        if head["size"] != self.count or head["head"] != self.previous:
            return [Finding(self.chain, self.count, "ends_elsewhere_than_its_head")]
        return []

    def missing_checkpoints(self) -> list[Finding]:
        return [Finding(self.chain, size, "shorter_than_checkpoint") for size in self.anchors if size > self.tree.size]

    def _find(self, sequence: int, problem: str) -> None:
        self.findings.append(Finding(self.chain, sequence, problem))


def _hash_holds(row: dict[str, Any]) -> bool:
    try:
        return entry_hash(row) == row["hash"]
    except (rfc8785.CanonicalizationError, ValueError, TypeError):
        return False  # a value of a kind that no entry was ever written with


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 64 and all(letter in "0123456789abcdef" for letter in value)
