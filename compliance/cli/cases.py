"""Commands about cases: import, case show, filings list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from compliance.casework.actor import system_actor
from compliance.casework.as_json import case_as_json, filing_as_json
from compliance.casework.proceedings import standing_complaint
from compliance.cli.output import as_json, console, opened_resources, print_json, print_table, progress_bar, run
from compliance.importers.registry import SOURCES
from compliance.importers.taking_in import import_export
from compliance.records.filings import FilingFilters, list_filings

MOST_IMPORT_BYTES = 20 * 1024 * 1024


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", required=True, help=f"来源：{'、'.join(SOURCES)}")
@click.option("--dry-run", is_flag=True, help="只报告会怎样，不写入")
@as_json
@click.pass_context
def import_command(context: click.Context, file: Path, source: str, dry_run: bool, as_json: bool) -> None:
    """导入监管平台或者热线的导出文件；可以反复执行，逐行报告。"""
    with file.open("rb") as opened:
        content = opened.read(MOST_IMPORT_BYTES + 1)
    if len(content) > MOST_IMPORT_BYTES:
        raise click.ClickException(f"“{file.name}”超过 20 MB；请按月拆分后分别导入。")

    async def work() -> Any:
        async with opened_resources() as resources:
            with progress_bar("导入") as advance:
                return await import_export(
                    resources,
                    system_actor(resources),
                    data=content,
                    filename=file.name,
                    source=source,
                    dry_run=dry_run,
                    progress=advance,
                )

    report = run(work())
    if as_json:
        print_json(report.as_json())
    else:
        how = "试运行：将" if dry_run else ""
        click.echo(
            f"{file.name}：{report.rows} 行，{how}新增 {report.created}，更新 {report.updated}，"
            f"无变化 {report.unchanged}，错误 {len(report.errors)}。"
        )
        for error in report.errors:
            click.echo(f"  {error['sheet']} 第 {error['row']} 行 {error['field']}：{error['message']}")
        for kept in report.kept:
            click.echo(f"  {kept['number']} 的{kept['field']}经人工修改，保留不动。")
        for note in report.notes:
            click.echo(f"  说明：{note}")
    context.exit(1 if report.errors else 0)


@click.group()
def case() -> None:
    """案件：全貌。"""


@case.command("show")
@click.argument("number")
@as_json
def show_case(number: str, as_json: bool) -> None:
    """案件 NUMBER 的登记、事项、期限、文书与递交；个人信息已遮盖。"""

    async def work() -> dict[str, Any]:
        async with opened_resources() as resources:
            return await case_as_json(resources, await standing_complaint(resources, number))

    found = run(work())
    if as_json:
        print_json(found)
        return
    console().print(f"{found['number']}  {found['title']}  [{found['status']}]  {found['received_on']} 收到")
    rows = [[c["lamp"], c["due_on"] or c["due_at"], c["label"], c["state"]] for c in found["deadlines"]]
    print_table("期限", ["灯", "届满", "事项", "状态"], rows, empty="没有期限。")
    events = [[e["on"], e["kind"], e["note"], e["recorded_by"]] for e in found["events"]]
    print_table("事项", ["日期", "事项", "说明", "登记人"], events, empty="没有事项。")


@click.group()
def filings() -> None:
    """递交登记：何时向谁递交了什么，有无回执。"""


@filings.command("list")
@click.option("--regulator", default="", help="递交对象")
@click.option("--from", "from_", type=click.DateTime(["%Y-%m-%d"]), help="自")
@click.option("--to", type=click.DateTime(["%Y-%m-%d"]), help="至")
@click.option("--person", default="", help="递交人")
@click.option("--receipt", type=click.Choice(["all", "missing", "present"]), default="all", help="回执")
@as_json
def list_command(regulator: str, from_: Any, to: Any, person: str, receipt: str, as_json: bool) -> None:
    """递交登记，缺回执的在前。"""
    filters = FilingFilters(regulator=regulator, from_=_day(from_), to=_day(to), person=person, receipt=receipt)

    async def work() -> list[dict[str, Any]]:
        async with opened_resources() as resources:
            return [filing_as_json(filing) for filing in await list_filings(resources.database, filters)]

    found = run(work())
    if as_json:
        print_json(found)
        return
    rows = [
        [f["filed_on"], f["due_on"], f["regulator"], f["number"], f["case"], f["filed_by"], f["receipt_on"] or "缺回执"]
        for f in found
    ]
    print_table("", ["递交", "届满", "对象", "文号", "案件", "递交人", "回执"], rows, empty="没有符合条件的递交。")


def _day(value: Any) -> date | None:
    return value.date() if value else None


COMMANDS = (import_command, case, filings)
