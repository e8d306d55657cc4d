"""A file handed out by name: written beside its place, whole on disk before it gets the name, never over another."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

from compliance.errors import BadInput, ComplianceError
from compliance.records.room import out_of_room


def check_target(target: Path) -> None:
    """Raise BadInput for a place where something is, or whose folder is not there."""
    if os.path.lexists(target):
        raise _exists(target)
    if not target.parent.is_dir():
        raise BadInput("bundle.target_folder", fields={"out": "bundle.target_folder"}, folder=str(target.parent))


@contextlib.contextmanager
def refused_when_full() -> Iterator[None]:
    """Turn a full or failing disk into its refusal; trouble with a file that has a name stays what it is."""
    try:
        yield
    except Exception as problem:
        if not out_of_room(problem) or getattr(problem, "filename", None) is not None:
            raise
        raise ComplianceError("bundle.no_space", status=507) from problem


@contextlib.asynccontextmanager
async def partial_beside(target: Path) -> AsyncIterator[tuple[Path, BinaryIO]]:
    """A file of the owner's alone beside ``target``, to be written; gone afterwards unless `give_name` was called."""
    handle, name = tempfile.mkstemp(prefix=".anqi-", suffix=".partial", dir=target.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as raw:
            yield partial, raw
    finally:
        partial.unlink(missing_ok=True)


async def to_disk(raw: BinaryIO) -> None:
    """Wait until what was written lies on the disk."""
    await asyncio.to_thread(lambda: (raw.flush(), os.fsync(raw.fileno())))


async def give_name(partial: Path, target: Path) -> None:
    """Give the file its name unless another took it meanwhile. Raises BadInput then."""
    await asyncio.to_thread(_give_name, partial, target)


def _give_name(partial: Path, target: Path) -> None:
    try:
        # A link refuses what a rename would overwrite.
        os.link(partial, target)
    except FileExistsError:
        raise _exists(target) from None
    except OSError:
        check_target(target)  # a file system without links
        os.replace(partial, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _exists(target: Path) -> BadInput:
    return BadInput("bundle.target_exists", fields={"out": "bundle.target_exists"}, name=target.name)
