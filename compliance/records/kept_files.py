"""Which files the records speak of, and whether they are still there, byte for byte."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from compliance.records.database import Database
from compliance.records.files import FileDamaged, FileStore
from compliance.records.verification import Finding

NAMED_IN: Mapping[tuple[str, str], bool] = {
    ("stored_files", "sha256"): False,
    ("documents", "docx_sha256"): True,
    ("documents", "pdf_sha256"): True,
    ("document_texts", "upload_sha256"): True,
    ("filings", "document_sha256"): False,
    ("filings", "receipt_sha256"): True,
    ("legal_events", "evidence"): True,
    ("receipt_proposals", "evidence"): True,
    ("letter_releases", "file_sha256"): True,
}
"""Every (table, column) that names a stored file by its hash → whether a verification reads its bytes.

Not read on its own: the list of names, and the hash of a paper that its document names as well.
"""


async def damaged_files(database: Database, files: FileStore) -> tuple[Finding, ...]:
    """A finding for each issued paper, receipt or piece of evidence whose bytes are gone or differ from their hash."""
    wanted = await _named(database, [place for place, read in NAMED_IN.items() if read])
    return tuple(await asyncio.to_thread(_differing, wanted, files))


async def named_files(database: Database) -> frozenset[str]:
    """The hash of every file that any table names: what must never be removed."""
    return frozenset(await _named(database, NAMED_IN))


async def _named(database: Database, places: Iterable[tuple[str, str]]) -> list[str]:
    """Hashes in those columns, sorted."""
    parts = [f"SELECT {column} AS sha256 FROM {table} WHERE {column} IS NOT NULL" for table, column in places]
    return [row["sha256"] for row in await database.fetch(" UNION ".join(parts) + " ORDER BY 1")]


def _differing(wanted: list[str], files: FileStore) -> list[Finding]:
    findings = []
    for sha256 in wanted:
        try:
            files.get(sha256)
        except (FileDamaged, ValueError):
            findings.append(Finding("files", 0, f"file_damaged {sha256[:16]}"))
    return findings
