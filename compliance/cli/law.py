"""Commands about law: deadlines compute and list, calendar, rules. All but ``deadlines list`` need no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from compliance.cli.opening import clock_of_settings, current_settings, opened_resources, run
from compliance.cli.output import as_json, print_json, print_table, progress_bar
from compliance.cli.reading import fault_of, read_batch
from compliance.cli.usage import group
from deadlines import (
    RequestError,
    answer,
    calendar_year_as_json,
    check_rulebook,
    load_calendar,
    load_rulebook,
    rulebook_as_json,
)
from deadlines.coverage import as_markdown, coverage

MOST_SENTENCES = 20
"""Refusals of a batch that are also said on standard error; all of them stand in the answer."""


@group("deadlines")
def deadlines() -> None:
    """期限：由事实算出届满日，或者列出在办案件的期限。

    Deadlines: compute them from facts, or list the open ones.
    """


@deadlines.command("compute", options_metavar="[选项]")
@click.argument("file", default="-", metavar="[FILE]")
@as_json
@click.pass_context
def compute(context: click.Context, file: str, as_json: bool) -> None:
    """读取 FILE（不写或者 - 为标准输入）中的一个请求或者请求数组，输出期限；不用数据库。

    Facts in, clocks out: one request or an array of requests, no database.

    \b
    例 Example：
      echo '{"regime": "samr_complaint", "profile": "authority", "today": "2026-11-21",
             "events": [{"kind": "complaint_received", "on": "2026-11-16"}]}' | anqi deadlines compute --json

    \b
    退出码 1：有请求被拒绝，答案中相应位置是 {"error": {"field", "message"}}。
    程序、期限和所需事实见 anqi rules list。
    """
    settings = current_settings()
    request = read_batch(file)
    requests = request if isinstance(request, list) else [request]
    today, now = _reading_of_clock(requests)
    law: dict[str, Any] = {
        "rulebook": load_rulebook(),
        "calendar": load_calendar(),
        "today": today,
        "now": now,
        "profile": settings.profile,
    }
    answers = []
    with progress_bar("计算") as advance:
        for one in requests:
            answers.append(_answer(one, law))
            advance(len(answers), len(requests))
    refused = [
        f"第 {position} 个请求：{given['error']['message']}" if isinstance(request, list) else given["error"]["message"]
        for position, given in enumerate(answers, start=1)
        if "error" in given
    ]
    if as_json:
        print_json(answers if isinstance(request, list) else answers[0])
    else:
        for given in answers:
            _print_answer(given)
    _say_refused(refused)
    context.exit(1 if refused else 0)


def _answer(request: Any, law: Mapping[str, Any]) -> dict[str, Any]:
    fault = fault_of(request)
    if fault:
        return {"error": {"field": "", "message": fault}}
    try:
        return answer(request, **law)
    except RequestError as problem:
        return {"error": {"field": problem.field, "message": problem.message}}


def _reading_of_clock(requests: list[Any]) -> tuple[date, datetime]:
    """Today and now, for requests that do not say. The clock is only loaded and read where one leaves it out."""
    if all(isinstance(one, dict) and one.get("today") is not None for one in requests):
        return date.min, datetime.min.replace(tzinfo=UTC)
    clock = clock_of_settings()
    return clock.today(), clock.now()


def _say_refused(sentences: list[str]) -> None:
    for sentence in sentences[:MOST_SENTENCES]:
        click.echo(sentence, err=True)
    if len(sentences) > MOST_SENTENCES:
        click.echo(f"……另有 {len(sentences) - MOST_SENTENCES} 个请求被拒绝，见输出中的 error。", err=True)


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
    print_table("", ["程序", "期限", "长度", "起算", "届满", "", "状态", "依据"], rows, empty="没有可计算的期限。")
    for start in given["not_covered"]:
        click.echo(f"不在收录范围：{'，'.join(str(value) for value in start.values() if value)}")
    for warning in given["warnings"]:
        click.echo(f"注意：{warning}")


@deadlines.command("list", options_metavar="[选项]")
@click.option("--handler", help="只看某人经办的 / of one officer")
@as_json
def list_clocks(handler: str | None, as_json: bool) -> None:
    """在办案件的全部期限，最急的在前。

    The open clocks of the database, most urgent first.
    """

    async def work() -> list[dict[str, Any]]:
        from compliance.records.due_dates import clock_as_json, open_clocks

        async with opened_resources(existing=True) as resources:
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


@group("calendar")
def calendar() -> None:
    """工作日历：某日是不是工作日，依哪一份放假通知。

    The working-day calendar and the notices behind it.
    """


@calendar.command("show", options_metavar="[选项]")
@click.argument("year", type=click.IntRange(2015, 2100), metavar="YEAR")
@as_json
def show_year(year: int, as_json: bool) -> None:
    """YEAR 年的放假日与调休上班日。

    Days off and make-up working days of a year, with the notice that fixed them.
    """
    current_settings()
    found = calendar_year_as_json(load_calendar(), year)
    if as_json:
        print_json(found)
        return
    notice = found["notice"] or {}
    state = "正式" if found["status"] == "published" else "暂定（放假通知尚未录入）"
    click.echo("  ".join(filter(None, (f"{year} 年：{state}", notice.get("number"), notice.get("date")))))
    kinds = {"day_off": "放假", "makeup_workday": "上班"}
    rows = [[day["on"], kinds[day["kind"]], day["why"]] for day in found["days"]]
    print_table("", ["日期", "", "缘由"], rows, empty="没有调整。")


@group("rules")
def rules() -> None:
    """期限规则：依据、版本、检查。

    The limits of the law: source, versions, checks.
    """


@rules.command("list", options_metavar="[选项]")
@as_json
def list_rules(as_json: bool) -> None:
    """全部期限及其依据、版本和所需事实。

    Every limit with its versions, citations and the facts that decide it.
    """
    current_settings()
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
            v["until"],
            v["citation"]["article"],
        ]
        for limit in found
        for v in limit["versions"]
    ]
    print_table("", ["程序", "期限", "名称", "长度", "自", "至", "条款"], rows, empty="没有规则。")


@rules.command("check", options_metavar="[选项]")
@as_json
@click.pass_context
def check_rules(context: click.Context, as_json: bool) -> None:
    """检查规则与日历文件，逐条列出；有错误（error）时退出码 1，提醒与备注不算错误。

    Check the rule files and calendars; exit code 1 on errors, not on warnings and notes.
    """
    current_settings()
    load_calendar()
    findings = check_rulebook(load_rulebook())
    wrong = sum(finding.level == "error" for finding in findings)
    if as_json:
        print_json({"ok": not wrong, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            level = {"error": "错误", "warning": "提醒", "note": "备注"}[finding.level]
            click.echo(f"{level}  {finding.file}  {finding.limit}  {finding.key}：{finding.message}")
        state = "规则与日历无误" if not wrong else f"有 {wrong} 处错误"
        click.echo(f"{state}；提醒与备注 {len(findings) - wrong} 条。")
    context.exit(1 if wrong else 0)


@rules.command("coverage", options_metavar="[选项]")
@click.option("--write", "path", type=click.Path(dir_okay=False, path_type=Path), help="写入文件 / write to a file")
@as_json
def show_coverage(path: Path | None, as_json: bool) -> None:
    """收录范围：各件依据的条款、期限、核对程度，以及不计时的规定（Markdown）。

    What is covered, instrument by instrument, and what never counts.
    """
    current_settings()
    rulebook = load_rulebook()
    found = coverage(rulebook)
    text = as_markdown(found, rulebook.fingerprint)
    if path:
        path.write_text(text, encoding="utf-8")
    counts = {
        "regimes": found.regimes,
        "limits": found.limits,
        "versions": found.versions,
        "instruments": len(found.instruments),
        "uncounted": len(found.uncounted),
        "evidence": found.by_evidence,
        "written": str(path) if path else None,
    }
    if as_json:
        print_json(counts)
    elif path:
        click.echo(
            f"{path}：{found.limits} 项期限，{len(found.instruments)} 件依据，{len(found.uncounted)} 条不计时的规定。"
        )
    else:
        click.echo(text, nl=False)
