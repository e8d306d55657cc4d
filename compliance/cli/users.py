"""Commands about accounts: user add, list, disable."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.opening import opened_resources, run
from compliance.cli.output import as_json, print_json, print_table
from compliance.cli.refusals import CannotRun
from compliance.cli.usage import group
from compliance.roles import Role

if TYPE_CHECKING:
    from compliance.records.people import User

_LONGEST_LINE = 4096


@group("user")
def user() -> None:
    """用户：添加、列出、停用。

    Accounts: add, list, disable.
    """


@user.command("add", options_metavar="[选项]")
@click.argument("username", metavar="USERNAME")
@click.option("--name", required=True, metavar="NAME", help="姓名 / name")
@click.option(
    "--role",
    required=True,
    type=click.Choice([role.value for role in Role if role is not Role.system]),
    help="角色：经办、审核、负责人、审计、管理员 / role",
)
@click.option("--password-stdin", is_flag=True, help="从标准输入读取密码 / read the password from standard input")
@as_json
def add(username: str, name: str, role: str, password_stdin: bool, as_json: bool) -> None:
    """添加用户 USERNAME；密码交互输入，或者用 --password-stdin。

    Add an account; the password is asked for, or read from standard input.

    \b
    例 Example：
      echo '一句不短于十二位的话 123' | anqi user add wang --name 王某 --role officer --password-stdin
    """
    password = _line_of_stdin() if password_stdin else _asked_password()

    async def work() -> User:
        from compliance.casework import people
        from compliance.casework.actor import system_actor

        async with opened_resources() as resources:
            return await people.add_user(
                resources, system_actor(resources), username=username, name=name, role=role, password=password
            )

    made = run(work())
    if as_json:
        print_json({"username": made.username, "name": made.display_name, "role": made.role})
    else:
        click.echo(f"已添加 {made.username}（{made.display_name}，{made.role}）。")


def _line_of_stdin() -> str:
    try:
        return sys.stdin.buffer.readline(_LONGEST_LINE).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as problem:
        raise CannotRun("标准输入的密码不是 UTF-8 文本；请改用 UTF-8。", field="password") from problem


def password_of_person(username: str, *, stdin: bool) -> str:
    """The password of somebody who acts on the command line: from standard input, or asked for on the terminal."""
    if stdin:
        return _line_of_stdin()
    if not sys.stdin.isatty():
        raise CannotRun("没有终端可以输入密码；请加 --password-stdin 并从标准输入给出。", field="password")
    return click.prompt(f"{username} 的密码", hide_input=True, err=True)


def _asked_password() -> str:
    if not sys.stdin.isatty():
        raise CannotRun("没有终端可以输入密码；请加 --password-stdin 并从标准输入给出。", field="password")
    return click.prompt("密码（至少 12 位）", hide_input=True, confirmation_prompt="再输一次", err=True)


@user.command("list", options_metavar="[选项]")
@as_json
def list_users(as_json: bool) -> None:
    """列出用户。

    List the accounts.
    """

    async def work() -> list[dict[str, Any]]:
        from compliance.records.people import users

        async with opened_resources(existing=True) as resources:
            return [
                {"username": u.username, "name": u.display_name, "role": u.role, "active": bool(u.active)}
                for u in await users(resources.database)
            ]

    found = run(work())
    if as_json:
        print_json(found)
        return
    rows = [[u["username"], u["name"], u["role"], "在用" if u["active"] else "停用"] for u in found]
    print_table("", ["用户名", "姓名", "角色", "状态"], rows, empty="没有用户；用 anqi user add 添加。")


@user.command("disable", options_metavar="[选项]")
@click.argument("username", metavar="USERNAME")
@click.option("--reason", required=True, metavar="TEXT", help="理由，记入审计 / reason for the record")
@as_json
def disable(username: str, reason: str, as_json: bool) -> None:
    """停用用户 USERNAME，其会话立即失效。

    Disable an account; its sessions end at once.
    """

    async def work() -> User:
        from compliance.casework import people
        from compliance.casework.actor import system_actor

        async with opened_resources(existing=True) as resources:
            return await people.disable_user(resources, system_actor(resources), username=username, reason=reason)

    made = run(work())
    if as_json:
        print_json({"username": made.username, "active": bool(made.active)})
    else:
        click.echo(f"已停用 {made.username}。")
