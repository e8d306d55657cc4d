"""Samples of letters: example facts to words, PDF, DOCX and page images, the last few kept by what they are made of."""

import asyncio
import json
import tomllib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.casework.composition import content_hash
from compliance.casework.form_words import filled_form
from compliance.errors import BadInput, ComplianceError
from filings.compose import compose, date_of_act
from filings.example_facts import example_sets
from filings.letters import DIRECTORY, Letter
from filings.model import document_as_json
from filings.preview import page_images
from filings.said import Refusal

_KEPT = 24


@dataclass(frozen=True)
class Sample:
    """Both files of one sample and its pages as PNG."""

    docx: bytes
    pdf: bytes
    pages: tuple[bytes, ...]


_samples: OrderedDict[str, Sample] = OrderedDict()


def facts_of(letter: Letter) -> dict[str, Any]:
    """Return the facts of the usual case: the first example set that came with the letter, else its own examples."""
    file = DIRECTORY / "examples" / f"{letter.id}.toml"
    if not letter.own and file.exists():
        table = tomllib.loads(file.read_text("utf-8"))
        return json.loads(json.dumps(table["set"][0]["facts"], default=date.isoformat))
    return dict(example_sets(letter)[0][1])


async def sample_of(resources: Any, letter: Letter, facts: Mapping[str, Any]) -> Sample:
    """Return the letter written with these facts. Raises BadInput with one sentence when that cannot be done."""
    try:
        docx = None
        if letter.word_form:
            on = date_of_act(letter, facts)
            words, docx = await asyncio.to_thread(filled_form, resources, letter, facts, on=on)
        else:
            words = compose(letter, facts, on=date_of_act(letter, facts))
        return await sample_of_words(resources, document_as_json(words), docx)
    except Refusal as refused:
        raise BadInput.of(refused.said) from refused


async def sample_of_words(resources: Any, blocks: Mapping[str, Any], docx: bytes | None = None) -> Sample:
    """Return the files and pages of composed words; `docx` stands for the one that would be made of them."""
    key = content_hash(dict(blocks))
    if key in _samples:
        _samples.move_to_end(key)
        return _samples[key]
    try:
        rendered = await resources.renderer.render(dict(blocks))
    except Refusal as refused:
        raise BadInput.of(refused.said) from refused
    pages = await asyncio.to_thread(page_images, rendered.pdf)
    _samples[key] = Sample(docx or rendered.docx, rendered.pdf, tuple(pages))
    while len(_samples) > _KEPT:
        _samples.popitem(last=False)
    return _samples[key]


async def sample_or_problem(resources: Any, letter: Letter, facts: Mapping[str, Any], lang: str) -> tuple[int, str]:
    """Return (pages, "") or (0, why there are none)."""
    try:
        return len((await sample_of(resources, letter, facts)).pages), ""
    except ComplianceError as refusal:
        return 0, refusal.message(lang)
