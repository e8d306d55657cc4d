"""Import, case, filings, deadlines list, users: contract shapes, repeated imports, hostile files, users."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from compliance.demo.make_exports import write_exports
from compliance.demo.walk import SOURCES
from tests.cli.conftest import SAT_2026_11_21, Call, Outcome


def test_each_sample_export_imports_once(call: Call, tmp_path: Path) -> None:
    from datetime import date

    for path in write_exports(tmp_path, date.fromisoformat(SAT_2026_11_21)):
        source = SOURCES[path.name]
        tried = call("import", path, "--source", source, "--dry-run", "--json")
        first = call("import", path, "--source", source, "--json")
        again = call("import", path, "--source", source, "--json")
        assert set(first.json) >= {"rows", "created", "updated", "unchanged", "errors"}
        bad = len(first.json["errors"])
        assert tried.code == first.code == again.code == (1 if bad else 0)
        repeated = first.json["unchanged"]  # rows that say word for word what an earlier row of the sheet said
        assert tried.json["created"] == first.json["created"] == first.json["rows"] - bad - repeated > 0
        assert (again.json["created"], again.json["updated"]) == (0, 0)
        assert (
            again.json["unchanged"] == first.json["created"] + repeated and again.json["errors"] == first.json["errors"]
        )
        for error in first.json["errors"]:
            assert set(error) >= {"sheet", "row", "field", "message"} and error["row"] > 1
    assert call("import", path, "--source", source).out.startswith(f"{path.name}：8 行，新增 0")


def _workbook(*rows: list[str]) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空文件"),
        (b"%PDF-1.7 pretending", "PDF"),
        (b"\x00\xff\x01binary", "空字节"),
        (b"only words, no sheet", "表头|缺少列|不是表格"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"\x00" * (50 * 1024 * 1024), "20 MB"),
        (_workbook(), "没有任何内容"),
        (_workbook(["登记编号", "x", "y"], ["1", "2", "3"]), "缺少列“类型”|缺少列“登记编号”"),
        (json.dumps([1, 2]).encode(), "不是表格|缺少列"),
    ],
    ids=["empty", "pdf", "binary", "words", "broken", "50mb", "empty-sheet", "missing-column", "json"],
)
def test_what_is_no_export_is_refused(call: Call, tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "export.xlsx"
    file.write_bytes(content)
    refused = call("import", file, "--source", "samr_12315", "--json")
    assert refused.code == 2
    assert any(word in refused.refusal for word in words.split("|")), refused.refusal


def test_wrong_calls_of_import_touch_nothing(call: Call, tmp_path: Path, folder: Path) -> None:
    for arguments, words in (
        ((tmp_path / "none.xlsx", "--source", "samr_12315"), "不存在"),
        ((tmp_path, "--source", "samr_12315"), "是目录"),
        ((tmp_path, "--source", "nix"), "samr_12315、hotline_12345"),
        ((tmp_path,), "--source"),
    ):
        refused = call("import", *arguments, "--json")
        assert refused.code == 2 and words in refused.refusal
    assert not folder.exists()


def test_the_demo_answers_show_and_lists(call: Call, demo_data: Path, demo_run: tuple[Path, Outcome]) -> None:
    reply = demo_run[1].json["reply"]
    shown = call("case", "show", reply["case"], "--json").json
    assert set(shown) >= {"number", "title", "status", "deadlines", "events", "documents", "filings"}
    assert [(d["number"], d["pdf_sha256"]) for d in shown["documents"]] == [(reply["number"], reply["pdf_sha256"])]
    assert "19900000013" not in json.dumps(shown), "personal values must be masked"
    register = call("filings", "list", "--json").json
    assert [(f["case"], f["number"], f["receipt_on"]) for f in register] == [
        (reply["case"], reply["number"], "2026-11-21")
    ]
    assert set(register[0]) >= {"regulator", "due_on", "filed_on", "filed_by", "receipt_sha256", "document_sha256"}
    assert call("filings", "list", "--from", "2026-11-22", "--json").json == []
    assert call("filings", "list", "--regulator", "天河", "--person", "示例经办", "--receipt", "present", "--json").json
    clocks = call("deadlines", "list", "--json").json
    assert len(clocks) == demo_run[1].json["clocks"]["open"]
    assert set(clocks[0]) >= {
        "number",
        "limit",
        "regime",
        "label",
        "due_on",
        "due_at",
        "remaining",
        "state",
        "citation",
    }
    assert reply["number"] in call("case", "show", reply["case"]).out
    for command in (("case", "show", "TS-2026-99999"), ("case", "show", "'; DROP TABLE complaints; --")):
        assert "没有编号为" in call(*command, "--json").refusal
    for command in (("--from", "2026-13-01"), ("--from", "2026-02-02", "--to", "2026-02-01"), ("--receipt", "x")):
        assert call("filings", "list", *command, "--json").code == 2


def test_reading_commands_make_no_database(call: Call, folder: Path, tmp_path: Path) -> None:
    for command in (
        ("deadlines", "list"),
        ("case", "show", "TS-2026-00001"),
        ("filings", "list"),
        ("user", "list"),
        ("user", "disable", "wang", "--reason", "x"),
        ("audit", "verify"),
        ("audit", "export", "--out", tmp_path / "audit.zip"),
        ("backup", tmp_path / "all.zip"),
    ):
        refused = call(*command, "--json")
        assert refused.code == 2 and "没有数据库" in refused.refusal and "ANQI_DATA_DIR" in refused.refusal
    assert list(tmp_path.iterdir()) == []


def test_users_are_added_listed_and_disabled(call: Call) -> None:
    add = ("user", "add", "wang", "--name", "示例王", "--role", "officer", "--password-stdin", "--json")
    assert "12 位" in call(*add, given=b"short\n").refusal
    assert "UTF-8" in call(*add, given=b"\xff\xfe a long enough sentence\n").refusal
    assert call(*add, given=b"a long enough sentence\n").json == {
        "username": "wang",
        "name": "示例王",
        "role": "officer",
    }
    assert call(*add, given=b"a long enough sentence\n").code == 2
    assert "--password-stdin" in call("user", "add", "li", "--name", "x", "--role", "head", "--json").refusal
    assert "officer、reviewer" in call("user", "add", "li", "--name", "x", "--role", "king", "--json").refusal
    assert call("user", "list", "--json").json == [
        {"username": "wang", "name": "示例王", "role": "officer", "active": True}
    ]
    assert call("user", "disable", "wang", "--reason", "离职", "--json").json == {"username": "wang", "active": False}
    assert "nobody" in call("user", "disable", "nobody", "--reason", "x", "--json").refusal
    assert call("migrate", "--json").json == {"applied": []}
