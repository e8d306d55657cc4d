"""The files of a document at issue: made by the renderers, put into the store, known to the records."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog

from compliance.errors import ComplianceError, NotAllowedNow
from compliance.records.attachments import register_file
from compliance.records.files import FileDamaged
from compliance.records.room import out_of_room
from compliance.resources import Resources
from filings.rendering import Rendered
from filings.said import Refusal

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
log = structlog.get_logger("anqi.issue")


@dataclass(frozen=True)
class StoredFiles:
    """SHA-256 and size in bytes of both files, which are in the store."""

    docx_sha256: str
    docx_size: int
    pdf_sha256: str
    pdf_size: int


async def stored_files(
    resources: Resources, blocks: dict[str, Any], *, title: str, form: bytes | None = None
) -> StoredFiles:
    """Make both files of the final words and store them. Raises NotAllowedNow with one sentence when that fails.

    ``form`` is the filled DOCX form of the house, where the letter is one: then it is the DOCX that is issued. A file that no document comes to speak of stays until ``unreferenced_files`` removes it.
    """
    made = await rendered(resources, blocks, title=title)
    try:
        word = form or made.docx
        docx = await asyncio.to_thread(resources.files.put, word)
        pdf = await asyncio.to_thread(resources.files.put, made.pdf)
    except OSError as problem:
        raise disk_refusal(problem, title=title) from problem
    return StoredFiles(docx, len(word), pdf, len(made.pdf))


async def stored_bytes(resources: Resources, sha256: str) -> bytes:
    """The very bytes of a file that was issued. Raises NotAllowedNow when they are gone or are others: never made anew."""
    try:
        return await asyncio.to_thread(resources.files.get, sha256)
    except (FileDamaged, OSError) as problem:
        log.error("issued_file_damaged", sha256=sha256, error=str(problem))
        raise NotAllowedNow("errors.stored_file_damaged") from problem


async def printed(resources: Resources, blocks: dict[str, Any]) -> Rendered:
    """Both files of words that are looked at or handed out, not issued. Raises NotAllowedNow with what the renderers say."""
    try:
        return await resources.renderer.render(blocks)
    except Refusal as refused:
        raise NotAllowedNow.of(refused.said) from refused


async def rendered(resources: Resources, blocks: dict[str, Any], *, title: str) -> Rendered:
    """Both files of a document, not stored. Raises NotAllowedNow with what the renderers say."""
    try:
        return await resources.renderer.render(blocks)
    except Refusal as refused:
        raise NotAllowedNow("errors.not_rendered", title=title, problem=refused.said) from refused
    except OSError as problem:
        raise NotAllowedNow("errors.renderer_missing", title=title) from problem


def disk_refusal(problem: BaseException, *, title: str) -> ComplianceError:
    """The refusal of an issue whose files or rows could not be written."""
    log.error("issue_not_stored", error=f"{type(problem).__name__}: {problem}")
    return NotAllowedNow("errors.issue_no_room" if out_of_room(problem) else "errors.issue_not_stored", title=title)


async def register_files(resources: Resources, files: StoredFiles, *, name: str) -> None:
    """Inside the transaction of the issue: note both files under the document's name."""
    for sha256, size, media_type, ending in (
        (files.docx_sha256, files.docx_size, DOCX, "docx"),
        (files.pdf_sha256, files.pdf_size, PDF, "pdf"),
    ):
        await register_file(
            resources.database,
            sha256=sha256,
            size=size,
            media_type=media_type,
            name=f"{name[:240]}.{ending}",
            at=resources.clock.now(),
        )
