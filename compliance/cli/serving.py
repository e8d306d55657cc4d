"""Serves the web application: binds first, checks that it can start, stops in good order on a signal."""

from __future__ import annotations

import errno
import signal
import socket

import click
import uvicorn

from compliance.app import create_app
from compliance.cli.opening import ready_resources, untouched_resources
from compliance.cli.refusals import CannotRun
from compliance.settings import Settings

_GRACE = 10
"""Seconds that open requests get to end."""


def bound_socket(settings: Settings) -> socket.socket:
    """The listening place, taken before any work is done. Raises CannotRun naming the address and the cure."""
    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE | socket.AI_NUMERICSERV
        )
    except (socket.gaierror, UnicodeError) as problem:
        raise CannotRun(f"监听地址“{settings.host}”不存在；请改正 ANQI_HOST 或者 --host。", field="host") from problem
    family, kind, protocol, _, address = found[0]
    taken = socket.socket(family, kind, protocol)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(2048)
    except OSError as problem:
        taken.close()
        raise CannotRun(*_why_not(settings, problem.errno)) from problem
    return taken


def _why_not(settings: Settings, code: int | None) -> tuple[str, str]:
    if code == errno.EADDRINUSE:
        return (
            f"{settings.host} 的端口 {settings.port} 已被占用；请停掉占用它的程序，或者用 ANQI_PORT（--port）换一个。",
            "port",
        )
    if code == errno.EACCES:
        return f"没有权限监听端口 {settings.port}；请用 ANQI_PORT（--port）换成 1024 以上的端口。", "port"
    return f"本机没有地址 {settings.host}，不能监听；请改正 ANQI_HOST 或者 --host。", "host"


async def check_startable(settings: Settings) -> None:
    """Open everything once, so that what is wrong is told in a sentence and not from inside the server."""
    async with untouched_resources(settings):
        pass


def address_of(settings: Settings) -> str:
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{shown}:{settings.port}"


def serve_forever(settings: Settings, listening: socket.socket) -> None:
    """Serve on ``listening`` until SIGINT or SIGTERM; open requests get 10 seconds to end."""
    app = create_app(ready_resources(settings, existing=False))
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        proxy_headers=False,
    )
    # uvicorn repeats the signal after it has stopped; a stop that was asked for and done is not a failure.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    server = uvicorn.Server(config)
    click.echo(f"按期已启动：{address_of(settings)} （Ctrl+C 停止）", err=True)
    server.run(sockets=[listening])
    if not server.started:
        raise CannotRun("服务没有启动；原因见上面的记录。")
