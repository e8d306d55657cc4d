"""Commands about the evidence store: files unreferenced."""

from __future__ import annotations

from typing import Any

import click

from compliance.cli.opening import opened_resources, run
from compliance.cli.output import as_json, print_json, print_table
from compliance.cli.usage import group


@group("files")
def files() -> None:
    """证据库中的文件：没有任何记录提到的，列出或者清除。

    Files of the evidence store: those that no record names.
    """


@files.command("unreferenced", options_metavar="[选项]")
@click.option(
    "--older-than",
    type=click.IntRange(0, 36_500),
    metavar="DAYS",
    help="最后一次存入至少几天前；列出时默认 0，清除时默认 7、至少 1 / stored at least so many days ago",
)
@click.option("--remove", is_flag=True, help="清除，逐件记入审计 / remove them; their hashes go on record")
@as_json
def unreferenced(older_than: int | None, remove: bool, as_json: bool) -> None:
    """没有任何记录提到的文件：签发或者上传未成时留下的，备份不含、核验不看。

    Files that no record names, left by an issue or an upload that was then refused; with --remove they are removed.

    清除在一个事务内再查一遍各表；一天之内存入的从不清除，所以服务运行时也可以执行。
    """

    async def listed() -> list[dict[str, Any]]:
        from compliance.casework.unreferenced_files import unreferenced_files

        async with opened_resources(existing=True) as resources:
            found = await unreferenced_files(resources, older_than=older_than or 0)
            return [one.as_json() for one in found]

    async def removed() -> dict[str, Any]:
        from compliance.casework.actor import system_actor
        from compliance.casework.unreferenced_files import USUAL_DAYS, remove_unreferenced_files

        days = USUAL_DAYS if older_than is None else older_than
        async with opened_resources(existing=True) as resources:
            done = await remove_unreferenced_files(resources, system_actor(resources), older_than=days)
            return {"removed": [one.as_json() for one in done.files], "left": done.left}

    if remove:
        done = run(removed())
        if as_json:
            print_json(done)
            return
        _print(done["removed"], empty="没有到期限而无记录提到的文件，什么也没有清除。")
        if done["removed"]:
            click.echo(f"已清除 {len(done['removed'])} 件，已记入审计。")
        if done["left"]:
            click.echo(f"还有 {done['left']} 件；请再执行一次。")
        return
    found = run(listed())
    if as_json:
        print_json(found)
        return
    _print(found, empty="没有这样的文件：证据库中的每一件都有记录提到。" if not older_than else "没有这样的文件。")


def _print(found: list[dict[str, Any]], *, empty: str) -> None:
    rows = [[one["age_days"], one["size"], one["path"]] for one in found]
    print_table("", ["天数", "字节", "路径"], rows, empty=empty)
