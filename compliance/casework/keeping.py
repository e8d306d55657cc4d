"""Backup, restore, and the export of the audit trail for verification without this program."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.errors import BadInput
from compliance.records.archive import KEY, ArchiveRefused, check_archive, load_archive, read_member, write_archive
from compliance.records.audit import HASHED_COLUMNS
from compliance.records.checkpoints import PAGE, write_checkpoint
from compliance.records.kept_files import damaged_files
from compliance.records.law_moves import changes_with_other_moves
from compliance.records.migrations import SchemaMismatch, known_migrations
from compliance.records.number_register import number_findings
from compliance.records.secrets import KeyUnusable
from compliance.records.verification import Finding, Verification, verify
from compliance.resources import Resources, load_resources
from compliance.settings import Settings

VERIFIER = Path(__file__).with_name("verify_audit_export.py")


def _check_target(target: Path) -> None:
    """Refuse a file that is there, and a folder that is not, before anything is written or recorded."""
    if target.exists():
        raise BadInput("errors.backup_exists", name=target.name)
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "no such folder", str(target.parent))


async def back_up(
    resources: Resources, actor: Actor, *, target: Path, with_key: bool, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """Write a complete archive and read it back; refuses to overwrite. What it holds, by counts."""
    _check_target(target)
    key = await asyncio.to_thread(resources.settings.key_file.read_bytes) if with_key else None
    await write_checkpoint(
        resources.database, resources.settings.checkpoints_dir, at=resources.clock.now(), cause="backup"
    )
    async with acting(resources, actor, "back_up", needs="administer") as entry:
        entry.about("backup", target.name[:64])
        entry.after = {"with_key": with_key}
    manifest = await write_archive(
        resources.database,
        files=resources.files,
        checkpoints=resources.settings.checkpoints_dir,
        key=key,
        target=target,
        progress=progress,
    )
    members = manifest["members"]
    return {
        "file": str(target),
        "size": target.stat().st_size,
        "complaints": members["tables/complaints.ndjson"]["rows"],
        "entries": members["tables/audit_entries.ndjson"]["rows"],
        "files": sum(1 for name in members if name.startswith("files/")),
        "with_key": with_key,
    }


async def restore(settings: Settings, *, source: Path, progress: Callable[[int, int], None]) -> Verification:
    """Take an archive into an empty installation and verify it there; nothing is left behind when it cannot be.

    Raises BadInput for a file that is no whole archive or a target that is not empty, SchemaMismatch for an archive of
    a newer version, KeyUnusable where the key is missing or another.
    """
    key = await asyncio.to_thread(_checked_key, settings, source)
    folder = settings.data_dir
    there_before = set(folder.iterdir()) if folder.exists() else None
    made_key = key is not None and not settings.key_file.exists()
    try:
        if key is not None and made_key:
            _write_key(settings.key_file, key)
        return await _load(settings, source, progress)
    except BaseException:
        _take_away(folder, there_before)
        if made_key:
            settings.key_file.unlink(missing_ok=True)
        raise


def _checked_key(settings: Settings, source: Path) -> bytes | None:
    """The key in a whole archive that fits this place, None where it holds none.

    Raises BadInput, SchemaMismatch (a newer version wrote it) or KeyUnusable, nothing written yet.
    """
    source.open("rb").close()
    try:
        manifest = check_archive(source)
    except ArchiveRefused as refused:
        raise _not_readable(source, str(refused)) from refused
    strangers = sorted(set(manifest.get("migrations", ())) - {_short_name(module) for module in known_migrations()})
    if strangers:
        raise SchemaMismatch(f"备份“{source.name}”由更新的版本写成（{strangers[0]}）；请升级程序后再恢复。")
    folder = settings.data_dir
    if folder.exists() and any(item != settings.key_file for item in folder.iterdir()):
        raise BadInput("errors.restore_not_empty", folder=str(folder))
    key, there = read_member(source, KEY), settings.key_file.exists()
    if key is None and not there:
        raise KeyUnusable(f"备份“{source.name}”不含密钥；请先把原来的密钥文件放到“{settings.key_file}”。")
    if key is not None and there and settings.key_file.read_bytes().split() != key.split():
        raise KeyUnusable(f"备份“{source.name}”中的密钥与已有的“{settings.key_file}”不同；请先移走后者。")
    return key


async def _load(settings: Settings, source: Path, progress: Callable[[int, int], None]) -> Verification:
    resources = load_resources(settings)
    await resources.database.open()
    try:
        row = await resources.database.one("SELECT COUNT(*) AS n FROM audit_entries")
        if row and row["n"]:
            raise BadInput("errors.restore_not_empty", folder=str(settings.data_dir))
        await load_archive(
            resources.database,
            files=resources.files,
            checkpoints=settings.checkpoints_dir,
            source=source,
            progress=progress,
        )
        await check_key(resources)
        return await verify(resources.database, resources.secrets, settings.checkpoints_dir)
    except (ArchiveRefused, KeyError, ValueError) as refused:
        raise _not_readable(source, str(refused)) from refused
    finally:
        await resources.close()


def _not_readable(source: Path, problem: str) -> BadInput:
    return BadInput("errors.backup_not_readable", name=source.name, problem=problem)


def _short_name(module: ModuleType) -> str:
    return module.__name__.rsplit(".", 1)[-1]


def _write_key(path: Path, key: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())


def _take_away(folder: Path, there_before: set[Path] | None) -> None:
    """Remove what a failed restore has put into a data directory."""
    for item in folder.iterdir() if folder.is_dir() else ():
        if there_before is not None and item in there_before:
            continue
        shutil.rmtree(item) if item.is_dir() else item.unlink()
    if there_before is None and folder.is_dir():
        folder.rmdir()


async def check_key(resources: Resources) -> None:
    """Raise KeyUnusable when the key opens neither the first nor the last person on record."""
    problem: KeyUnusable | None = None
    for order in ("ASC", "DESC"):
        row = await resources.database.one(f"SELECT wrapped_key FROM persons ORDER BY id {order} LIMIT 1")  # noqa: S608
        if row is None:
            return
        try:
            resources.secrets.unwrap(bytes(row["wrapped_key"]))
        except KeyUnusable as refused:
            problem = refused
        else:
            return
    if problem is not None:
        raise problem


async def verify_history(resources: Resources) -> Verification:
    """What a verification of all chains, of the rows they seal, of the files and of the numbers given finds.

    Raises KeyUnusable where nothing but every seal differs and the key is not that of the data: with the wrong key
    nothing can be said about the history.
    """
    found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
    if found.findings and all(finding.problem == "head_seal_broken" for finding in found.findings):
        await check_key(resources)
    damaged = await damaged_files(resources.database, resources.files)
    moved = await changes_with_other_moves(resources.database)
    numbers = await number_findings(resources.database)
    chain = str(resources.clock.today().year)
    differing = tuple(Finding(chain, 0, f"law_moves_differ law_changes:{each}") for each in moved)
    return replace(found, findings=found.findings + damaged + numbers + differing)


async def export_audit(resources: Resources, actor: Actor, *, target: Path) -> dict[str, Any]:
    """Write the audit trail, its checkpoints and a stand-alone verifier to a ZIP; what it holds."""
    _check_target(target)
    async with acting(resources, actor, "export_audit", needs="audit_read") as entry:
        entry.about("audit", target.name[:64])
    await write_checkpoint(
        resources.database, resources.settings.checkpoints_dir, at=resources.clock.now(), cause="audit export"
    )
    partial = target.with_name(f".{target.name}.partial")
    try:
        entries = await _write_export(resources, partial)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return {"file": str(target), "entries": entries}


async def _write_export(resources: Resources, target: Path) -> int:
    names = ("id", "hash", *HASHED_COLUMNS)
    entries, last = 0, 0
    folder = resources.settings.checkpoints_dir
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("entries.ndjson", "w", force_zip64=True) as member:
            while True:
                rows = await resources.database.fetch(
                    f"SELECT {', '.join(names)} FROM audit_entries WHERE id > {{}} ORDER BY id LIMIT {{}}",  # noqa: S608
                    last,
                    PAGE,
                )
                for row in rows:
                    member.write(json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n")
                entries += len(rows)
                if len(rows) < PAGE:
                    break
                last = rows[-1]["id"]
        for path in sorted(folder.glob("*.jsonl")):
            archive.write(path, f"checkpoints/{path.name}")
        archive.write(VERIFIER, "verify.py")
    return entries
