"""Document → PDF/A bytes (WeasyPrint), in this process; a server renders in child processes through `filings.rendering`.

The renderer fetches nothing: every URL aborts it. Equal documents give equal bytes. WeasyPrint must not be used by two
threads at once with one font configuration, so `render_pdf` holds a lock.
"""

from __future__ import annotations

import functools
import hashlib
import json
import logging
import threading
import zlib
from typing import Any

from filings.fonts import CharactersNotCovered, preflight, require_faces, use_packaged_fonts
from filings.model import Document, document_as_json
from filings.page_html import document_html
from filings.said import Refusal
from filings.stylesheet import stylesheet

PDF_VARIANT = "pdf/a-2a"  # tagged: headings, tables and reading order for screen readers
COMPRESSION = 4  # of 9
_LOCK = threading.Lock()


class RenderingFailed(Refusal):
    """The renderer could not make the file; the sentence says why and what to do."""


def render_pdf(document: Document) -> bytes:
    """Give the document as PDF/A-2a (tagged) with every font embedded.

    Raises CharactersNotCovered when a character has no glyph, FontsMissing without fonts, RenderingFailed otherwise.
    """
    require_faces()
    uncovered = preflight(document)
    if uncovered:
        raise CharactersNotCovered(uncovered)
    identifier = hashlib.sha256(json.dumps(document_as_json(document), ensure_ascii=False, sort_keys=True).encode())
    with _LOCK:
        return _write(document, identifier.digest()[:16])


def warm_up() -> None:
    """Load the engine and the fonts now, so that the first letter does not wait for them."""
    _engine()


def engine_warnings() -> list[str]:
    """Give what is wrong with this machine's engine, as Chinese sentences; empty when it is complete."""
    _engine()
    from weasyprint.text.ffi import harfbuzz_subset

    if harfbuzz_subset is not None:
        return []
    return ["缺少系统库 libharfbuzz-subset0，每份 PDF 要慢数十倍，请运行 make setup。"]


@functools.cache
def _engine():
    """Give WeasyPrint's entry, the shared font configuration and the refusing fetcher, loaded once a process."""
    use_packaged_fonts()
    try:
        from weasyprint import HTML
    except OSError as missing:
        raise RenderingFailed(
            "缺少 PDF 排版所需的系统库 Pango，请运行 make setup（或者以管理员身份 apt-get install libpangoft2-1.0-0）。",
            "Pango, a system library that PDF needs, is missing; run make setup (or, as administrator, apt-get install "
            "libpangoft2-1.0-0).",
        ) from missing
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class NothingFetcher(URLFetcher):
        """Refuses every address: a letter consists of its own words and the packaged fonts."""

        refusal = FatalURLFetchingError

        def fetch(self, url, headers=None):
            raise FatalURLFetchingError(f"refused to fetch {url[:80]}")

    logging.getLogger("weasyprint").setLevel(logging.WARNING)
    return HTML, FontConfiguration(), NothingFetcher(allowed_protocols=(), allow_redirects=False)


@functools.cache
def _style_object(profile: str):
    """Give a profile's style sheet, parsed once a process."""
    from weasyprint import CSS

    _, font_configuration, fetcher = _engine()
    return CSS(string=stylesheet(profile), font_config=font_configuration, url_fetcher=fetcher)


def _write(document: Document, identifier: bytes) -> bytes:
    engine, font_configuration, fetcher = _engine()
    with _Complaints() as complaints:
        try:
            pdf = engine(string=document_html(document), url_fetcher=fetcher).write_pdf(
                stylesheets=[_style_object(document.profile)],
                font_config=font_configuration,
                pdf_variant=PDF_VARIANT,
                pdf_identifier=identifier,
                finisher=_compress,
            )
        except fetcher.refusal as refused:
            raise RenderingFailed(
                f"文书“{document.title}”引用了外部资源，已拒绝排版（{refused}）。",
                f"The letter “{document.title}” refers to something outside and was not laid out ({refused}).",
            ) from refused
    if complaints.messages:
        problem = complaints.messages[0]
        raise RenderingFailed(
            f"文书“{document.title}”未能排版：{problem}。",
            f"The letter “{document.title}” could not be laid out: {problem}.",
        )
    if pdf is None:
        raise RenderingFailed(
            f"文书“{document.title}”未能排版，请重试。",
            f"The letter “{document.title}” could not be laid out; try again.",
        )
    return pdf


def _compress(_document: Any, pdf: Any) -> None:
    """Compress the streams here: the engine's highest level costs a fifth of a letter's time for one part in a hundred."""
    import pydyf

    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            content = b"\n".join(pydyf.Array([item]).data[1:-1] for item in stream.stream)
            stream.stream = [zlib.compress(content, COMPRESSION)]
            stream.extra["Filter"] = "/FlateDecode"
            stream.compress = False


class _Complaints(logging.Handler):
    """Collects WeasyPrint's warnings: a missing glyph or a refused address is only logged, and must not pass."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if "HarfBuzz-Subset" not in message:  # slow, not wrong: told by engine_warnings
            self.messages.append(message[:200])

    def __enter__(self) -> _Complaints:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *exception) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
