"""`anqi letters render` where the disk takes no more: one sentence, exit code 2, nothing half written."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

from filings.example_facts import example_sets
from filings.letters import load_catalogue


def test_files_that_do_not_fit_leave_nothing_behind(tmp_path: Path) -> None:
    _, facts = example_sets(load_catalogue().letter("company_statement"))[0]
    given, folder = tmp_path / "facts.json", tmp_path / "out"
    given.write_text(json.dumps(facts, ensure_ascii=False, default=str), encoding="utf-8")
    anqi = [str(Path(sys.executable).with_name("anqi")), "letters", "render", "company_statement"]
    command = shlex.join([*anqi, "--facts", str(given), "--out", str(folder)])
    done = subprocess.run(["sh", "-c", f"ulimit -f 8; exec {command}"], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "文件大小" in done.stderr and "Traceback" not in done.stderr
    assert list(folder.iterdir()) == []
