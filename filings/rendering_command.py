"""Renders one letter to a folder without a database: what `anqi letters render` does."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from filings.compose import checked_facts, compose, date_of_act, written_document
from filings.fonts import CharactersNotCovered, preflight, substitution_warnings
from filings.forms.blocks import letter_blocks
from filings.gate.check import findings_of_words
from filings.letter_files import LetterFile, letter_files
from filings.letters import Letter, load_catalogue
from filings.model import Document
from filings.pdf import engine_warnings, render_pdf
from filings.word import render_word


def render_to_folder(
    letter_id: str,
    facts: Mapping[str, Any],
    out_dir: Path | str,
    on: date | None = None,
    *,
    templates: Path | None = None,
) -> dict[str, Any]:
    """Write `<letter_id>.docx` and `.pdf` into the folder and give their paths, SHA-256 and warnings.

    `on` is the date of the act; without it the letter's own date fact is used. `templates` is a folder of letters of
    one's own, which go before the packaged ones of the same id. Nothing is written unless both files could be made.
    Raises JobRefused and TemplateRefused for a letter of one's own that is not well formed, UnknownLetter, FactsRefused, CharactersNotCovered, FontsMissing or RenderingFailed, and
    NotADirectoryError / PermissionError when the folder cannot be written.
    """
    letter, own = letter_to_render(letter_id, templates)
    document, docx = _composed(letter, own, facts, on or date_of_act(letter, facts))
    pdf = render_pdf(document)
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {"docx": folder / f"{letter_id}.docx", "pdf": folder / f"{letter_id}.pdf"}
    _write_whole({paths["docx"]: docx, paths["pdf"]: pdf})
    return {
        "docx": str(paths["docx"]),
        "pdf": str(paths["pdf"]),
        "docx_sha256": hashlib.sha256(docx).hexdigest(),
        "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
        "warnings": [
            *substitution_warnings(document),
            *engine_warnings(),
            *(each.zh for each in findings_of_words(letter.id, facts, document)),
        ],
    }


def letter_to_render(letter_id: str, templates: Path | None) -> tuple[Letter, LetterFile | None]:
    """Give the letter, and the file of one's own that it came from. Raises UnknownLetter, JobRefused, TemplateRefused."""
    catalogue = load_catalogue()
    own = next((file for file in letter_files(templates) if file.letter_id == letter_id), None) if templates else None
    return (own.read(catalogue.ground_lists), own) if own else (catalogue.letter(letter_id), None)


def _composed(letter: Letter, own: LetterFile | None, facts: Mapping[str, Any], on: date) -> tuple[Document, bytes]:
    """Give the words of the letter and its DOCX: for a form of one's own the filled form itself."""
    if own is None or own.form is None:
        document = compose(letter, facts, on=on)
        return document, render_word(document)
    from filings.forms.word_forms import fill_form
    from filings.word_upload.reading import read_word

    found = checked_facts(letter, facts, on=on)
    docx = fill_form(own.form, letter.facts, found.values)
    words = read_word(docx, original=written_document(letter, found, ()))
    document = written_document(letter, found, letter_blocks(words.blocks, letter, found))
    if uncovered := preflight(document):
        raise CharactersNotCovered(uncovered)
    return document, docx


def _write_whole(files: Mapping[Path, bytes]) -> None:
    """Write files of which each is either the old one or complete, and none is new when one cannot be written."""
    partial = {path: path.with_name(f".{path.name}.partial") for path in files}
    try:
        for path, content in files.items():
            partial[path].write_bytes(content)
        for path, written in partial.items():
            os.replace(written, path)
    except OSError:
        for written in partial.values():
            written.unlink(missing_ok=True)
        raise
