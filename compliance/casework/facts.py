"""What a case knows that a letter may ask for: fact name → value and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.casework.intake import readable_person
from compliance.casework.organisation import Organisation, organisation
from compliance.complaints.channels import channel_label
from compliance.records import complaints as records
from compliance.records.complaints import Complaint, RecordedEvent
from compliance.records.due_dates import deadlines_of
from compliance.records.people import SealedPerson
from compliance.resources import Resources
from deadlines import Deadline
from filings.letters import Letter

TO_THE_COMPLAINANT = frozenset({"complainant", "consumer", "both parties"})
"""Addressees to whom the complainant's own name is written in full; papers to anyone else carry it masked (令121第三十七条)."""


_ADDRESSED_BY: Mapping[str, tuple[str, ...]] = {
    "complainant": ("complainant", "consumer"),
    "both parties": ("complainant", "respondent"),
    "authority": ("authority", "recipient"),
    "hotline": ("hotline",),
    "platform": ("platform",),
    "public": ("platform",),
    "association": ("recipient",),
    "company": ("respondent", "recipient"),
    "testing body": ("institution",),
    "internal": ("recipients", "responsible_unit"),
    "stores": ("recipients",),
    "any": ("recipient",),
}
"""Kind of addressee a letter declares -> the facts that may hold the name, the first one given counts."""
_ADDRESSED_OTHERWISE: Mapping[str, tuple[str, ...]] = {"complainant_power_of_attorney": ("authority",)}
"""Letters whose paper is signed by the person they declare and goes to somebody else."""


@dataclass(frozen=True)
class Gathered:
    """One value and a sentence on where it was taken from."""

    value: Any
    source: dict[str, str]


@dataclass(frozen=True)
class _Known:
    """Everything a provider may look at."""

    case: Complaint
    person: Mapping[str, Any]
    house: Organisation
    events: tuple[RecordedEvent, ...]
    deadlines: tuple[Deadline, ...]
    today: date
    actor_name: str
    to_complainant: bool

    def first(self, *kinds: str) -> RecordedEvent | None:
        return next((event for event in self.events if event.kind in kinds), None)

    def last(self, *kinds: str) -> RecordedEvent | None:
        return next((event for event in reversed(self.events) if event.kind in kinds), None)


_REGISTRATION = {"zh": "登记内容", "en": "the registration"}
_HOUSE = {"zh": "本单位资料", "en": "the organisation's particulars"}
_EVENTS = {"zh": "办理经过", "en": "the recorded events"}
_CLOCKS = {"zh": "期限面板", "en": "the clocks"}
_TODAY = {"zh": "今天", "en": "today"}


async def gather_facts(
    resources: Resources, case: Complaint, letter: Letter, *, step_on: date, actor_name: str
) -> dict[str, Gathered]:
    """The facts of ``letter`` that the case already knows."""
    sealed = await readable_person(resources, case)
    known = _Known(
        case=case,
        person=_shown_person(case, sealed, letter),
        house=await organisation(resources),
        events=await records.events_of(resources.database, case.id),
        deadlines=await deadlines_of(resources.database, case.id),
        today=step_on,
        actor_name=actor_name,
        to_complainant=letter.addressee in TO_THE_COMPLAINANT,
    )
    found = {}
    for spec in letter.facts:
        provider = _PROVIDERS.get(spec.name)
        if provider is None:
            continue
        value, source = provider(known)
        if value not in (None, "", (), []):
            found[spec.name] = Gathered(value, source)
    if letter.date_fact and letter.date_fact not in found:
        found[letter.date_fact] = Gathered(step_on.isoformat(), _TODAY)
    return found


def addressee_facts(letter: Letter) -> tuple[str, ...]:
    """The facts of ``letter`` that name whom it goes to, in order; empty for a letter that names nobody."""
    wanted = _ADDRESSED_OTHERWISE.get(letter.id) or _ADDRESSED_BY.get(letter.addressee, ())
    asked = {spec.name for spec in letter.facts}
    return tuple(name for name in (*wanted, "addressee") if name in asked)


def addressee_of(letter: Letter, facts: Mapping[str, Any]) -> str:
    """Whom the letter goes to, as its facts name them; both parties joined by 、; "" while nobody is named."""
    named = [text for name in addressee_facts(letter) if (text := str(facts.get(name) or "").strip())]
    return "、".join(named) if letter.addressee == "both parties" else next(iter(named), "")


def _shown_person(case: Complaint, sealed: SealedPerson, letter: Letter) -> Mapping[str, Any]:
    return sealed.values if letter.addressee in TO_THE_COMPLAINANT else case.complainant


def _sender(known: _Known) -> str:
    return known.case.authority or channel_label(known.case.channel)


def _paper(known: _Known) -> str:
    """What the paper that came in is called; a platform or hotline sends no paper with a title of its own."""
    event = known.last("letter_received")
    if event and event.title:
        return f"《{event.title.strip('《》')}》"
    return "转来工单" if known.case.channel.startswith("hotline") else "转来的投诉"


def _day_of(event: RecordedEvent | None) -> str:
    return event.on.isoformat() if event else ""


def _receipt(known: _Known) -> str:
    first = known.first("complaint_received", "report_received", "work_order_dispatched", "letter_received")
    return (first.on if first else known.case.received_on).isoformat()


def _due(known: _Known) -> str:
    ours = [d for d in known.deadlines if d.ours and d.met_on is None and d.void_on is None and d.due_on is not None]
    return min((d.due_on.isoformat() for d in ours if d.due_on), default="")


def _letter_number(known: _Known) -> str:
    event = known.last("letter_received")
    return event.paper if event else ""


def _name(known: _Known) -> str:
    if known.person.get("name"):
        return known.person["name"]
    if known.case.complainant.get("anonymous"):
        return "匿名投诉人"
    # Platform exports carry no names; a paper to the complainant needs one, any other says that it is not known.
    return "" if known.to_complainant else "来件未载明"


Provider = Callable[[_Known], tuple[Any, dict[str, str]]]


def _case(read: Callable[[Complaint], Any]) -> Provider:
    return lambda known: (read(known.case), _REGISTRATION)


def _house(read: Callable[[Organisation], Any]) -> Provider:
    return lambda known: (read(known.house), _HOUSE)


_PROVIDERS: dict[str, Provider] = {
    "issuer": _house(lambda house: house.name),
    "company": _house(lambda house: house.name),
    "credit_code": _house(lambda house: house.credit_code),
    "address": _house(lambda house: house.address),
    "contact_person": lambda known: (known.house.contact_person or known.actor_name, _HOUSE),
    "contact_phone": _house(lambda house: house.contact_phone),
    "complainant": lambda known: (_name(known), _REGISTRATION),
    "respondent": lambda known: (known.case.respondent_name or known.house.name, _REGISTRATION),
    "matter": _case(lambda case: case.title),
    "subject": _case(lambda case: case.title),
    "authority": lambda known: (_sender(known), _REGISTRATION),
    "hotline": lambda known: (_sender(known), _REGISTRATION),
    "incoming": lambda known: (_paper(known), _EVENTS),
    "incoming_on": lambda known: (_receipt(known), _EVENTS),
    "incoming_number": lambda known: (_letter_number(known), _EVENTS),
    "dispatched_on": lambda known: (_receipt(known), _EVENTS),
    "received_on": lambda known: (_receipt(known), _EVENTS),
    "accepted_on": lambda known: (_day_of(known.first("accepted")), _EVENTS),
    "registration_number": _case(lambda case: case.external_number),
    "work_order": _case(lambda case: case.external_number),
    "case_number": _case(lambda case: case.number),
    "case_reference": _case(lambda case: " / ".join(n for n in (case.number, case.external_number) if n)),
    "requests": _case(lambda case: list(case.demands)),
    "appeal": _case(lambda case: case.content),
    "original_due": lambda known: (_due(known), _CLOCKS),
}
