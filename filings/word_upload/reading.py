"""Uploaded .docx → Document: the words of the file, everything else as the document has it that the file was made of.

The file is opened in a process of its own (`filings.confined`); this side only hands it over and takes blocks back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from filings.confined import run_confined
from filings.model import Document, document_as_json, document_from_json
from filings.word_upload.archive import WordRefused
from filings.word_upload.blocks import blocks_of
from filings.word_upload.carried import completed
from filings.word_upload.lines import lines
from filings.word_upload.package import check_package


@dataclass(frozen=True)
class WordReading:
    """What an uploaded file says; `remarks` name what of it was not read, one Chinese sentence each.

    `mark` names the words that the file was made of (`filings.word_upload.mark`), "" where the file does not say so.
    """

    document: Document
    remarks: tuple[str, ...]
    mark: str = ""


def read_word(content: bytes, *, original: Document) -> Document:
    """Give the document with the words of the file. Blocks for about half a second; call it from a thread.

    Raises filings.confined.JobRefused with one sentence: the place in the file and what to do.
    """
    return reading_of(content, original=original).document


def reading_of(content: bytes, *, original: Document) -> WordReading:
    """Give the document with the words of the file, and what was left out of it. As `read_word` otherwise."""
    answer, _ = run_confined("read_word", {"original": document_as_json(original)}, content)
    return WordReading(document_from_json(answer["document"]), tuple(answer["remarks"]), answer["mark"])


def read_job(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Give {"document", "remarks", "mark"} for a file and the document it was made of. Raises WordRefused.

    Runs in the confined process, which is where it belongs: it parses what strangers wrote.
    """
    original = document_from_json(request["original"])
    package = check_package(content)
    parts, left_out = lines(package)
    blocks = completed(tuple(blocks_of(parts)), original.blocks)
    if not blocks:
        raise WordRefused(
            "文件里没有文字，请确认上传的是写好的文书。",
            "The file has no words; make sure that it is the letter you wrote.",
        )
    read = document_as_json(replace(original, blocks=blocks))
    return {"document": read, "remarks": [*package.remarks, *left_out], "mark": package.mark}, b""
