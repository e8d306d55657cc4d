"""Runs the program as a user does: its own process, its own environment, JSON out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ANQI = Path(sys.executable).with_name("anqi")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """An environment in which only this folder's installation is known."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ANQI_")}
    return {**clean, "ANQI_DATA_DIR": str(folder), "ANQI_TODAY": "2026-11-21", **more}


def anqi(folder: Path, *arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ANQI), *arguments],
        env=environment(folder, **more),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> Any:
    """The JSON that a command printed."""
    return json.loads(done.stdout)
