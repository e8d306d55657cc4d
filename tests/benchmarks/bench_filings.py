"""How fast letters are made, beside a floor measured in the same run: bare WeasyPrint and bare python-docx of the same words.

Run: .venv/bin/python tests/benchmarks/bench_filings.py      prints one JSON object; seconds are medians on this machine.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import platform
import statistics
import time

import docx

from filings.compose import compose, date_of_act, document_as_json, document_text
from filings.fonts import use_packaged_fonts
from filings.letters import load_catalogue
from filings.pdf import render_pdf
from filings.preview import page_count
from filings.rendering import RenderPool
from filings.word import render_word

REPETITIONS = 9
LETTERS = 200


def median_seconds(work) -> float:
    """Give the median of REPETITIONS timed calls, after two to warm up."""
    times = []
    for place in range(REPETITIONS + 2):
        started = time.perf_counter()
        work()
        if place >= 2:
            times.append(time.perf_counter() - started)
    return statistics.median(times)


def bare_pdf(text: str) -> None:
    """Print the same words with WeasyPrint and nothing else: one font, no profile, no PDF/A, fonts found anew."""
    from weasyprint import HTML

    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    HTML(string=f"<body style=\"font:16pt/28.95pt 'FandolFang R'\">{paragraphs}</body>").write_pdf()


def bare_word(text: str) -> None:
    """Write the same words with python-docx on its own template."""
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(io.BytesIO())


async def pooled(documents: list[dict], size: int) -> float:
    """Give the seconds for all documents through a pool of `size` children, already started."""
    pool = RenderPool(size)
    try:
        await asyncio.gather(*(pool.render(documents[0]) for _ in range(size)))
        started = time.perf_counter()
        await asyncio.gather(*(pool.render(document) for document in documents))
        return time.perf_counter() - started
    finally:
        pool.close()


def main() -> None:
    use_packaged_fonts()
    catalogue = load_catalogue()
    documents = []
    for letter in catalogue.letters:
        facts = {spec.name: spec.example for spec in letter.facts}
        documents.append(compose(letter, facts, on=date_of_act(letter, facts)))
    measured = next(d for d in documents if d.letter == "non_acceptance_decision")
    text = document_text(measured)
    pdf_seconds = median_seconds(lambda: render_pdf(measured))
    pdf_floor = median_seconds(lambda: bare_pdf(text))
    word_seconds = median_seconds(lambda: render_word(measured))
    word_floor = median_seconds(lambda: bare_word(text))
    many = [document_as_json(documents[i % len(documents)]) for i in range(LETTERS)]
    all_seconds = asyncio.run(pooled(many, 2))
    report = {
        "machine": {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()},
        "letter": {"id": measured.letter, "characters": len(text), "pages": page_count(render_pdf(measured))},
        "pdf": {
            "seconds": round(pdf_seconds, 4),
            "floor_seconds": round(pdf_floor, 4),
            "ratio": round(pdf_seconds / pdf_floor, 2),
            "target_seconds": 0.3,
        },
        "docx": {
            "seconds": round(word_seconds, 4),
            "floor_seconds": round(word_floor, 4),
            "ratio": round(word_seconds / word_floor, 2),
            "target_seconds": 0.03,
        },
        "pool": {
            "letters": LETTERS,
            "processes": 2,
            "seconds": round(all_seconds, 2),
            "target_seconds": 30,
            "ratio_to_one_process_floor": round(all_seconds / (LETTERS * (pdf_floor + word_floor)), 2),
        },
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
