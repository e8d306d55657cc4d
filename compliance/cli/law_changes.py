"""Changes of the law in force on the command line: list, show, confirm by a second person, refuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.law_shown import STATES, change_as_json, moves_of_change, say_change, summary_sentence
from compliance.cli.opening import opened_resources, run
from compliance.cli.output import as_json, print_json, print_table, progress_bar
from compliance.cli.refusals import CannotRun
from compliance.cli.usage import group

if TYPE_CHECKING:
    from compliance.casework.actor import Actor
    from compliance.records.law import LawChange, LawText
    from compliance.resources import Resources


@group("law")
def law() -> None:
    """规则与日历变更：列出、查看、由第二人确认或者不采用。

    Changes of the law in force: list, show, confirm by a second person, refuse.
    """


@law.command("list", options_metavar="[选项]")
@as_json
def list_changes(as_json: bool) -> None:
    """列出全部变更，最新的在前。

    Every change, the newest first.
    """

    async def work() -> tuple[LawChange, ...]:
        from compliance.records.law import changes

        async with opened_resources(existing=True) as resources:
            return await changes(resources.database)

    found = run(work())
    if as_json:
        print_json([change_as_json(change) for change in found])
        return
    rows = [[c.id, STATES[c.state], c.title, c.proposer, c.decider, summary_sentence(c.summary)] for c in found]
    print_table(
        "", ["编号", "状态", "变更", "提出", "决定", "影响"], rows, empty="没有变更；在用的是随程序附带的规则与日历。"
    )


@law.command("show", options_metavar="[选项]")
@click.argument("change_id", type=int, metavar="ID")
@as_json
def show_change(change_id: int, as_json: bool) -> None:
    """变更 ID 的全貌：逐案的变化。

    One change with every clock that it moves.
    """

    async def work() -> tuple[LawChange, list[dict[str, Any]]]:
        from compliance.records.law import change

        async with opened_resources(existing=True) as resources:
            found = await change(resources.database, change_id)
            if found is None:
                raise CannotRun(f"没有编号为 {change_id} 的变更；用 anqi law list 查看。", field="id")
            return found, await moves_of_change(resources, change_id)

    found, moves = run(work())
    if as_json:
        print_json(change_as_json(found, moves))
    else:
        say_change(found, moves)


@law.command("confirm", options_metavar="[选项]")
@click.argument("change_id", type=int, metavar="ID")
@click.option("--by", required=True, metavar="USER", help="确认人的用户名（须不是提出人）/ who confirms")
@click.option("--reason", required=True, metavar="TEXT", help="理由，记入审计 / reason for the record")
@click.option("--password-stdin", is_flag=True, help="从标准输入读取密码 / read the password from standard input")
@as_json
def confirm(change_id: int, by: str, reason: str, password_stdin: bool, as_json: bool) -> None:
    """由第二人确认变更 ID：即时生效，重算全部在办期限。

    A second person puts the change into force; every open clock is counted anew.
    """

    async def work() -> tuple[LawChange, list[dict[str, Any]]]:
        async with opened_resources(existing=True) as resources:
            found = await confirmed(resources, change_id, by, reason, password_stdin=password_stdin)
            return found, await moves_of_change(resources, change_id)

    found, moves = run(work())
    if as_json:
        print_json(change_as_json(found, moves))
    else:
        say_change(found, moves)


@law.command("refuse", options_metavar="[选项]")
@click.argument("change_id", type=int, metavar="ID")
@click.option("--by", required=True, metavar="USER", help="决定人的用户名 / who decides")
@click.option("--reason", required=True, metavar="TEXT", help="理由，记入审计 / reason for the record")
@click.option("--password-stdin", is_flag=True, help="从标准输入读取密码 / read the password from standard input")
@as_json
def refuse(change_id: int, by: str, reason: str, password_stdin: bool, as_json: bool) -> None:
    """不采用变更 ID（提出人为撤回）。

    Turn a change down, or take it back.
    """

    async def work() -> LawChange:
        from compliance.casework.law_changes import refuse_law_change

        async with opened_resources(existing=True) as resources:
            actor = await _person(resources, by, password_stdin=password_stdin)
            return await refuse_law_change(resources, actor, change_id=change_id, reason=reason)

    found = run(work())
    if as_json:
        print_json(change_as_json(found))
    else:
        click.echo(f"{STATES[found.state]}：{found.title}")


async def propose(
    resources: Resources, origin: str, title: str, texts: Sequence[LawText], reason: str, source: str
) -> tuple[LawChange, list[dict[str, Any]]]:
    from compliance.casework.actor import system_actor
    from compliance.casework.law_changes import propose_law_change

    with progress_bar("预览") as advance:
        change = await propose_law_change(
            resources,
            system_actor(resources),
            origin=origin,
            title=title,
            texts=texts,
            reason=reason,
            source_text=source,
            progress=advance,
        )
    return change, await moves_of_change(resources, change.id)


async def confirmed(
    resources: Resources, change_id: int, by: str, reason: str, *, password_stdin: bool = False
) -> LawChange:
    from compliance.casework.law_changes import confirm_law_change

    actor = await _person(resources, by, password_stdin=password_stdin)
    with progress_bar("重算") as advance:
        return await confirm_law_change(resources, actor, change_id=change_id, reason=reason, progress=advance)


async def _person(resources: Resources, username: str, *, password_stdin: bool) -> Actor:
    """The person of that name, known by his password: a second person must be one on the command line, too."""
    from compliance.casework.people import sign_in
    from compliance.cli.users import password_of_person

    return await sign_in(resources, username=username, password=password_of_person(username, stdin=password_stdin))
