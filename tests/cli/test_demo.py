"""The demo: what it prints is there, and it never touches what it did not make."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.cli.conftest import Call, Outcome, in_own_process


def test_the_demo_makes_what_it_prints(demo_run: tuple[Path, Outcome]) -> None:
    folder, outcome = demo_run
    assert (outcome.code, outcome.err) == (0, "")
    made = outcome.json
    assert made["data_dir"] == str(folder)
    assert [(one["source"], one["rows"], one["created"], len(one["errors"])) for one in made["imports"]] == [
        ("samr_12315", 24, 22, 2),
        ("hotline_12345", 21, 20, 0),
        ("hotline_12345", 8, 8, 0),
    ]
    reply = made["reply"]
    for kind in ("docx", "pdf"):
        content = Path(reply[kind]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == reply[f"{kind}_sha256"]
    assert Path(reply["pdf"]).read_bytes().startswith(b"%PDF")
    assert Path(reply["docx"]).read_bytes().startswith(b"PK")
    assert reply["filed_on"] == reply["receipt_on"] == "2026-11-21"
    assert made["audit"]["ok"] and made["audit"]["findings"] == [] and made["audit"]["entries"] > 100
    assert made["clocks"]["open"] >= made["clocks"]["overdue"] + made["clocks"]["today"] > 0
    assert "guanli" in made["sign_in"]["users"] and len(made["sign_in"]["password"]) >= 12


def test_a_second_demo_rebuilds_and_speaks_chinese(demo_data: Path) -> None:
    (demo_data / "left-over").write_text("from before")
    outcome = in_own_process("demo", "--no-serve", folder=demo_data)
    assert (outcome.code, outcome.err) == (0, "")
    assert not (demo_data / "left-over").exists()
    for words in ("导入", "新增 22", "再导一次：新增 0，更新 0", "签发", "审计链：完整", "密码"):
        assert words in outcome.out
    assert "\x1b[" not in outcome.out


def test_data_that_is_not_the_demos_is_left_alone(call: Call, folder: Path) -> None:
    folder.mkdir()
    (folder / "important.txt").write_text("mine")
    refused = call("demo", "--no-serve", "--json")
    assert refused.code == 2 and str(folder) in refused.refusal and "ANQI_DATA_DIR" in refused.refusal
    assert [path.name for path in folder.iterdir()] == ["important.txt"]


def test_a_demo_on_postgresql_is_refused_before_demo_data_are_removed(call: Call, demo_data: Path) -> None:
    refused = call("demo", "--no-serve", "--json", ANQI_DATABASE_URL="postgresql://127.0.0.1:1/x")
    assert refused.code == 2 and "ANQI_DATABASE_URL" in refused.refusal
    assert (demo_data / "anqi.db").exists()


def test_a_data_directory_that_is_a_file_is_refused(call: Call, folder: Path) -> None:
    folder.write_text(json.dumps({}))
    for command in (("demo", "--no-serve"), ("migrate",), ("worker",)):
        refused = call(*command, "--json")
        assert refused.code == 2 and "不是目录" in refused.refusal
