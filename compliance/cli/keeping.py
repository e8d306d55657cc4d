"""Commands that keep and prove: audit, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.opening import current_settings, logs_to_stderr, opened_resources, ready_resources, run
from compliance.cli.output import as_json, print_json, progress_bar
from compliance.cli.usage import command, group

if TYPE_CHECKING:
    from compliance.records.verification import Verification


@group("audit")
def audit() -> None:
    """审计：核验全部历史，导出供独立核验。

    The history: verify it here, or export it and verify it elsewhere.
    """


@audit.command("verify", options_metavar="[选项]")
@as_json
@click.pass_context
def verify_command(context: click.Context, as_json: bool) -> None:
    """核验审计链与检查点；有改动时逐条列出，退出码 1；无法核验时退出码 2。

    Verify chains and checkpoints: exit code 1 when something was altered, 2 when it could not be checked.

    也核对记录提到的每一件文件；没有任何记录提到的文件不影响结果，见 anqi files unreferenced。
    """

    async def work() -> Verification:
        from compliance.casework.keeping import verify_history

        # Not through opened_resources: a verification writes nothing, least of all a fresh checkpoint.
        resources = ready_resources(current_settings(), existing=True)
        await resources.database.open()
        try:
            return await verify_history(resources)
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
        click.echo(f"  {finding.chain} 第 {finding.sequence} 条：{finding.sentence('zh')}")


@audit.command("export", options_metavar="[选项]")
@click.option(
    "--out", required=True, metavar="FILE.zip", type=click.Path(dir_okay=False, path_type=Path), help="输出的 ZIP 文件"
)
@as_json
def export_command(out: Path, as_json: bool) -> None:
    """导出审计记录、检查点与独立核验脚本；解压后运行 python3 verify.py，不需要本程序。

    Export entries, checkpoints and a stand-alone verifier.
    """

    async def work() -> dict[str, Any]:
        from compliance.casework.actor import system_actor
        from compliance.casework.keeping import export_audit

        async with opened_resources(existing=True) as resources:
            return await export_audit(resources, system_actor(resources), target=out)

    made = run(work())
    if as_json:
        print_json(made)
    else:
        click.echo(f"{made['file']}：{made['entries']} 条；解压后运行 python3 verify.py。")


@command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--without-key", is_flag=True, help="不含密钥；密钥须另行保管 / leave the key out")
@as_json
def backup(file: Path, without_key: bool, as_json: bool) -> None:
    """把全部数据写入 FILE，并回读核对；不覆盖已有的文件。

    Write everything to one file and read it back; an existing file is never overwritten.
    """

    async def work() -> dict[str, Any]:
        from compliance.casework.actor import system_actor
        from compliance.casework.keeping import back_up

        async with opened_resources(existing=True) as resources:
            with progress_bar("备份") as advance:
                return await back_up(
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


@command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@as_json
@click.pass_context
def restore(context: click.Context, file: Path, as_json: bool) -> None:
    """把备份 FILE 恢复到空的数据目录（ANQI_DATA_DIR），并核验；不能恢复时什么也不留下。

    Restore a backup into an empty data directory and verify it there; all or nothing.
    """

    async def work() -> Verification:
        from compliance.casework.keeping import restore as restore_archive

        logs_to_stderr()
        with progress_bar("恢复") as advance:
            return await restore_archive(current_settings(), source=file, progress=advance)

    found = run(work())
    _print_verification(found, as_json=as_json)
    context.exit(0 if found.ok else 1)
