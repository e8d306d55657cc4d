"""The confined process: a job that misbehaves is stopped, nothing outside changes, and the caller goes on."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from filings.confined import JOBS, MEMORY_BYTES, JobRefused, run_confined
from tests.filings import confined_jobs
from tests.filings.confined_jobs import DEEDS

HOME = "tests.filings.confined_jobs"
NAMES = (
    *("answers", "refuses", "breaks", "sleeps", "loops", "allocates", "dies", "recurses", "prints", "answers_half"),
    *("acts", "holds"),
)


@pytest.fixture(autouse=True)
def misbehaving_jobs() -> Iterator[None]:
    assert all(hasattr(confined_jobs, name) for name in NAMES)
    JOBS.update({name: f"{HOME}:{name}" for name in NAMES})
    yield
    for name in NAMES:
        del JOBS[name]


def test_a_job_answers_with_json_and_bytes() -> None:
    answer, made = run_confined("answers", {"字": [1, None]}, b"abc")
    assert answer == {"told": {"字": [1, None]}, "length": 3}
    assert made == b"cba"


def test_a_refusal_comes_through_word_by_word() -> None:
    with pytest.raises(JobRefused, match=r"^第 3 段有图片，请删去后再上传。$"):
        run_confined("refuses", {}, b"")


@pytest.mark.parametrize("job", ["breaks", "dies", "recurses", "answers_half"])
def test_a_job_that_breaks_is_a_refusal_and_tells_nothing_inside(job: str) -> None:
    with pytest.raises(JobRefused) as refused:
        run_confined(job, {}, b"")
    sentence = str(refused.value)
    assert sentence.endswith("。") and "nothing for users" not in sentence and "Error" not in sentence


@pytest.mark.parametrize("job", ["sleeps", "loops"])
def test_a_job_without_end_is_ended(job: str) -> None:
    before = time.monotonic()
    with pytest.raises(JobRefused, match="秒"):
        run_confined(job, {}, b"", seconds=1)
    assert time.monotonic() - before < 30


def test_memory_has_an_end() -> None:
    with pytest.raises(JobRefused, match="过大"):
        run_confined("allocates", {}, b"")
    assert run_confined("holds", {"bytes": 64 << 20}, b"")[0] == {"held": 64 << 20}
    with pytest.raises(JobRefused, match="过大"):
        run_confined("holds", {"bytes": MEMORY_BYTES}, b"")


def test_what_a_job_prints_is_no_answer() -> None:
    assert run_confined("prints", {}, b"") == ({"true": 1}, b"")


@pytest.mark.parametrize("deed", DEEDS)
def test_a_job_reaches_nothing_outside(deed: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("untouched")
    (tmp_path / "empty").mkdir()
    looked = canary.stat()
    with socket.create_server(("127.0.0.1", 0)) as port:
        port.settimeout(0.05)
        request = {"deed": deed, "folder": str(tmp_path), "port": port.getsockname()[1]}
        with pytest.raises(JobRefused) as refused:
            run_confined("acts", request, b"")
        with pytest.raises(TimeoutError):
            port.accept()
    assert str(refused.value).endswith("。")
    assert canary.read_text() == "untouched"
    assert (canary.stat().st_mode, canary.stat().st_mtime_ns) == (looked.st_mode, looked.st_mtime_ns)
    assert {path.name for path in tmp_path.iterdir()} == {"canary", "empty"}
