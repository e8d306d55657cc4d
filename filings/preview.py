"""Pages of a PDF as PNG images, for the preview on a page (pypdfium2)."""

from __future__ import annotations

import io
import threading

import pypdfium2

from filings.said import Refusal

_ONE_AT_A_TIME = threading.Lock()
"""PDFium must not be entered from two threads of a process."""


def page_images(pdf: bytes, scale: float = 1.5) -> list[bytes]:
    """Give each page as PNG bytes; `scale` 1 is 72 dots an inch. Raises Refusal when these bytes are no PDF."""
    if not 0.1 <= scale <= 6:
        raise Refusal(
            f"预览比例 {scale} 超出范围，须在 0.1 至 6 之间。",
            f"The scale {scale} is out of range; it goes from 0.1 to 6.",
        )
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as broken:
            raise Refusal(
                "文件不是有效的 PDF，无法预览。", "The file is not a valid PDF and cannot be shown."
            ) from broken
        try:
            return [_png(document[place], scale) for place in range(len(document))]
        finally:
            document.close()


def page_count(pdf: bytes) -> int:
    """Give the number of pages."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_texts(pdf: bytes) -> list[str]:
    """Give the words of each page as they can be selected in it."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()


def _png(page: pypdfium2.PdfPage, scale: float) -> bytes:
    buffer = io.BytesIO()
    bitmap = page.render(scale=scale)  # pyright: ignore[reportArgumentType] — it takes any number
    bitmap.to_pil().save(buffer, format="PNG", optimize=False)
    page.close()
    return buffer.getvalue()
