"""The words of a letter that is a DOCX form: the form filled in a confined process, then read into blocks.

Filling takes about a second; the last few fillings are kept by the hash of form and facts, which decide them alone.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from compliance.errors import BadInput
from compliance.resources import Resources
from filings.compose import checked_facts, written_document
from filings.confined import JobRefused
from filings.facts import FactsRefused
from filings.forms.blocks import letter_blocks
from filings.forms.word_forms import fill_form
from filings.letters import Letter
from filings.model import Document, Number, Verification, block_lines

_KEPT = 64
_NUMBER = "document_number"
_filled: OrderedDict[str, tuple[Document, bytes]] = OrderedDict()
_guard = threading.Lock()


def filled_form(resources: Resources, letter: Letter, facts: Mapping[str, Any], *, on: date) -> tuple[Document, bytes]:
    """The words of the filled form, and the form itself. Blocks about a second the first time; call it from a thread.

    Raises FactsRefused, FileDamaged, or BadInput with the sentence of the refused form.
    """
    found = checked_facts(letter, facts, on=on)
    key = _key(letter, facts, on)
    with _guard:
        if key in _filled:
            _filled.move_to_end(key)
            return _filled[key]
    from filings.word_upload.reading import read_word

    try:
        content = fill_form(resources.files.get(letter.word_form), letter.facts, found.values)
        words = read_word(content, original=written_document(letter, found, ()))
    except JobRefused as refused:
        raise BadInput.of(refused.said) from refused
    made = (written_document(letter, found, letter_blocks(words.blocks, letter, found)), content)
    with _guard:
        _filled[key] = made
        while len(_filled) > _KEPT:
            _filled.popitem(last=False)
    return made


def word_of(resources: Resources, words: Document, facts: Mapping[str, Any]) -> bytes | None:
    """The filled form as the DOCX of these words, with their number; call it from a thread.

    None when the letter is no form, or when its words were changed by hand since: then the DOCX is made of the words
    like every other. What was set before and behind the form's words (a letterhead, the line by which the document can
    be verified) stands there as paragraphs, so that DOCX and PDF say the same.
    """
    letter = resources.letters_in_force.begun_with(words.letter, words.fingerprint)
    if letter is None or not letter.word_form:
        return None
    number = next((line for block in words.blocks if isinstance(block, Number) for line in block_lines(block)), "")
    given = {name: value for name, value in facts.items() if name != _NUMBER} | ({_NUMBER: number} if number else {})
    try:
        form, content = filled_form(resources, letter, given, on=words.on)
    except FactsRefused as refused:
        raise BadInput.of(refused.said) from refused
    around = _around(_lines(form, number), _lines(words, number))
    if around is None:
        return None
    before, after = around
    if not before and not after:
        return content
    found = checked_facts(letter, given, on=words.on)
    code = next((block.code for block in words.blocks if isinstance(block, Verification)), "")
    form_bytes = resources.files.get(letter.word_form)
    try:
        return fill_form(form_bytes, letter.facts, found.values, before=before, after=after, code=code)
    except JobRefused as refused:
        raise BadInput.of(refused.said) from refused


def _around(form: list[str], words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The lines that the words have before and behind those of the form; None when they differ anywhere else."""
    before: list[str] = []
    after: list[str] = []
    for change, start, end, first, last in SequenceMatcher(None, form, words, autojunk=False).get_opcodes():
        if change == "equal":
            continue
        if change != "insert" or (start, end) not in ((0, 0), (len(form), len(form))):
            return None
        (before if start == 0 else after).extend(words[first:last])
    return tuple(before), tuple(after)


def _lines(words: Document, number: str) -> list[str]:
    """The lines without their spaces; the number is left out, for a form prints it in a place of its own."""
    lines = [line for block in words.blocks for line in block_lines(block) if line.strip()]
    if number:
        lines = [left for line in lines if (left := line.replace(number, "", 1) if number in line else line).strip()]
    return lines


def _key(letter: Letter, facts: Mapping[str, Any], on: date) -> str:
    whole = json.dumps([letter.fingerprint, facts, on.isoformat()], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(whole.encode()).hexdigest()
