"""Letting a draft follow the letter in force now (改用现行文本): a person decides it, a draft never changes by itself."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.casework.actor import Actor, acting
from compliance.casework.composition import letter_of, letter_of_draft
from compliance.casework.document_states import change, standing_document
from compliance.errors import BadInput, NotFound
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.letters import Letter


@dataclass(frozen=True)
class LetterNews:
    """The letter that a draft was begun with and the one in force now (None = none is), where they differ; ``dropped``
    are facts of the draft that the new one does not know."""

    begun: Letter
    now: Letter | None
    dropped: tuple[str, ...]


def letter_news(resources: Resources, draft: CaseDocument) -> LetterNews | None:
    """What a draft's page has to tell; None when its letter is the one in force, or it is no draft any more."""
    if draft.status != "draft":
        return None
    begun = letter_of_draft(resources, draft)
    try:
        now = letter_of(resources, draft.letter_id, on=draft.step_on)
    except NotFound:
        return LetterNews(begun, None, ())
    if now.fingerprint == draft.letter_version:
        return None
    known = {spec.name for spec in now.facts}
    meanings = {spec.name: spec.meaning for spec in begun.facts}
    return LetterNews(begun, now, tuple(meanings.get(name, name) for name in draft.facts if name not in known))


async def use_current_letter(
    resources: Resources, actor: Actor, *, document_id: int, expected_revision: int
) -> CaseDocument:
    """Let a draft follow the letter in force; facts that it does not know are dropped, by name on record."""
    await resources.refresh_letters()
    draft = await standing_document(resources, document_id)
    async with acting(resources, actor, "use_current_letter", needs="update_draft") as entry:
        entry.about("document", document_id, case=draft.case_number)
        news = letter_news(resources, draft)
        if news is None:
            raise BadInput("own_letters.already_current")
        if news.now is None:
            raise BadInput("own_letters.ended_no_current")
        known = {spec.name for spec in news.now.facts}
        facts = {name: value for name, value in draft.facts.items() if name in known}
        entry.before = {"fingerprint": draft.letter_version}
        entry.after = {"fingerprint": news.now.fingerprint, "facts": sorted(set(draft.facts) - known)}
        values = {"facts": facts, "letter_version": news.now.fingerprint, "title": news.now.title}
        await change(resources, draft, values, ("draft",), expected_revision=expected_revision)
    return await standing_document(resources, document_id)
