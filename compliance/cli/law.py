"""Commands that need no database: deadlines compute, calendar, rules, letters."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from compliance.cli.output import as_json, console, current_settings, opened_resources, print_json, print_table, run
from compliance.records.due_dates import clock_as_json, open_clocks
from compliance.resources import Clock
from deadlines import (
    RequestError,
    answer,
    answer_many,
    calendar_year_as_json,
    check_rulebook,
    load_calendar,
    load_rulebook,
    rulebook_as_json,
)
from filings.facts import FactsRefused
from filings.letters import UnknownLetter, letters_as_json, load_catalogue
from filings.rendering_command import render_to_folder

MOST_REQUEST_BYTES = 64 * 1024 * 1024


def clock_of_settings() -> Clock:
    pinned = current_settings().pinned_today
    return Clock(date.fromisoformat(pinned) if pinned else None)


@click.group()
def deadlines() -> None:
    """期限：由事实算出届满日，或者列出在办案件的期限。"""


@deadlines.command("compute")
@click.argument("file", default="-")
@as_json
@click.pass_context
def compute(context: click.Context, file: str, as_json: bool) -> None:
    """读取 FILE（- 为标准输入）中的一个请求或者请求数组，输出期限；不用数据库。"""
    request = read_json(file)
    clock = clock_of_settings()
    law: dict[str, Any] = {
        "rulebook": load_rulebook(),
        "calendar": load_calendar(),
        "today": clock.today(),
        "now": clock.now(),
        "profile": current_settings().profile,
    }
    if isinstance(request, list):
        answers = answer_many(request, **law)
        refused = [given["error"]["message"] for given in answers if "error" in given]
    else:
        try:
            answers = answer(request, **law)
            refused = []
        except RequestError as problem:
            answers = {"error": {"field": problem.field, "message": problem.message}}
            refused = [problem.message]
    if as_json:
        print_json(answers)
    else:
        for given in answers if isinstance(answers, list) else [answers]:
            _print_answer(given)
    for sentence in refused if not as_json else refused[:20]:
        click.echo(sentence, err=True)
    context.exit(1 if refused else 0)


def _print_answer(given: Mapping[str, Any]) -> None:
    if "error" in given:
        return
    rows = [
        [
            d["regime"],
            d["label"],
            d["span"],
            d["started_on"],
            d["due_on"] or d["due_at"],
            "暂定" if d["provisional"] else "",
            d["state"],
            d["citation"]["instrument"] + d["citation"]["article"],
        ]
        for d in given["deadlines"]
    ]
    print_table("", ["程序", "期限", "长度", "起算事项", "届满", "", "状态", "依据"], rows, empty="没有可计算的期限。")
    for warning in given["warnings"]:
        click.echo(f"注意：{warning if isinstance(warning, str) else warning.get('zh', warning)}")


@deadlines.command("list")
@click.option("--handler", help="只看某人经办的")
@as_json
def list_clocks(handler: str | None, as_json: bool) -> None:
    """在办案件的全部期限，最急的在前。"""

    async def work() -> list[dict[str, Any]]:
        async with opened_resources() as resources:
            clocks = await open_clocks(
                resources.database,
                calendar=resources.calendar,
                today=resources.clock.today(),
                now=resources.clock.now(),
                handler=handler,
            )
        return [clock_as_json(clock) for clock in clocks]

    found = run(work())
    if as_json:
        print_json(found)
        return
    rows = [
        [c["lamp"], c["due_on"] or c["due_at"], c["remaining"], c["number"], c["label"], c["title"], c["handler"]]
        for c in found
    ]
    print_table("", ["灯", "届满", "剩余", "案件", "事项", "标题", "经办"], rows, empty="没有在办期限。")


@click.group()
def calendar() -> None:
    """工作日历：某日是不是工作日，依哪一份放假通知。"""


@calendar.command("show")
@click.argument("year", type=click.IntRange(1990, 2100))
@as_json
def show_year(year: int, as_json: bool) -> None:
    """YEAR 年的放假日与调休上班日。"""
    found = calendar_year_as_json(load_calendar(), year)
    if as_json:
        print_json(found)
        return
    notice = found["notice"] or {}
    state = "正式" if found["status"] == "published" else "暂定（通知尚未录入）"
    click.echo(f"{year} 年：{state}  {notice.get('number', '')}  {notice.get('date', '')}")
    kinds = {"day_off": "放假", "makeup_workday": "上班"}
    rows = [[day["on"], kinds[day["kind"]], day["why"]] for day in found["days"]]
    print_table("", ["日期", "", "缘由"], rows, empty="没有调整。")


@click.group()
def rules() -> None:
    """期限规则：依据、版本、检查。"""


@rules.command("list")
@as_json
def list_rules(as_json: bool) -> None:
    """全部期限及其依据。"""
    found = rulebook_as_json(load_rulebook())
    if as_json:
        print_json(found)
        return
    rows = [
        [
            limit["regime"],
            limit["limit"],
            limit["label"],
            v["span"],
            v["from"],
            v["until"] or "",
            v["citation"]["article"],
        ]
        for limit in found
        for v in limit["versions"]
    ]
    print_table("", ["程序", "期限", "名称", "长度", "自", "至", "条款"], rows, empty="没有规则。")


@rules.command("check")
@as_json
@click.pass_context
def check_rules(context: click.Context, as_json: bool) -> None:
    """检查规则与日历文件；有问题时逐条列出。"""
    load_calendar()
    findings = check_rulebook(load_rulebook())
    listed = [finding if isinstance(finding, dict) else _finding(finding) for finding in findings]
    if as_json:
        print_json({"ok": not listed, "findings": listed})
    else:
        for finding in listed:
            click.echo(" ".join(str(value) for value in finding.values() if value))
        click.echo("规则与日历无误。" if not listed else f"共 {len(listed)} 处问题。")
    context.exit(1 if listed else 0)


def _finding(finding: Any) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in finding.__dataclass_fields__}


@click.group()
def letters() -> None:
    """文书：目录，以及不用数据库直接生成。"""


@letters.command("list")
@as_json
def list_letters(as_json: bool) -> None:
    """文书目录与所需要素。"""
    found = letters_as_json(load_catalogue())
    if as_json:
        print_json(found)
        return
    rows = [
        [letter["id"], letter["title"], letter["profile"], "、".join(f["meaning"] for f in letter["required_facts"])]
        for letter in found
    ]
    print_table("", ["文书", "标题", "版式", "必备要素"], rows, empty="目录是空的。")


@letters.command("render")
@click.argument("letter_id", metavar="ID")
@click.option("--facts", "facts_file", required=True, help="要素的 JSON 文件，- 为标准输入")
@click.option("--out", "out", required=True, type=click.Path(file_okay=False, path_type=Path), help="输出目录")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="所记载步骤的日期；不填取文书的日期要素")
@as_json
@click.pass_context
def render(context: click.Context, letter_id: str, facts_file: str, out: Path, on: Any, as_json: bool) -> None:
    """由要素生成文书 ID 的 DOCX 与 PDF。"""
    facts = read_json(facts_file)
    if not isinstance(facts, dict):
        raise click.ClickException("要素文件应当是一个 JSON 对象：{“要素名”: 值}。")
    try:
        made = render_to_folder(letter_id, facts, out, on=on.date() if on else None)
    except FactsRefused as refused:
        if as_json:
            missing = [{"name": p.name, "meaning": p.meaning, "problem": p.problem} for p in refused.problems]
            print_json({"error": {"field": missing[0]["name"], "message": str(refused)}, "missing": missing})
        click.echo(str(refused), err=True)
        context.exit(2)
    except (UnknownLetter, ValueError) as refused:
        if as_json:
            print_json(
                {"error": {"field": "id" if isinstance(refused, UnknownLetter) else "", "message": str(refused)}}
            )
        click.echo(str(refused), err=True)
        context.exit(2)
    else:
        if as_json:
            print_json(made)
        else:
            console().print(f"{made['docx']}\n{made['pdf']}")
            for warning in made["warnings"]:
                click.echo(f"注意：{warning}")


def read_json(file: str) -> Any:
    """The JSON in a file or on standard input; one sentence when it is none."""
    raw = sys.stdin.buffer.read(MOST_REQUEST_BYTES + 1) if file == "-" else _bytes_of(Path(file))
    name = "标准输入" if file == "-" else file
    if len(raw) > MOST_REQUEST_BYTES:
        raise click.ClickException(f"{name} 超过 64 MB；请分批。")
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as problem:
        raise click.ClickException(f"{name} 不是 UTF-8 文本；请另存为 UTF-8 的 JSON。") from problem
    except RecursionError as problem:
        raise click.ClickException(f"{name} 的 JSON 嵌套过深；请按 anqi deadlines compute 的格式书写。") from problem
    except ValueError as problem:
        where = f"第 {problem.lineno} 行第 {problem.colno} 列" if isinstance(problem, json.JSONDecodeError) else ""
        raise click.ClickException(f"{name} 不是有效的 JSON（{where or problem}）；请改正后重试。") from problem


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_REQUEST_BYTES + 1)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} 不是 JSON 的值")


COMMANDS = (deadlines, calendar, rules, letters)
