"""Trial rendering (试排) of a letter of the house: example facts to DOCX and PDF, whose words are compared."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from compliance.casework.form_words import filled_form
from compliance.errors import BadInput
from compliance.records.letter_releases import LetterRelease, file_of, letter_of_release
from compliance.resources import Resources
from filings.compose import date_of_act
from filings.confined import JobRefused
from filings.forms.word_forms import inspect_form
from filings.letters import Letter
from filings.model import document_as_json, document_from_json, document_text
from filings.own_letters import Trial, check_own_letter
from filings.preview import page_count
from filings.said import Refusal, Said
from filings.same_words import word_difference

MOST_SETS = 6


async def tried(
    resources: Resources, release: LetterRelease, *, sets: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """What the trial gave: `problem` (the text itself), `warnings`, and for each set its words, pages and `problem`.

    `problem_en` says each problem in English.

    `sets` ({"title", "facts"}) stand for the examples of the letter. The text is read in a confined process first:
    nobody has looked at it yet.
    """
    asked = list(sets)[:MOST_SETS]
    file, form = file_of(release.letter_id, release.form), release.file_sha256 or ""
    made: dict[str, Any] = {"fingerprint": release.fingerprint, "warnings": [], "sets": []} | _problem(None)
    try:
        trials = await asyncio.to_thread(check_own_letter, file, release.source, sets=asked, form=form)
        letter = letter_of_release(release, resources.letters_in_force.shipped)
        if form:
            content = await asyncio.to_thread(resources.files.get, form)
            made["warnings"] = list((await asyncio.to_thread(inspect_form, content, letter.facts)).warnings)
    except JobRefused as refused:
        return made | _problem(refused.said)
    made["sets"] = list(await asyncio.gather(*(_set(resources, letter, trial) for trial in trials)))
    texts = [each["text"] for each in made["sets"] if each["text"]]
    if not asked and len(set(texts)) < len(texts):
        made["warnings"].append("有两组样例要素写出的文书相同。")
    return made


def passed(trial: Mapping[str, Any], fingerprint: str) -> bool:
    """Whether a kept trial is of this very text and found nothing wrong."""
    return (
        trial.get("fingerprint") == fingerprint
        and not trial.get("problem")
        and bool(trial.get("sets"))
        and not any(each["problem"] for each in trial["sets"])
    )


async def _set(resources: Resources, letter: Letter, trial: Trial) -> dict[str, Any]:
    made: dict[str, Any] = {"title": trial.title, "facts": trial.facts, "text": ""}
    if trial.problem:
        return made | _problem(Said(trial.problem, trial.problem_en))
    try:
        blocks, docx = trial.document, None
        if letter.word_form:
            on = date_of_act(letter, trial.facts)
            words, docx = await asyncio.to_thread(filled_form, resources, letter, trial.facts, on=on)
            blocks = document_as_json(words)
        if blocks is None:
            raise ValueError("a trial without a problem has its words")
        rendered = await resources.renderer.render(dict(blocks))
    except BadInput as refused:
        return made | _problem(Said(refused.message("zh"), refused.message("en")))
    except Refusal as refused:
        return made | _problem(refused.said)
    words = document_from_json(dict(blocks))
    difference = await asyncio.to_thread(word_difference, words, docx or rendered.docx, rendered.pdf)
    return (
        made
        | _problem(difference)
        | {
            "text": document_text(words),
            "document": blocks,
            "pages": await asyncio.to_thread(page_count, rendered.pdf),
            "pdf_sha256": rendered.pdf_sha256,
        }
    )


def _problem(said: Said | None) -> dict[str, str]:
    return {"problem": said.zh if said else "", "problem_en": said.en if said else ""}
