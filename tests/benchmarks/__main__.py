"""Run every benchmark once, one after the other, and write docs/benchmarks.md. `make bench` calls this."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"


def run(name: str) -> dict[str, Any]:
    """The JSON that one benchmark prints; what it has to say besides goes to stderr, and its failure stops the run."""
    print(f"{name} …", file=sys.stderr, flush=True)
    command = [sys.executable, str(ROOT / "tests" / "benchmarks" / f"{name}.py")]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def machine() -> str:
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text("utf-8"))
    gigabytes = round(int(memory.group(1)) / 1024 / 1024) if memory else 0
    return (
        f"{model.group(1).strip() if model else platform.machine()}, {os.cpu_count()} cores, {gigabytes} GiB, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def table(heads: list[str], rows: list[list[Any]]) -> list[str]:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return [*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows), ""]


def counting(found: dict[str, Any]) -> list[str]:
    rates, right = found["cases_per_second"], found["share_correct"]
    ours = rates["anqi_mixed"]
    rows = [
        [name, f"{rate:,}", f"{100 * right[name]:.0f} %" if name in right else "—", f"{ours / rate:,.2f}"]
        for name, rate in rates.items()
    ]
    return [
        "## 期限计数 / Counting working-day limits",
        "",
        f"{found['cases']:,} random limits of 3 to 30 working days, one process, one run. "
        "`share correct` is against a day-by-day loop; `numpy_correct` is `busday_offset` with weekmask 1111111 and every "
        "day off as a holiday. Libraries without a bulk call were timed on a sample.",
        "",
        *table(["method", "cases per second", "share correct", "times slower than anqi_mixed"], rows),
        f"Whole requests (facts in, clocks with trace out): {found['requests_per_second']}.",
        "",
    ]


def agreement(found: dict[str, Any]) -> list[str]:
    seen = found["seen"]
    limits = sum("." in name for name in seen)
    rows = [
        [
            f"{found['cases']:,}",
            found["disagreements"],
            f"{found['seconds']} s",
            f"{found['cases_per_second']:,}",
            found["processes"],
        ]
    ]
    return [
        "## 两套实现一致 / Two implementations agree",
        "",
        f"Invented facts of 2015–2026 under {limits} limits, answered by the engine and by the second counter of "
        f"`tests/independent`: {seen.get('extensions', 0):,} clocks with an extension that counts, {seen.get('paused', 0):,} "
        f"standing still, {seen.get('restarted_from', 0):,} counted anew, {seen.get('across a year end', 0):,} across a "
        "year end. Compared: due day, every day counted, state, days left, earliest day and other readings.",
        "",
        *table(["cases", "disagreements", "time", "cases per second", "processes"], rows),
    ]


def letters(found: dict[str, Any]) -> list[str]:
    pdf, docx, pool = found["pdf"], found["docx"], found["pool"]
    rows = [
        ["PDF/A, warm", pdf["seconds"], pdf["floor_seconds"], pdf["ratio"], f"≤ {pdf['target_seconds']} s"],
        ["DOCX, warm", docx["seconds"], docx["floor_seconds"], docx["ratio"], f"≤ {docx['target_seconds']} s"],
        [
            f"{pool['letters']} letters, {pool['processes']} processes, DOCX and PDF",
            pool["seconds"],
            "—",
            f"{pool['ratio_to_one_process_floor']} of the floor in one process",
            f"≤ {pool['target_seconds']} s",
        ],
    ]
    letter = found["letter"]
    return [
        "## 文书 / Letters",
        "",
        f"`{letter['id']}`, {letter['characters']} characters, {letter['pages']} pages. The floor is bare WeasyPrint or bare "
        "python-docx writing the same words without layout, in the same run.",
        "",
        *table(["what", "seconds", "floor seconds", "ratio", "target"], rows),
    ]


def records(found: dict[str, Any]) -> list[str]:
    rows = [
        [
            f"import of {found['rows']} rows, each a transaction with event, clocks and audit entry",
            f"{found['import']['seconds']} s",
            f"{found['import']['ratio_to_bare_commits']} × as many bare commits",
        ],
        ["the same file again", "—", f"{found['import_again']['ratio_to_first']} × the first import"],
        ["first page of the register", f"{found['register']['first_page_seconds']} s", "—"],
        ["search in all columns", f"{found['register']['search_seconds']} s", "—"],
        ["every open clock judged for today", f"{found['register']['all_open_clocks_seconds']} s", "—"],
        [
            f"verification of {found['verify']['entries']} entries",
            f"{found['verify']['entries_per_second']} entries/s",
            f"{found['verify']['ratio_to_bare_hashing']} × bare hashing",
        ],
    ]
    return ["## 数据 / Records (embedded SQLite, synchronous=FULL)", "", *table(["what", "measured", "ratio"], rows)]


def recount(found: dict[str, Any]) -> list[str]:
    floor = found["floor_seconds"]
    rows = [
        [
            name,
            f"{found[key]['clocks_moved']:,}",
            f"{found[key]['preview_seconds']} s",
            f"{found[key]['write_seconds']} s",
            f"{found[key]['write_seconds'] / floor:.1f}",
        ]
        for name, key in (("invented 2027 notice", "notice"), ("invented rule that moves every case", "rule"))
    ]
    return [
        "## 法律变更 / A change of law over all open clocks",
        "",
        f"{found['cases']:,} open cases with {found['open_clocks']:,} open clocks on SQLite, {found['cores']} cores: every "
        "case counted anew and compared (preview), and counted, compared, written and sealed in one transaction "
        f"(confirmation). Floor: the bare engine over the same events in one process, {floor} s.",
        "",
        *table(["change", "clocks moved", "preview", "confirmation", "confirmation ÷ floor"], rows),
    ]


def main() -> None:
    parts = [
        "# 度量 / Benchmarks",
        "",
        f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}. Machine: {machine()}. Shared machines are noisy: read "
        "the ratios, which come from one run each, not the seconds.",
        "",
        *counting(run("bench_deadlines")),
        *agreement(run("bench_agreement")),
        *letters(run("bench_filings")),
        *records(run("bench_records")),
        *recount(run("bench_recount")),
    ]
    PAGE.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
