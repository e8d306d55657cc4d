"""相似答复 suggestions: what was said before in replies of the same kind to complaints of the same cause.

Likeness is the cosine of the character pairs of two complaints, weighted by how rare a pair is among the candidates.
Only approved and issued words are offered, personal values masked.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.casework.masking import names_of
from compliance.casework.texts import words_of_draft
from compliance.complaints.privacy import mask_text
from compliance.errors import BadInput
from compliance.records.complaints import complaint_by_id
from compliance.records.documents import CaseDocument
from compliance.records.similar_documents import Candidate, approved_of_letter, blocks_of, complaint_text
from compliance.resources import Resources
from filings.model import Block, Item, Paragraph, document_from_json
from filings.passages import Passage, passages

MOST_CANDIDATES = 200
MOST_READ = 60
REPLIES = 3
BLOCKS = 3
"""Text blocks a section."""
_SHORTEST = 10
_LEAST_LIKE = 0.05


@dataclass(frozen=True)
class Piece:
    """A paragraph that can be put into a draft, and the heading it stood under."""

    section: str
    text: str


@dataclass(frozen=True)
class NearReply:
    """An approved document whose complaint is like this one; ``likeness`` between 0 and 1."""

    document_id: int
    title: str
    number: str | None
    issued_on: date | None
    case_number: str
    likeness: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class TextBlock:
    """A paragraph that documents of the same cause used, and in how many of those looked at."""

    section: str
    text: str
    times: int


@dataclass(frozen=True)
class Suggestions:
    """What is offered beside a draft; ``matter`` is the cause it was looked up by, empty for all causes."""

    matter: str
    replies: tuple[NearReply, ...] = ()
    blocks: tuple[TextBlock, ...] = ()


async def suggestions_for(resources: Resources, paper: CaseDocument) -> Suggestions:
    """The three nearest replies of the same letter kind, and the paragraphs most used for the same cause."""
    case = await complaint_by_id(resources.database, paper.complaint_id)
    if case is None:
        return Suggestions("")
    matter = str(case.classification.get("matter") or "")
    found = await _candidates(resources, paper, matter)
    own = complaint_text(case.title, case.content, case.demands, case.category)
    near = await asyncio.to_thread(nearest, own, [each.case_text for each in found])
    best = [(found[place], likeness) for place, likeness in near[:REPLIES]]
    same_cause = [each.document_id for each in found[:MOST_READ]]
    blocks = await blocks_of(resources.database, {*same_cause, *(each.document_id for each, _ in best)})
    read = await asyncio.to_thread(_read, blocks)
    numbers = {each.document_id: each.case_number for each in found}
    masks, said = _Masks(resources, numbers), await _said_already(resources, paper)
    return Suggestions(
        matter,
        tuple([await _reply(each, likeness, read.get(each.document_id, ()), said, masks) for each, likeness in best]),
        await _text_blocks({number: read[number] for number in same_cause if number in read}, said, masks),
    )


def _read(blocks: dict[int, dict[str, Any]]) -> dict[int, tuple[Passage, ...]]:
    """The body of each document: its paragraphs and items, without notes, tables and what is set around them."""
    found = {}
    for document_id, words in blocks.items():
        document = document_from_json(words)
        pairs = zip(passages(document), document.blocks, strict=True)
        found[document_id] = tuple(passage for passage, block in pairs if _is_body(block))
    return found


def _is_body(block: Block) -> bool:
    return isinstance(block, Item) or (isinstance(block, Paragraph) and block.style == "body")


def nearest(text: str, others: Sequence[str]) -> list[tuple[int, float]]:
    """(position, likeness) of the texts that are like ``text``, the likest first."""
    counts = [Counter(_pairs(each)) for each in (text, *others)]
    spread = Counter(pair for each in counts for pair in each)
    rarity = {pair: math.log(1 + len(counts) / times) for pair, times in spread.items()}
    weights = [{pair: times * rarity[pair] for pair, times in each.items()} for each in counts]
    lengths = [math.sqrt(sum(weight * weight for weight in each.values())) for each in weights]
    wanted, length = weights[0], lengths[0]
    if not length:
        return []
    found = [
        (place, sum(weight * wanted.get(pair, 0.0) for pair, weight in each.items()) / (length * own))
        for place, (each, own) in enumerate(zip(weights[1:], lengths[1:], strict=True))
        if own
    ]
    return sorted((each for each in found if each[1] >= _LEAST_LIKE), key=lambda each: (-each[1], each[0]))


def _pairs(text: str) -> list[str]:
    words = "".join(text.split())
    return [words[at : at + 2] for at in range(len(words) - 1)]


async def _candidates(resources: Resources, paper: CaseDocument, matter: str) -> tuple[Candidate, ...]:
    """Of the same letter kind and cause; where there are too few of them, of any cause after these."""
    same = await approved_of_letter(
        resources.database,
        letter_id=paper.letter_id,
        besides=paper.complaint_id,
        matter=matter,
        most=MOST_CANDIDATES,
    )
    if len(same) >= REPLIES or not matter:
        return same
    any_cause = await approved_of_letter(
        resources.database,
        letter_id=paper.letter_id,
        besides=paper.complaint_id,
        matter="",
        most=MOST_CANDIDATES,
    )
    known = {each.document_id for each in same}
    return (*same, *(each for each in any_cause if each.document_id not in known))


class _Masks:
    """The mask of each case's words, its complainant's name looked up once."""

    def __init__(self, resources: Resources, numbers: dict[int, str]) -> None:
        self._resources, self._numbers = resources, numbers
        self._names: dict[str, tuple[str, ...]] = {}

    async def text(self, document_id: int, words: str) -> str:
        number = self._numbers[document_id]
        if number not in self._names:
            self._names[number] = await names_of(self._resources, number)
        return mask_text(words, names=self._names[number])


async def _reply(
    each: Candidate, likeness: float, found: Sequence[Passage], said: frozenset[str], masks: _Masks
) -> NearReply:
    pieces = [
        Piece(passage.section, await masks.text(each.document_id, passage.text))
        for passage in found
        if len(passage.text) >= _SHORTEST and passage.text not in said
    ]
    title = await masks.text(each.document_id, each.title)
    return NearReply(
        document_id=each.document_id,
        title=title,
        number=each.number,
        issued_on=each.issued_on,
        case_number=each.case_number,
        likeness=round(likeness, 3),
        pieces=tuple(pieces),
    )


async def _said_already(resources: Resources, paper: CaseDocument) -> frozenset[str]:
    """The paragraphs that the draft has; none while facts are missing."""
    try:
        return frozenset(passage.text for passage in passages(await words_of_draft(resources, paper)))
    except BadInput:
        return frozenset()


async def _text_blocks(
    read: dict[int, Sequence[Passage]], said: frozenset[str], masks: _Masks
) -> tuple[TextBlock, ...]:
    """The most used paragraphs of each section, in the order in which the newest document has its sections."""
    used: dict[tuple[str, str], list[int]] = {}
    for document_id, found in read.items():
        own = {(p.section, p.text) for p in found if p.section and len(p.text) >= _SHORTEST}
        for key in (key for key in own if key[1] not in said):
            used.setdefault(key, []).append(document_id)
    sections = dict.fromkeys(passage.section for found in read.values() for passage in found if passage.section)
    chosen = []
    for section in sections:
        ranked = sorted(
            ((text, ids) for (where, text), ids in used.items() if where == section and len(ids) > 1),
            key=lambda each: (-len(each[1]), -max(each[1])),
        )
        for text, ids in ranked[:BLOCKS]:
            chosen.append(TextBlock(section, await masks.text(ids[0], text), len(ids)))
    return tuple(chosen)
