"""What keeps and proves: tampering is found, a backup comes back whole, a failed restore leaves nothing."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from compliance.records.sqlite_library import sqlite
from tests.cli.conftest import Call, Outcome


def _sql(folder: Path, statement: str) -> None:
    with contextlib.closing(sqlite.connect(folder / "anqi.db")) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement)
        connection.commit()


def test_an_untouched_history_verifies(call: Call, demo_data: Path, demo_run: tuple[Path, Outcome]) -> None:
    outcome = call("audit", "verify", "--json")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.json == demo_run[1].json["audit"]
    assert call("audit", "verify").out.startswith("链完整")


def test_a_changed_entry_is_found(call: Call, demo_data: Path) -> None:
    _sql(demo_data, "UPDATE audit_entries SET action = 'nothing' WHERE sequence = 7")
    outcome = call("audit", "verify", "--json")
    assert (outcome.code, outcome.json["ok"]) == (1, False)
    assert {"chain": "2026", "sequence": 7, "problem": "altered"} in outcome.json["findings"]
    assert "第 7 条" in call("audit", "verify").out


def test_a_deleted_last_entry_is_found(call: Call, demo_data: Path) -> None:
    _sql(demo_data, "DELETE FROM audit_entries WHERE sequence = (SELECT MAX(sequence) FROM audit_entries)")
    outcome = call("audit", "verify", "--json")
    assert outcome.code == 1 and outcome.json["findings"]


def test_without_the_key_nothing_is_checked_and_no_new_key_is_made(call: Call, demo_data: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.key"
    wrong.write_text("ab" * 32)
    for command in (("audit", "verify"), ("case", "show", "TS-2026-00001"), ("worker",)):
        refused = call(*command, "--json", ANQI_SECRET_KEY_FILE=str(wrong))
        assert refused.code == 2 and "密钥" in refused.refusal
    wrong.write_text("no key")
    assert "64 个十六进制字符" in call("audit", "verify", "--json", ANQI_SECRET_KEY_FILE=str(wrong)).refusal
    (demo_data / "secret.key").unlink()
    for command in (("audit", "verify"), ("serve", "--port", "1"), ("migrate",)):
        assert "ANQI_SECRET_KEY_FILE" in call(*command, "--json").refusal
    assert not (demo_data / "secret.key").exists()


def test_a_backup_comes_back_equal_elsewhere(call: Call, demo_data: Path, tmp_path: Path) -> None:
    archive, elsewhere = tmp_path / "all.zip", tmp_path / "elsewhere"
    made = call("backup", archive, "--json").json
    assert set(made) >= {"file", "size", "complaints", "entries", "files", "with_key"} and made["with_key"]
    assert archive.stat().st_mode & 0o077 == 0
    number = call("deadlines", "list", "--json").json[0]["number"]
    restored = call("restore", archive, "--json", at=elsewhere)
    assert (restored.code, restored.json["ok"], restored.json["entries"]) == (0, True, made["entries"])
    for command in (("case", "show", number), ("filings", "list"), ("deadlines", "list")):
        assert call(*command, "--json", at=elsewhere).json == call(*command, "--json").json
    assert "已存在" in call("backup", archive, "--json").refusal
    assert "不是空的" in call("restore", archive, "--json", at=elsewhere).refusal
    assert "不存在" in call("backup", tmp_path / "no" / "all.zip", "--json").refusal


def test_a_restore_that_fails_leaves_nothing(call: Call, demo_data: Path, tmp_path: Path) -> None:
    whole, keyless, place = tmp_path / "whole.zip", tmp_path / "keyless.zip", tmp_path / "place"
    call("backup", whole)
    call("backup", keyless, "--without-key")
    torn, foreign, newer = tmp_path / "torn.zip", tmp_path / "foreign.zip", tmp_path / "newer.zip"
    torn.write_bytes(whole.read_bytes()[:-100])
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("manifest.json", json.dumps({"format": "other"}))
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(newer, "w") as archive:
        for name in old.namelist():
            content = old.read(name)
            archive.writestr(name, content.replace(b'"m0001', b'"m9001') if name == "manifest.json" else content)
    for file, words in (
        (torn, "已损坏"),
        (foreign, "已损坏"),
        (newer, "更新的版本"),
        (keyless, "不含密钥"),
        (demo_data / "anqi.db", "已损坏"),
        (tmp_path / "none.zip", "不存在"),
        (tmp_path, "FILE"),
    ):
        refused = call("restore", file, "--json", at=place)
        assert refused.code == 2 and words in refused.refusal
        assert not place.exists()
    place.mkdir()
    (place / "secret.key").write_text("cd" * 32)
    for file in (whole, keyless):
        assert "密钥" in call("restore", file, "--json", at=place).refusal
        assert [path.name for path in place.iterdir()] == ["secret.key"]
    (place / "secret.key").write_bytes((demo_data / "secret.key").read_bytes())
    assert call("restore", keyless, "--json", at=place).code == 0


def test_an_export_verifies_without_the_program(call: Call, demo_data: Path, tmp_path: Path) -> None:
    file, unpacked = tmp_path / "audit.zip", tmp_path / "unpacked"
    made = call("audit", "export", "--out", file, "--json").json
    assert made["file"] == str(file) and made["entries"] > 100
    with zipfile.ZipFile(file) as archive:
        archive.extractall(unpacked)
    verify = [sys.executable, "-I", "verify.py"]
    done = subprocess.run(verify, cwd=unpacked, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    entries = unpacked / "entries.ndjson"
    entries.write_text(entries.read_text().replace("issue_document", "draft_letter", 1))
    assert subprocess.run(verify, cwd=unpacked, capture_output=True).returncode == 1
    assert "已存在" in call("audit", "export", "--out", file, "--json").refusal
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit.zip", "unpacked", "var"]


def test_databases_that_cannot_be_used_are_told_apart(call: Call, demo_data: Path, tmp_path: Path) -> None:
    holder = sqlite.connect(demo_data / "anqi.db")
    holder.execute("BEGIN IMMEDIATE")
    locked = call("user", "disable", "jingban", "--reason", "x", "--json")
    holder.rollback()
    holder.close()
    assert locked.code == 2 and "占用" in locked.refusal
    _sql(demo_data, "INSERT INTO schema_migrations VALUES ('m9999_future', 'x')")
    for command in (("audit", "verify"), ("migrate",), ("import", demo_data / "demo-data", "--source", "samr_12315")):
        assert "更新的版本" in call(*command, "--json").refusal
    for path in demo_data.glob("anqi.db-*"):
        path.unlink()
    (demo_data / "anqi.db").write_bytes(b"no database " * 1000)
    for command in (("audit", "verify"), ("deadlines", "list"), ("migrate",)):
        refused = call(*command, "--json")
        assert refused.code == 2 and "已损坏" in refused.refusal
