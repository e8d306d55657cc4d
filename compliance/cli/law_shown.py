"""Changes of law as the command line shows them: as JSON, as one sentence, as a table of moved clocks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.output import print_table
from compliance.cli.refusals import CannotRun

if TYPE_CHECKING:
    from compliance.records.law import LawChange
    from compliance.resources import Resources

MOST_BYTES = 2 * 1024 * 1024


async def moves_of_change(resources: Resources, change_id: int) -> list[dict[str, Any]]:
    from compliance.records.law_moves import moves_of

    found: list[dict[str, Any]] = []
    while page := await moves_of(resources.database, change_id, after=found[-1]["id"] if found else 0, limit=1000):
        found.extend(page)
    return [move_as_json(row) for row in found]


def move_as_json(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": row["number"],
        "regime": row["regime"],
        "limit": row.get("limit_id") or row.get("limit"),
        "label": row["label"],
        "ours": bool(row["ours"]),
        "how": row["how"],
        "from": row["due_before"] or None,
        "to": row["due_after"] or None,
        "state_before": row["state_before"] or None,
        "state_after": row["state_after"] or None,
    }


STATES = {"proposed": "待确认", "in_force": "已生效", "refused": "不采用", "withdrawn": "已撤回"}
_HOW = {
    "earlier": "提前",
    "later": "推后",
    "started": "新起算",
    "ended": "不再计",
    "firm": "暂定转为确定",
    "provisional": "转为暂定",
    "judged": "判断变化",
}


def change_as_json(change: LawChange, moves: Sequence[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A change for scripts; ``moves`` where they were asked for."""
    shown: dict[str, Any] = {
        "change": change.id,
        "origin": change.origin,
        "state": change.state,
        "title": change.title,
        "reason": change.reason,
        "revision": change.revision,
        "summary": dict(change.summary),
        "proposed_by": change.proposer,
        "proposed_at": change.proposed_at.isoformat(),
        "decided_by": change.decider or None,
        "decided_at": change.decided_at.isoformat() if change.decided_at else None,
        "decision_reason": change.decision_reason or None,
    }
    return shown if moves is None else shown | {"moves": list(moves)}


def summary_sentence(summary: Any) -> str:
    """The counts in one Chinese sentence."""
    return (
        f"{summary['cases']} 件案件中 {summary['cases_moved']} 件的 {summary['clocks_moved']} 项期限将变化："
        f"{summary['earlier']} 项提前，{summary['later']} 项推后，{summary['late']} 项转为逾期，"
        f"{summary['firm']} 项由暂定转为确定。"
    )


def say_change(change: LawChange, moves: list[dict[str, Any]]) -> None:
    click.echo(f"变更 {change.id}（{STATES[change.state]}）：{change.title}")
    click.echo(summary_sentence(change.summary))
    print_moves(moves)
    if change.state == "proposed":
        click.echo(f"尚未生效。由另一位有权限的人确认：anqi law confirm {change.id} --by 用户名 --reason 理由")


def print_moves(moves: list[dict[str, Any]]) -> None:
    rows = [[m["number"], m["label"], m["from"], m["to"], _HOW[m["how"]], m["state_after"]] for m in moves[:200]]
    print_table("", ["编号", "期限", "原届满", "现届满", "变化", "状态"], rows, empty="没有期限变化。")
    if len(moves) > len(rows):
        click.echo(f"……另有 {len(moves) - len(rows)} 项，见 --json 或者网页。")


def text_of(file: Path) -> str:
    content = file.read_bytes()
    if len(content) > MOST_BYTES:
        raise CannotRun(f"文件“{file.name}”超过 2 MB，不像通知或者规则文件；请核对。", field="file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CannotRun(f"文件“{file.name}”不是 UTF-8 文本；请另存为 UTF-8 后重试。", field="file") from problem
