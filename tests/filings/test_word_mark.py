"""The mark of a draft's Word file: written into our own file, read back after another program saved it."""

from __future__ import annotations

import io

import docx
import pytest

from filings.letters import Catalogue
from filings.word import render_word
from filings.word_upload.archive import WordRefused
from filings.word_upload.mark import mark_in, marked
from filings.word_upload.reading import reading_of
from tests.filings.test_example_sets import composed, sets_of

MARK = "12-0123456789abcdef"
LETTER = "complaint_reply_letter"


def test_the_mark_is_kept_when_the_file_is_saved_again_and_changes_no_word(catalogue: Catalogue) -> None:
    document = composed(catalogue, LETTER, sets_of(LETTER)[0]["facts"])
    plain = render_word(document)
    saved = io.BytesIO()
    docx.Document(io.BytesIO(marked(plain, MARK))).save(saved)
    for content in (marked(plain, MARK), saved.getvalue()):
        read = reading_of(content, original=document)
        assert (read.mark, read.document, read.remarks) == (MARK, document, ())
    assert reading_of(plain, original=document).mark == ""
    assert marked(plain, MARK) == marked(plain, MARK)


@pytest.mark.parametrize("mark", ["", "12", "12-0123", "x-0123456789abcdef", "12-0123456789abcdef<a/>"])
def test_only_a_mark_is_written(mark: str) -> None:
    with pytest.raises(ValueError):
        marked(b"", mark)


def test_other_properties_are_no_mark_and_broken_ones_are_refused() -> None:
    properties = '<Properties><property name="AnqiWords">{}</property></Properties>'
    assert mark_in(None) == mark_in(b"<Properties/>") == mark_in(properties.format("as it was").encode()) == ""
    assert mark_in(properties.format(MARK).encode()) == MARK
    with pytest.raises(WordRefused):
        mark_in(b'<Properties><property name="AnqiWords">')
