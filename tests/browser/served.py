"""A served installation and a real Chromium to drive it with; both end with the block that asked for them."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, expect, sync_playwright

from compliance.casework import organisation, people
from compliance.casework.actor import system_actor
from compliance.demo.house import HOUSE, PEOPLE
from compliance.resources import load_resources
from compliance.settings import Settings
from tests.servers.private import free_port

PASSWORD = "a long enough sentence"
PATIENCE_MS = 60_000
"""How long a page is waited for: renderers yield to everything else, and a machine may be busy. No test of speed."""
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)


async def furnish(settings: Settings) -> None:
    """An organisation and one account of each role; no cases."""
    resources = load_resources(settings)
    await resources.open()
    try:
        for username, name, role in PEOPLE:
            await people.add_user(
                resources, system_actor(resources), username=username, name=name, role=role, password=PASSWORD
            )
        await organisation.set_organisation(resources, system_actor(resources), values=HOUSE)
    finally:
        await resources.close()


def furnish_now(settings: Settings) -> None:
    asyncio.run(furnish(settings))


@contextmanager
def serving(data_dir: Path, *, today: str, **environment: str) -> Iterator[str]:
    """`anqi serve` on a free port; its address. Ended by SIGTERM, as in real use; a defect that it logged is shown."""
    port = free_port()
    log = data_dir.parent / f"served-{port}.log"
    process = subprocess.Popen(
        [str(Path(sys.prefix) / "bin" / "anqi"), "serve", "--port", str(port)],
        env=os.environ | {"ANQI_DATA_DIR": str(data_dir), "ANQI_TODAY": today} | environment,
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_answers(address + "/healthz", process)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    defects = [line for line in log.read_text(errors="replace").splitlines() if "request_failed" in line]
    if defects:
        raise AssertionError("\n".join(defects))


def wait_until_answers(address: str, process: subprocess.Popen, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"{address} did not answer within {seconds} seconds")


@contextmanager
def browsing(*, width: int = 1280, height: int = 800, scale: float = 1) -> Iterator[BrowserContext]:
    """Chromium in Chinese with a profile of its own."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise RuntimeError("chromium is not installed; run `make setup-dev` first")
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium,
            headless=True,
            args=list(CHROMIUM),
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        try:
            yield context
        finally:
            context.close()
