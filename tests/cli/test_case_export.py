"""`anqi case export`: a bundle beside nothing else, refusals in one sentence, progress only where somebody watches."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import ANQI, Call, Outcome, environment


@pytest.fixture
def number(demo_run: tuple[Path, Outcome]) -> str:
    """The case of the demo that was answered, filed and receipted."""
    return demo_run[1].json["reply"]["case"]


def test_the_demo_case_leaves_whole_and_verifies(call: Call, demo_data: Path, number: str, tmp_path: Path) -> None:
    target, folder = tmp_path / "out" / "卷.zip", tmp_path / "unpacked"
    target.parent.mkdir()
    made = call("case", "export", number, "--out", target, "--json")
    assert (made.code, made.err) == (0, "")
    assert set(made.json) == {
        *("file", "case", "size", "sha256", "items", "files", "masked", "damaged", "notes", "audit_entries"),
    }
    assert (made.json["file"], made.json["case"], made.json["masked"]) == (str(target), number, True)
    assert [path.name for path in target.parent.iterdir()] == ["卷.zip"]
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    quiet = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "manifest.sha256"], cwd=folder)
    assert quiet.returncode == 0
    verify = [sys.executable, "-I", "verify_bundle.py"]
    assert subprocess.run(verify, cwd=folder, capture_output=True).returncode == 0
    assert json.loads((folder / "01-案件登记.json").read_text())["number"] == number
    assert call("audit", "verify").code == 0
    page = folder / "02-经过.html"
    page.write_bytes(page.read_bytes().replace(b"</html>", b"</htm1>"))
    done = subprocess.run(verify, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1 and "02-经过.html" in done.stdout


def test_a_person_is_told_where_it_is_and_its_hash(call: Call, demo_data: Path, number: str, tmp_path: Path) -> None:
    made = call("case", "export", number, "--out", tmp_path / "a.zip")
    assert made.code == 0 and made.err == "" and len(made.out.splitlines()) == 1
    assert str(tmp_path / "a.zip") in made.out and "已回读核对" in made.out


def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(
    call: Call, demo_data: Path, number: str, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    there = place / "there.zip"
    there.write_bytes(b"mine")
    for arguments, words in (
        (("TS-2026-99999", "--out", place / "a.zip"), "没有编号为 TS-2026-99999"),
        ((number, "--out", there), "已存在"),
        ((number, "--out", tmp_path / "no" / "a.zip"), "不存在"),
        ((number, "--out", place), "--out"),
        ((number, "--out", place / "a.zip", "--unmasked"), "理由"),
        ((number,), "--out"),
    ):
        refused = call("case", "export", *arguments, "--json")
        assert refused.code == 2 and words in refused.refusal, arguments
    assert there.read_bytes() == b"mine" and [path.name for path in place.iterdir()] == ["there.zip"]


def test_persons_in_clear_with_a_reason(call: Call, demo_data: Path, number: str, tmp_path: Path) -> None:
    made = call("case", "export", number, "--out", tmp_path / "a.zip", "--unmasked", "--reason", "法院调卷", "--json")
    assert made.code == 0 and made.json["masked"] is False
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert json.loads(archive.read("01-案件登记.json"))["personal_in_clear"]["phone"].isdigit()
        manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["masked"], manifest["reason"]) == (False, "法院调卷")


def test_a_damaged_original_is_named_and_left_out_only_when_asked(
    call: Call, demo_data: Path, number: str, tmp_path: Path
) -> None:
    shown = call("case", "show", number, "--json").json["documents"][0]
    stored = demo_data / "files" / shown["docx_sha256"][:2] / shown["docx_sha256"][2:4] / shown["docx_sha256"]
    os.chmod(stored, 0o600)
    stored.write_bytes(b"other")
    refused = call("case", "export", number, "--out", tmp_path / "a.zip", "--json")
    assert refused.code == 2 and shown["number"] in refused.refusal
    assert not (tmp_path / "a.zip").exists()
    made = call("case", "export", number, "--out", tmp_path / "a.zip", "--without-damaged")
    assert made.code == 0 and shown["number"] in made.err


def test_a_file_system_without_room_is_told_in_one_sentence(demo_data: Path, number: str, tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: the system refuses the write half-way."""
    place = tmp_path / "place"
    place.mkdir()
    done = subprocess.run(
        ["bash", "-c", f'trap "" XFSZ; ulimit -f 64; exec "{ANQI}" case export {number} --out "{place}/a.zip" --json'],
        capture_output=True,
        text=True,
        env=environment(demo_data),
        timeout=120,
    )
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "空间不足" in json.loads(done.stdout)["error"]["message"]
    assert list(place.iterdir()) == []
