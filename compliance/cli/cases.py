"""Commands about cases: import, case show, case export, filings list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from compliance.cli.opening import current_settings, opened_resources, run
from compliance.cli.output import as_json, print_json, print_table, progress_bar
from compliance.cli.refusals import CannotRun
from compliance.cli.usage import command, group

MOST_IMPORT_BYTES = 20 * 1024 * 1024


@command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--source", required=True, metavar="ID", help="来源：samr_12315、hotline_12345 / source")
@click.option("--dry-run", is_flag=True, help="只报告会怎样，不写入 / report only")
@as_json
@click.pass_context
def import_command(context: click.Context, file: Path, source: str, dry_run: bool, as_json: bool) -> None:
    """导入监管平台或者热线的导出文件；可以反复执行，逐行报告，有错误行时退出码 1。

    Import an export: good rows are stored, bad ones reported, a second run of the same file changes nothing.

    \b
    例 Example：
      anqi import 12315导出.xlsx --source samr_12315 --dry-run
    """
    from compliance.importers.registry import SOURCES

    current_settings()
    if source not in SOURCES:
        raise CannotRun(f"没有名为“{source[:40]}”的来源；可用的是：{'、'.join(SOURCES)}。", field="source")
    content = _content(file)
    # A name that is not UTF-8 could not be put on record with the import.
    name = file.name.encode("utf-8", "replace").decode()

    async def work() -> Any:
        from compliance.casework.actor import system_actor
        from compliance.importers.taking_in import import_export

        async with opened_resources() as resources:
            with progress_bar("导入") as advance:
                return await import_export(
                    resources,
                    system_actor(resources),
                    data=content,
                    filename=name,
                    source=source,
                    dry_run=dry_run,
                    progress=advance,
                )

    report = run(work())
    if as_json:
        print_json(report.as_json())
    else:
        _print_report(report, name, dry_run=dry_run)
    context.exit(1 if report.errors else 0)


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(MOST_IMPORT_BYTES + 1)
    if len(content) > MOST_IMPORT_BYTES:
        raise CannotRun(f"文件“{file.name}”超过 20 MB；请按日期分成几个文件再导入。", field="file")
    return content


def _print_report(report: Any, name: str, *, dry_run: bool) -> None:
    how = "试运行：将" if dry_run else ""
    click.echo(
        f"{name}：{report.rows} 行，{how}新增 {report.created}，更新 {report.updated}，"
        f"无变化 {report.unchanged}，错误 {len(report.errors)}。"
    )
    for error in report.errors:
        click.echo(f"  {error['sheet']} 第 {error['row']} 行 {error['field']}：{error['message']}")
    for kept in report.kept:
        click.echo(f"  {kept['number']} 的{kept['field']}经人工修改，保留不动。")
    for note in report.notes:
        click.echo(f"  说明：{note}")


@group("case")
def case() -> None:
    """案件：全貌，导出案卷。

    A case as it stands; its bundle to take along.
    """


@case.command("show", options_metavar="[选项]")
@click.argument("number", metavar="NUMBER")
@as_json
def show_case(number: str, as_json: bool) -> None:
    """案件 NUMBER 的登记、事项、期限、文书与递交；个人信息已遮盖。

    A case whole: events, deadlines, documents, filings; personal values masked.
    """

    async def work() -> dict[str, Any]:
        from compliance.casework.as_json import case_as_json
        from compliance.casework.proceedings import standing_complaint

        async with opened_resources(existing=True) as resources:
            return await case_as_json(resources, await standing_complaint(resources, number))

    found = run(work())
    if as_json:
        print_json(found)
    else:
        _print_case(found)


@case.command("export", options_metavar="[选项]")
@click.argument("number", metavar="NUMBER")
@click.option(
    "--out", required=True, metavar="FILE.zip", type=click.Path(dir_okay=False, path_type=Path), help="输出的 ZIP 文件"
)
@click.option("--unmasked", is_flag=True, help="登记含完整个人信息，须写明理由 / personal values in clear")
@click.option("--reason", default="", metavar="TEXT", help="导出理由，写入审计 / why, goes on record")
@click.option("--drafts", is_flag=True, help="附上未签发的草稿 / drafts too")
@click.option("--without-damaged", is_flag=True, help="原件损坏时仍导出并列明 / leave damaged originals out")
@as_json
def export_case_command(
    number: str, out: Path, unmasked: bool, reason: str, drafts: bool, without_damaged: bool, as_json: bool
) -> None:
    """把案件 NUMBER 的全部材料导出为案卷 ZIP：目录、登记、经过、文书、期限说明、递交与回执、证据、审计、清单。

    The bundle of a case, read back and checked; verify it with sha256sum -c or python3 verify_bundle.py.

    个人信息默认遮盖；不覆盖已有的文件；做不成时什么也不留下。
    """
    # Words that are no UTF-8 could not be put on record.
    why = reason.encode("utf-8", "replace").decode()

    async def work() -> dict[str, Any]:
        from compliance.casework.actor import system_actor
        from compliance.casework.bundle import Wanted, export_case

        wanted = Wanted(unmasked=unmasked, drafts=drafts, without_damaged=without_damaged, reason=why)
        async with opened_resources(existing=True) as resources:
            with progress_bar("导出案卷") as advance:
                return await export_case(
                    resources, system_actor(resources), number=number, target=out, wanted=wanted, progress=advance
                )

    made = run(work())
    if as_json:
        print_json(made)
        return
    click.echo(f"{made['file']}：{made['items']} 项、{made['files']} 个文件，已回读核对。SHA-256 {made['sha256']}")
    for each in made["damaged"]:
        click.echo(f"  未收入（损坏或者缺失）：{each['title']}（{each['name']}）", err=True)
    for note in made["notes"]:
        click.echo(f"  说明：{note}", err=True)


def _print_case(found: dict[str, Any]) -> None:
    click.echo(f"{found['number']}  {found['title']}  [{found['status']}]  {found['received_on']} 收到")
    rows = [[c["lamp"], c["due_on"] or c["due_at"], c["label"], c["state"]] for c in found["deadlines"]]
    print_table("期限", ["灯", "届满", "事项", "状态"], rows, empty="没有期限。")
    events = [[e["on"], e["kind"], e["note"], e["recorded_by"]] for e in found["events"]]
    print_table("事项", ["日期", "事项", "说明", "登记人"], events, empty="没有事项。")
    documents = [[d["status"], d["number"], d["title"], d["issued_on"]] for d in found["documents"]]
    print_table("文书", ["状态", "文号", "标题", "签发"], documents, empty="没有文书。")
    sent = [[f["filed_on"], f["regulator"], f["number"], f["receipt_on"] or "缺回执"] for f in found["filings"]]
    print_table("递交", ["日期", "对象", "文号", "回执"], sent, empty="没有递交。")


@group("filings")
def filings() -> None:
    """递交登记：何时向谁递交了什么，有无回执。

    The filing register.
    """


@filings.command("list", options_metavar="[选项]")
@click.option("--regulator", default="", metavar="TEXT", help="递交对象，写出一部分即可 / to whom")
@click.option("--from", "from_", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="递交日不早于 / from")
@click.option("--to", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="递交日不晚于 / to")
@click.option("--person", default="", metavar="NAME", help="递交人 / by whom")
@click.option("--product", default="", metavar="TEXT", help="商品、品牌、型号、订单、类别 / goods or order")
@click.option("--number", default="", metavar="TEXT", help="文号、登记编号、工单号、邮件号 / any number")
@click.option("--text", default="", metavar="TEXT", help="任何文字 / any words")
@click.option(
    "--receipt", type=click.Choice(["all", "missing", "present"]), default="all", help="回执：全部、缺、有 / receipt"
)
@as_json
def list_command(
    regulator: str,
    from_: Any,
    to: Any,
    person: str,
    product: str,
    number: str,
    text: str,
    receipt: str,
    as_json: bool,
) -> None:
    """递交登记，缺回执的在前。

    What was filed to whom, when, with which receipt; those without one first.
    """
    period = (_day(from_), _day(to))
    if period[0] and period[1] and period[0] > period[1]:
        raise CannotRun(f"--from {period[0]} 晚于 --to {period[1]}；请对调。", field="from")

    async def work() -> list[dict[str, Any]]:
        from compliance.casework.as_json import filing_as_json
        from compliance.records.filings import FilingFilters, list_filings

        filters = FilingFilters(
            regulator=regulator,
            from_=period[0],
            to=period[1],
            person=person,
            product=product,
            number=number,
            text=text,
            receipt=receipt,
        )
        async with opened_resources(existing=True) as resources:
            return [filing_as_json(filing) for filing in await list_filings(resources.database, filters)]

    found = run(work())
    if as_json:
        print_json(found)
        return
    rows = [
        [f["filed_on"], f["due_on"], f["regulator"], _number(f), f["case"], f["filed_by"], f["receipt_on"] or "缺回执"]
        for f in found
    ]
    print_table("", ["递交", "届满", "对象", "文号", "案件", "递交人", "回执"], rows, empty="没有符合条件的递交。")


def _number(filing: dict[str, Any]) -> str:
    """The number of the filed paper, with what corrects it and what it corrects."""
    said = [f"已由 {filing['corrected_by']} 更正"] if filing["corrected_by"] else []
    said += [f"更正 {filing['corrects']}"] if filing["corrects"] else []
    return (filing["number"] or "") + (f"（{'；'.join(said)}）" if said else "")


def _day(value: Any) -> date | None:
    return value.date() if value else None
