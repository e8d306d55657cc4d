"""Wrong settings, wrong use, help, interruption: always one sentence, exit code 2, nothing done."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from compliance.cli import PLACES
from tests.cli.conftest import ANQI, Call, environment, in_own_process


@pytest.mark.parametrize(
    ("name", "value", "command"),
    [
        ("ANQI_NIX", "1", "rules list"),
        ("ANQI_PROFILE", "nix", "deadlines compute"),
        ("ANQI_TODAY", "2026-02-30", "calendar show 2026"),
        ("ANQI_PORT", "0", "serve"),
        ("ANQI_PORT", "abc", "letters list"),
        ("ANQI_RENDERERS", "0", "worker"),
        ("ANQI_SECURE_COOKIES", "yes", "serve"),
        ("ANQI_DATABASE_URL", "mysql://x", "migrate"),
        ("ANQI_DATABASE_URL", "postgresql://h:abc/x", "migrate"),
        ("ANQI_DATABASE_URL", "postgresql://u:p@127.0.0.1:1/x", "migrate"),
        ("ANQI_REDIS_URL", "nix", "worker"),
        ("ANQI_REDIS_URL", "redis://h:abc", "serve"),
        ("ANQI_HOST", "192.0.2.1", "serve"),
        ("ANQI_SECRET_KEY_FILE", "/dev/null", "migrate"),
        ("ANQI_DATA_DIR", "/proc/nix", "migrate"),
    ],
)
def test_each_wrong_variable_is_refused(call: Call, folder: Path, name: str, value: str, command: str) -> None:
    refused = call(*command.split(), "--json", **{name: value})
    assert refused.code == 2
    assert name in refused.refusal or value in refused.refusal or "密钥" in refused.refusal
    assert "u:p@" not in refused.refusal
    assert not (folder / "anqi.db").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("nix", "可用的是：demo、serve"),
        ("--nix", "--nix"),
        ("deadlines nix", "compute、list"),
        ("import", "FILE"),
        ("migrate --json=1", "--json"),
        ("import x", "缺少选项“--source”"),
        ("calendar show 2026 more", "多出了参数“more”"),
        ("serve --port 99999", "1 到 65535"),
        ("migrate --nix", "anqi migrate -h"),
    ],
)
def test_wrong_use_is_told_in_one_chinese_sentence(call: Call, arguments: str, words: str) -> None:
    refused = call(*arguments.split(), "--json")
    assert refused.code == 2 and words in refused.refusal


def test_help_is_bilingual_and_complete(call: Call) -> None:
    shown = call("--help")
    assert shown.code == 0 and "Statutory clocks" in shown.out
    for name, (_, _, line) in PLACES.items():
        assert f"  {name}" in shown.out and line in shown.out
    pages = [[name] for name in PLACES]
    pages += [["deadlines", "compute"], ["deadlines", "list"], ["calendar", "show"], ["rules", "list"]]
    pages += [["calendar", "load"], ["rules", "rehearse"], ["rules", "propose"], ["law", "list"], ["law", "confirm"]]
    pages += [["rules", "check"], ["letters", "list"], ["letters", "render"], ["case", "show"], ["filings", "list"]]
    pages += [["files", "unreferenced"]]
    pages += [["audit", "verify"], ["audit", "export"], ["user", "add"], ["user", "list"], ["user", "disable"]]
    for page in pages:
        shown = call(*page, "-h")
        assert shown.code == 0 and shown.out.startswith(f"用法 Usage: anqi {' '.join(page)}")
        leaf = len(page) == 2 or page[0] not in {other[0] for other in pages if len(other) == 2}
        assert ("--json" in shown.out) == leaf, page
    assert call("--version").out.startswith("anqi")
    assert call().code == 2 and "命令 Commands" in call().err


def test_an_argument_that_is_no_text_is_refused(call: Call, demo_data: Path) -> None:
    refused = in_own_process("case", "show", "\udcff\udcfe", "--json", folder=demo_data)
    assert refused.code == 2 and "UTF-8" in refused.refusal


def test_streams_that_cannot_carry_chinese_still_get_json(demo_data: Path) -> None:
    outcome = in_own_process("calendar", "show", "2026", "--json", folder=demo_data, PYTHONIOENCODING="ascii")
    assert outcome.code == 0 and json.loads(outcome.out)["year"] == 2026
    assert in_own_process("calendar", "show", "2026", folder=demo_data, PYTHONIOENCODING="ascii").code == 0


def test_a_reader_that_leaves_early_brings_no_traceback(folder: Path) -> None:
    done = subprocess.run(
        f"'{ANQI}' rules list --json | head -c 5", shell=True, capture_output=True, env=environment(folder), timeout=60
    )
    assert (done.stdout, done.stderr) == (b'[{"re', b"")


def test_ctrl_c_ends_with_a_sentence(folder: Path) -> None:
    process = subprocess.Popen(
        [str(ANQI), "deadlines", "compute"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(folder),
    )
    # The command waits in read(2) on its standard input once everything is loaded.
    wchan = Path(f"/proc/{process.pid}/wchan")
    deadline = time.monotonic() + 20
    while "pipe" not in wchan.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 2 and out == b""
    assert "已中断" in err.decode() and "Traceback" not in err.decode()
