"""A rendering child process: reads documents as JSON from its input, writes DOCX and PDF bytes to its output.

Started by `filings.rendering` as `python -m filings.render_worker [nice]`. A frame is a 4-byte big-endian length and that many
bytes; an answer is a JSON frame, then (when ok) one frame of DOCX and one of PDF. Limits are set before anything is
parsed, the network is refused by an audit hook, and the process ends when its input closes.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import struct
import sys
from typing import Any, BinaryIO

from filings.said import Said, said_of

MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 60
_FORBIDDEN_EVENTS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec")


def read_frame(stream: BinaryIO) -> bytes | None:
    """Give the next frame, None at the end of the stream or when it was cut short."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: BinaryIO, body: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(struct.pack(">I", len(body)) + body)
    stream.flush()


def render(document_json: dict[str, Any]) -> tuple[bytes, bytes, list[str]]:
    """Give DOCX bytes, PDF bytes and warnings of one document. Raises what the renderers raise."""
    from filings.fonts import substitution_warnings
    from filings.model import document_from_json
    from filings.pdf import engine_warnings, render_pdf
    from filings.word import render_word

    document = document_from_json(document_json)
    pdf = render_pdf(document)
    return render_word(document), pdf, substitution_warnings(document) + engine_warnings()


def _answer(request: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    from filings.fonts import CharactersNotCovered, FontsMissing
    from filings.pdf import RenderingFailed

    try:
        docx, pdf, warnings = render(json.loads(request))
    except CharactersNotCovered as refused:
        uncovered = [[item.character, item.place] for item in refused.uncovered]
        return {"ok": False, "kind": "characters", "uncovered": uncovered}, b"", b""
    except (FontsMissing, RenderingFailed, ValueError) as refused:
        return _refusal(type(refused).__name__, said_of(refused)), b"", b""
    except MemoryError:
        too_large = Said(
            "文书过大，排版所需内存超出上限，请拆分后重试。",
            "The letter is too large, laying it out needs more memory than allowed; split it and try again.",
        )
        return _refusal("memory", too_large), b"", b""
    sums = [hashlib.sha256(docx).hexdigest(), hashlib.sha256(pdf).hexdigest()]
    return {"ok": True, "warnings": warnings, "sha256": sums}, docx, pdf


def _refusal(kind: str, said: Said) -> dict[str, Any]:
    return {"ok": False, "kind": kind, "zh": said.zh, "en": said.en}


def _set_limits() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _allow_cpu_for_one_job() -> None:
    """Let the next job use CPU_SECONDS more of processor time; the kernel ends the process beyond that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _refuse_network(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN_EVENTS:
        raise PermissionError(f"the renderer may not use {event}")


def main() -> None:
    """Serve frames until the input closes."""
    # Anything printed by a library must not land between two frames.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if len(sys.argv) > 1:
        os.nice(int(sys.argv[1]))
    _set_limits()
    from filings.pdf import warm_up

    warm_up()
    sys.addaudithook(_refuse_network)
    write_frame(answers, b"ready")
    while (request := read_frame(sys.stdin.buffer)) is not None:
        _allow_cpu_for_one_job()
        head, docx, pdf = _answer(request)
        write_frame(answers, json.dumps(head, ensure_ascii=False).encode())
        if head["ok"]:
            write_frame(answers, docx)
            write_frame(answers, pdf)


if __name__ == "__main__":
    main()
