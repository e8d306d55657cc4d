"""Answers that are files: always as an attachment, never sniffed, never run."""

from collections.abc import AsyncIterator
from urllib.parse import quote

from litestar import Response
from litestar.response import Stream

from compliance.web.headers import DOWNLOAD_POLICY

_INLINE = frozenset({"image/png", "application/pdf"})


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(content: bytes, name: str, *, media_type: str = "application/octet-stream") -> Response[bytes]:
    """Return bytes that the browser saves under `name` (RFC 6266, any language)."""
    return Response(content, media_type=media_type, headers=_headers(name, "attachment"))


def streamed(parts: AsyncIterator[bytes], name: str, *, size: int, media_type: str = "application/zip") -> Stream:
    """Return a file that is sent part by part, to be saved under `name`; `size` in bytes is known beforehand."""
    return Stream(parts, media_type=media_type, headers={**_headers(name, "attachment"), "Content-Length": str(size)})


def inline(content: bytes, name: str, *, media_type: str) -> Response[bytes]:
    """Return one of our own PDFs or page images to be shown; anything else is refused as a defect."""
    if media_type not in _INLINE:
        raise ValueError(f"{media_type} is never shown inside the browser")
    return Response(content, media_type=media_type, headers=_headers(name, "inline"))


def _headers(name: str, disposition: str) -> dict[str, str]:
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
    return {
        "Content-Disposition": f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": DOWNLOAD_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
