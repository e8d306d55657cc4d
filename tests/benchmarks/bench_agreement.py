"""Two implementations on the same invented facts: the engine, and the second counter of tests/independent.

    python tests/benchmarks/bench_agreement.py [--cases 1000000] [--processes N]

Prints one JSON object; the first disagreements go to stderr, the exit code is 1 when there is one. Cases come in chunks of
CHUNK, each with its own seed, so that any chunk can be repeated alone.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deadlines import Rulebook, WorkingCalendar, answer_many, load_calendar, load_rulebook
from tests.independent.answering import answer
from tests.independent.cases import CaseMaker
from tests.independent.comparison import disagreement, shaped

CHUNK = 2500
TODAY = date(2026, 11, 22)  # every case names its own day of asking
Engine = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class Found:
    """What a run saw: cases, disagreements (the first few in words), and how often each kind of thing came up."""

    cases: int = 0
    disagreements: int = 0
    first: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def add(self, other: Found) -> None:
        self.cases += other.cases
        self.disagreements += other.disagreements
        self.first = (self.first + other.first)[:3]
        self.seen += other.seen


def engine_of(rulebook: Rulebook, calendar: WorkingCalendar) -> Engine:
    """The product's JSON contract as a function of one request."""
    return lambda request: answer_many([request], rulebook=rulebook, calendar=calendar, today=TODAY)[0]


def compare(seed: int, cases: int, engine: Engine, regimes: set[str]) -> Found:
    """The two answers to `cases` invented requests, laid side by side."""
    found, maker = Found(cases=cases), CaseMaker(seed, regimes)
    for _ in range(cases):
        request = maker.case()
        ours = answer(request)
        found.seen.update(_what(ours))
        if shaped(engine(request)) != ours:
            found.disagreements += 1
            if not found.first:
                found.first.append(disagreement(request, engine))
    return found


def _what(row: dict[str, Any]) -> Iterator[str]:
    if "refused" in row:
        yield "refused"
        return
    if row["without"]:
        yield "not covered"
    for one in row["deadlines"]:
        yield from (f"{one['regime']}.{one['limit']}", one["state"], one["started_on"][:4])
        for name in ("extensions", "alternatives", "restarted_from", "provisional"):
            if one[name]:
                yield name
        if len(one["extensions"]) > 1:
            yield "several extensions"
        if one["started_on"][5:] == "02-29" or (one["due_on"] or "")[5:] == "02-29":
            yield "leap day"
        if one["due_on"] and one["due_on"][:4] > one["started_on"][:4]:
            yield "across a year end"


_HERE: dict[str, Any] = {}


def _chunk(task: tuple[int, int]) -> Found:
    if not _HERE:
        rulebook = load_rulebook()
        _HERE.update(engine=engine_of(rulebook, load_calendar()), regimes=set(rulebook.regimes))
    return compare(*task, _HERE["engine"], _HERE["regimes"])


def spread(cases: int, processes: int, *, first_seed: int = 1) -> Found:
    """All chunks over the processes; each process loads the rules and the calendar once."""
    tasks = [(first_seed + place, min(CHUNK, cases - place * CHUNK)) for place in range(-(-cases // CHUNK))]
    total = Found()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for done, found in enumerate(pool.imap_unordered(_chunk, tasks), 1):
            total.add(found)
            if sys.stderr.isatty():
                print(f"\r{done}/{len(tasks)} × {CHUNK}", end="", file=sys.stderr, flush=True)
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    begin = time.perf_counter()
    found = spread(asked.cases, asked.processes)
    seconds = time.perf_counter() - begin
    print(
        json.dumps(
            {
                "cases": found.cases,
                "disagreements": found.disagreements,
                "seconds": round(seconds, 1),
                "cases_per_second": round(found.cases / seconds),
                "processes": asked.processes,
                "seen": dict(sorted(found.seen.items())),
            },
            indent=2,
        )
    )
    for words in found.first:
        print(words, file=sys.stderr)
    return 1 if found.disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
