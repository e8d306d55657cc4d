"""Commands about clocks: compute them from facts without a database, list the open ones, count them anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import click

from compliance.cli.opening import clock_of_settings, current_settings, opened_resources, run
from compliance.cli.output import as_json, print_json, print_table, progress_bar
from compliance.cli.reading import fault_of, read_batch
from compliance.cli.usage import group
from deadlines import (
    RequestError,
    answer,
    load_calendar,
    load_rulebook,
)

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


@deadlines.command("recount", options_metavar="[选项]")
@as_json
def recount_open(as_json: bool) -> None:
    """按在用的规则与日历重算全部在办期限；没有变化的不动，有变化的逐案留痕。

    Count every open clock anew under the law in force; what differs is written, case by case, with an entry each.
    """

    async def work() -> int:
        from compliance.casework.actor import system_actor
        from compliance.casework.proceedings import recount

        async with opened_resources(existing=True) as resources:
            with progress_bar("重算") as advance:
                return await recount(resources, system_actor(resources), progress=advance)

    changed = run(work())
    if as_json:
        print_json({"changed": changed})
    else:
        click.echo(f"重算完毕：{changed} 件有变化。")
