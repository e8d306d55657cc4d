"""QR codes of verification lines: as drawing commands for the PDF, as a picture for Word. Equal texts, equal bytes."""

from __future__ import annotations

import io

import segno

_QUIET = 2
"""Modules of white around the code; the paper around it gives the rest."""
_PIXELS = 8


def qr_drawing(text: str) -> tuple[int, str]:
    """Give the width of the code in modules, quiet zone included, and its SVG path, one unit a module."""
    code = segno.make_qr(text, error="m")
    strokes = []
    for y, modules in enumerate(code.matrix_iter(border=_QUIET)):
        row, x = tuple(modules), 0
        while x < len(row):
            length = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if length:
                strokes.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length or 1
    return int(code.symbol_size(border=_QUIET)[0]), "".join(strokes)


def qr_picture(text: str) -> bytes:
    """Give the code as a black and white PNG."""
    buffer = io.BytesIO()
    segno.make_qr(text, error="m").save(buffer, kind="png", scale=_PIXELS, border=_QUIET)
    return buffer.getvalue()
