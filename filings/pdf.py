"""Document → PDF/A bytes (WeasyPrint), in this process; a server renders in child processes through `filings.rendering`.

The renderer fetches nothing: every URL aborts it. Equal documents give equal bytes. WeasyPrint must not be used by two
threads at once with one font configuration, so `render_pdf` holds a lock.
"""

from __future__ import annotations

import functools
import hashlib
import html
import json
import logging
import threading
from collections.abc import Iterator

from filings.fonts import CharactersNotCovered, preflight, require_faces, use_packaged_fonts
from filings.layout import signature_indents, style_name, title_lines
from filings.model import (
    AnnexStart,
    Block,
    Choice,
    Document,
    Enclosures,
    Heading,
    Item,
    Masthead,
    Run,
    SignatureBlock,
    Table,
    Title,
    document_as_json,
    enclosure_lines,
    runs_text,
)
from filings.stylesheet import stylesheet

PDF_VARIANT = "pdf/a-2a"  # tagged: headings, tables and reading order for screen readers
PRODUCER = "Anqi"
_LOCK = threading.Lock()
_TAGS = {"heading1": "h2", "heading2": "h3", "title": "h1"}


class RenderingFailed(RuntimeError):
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


def document_html(document: Document) -> str:
    """Give the HTML that the PDF is printed from; every word of the document is escaped."""
    body = "\n".join(part for block in _grouped(document.blocks) for part in block)
    title = html.escape(document.title)
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        "</head>"
        f"<body>{body}</body></html>"
    )


@functools.cache
def _engine():
    """Give WeasyPrint's entry, the shared font configuration and the refusing fetcher, loaded once a process."""
    use_packaged_fonts()
    try:
        from weasyprint import HTML
    except OSError as missing:
        raise RenderingFailed(
            "缺少 PDF 排版所需的系统库 Pango，请运行 make setup（或者以管理员身份 apt-get install libpangoft2-1.0-0）。"
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
            )
        except fetcher.refusal as refused:
            raise RenderingFailed(f"文书“{document.title}”引用了外部资源，已拒绝排版（{refused}）。") from refused
    if complaints.messages:
        raise RenderingFailed(f"文书“{document.title}”未能排版：{complaints.messages[0]}。")
    if pdf is None:
        raise RenderingFailed(f"文书“{document.title}”未能排版，请重试。")
    return pdf


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


def _grouped(blocks: tuple[Block, ...]) -> Iterator[Iterator[str]]:
    for block in blocks:
        yield _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Masthead():
            yield f'<div class="lower-rule"></div><div class="head"><p class="masthead">{_escaped(block.runs)}</p></div>'
        case Item():
            yield f'<p class="item">{html.escape(block.label)}{_escaped(block.runs)}</p>'
        case Choice():
            mark = "☑" if block.marked else "☐"
            yield f'<p class="choice"><span class="mark">{mark}</span>{html.escape(block.label)}{_escaped(block.runs)}</p>'
        case Table():
            yield from _table(block)
        case Enclosures():
            yield from _enclosures(block)
        case SignatureBlock():
            yield from _signature(block)
        case AnnexStart():
            yield f'<p class="annex annex_label">{html.escape(block.label)}</p>'
            yield f'<h1 class="annex_title">{_lines("annex_title", block.title)}</h1>'
        case Title() | Heading():
            name = style_name(block)
            yield f'<{_TAGS[name]} class="{name}">{_lines(name, runs_text(block.runs))}</{_TAGS[name]}>'
        case _:
            yield f'<p class="{style_name(block)}">{_escaped(block.runs)}</p>'


def _table(block: Table) -> Iterator[str]:
    if block.caption:
        yield f'<p class="caption">{html.escape(block.caption)}</p>'
    total = sum(block.widths)
    yield '<table class="cell"><colgroup>'
    yield "".join(f'<col style="width:{width / total:.4%}">' for width in block.widths)
    yield "</colgroup>"
    if block.header:
        yield (
            "<thead><tr>"
            + "".join(f'<th class="cell_header">{_cell(cell)}</th>' for cell in block.header)
            + "</tr></thead>"
        )
    yield "<tbody>"
    for row in block.rows:
        first = "first" if block.header else "cell_header"
        cells = (
            f'<td class="{first}">{_cell(cell)}</td>' if i == 0 else f"<td>{_cell(cell)}</td>"
            for i, cell in enumerate(row)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _cell(cell: str) -> str:
    return html.escape(cell).replace("\n", "<br>")


def _enclosures(block: Enclosures) -> Iterator[str]:
    yield '<div class="enclosures-block">'
    for place, line in enumerate(enclosure_lines(block)):
        yield f'<p class="enclosures hang{" next" if place else ""}">{html.escape(line)}</p>'
    yield "</div>"


def _signature(block: SignatureBlock) -> Iterator[str]:
    name_right, date_right = signature_indents(block)
    yield f'<div class="signature{"" if block.sealed else " open"}">'
    yield f'<p class="sign_name" style="margin-right:{name_right}em">{html.escape(block.name.text)}</p>'
    yield f'<p class="sign_date" style="margin-right:{date_right}em">{html.escape(block.dated.text)}</p></div>'


def _lines(name: str, text: str) -> str:
    return "<br>".join(
        html.escape(line) for line in (title_lines(text) if name in ("title", "annex_title") else [text])
    )


def _escaped(runs: tuple[Run, ...]) -> str:
    return html.escape(runs_text(runs))
