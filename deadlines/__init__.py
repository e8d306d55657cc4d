"""deadlines counts: legal events, dated and cited limits and a working calendar in, deadlines out. Pure standard library."""

from deadlines.as_json import (
    calendar_year_as_json,
    citation_as_json,
    deadline_as_json,
    not_covered_as_json,
    rulebook_as_json,
)
from deadlines.bulk import BulkCounter
from deadlines.calendar import WorkingCalendar
from deadlines.calendar_files import Edition, read_edition
from deadlines.calendar_store import calendar_of, calendar_texts, load_calendar
from deadlines.compute import compute_deadlines
from deadlines.errors import CalendarError, DeadlineError, RequestError, RulebookError
from deadlines.event_requests import event_from_json
from deadlines.explain import Step, chinese_day, cited, explain
from deadlines.legal_events import EventKind, LegalEvent
from deadlines.model import (
    Alternative,
    Citation,
    Deadline,
    NotCovered,
    Outcome,
    Span,
    TraceDay,
    Wording,
)
from deadlines.requests import answer, answer_many, read_request
from deadlines.rule_checks import Finding, check_rulebook
from deadlines.rulebook import Rulebook, load_rulebook, rule_texts, rulebook_of
from deadlines.timeliness import Timeliness, timeliness

__all__ = [
    "Alternative",
    "BulkCounter",
    "CalendarError",
    "Citation",
    "Deadline",
    "DeadlineError",
    "Edition",
    "EventKind",
    "Finding",
    "LegalEvent",
    "NotCovered",
    "Outcome",
    "RequestError",
    "Rulebook",
    "RulebookError",
    "Span",
    "Step",
    "Timeliness",
    "TraceDay",
    "Wording",
    "WorkingCalendar",
    "answer",
    "answer_many",
    "calendar_of",
    "calendar_texts",
    "calendar_year_as_json",
    "check_rulebook",
    "chinese_day",
    "citation_as_json",
    "cited",
    "compute_deadlines",
    "deadline_as_json",
    "event_from_json",
    "explain",
    "load_calendar",
    "load_rulebook",
    "not_covered_as_json",
    "read_edition",
    "read_request",
    "rule_texts",
    "rulebook_as_json",
    "rulebook_of",
    "timeliness",
]
