"""The panel of a draft whose letter is no longer the one in force: told, and changed only when a person says so."""

from typing import Any

from litestar import Request

from compliance.casework.letter_switch import letter_news
from compliance.records.documents import CaseDocument
from compliance.web.page import lang_of, resources_of
from compliance.wording import say
from filings.letters import Letter
from filings.model import Document


async def letter_panel(request: Request, paper: CaseDocument, words: Document | None) -> dict[str, Any] | None:
    """Return what was begun with, what is in force and what would be dropped; None when there is nothing to tell."""
    resources, lang = resources_of(request), lang_of(request)
    news = letter_news(resources, paper)
    if news is None:
        return None
    letters = resources.letters_in_force

    def named(letter: Letter) -> str:
        release = letters.release_of(letter) if letter.own else None
        return (
            say("own_letters.draft_release", lang, id=release.id) if release else say("own_letters.draft_shipped", lang)
        )

    now = named(news.now) if news.now else say("own_letters.draft_gone", lang)
    return {"begun": named(news.begun), "now": now, "dropped": news.dropped, "may_change": news.now is not None}
