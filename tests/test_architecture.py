"""The house rules that a machine can check, beside the import contracts."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = sorted(
    path
    for package in ("compliance", "filings", "deadlines", "tests")
    for path in (ROOT / package).rglob("*.py")
    if "static" not in path.parts
)
BANNED_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "base",
    "manager",
    "handler",
    "processor",
    "misc",
    "data",
    "info",
    "service",
}


def modules_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_deadlines_import_the_standard_library_only() -> None:
    import sys

    allowed = set(sys.stdlib_module_names) | {"deadlines"}
    strangers = {
        (path.name, name) for path in (ROOT / "deadlines").rglob("*.py") for name in modules_of(path) - allowed
    }
    assert not strangers


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("piccolo", ("compliance/records/",)),
        ("arq", ("compliance/worker.py",)),
        ("weasyprint", ("filings/pdf.py",)),
        ("docx", ("filings/word.py", "filings/word_tables.py", "filings/word_template.py", "filings/forms/")),
    ],
)
def test_a_library_lives_only_in_its_rooms(library: str, homes: tuple[str, ...]) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in OURS
        if library in modules_of(path) and not path.is_relative_to(ROOT / "tests")
    }
    assert {user for user in users if not user.startswith(homes)} == set()


def test_the_clock_is_read_in_one_place() -> None:
    readers = set()
    for path in OURS:
        if path.is_relative_to(ROOT / "tests"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow"):
                owner = ast.unparse(node.value)
                if owner in ("date", "datetime", "datetime.date", "datetime.datetime"):
                    readers.add(path.relative_to(ROOT).as_posix())
    assert readers == {"compliance/resources.py"}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert {path.relative_to(ROOT).as_posix() for path in OURS if path.stem in BANNED_NAMES} == set()


def test_no_product_file_passes_three_hundred_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in OURS
        if not path.is_relative_to(ROOT / "tests") and (lines := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}


def test_dangerous_calls_of_the_query_builder_are_absent() -> None:
    pattern = re.compile(r"\.batch\(|OrderByRaw|allow_nested=True\)?\s*as")
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "compliance").rglob("*.py")
        if pattern.search(path.read_text("utf-8"))
    }
    assert users == set()


def test_pages_keep_annotations_that_litestar_can_read() -> None:
    late = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "compliance" / "web").rglob("*.py")
        if "TYPE_CHECKING" in path.read_text("utf-8")
    }
    assert late == set()


def test_top_level_holds_what_the_house_plan_names() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    top = {name.split("/")[0] for name in tracked if name}
    allowed = {
        *("compliance", "filings", "deadlines", "templates", "tests", "docs", ".ci"),
        *("pyproject.toml", "requirements.lock", "requirements-dev.lock", "Makefile", "LICENSE"),
        *("README.md", "README.en.md", "CHANGELOG.md", "CONTRIBUTING.md", ".env.example", ".gitignore"),
    }
    assert top <= allowed


def test_locks_carry_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
