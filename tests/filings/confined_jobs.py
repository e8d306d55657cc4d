"""Jobs that misbehave, for the tests of the confined process. Each takes (request, content) as every job does."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

Answer = tuple[dict[str, Any], bytes]


def answers(request: dict[str, Any], content: bytes) -> Answer:
    return {"told": request, "length": len(content)}, content[::-1]


def refuses(request: dict[str, Any], content: bytes) -> Answer:
    raise ValueError("第 3 段有图片，请删去后再上传。")


def breaks(request: dict[str, Any], content: bytes) -> Answer:
    raise KeyError("nothing for users")


def sleeps(request: dict[str, Any], content: bytes) -> Answer:
    time.sleep(600)
    return {}, b""


def loops(request: dict[str, Any], content: bytes) -> Answer:
    while True:
        pass


def allocates(request: dict[str, Any], content: bytes) -> Answer:
    kept = []
    while True:
        kept.append(bytearray(16 << 20))


def holds(request: dict[str, Any], content: bytes) -> Answer:
    return {"held": len(bytearray(request["bytes"]))}, b""


def dies(request: dict[str, Any], content: bytes) -> Answer:
    faulthandler._sigsegv()  # a crash as deep as one in a parser
    return {}, b""


def recurses(request: dict[str, Any], content: bytes) -> Answer:
    return recurses(request, content)


def prints(request: dict[str, Any], content: bytes) -> Answer:
    print('{"ok": true, "answer": {"forged": 1}}' * 1000, flush=True)
    os.write(1, b"\x00\x00\x00\x02{}")
    return {"true": 1}, b""


def answers_half(request: dict[str, Any], content: bytes) -> Answer:
    os._exit(0)


def acts(request: dict[str, Any], content: bytes) -> Answer:
    """Do the one forbidden thing that the request names, and say whether it came through."""
    place = Path(request["folder"])
    port = request["port"]
    deeds = {
        "connect": lambda: socket.create_connection(("127.0.0.1", port), 2),
        "listen": lambda: socket.create_server(("127.0.0.1", 0)),
        "look up a name": lambda: socket.getaddrinfo("example.invalid", 80),
        "write a file": lambda: (place / "new").write_bytes(b"x"),
        "append to a file": lambda: (place / "canary").open("ab"),
        "make a file by its descriptor": lambda: os.open(place / "made", os.O_CREAT | os.O_WRONLY),
        "empty a file by its descriptor": lambda: os.open(place / "canary", os.O_RDWR | os.O_TRUNC),
        "truncate a file": lambda: os.truncate(place / "canary", 0),
        "remove a file": lambda: os.remove(place / "canary"),
        "rename a file": lambda: os.rename(place / "canary", place / "other"),
        "link a file": lambda: os.link(place / "canary", place / "linked"),
        "point at a file": lambda: os.symlink(place / "canary", place / "pointer"),
        "change rights": lambda: os.chmod(place / "canary", 0o777),
        "change times": lambda: os.utime(place / "canary", (0, 0)),
        "make a folder": lambda: os.mkdir(place / "folder"),
        "call the C library": lambda: ctypes.CDLL(None),
        "remove a folder": lambda: os.rmdir(place / "empty"),
        "copy a file": lambda: shutil.copy(place / "canary", place / "copy"),
        "start a program": lambda: subprocess.run(["/bin/true"]),
        "start a shell": lambda: os.system("true"),
        "become a program": lambda: os.execv("/bin/true", ["true"]),
        "spawn a program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "fork": os.fork,
        "end its parent": lambda: os.kill(os.getppid(), 0),
    }
    deeds[request["deed"]]()
    return {"came through": request["deed"]}, b""


DEEDS = (
    *("connect", "listen", "look up a name", "write a file", "append to a file", "make a file by its descriptor"),
    *("empty a file by its descriptor", "truncate a file", "remove a file", "rename a file", "link a file"),
    *("point at a file", "change rights", "change times", "make a folder", "call the C library", "remove a folder"),
    *("copy a file", "start a program", "start a shell", "become a program", "spawn a program", "fork"),
    "end its parent",
)
