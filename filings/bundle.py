"""A case bundle (案卷包): many files in one ZIP with a manifest, written as they are read and checked as a whole afterwards.

Nothing here knows a case. Member names are safe on every system, times come from the caller, and the order is that in
which members are added, so that the same content gives the same bytes. No more than one part of a file is in memory.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = "anqi-case-bundle/1"
MANIFEST, SUMS = "manifest.json", "manifest.sha256"
VERIFIER = Path(__file__).with_name("verify_bundle.py")
LONGEST = 120
"""Bytes of a member's whole path in UTF-8: short enough to unpack below a long folder on any system."""
_LONGEST_ENDING = 10
_PART = 1 << 20
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_PACKED_ALREADY = (".pdf", ".docx", ".xlsx", ".zip", ".ofd", ".png", ".jpg", ".jpeg")

Progress = Callable[[int], None]
"""Called with the number of bytes that were just dealt with."""


class BundleDamaged(Exception):
    """A member is not what it should be; ``name`` says which, the text says how."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        super().__init__(f"“{name}”{problem}。")


@dataclass(frozen=True)
class Member:
    """One member: its path, its size in bytes, its SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass
class MemberNames:
    """Hands out paths that no other member has, on systems that tell no capital from a small letter either."""

    _taken: set[str] = field(default_factory=lambda: {MANIFEST, SUMS})

    def take(self, folder: str, stem: str, ending: str = "") -> str:
        """Give ``folder/stem.ending`` made safe and unique; ``folder`` may be empty, ``ending`` is without its dot."""
        parts = [safe_part(folder), ""] if folder else [""]
        dotted = f".{safe_part(ending)[:_LONGEST_ENDING]}" if ending else ""
        place = "/".join(parts)
        room = LONGEST - len(place.encode()) - len(dotted.encode())
        for repeat in range(1, 100_000):
            mark = f"({repeat})" if repeat > 1 else ""
            name = place + _shortened(safe_part(stem), room - len(mark)) + mark + dotted
            if _key(name) not in self._taken:
                self._taken.add(_key(name))
                return name
        raise ValueError(f"一个案卷包里同名的文件过多：{stem}")


def safe_part(text: str) -> str:
    r"""Give one part of a path: composed characters, none of \ / : * ? " < > |, no control or direction marks."""
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(" " if character.isspace() else character for character in composed)
    shown = "".join(character for character in plain if unicodedata.category(character)[0] != "C")
    kept = re.sub(r"_{2,}", "_", _FORBIDDEN.sub("_", shown))
    return re.sub(r" {2,}", " ", kept).strip(" .") or "_"


def _shortened(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore").rstrip(" .") or "_"


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


class BundleWriter:
    """Writes members into an open file, one after the other; `finish` closes the list with manifest and sums."""

    def __init__(self, target: BinaryIO, *, progress: Progress = lambda _: None) -> None:
        self._archive = zipfile.ZipFile(target, "w", allowZip64=True)
        self._progress = progress
        self.members: list[Member] = []

    def add(self, name: str, content: bytes, *, at: datetime) -> Member:
        """Add bytes under a name that `MemberNames` gave, dated ``at`` as its clock shows it."""
        return self._put(name, [content], len(content), at)

    def add_file(self, name: str, path: Path, *, sha256: str, at: datetime) -> Member:
        """Add a file part by part. Raises BundleDamaged when its bytes do not have that hash, OSError of the system."""
        with path.open("rb") as file:
            member = self._put(name, _parts(file), path.stat().st_size, at)
        if member.sha256 != sha256:
            raise BundleDamaged(name, "的内容与登记的摘要不符")
        return member

    def finish(self, head: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
        """Write the manifest (``head`` and every member) and the sums; give the manifest."""
        listed = [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in self.members]
        manifest = {"format": FORMAT, **head, "members": listed}
        self.add(MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode(), at=at)
        self.add(SUMS, sums_of(self.members).encode(), at=at)
        self._archive.close()
        return manifest

    def abandon(self) -> None:
        """Give the bundle up: nothing more is written, not even a directory at its end."""
        self._archive.fp = None

    def _put(self, name: str, parts: Any, size: int, at: datetime) -> Member:
        # A ZIP knows no time before 1980 and counts in steps of two seconds.
        when = max(at.replace(tzinfo=None), datetime(1980, 1, 1))
        entry = zipfile.ZipInfo(name, when.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_STORED if name.lower().endswith(_PACKED_ALREADY) else zipfile.ZIP_DEFLATED
        entry.create_system, entry.external_attr, entry.file_size = 3, (stat.S_IFREG | 0o644) << 16, size
        digest, length = hashlib.sha256(), 0
        with self._archive.open(entry, "w") as member:
            for part in parts:
                digest.update(part)
                member.write(part)
                length += len(part)
                self._progress(len(part))
        self.members.append(Member(name, length, digest.hexdigest()))
        return self.members[-1]


def sums_of(members: list[Member]) -> str:
    """Give the lines that `sha256sum -c` reads."""
    return "".join(f"{member.sha256}  {member.name}\n" for member in members)


def sha256_of(path: Path, *, progress: Progress = lambda _: None) -> str:
    """Give the SHA-256 of a file, read part by part. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for part in _parts(file):
            digest.update(part)
            progress(len(part))
    return digest.hexdigest()


def check_bundle(path: Path, *, stored: Mapping[str, str], progress: Progress = lambda _: None) -> None:
    """Read a written bundle whole, every member with its CRC, and compare it with its manifest.

    ``stored`` are hashes known from elsewhere, by member. Raises BundleDamaged naming the first member that differs.
    """
    with zipfile.ZipFile(path) as archive:
        try:
            manifest = json.loads(archive.read(MANIFEST))
        except (zipfile.BadZipFile, KeyError, ValueError) as problem:
            raise BundleDamaged(MANIFEST, "读不出来") from problem
        listed = [Member(**each) for each in manifest["members"]]
        if archive.namelist() != [*(each.name for each in listed), MANIFEST, SUMS]:
            raise BundleDamaged(MANIFEST, "与案卷包中的文件不一致")
        for member in listed:
            found = _read(archive, member.name, progress)
            if found != member or stored.get(member.name, found.sha256) != found.sha256:
                raise BundleDamaged(member.name, "写入后与清单不符")
        whole = [*listed, _read(archive, MANIFEST, progress)]
        if archive.read(SUMS) != sums_of(whole).encode():
            raise BundleDamaged(SUMS, "写入后与清单不符")


def _read(archive: zipfile.ZipFile, name: str, progress: Progress) -> Member:
    digest, length = hashlib.sha256(), 0
    try:
        with archive.open(name) as member:
            while part := member.read(_PART):
                digest.update(part)
                length += len(part)
                progress(len(part))
    except (zipfile.BadZipFile, EOFError) as problem:
        raise BundleDamaged(name, "写入后读不出来") from problem
    return Member(name, length, digest.hexdigest())


def _parts(file: BinaryIO) -> Iterator[bytes]:
    while part := file.read(_PART):
        yield part
