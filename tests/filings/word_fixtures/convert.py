"""Makes the fixtures of this folder: letters of ours, opened and saved as .docx by LibreOffice.

Run `python -m tests.filings.word_fixtures.convert` where LibreOffice is installed. Each letter leaves two files: the
document as JSON, and what LibreOffice made of its Word file.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from filings.blocks import Bars, Title
from filings.letterhead import Letterhead, dressed, verified
from filings.letters import load_catalogue
from filings.model import Document, document_as_json
from filings.word import render_word
from tests.filings.test_example_sets import composed, sets_of

HERE = Path(__file__).resolve().parent
LETTERS = (
    ("non_acceptance_decision", 2),
    ("mediation_termination_decision", 0),
    ("complaint_reply_letter", 0),
    ("clue_transfer_letter", 1),
    ("complaint_handling_report", 0),
    ("company_statement", 2),
    ("petition_opinion", 1),
    ("association_mediation_agreement", 0),
    ("mass_complaint_first_report", 2),
    ("proof_of_service", 0),
    ("hotline_reply", 2),
)


def originals() -> dict[str, Document]:
    """Give the documents of the fixtures by name: letters as composed, one as an official document, one with its code."""
    catalogue = load_catalogue()
    found = {}
    for letter, place in LETTERS:
        found[letter] = composed(catalogue, letter, sets_of(letter)[place]["facts"])
    plain = composed(catalogue, "extension_request", sets_of("extension_request")[0]["facts"])
    found["official_document"] = dressed(plain, Letterhead(name="示例商贸有限公司", company_profile="gw-full"))
    reply = composed(catalogue, "consumer_result_notice", sets_of("consumer_result_notice")[1]["facts"])
    found["verified_letter"] = verified(reply, line="本文书可凭核验码 7Q2M-9XKT 核验。", code="7Q2M-9XKT")
    report = composed(catalogue, "complaint_analysis_report", sets_of("complaint_analysis_report")[0]["facts"])
    bars = Bars("各类投诉件数", ("类别", "件数"), (("质量", "12", 1000), ("售后", "6", 500), ("价格", "0", 0)))
    at = next(place for place, block in enumerate(report.blocks) if isinstance(block, Title)) + 2
    found["report_with_bars"] = replace(report, blocks=(*report.blocks[:at], bars, *report.blocks[at:]))
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, document in originals().items():
            (HERE / f"{name}.json").write_text(
                json.dumps(document_as_json(document), ensure_ascii=False) + "\n", "utf-8"
            )
            files.append(Path(folder) / f"{name}.docx")
            files[-1].write_bytes(render_word(document))
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
        saved = Path(folder) / "saved"
        subprocess.run([*command, "docx:MS Word 2007 XML", "--outdir", str(saved), *map(str, files)], check=True)
        for file in files:
            shutil.copyfile(saved / file.name, HERE / file.name)


if __name__ == "__main__":
    main()
