"""Commands that keep and prove: audit, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance.casework import keeping
from compliance.casework.actor import system_actor
from compliance.cli.output import as_json, current_settings, opened_resources, print_json, progress_bar, run
from compliance.records.verification import Verification, verify
from compliance.resources import load_resources
from compliance.wording import say


@click.group()
def audit() -> None:
    """审计：核验全部历史，导出供独立核验。"""


@audit.command("verify")
@as_json
@click.pass_context
def verify_command(context: click.Context, as_json: bool) -> None:
    """核验审计链与检查点；有改动时逐条列出，退出码 1。"""

    async def work() -> Verification:
        # Not through opened_resources: a verification writes nothing, least of all a fresh checkpoint.
        resources = load_resources(current_settings())
        await resources.database.open()
        try:
            return await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
        finally:
            await resources.close()

    found = run(work())
    _print_verification(found, as_json=as_json)
    context.exit(0 if found.ok else 1)


def _print_verification(found: Verification, *, as_json: bool) -> None:
    if as_json:
        print_json(found.as_json())
        return
    if found.ok:
        click.echo(f"链完整：{found.entries} 条，链首 {found.head[:16]}…")
        return
    click.echo(f"发现 {len(found.findings)} 处改动（共 {found.entries} 条）：")
    for finding in found.findings:
        click.echo(f"  {finding.chain} 第 {finding.sequence} 条：{say(f'errors.findings.{finding.problem}', 'zh')}")


@audit.command("export")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="输出的 ZIP 文件")
@as_json
def export_command(out: Path, as_json: bool) -> None:
    """导出审计记录、检查点与独立核验脚本。"""

    async def work() -> dict[str, Any]:
        async with opened_resources() as resources:
            return await keeping.export_audit(resources, system_actor(resources), target=out)

    made = run(work())
    print_json(made) if as_json else click.echo(f"{made['file']}：{made['entries']} 条；解压后运行 python3 verify.py。")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--without-key", is_flag=True, help="不含密钥；密钥须另行保管")
@as_json
def backup(file: Path, without_key: bool, as_json: bool) -> None:
    """把全部数据写入 FILE，并回读核对。"""

    async def work() -> dict[str, Any]:
        async with opened_resources() as resources:
            with progress_bar("备份") as advance:
                return await keeping.back_up(
                    resources, system_actor(resources), target=file, with_key=not without_key, progress=advance
                )

    made = run(work())
    if as_json:
        print_json(made)
        return
    click.echo(
        f"{made['file']}：案件 {made['complaints']} 件，审计 {made['entries']} 条，文件 {made['files']} 份，已回读核对。"
    )
    if made["with_key"]:
        click.echo("备份内含密钥，请按密钥的要求保管；不想包含时用 --without-key。", err=True)
    else:
        click.echo("备份不含密钥：恢复时须用原来的密钥文件。", err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@click.pass_context
def restore(context: click.Context, file: Path, as_json: bool) -> None:
    """把 FILE 恢复到空的数据目录（ANQI_DATA_DIR），并核验。"""

    async def work() -> Verification:
        with progress_bar("恢复") as advance:
            return await keeping.restore(current_settings(), source=file, progress=advance)

    found = run(work())
    _print_verification(found, as_json=as_json)
    context.exit(0 if found.ok else 1)


COMMANDS = (audit, backup, restore)
