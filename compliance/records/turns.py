"""Taking turns before long work that ends in one row: politeness among tasks and processes, never what decides.

The number of a document must be known before its files are made, and making them takes a second. Without turns two
processes would make files for the same number and one of them for nothing; whose number it is the database row says.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

PATIENCE = 20.0
"""Seconds after which one goes ahead without a turn: the holder may hang, or stand on a machine that keeps no locks."""
LOOK = 0.02


class Turns:
    """Turns by name, for the tasks of this process and for every process that works on the same folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._waiting: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for the turn and hold it; a process that dies gives it up by dying."""
        async with self._waiting.setdefault(name, asyncio.Lock()):
            handle = await self._held(name)
            try:
                yield
            finally:
                if handle is not None:
                    os.close(handle)
                    await asyncio.sleep(2 * LOOK)  # so that another process that waits gets its turn too

    async def _held(self, name: str) -> int | None:
        end = asyncio.get_running_loop().time() + PATIENCE
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock"
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return None  # a full or read-only disk is told by the work itself
        try:
            while asyncio.get_running_loop().time() < end:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    await asyncio.sleep(LOOK)
                except OSError:
                    break
                else:
                    return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        return None
