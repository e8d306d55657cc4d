"""What a check of a document before issue found: one sentence in two languages, where it is, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

BLOCKS, WARNS = "blocks", "warns"


@dataclass(frozen=True)
class Finding:
    """One finding. `id` stays the same while its cause does, so that an override or a link finds it again.

    `severity` is BLOCKS or WARNS. The cure is in `fact` (the letter's fact to correct), `place` (index of the block in
    `Document.blocks`) or `page` (a path of the program). `basis` cites what demands it ("" = only good practice).
    `lasting`: no override can lift it.
    """

    id: str
    rule: str
    severity: str
    zh: str
    en: str
    fact: str = ""
    place: int | None = None
    page: str = ""
    basis: str = ""
    lasting: bool = False
