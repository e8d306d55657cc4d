"""Evidence files that come with an act: checked and stored by hash before the act, named inside its transaction."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from compliance.errors import BadInput, TooLarge
from compliance.records.attachments import register_file
from compliance.resources import Resources

MOST_BYTES = 20 * 1024 * 1024
_SIGNATURES = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"PK\x03\x04", "application/zip", (".docx", ".xlsx", ".zip", ".ofd")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", (".doc", ".xls", ".wps", ".et")),
)
_TEXT = (".txt", ".csv", ".eml")


@dataclass(frozen=True)
class KeptEvidence:
    """A file that is in the store but not yet in the records."""

    sha256: str
    size: int
    media_type: str
    name: str

    async def register(self, resources: Resources) -> str:
        """Name the file in the records; call inside the verb's transaction."""
        await register_file(
            resources.database,
            sha256=self.sha256,
            size=self.size,
            media_type=self.media_type,
            name=self.name,
            at=resources.clock.now(),
        )
        return self.sha256


async def keep_evidence(resources: Resources, content: bytes | None, name: str | None) -> KeptEvidence | None:
    """Store a file's bytes; None when there is no file.

    Raises BadInput for an empty file or one whose content is not what its name says, TooLarge above 20 MB.
    """
    if content is None or (not content and not name):
        return None
    clean = clean_name(name or "附件")
    if not content:
        raise BadInput("errors.empty_file", name=clean)
    if len(content) > MOST_BYTES:
        raise TooLarge("errors.file_too_large", name=clean, limit=MOST_BYTES // 1024 // 1024)
    media_type = media_type_of(content, clean)
    digest = await asyncio.to_thread(resources.files.put, content)
    return KeptEvidence(digest, len(content), media_type, clean)


def media_type_of(content: bytes, name: str) -> str:
    """The type of a file from its first bytes, which must fit its name."""
    ending = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    for signature, media_type, endings in _SIGNATURES:
        if content.startswith(signature):
            if ending not in endings:
                raise BadInput(
                    "errors.file_type_differs", name=name, ending=ending or "（无）", expected="、".join(endings)
                )
            return media_type
    if ending in _TEXT and b"\x00" not in content[:4096]:
        return "text/plain"
    raise BadInput("errors.file_type_unknown", name=name)


def clean_name(name: str) -> str:
    """A file name to show and to download under: no folders, no control or direction marks, 120 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        letter
        for letter in last
        if letter.isprintable() and letter not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
    kept = kept.strip(" .") or "附件"
    if len(kept) <= 120:
        return kept
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:110]}.{ending[:8]}" if dot else kept[:120]
