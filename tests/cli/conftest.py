"""The command as a user meets it: in a process of its own where that is the point, in this one where it proves the same."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from compliance.cli import run_command

ANQI = Path(sys.prefix) / "bin" / "anqi"
SAT_2026_11_21 = "2026-11-21"


@dataclass(frozen=True)
class Outcome:
    """What one call left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one sentence of a refusal, the same as text and as JSON; fails when there is more or less."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        error = self.json["error"]
        assert set(error) == {"field", "message"}
        assert error["message"] == lines[0]
        assert lines[0].endswith("。")
        return lines[0]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANQI_")}
    return kept | {"ANQI_DATA_DIR": str(folder), "ANQI_TODAY": SAT_2026_11_21, "ANQI_RENDERERS": "1", **more}


def in_own_process(*arguments: str, folder: Path, given: bytes = b"", **more: str) -> Outcome:
    """The installed command in a process of its own."""
    done = subprocess.run(
        [str(ANQI), *arguments], input=given, capture_output=True, env=environment(folder, **more), timeout=120
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


Call = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data directory that does not exist yet."""
    return tmp_path / "var"


@pytest.fixture
def call(folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Call:
    """The same command in this process: arguments, ``given`` on standard input, ``more`` as environment."""

    def called(*arguments: Any, given: bytes = b"", at: Path | None = None, **more: str) -> Outcome:
        with monkeypatch.context() as patched:
            for name in [name for name in os.environ if name.startswith("ANQI_")]:
                patched.delenv(name)
            for name, value in environment(at or folder, **more).items():
                patched.setenv(name, value)
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
            capfdbinary.readouterr()
            code = run_command([str(argument) for argument in arguments])
            out, err = capfdbinary.readouterr()
        return Outcome(code, out.decode(), err.decode())

    return called


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """One whole demo in a process of its own: its data directory and what it printed. Not to be changed."""
    folder = tmp_path_factory.mktemp("demo") / "var"
    return folder, in_own_process("demo", "--no-serve", "--json", folder=folder)


@pytest.fixture
def demo_data(demo_run: tuple[Path, Outcome], folder: Path) -> Iterator[Path]:
    """A copy of the demo's data directory, to do with as one likes."""
    shutil.copytree(demo_run[0], folder)
    yield folder
