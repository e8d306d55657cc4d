"""The legal acts that open a file: one per kind of start that the file's regimes count from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from compliance.complaints.model import IncomingComplaint

_BY_FAMILY = (
    ("samr_complaint", "complaint_received"),
    ("samr_report", "report_received"),
    ("hotline_12345", "work_order_dispatched"),
    ("authority_letter", "letter_received"),
    ("odr_12315", "complaint_received"),
    ("consumer_association", "complaint_received"),
    ("house", "complaint_received"),
    ("environment_report", "report_received"),
    *(
        (regime, "complaint_received")
        for regime in (
            *("advertising", "aviation_complaint", "bank_insurance_complaint", "consumer_dispute", "credit_objection"),
            *("energy_hotline", "express_complaint", "gas_complaint", "labour_inspection", "listed_company_complaint"),
            *("medical_dispute", "pbc_complaint", "personal_information", "petition", "postal_appeal"),
            *("samr_before_2020", "securities_complaint", "telecom", "tourism_complaint"),
        )
    ),
)
_DIRECTED = frozenset({"work_order_dispatched", "letter_received"})


@dataclass(frozen=True, kw_only=True)
class OpeningEvent:
    """A receipt to be recorded: `on` the day in law, `at` the instant when known, `due` a date set by the sender."""

    kind: str
    on: date
    at: datetime | None = None
    due: date | None = None
    ground: str | None = None


def opening_events(incoming: IncomingComplaint, regimes: Iterable[str]) -> tuple[OpeningEvent, ...]:
    """Return the receipts to record for a complaint under its regimes, all on its day of receipt.

    Every file with a day of receipt gets at least one, so that later steps have something to follow; empty when the day
    is not known. A due date goes to the work order or letter that set it.
    """
    if incoming.received_on is None:
        return ()
    kinds: dict[str, None] = {}
    for regime in regimes:
        for family, kind in _BY_FAMILY:
            if regime == family or regime.startswith(f"{family}_"):
                kinds["report_received" if kind == "complaint_received" and incoming.kind == "report" else kind] = None
    if not kinds:
        kinds[_usual_receipt(incoming)] = None
    return tuple(
        OpeningEvent(
            kind=kind,
            on=incoming.received_on,
            at=incoming.received_at,
            due=incoming.due_on if kind in _DIRECTED else None,
        )
        for kind in kinds
    )


def _usual_receipt(incoming: IncomingComplaint) -> str:
    if incoming.channel.startswith("hotline_12345"):
        return "work_order_dispatched"
    return {"complaint": "complaint_received", "report": "report_received"}.get(incoming.kind, "letter_received")
