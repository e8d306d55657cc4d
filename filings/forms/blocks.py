"""What the paragraphs of a filled form are: its own styles say nothing of that, its facts do. No word is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from filings.compose import CheckedFacts
from filings.figures import chinese_date, chinese_date_in_words
from filings.letters import Letter
from filings.model import Addressee, Block, Number, Paragraph, Run, SignatureBlock, Title, runs_text


def letter_blocks(blocks: Sequence[Block], letter: Letter, found: CheckedFacts) -> tuple[Block, ...]:
    """Give the blocks as those of a letter: the first line its title, the number, whom it speaks to, name and date."""
    made: list[Block] = []
    number = str(found.values.get("document_number") or "")
    for block in blocks:
        words = runs_text(block.runs).strip() if isinstance(block, Paragraph) else ""
        last = made[-1] if made else None
        if not words:
            made.append(block)
        elif not any(isinstance(each, Title) for each in (*made, *blocks)):
            made.append(Title(block.runs))  # pyright: ignore[reportAttributeAccessIssue] — words come from a paragraph
        elif number and words == number:
            made.append(Number((Run(words, "document_number"),)))
        elif words.endswith(("：", ":")) and isinstance(last, Title | Number) and len(words) <= 40:
            made.append(Addressee((Run(words),)))
        elif isinstance(last, Paragraph) and _is_signature(last, words, letter, found):
            name = Run(runs_text(last.runs).strip(), letter.issuer_fact)
            made[-1] = SignatureBlock(name, Run(words, letter.date_fact), sealed=True)
        else:
            made.append(block)
    return tuple(made)


def _is_signature(above: Paragraph, words: str, letter: Letter, found: CheckedFacts) -> bool:
    values: Any = found.values
    dated = values.get(letter.date_fact)
    ways = (chinese_date(dated), chinese_date_in_words(dated)) if dated else ()
    return runs_text(above.runs).strip() == values.get(letter.issuer_fact) and words in ways
