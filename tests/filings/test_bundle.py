"""Writing a bundle: safe unique names, hashes that hold, the same bytes for the same content, nothing kept in memory."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from filings import verify_bundle
from filings.bundle import LONGEST, MANIFEST, SUMS, BundleDamaged, BundleWriter, MemberNames, check_bundle, safe_part

SCRIPT = Path(verify_bundle.__file__)
AT = datetime(2026, 11, 21, 9, 30, 10, tzinfo=UTC)
HOSTILE = (
    "../../etc/passwd",
    "C:\\Windows\\system32",
    'a/b:c*d?e"f<g>h|i',
    "换\n行\t和\x00控制\x1b[31m",
    "反\u202egnp.exe",
    "结尾的点和空格. . ",
    "...",
    "",
    "e\u0301" * 3,
    "长" * 400,
    "\u200b零宽\ufeff",
)


@pytest.mark.parametrize("wanted", HOSTILE)
def test_any_text_becomes_a_safe_path(wanted: str) -> None:
    name = MemberNames().take("来文与证据", f"03-{wanted}", "pdf")
    folder, _, leaf = name.partition("/")
    assert folder == "来文与证据" and leaf.startswith("03-") and leaf.endswith(".pdf")
    assert not set(leaf) & set('/\\:*?"<>|') and leaf.isprintable()
    assert len(name.encode()) <= LONGEST
    assert not leaf.removesuffix(".pdf").endswith((".", " "))
    assert ".." not in name.split("/")


def test_no_two_members_share_a_path_on_any_system() -> None:
    names = MemberNames()
    found = [names.take("文书", stem, "pdf") for stem in ("A", "a", "Ａ", "A", "长" * 200, "长" * 201)]
    assert len({each.casefold() for each in found}) == len(found)
    assert names.take("", "manifest", "json") != MANIFEST
    assert all(len(each.encode()) <= LONGEST for each in found)


def test_a_part_of_only_forbidden_signs_is_still_a_name() -> None:
    assert {safe_part(text) for text in ("", "...", "???", "\x00\x01")} == {"_"}


def _written(folder: Path, content: bytes = b"one") -> tuple[Path, bytes]:
    stored = folder / "stored"
    stored.write_bytes(content)
    target = io.BytesIO()
    writer = BundleWriter(target)
    writer.add("00-目录.html", "目录".encode(), at=AT)
    writer.add_file("文书/03-函.pdf", stored, sha256=hashlib.sha256(content).hexdigest(), at=AT)
    writer.finish({"case": "TS-1"}, at=AT)
    path = folder / "made.zip"
    path.write_bytes(target.getvalue())
    return path, target.getvalue()


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    _, first = _written(tmp_path)
    _, second = _written(tmp_path)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["00-目录.html", "文书/03-函.pdf", MANIFEST, SUMS]
        assert all(each.flag_bits & 0x800 for each in archive.infolist() if not each.filename.isascii())
        assert {each.date_time for each in archive.infolist()} == {(2026, 11, 21, 9, 30, 10)}


def test_a_whole_bundle_passes_and_a_known_hash_that_differs_does_not(tmp_path: Path) -> None:
    path, _ = _written(tmp_path)
    check_bundle(path, stored={"文书/03-函.pdf": hashlib.sha256(b"one").hexdigest()})
    with pytest.raises(BundleDamaged, match="03-函"):
        check_bundle(path, stored={"文书/03-函.pdf": "0" * 64})


def test_every_flipped_byte_of_a_member_is_found(tmp_path: Path) -> None:
    path, whole = _written(tmp_path, b"0123456789" * 40)
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("文书/03-函.pdf")
    start = entry.header_offset + 30 + len(entry.filename.encode())
    for place in range(start, start + entry.compress_size, 37):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BundleDamaged):
            check_bundle(path, stored={})


def test_a_file_that_is_not_what_its_hash_says_is_refused(tmp_path: Path) -> None:
    stored = tmp_path / "stored"
    stored.write_bytes(b"other")
    with pytest.raises(BundleDamaged, match="登记的摘要不符"):
        BundleWriter(io.BytesIO()).add_file("a.pdf", stored, sha256=hashlib.sha256(b"one").hexdigest(), at=AT)


def test_a_time_before_the_first_of_zip_becomes_that_first(tmp_path: Path) -> None:
    target = io.BytesIO()
    writer = BundleWriter(target)
    writer.add("a.txt", b"", at=datetime(1970, 1, 1, tzinfo=UTC))
    writer.finish({}, at=AT)
    with zipfile.ZipFile(target) as archive:
        assert archive.getinfo("a.txt").date_time == (1980, 1, 1, 0, 0, 0)


def test_large_files_go_through_without_memory(tmp_path: Path) -> None:
    stored, made = tmp_path / "stored", tmp_path / "made.zip"
    with stored.open("wb") as file:
        file.truncate(256 * 1024 * 1024)
    digest = hashlib.file_digest(stored.open("rb"), "sha256").hexdigest()
    tracemalloc.start()
    try:
        with made.open("wb") as raw:
            writer = BundleWriter(raw)
            writer.add_file("big.pdf", stored, sha256=digest, at=AT)
            writer.finish({}, at=AT)
        check_bundle(made, stored={"big.pdf": digest})
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert made.stat().st_size > 256 * 1024 * 1024
    assert most < 32 * 1024 * 1024


@pytest.mark.parametrize(
    "manifest", [b"[" * 100_000, b"{}", b"[]", b"null", b'{"members": 1}', b'{"members": [{}]}', b"\xff", b""]
)
def test_the_script_says_that_it_cannot_check_a_manifest_that_is_none(tmp_path: Path, manifest: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(manifest)
    (tmp_path / SUMS).write_text(f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n")
    command = [sys.executable, "-I", str(SCRIPT), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "could not check" in done.stderr and "Traceback" not in done.stderr
