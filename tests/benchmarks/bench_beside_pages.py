"""A page while a thousand letters are made beside it: 95 of 100 answers within this time, idle and under load, one run.

A served installation with the demo data answers the board and a case in turn; the letters go through a pool of
rendering children in another process, at the low priority that the children give themselves.

Run: .venv/bin/python tests/benchmarks/bench_beside_pages.py      prints one JSON object.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.screenshots import TODAY, make_demo  # noqa: E402 - the benchmark runs as a file
from tests.browser.served import serving  # noqa: E402

PATHS = ("/", "/complaints", "/complaints/TS-2026-00053")
IDLE_REQUESTS = 300
LETTERS = 1000
_LETTERS = """
import asyncio, json, sys
sys.path.insert(0, {root!r})
from tests.benchmarks.bench_filings import EVERYDAY, PROCESSES, batch, ordinary
from filings.fonts import use_packaged_fonts
from filings.letters import load_catalogue
use_packaged_fonts()
catalogue = load_catalogue()
print(json.dumps(batch([ordinary(catalogue.letter(name)) for name in EVERYDAY], {letters})))
"""


def signed_in(address: str, password: str) -> httpx.Client:
    """Give a client with a session of the officer."""
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
    token = re.search(r'name="_csrf" value="([^"]+)"', client.get("/sign-in").text)
    if token is None:
        raise RuntimeError("the sign-in page has no token")
    form = {"username": "jingban", "password": password, "_csrf": token.group(1), "next": "/"}
    if "/sign-in" in str(client.post("/sign-in", data=form).raise_for_status().url):
        raise RuntimeError("could not sign in")
    return client


def timed(client: httpx.Client, path: str) -> float:
    started = time.perf_counter()
    client.get(path).raise_for_status()
    return time.perf_counter() - started


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        password = make_demo(Path(place))
        with serving(Path(place), today=TODAY) as address:
            client = signed_in(address, password)
            for path in PATHS * 5:
                timed(client, path)
            idle = [timed(client, PATHS[i % len(PATHS)]) for i in range(IDLE_REQUESTS)]
            loaded, made = under_load(client)
    report: dict[str, Any] = {
        "idle_p95_seconds": round(p95(idle), 4),
        "loaded_p95_seconds": round(p95(loaded), 4),
        "ratio": round(p95(loaded) / p95(idle), 2),
        "target_ratio": 2,
        "requests_under_load": len(loaded),
        "letters": made,
        "target_seconds": 150,
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


def under_load(client: httpx.Client) -> tuple[list[float], dict[str, Any]]:
    """Ask for pages, four a second, until the letters are made; give the times and what the letters took."""
    program = _LETTERS.format(root=str(ROOT), letters=LETTERS)
    rendering = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    times: list[float] = []
    while rendering.poll() is None:
        times.append(timed(client, PATHS[len(times) % len(PATHS)]))
        time.sleep(0.25)
    output = rendering.stdout.read() if rendering.stdout else ""
    if rendering.returncode:
        raise RuntimeError(f"the letters were not made: {rendering.returncode}")
    return times, json.loads(output)


if __name__ == "__main__":
    main()
