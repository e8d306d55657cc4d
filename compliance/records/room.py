"""Is it the disk? What file system and databases say when there is no room, or no writing, any more."""

from __future__ import annotations

import errno

import asyncpg

from compliance.records.sqlite_library import sqlite

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_SQLITE_SAYS = ("disk is full", "disk i/o error", "readonly database")


def out_of_room(problem: BaseException) -> bool:
    """Whether a write failed because of the disk: full, over quota, read-only or broken."""
    if isinstance(problem, OSError):
        return problem.errno in _NO_ROOM
    if isinstance(problem, sqlite.OperationalError):
        return any(words in str(problem).lower() for words in _SQLITE_SAYS)
    return isinstance(problem, asyncpg.DiskFullError | asyncpg.PostgresIOError)
