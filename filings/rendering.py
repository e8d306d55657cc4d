"""A small pool of rendering child processes: DOCX and PDF of a document, off the event loop, with limits.

Children are fresh interpreters (never forks), one document at a time each. One that takes too long or dies is ended
and replaced; the document it held is refused with one sentence, the others are not touched.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import queue
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.fonts import CharactersNotCovered, FontsMissing, Uncovered, font_folder
from filings.pdf import RenderingFailed
from filings.render_worker import read_frame, write_frame
from filings.said import Refusal

TIMEOUT_SECONDS = 120.0
START_SECONDS = 60.0
_CLOSED = ("排版服务已经关闭，请重新启动后再试。", "The rendering service is closed; restart it and try again.")
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Rendered:
    """The two files of a document, their SHA-256 and what a person should know about them (Chinese sentences)."""

    docx: bytes
    pdf: bytes
    docx_sha256: str
    pdf_sha256: str
    warnings: tuple[str, ...]


class RenderPool:
    """Up to `size` rendering children, started when first needed. `close()` ends them; a closed pool refuses.

    `nice` (0 to 19) lets the children stand back for other processes that want the processor.
    """

    def __init__(self, size: int = 2, *, timeout: float = TIMEOUT_SECONDS, nice: int = 0) -> None:
        if size < 1:
            raise Refusal(
                f"排版进程数 {size} 无效，须至少为 1。", f"{size} renderers are not enough; there must be at least 1."
            )
        self.timeout = timeout
        self.nice = nice
        self._idle: queue.SimpleQueue[_Child | None] = queue.SimpleQueue()
        for _ in range(size):
            self._idle.put(None)
        # Threads of its own: a queue of letters must not hold up other work of the event loop's default threads.
        self._threads = ThreadPoolExecutor(max_workers=size, thread_name_prefix="rendering")
        self._children: set[_Child] = set()
        self._lock = threading.Lock()
        self._closed = False

    async def render(self, document_json: dict[str, Any]) -> Rendered:
        """Give DOCX and PDF of a document in its JSON form, without blocking the event loop.

        Raises what `render_now` raises, and RenderingFailed once the pool is closed.
        """
        if self._closed:
            raise RenderingFailed(*_CLOSED)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.render_now, document_json)

    def render_now(self, document_json: dict[str, Any]) -> Rendered:
        """Give DOCX and PDF, waiting for a child to be free.

        Raises CharactersNotCovered, FontsMissing, or RenderingFailed (too slow, too large, not a document).
        """
        child = self._idle.get()
        kept: _Child | None = None
        try:
            child = child if child is not None and child.alive else self._start()
            answer = child.ask(json.dumps(document_json, ensure_ascii=False).encode(), timeout=self.timeout)
            kept = child
        finally:
            if kept is None and child is not None:
                self._end(child)
            self._idle.put(kept)
        return answer

    def close(self) -> None:
        """End every child."""
        with self._lock:
            self._closed = True
            children = list(self._children)
        for child in children:
            self._end(child)
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> _Child:
        child = _Child(self.nice)
        with self._lock:
            if self._closed:
                child.end()
                raise RenderingFailed(*_CLOSED)
            self._children.add(child)
        try:
            child.wait_until_ready(START_SECONDS)
        except RenderingFailed:
            self._end(child)
            raise
        return child

    def _end(self, child: _Child) -> None:
        with self._lock:
            self._children.discard(child)
        child.end()


class _Child:
    """One rendering process and the pipe to it."""

    def __init__(self, nice: int = 0) -> None:
        environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
        configuration = font_folder() / "fonts.conf"
        if configuration.exists():
            environment["FONTCONFIG_FILE"] = str(configuration)
        for name in ("LD_LIBRARY_PATH", "HOME", "TMPDIR"):
            if name in os.environ:
                environment[name] = os.environ[name]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "filings.render_worker", str(nice)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=_ROOT,
        )

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_until_ready(self, seconds: float) -> None:
        if self._within(seconds, lambda: read_frame(self._output)) != b"ready":
            raise RenderingFailed(
                "排版进程没有启动，请运行 make setup 检查 WeasyPrint 所需的系统库和字体。",
                "The renderer did not start; run make setup to check the system libraries and fonts that WeasyPrint needs.",
            )

    def ask(self, request: bytes, *, timeout: float) -> Rendered:
        """Give the answer to one document. Raises what the child reports, RenderingFailed when it dies."""
        answer = self._within(timeout, lambda: self._exchange(request))
        if answer is None:
            raise RenderingFailed(
                f"文书排版未能在 {timeout:g} 秒和规定的内存之内完成，请精简正文或者拆分附件后重试。",
                f"The letter could not be laid out within {timeout:g} seconds and the memory allowed; shorten the text or split "
                "the annexes and try again.",
            )
        head, docx, pdf = answer
        if not head["ok"]:
            raise _refusal(head)
        sums = [hashlib.sha256(docx).hexdigest(), hashlib.sha256(pdf).hexdigest()]
        if sums != head["sha256"]:
            raise RenderingFailed(
                "排版结果在传送中损坏，请重试。", "The files were damaged on their way from the renderer; try again."
            )
        return Rendered(docx, pdf, sums[0], sums[1], tuple(head["warnings"]))

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # unsent bytes of a killed child cannot be flushed
                    stream.close()

    def _exchange(self, request: bytes) -> tuple[dict[str, Any], bytes, bytes] | None:
        try:
            write_frame(self._input, request)
        except OSError:
            return None
        head = read_frame(self._output)
        if head is None:
            return None
        answer = json.loads(head)
        if not answer["ok"]:
            return answer, b"", b""
        docx, pdf = read_frame(self._output), read_frame(self._output)
        return (answer, docx, pdf) if docx is not None and pdf is not None else None

    def _within(self, seconds: float, work: Any) -> Any:
        """Give the result of reading from the child; a child over its time is killed, and then the result is None."""
        timer = threading.Timer(seconds, self.process.kill)
        timer.start()
        try:
            return work()
        finally:
            timer.cancel()

    @property
    def _input(self) -> Any:
        return self.process.stdin

    @property
    def _output(self) -> Any:
        return self.process.stdout


def _refusal(head: dict[str, Any]) -> Exception:
    if head["kind"] == "characters":
        return CharactersNotCovered(tuple(Uncovered(character, place) for character, place in head["uncovered"]))
    if head["kind"] == "FontsMissing":
        return FontsMissing(head["zh"], head["en"])
    return RenderingFailed(head["zh"], head["en"])
