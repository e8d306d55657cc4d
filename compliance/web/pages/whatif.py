"""推演 on the case page: supposed acts in the address, the clocks as they would stand beside them, nothing stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode

from litestar import Request
from litestar.datastructures import FormMultiDict

from compliance.casework.legal_acts import NewEvent
from compliance.casework.what_if import Change, Outlook, what_if
from compliance.complaints.transitions import TRANSITIONS
from compliance.errors import ComplianceError
from compliance.web.calculator_request import kinds_of
from compliance.web.fields import Fields
from compliance.web.page import Form, lang_of, resources_of
from compliance.wording import say
from deadlines import Rulebook, WorkingCalendar
from deadlines.legal_events import NAMES_A_DAY, TOLD_LATER, EventKind
from deadlines.model import GROUNDS

MOST_ACTS = 12
"""A longer chain of suppositions says nothing any more."""
SPANS = ("working days", "days", "hours", "months")
PREFIX = "if_"
# What an act carries besides its day; the other fields of the form are hidden and not read.
CARRIES = {
    "ground": ("suspended",),
    "amount": ("extended",),
    "due": tuple(sorted(kind.value for kind in NAMES_A_DAY)),
    "decided": tuple(sorted(kind.value for kind in TOLD_LATER)),
}


@dataclass
class Board:
    """What the panel shows: the acts supposed so far, the form for one more, the outlook or why there is none."""

    number: str
    acts: tuple[NewEvent, ...] = ()
    form: Form = field(default_factory=Form)
    trial: NewEvent | None = None
    outlook: Outlook | None = None
    refused: str = ""
    grown: bool = False
    """Whether this answer took an act over, or one away: the form begins anew."""

    @property
    def full(self) -> bool:
        """Whether no further act can be supposed."""
        return len(self.acts) >= MOST_ACTS

    def written(self, place: int) -> str:
        """The act at a place as the form carries it."""
        return written(self.acts[place])


async def board_of(request: Request, number: str) -> Board:
    """What the address supposes. Only `do=add` takes the act of the form over into the list, and only if it can be."""
    query = request.query_params
    acts = tuple(read(text) for text in query.getall("act", [])[:MOST_ACTS])
    dropped = query.get("drop", "")
    if grown := dropped.isascii() and dropped.isdigit():
        acts = tuple(act for place, act in enumerate(acts) if place != int(dropped))
    fields = Fields(
        values=FormMultiDict(query.multi_items()), lang=lang_of(request), today=resources_of(request).clock.today()
    )
    adding = query.get("do") == "add"
    trial = _typed(fields, strict=adding)
    board = Board(number=number, acts=acts, form=fields.form(), trial=None if fields.errors else trial, grown=grown)
    await _judge(request, board)
    if adding and board.trial and not board.refused and not board.full:
        board.acts, board.trial, board.form, board.grown = (*board.acts, board.trial), None, Form(), True
    return board


def offered_acts(rulebook: Rulebook, regimes: Sequence[str], usual: Sequence[str]) -> tuple[list[str], list[str]]:
    """The acts to suppose: first the usual ones and those that the case's limits know, then every other."""
    known = {*usual, *(kind.value for kind in kinds_of(rulebook, list(regimes)))} if regimes else set(usual)
    ranked = [kind.value for kind in EventKind if kind.value in TRANSITIONS]
    return [kind for kind in ranked if kind in known], [kind for kind in ranked if kind not in known]


def days_moved(calendar: WorkingCalendar, change: Change) -> int | None:
    """By how many working days the end of a clock moves, negative when earlier; None where there are not two days."""
    old, new = ((side or {}).get("due_on") for side in change)
    return calendar.working_days_between(date.fromisoformat(old), date.fromisoformat(new)) if old and new else None


def written(act: NewEvent) -> str:
    """An act as one field of the address."""
    values = {
        "kind": act.kind,
        "on": act.at.isoformat() if act.at else act.on.isoformat(),
        "due": act.due.isoformat() if act.due else "",
        "decided": act.decided_on.isoformat() if act.decided_on else "",
        "ground": act.ground or "",
        "by": act.by or "",
        "limit": act.limit or "",
    }
    return urlencode({name: value for name, value in values.items() if value})


def read(text: str) -> NewEvent:
    """The act of such a field; one that somebody bent by hand is an unknown act, which the lifecycle then refuses."""
    values = dict(parse_qsl(text[:600]))
    try:
        at = datetime.fromisoformat(values["on"]) if "T" in values.get("on", "") else None
        return NewEvent(
            values["kind"],
            at.date() if at else date.fromisoformat(values["on"]),
            at=at if at and at.tzinfo else None,
            due=date.fromisoformat(values["due"]) if "due" in values else None,
            decided_on=date.fromisoformat(values["decided"]) if "decided" in values else None,
            ground=values.get("ground"),
            by=values.get("by"),
            limit=values.get("limit"),
        )
    except (KeyError, ValueError):
        return NewEvent(text[:40] or "?", date(2000, 1, 1))


async def _judge(request: Request, board: Board) -> None:
    events = (*board.acts, board.trial) if board.trial else board.acts
    if not events:
        return
    try:
        board.outlook = await what_if(resources_of(request), number=board.number, events=events)
    except ComplianceError as refusal:
        if refusal.status not in (409, 422):
            raise
        board.refused = refusal.message(lang_of(request))


def _typed(fields: Fields, *, strict: bool) -> NewEvent | None:
    """The act of the form; None while something is missing, which is an error only when it is to be added."""
    kind = fields.choice(PREFIX + "kind", TRANSITIONS)
    day, instant = fields.moment(PREFIX + "on")
    amount = fields.text(PREFIX + "amount", most=8) if kind in CARRIES["amount"] else ""
    ground = fields.choice(PREFIX + "ground", GROUNDS) if kind in CARRIES["ground"] else ""
    if strict:
        _say_what_is_missing(fields, kind, amount)
    missing = (kind in CARRIES["amount"] and not amount) or (kind in CARRIES["ground"] and not ground and not strict)
    if not kind or day is None or missing:
        return None
    if amount and not _is_amount(amount):
        fields.errors[PREFIX + "amount"] = say("cases.wi_amount_wrong", fields.lang)
    unit = fields.choice(PREFIX + "unit", SPANS) or SPANS[0]
    return NewEvent(
        kind,
        day,
        at=instant,
        ground=ground or None,
        by=f"{amount} {unit}" if amount else None,
        limit=(fields.text(PREFIX + "limit", most=120) or None) if kind in CARRIES["amount"] else None,
        due=fields.day(PREFIX + "due") if kind in CARRIES["due"] else None,
        decided_on=fields.day(PREFIX + "decided") if kind in CARRIES["decided"] else None,
    )


def _say_what_is_missing(fields: Fields, kind: str, amount: str) -> None:
    if not kind:
        fields.errors.setdefault(PREFIX + "kind", say("cases.wi_kind_needed", fields.lang))
    if not fields.text(PREFIX + "on"):
        fields.errors.setdefault(PREFIX + "on", say("cases.wi_day_needed", fields.lang))
    if kind in CARRIES["amount"] and not amount:
        fields.errors.setdefault(PREFIX + "amount", say("cases.wi_amount_wrong", fields.lang))


def _is_amount(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= 999
