"""Files by the hash of their bytes: written once, checked when read, never overwritten."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


class FileDamaged(Exception):
    """The stored bytes are gone or no longer have the hash they were stored under."""


class FileStore:
    """``<folder>/ab/cd/<sha256>``; the database knows names and types, the store only bytes."""

    def __init__(self, folder: Path):
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Store ``content`` durably and return its SHA-256 (hex); storing the same bytes twice keeps one copy."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() == digest:
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes; raises FileDamaged when they are missing or differ from their hash."""
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError as problem:
            raise FileDamaged(f"文件 {digest[:12]}… 不在存储中；请从备份恢复。") from problem
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileDamaged(f"文件 {digest[:12]}… 的内容与登记的摘要不符；请从备份恢复。")
        return content

    def path(self, digest: str) -> Path:
        if len(digest) != 64 or not all(letter in "0123456789abcdef" for letter in digest):
            raise ValueError("not a SHA-256 in hex")
        return self.folder / digest[:2] / digest[2:4] / digest


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
