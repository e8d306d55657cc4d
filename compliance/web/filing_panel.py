"""The form by which a filing is recorded: what each channel asks for, and what the filing will be in law."""

from dataclasses import dataclass

from litestar import Request

from compliance.casework.filing_acts import possible_acts, usual_acts
from compliance.casework.submission import TRACED_BY
from compliance.complaints.transitions import act_label
from compliance.records.documents import CaseDocument
from compliance.records.portals import portals
from compliance.web.page import lang_of, resources_of
from compliance.web.pages.cases import known_case
from compliance.web.words import listed
from compliance.wording import say
from deadlines import Deadline
from filings.channels import CHANNELS
from filings.model import Document

NO_ACT = "none"


@dataclass(frozen=True)
class ChannelInput:
    """One field of one channel; `name` is the input's, `asked` whether a filing cannot be found again without it."""

    name: str
    label: str
    asked: bool


@dataclass(frozen=True)
class FilingForm:
    """What the form offers: fields by channel, names of portals, the acts the filing may be, and the usual one in words."""

    fields: dict[str, tuple[ChannelInput, ...]]
    portals: tuple[str, ...]
    acts: dict[str, str]
    usual: str


def input_name(channel_id: str, field_name: str) -> str:
    """Return the name under which the form sends a field of a channel."""
    return f"{channel_id}__{field_name}"


async def filing_panel(request: Request, paper: CaseDocument, _: Document | None) -> FilingForm | None:
    """Return the form of an issued document, None for any other."""
    if paper.status != "issued":
        return None
    resources, lang = resources_of(request), lang_of(request)
    case = await known_case(resources, paper.case_number)
    effects = await possible_acts(resources, case, paper)
    usual = await usual_acts(resources, case, paper)
    words = {effect.act: _words(effect.act, effect.ends, effect.wrongs, lang) for effect in effects}
    return FilingForm(
        fields=_fields(lang),
        portals=tuple(portal.name for portal in await portals(resources.database, in_use=True)),
        acts={**words, NO_ACT: say("filing.no_act", lang)},
        usual="；".join(words.get(act, act_label(act, language=lang)) for act in usual) or say("filing.no_act", lang),
    )


def _fields(lang: str) -> dict[str, tuple[ChannelInput, ...]]:
    return {
        channel.id: tuple(
            ChannelInput(
                input_name(channel.id, field.name),
                field.label if lang == "zh" else field.label_en,
                TRACED_BY.get(channel.id) == field.name,
            )
            for field in channel.filing_fields
            # The day of posting is the day of filing, which the form asks for anyway.
            if field.name != "posted_on"
        )
        for channel in CHANNELS
    }


def _words(act: str, ends: tuple[Deadline, ...], wrongs: tuple[Deadline, ...], lang: str) -> str:
    said = act_label(act, language=lang)
    for message, clocks in (("filing.ends", ends), ("filing.wrongs", wrongs)):
        if clocks:
            named = listed(dict.fromkeys(one.label if lang == "zh" else one.label_en for one in clocks), lang)
            said += say(message, lang, clocks=named)
    return said
