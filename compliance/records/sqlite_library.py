"""Which SQLite this process uses.

SQLite 3.7.0 to 3.51.2 can lose committed writes when a WAL is reset under two connections, and Debian 12 links
3.40.1. ``pysqlite3`` brings a current library; it takes the place of ``sqlite3`` before any driver is imported.
"""

from __future__ import annotations

import sys
from typing import Any

try:
    import pysqlite3
    import pysqlite3.dbapi2
except ImportError:  # no wheel for this platform: the version gate below decides
    import sqlite3 as pysqlite3
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

OLDEST_SAFE = (3, 51, 3)
WITHDRAWN = (3, 52, 0)

sqlite: Any = pysqlite3


class UnsafeSQLite(Exception):
    """The linked SQLite may lose committed writes."""


def check_sqlite_version(version: tuple[int, ...] | None = None) -> None:
    """Refuse a library with the WAL-reset defect (fixed in 3.51.3; 3.52.0 was withdrawn)."""
    found = version or tuple(sqlite.sqlite_version_info)
    if found < OLDEST_SAFE or found == WITHDRAWN:
        raise UnsafeSQLite(
            f"SQLite {'.'.join(map(str, found))} 存在可能丢失已提交数据的缺陷；请安装 pysqlite3 或 SQLite 3.51.3 以上版本后再启动。"
        )
