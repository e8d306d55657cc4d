"""How a fact of a letter is read off a case: small readings, each with the sentence on where the value was taken from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.casework.organisation import Organisation
from compliance.complaints.channels import CHANNELS, channel_label
from compliance.complaints.model import KINDS
from compliance.complaints.transitions import act_label
from compliance.records.complaints import Complaint, RecordedEvent
from compliance.records.documents import CaseDocument
from compliance.records.filings import Filing
from compliance.resources import CHINA
from deadlines import Deadline
from filings.letters import Letter

Source = dict[str, str]
REGISTRATION: Source = {"zh": "登记内容", "en": "the registration"}
HOUSE: Source = {"zh": "本单位资料", "en": "the organisation's particulars"}
EVENTS: Source = {"zh": "办理经过", "en": "the recorded events"}
CLOCKS: Source = {"zh": "期限面板", "en": "the clocks"}
TODAY: Source = {"zh": "今天", "en": "today"}
TIER: Source = {"zh": "预警等级", "en": "the warning tier"}
SOURCE_COLUMNS: Source = {"zh": "来件表格的栏目", "en": "a column of the import"}
FILED: Source = {"zh": "递交登记", "en": "the filing register"}
CHOSEN_GROUND: Source = {"zh": "办理经过中登记的法定情形", "en": "the ground recorded with the step"}


@dataclass(frozen=True)
class Known:
    """Everything a provider may look at."""

    letter: Letter
    case: Complaint
    person: Mapping[str, Any]
    naming: str
    house: Organisation
    events: tuple[RecordedEvent, ...]
    deadlines: tuple[Deadline, ...]
    papers: tuple[CaseDocument, ...]
    filings: tuple[Filing, ...]
    profile: str
    step_on: date
    actor_name: str
    extended_to: date | None

    def first(self, *kinds: str) -> RecordedEvent | None:
        return next((event for event in self.events if event.kind in kinds), None)

    def last(self, *kinds: str) -> RecordedEvent | None:
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    def options(self, name: str) -> tuple[str, ...]:
        """What a choice fact of the letter may be; empty for a fact of another type."""
        return next((spec.options for spec in self.letter.facts if spec.name == name), ())


Provider = Callable[[Known], tuple[Any, Source]]


def case(read: Callable[[Complaint], Any]) -> Provider:
    return lambda known: (read(known.case), REGISTRATION)


def house(read: Callable[[Organisation], Any]) -> Provider:
    return lambda known: (read(known.house), HOUSE)


def person(name: str) -> Provider:
    return lambda known: (known.person.get(name, ""), REGISTRATION)


def first(*kinds: str) -> Provider:
    return lambda known: (day(known.first(*kinds)), EVENTS)


def last(*kinds: str) -> Provider:
    return lambda known: (day(known.last(*kinds)), EVENTS)


def time(*kinds: str) -> Provider:
    def read(known: Known) -> tuple[Any, Source]:
        event = known.first(*kinds)
        return (clock(event.at) if event else "", EVENTS)

    return read


def set_by(kind: str) -> Provider:
    """The day that the sender's paper set."""

    def read(known: Known) -> tuple[Any, Source]:
        event = known.last(kind)
        return (event.due.isoformat() if event and event.due else "", EVENTS)

    return read


def limit(name: str) -> Provider:
    def read(known: Known) -> tuple[Any, Source]:
        found = next((one.due_on for one in known.deadlines if one.limit == name and one.due_on), None)
        return (found.isoformat() if found else "", CLOCKS)

    return read


def of_the_letters(*letter_ids: str) -> Provider:
    """The day on which a letter of that kind left first."""

    def read(known: Known) -> tuple[Any, Source]:
        days = [filing.filed_on for filing in known.filings if filing.letter_id in letter_ids]
        return (min(days).isoformat() if days else "", FILED)

    return read


def day(event: RecordedEvent | None) -> str:
    return event.on.isoformat() if event else ""


def clock(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%H:%M}" if at else ""


def sender(known: Known) -> str:
    return known.case.authority or channel_label(known.case.channel)


def authority(known: Known) -> tuple[Any, Source]:
    if known.letter.id == "complainant_power_of_attorney" and known.profile == "authority":
        return known.house.name, HOUSE
    # A report of an incident goes to whom the house must report to, who is not always the one that sent a complaint.
    return (known.case.authority if known.letter.kind == "report" else sender(known)), REGISTRATION


def hotline(known: Known) -> tuple[Any, Source]:
    if known.letter.addressee != "hotline":
        return known.house.contact_phone, HOUSE
    return sender(known), REGISTRATION


def paper(known: Known) -> str:
    """What the paper that came in is called; a platform or hotline sends no paper with a title of its own."""
    event = known.last("letter_received", "penalty_notice_served")
    if event and event.title:
        return f"《{event.title.strip('《》')}》"
    return "转来工单" if known.case.channel.startswith("hotline") else "转来的投诉"


def receipt(known: Known) -> str:
    first = known.first("complaint_received", "report_received", "work_order_dispatched", "letter_received")
    return (first.on if first else known.case.received_on).isoformat()


def incoming_on(known: Known) -> str:
    letter = known.last("letter_received", "penalty_notice_served")
    return letter.on.isoformat() if letter else receipt(known)


def due(known: Known) -> str:
    ours = [d for d in known.deadlines if d.ours and d.met_on is None and d.void_on is None and d.due_on is not None]
    return min((d.due_on.isoformat() for d in ours if d.due_on), default="")


def letter_number(known: Known) -> str:
    event = known.last("letter_received", "penalty_notice_served")
    return event.paper if event else ""


def name(known: Known) -> str:
    if known.person.get("name"):
        return known.person["name"]
    kind = "举报人" if known.case.kind == "report" else "投诉人"
    if known.case.complainant.get("anonymous"):
        return f"匿名{kind}"
    # Platform exports carry no names; a paper to the complainant needs one, any other says that it is not known.
    return "" if known.naming == "full" else "来件未载明"


def ground(known: Known, *, detail: bool) -> tuple[Any, Source]:
    """The item of the list that the recorded step names by its article, and the further rule it named."""
    event = known.last("not_accepted", "mediation_terminated")
    note = event.note if event else ""
    for listed in filter(None, (version.grounds for version in known.letter.versions)):
        for one in listed.grounds:
            if f"（{listed.number}）{one.article}。" in note:
                further = note.partition("所涉规定：")[2].partition("。")[0]
                return (further if detail else one.item), CHOSEN_GROUND
    return "", CHOSEN_GROUND


def kind(name: str) -> Provider:
    def read(known: Known) -> tuple[Any, Source]:
        label = KINDS.get(known.case.kind, ("", ""))[0]
        return (label if label in known.options(name) else ""), REGISTRATION

    return read


def incoming_number_as(name: str) -> Provider:
    """The number that the complaint came in with, under the name that its channel gives it (登记编号、工单编号、留言编号).

    A letter that asks for several of them gets it once; one that does not know the channel's name for it, where it can.
    """

    def read(known: Known) -> tuple[Any, Source]:
        channel = CHANNELS.get(known.case.channel)
        usual = "work_order" if channel and channel.group == "hotline" else "registration_number"
        usual = "message_number" if channel and channel.id == "online_message_board" else usual
        asked = {spec.name for spec in known.letter.facts}
        return (known.case.external_number if name == usual or usual not in asked else ""), REGISTRATION

    return read


def report_kind(known: Known) -> tuple[Any, Source]:
    return ("匿名" if known.case.complainant.get("anonymous") else "实名"), REGISTRATION


def channel(known: Known) -> tuple[Any, Source]:
    label = channel_label(known.case.channel)
    options = known.options("channel")
    return (label if not options or label in options else ""), REGISTRATION


def content_as_told(known: Known) -> tuple[Any, Source]:
    told = ("registration_form", "transfer_slip", "entrusted_mediation", "referral_letter")
    return (known.case.content if any(part in known.letter.id for part in told) else ""), REGISTRATION


def level(known: Known) -> tuple[Any, Source]:
    return {"red": "紧急", "yellow": "重要", "blue": "一般"}.get(known.case.tier, ""), TIER


def clue_source(known: Known) -> tuple[Any, Source]:
    return ("举报" if known.case.kind == "report" else "投诉处理"), REGISTRATION


def column(*titles: str) -> Provider:
    def read(known: Known) -> tuple[Any, Source]:
        found = next((str(known.case.extra[title]) for title in titles if known.case.extra.get(title)), "")
        return found, SOURCE_COLUMNS

    return read


def money(*titles: str) -> Provider:
    """An amount as a source writes it, where it is a plain one: 1,299.00元 is 1299.00."""

    def read(known: Known) -> tuple[Any, Source]:
        found = re.fullmatch(r"[¥￥]?\s*([\d,，]+(?:\.\d{1,2})?)\s*元?", str(column(*titles)(known)[0]).strip())
        return (found[1].replace(",", "").replace("，", "") if found else ""), SOURCE_COLUMNS

    return read


def timeline(*columns: str) -> Provider:
    """Recorded acts as rows: the day, what it was, and the paper, where the letter has a column for it."""

    def read(known: Known) -> tuple[Any, Source]:
        on, what, paper = (*columns, "")[:3]
        rows = [
            {on: event.on.isoformat(), what: act_label(event.kind)}
            | ({paper: event.paper} if event.paper and paper else {})
            for event in known.events
            if event.kind != "corrected"
        ]
        return rows, EVENTS

    return read


def filed_letters(letter_ids: tuple[str, ...], row: Callable[[Filing], dict[str, str]]) -> Provider:
    def read(known: Known) -> tuple[Any, Source]:
        found = sorted((f for f in known.filings if f.letter_id in letter_ids), key=lambda f: (f.filed_on, f.id))
        return [row(filing) for filing in found], FILED

    return read


def number_of(letter_id: str) -> Provider:
    def read(known: Known) -> tuple[Any, Source]:
        found = next((paper for paper in known.papers if paper.letter_id == letter_id and paper.number), None)
        return (found.number if found else ""), paper_source(found)

    return read


def paper_source(found: CaseDocument | None) -> Source:
    title = found.title if found else ""
    return {"zh": f"本案文书“{title}”", "en": f'the document "{title}" of this case'}
