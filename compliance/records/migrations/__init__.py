"""Schema changes by hand, one module each, run in order inside one transaction each, the same on both engines.

Piccolo's automatic migrations cannot alter a column on SQLite and write defaults that a later read refuses; half a
page of SQL per change is shorter and the same test runs it on both engines. See decisions/0002.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compliance.records.database import Database


class SchemaMismatch(Exception):
    """The database was made by another version of this program."""


def known_migrations() -> list[ModuleType]:
    """All migration modules, oldest first."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("m0"))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def _name(module: ModuleType) -> str:
    return module.__name__.rsplit(".", 1)[-1]


def _digest(sql: list[str]) -> str:
    return hashlib.sha256("\n".join(sql).encode()).hexdigest()


async def migrate(database: Database) -> list[str]:
    """Bring the schema up to date; the names of what was applied now.

    Raises SchemaMismatch when the database knows a migration that this program does not, or one whose text changed.
    """
    await database.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR(64) PRIMARY KEY, sha256 VARCHAR(64) NOT NULL)"
    )
    applied = {row["name"]: row["sha256"] for row in await database.fetch("SELECT name, sha256 FROM schema_migrations")}
    modules = known_migrations()
    strangers = sorted(set(applied) - {_name(module) for module in modules})
    if strangers:
        raise SchemaMismatch(f"数据库由更新的版本建立（{strangers[0]}）；请升级程序后再启动。")
    done = []
    for module in modules:
        name, sql = _name(module), module.statements(postgres=database.on_postgres)
        if name in applied:
            if applied[name] != _digest(sql):
                raise SchemaMismatch(f"数据库结构 {name} 与程序不一致；请用建立它的版本打开，或从备份恢复。")
            continue
        async with database.transaction():
            for statement in sql:
                await database.execute(statement)
            await database.execute("INSERT INTO schema_migrations (name, sha256) VALUES ({}, {})", name, _digest(sql))
        done.append(name)
    return done
