"""Comments on the paragraphs of a document: written once, settled once, never changed otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.document_tables import DocumentCommentRow
from compliance.records.row_seals import touch


@dataclass(frozen=True)
class Comment:
    """A comment; ``place`` counts the blocks of the words it was written on, whose hash is ``content_sha256``."""

    id: int
    document_id: int
    content_sha256: str
    place: int
    excerpt: str
    body: str
    written_by: int
    writer_name: str
    written_at: datetime
    settled_by: int | None
    settler_name: str | None
    settled_at: datetime | None


_COMMENT = (
    "SELECT m.*, w.display_name AS writer_name, s.display_name AS settler_name FROM document_comments m "
    "JOIN users w ON w.id = m.written_by LEFT JOIN users s ON s.id = m.settled_by "
)


async def comments_of(database: Database, document_id: int) -> tuple[Comment, ...]:
    """All comments of a document, oldest first."""
    rows = await database.fetch(_COMMENT + "WHERE m.document_id = {} ORDER BY m.id", document_id)
    return tuple(Comment(**row) for row in rows)


async def comment(database: Database, comment_id: int) -> Comment | None:
    row = await database.one(_COMMENT + "WHERE m.id = {}", comment_id)
    return Comment(**row) if row else None


async def open_comments(database: Database, document_id: int) -> int:
    """How many comments of a document are not settled."""
    row = await database.one(
        "SELECT COUNT(*) AS n FROM document_comments WHERE document_id = {} AND settled_at IS NULL", document_id
    )
    return row["n"] if row else 0


async def insert_comment(database: Database, values: dict[str, Any]) -> int:
    comment_id = (await DocumentCommentRow.insert(DocumentCommentRow(**values)).run())[0]["id"]
    touch("document_comments", comment_id)
    return comment_id


async def settle(database: Database, comment_id: int, *, by: int, at: datetime) -> bool:
    """Mark an open comment as settled; False when somebody had done so already."""
    touch("document_comments", comment_id)
    rows = await database.execute(
        "UPDATE document_comments SET settled_by = {}, settled_at = {} WHERE id = {} AND settled_at IS NULL RETURNING id",
        by,
        at,
        comment_id,
    )
    return bool(rows)
