"""The process behind `filings.confined`: one job, hard limits, one answer, then the end."""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from typing import Any

from filings.render_worker import read_frame, write_frame
from filings.said import Said, said_of

_FORBIDDEN = (
    *("socket.", "subprocess.", "shutil.", "ctypes.", "mmap.", "pty.", "os.system", "os.exec", "os.spawn"),
    *("os.posix_spawn", "os.fork", "os.kill", "signal.pthread_kill", "os.remove", "os.rename", "os.rmdir", "os.mkdir"),
    *("os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.chflags", "os.utime", "os.setxattr"),
    *("os.removexattr", "os.putenv", "os.lockf"),
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _confine(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"a confined job may not use {event}")
    if event == "open" and arguments[2] & _WRITING:
        raise PermissionError("a confined job may not write files")


def main() -> None:
    """Do the job that the arguments name: module, function, seconds, bytes of memory."""
    module, function, seconds, memory = sys.argv[1:5]
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    job = getattr(importlib.import_module(module), function)
    # RLIMIT_FSIZE does not bind the pipe that the answer goes through.
    _confine(int(seconds), int(memory))
    request, content = read_frame(sys.stdin.buffer), read_frame(sys.stdin.buffer)
    if request is None or content is None:
        return
    try:
        answer, made = job(json.loads(request), content)
        head = {"ok": True, "answer": answer}
    except ValueError as refused:
        head, made = _refusal(said_of(refused)), b""
    except MemoryError:
        too_large = Said(
            "文件展开后过大，请精简后重试。", "The file is too large once unpacked; shorten it and try again."
        )
        head, made = _refusal(too_large), b""
    write_frame(answers, json.dumps(head, ensure_ascii=False).encode())
    write_frame(answers, made)


def _refusal(said: Said) -> dict[str, Any]:
    return {"ok": False, "zh": said.zh, "en": said.en}


if __name__ == "__main__":
    main()
