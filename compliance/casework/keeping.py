"""Backup, restore, and the export of the audit trail for verification without this program."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.errors import BadInput
from compliance.records.archive import KEY, ArchiveRefused, check_archive, load_archive, read_member, write_archive
from compliance.records.audit import HASHED_COLUMNS
from compliance.records.checkpoints import PAGE, write_checkpoint
from compliance.records.verification import Verification, verify
from compliance.resources import Resources, load_resources
from compliance.settings import Settings

VERIFIER = Path(__file__).with_name("verify_audit_export.py")


async def back_up(
    resources: Resources, actor: Actor, *, target: Path, with_key: bool, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """Write a complete archive and read it back; refuses to overwrite. What it holds, by counts."""
    if target.exists():
        raise BadInput("errors.backup_exists", name=target.name)
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

    Raises BadInput for a file that is no whole archive, or a target that is not empty.
    """
    try:
        await asyncio.to_thread(check_archive, source)
    except ArchiveRefused as refused:
        raise BadInput("errors.backup_not_readable", name=source.name, problem=str(refused)) from refused
    folder = settings.data_dir
    if folder.exists() and any(item.name not in (settings.key_file.name,) for item in folder.iterdir()):
        raise BadInput("errors.restore_not_empty", folder=str(folder))
    key = read_member(source, KEY)
    if key is not None and not settings.key_file.exists():
        settings.key_file.parent.mkdir(parents=True, exist_ok=True)
        settings.key_file.touch(mode=0o600)
        settings.key_file.write_bytes(key)
    resources = load_resources(settings)
    await resources.database.open()
    try:
        row = await resources.database.one("SELECT COUNT(*) AS n FROM audit_entries")
        if row and row["n"]:
            raise BadInput("errors.restore_not_empty", folder=str(folder))
        await load_archive(
            resources.database,
            files=resources.files,
            checkpoints=settings.checkpoints_dir,
            source=source,
            progress=progress,
        )
        return await verify(resources.database, resources.secrets, settings.checkpoints_dir)
    finally:
        await resources.close()


async def export_audit(resources: Resources, actor: Actor, *, target: Path) -> dict[str, Any]:
    """Write the audit trail, its checkpoints and a stand-alone verifier to a ZIP; what it holds."""
    if target.exists():
        raise BadInput("errors.backup_exists", name=target.name)
    async with acting(resources, actor, "export_audit", needs="audit_read") as entry:
        entry.about("audit", target.name[:64])
    await write_checkpoint(
        resources.database, resources.settings.checkpoints_dir, at=resources.clock.now(), cause="audit export"
    )
    names = ("id", "hash", *HASHED_COLUMNS)
    entries, last = 0, 0
    folder = resources.settings.checkpoints_dir
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
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
    return {"file": str(target), "entries": entries}
