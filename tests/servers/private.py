"""Private servers for a test run: PostgreSQL and Redis on free ports, in a temporary folder, ended with the run."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path


class ServerMissing(RuntimeError):
    """A server program is not installed."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _program(name: str, *folders: str) -> str:
    for folder in folders:
        for found in sorted(Path("/").glob(folder.lstrip("/")), reverse=True):
            if (found / name).is_file():
                return str(found / name)
    found = shutil.which(name)
    if not found:
        raise ServerMissing(f"{name} is not installed; run `make setup-dev` first")
    return found


def _unprivileged() -> dict:
    """PostgreSQL refuses to run as root; its package brings a user that may."""
    if os.getuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@dataclass
class PostgresServer:
    """One cluster; ``url(name)`` is the address of a database in it."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        folders = ("/usr/lib/postgresql/*/bin",)
        who = _unprivileged()
        self.folder.mkdir(parents=True, exist_ok=True)
        if who:
            os.chown(self.folder, who["user"], who["group"])
            for parent in self.folder.parents:
                if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o011)
        cluster = str(self.folder / "cluster")
        subprocess.run(
            [
                _program("initdb", *folders),
                "-D",
                cluster,
                "-U",
                "anqi",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **who,
        )
        settings = (
            "fsync=off",
            "full_page_writes=off",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
        )
        options = [part for setting in settings for part in ("-c", setting)]
        self.process = subprocess.Popen(
            [_program("postgres", *folders), "-D", cluster, "-p", str(self.port), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            **who,
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.psql("SELECT 1", check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("the private PostgreSQL did not start within a minute")

    def psql(self, sql: str, *, database: str = "postgres", check: bool = True) -> subprocess.CompletedProcess:
        psql = _program("psql", "/usr/lib/postgresql/*/bin")
        command = [psql, "-h", "127.0.0.1", "-p", str(self.port), "-U", "anqi", "-d", database, "-Atqc", sql]
        return subprocess.run(command, check=check, capture_output=True, text=True)

    def url(self, database: str) -> str:
        return f"postgresql://anqi@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@dataclass
class RedisServer:
    """One Redis without persistence to disk but with an append-only file, so that it can be killed and come back."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [
            _program("redis-server"),
            *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)),
            *("--save", "", "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("the private Redis did not start within 20 seconds")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    stop = kill
