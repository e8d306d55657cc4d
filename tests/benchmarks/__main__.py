"""Run every benchmark once, one after the other, and write docs/benchmarks.md. `make bench` calls this.

Run: .venv/bin/python -m tests.benchmarks [NAME …]      NAME measures only these anew; the others stay as they were.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable
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
    pdf, docx, both, office = found["pdf"], found["docx"], found["both"], found["office"]
    one = [
        ["PDF/A-2a, warm", pdf["seconds"], pdf["floor_seconds"], round(pdf["seconds"] / pdf["floor_seconds"], 2), "—"],
        ["DOCX, warm", docx["seconds"], docx["floor_seconds"], round(docx["seconds"] / docx["floor_seconds"], 2), "—"],
        [
            "both",
            both["seconds"],
            round(pdf["floor_seconds"] + docx["floor_seconds"], 4),
            both["ratio_to_floor"],
            f"≤ {both['target_ratio']} × the floor",
        ],
    ]
    instead = [
        [
            "one LibreOffice call a letter",
            office["one_call_a_letter_seconds"],
            office["times_ours"],
            f"≥ {office['target_times']}",
        ],
        [
            f"{office['letters_in_the_call']} letters in one call",
            office["all_in_one_call_seconds"],
            office["batched_times_ours"],
            "—",
        ],
    ]
    batches = [
        [
            f"{batch['letters']:,} letters ({batch['what']})",
            f"{batch['seconds']} s",
            batch["letters_per_second"],
            batch["ratio_to_floor"],
            f"{batch['children_peak_megabytes']} MB",
            f"≤ {batch['target_seconds']} s" if "target_seconds" in batch else "—",
        ]
        for batch in found["batches"]
    ]
    letter = found["letter"]
    return [
        "## 文书 / Letters",
        "",
        f"`{letter['id']}`, {letter['characters']} characters, {letter['pages']} pages. The floor is bare WeasyPrint or bare "
        "python-docx writing the same words without layout, in the same run.",
        "",
        *table(["one letter", "seconds", "floor seconds", "ratio", "target"], one),
        "What one would do instead: a Word form filled by docxtpl, turned into PDF by LibreOffice; seconds a letter.",
        "",
        *table(["instead", "seconds", "times ours", "target"], instead),
        f"Batches through {found['batches'][0]['processes']} rendering processes, DOCX and PDF; the floor spread over as many; "
        "memory is the sum of the children's peaks.",
        "",
        *table(["batch", "time", "letters per second", "ratio to floor", "memory", "target"], batches),
    ]


def beside_pages(found: dict[str, Any]) -> list[str]:
    made = found["letters"]
    row = [
        f"{found['idle_p95_seconds']} s",
        f"{found['loaded_p95_seconds']} s",
        found["ratio"],
        f"≤ {found['target_ratio']}",
        f"{made['letters']:,} in {made['seconds']} s",
        f"≤ {found['target_seconds']} s",
    ]
    return [
        "## 页面与批量文书 / Pages while letters are made",
        "",
        "The board, the register and a case in turn; 95 of 100 answers within this time, idle and while the letters are made "
        f"by children of low priority on the same cores ({found['requests_under_load']} requests).",
        "",
        *table(["p95 idle", "p95 beside letters", "ratio", "target", "letters", "target"], [row]),
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


PARTS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "bench_deadlines": counting,
    "bench_agreement": agreement,
    "bench_filings": letters,
    "bench_beside_pages": beside_pages,
    "bench_records": records,
    "bench_recount": recount,
}
_MARK = re.compile(r"^<!-- (bench_\w+) [0-9-]+ -->$", re.M)


def kept(page: str) -> dict[str, str]:
    """The parts of a page by the benchmark that measured them."""
    pieces = _MARK.split(page)
    marks = [found.group(0) for found in _MARK.finditer(page)]
    return {
        name: f"{mark}\n{text.rstrip()}\n" for mark, name, text in zip(marks, pieces[1::2], pieces[2::2], strict=True)
    }


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    if strange := [name for name in wanted if name not in PARTS]:
        sys.exit(f"no benchmark {strange[0]}; there are {', '.join(PARTS)}")
    parts = kept(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    for name in wanted:
        head, *lines = PARTS[name](run(name))
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        text = "\n".join([f"<!-- {name} {day} -->", head, "", f"{day}", *lines])
        parts[name] = text.rstrip() + "\n"
        write_page(parts)
    print(PAGE)


def write_page(parts: dict[str, str]) -> None:
    """Write what is measured, in the order of PARTS."""
    opening = (
        f"# 度量 / Benchmarks\n\nWritten by `make bench`. Machine: {machine()}. Shared machines are noisy: read the ratios, "
        "which come from one run each, not the seconds.\n"
    )
    PAGE.write_text("\n".join([opening, *(parts[name] for name in PARTS if name in parts)]), encoding="utf-8")


if __name__ == "__main__":
    main()
