"""Counts of complaints for the analysis report (投诉分析报告): the last whole month before a day, beside the one before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from compliance.complaints.channels import channel_label
from compliance.records.database import Database

COUNTED = {"zh": "台账统计", "en": "counted from the register"}
MOST_LINES = 20
"""A longer list is no table for a report; the rest is summed up as 其他."""

_COUNTED_BY = {
    "channel": "SELECT channel AS name, COUNT(*) AS n FROM complaints "
    "WHERE received_on >= {} AND received_on <= {} GROUP BY channel",
    "category": "SELECT category AS name, COUNT(*) AS n FROM complaints "
    "WHERE received_on >= {} AND received_on <= {} GROUP BY category",
}


@dataclass(frozen=True)
class _Month:
    first: date
    last: date

    @property
    def before(self) -> _Month:
        return _month_before(self.first)


async def monthly_statistics(database: Database, step_on: date) -> dict[str, Any]:
    """Facts of the report: period, totals, by channel, by category; without the tables where nothing came in."""
    month = _month_before(step_on)
    facts: dict[str, Any] = {
        "period": f"{month.first.year}年{month.first.month}月",
        "period_from": month.first.isoformat(),
        "period_to": month.last.isoformat(),
        "totals": [
            {"name": "收到件数", "value": str(await _received(database, month)),
             "previous": str(await _received(database, month.before))},
            {"name": "办结件数", "value": str(await _closed(database, month)),
             "previous": str(await _closed(database, month.before))},
        ],
        "by_channel": await _table(database, "channel", month, channel_label),
        "by_category": await _table(database, "category", month, lambda name: name or "未分类"),
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}


async def _received(database: Database, month: _Month) -> int:
    row = await database.one(
        "SELECT COUNT(*) AS n FROM complaints WHERE received_on >= {} AND received_on <= {}", month.first, month.last
    )
    return row["n"] if row else 0


async def _closed(database: Database, month: _Month) -> int:
    row = await database.one(
        "SELECT COUNT(DISTINCT e.complaint_id) AS n FROM legal_events e WHERE e.kind = 'closed' AND e.occurred_on >= {} "
        "AND e.occurred_on <= {} AND NOT EXISTS (SELECT 1 FROM legal_events c WHERE c.corrects = e.id)",
        month.first,
        month.last,
    )
    return row["n"] if row else 0


async def _table(database: Database, column: str, month: _Month, said: Callable[[str], str]) -> list[dict[str, str]]:
    now, before = await _counts(database, column, month), await _counts(database, column, month.before)
    total = sum(now.values())
    ranked = sorted(now.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [(said(name), count, before.get(name, 0)) for name, count in ranked[:MOST_LINES]]
    if rest := ranked[MOST_LINES:]:
        rows.append(("其他", sum(count for _, count in rest), sum(before.get(name, 0) for name, _ in rest)))
    return [
        {"name": name, "count": str(count), "share": f"{count / total:.1%}", "previous": str(earlier)}
        for name, count, earlier in rows
    ]


async def _counts(database: Database, column: str, month: _Month) -> dict[str, int]:
    rows = await database.fetch(_COUNTED_BY[column], month.first, month.last)
    return {row["name"]: row["n"] for row in rows}


def _month_before(day: date) -> _Month:
    last = day.replace(day=1) - timedelta(days=1)
    return _Month(last.replace(day=1), last)
