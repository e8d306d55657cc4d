"""What a change of law would move (变化预览), case by case, before anybody puts it into force; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from compliance.casework.many_cases import BATCH, CaseCount, CaseToCount, Move, Setting, count_all
from compliance.errors import BadInput
from compliance.records.case_pages import CasePage, case_pages, count_cases
from compliance.records.law import LawInForce, LawText, law_of
from compliance.records.law_moves import digest_of, move_row
from compliance.resources import Resources
from deadlines import DeadlineError, EventKind, LegalEvent, check_rulebook

Progress = Callable[[int, int], None]
HOWS = ("earlier", "later", "started", "ended", "firm", "provisional", "judged")
_KINDS = {kind.value: kind for kind in EventKind}


@dataclass(frozen=True)
class Preview:
    """The clocks that move, and how many there are of each sort; ``problems`` names cases that could not be counted."""

    cases: int
    open_clocks: int
    moves: tuple[Move, ...]
    problems: tuple[str, ...]

    @property
    def digest(self) -> str:
        return digest_of(map(move_row, self.moves))

    @property
    def summary(self) -> dict[str, Any]:
        """The counts as every page and command shows them; clocks of our own apart."""
        hows = Counter(move.how for move in self.moves)
        late = [m for m in self.moves if m.state_after in ("overdue", "met_late") and m.state_before != m.state_after]
        return {
            "cases": self.cases,
            "open_clocks": self.open_clocks,
            "cases_moved": len({move.complaint_id for move in self.moves}),
            "clocks_moved": len(self.moves),
            **{how: hows.get(how, 0) for how in HOWS},
            "late": len(late),
            "ours": sum(1 for move in self.moves if move.ours),
            "problems": list(self.problems[:20]),
        }


def drafted_law(resources: Resources, texts: Iterable[LawText]) -> LawInForce:
    """The law in force with these files in it; raises BadInput with the file, the limit, the key and the cure."""
    wanted = tuple(texts)
    try:
        law = law_of(resources.law.texts.overlaid(wanted), revision=resources.law.revision)
    except DeadlineError as refused:
        raise BadInput("errors.plain", sentence=str(refused)) from refused
    wrong = next((found for found in check_rulebook(law.rulebook, law.calendar) if found.level == "error"), None)
    if wrong is not None:
        sentence = f"规则文件 {wrong.file}，期限 {wrong.limit}，键 {wrong.key}：{wrong.message}"
        raise BadInput("errors.plain", sentence=sentence)
    return law


async def preview(
    resources: Resources, law: LawInForce, *, open_only: bool = True, progress: Progress | None = None
) -> Preview:
    """What moves under ``law``: among open cases, or for a rehearsal among all cases ever."""
    async with resources.database.snapshot():
        found = [each async for each in counted(resources, law, rows=False, open_only=open_only, progress=progress)]
    return preview_of(found)


def preview_of(found: Iterable[CaseCount]) -> Preview:
    """The preview that these outcomes make together."""
    outcomes = list(found)
    return Preview(
        cases=len(outcomes),
        open_clocks=sum(each.open_clocks for each in outcomes),
        moves=tuple(move for each in outcomes for move in each.moves),
        problems=tuple(each.problem for each in outcomes if each.problem),
    )


async def counted(
    resources: Resources, law: LawInForce, *, rows: bool, open_only: bool, progress: Progress | None = None
) -> AsyncIterator[CaseCount]:
    """Every case under ``law``, page by page; call it inside a snapshot or a transaction."""
    cases = await count_cases(resources.database, open_only=open_only)
    setting = Setting(
        texts=law.texts,
        before=resources.law.texts,
        profile=resources.settings.profile,
        today=resources.clock.today(),
        now=resources.clock.now(),
        rows=rows,
    )
    done = 0
    async with aclosing(_batches(resources, open_only=open_only)) as batches:
        async for outcomes in count_all(batches, setting, cases=cases, law=law, before=resources.law):
            for outcome in outcomes:
                yield outcome
            done += len(outcomes)
            if progress:
                progress(done, cases)


async def _batches(resources: Resources, *, open_only: bool) -> AsyncGenerator[list[CaseToCount], None]:
    async for page in case_pages(resources.database, open_only=open_only, size=BATCH):
        yield [_to_count(case) for case in page]


def _to_count(case: CasePage) -> CaseToCount:
    return CaseToCount(
        complaint_id=case.complaint_id,
        number=case.number,
        regimes=case.regimes,
        facts=case.facts,
        events=tuple(_event(row) for row in case.events if row["kind"] in _KINDS),
        stored=case.stored,
    )


def _event(row: Any) -> LegalEvent:
    return LegalEvent(
        kind=_KINDS[row["kind"]],
        on=row["occurred_on"],
        at=row["occurred_at"],
        decided_on=row["decided_on"],
        due=row["due_on"],
        ground=row["ground"] or "",
        by=row["span"] or "",
        limit=row["limit_id"] or "",
        title=row["title"],
        number=row["paper"],
    )
