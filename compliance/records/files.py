"""Files by the hash of their bytes: written once, checked when read, never overwritten.

A file carries the time when it was last stored, not only when it first was: whoever stores the same bytes again may be
about to name them in a record, so that a sweep of files that no record names must take them for new.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NEW, _GONE = ".new-", ".gone-"


class FileDamaged(Exception):
    """The stored bytes are gone or no longer have the hash they were stored under."""


@dataclass(frozen=True)
class KeptFile:
    """A file that lies in the store: its path in it, hash by name, bytes, and when it was last stored (seconds, epoch).

    ``sha256`` is "" for what a broken writing left.
    """

    path: str
    sha256: str
    size: int
    stored_at: float


class FileStore:
    """``<folder>/ab/cd/<sha256>``; the database knows names and types, the store only bytes."""

    def __init__(self, folder: Path):
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Store ``content`` durably and return its SHA-256 (hex); storing the same bytes twice keeps one copy."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        if self._stored_again(target, digest):
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=_NEW)
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
        if not _is_digest(digest):
            raise ValueError("not a SHA-256 in hex")
        return self.folder / digest[:2] / digest[2:4] / digest

    def every(self) -> Iterator[KeptFile]:
        """All files in the store, and what a broken writing or removal left there; nothing that others put there."""
        for path in sorted(self.folder.glob("??/??/*")):
            digest = path.name.removeprefix(_GONE)
            if _is_digest(digest) and path.parent == self.path(digest).parent:
                kept = digest
            elif path.name.startswith(_NEW):
                kept = ""
            else:
                continue
            try:
                known = path.stat()
            except FileNotFoundError:
                continue  # a writing that was under way has ended
            yield KeptFile(str(path.relative_to(self.folder)), kept, known.st_size, known.st_mtime)

    def now(self) -> float:
        """The time by the clock that dates the files, in seconds: it may be that of another machine."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".now-") as probe:
            return os.fstat(probe.fileno()).st_mtime

    def set_aside(self, file: KeptFile, *, stored_before: float) -> bool:
        """Take a file out of its place, to be dropped or put back; False when it is gone or was stored again.

        Whoever stores the same bytes meanwhile either finds them in their place and dates them anew, which is looked at
        after the move, or finds the place empty and writes them again.
        """
        place, aside = self.folder / file.path, self._aside(file)
        try:
            os.rename(place, aside)
            fresh = aside.stat().st_mtime >= stored_before
        except FileNotFoundError:
            return False
        if fresh:
            self.put_back(file)
        return not fresh

    def put_back(self, file: KeptFile) -> None:
        """Undo ``set_aside``; one that another removal has dropped meanwhile stays away, by an act of its own."""
        with contextlib.suppress(FileNotFoundError):
            os.replace(self._aside(file), self.folder / file.path)

    def drop(self, file: KeptFile) -> None:
        """Delete a file that was set aside."""
        self._aside(file).unlink(missing_ok=True)

    def _aside(self, file: KeptFile) -> Path:
        place = self.folder / file.path
        return place if place.name.startswith(_GONE) else place.with_name(_GONE + place.name)

    def _stored_again(self, target: Path, digest: str) -> bool:
        """Whether the very bytes lie there already; they are dated anew."""
        try:
            if hashlib.sha256(target.read_bytes()).hexdigest() != digest:
                return False
            os.utime(target)
        except FileNotFoundError:
            return False
        # Dated while it was being set aside, it may have been taken for old: then it is no longer in its place.
        return target.exists()


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
