"""文书模板: the catalogue, a letter with its facts, law, sample and versions, and every draft or release of the house."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response, get

from compliance.casework.letter_trial import passed
from compliance.casework.own_letters import standing_release
from compliance.errors import NotFound
from compliance.records import letter_releases as records
from compliance.records.letter_releases import LetterRelease, file_of, letter_of_release
from compliance.roles import may
from compliance.web import own_letter_view as view
from compliance.web.letter_samples import facts_of, sample_of, sample_of_words, sample_or_problem
from compliance.web.page import Form, actor_of, fragment, lang_of, page, resources_of
from compliance.web.replies import DOCX, download, inline
from compliance.wording import say
from filings.facts import FACT_TYPES
from filings.forms.word_forms import FORM_TYPES
from filings.letters import Letter, UnknownLetter
from filings.markup import DIRECTIVES

HOME = "/letters"


@get(HOME, opt={"act": "read"}, include_in_schema=False)
async def show_letters(request: Request) -> Response:
    """The catalogue in force today, with the drafts and proposals that wait."""
    return await letters_page(request)


@get(HOME + "/{letter_id:str}", opt={"act": "read"}, include_in_schema=False)
async def show_letter(request: Request, letter_id: str) -> Response:
    """One letter."""
    resources = resources_of(request)
    await resources.refresh_letters()
    letter = _letter(resources, letter_id)
    today = resources.clock.today()
    return await page(
        request,
        "letter.html",
        here="letters",
        letter=letter,
        source=view.source_of(letter, resources.letters_in_force),
        release=resources.letters_in_force.release_of(letter) if letter.own else None,
        releases=await records.releases_of(resources.database, letter_id),
        state=lambda release: view.state_of(release, resources.letters_in_force, today),
        addressees=view.addressees_of([letter], lang_of(request)),
        types=FACT_TYPES,
        example=view.example_text,
        required={spec.name for spec in letter.required_facts},
    )


@get(HOME + "/{letter_id:str}/sample", opt={"act": "read"}, include_in_schema=False)
async def show_sample(request: Request, letter_id: str) -> Response:
    """The page images' frame, loaded after the page."""
    resources, lang = resources_of(request), lang_of(request)
    letter = _letter(resources, letter_id)
    pages, problem = await sample_or_problem(resources, letter, facts_of(letter), lang)
    return fragment(
        request, "letter_sample.html", base=f"{HOME}/{letter_id}/sample/pages", pages=pages, problem=problem
    )


@get(HOME + "/{letter_id:str}/sample/pages/{number:int}", opt={"act": "read"}, include_in_schema=False)
async def sample_page(request: Request, letter_id: str, number: int) -> Response:
    """One page of the sample as PNG."""
    resources = resources_of(request)
    letter = _letter(resources, letter_id)
    return _png((await sample_of(resources, letter, facts_of(letter))).pages, number)


@get(HOME + "/{letter_id:str}/source", opt={"act": "read"}, include_in_schema=False)
async def letter_source(request: Request, letter_id: str) -> Response:
    """The text in force, to be worked on elsewhere."""
    resources = resources_of(request)
    letter = _letter(resources, letter_id)
    text = view.source_of(letter, resources.letters_in_force)
    name = file_of(letter_id, "word" if letter.word_form else "markdown")
    return download(text.encode(), name, media_type="text/plain; charset=utf-8")


@get(HOME + "/releases/{release_id:int}", opt={"act": "read"}, include_in_schema=False)
async def show_release(request: Request, release_id: int) -> Response:
    """One draft, proposal or release."""
    return await release_page(request, release_id)


@get(
    HOME + "/releases/{release_id:int}/sets/{place:int}/pages/{number:int}",
    opt={"act": "read"},
    include_in_schema=False,
)
async def trial_page(request: Request, release_id: int, place: int, number: int) -> Response:
    """One page of a trial as PNG."""
    resources = resources_of(request)
    blocks = _set(await standing_release(resources, release_id), place)["document"]
    return _png((await sample_of_words(resources, blocks)).pages, number)


@get(HOME + "/releases/{release_id:int}/sets/{place:int}/{kind:str}", opt={"act": "read"}, include_in_schema=False)
async def trial_file(request: Request, release_id: int, place: int, kind: str) -> Response:
    """The DOCX or PDF of a trial."""
    resources = resources_of(request)
    release = await standing_release(resources, release_id)
    tried = _set(release, place)
    if kind not in ("docx", "pdf"):
        raise NotFound("letters.not_found")
    letter = letter_of_release(release, resources.letters_in_force.shipped)
    made = (
        await sample_of(resources, letter, tried["facts"])
        if letter.word_form
        else await sample_of_words(resources, tried["document"])
    )
    name = f"{release.letter_id}-{release.id}-{place}.{kind}"
    media_type = DOCX if kind == "docx" else "application/pdf"
    return download(made.docx if kind == "docx" else made.pdf, name, media_type=media_type)


async def letters_page(request: Request, *, status: int = 200, form: Form | None = None) -> Response:
    """Return the catalogue; `text`, `side`, `kind`, `addressee` and `own` narrow it."""
    resources, lang, actor = resources_of(request), lang_of(request), actor_of(request)
    await resources.refresh_letters()
    asked = request.query_params
    wanted = view.Wanted(
        text=asked.get("text", "")[:100],
        side=asked.get("side", ""),
        kind=asked.get("kind", ""),
        addressee=asked.get("addressee", ""),
        own=bool(asked.get("own")),
    )
    everything = resources.letters.letters
    releases = await records.every_release(resources.database)
    proposes = may(actor.role, "propose_letter")
    return await page(
        request,
        "letters.html",
        here="letters",
        status=status,
        f=form or Form(),
        wanted=wanted,
        letters=[letter for letter in everything if wanted.takes(letter)],
        releases=[each for each in releases if each.state in ("draft", "proposed")],
        release_of=resources.letters_in_force.release_of,
        kinds=view.kinds_of(everything, lang),
        addressees=view.addressees_of(everything, lang),
        sides=view.SIDES,
        problems=resources.letters_in_force.problems,
        offered=view.offered(resources.settings.data_dir / "letters", releases) if proposes else [],
        me=actor.user_id,
    )


async def release_page(
    request: Request, release_id: int, *, status: int = 200, form: Form | None = None, wrong: str = ""
) -> Response:
    """Return the page of a draft, proposal or release; after a refusal with what was typed."""
    resources, lang, actor = resources_of(request), lang_of(request), actor_of(request)
    await resources.refresh_letters()
    release = await standing_release(resources, release_id)
    today = resources.clock.today()
    begun = release.in_force_from if release.state == "in_force" else None
    against = begun - timedelta(days=1) if begun else today
    before = view.text_in_force(release.letter_id, resources.letters_in_force, against)
    own = release.drafted_by in (actor.user_id, resources.system_user)
    proposes = may(actor.role, "propose_letter")
    return await page(
        request,
        "letter_release.html",
        here="letters",
        status=status,
        f=form or Form(),
        wrong=wrong,
        release=release,
        state=view.state_of(release, resources.letters_in_force, today),
        ok=passed(release.trial, release.fingerprint),
        diff=view.difference(release, before) if before else None,
        editable=release.state == "draft" and own and proposes,
        own=own,
        why_not=_why_not(release, actor, own, lang),
        today=today,
        known=bool(view.text_in_force(release.letter_id, resources.letters_in_force, today)),
        types=sorted(FORM_TYPES) if view.is_form(release) else FACT_TYPES,
        directives=DIRECTIVES,
        form_file=view.is_form(release),
    )


def _why_not(release: LetterRelease, actor: Any, own: bool, lang: str) -> str:
    if not may(actor.role, "confirm_letter"):
        return say("own_letters.not_your_role", lang)
    return say("own_letters.second_person", lang) if own and release.drafted_by == actor.user_id else ""


def _letter(resources: Any, letter_id: str) -> Letter:
    try:
        return resources.letters.letter(letter_id)
    except UnknownLetter as unknown:
        last = resources.letters_in_force.last_of(letter_id)
        if last is not None:
            return last
        raise NotFound("own_letters.letter_not_found", letter=letter_id[:60]) from unknown


def _set(release: LetterRelease, place: int) -> dict[str, Any]:
    sets = release.trial.get("sets", ())
    if not 1 <= place <= len(sets) or not sets[place - 1].get("document"):
        raise NotFound("letters.not_found")
    return sets[place - 1]


def _png(pages: tuple[bytes, ...], number: int) -> Response:
    if not 1 <= number <= len(pages):
        raise NotFound("letters.not_found")
    return inline(pages[number - 1], f"page-{number}.png", media_type="image/png")
