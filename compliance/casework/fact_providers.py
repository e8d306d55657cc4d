"""Fact name → what a case knows of it (文书要素的来源): one line a fact."""

from __future__ import annotations

from typing import Any

from compliance.casework import fact_readings as read
from compliance.casework.fact_readings import CLOCKS, EVENTS, HOUSE, REGISTRATION, TODAY, Known, Provider, Source
from compliance.casework.named_persons import FULL, WITHHELD

CARRIED = (
    *(
        "goods",
        "product",
        "brand",
        "model",
        "batch",
        "order_number",
        "purchased_on",
        "amount",
        "waybill",
        "service_number",
    ),
    *("legal_representative", "agent", "respondent_contact", "leader", "approver", "mediators", "mediation_place"),
    *("website", "recall_leader", "produced_from", "produced_until", "produced_quantity", "recall_quantity"),
    *("recall_from", "hotline_phone", "event_title", "report_subject", "place", "case_name", "proposed_penalty"),
    *("review_body", "review_way", "mediation_body", "complaint_body", "service_hours", "progress_channel"),
)
"""Facts that a later letter of a case takes over from the latest one that had them, where the case knows no better."""


def _carried(known: Known, name: str) -> tuple[Any, Source]:
    """The value of ``name`` in the latest document of the case that has it."""
    if name == "agent" and known.naming != FULL:
        return "", REGISTRATION
    for paper in known.papers:
        if name in CARRIED and paper.status != "withdrawn" and paper.facts.get(name) not in (None, "", [], ()):
            return paper.facts[name], read.paper_source(paper)
    return "", REGISTRATION


def _steps(known: Known) -> tuple[Any, Source]:
    """A progress notice lists what was done; what an investigation did step by step the record does not know."""
    if known.letter.id != "consumer_progress_notice":
        return "", EVENTS
    return read.timeline("on", "step", "note")(known)


_REPLIES = ("hotline_reply", "work_order_rehandling_reply")
_INCIDENT_REPORTS = ("mass_complaint_first_report", "mass_complaint_follow_up_report")

PROVIDERS: dict[str, Provider] = {
    # ---- the organisation
    "issuer": read.house(lambda house: house.name),
    "company": read.house(lambda house: house.name),
    "credit_code": read.house(lambda house: house.credit_code),
    "address": read.house(lambda house: house.address),
    "mailing_address": read.house(lambda house: house.address),
    "department": read.house(lambda house: house.department),
    "reporting_unit": read.house(lambda house: house.department),
    "contact_person": lambda known: (known.house.contact_person or known.actor_name, HOUSE),
    "contact_phone": read.house(lambda house: house.contact_phone),
    **{
        name: (lambda known: (known.actor_name, TODAY | {"zh": "当前经办人", "en": "who drafts"}))
        for name in ("registrar", "recorder", "compiler")
    },
    # ---- persons and particulars of the registration
    "complainant": lambda known: (read.name(known), REGISTRATION),
    "complainant_phone": read.person("phone"),
    "complainant_address": read.person("address"),
    "complainant_id_kind": read.person("id_kind"),
    "complainant_id_number": read.person("id_number"),
    "respondent": lambda known: (known.case.respondent_name or known.house.name, REGISTRATION),
    "respondent_address": read.case(lambda case: case.respondent_address),
    "respondent_phone": read.case(lambda case: case.respondent_phone),
    "respondent_code": read.case(lambda case: case.respondent_code),
    "transferred_by": read.case(lambda case: case.authority),
    "matter": read.case(lambda case: case.title),
    "subject": read.case(lambda case: case.title),
    "message_title": read.case(lambda case: case.title),
    "authority": read.authority,
    "hotline": read.hotline,
    "platform": lambda known: (read.sender(known), REGISTRATION),
    "channel": read.channel,
    "item_kind": read.kind("item_kind"),
    "ticket_kind": read.kind("ticket_kind"),
    "report_kind": read.report_kind,
    "registration_number": read.incoming_number_as("registration_number"),
    "message_number": read.incoming_number_as("message_number"),
    "work_order": read.incoming_number_as("work_order"),
    "case_number": read.case(lambda case: case.number),
    "case_reference": read.case(lambda case: " / ".join(n for n in (case.number, case.external_number) if n)),
    "requests": read.case(lambda case: list(case.demands)),
    "requests_text": read.case(lambda case: "；".join(case.demands)),
    "appeal": read.case(lambda case: case.content),
    "claimed_facts": read.case(lambda case: case.content),
    "basic_facts": read.content_as_told,
    "clue_source": read.clue_source,
    "from_report": lambda known: (known.case.kind == "report" or None, REGISTRATION),
    "level": read.level,
    # ---- what came in, and when what was done
    "incoming": lambda known: (read.paper(known), EVENTS),
    "incoming_on": lambda known: (read.incoming_on(known), EVENTS),
    "incoming_number": lambda known: (read.letter_number(known), EVENTS),
    "dispatched_on": lambda known: (read.day(known.last("work_order_dispatched")) or read.receipt(known), EVENTS),
    "received_on": lambda known: (read.receipt(known), EVENTS),
    "accepted_on": read.first("accepted"),
    "decided_on": read.last("case_opened", "case_not_opened", "decision_made"),
    "distributed_on": read.last("transferred"),
    "served_on": read.last("penalty_notice_served", "served"),
    "settled_on": read.last("settled"),
    "told_on": read.last("parties_notified", "reporter_notified", "decision_notified"),
    "found_on": read.last("clue_found"),
    "complained_on": read.first("complaint_received"),
    "occurred_on": read.first("incident_noticed"),
    "occurred_time": read.time("incident_noticed"),
    "received_time": read.time("incident_noticed", "complaint_received", "letter_received"),
    "closed_on": read.last("incident_closed"),
    "recall_from": read.first("recall_started"),
    "recall_closed_on": read.last("recall_completed"),
    "first_reply_on": read.first("replied"),
    "sent_back_on": lambda known: (read.day(known.last("reopened")), EVENTS),
    "ground": lambda known: read.ground(known, detail=False),
    "ground_detail": lambda known: read.ground(known, detail=True),
    "timeline": read.timeline("on", "event", "source"),
    "steps": lambda known: _steps(known),
    # ---- clocks
    "original_due": lambda known: (read.due(known), CLOCKS),
    "legal_due": lambda known: (read.due(known), CLOCKS),
    "new_due": lambda known: (known.extended_to.isoformat() if known.extended_to else "", CLOCKS),
    "due_on": read.set_by("letter_received"),
    "rectify_by": read.set_by("letter_received"),
    "handling_due": read.set_by("work_order_dispatched"),
    "defence_due": read.limit("statement"),
    "hearing_due": read.limit("hearing_request"),
    # ---- columns of the import
    "goods": read.column("商品名称", "商品", "产品名称", "服务名称", "商品或服务名称"),
    "brand": read.column("品牌", "商品品牌"),
    "model": read.column("型号", "规格型号", "商品型号"),
    "order_number": read.column("订单号", "订单编号", "商家订单号"),
    "amount": read.money("涉及金额", "争议金额", "涉案金额"),
    "waybill": read.column("运单号", "快递单号"),
    # ---- earlier papers of the case
    "plan_number": read.number_of("recall_plan"),
    "first_reported_on": read.of_the_letters("mass_complaint_first_report", "media_statement_first"),
    "previous_on": read.of_the_letters("media_statement_first", "media_statement_update"),
    "reports": read.filed_letters(
        _INCIDENT_REPORTS, lambda f: {"report": f.document_title or "", "when": f.filed_on.isoformat()}
    ),
    "earlier_replies": read.filed_letters(
        _REPLIES,
        lambda f: {"replied": f.filed_on.isoformat(), "order": f.external_number, "content": f.document_title or ""},
    ),
}


WITHHELD_FACTS = frozenset({"complainant_phone", "complainant_address", "complainant_id_kind", "complainant_id_number"})
"""What a letter that withholds the reporter is not given: every particular of the person."""


def provided(known: Known, name: str) -> tuple[Any, Source]:
    """What the case knows of a fact; "" where it knows nothing or the letter may not say it."""
    if known.naming == WITHHELD and name in WITHHELD_FACTS:
        return "", REGISTRATION
    provider = PROVIDERS.get(name)
    value, source = provider(known) if provider else ("", REGISTRATION)
    return (value, source) if value not in (None, "", (), []) else _carried(known, name)
