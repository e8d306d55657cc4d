"""serve and worker: they start, answer, refuse a taken port in one sentence, and stop in good order."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import ANQI, environment, in_own_process


def _started(*arguments: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(ANQI), *arguments, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(folder),
    )


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _answer(url: str) -> dict[str, str]:
    """The listening socket is there before the server: a request waits until it answers."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def test_serve_answers_keeps_its_port_and_stops_on_sigterm(demo_data: Path) -> None:
    port = _free_port()
    server = _started("serve", "--port", str(port), folder=demo_data)
    try:
        assert server.stdout is not None
        assert json.loads(server.stdout.readline()) == {
            "url": f"http://127.0.0.1:{port}",
            "host": "127.0.0.1",
            "port": port,
        }
        assert _answer(f"http://127.0.0.1:{port}/healthz")["status"] == "ok"
        assert _answer(f"http://127.0.0.1:{port}/readyz")["status"] == "ready"
        for command in (("serve", "--port", str(port)), ("demo",)):
            second = in_own_process(*command, "--json", folder=demo_data, ANQI_PORT=str(port))
            assert second.code == 2 and "已被占用" in second.refusal and str(port) in second.refusal
        # A demo that cannot serve has not begun: the data of the first are untouched and can be read beside the server.
        assert in_own_process("filings", "list", "--json", folder=demo_data).json
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        _, err = server.communicate(timeout=15)
        assert time.monotonic() - began < 15
        assert server.returncode == 0
        assert err.decode().strip().splitlines() == [f"按期已启动：http://127.0.0.1:{port} （Ctrl+C 停止）"]
    finally:
        server.kill()
        server.wait()
    assert in_own_process("audit", "verify", "--json", folder=demo_data).code == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_starts_and_stops(folder: Path, number: signal.Signals) -> None:
    worker = _started("worker", folder=folder)
    try:
        assert worker.stdout is not None and worker.stderr is not None
        assert json.loads(worker.stdout.readline()) == {"worker": "started", "redis": False}
        assert b"worker started" in worker.stderr.readline()
        worker.send_signal(number)
        _, err = worker.communicate(timeout=15)
        assert worker.returncode == 0 and b"worker stopped" in err and b"Traceback" not in err
    finally:
        worker.kill()
        worker.wait()
