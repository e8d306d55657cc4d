"""Runs one untrusted job in a fresh process with hard limits: files that strangers made never meet the server itself.

The process may use SECONDS of processor time and MEMORY_BYTES of memory, opens no network connection, starts no
program, and writes no file. It ends after its one answer.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from filings.render_worker import read_frame, write_frame
from filings.said import Refusal

SECONDS = 10.0
MEMORY_BYTES = 768 * 1024**2
JOBS = {
    "read_word": "filings.word_upload.reading:read_job",
    "fill_word": "filings.forms.word_forms:fill_job",
    "check_letter": "filings.own_letters:check_job",
}
"""Name -> function (request JSON, file bytes) -> (answer JSON, file bytes)."""
_ROOT = Path(__file__).resolve().parent.parent


class JobRefused(Refusal):
    """The job was refused; the sentence says where and what to do."""


def run_confined(
    job: str, request: dict[str, Any], content: bytes, *, seconds: float = SECONDS
) -> tuple[dict[str, Any], bytes]:
    """Give the answer (JSON, bytes) of a job of JOBS. Blocks; call it from a thread.

    Raises JobRefused with the job's own sentence, or when it used up its time or memory.
    """
    module, _, function = JOBS[job].partition(":")
    process = subprocess.Popen(
        [sys.executable, "-m", "filings.confined_worker", module, function, str(int(seconds)), str(MEMORY_BYTES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"},
        cwd=_ROOT,
    )
    try:
        answer, _ = process.communicate(_framed(request, content), timeout=seconds + 5)
    except subprocess.TimeoutExpired:
        answer = b""
    finally:
        process.kill()
        process.wait()
    return _answer(answer, seconds)


def _framed(request: dict[str, Any], content: bytes) -> bytes:
    frames = io.BytesIO()
    write_frame(frames, json.dumps(request, ensure_ascii=False).encode())
    write_frame(frames, content)
    return frames.getvalue()


def _answer(answer: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
    frames = io.BytesIO(answer)
    head, content = read_frame(frames), read_frame(frames)
    if head is None or content is None:
        raise JobRefused(
            f"这个文件未能在 {seconds:g} 秒和规定的内存之内处理完，可能过大或者已损坏，请精简后重试。",
            f"The file could not be read within {seconds:g} seconds and the memory allowed; it may be too large or damaged, "
            "shorten it and try again.",
        )
    found = json.loads(head)
    if not found["ok"]:
        raise JobRefused(found["zh"], found["en"])
    return found["answer"], content
