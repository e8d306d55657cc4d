"""Draws every letter of the catalogue, with its example facts, as one small PNG a letter into this folder.

Run: .venv/bin/python docs/letters/contact_sheets.py
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from filings.compose import compose, date_of_act
from filings.letters import Letter, load_catalogue
from filings.pdf import render_pdf
from filings.preview import page_images

FOLDER = Path(__file__).resolve().parent
SCALE, GAP, COLOURS = 0.62, 8, 24


def contact_sheet(letter: Letter) -> bytes:
    """Give the pages of a letter side by side, as PNG."""
    facts = {spec.name: spec.example for spec in letter.facts}
    pdf = render_pdf(compose(letter, facts, on=date_of_act(letter, facts)))
    pages = [Image.open(io.BytesIO(page)).convert("RGB") for page in page_images(pdf, SCALE)]
    width, height = pages[0].size
    sheet = Image.new("RGB", (len(pages) * (width + GAP) + GAP, height + 2 * GAP), (176, 180, 186))
    for place, page in enumerate(pages):
        sheet.paste(page, (GAP + place * (width + GAP), GAP))
    buffer = io.BytesIO()
    sheet.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def main() -> None:
    for letter in load_catalogue().letters:
        (FOLDER / f"{letter.id}.png").write_bytes(contact_sheet(letter))


if __name__ == "__main__":
    main()
