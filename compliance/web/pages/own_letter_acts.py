"""文书模板: what is done with letters of the house: write, try, send on, confirm, refuse, end, load from the folder."""

import tomllib
from datetime import date
from typing import Any

from litestar import Request, Response, get, post

from compliance.casework import own_letters as verbs
from compliance.casework.letter_switch import use_current_letter
from compliance.errors import ComplianceError, NotFound
from compliance.records.letter_releases import LetterRelease
from compliance.web import own_letter_view as view
from compliance.web.fields import Fields, fields_of
from compliance.web.page import Form, actor_of, go, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.document_acts import do
from compliance.web.pages.law_notices import decoded
from compliance.web.pages.own_letters import HOME, letters_page, release_page
from compliance.wording import say
from filings.confined import JobRefused
from filings.facts import FACT_TYPES
from filings.forms.word_forms import FORM_TYPES, names_in_form
from filings.letter_starts import new_description, new_letter
from filings.letters import UnknownLetter
from filings.markup import DIRECTIVES
from filings.own_letters import MOST_CHARACTERS

MOST_BODY = 6_000_000


@get(HOME + "/new", opt={"act": "propose_letter"}, include_in_schema=False)
async def new(request: Request) -> Response:
    """The form for a letter: an empty one, a DOCX form, or `from` a letter in force."""
    resources = resources_of(request)
    await resources.refresh_letters()
    kind = "word" if request.query_params.get("kind") == "word" else "markdown"
    start = request.query_params.get("from", "")
    source = new_letter() if kind == "markdown" else ""
    if start:
        try:
            letter = resources.letters.letter(start)
        except UnknownLetter as unknown:
            raise NotFound("own_letters.letter_not_found", letter=start[:60]) from unknown
        source = view.source_of(letter, resources.letters_in_force)
        kind = "word" if letter.word_form else "markdown"
    return await edit_page(request, kind=kind, form=Form(values={"source": source, "from": start}))


@post(HOME + "/drafts", opt={"act": "propose_letter"}, request_max_body_size=MOST_BODY, **HIDDEN)
async def create(request: Request) -> Response:
    """Keep a new draft, and try it when asked (`do=try`)."""
    fields = await fields_of(request)
    kind = "word" if fields.text("kind") == "word" else "markdown"
    form, _ = await fields.upload("form")
    await _take_file(fields)
    source = fields.text("source", most=MOST_CHARACTERS + 1)
    if kind == "word":
        form = form or await _form_of(request, fields.text("from"))
        if form is None:
            fields.errors["form"] = say("own_letters.form_needed", fields.lang)
        elif not source:
            source = await _description(fields, form)
    elif not source:
        fields.text("source", required=True, title=say("own_letters.source", fields.lang))
    if fields.errors:
        return await edit_page(request, kind=kind, status=422, form=_with(fields, source))
    return await _saved(request, fields, kind, source, form=form if kind == "word" else None)


@post(
    HOME + "/releases/{release_id:int}/draft", opt={"act": "propose_letter"}, request_max_body_size=MOST_BODY, **HIDDEN
)
async def change(request: Request, release_id: int) -> Response:
    """Change one's own draft, and try it when asked."""
    fields = await fields_of(request)
    form, _ = await fields.upload("form")
    source = fields.text(
        "source", required=True, most=MOST_CHARACTERS + 1, title=say("own_letters.source", fields.lang)
    )
    if fields.errors:
        return await release_page(request, release_id, status=422, form=fields.form(), wrong="draft")
    return await _saved(request, fields, "", source, form=form, release_id=release_id)


@post(HOME + "/releases/{release_id:int}/try", opt={"act": "propose_letter"}, **HIDDEN)
async def try_again(request: Request, release_id: int) -> Response:
    """Try it with its examples, or with the facts that were typed."""
    fields = await fields_of(request)
    text = fields.text("facts", most=20_000)
    sets: list[dict[str, Any]] = []
    if text:
        try:
            typed = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as broken:
            fields.errors["facts"] = say("own_letters.trial_facts_bad", fields.lang, problem=str(broken)[:120])
            return await release_page(request, release_id, status=422, form=fields.form(), wrong="try")
        sets = [{"title": say("own_letters.typed", "zh"), "facts": _plain(typed)}]
    return await _done(
        request, release_id, fields, "try", "letter_tried",
        verbs.try_letter(resources_of(request), actor_of(request), release_id=release_id, sets=sets),
    )  # fmt: skip


@post(HOME + "/releases/{release_id:int}/propose", opt={"act": "propose_letter"}, **HIDDEN)
async def propose(request: Request, release_id: int) -> Response:
    """Send a draft to a second person."""
    fields = await fields_of(request)
    first, reason = fields.day("in_force_from", required=True), fields.text("propose_reason", required=True)
    if fields.errors or first is None:
        return await release_page(request, release_id, status=422, form=fields.form(), wrong="propose")
    return await _done(
        request, release_id, fields, "propose", "letter_proposed",
        verbs.propose_letter(
            resources_of(request), actor_of(request), release_id=release_id, in_force_from=first, reason=reason
        ),
    )  # fmt: skip


@post(HOME + "/releases/{release_id:int}/confirm", opt={"act": "confirm_letter"}, **HIDDEN)
async def confirm(request: Request, release_id: int) -> Response:
    """Put a proposal into force: the second person's act."""
    fields = await fields_of(request)
    reason = fields.text("reason")
    return await _done(
        request, release_id, fields, "confirm", "letter_in_force",
        verbs.confirm_letter(resources_of(request), actor_of(request), release_id=release_id, reason=reason),
    )  # fmt: skip


@post(HOME + "/releases/{release_id:int}/refuse", opt={"act": "propose_letter"}, **HIDDEN)
async def refuse(request: Request, release_id: int) -> Response:
    """Turn a proposal down, or take one's own back."""
    fields = await fields_of(request)
    reason = fields.text("refuse_reason")
    verb = verbs.refuse_letter(resources_of(request), actor_of(request), release_id=release_id, reason=reason)
    return await _done(request, release_id, fields, "refuse", "", verb)


@post(HOME + "/releases/{release_id:int}/end", opt={"act": "confirm_letter"}, **HIDDEN)
async def end(request: Request, release_id: int) -> Response:
    """End a release after a day."""
    fields = await fields_of(request)
    last, reason = fields.day("last_day", required=True), fields.text("end_reason", required=True)
    if fields.errors or last is None:
        return await release_page(request, release_id, status=422, form=fields.form(), wrong="end")
    return await _done(
        request, release_id, fields, "end", "letter_ended",
        verbs.end_letter(
            resources_of(request), actor_of(request), release_id=release_id, last_day=last, reason=reason
        ),
    )  # fmt: skip


@post(HOME + "/folder", opt={"act": "propose_letter"}, **HIDDEN)
async def load(request: Request) -> Response:
    """Load a letter of the house's folder as a draft."""
    resources, fields = resources_of(request), await fields_of(request)
    name = fields.text("name", most=200)
    file = next(
        (file for file, _ in view.offered(resources.settings.data_dir / "letters", ()) if file.name == name), None
    )
    try:
        if file is None:
            raise NotFound("own_letters.file_not_found", name=name)
        draft = await verbs.save_letter_draft(
            resources, actor_of(request), source=file.source, form=file.form, origin=f"letters/{file.name}"
        )
    except ComplianceError as refusal:
        form = Form(message=refusal.message(fields.lang))
        return await letters_page(request, status=refusal.status, form=form)
    return go(f"{HOME}/releases/{draft.id}", said="letter_saved")


@post("/documents/{document_id:int}/letter", opt={"act": "update_draft"}, **HIDDEN)
async def switch(request: Request, document_id: int) -> Response:
    """Let a draft follow the letter that is in force now."""
    fields = await fields_of(request)
    revision = fields.number("revision") or 0
    return await do(
        request, document_id, fields, "letter", "letter_current",
        lambda resources, actor: use_current_letter(
            resources, actor, document_id=document_id, expected_revision=revision
        ),
    )  # fmt: skip


async def edit_page(request: Request, *, kind: str, status: int = 200, form: Form | None = None) -> Response:
    """Return the form for a new draft."""
    return await page(
        request,
        "letter_edit.html",
        here="letters",
        status=status,
        f=form or Form(),
        kind=kind,
        types=sorted(FORM_TYPES) if kind == "word" else FACT_TYPES,
        directives=DIRECTIVES,
    )


async def _saved(
    request: Request, fields: Fields, kind: str, source: str, *, form: bytes | None, release_id: int | None = None
) -> Response:
    resources, actor = resources_of(request), actor_of(request)
    try:
        draft = await verbs.save_letter_draft(resources, actor, source=source, form=form, release_id=release_id)
        said = "letter_saved"
        if fields.text("do") == "try":
            await verbs.try_letter(resources, actor, release_id=draft.id)
            said = "letter_tried"
    except ComplianceError as refusal:
        shown = fields.refused(refusal)
        if release_id is not None:
            return await release_page(request, release_id, status=refusal.status, form=shown, wrong="draft")
        return await edit_page(request, kind=kind, status=refusal.status, form=shown)
    return go(f"{HOME}/releases/{draft.id}", said=said)


async def _done(request: Request, release_id: int, fields: Fields, wrong: str, said: str, verb: Any) -> Response:
    try:
        release: LetterRelease = await verb
    except ComplianceError as refusal:
        if refusal.status not in (409, 422):
            raise
        own = {"refuse": "refuse_reason", "end": "end_reason", "propose": "propose_reason"}.get(wrong)
        if own and "reason" in refusal.fields:
            refusal.fields = {own: refusal.fields["reason"]}
        return await release_page(request, release_id, status=refusal.status, form=fields.refused(refusal), wrong=wrong)
    return go(f"{HOME}/releases/{release_id}", said=said or f"letter_{release.state}")


async def _take_file(fields: Fields) -> None:
    """A text that was uploaded stands for the one that was typed."""
    content, _ = await fields.upload("file")
    if content is None:
        return
    try:
        text = decoded(content)
    except UnicodeDecodeError:
        fields.errors["file"] = say("own_letters.not_text", fields.lang)
        return
    kept = [(key, value) for key, value in fields.values.multi_items() if key != "source"]
    fields.values = type(fields.values)([*kept, ("source", text)])


async def _form_of(request: Request, letter_id: str) -> bytes | None:
    """The DOCX of the letter that a draft starts from, when that is a form."""
    import asyncio

    resources = resources_of(request)
    letter = next((each for each in resources.letters.letters if each.id == letter_id and each.word_form), None)
    return await asyncio.to_thread(resources.files.get, letter.word_form) if letter else None


async def _description(fields: Fields, form: bytes) -> str:
    """A first description of a form, made of the names in it."""
    import asyncio

    try:
        return new_description(await asyncio.to_thread(names_in_form, form))
    except JobRefused as refused:
        fields.errors["form"] = refused.said.speak(fields.lang)
        return ""


def _with(fields: Fields, source: str) -> Form:
    form = fields.form()
    form.values["source"] = source
    return form


def _plain(typed: Any) -> Any:
    """TOML values as JSON ones: days as text."""
    if isinstance(typed, dict):
        return {name: _plain(value) for name, value in typed.items()}
    if isinstance(typed, list):
        return [_plain(value) for value in typed]
    return typed.isoformat() if isinstance(typed, date) else typed
