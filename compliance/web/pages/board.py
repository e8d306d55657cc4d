"""今日办理: what must leave today and who holds it. The number in a block is the length of the list behind it."""

from litestar import Request, Response, get

from compliance.records import due_dates
from compliance.web.page import actor_of, page, resources_of
from deadlines.notice_watch import missing_notice

BLOCKS = ("overdue", "today", "soon", "waiting", "provisional")


@get("/", opt={"act": "read"}, include_in_schema=False)
async def board(request: Request) -> Response:
    """The board, for my clocks or all, whole or one block."""
    resources, actor = resources_of(request), actor_of(request)
    scope = request.query_params.get("scope") or ("mine" if actor.role in ("officer", "reviewer") else "all")
    scope = scope if scope in ("mine", "all") else "all"
    block = request.query_params.get("block", "")
    block = block if block in BLOCKS else ""
    today = resources.clock.today()
    clocks = await due_dates.open_clocks(
        resources.database,
        today=today,
        calendar=resources.calendar,
        now=resources.clock.now(),
        handler=actor.username if scope == "mine" else None,
    )
    shown = tuple(clock for clock in clocks if block in due_dates.blocks_of(clock)) if block else clocks
    return await page(
        request,
        "board.html",
        here="board",
        today=today,
        is_working_day=resources.calendar.is_working_day(today),
        next_working_day=resources.calendar.next_working_day(today),
        scope=scope,
        block=block,
        counts=due_dates.clock_counts(clocks),
        clocks=shown,
        next_clock=clocks[0] if clocks else None,
        missing=missing_notice(resources.calendar, today),
    )
