"""How fast letters are made, in one run beside a floor and beside what a user would do instead.

The floor is bare WeasyPrint and bare python-docx writing the same words without layout. The alternative is a Word form
filled by docxtpl and turned into PDF by LibreOffice: one call a letter, and all letters in one call.

Run: .venv/bin/python tests/benchmarks/bench_filings.py      prints one JSON object; seconds are medians on this machine.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import json
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
import docxtpl

from filings.compose import compose, date_of_act, document_as_json, document_text
from filings.fonts import use_packaged_fonts
from filings.letters import DIRECTORY, Letter, load_catalogue
from filings.model import Document
from filings.pdf import render_pdf
from filings.preview import page_count
from filings.rendering import RenderPool
from filings.word import render_word

REPETITIONS = 9
MEASURED = "non_acceptance_decision"
EVERYDAY = ("acceptance_decision", "non_acceptance_decision", "company_statement", "hotline_reply")
"""Letters that leave by the hundred; the big batch consists of their ordinary sets."""
BATCHES = (200, 1000)
PROCESSES = 2
OFFICE_SINGLE, OFFICE_BATCH = 5, 40


def ordinary_facts(letter: Letter) -> dict[str, Any]:
    """Give the first example set of a letter."""
    first = tomllib.loads((DIRECTORY / "examples" / f"{letter.id}.toml").read_text("utf-8"))["set"][0]["facts"]
    return json.loads(json.dumps(first, default=date.isoformat))


def ordinary(letter: Letter) -> Document:
    """Give the letter composed from its first example set."""
    facts = ordinary_facts(letter)
    return compose(letter, facts, on=date_of_act(letter, facts))


def median_seconds(work: Callable[[], Any], repetitions: int = REPETITIONS) -> float:
    """Give the median of timed calls, after two to warm up."""
    times = []
    for place in range(repetitions + 2):
        started = time.perf_counter()
        work()
        if place >= 2:
            times.append(time.perf_counter() - started)
    return statistics.median(times)


def bare_pdf(text: str) -> None:
    """Print the same words with WeasyPrint and nothing else: one font, no profile, no PDF/A, fonts found anew."""
    from weasyprint import HTML

    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    HTML(string=f"<body style=\"font:16pt/28.95pt 'FandolFang R'\">{paragraphs}</body>").write_pdf()


def bare_word(text: str) -> None:
    """Write the same words with python-docx on its own template."""
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(io.BytesIO())


def office_form(letter: Letter, facts: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """Give the letter as a docxtpl form with a field for each text fact, and the values of the fields."""
    values = {
        spec.name: str(facts[spec.name])
        for spec in letter.facts
        if spec.type == "text" and len(str(facts.get(spec.name, ""))) >= 4
    }
    written = render_word(compose(letter, facts, on=date_of_act(letter, facts)))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as form:
        for name in archive.namelist():
            part = archive.read(name)
            if name == "word/document.xml":
                text = part.decode()
                for fact, value in values.items():
                    text = text.replace(escape(value), f"{{{{ {fact} }}}}")
                part = text.encode()
            form.writestr(name, part)
    return made.getvalue(), values


def through_office(form: bytes, values: dict[str, str], count: int, *, batched: bool) -> float:
    """Give the seconds a letter for docxtpl and LibreOffice; its start-up counts, its first profile does not."""
    office = shutil.which("soffice")
    if office is None:
        raise RuntimeError("LibreOffice is not installed; run `make bench`, which installs it")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        convert = [office, f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to", "pdf"]
        convert += ["--outdir", place]

        def fill(number: int) -> str:
            filled = docxtpl.DocxTemplate(io.BytesIO(form))
            filled.render(values, autoescape=True)
            path = folder / f"{number}.docx"
            filled.save(path)
            return str(path)

        def call(paths: list[str]) -> None:
            subprocess.run([*convert, *paths], check=True, capture_output=True, timeout=600)

        call([fill(-1)])
        started = time.perf_counter()
        if batched:
            call([fill(number) for number in range(count)])
        else:
            for number in range(count):
                call([fill(number)])
        seconds = (time.perf_counter() - started) / count
        if not all((folder / f"{number}.pdf").stat().st_size for number in range(count)):
            raise RuntimeError("LibreOffice left out a letter")
    return seconds


def peak_megabytes(pids: list[int]) -> int:
    """Give the sum of the highest resident memory of these processes, in MB."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                total += int(line.split()[1]) // 1024
    return total


def children_of(parent: int) -> list[int]:
    """Give the processes that this one started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # ended while we looked
        if int(after_name[1]) == parent:
            found.append(int(stat.parent.name))
    return found


async def pooled(documents: list[dict[str, Any]], size: int) -> tuple[float, int]:
    """Give the seconds for all documents through a pool of `size` started children, and the children's peak in MB."""
    pool = RenderPool(size)
    try:
        await asyncio.gather(*(pool.render(documents[0]) for _ in range(size)))
        started = time.perf_counter()
        await asyncio.gather(*(pool.render(document) for document in documents))
        return time.perf_counter() - started, peak_megabytes(children_of(os.getpid()))
    finally:
        pool.close()


def batch(documents: list[Document], count: int) -> dict[str, Any]:
    """Give the time of `count` letters through the pool and of the bare floor on as many processes."""
    many = [document_as_json(document) for document in itertools.islice(itertools.cycle(documents), count)]
    seconds, megabytes = asyncio.run(pooled(many, PROCESSES))
    texts = [document_text(document) for document in documents]
    floor = statistics.mean(
        median_seconds(lambda text=text: (bare_pdf(text), bare_word(text)), repetitions=1) for text in texts
    )
    return {
        "letters": count,
        "processes": PROCESSES,
        "seconds": round(seconds, 1),
        "letters_per_second": round(count / seconds, 1),
        "ratio_to_floor": round(seconds / (count * floor / PROCESSES), 2),
        "children_peak_megabytes": megabytes,
    }


def main() -> None:
    use_packaged_fonts()
    catalogue = load_catalogue()
    shown = [letter for letter in catalogue.letters if (DIRECTORY / "examples" / f"{letter.id}.toml").exists()]
    letter = catalogue.letter(MEASURED)
    measured = ordinary(letter)
    text = document_text(measured)
    pdf_seconds, word_seconds = (
        median_seconds(lambda: render_pdf(measured)),
        median_seconds(lambda: render_word(measured)),
    )
    pdf_floor, word_floor = median_seconds(lambda: bare_pdf(text)), median_seconds(lambda: bare_word(text))
    form, values = office_form(letter, ordinary_facts(letter))
    single = through_office(form, values, OFFICE_SINGLE, batched=False)
    together = through_office(form, values, OFFICE_BATCH, batched=True)
    ours = pdf_seconds + word_seconds
    everyday = [ordinary(catalogue.letter(name)) for name in EVERYDAY]
    report = {
        "machine": {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()},
        "letter": {"id": measured.letter, "characters": len(text), "pages": page_count(render_pdf(measured))},
        "pdf": {"seconds": round(pdf_seconds, 4), "floor_seconds": round(pdf_floor, 4)},
        "docx": {"seconds": round(word_seconds, 4), "floor_seconds": round(word_floor, 4)},
        "both": {
            "seconds": round(ours, 4),
            "ratio_to_floor": round(ours / (pdf_floor + word_floor), 2),
            "target_ratio": 1.3,
        },
        "office": {
            "one_call_a_letter_seconds": round(single, 3),
            "times_ours": round(single / ours, 1),
            "target_times": 5,
            "all_in_one_call_seconds": round(together, 3),
            "batched_times_ours": round(together / ours, 1),
            "letters_in_the_call": OFFICE_BATCH,
        },
        "batches": [
            {"what": "everyday", **batch(everyday, BATCHES[0])},
            {"what": "everyday", "target_seconds": 90, **batch(everyday, BATCHES[1])},
            {"what": "the whole catalogue", **batch([ordinary(each) for each in shown], BATCHES[0])},
        ],
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
