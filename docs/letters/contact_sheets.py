"""Draws every letter of the catalogue, with its example facts, as one small PNG a letter into this folder.

Above the pages of the PDF, below those of the Word file as LibreOffice sets it (with the fonts of this machine).

Run: .venv/bin/python docs/letters/contact_sheets.py [letter …]
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from filings.compose import compose, date_of_act
from filings.fonts import font_folder
from filings.letters import Letter, load_catalogue
from filings.model import Document
from filings.pdf import render_pdf
from filings.preview import page_images
from filings.word import render_word

FOLDER = Path(__file__).resolve().parent
SCALE, GAP, MOST_PAGES = 0.5, 6, 6
GREYS = [(level, level, level) for level in (0, 40, 80, 115, 150, 176, 205, 230, 255)]
COLOURS = [*GREYS, (215, 0, 15), (228, 90, 100), (241, 170, 175), (74, 108, 140)]
OFFICE_FACES = {
    "仿宋_GB2312": "FandolFang R",
    "楷体_GB2312": "FandolKai",
    "黑体": "FandolHei",
    "方正小标宋简体": "FandolSong",
    "宋体": "FandolSong",
    "Times New Roman": "Noto Serif CJK SC",
    "Segoe UI Symbol": "DejaVu Sans",
}
"""Faces that the Word files name → free ones of the same kind, for the drawing alone."""


def example(letter: Letter) -> Document:
    """Give the letter with the example of every fact."""
    facts = {spec.name: spec.example for spec in letter.facts}
    return compose(letter, facts, on=date_of_act(letter, facts))


def set_by_libreoffice(folder: Path) -> None:
    """Turn every .docx of a folder into a PDF beside it, in one call."""
    command = shutil.which("soffice")
    if command is None:
        raise SystemExit("找不到 soffice：请先安装 LibreOffice（libreoffice-writer）。")
    files = sorted(str(path) for path in folder.glob("*.docx"))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    arguments = [command, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    environment = {**os.environ, "FONTCONFIG_FILE": str(_font_configuration(folder))}
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def _font_configuration(folder: Path) -> Path:
    faces = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{free}</string></edit></match>'
        for name, free in OFFICE_FACES.items()
    )
    path = folder / "fonts.conf"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{font_folder()}</dir>'
        f"<dir>/usr/share/fonts</dir><cachedir>{folder}/cache</cachedir>{faces}</fontconfig>",
        "utf-8",
    )
    return path


def contact_sheet(rows: list[bytes]) -> bytes:
    """Give the first pages of each PDF as one row of a PNG."""
    drawn = [
        [Image.open(io.BytesIO(page)).convert("RGB") for page in pages[:MOST_PAGES]]
        for pages in (page_images(pdf, SCALE) for pdf in rows)
    ]
    width, height = drawn[0][0].size
    across = max(len(pages) for pages in drawn)
    size = (across * (width + GAP) + GAP, len(drawn) * (height + GAP) + GAP)
    sheet = Image.new("RGB", size, (176, 180, 186))
    for row, pages in enumerate(drawn):
        for place, page in enumerate(pages):
            sheet.paste(page, (GAP + place * (width + GAP), GAP + row * (height + GAP)))
    buffer = io.BytesIO()
    palette = Image.new("P", (1, 1))
    palette.putpalette([level for colour in COLOURS for level in colour])
    sheet.quantize(palette=palette, dither=Image.Dither.NONE).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def main(names: list[str]) -> None:
    letters = [letter for letter in load_catalogue().letters if not names or letter.id in names]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        printed = {}
        for letter in letters:
            document = example(letter)
            printed[letter.id] = render_pdf(document)
            (folder / f"{letter.id}.docx").write_bytes(render_word(document))
        set_by_libreoffice(folder)
        for letter in letters:
            rows = [printed[letter.id], (folder / f"{letter.id}.pdf").read_bytes()]
            (FOLDER / f"{letter.id}.png").write_bytes(contact_sheet(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
