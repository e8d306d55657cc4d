"""Renders one letter to a folder without a database: what `anqi letters render` does."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from filings.compose import compose, date_of_act
from filings.fonts import substitution_warnings
from filings.letters import load_catalogue
from filings.pdf import engine_warnings, render_pdf
from filings.word import render_word


def render_to_folder(
    letter_id: str, facts: Mapping[str, Any], out_dir: Path | str, on: date | None = None
) -> dict[str, Any]:
    """Write `<letter_id>.docx` and `.pdf` into the folder and give their paths, SHA-256 and warnings.

    `on` is the date of the act; without it the letter's own date fact is used. Nothing is written unless both files
    could be made. Raises UnknownLetter, FactsRefused, CharactersNotCovered, FontsMissing or RenderingFailed, and
    NotADirectoryError / PermissionError when the folder cannot be written.
    """
    letter = load_catalogue().letter(letter_id)
    document = compose(letter, facts, on=on or date_of_act(letter, facts))
    pdf, docx = render_pdf(document), render_word(document)
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {"docx": folder / f"{letter_id}.docx", "pdf": folder / f"{letter_id}.pdf"}
    for kind, content in (("docx", docx), ("pdf", pdf)):
        _write_whole(paths[kind], content)
    return {
        "docx": str(paths["docx"]),
        "pdf": str(paths["pdf"]),
        "docx_sha256": hashlib.sha256(docx).hexdigest(),
        "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
        "warnings": substitution_warnings(document) + engine_warnings(),
    }


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that is either the old one or complete."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)
