"""What an auditor types: verify, export, and the export's own verifier with nothing but Python."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.journeys.commands import anqi, told
from tests.records.tampering import ENTRIES, build, copied, edited

TOGETHER = ENTRIES + 3


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("auditing") / "var"
    asyncio.run(build(folder))
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    return copied(original, tmp_path / "var")


def test_an_untouched_history_verifies(folder: Path) -> None:
    done = anqi(folder, "audit", "verify", "--json")
    assert done.returncode == 0, done.stderr
    found = told(done)
    assert found["ok"] is True and found["entries"] == TOGETHER and found["findings"] == []
    assert len(found["head"]) == 64


def test_an_altered_history_is_named_entry_by_entry_and_exits_with_one(folder: Path) -> None:
    edited(folder, "UPDATE audit_entries SET reason = 'x' WHERE chain = '2026' AND sequence IN (2, 7)")
    done = anqi(folder, "audit", "verify", "--json")
    assert done.returncode == 1
    found = told(done)
    assert found["ok"] is False
    assert found["findings"] == [
        {"chain": "2026", "sequence": 2, "problem": "altered"},
        {"chain": "2026", "sequence": 7, "problem": "altered"},
    ]
    plain = anqi(folder, "audit", "verify")
    assert plain.returncode == 1 and "2026 第 2 条" in plain.stdout


def test_verifying_writes_nothing(folder: Path) -> None:
    def files() -> dict[str, bytes]:
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in (".db-shm", ".db-wal")
        }

    before = files()
    anqi(folder, "audit", "verify", "--json")
    assert files() == before


@pytest.mark.parametrize("what", ["no database", "cut database", "bad key", "lost key"])
def test_what_cannot_be_checked_exits_with_two_and_one_sentence(folder: Path, what: str) -> None:
    if what == "no database":
        (folder / "anqi.db").write_bytes(b"this is no database at all, only some text\n" * 400)
    elif what == "cut database":
        content = (folder / "anqi.db").read_bytes()
        (folder / "anqi.db").write_bytes(content[: len(content) // 2 // 4096 * 4096])
    elif what == "bad key":
        (folder / "secret.key").write_text("short\n")
    else:
        (folder / "secret.key").unlink()
    done = anqi(folder, "audit", "verify", "--json")
    assert done.returncode == 2, done.stdout
    assert told(done)["error"]["message"].endswith("。") and "Traceback" not in done.stderr
    if what == "lost key":
        assert not (folder / "secret.key").exists(), "no new key takes the place of a lost one"


def exported(folder: Path, target: Path) -> Path:
    """The unpacked export."""
    archive = target / "audit.zip"
    done = anqi(folder, "audit", "export", "--out", str(archive), "--json")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(target / "export")
    return target / "export"


@pytest.fixture(scope="module")
def once_exported(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("exported")
    return exported(copied(original, target / "var"), target)


@pytest.fixture
def export(once_exported: Path, tmp_path: Path) -> Path:
    return copied(once_exported, tmp_path / "export")


def verified(export: Path) -> subprocess.CompletedProcess[str]:
    """The export's own verifier, isolated from this program and its packages."""
    system_python = Path("/usr/bin/python3")
    python = str(system_python) if system_python.exists() else sys.executable
    return subprocess.run(
        [python, "-I", str(export / "verify.py")], capture_output=True, text=True, timeout=60, check=False, cwd="/"
    )


def test_the_export_verifies_by_itself(export: Path) -> None:
    done = verified(export)
    assert done.returncode == 0, done.stdout + done.stderr
    # The export itself is on record before it is made.
    assert f"{TOGETHER + 1} entries" in done.stdout and "0 findings" in done.stdout


@pytest.mark.parametrize(
    ("old", "new"), [("理由4", "理由5"), ('"sequence": 4', '"sequence": 5'), ('"role": "officer"', '"role": "head"')]
)
def test_a_changed_export_is_found_by_its_own_verifier(export: Path, old: str, new: str) -> None:
    text = (export / "entries.ndjson").read_text("utf-8")
    assert old in text
    (export / "entries.ndjson").write_text(text.replace(old, new), "utf-8")
    assert verified(export).returncode == 1


@pytest.mark.parametrize("position", [0, 4, 8])
def test_an_entry_left_out_of_the_export_is_found(export: Path, position: int) -> None:
    lines = (export / "entries.ndjson").read_text("utf-8").splitlines(keepends=True)
    del lines[position]
    (export / "entries.ndjson").write_text("".join(lines), "utf-8")
    assert verified(export).returncode == 1


def test_checkpoints_left_out_of_the_export_are_found_when_others_follow(export: Path) -> None:
    path = export / "checkpoints" / "2026.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    assert verified(export).returncode == 1


def test_the_verifier_says_when_it_could_not_check(export: Path) -> None:
    (export / "entries.ndjson").write_text("not json\n")
    done = verified(export)
    assert done.returncode == 2 and "could not check" in done.stderr
    (export / "entries.ndjson").unlink()
    assert verified(export).returncode == 2


def test_an_export_of_an_altered_history_shows_the_alteration(folder: Path, tmp_path: Path) -> None:
    edited(folder, "UPDATE audit_entries SET reason = 'x' WHERE chain = '2026' AND sequence = 3")
    done = verified(exported(folder, tmp_path))
    assert done.returncode == 1 and "2026#3: altered" in done.stdout
