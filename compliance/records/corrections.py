"""Which document corrects which; a withdrawn correction counts for nothing."""

from __future__ import annotations

from compliance.records.database import Database
from compliance.records.document_tables import DocumentCorrectionRow
from compliance.records.documents import CaseDocument, document
from compliance.records.row_seals import touch


async def keep_correction(database: Database, *, document_id: int, corrects: int, reason: str) -> None:
    """Inside a verb: the document corrects another one."""
    row = DocumentCorrectionRow(document_id=document_id, corrects=corrects, reason=reason)
    touch("document_corrections", (await DocumentCorrectionRow.insert(row).run())[0]["id"])


async def correction_of(database: Database, document_id: int) -> CaseDocument | None:
    """The document that corrects this one, issued or on its way; None when none does."""
    row = await database.one(
        "SELECT c.document_id AS id FROM document_corrections c JOIN documents d ON d.id = c.document_id "
        "WHERE c.corrects = {} AND d.status <> 'withdrawn' ORDER BY c.id DESC",
        document_id,
    )
    return await document(database, row["id"]) if row else None


async def corrected_document(database: Database, document_id: int) -> CaseDocument | None:
    """The document that this one corrects; None for one that corrects nothing."""
    row = await database.one("SELECT corrects FROM document_corrections WHERE document_id = {}", document_id)
    return await document(database, row["corrects"]) if row else None


async def reason_of(database: Database, document_id: int) -> str:
    """Why this document corrects another."""
    row = await database.one("SELECT reason FROM document_corrections WHERE document_id = {}", document_id)
    return row["reason"] if row else ""


async def every_issued_correction(database: Database) -> dict[int, tuple[int, str]]:
    """Corrected document → (document that corrects it, its number), issued ones only."""
    rows = await database.fetch(
        "SELECT c.corrects, c.document_id, d.number FROM document_corrections c JOIN documents d "
        "ON d.id = c.document_id WHERE d.status = 'issued' ORDER BY c.id"
    )
    return {row["corrects"]: (row["document_id"], row["number"]) for row in rows}
