"""The rulebook and calendar on board, and short ways to ask the engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from deadlines import Rulebook, WorkingCalendar, answer, load_calendar, load_rulebook

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def calendar() -> WorkingCalendar:
    return load_calendar()


@pytest.fixture(scope="session")
def ask(rulebook: Rulebook, calendar: WorkingCalendar) -> Callable[..., dict[str, Any]]:
    """ask([("accepted", "2026-10-12", {...}), …], regime=…, **payload) → the answer."""

    def _ask(events: list[tuple[Any, ...]], regime: Any = "samr_complaint", **payload: Any) -> dict[str, Any]:
        rows = [{"kind": kind, "on": on, **(more[0] if more else {})} for kind, on, *more in events]
        body = {"regime": regime, "profile": "authority", "today": str(TODAY), "events": rows} | payload
        return answer(body, rulebook=rulebook, calendar=calendar, today=TODAY)

    return _ask


@pytest.fixture(scope="session")
def only(ask: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Like `ask`, for the one deadline of a limit."""

    def _only(limit: str, events: list[tuple[Any, ...]], **payload: Any) -> dict[str, Any]:
        rows = [row for row in ask(events, **payload)["deadlines"] if row["limit"] == limit]
        assert len(rows) == 1, rows
        return rows[0]

    return _only
