"""案件: the case page with the clock panel, and its printable deadline statement."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from litestar import Request, Response, get

from compliance.casework.proceedings import Step, allowed_steps
from compliance.complaints.checklists import CHECKLIST_OF
from compliance.errors import NotFound
from compliance.records import complaints, documents, due_dates, filings, people
from compliance.records.complaints import Complaint
from compliance.roles import may
from compliance.web.case_law import law_and_receipts
from compliance.web.checklists import ShownChecklist, shown_checklist
from compliance.web.own_letter_view import addressees_of
from compliance.web.page import Form, actor_of, fragment, is_htmx, lang_of, page, resources_of
from compliance.web.pages.whatif import CARRIES, Board, board_of, days_moved, offered_acts
from compliance.web.rule_view import cause_words

ENDED = ("done", "void")
MOVES = ("signed_in", "correction_requested", "correction_received", "suspended", "resumed", "extended", "withdrawn")
SORTS = ("event", "remark", "document", "filing")
# The acts that an officer looks for first; the others are in the select of the form.
USUAL = (
    "signed_in",
    "correction_requested",
    "correction_received",
    "accepted",
    "not_accepted",
    "transferred",
    "returned",
    "mediation_started",
    "suspended",
    "resumed",
    "extended",
    "settled",
    "withdrawn",
    "mediation_terminated",
    "parties_notified",
    "case_opened",
    "case_not_opened",
    "reporter_notified",
    "replied",
    "served",
)


@get("/complaints/{number:str}", opt={"act": "read"}, include_in_schema=False)
async def show_case(request: Request, number: str) -> Response:
    """The case page."""
    return await case_page(request, number)


@get("/complaints/{number:str}/statement", opt={"act": "read"}, include_in_schema=False)
async def deadline_statement(request: Request, number: str) -> Response:
    """The clocks of a case with their traces, for paper; `clock` picks one by regime and limit."""
    resources = resources_of(request)
    case = await known_case(resources, number)
    clocks = await _clocks(resources, case)
    wanted = request.query_params.get("clock", "")
    shown = [clock for clock in clocks if not wanted or clock_key(clock.deadline) == wanted]
    return await page(
        request, "statement.html", case=case, clocks=shown, clock_key=clock_key, now=resources.clock.now()
    )


@get("/complaints/{number:str}/what-if", opt={"act": "read"}, include_in_schema=False)
async def suppose(request: Request, number: str) -> Response:
    """The acts that the address supposes and the clocks after them; alone for htmx, else within the case page."""
    resources = resources_of(request)
    case = await known_case(resources, number)
    board = await board_of(request, case.number)
    if not is_htmx(request):
        return await case_page(request, number, supposing=board)
    part = "what_if_result.html" if request.query_params.get("part") == "result" else "what_if.html"
    return fragment(request, part, wi=board, **_supposing(resources, case))


async def case_page(
    request: Request,
    number: str,
    *,
    status: int = 200,
    form: Form | None = None,
    wrong: str = "",
    revealed: Any = None,
    supposing: Board | None = None,
) -> Response:
    """Return the case page; after a refusal with the form `wrong` open and filled as it was sent."""
    resources, actor, lang = resources_of(request), actor_of(request), lang_of(request)
    await resources.refresh_letters()
    database = resources.database
    case = await known_case(resources, number)
    clocks = await _clocks(resources, case)
    steps = await allowed_steps(resources, case)
    sort = request.query_params.get("show", "")
    entries = await complaints.timeline(database, case.id)
    opened = request.query_params.get("step", "")
    form = form or Form(values={"kind": opened if opened in {step.kind for step in steps if step.allowed} else ""})
    can_record = may(actor.role, "record_legal_event")
    return await page(
        request,
        "case.html",
        here="register",
        status=status,
        case=case,
        clocks=[clock for clock in clocks if clock.lamp not in ENDED],
        finished=[clock for clock in clocks if clock.lamp in ENDED],
        clock_key=clock_key,
        usual=offered(resources, steps, clocks) if can_record else [],
        steps={step.kind: step.label if lang == "zh" else step.label_en for step in steps if step.allowed},
        blocked=[step for step in steps if not step.allowed and step.kind in USUAL] if can_record else [],
        checklists=await _checklists(resources, case, steps) if can_record else [],
        why_not={step.kind: step.why_not if lang == "zh" else step.why_not_en for step in steps},
        timeline=[entry for entry in entries if sort not in SORTS or entry.sort == sort],
        show=sort if sort in SORTS else "",
        papers=await documents.documents_of(database, case.id),
        filed=await filings.filings_of(database, case.id),
        letters=letters_for(resources, lang),
        users={user.username: user.display_name for user in await people.users(database) if user.active},
        wi=supposing or Board(number=case.number),
        wi_open=supposing is not None,
        **_supposing(resources, case),
        **await law_and_receipts(request, case),
        today=resources.clock.today(),
        f=form,
        wrong=wrong or ("event" if opened else ""),
        revealed=revealed,
    )


async def known_case(resources: Any, number: str) -> Complaint:
    """Return the complaint of that number; raises NotFound with a sentence for the page."""
    case = await complaints.complaint(resources.database, number)
    if case is None:
        raise NotFound("cases.not_found", number=number[:40])
    return case


def clock_key(deadline: dict[str, Any]) -> str:
    """Return the address name of a clock within its case: regime, limit and start."""
    return f"{deadline['regime']}.{deadline['limit']}.{deadline['started_on']}"


def offered(resources: Any, steps: Sequence[Step], clocks: Sequence[Any]) -> list[Step]:
    """Return the allowed steps to show as buttons: what would meet an open clock first, then what moves one.

    Everything else that is allowed stands in the select of the form: a wall of buttons hides the one that matters.
    """
    running = {(clock.deadline["regime"], clock.deadline["limit"]) for clock in clocks if clock.lamp not in ENDED}
    meets: set[str] = set()
    for limit in resources.rulebook.limits:
        if (limit.regime, limit.id) in running:
            meets |= {str(kind) for kind in limit.met_by}
    first = [step for step in steps if step.allowed and step.kind in meets and step.kind not in ("closed", "filed")]
    moves = [step for step in steps if step.allowed and step.kind in MOVES and step not in first]
    return [*first, *(moves if running else [])]


async def _checklists(resources: Any, case: Complaint, steps: Sequence[Step]) -> list[ShownChecklist]:
    """Return the checklists of the acts that may be recorded now, each as of its governing date."""
    allowed = {step.kind for step in steps if step.allowed}
    today = resources.clock.today()
    found = [await shown_checklist(resources, case, act, on=today) for act in CHECKLIST_OF if act in allowed]
    return [checklist for checklist in found if checklist]


def letters_for(resources: Any, lang: str) -> dict[str, dict[str, str]]:
    """Return the letters of our side by whom they address: addressee -> (id -> title), the longest list first."""
    ours = [letter for letter in resources.letters.letters if resources.settings.profile in letter.sides]
    found: dict[str, dict[str, str]] = {words: {} for words in addressees_of(ours, lang).values()}
    for letter in ours:
        (group,) = addressees_of([letter], lang).values()
        found[group][letter.id] = letter.title if lang == "zh" else letter.title_en
    return dict(sorted(found.items(), key=lambda group: -len(group[1])))


def _supposing(resources: Any, case: Complaint) -> dict[str, Any]:
    """What the form for a supposed act offers: every act, the usual ones first, and what each carries."""
    usual, others = offered_acts(resources.rulebook, case.regimes, USUAL)
    return {
        "usual_acts": usual,
        "other_acts": others,
        "hangs": partial(cause_words, rulebook=resources.rulebook),
        "carries": CARRIES,
        "limits": _limits(resources, case),
        "days_moved": partial(days_moved, resources.calendar),
    }


def _limits(resources: Any, case: Complaint) -> dict[str, str]:
    return {
        f"{limit.regime}.{limit.id}": limit.label for limit in resources.rulebook.limits if limit.regime in case.regimes
    }


async def _clocks(resources: Any, case: Complaint) -> tuple[Any, ...]:
    return await due_dates.clocks_of(
        resources.database,
        case.id,
        calendar=resources.calendar,
        today=resources.clock.today(),
        now=resources.clock.now(),
    )
