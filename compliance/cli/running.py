"""Commands that set up and run: demo, serve, worker, migrate, user."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import Any

import click
import uvicorn

from compliance.app import create_app
from compliance.casework import people
from compliance.casework.actor import system_actor
from compliance.cli.output import as_json, current_settings, opened_resources, print_json, print_table, run
from compliance.demo.walk import DemoRefused, walk_the_road
from compliance.records.people import User, users
from compliance.resources import load_resources
from compliance.roles import Role
from compliance.settings import Settings
from compliance.worker import run_worker


@click.command()
@click.option("--no-serve", is_flag=True, help="做完就结束，不启动服务")
@as_json
def demo(no_serve: bool, as_json: bool) -> None:
    """新建演示数据：导入样例、算出期限、起草审核签发一份答复、递交、登记回执、核验；然后提供服务。"""
    settings = current_settings()
    try:
        made = run(walk_the_road(settings, say=_silent if as_json else click.echo))
    except DemoRefused as refused:
        raise click.ClickException(str(refused)) from refused
    if as_json:
        print_json(made)
    if no_serve:
        return
    serve_forever(settings)


def _silent(_: str) -> None:
    """With --json only the JSON is printed."""


@click.command()
@click.option("--host", help="监听地址，默认 127.0.0.1")
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认 8000")
def serve(host: str | None, port: int | None) -> None:
    """提供网页与接口。"""
    settings = current_settings()
    serve_forever(replace(settings, host=host or settings.host, port=port or settings.port))


def serve_forever(settings: Settings) -> None:
    """Serve until interrupted."""
    app = create_app(load_resources(settings))
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"按期已启动：http://{shown}:{settings.port} （Ctrl+C 停止）", err=True)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        proxy_headers=False,
    )


@click.command()
def worker() -> None:
    """处理后台工作（生成文件、站内提醒、检查点）；设了 ANQI_REDIS_URL 时由 Redis 即时唤醒。"""

    async def work() -> None:
        resources = load_resources(current_settings())
        await resources.open()
        try:
            await run_worker(resources)
        finally:
            await resources.close()

    asyncio.run(work())


@click.command()
@as_json
def migrate(as_json: bool) -> None:
    """把数据库结构升到当前版本。"""

    async def work() -> list[str]:
        async with opened_resources() as resources:
            return resources.database.applied

    applied = run(work())
    if as_json:
        print_json({"applied": applied})
    else:
        click.echo("已应用：" + "、".join(applied) if applied else "数据库结构已是最新。")


@click.group()
def user() -> None:
    """用户：添加、列出、停用。"""


@user.command("add")
@click.argument("username")
@click.option("--name", required=True, help="姓名")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role if role is not Role.system]))
@click.option("--password-stdin", is_flag=True, help="从标准输入读取密码")
@as_json
def add(username: str, name: str, role: str, password_stdin: bool, as_json: bool) -> None:
    """添加用户 USERNAME；密码交互输入，或者用 --password-stdin。"""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _asked_password()

    async def work() -> User:
        async with opened_resources() as resources:
            return await people.add_user(
                resources, system_actor(resources), username=username, name=name, role=role, password=password
            )

    made = run(work())
    shown = {"username": made.username, "name": made.display_name, "role": made.role}
    print_json(shown) if as_json else click.echo(f"已添加 {made.username}（{made.display_name}，{made.role}）。")


def _asked_password() -> str:
    if not sys.stdin.isatty():
        raise click.ClickException("没有终端可以输入密码；请加 --password-stdin 并从标准输入给出。")
    return click.prompt("密码（至少 12 位）", hide_input=True, confirmation_prompt="再输一次")


@user.command("list")
@as_json
def list_users(as_json: bool) -> None:
    """列出用户。"""

    async def work() -> list[dict[str, Any]]:
        async with opened_resources() as resources:
            return [
                {"username": u.username, "name": u.display_name, "role": u.role, "active": u.active}
                for u in await users(resources.database)
            ]

    found = run(work())
    if as_json:
        print_json(found)
    else:
        rows = [[u["username"], u["name"], u["role"], "在用" if u["active"] else "停用"] for u in found]
        print_table("", ["用户名", "姓名", "角色", "状态"], rows, empty="没有用户；用 anqi user add 添加。")


@user.command("disable")
@click.argument("username")
@click.option("--reason", required=True, help="理由")
@as_json
def disable(username: str, reason: str, as_json: bool) -> None:
    """停用用户 USERNAME，其会话立即失效。"""

    async def work() -> User:
        async with opened_resources() as resources:
            return await people.disable_user(resources, system_actor(resources), username=username, reason=reason)

    made = run(work())
    print_json({"username": made.username, "active": made.active}) if as_json else click.echo(
        f"已停用 {made.username}。"
    )


COMMANDS = (demo, serve, worker, migrate, user)
