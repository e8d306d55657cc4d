"""改规则与内部时限: a rule file as text, or the house's own limits as a form; put forward, or first rehearsed on all cases."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Request, Response, get, post

from compliance.casework.law_changes import propose_law_change
from compliance.casework.law_preview import drafted_law, preview
from compliance.complaints.transitions import TRANSITIONS
from compliance.errors import ComplianceError
from compliance.records.law import LawText
from compliance.web import law_view
from compliance.web.fields import Fields, fields_of
from compliance.web.house_form import UNITS, check_house, house_limits, house_values, typed_limits
from compliance.web.law_jobs import carry_out
from compliance.web.page import Form, actor_of, lang_of, page, resources_of
from compliance.web.pages.case_steps import HIDDEN
from compliance.web.pages.law_changes import proposed_at
from compliance.web.pages.law_notices import MOST_BODY, decoded, notice_page
from compliance.wording import say
from deadlines import DeadlineError
from deadlines.house_text import HOUSE_FILE, with_limit

_STARTS = (
    "complaint_received",
    "signed_in",
    "accepted",
    "incident_noticed",
    "work_order_dispatched",
    "letter_received",
)
_ENDS = ("replied", "closed", "signed_in", "accepted", "settled", "reporter_notified", "incident_reported")


@dataclass(frozen=True)
class Draft:
    """What a form asks for: the texts, what sort of change it is, its title."""

    texts: tuple[LawText, ...]
    origin: str
    title: str


Read = Callable[[Request, Fields], Draft]
Show = Callable[..., Any]


@get("/law/changes/new", opt={"act": "propose_law_change"}, include_in_schema=False)
async def new_change(request: Request) -> Response:
    """The form for a notice, a rule file or the limits of the house."""
    await resources_of(request).refresh_law()
    kind = request.query_params.get("kind", "")
    if kind == "rules":
        return await rules_page(request, form=_standing(request))
    return await (house_page(request) if kind == "house" else notice_page(request))


@post("/law/changes/new/rules", opt={"act": "propose_law_change"}, request_max_body_size=MOST_BODY, **HIDDEN)
async def take_rules(request: Request) -> Response:
    """Put a rule file forward, or rehearse it (`do`)."""
    fields = await fields_of(request)
    content, filename = await fields.upload("file")
    if content is not None:
        try:
            fields.values = _with(fields, "content", decoded(content))
        except UnicodeDecodeError:
            fields.errors["file"] = say("law.not_text", fields.lang)
        if filename and not fields.text("name"):
            fields.values = _with(fields, "name", filename.rpartition("/")[2])
    name = fields.text("name", required=True, most=96, title=say("law.rule_file", fields.lang))
    if name and not re.fullmatch(r"[a-z0-9_]{1,60}\.toml", name):
        fields.errors["name"] = say("law.bad_file_name", fields.lang, name=name)
    fields.text("content", required=True, most=400_000, title=say("law.content", fields.lang))
    if fields.errors:
        return await rules_page(request, status=422, form=fields.form())
    return await _go_on(request, fields, _rules_draft, rules_page)


@post("/law/changes/new/house", opt={"act": "propose_law_change"}, **HIDDEN)
async def take_house(request: Request) -> Response:
    """Put other limits of the house forward, or rehearse them (`do`)."""
    fields = await fields_of(request)
    check_house(fields)
    if fields.errors:
        return await house_page(request, status=422, form=fields.form())
    return await _go_on(request, fields, _house_draft, house_page)


async def rules_page(request: Request, *, status: int = 200, form: Form | None = None) -> Response:
    """The rule file as text."""
    resources = resources_of(request)
    return await page(
        request,
        "law_change_rules.html",
        here="law_changes",
        status=status,
        f=form or Form(),
        files={name: _name(request, name, text) for name, text in sorted(resources.law.texts.rules.items())},
    )


async def house_page(request: Request, *, status: int = 200, form: Form | None = None) -> Response:
    """The limits of the house as a form."""
    resources, lang = resources_of(request), lang_of(request)
    statutory = [limit for limit in resources.rulebook.limits if limit.kind == "statutory"]
    return await page(
        request,
        "law_change_house.html",
        here="law_changes",
        status=status,
        f=form or Form(values=house_values(resources)),
        limits=house_limits(resources),
        units={unit: say(f"cases.{word}", lang) for unit, word in UNITS.items()},
        above={
            f"{limit.regime}.{limit.id}": f"{resources.rulebook.regimes[limit.regime].label if lang == 'zh' else limit.regime}"
            f" · {limit.label if lang == 'zh' else limit.label_en}"
            for limit in statutory
        },
        starts=[kind for kind in _STARTS if kind in TRANSITIONS],
        ends=[kind for kind in _ENDS if kind in TRANSITIONS],
    )


async def _go_on(request: Request, fields: Fields, read: Read, show: Show) -> Response:
    """Put the draft of a checked form forward, or rehearse it; every refusal comes back beside the form."""
    resources, actor = resources_of(request), actor_of(request)
    rehearse = fields.text("do") == "rehearse"
    again = partial(_again, fields=fields, show=show)
    reason = fields.text("reason", required=not rehearse)
    if fields.errors:
        return await show(request, status=422, form=fields.form())
    try:
        draft = read(request, fields)
        law = drafted_law(resources, draft.texts)
    except ComplianceError as refusal:
        return await again(request, refusal)
    except DeadlineError as refused:
        return await show(request, status=422, form=fields.form(message=str(refused)))
    if rehearse:
        return await carry_out(
            request,
            what="rehearse",
            work=lambda progress: preview(resources, law, open_only=False, progress=progress),
            target=lambda job: f"/law/rehearsal/{job.key}",
            again=again,
        )
    return await carry_out(
        request,
        what="propose",
        work=lambda progress: propose_law_change(
            resources, actor, origin=draft.origin, title=draft.title, texts=draft.texts, reason=reason,
            progress=progress,
        ),
        target=proposed_at,
        again=again,
    )  # fmt: skip


async def _again(request: Request, refusal: ComplianceError, *, fields: Fields, show: Show) -> Response:
    return await show(request, status=refusal.status, form=fields.refused(refusal))


def _rules_draft(request: Request, fields: Fields) -> Draft:
    name = fields.text("name")
    content = fields.text("content", most=400_000) + "\n"
    title = fields.text("title", most=200) or say("law.title_rules", "zh", name=name)
    return Draft((LawText("rules", name, content),), "house" if name == HOUSE_FILE else "rules", title)


def _house_draft(request: Request, fields: Fields) -> Draft:
    resources = resources_of(request)
    text = resources.law.texts.rules[HOUSE_FILE]
    changed = []
    standing = house_limits(resources)
    for limit in typed_limits(resources, fields):
        if limit not in standing:
            text = with_limit(text, limit, today=fields.today)
            changed.append(limit.label)
    title = say("law.title_house", "zh", names="、".join(changed))
    return Draft((LawText("rules", HOUSE_FILE, text),), "house", title)


def _standing(request: Request) -> Form:
    """The form with the text in force of the chosen file."""
    name = request.query_params.get("name", "")
    content = resources_of(request).law.texts.rules.get(name, "")
    return Form(values={"name": name, "content": content})


def _name(request: Request, name: str, text: str) -> str:
    return f"{law_view.file_words(LawText('rules', name, text), lang_of(request))} · {name}"


def _with(fields: Fields, name: str, value: str) -> Any:
    from litestar.datastructures import FormMultiDict

    kept = [(key, item) for key, item in fields.values.multi_items() if key != name]
    return FormMultiDict([*kept, (name, value)])
