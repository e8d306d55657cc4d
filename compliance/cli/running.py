"""Commands that set up and run: demo, serve, worker, migrate."""

from __future__ import annotations

from dataclasses import replace

import click

from compliance.cli.opening import check_place, current_settings, logs_to_stderr, opened_resources, run
from compliance.cli.output import as_json, print_json
from compliance.cli.usage import command


@command("demo")
@click.option("--no-serve", is_flag=True, help="做完就结束，不启动服务 / stop before serving")
@as_json
def demo(no_serve: bool, as_json: bool) -> None:
    """新建演示数据：导入样例、算出期限、起草审核签发一份答复、递交、登记回执、核验；然后提供服务。

    Fresh demo data: one complaint walked to a filed reply that can be proved, then the pages are served.

    只用 ANQI_DATA_DIR 中的内置 SQLite；目录里有别的数据时不会动它。
    """
    from compliance.cli.serving import bound_socket, serve_forever
    from compliance.demo.walk import walk_the_road

    settings = current_settings()
    # The port first: finding it taken after a minute's work would help nobody.
    socket = None if no_serve else bound_socket(settings)
    logs_to_stderr()
    made = run(walk_the_road(settings, say=_silent if as_json else click.echo))
    if as_json:
        print_json(made)
    if socket is not None:
        serve_forever(settings, socket)


def _silent(_: str) -> None:
    """With --json only the JSON is printed."""


@command("serve")
@click.option("--host", metavar="HOST", help="监听地址，默认 127.0.0.1（ANQI_HOST） / address")
@click.option("--port", metavar="PORT", type=click.IntRange(1, 65535), help="端口，默认 8000（ANQI_PORT） / port")
@as_json
def serve(host: str | None, port: int | None, as_json: bool) -> None:
    """提供网页与接口，直到 Ctrl+C 或者 SIGTERM。

    Serve the pages and the JSON API until interrupted; with --json one line says where.
    """
    from compliance.cli.serving import address_of, bound_socket, check_startable, serve_forever

    settings = current_settings()
    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    check_place(settings, existing=False)
    socket = bound_socket(settings)
    run(check_startable(settings))
    if as_json:
        print_json({"url": address_of(settings), "host": settings.host, "port": settings.port})
    serve_forever(settings, socket)


@command("worker")
@as_json
def worker(as_json: bool) -> None:
    """处理后台工作（生成文件、站内提醒、检查点），直到 Ctrl+C 或者 SIGTERM。

    Do background work until interrupted; with ANQI_REDIS_URL Redis wakes it at once, without it every 20 seconds.
    """

    async def work() -> None:
        from compliance.worker import run_worker

        async with opened_resources() as resources:
            if as_json:
                print_json({"worker": "started", "redis": bool(resources.settings.redis_url)})
            await run_worker(resources)

    run(work())


@command("migrate")
@as_json
def migrate(as_json: bool) -> None:
    """新建数据库，或者把数据库结构升到当前版本；可以反复执行。

    Make the database or bring its schema up to date; safe to repeat.
    """

    async def work() -> list[str]:
        async with opened_resources() as resources:
            return resources.database.applied

    applied = run(work())
    if as_json:
        print_json({"applied": applied})
    else:
        click.echo("已应用：" + "、".join(applied) if applied else "数据库结构已是最新。")
