"""Codes printed on issued documents, to find the document again."""

from __future__ import annotations

from compliance.records.database import Database
from compliance.records.document_tables import VerificationCodeRow
from compliance.records.row_seals import touch


async def keep_code(database: Database, *, document_id: int, code: str) -> None:
    """Inside the transaction of the issue: note the code of a document."""
    row = VerificationCodeRow(document_id=document_id, code=code)
    touch("verification_codes", (await VerificationCodeRow.insert(row).run())[0]["id"])


async def documents_with(database: Database, *, start: str) -> tuple[int, ...]:
    """Documents whose printed code or content hash begins with these hexadecimal digits, newest first."""
    rows = await database.fetch(
        "SELECT document_id AS id FROM verification_codes WHERE code LIKE {} "
        "UNION SELECT id FROM documents WHERE content_sha256 LIKE {} AND status = 'issued' ORDER BY id DESC LIMIT 20",
        f"{start}%",
        f"{start}%",
    )
    return tuple(row["id"] for row in rows)


async def documents_of_file(database: Database, sha256: str) -> tuple[int, ...]:
    """Issued documents of which this is one of the two files."""
    rows = await database.fetch(
        "SELECT id FROM documents WHERE pdf_sha256 = {} OR docx_sha256 = {} ORDER BY id DESC", sha256, sha256
    )
    return tuple(row["id"] for row in rows)
