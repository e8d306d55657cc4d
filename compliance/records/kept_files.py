"""Are the files still there that the records speak of, byte for byte?"""

from __future__ import annotations

import asyncio

from compliance.records.database import Database
from compliance.records.files import FileDamaged, FileStore
from compliance.records.verification import Finding

_SPOKEN_OF = (
    "SELECT docx_sha256 AS sha256 FROM documents WHERE docx_sha256 IS NOT NULL "
    "UNION SELECT pdf_sha256 FROM documents WHERE pdf_sha256 IS NOT NULL "
    "UNION SELECT receipt_sha256 FROM filings WHERE receipt_sha256 IS NOT NULL "
    "UNION SELECT evidence FROM legal_events WHERE evidence IS NOT NULL "
    "UNION SELECT upload_sha256 FROM document_texts WHERE upload_sha256 IS NOT NULL "
    "UNION SELECT file_sha256 FROM letter_releases WHERE file_sha256 IS NOT NULL ORDER BY 1"
)


async def damaged_files(database: Database, files: FileStore) -> tuple[Finding, ...]:
    """A finding for each issued paper, receipt or piece of evidence whose bytes are gone or differ from their hash."""
    wanted = [row["sha256"] for row in await database.fetch(_SPOKEN_OF)]
    return tuple(await asyncio.to_thread(_differing, wanted, files))


def _differing(wanted: list[str], files: FileStore) -> list[Finding]:
    findings = []
    for sha256 in wanted:
        try:
            files.get(sha256)
        except (FileDamaged, ValueError):
            findings.append(Finding("files", 0, f"file_damaged {sha256[:16]}"))
    return findings
