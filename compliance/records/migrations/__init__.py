"""Schema changes by hand, one module each, run in order inside one transaction, the same on both engines.

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
    """Bring the schema up to date; the names of what was applied now, in one transaction that other processes wait for.

    Raises SchemaMismatch when the database knows a migration that this program does not, or one whose text changed.
    """
    if not await _pending(database):
        return []
    async with database.transaction():
        if database.on_postgres:
            await database.fetch("SELECT pg_advisory_xact_lock(7203681, 0)")
        await database.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR(64) PRIMARY KEY, sha256 VARCHAR(64) NOT NULL)"
        )
        pending = await _pending(database)  # again: another process may have been first
        for module in pending:
            sql = module.statements(postgres=database.on_postgres)
            for statement in sql:
                await database.execute(statement)
            await database.execute(
                "INSERT INTO schema_migrations (name, sha256) VALUES ({}, {})", _name(module), _digest(sql)
            )
    return [_name(module) for module in pending]


async def _pending(database: Database) -> list[ModuleType]:
    """The migrations that the database does not have yet; all of them for an empty one."""
    modules = known_migrations()
    exists = await database.one(
        "SELECT to_regclass('schema_migrations') AS found"
        if database.on_postgres
        else "SELECT MAX(name) AS found FROM sqlite_master WHERE name = 'schema_migrations'"
    )
    if not exists or exists["found"] is None:
        return modules
    applied = {row["name"]: row["sha256"] for row in await database.fetch("SELECT name, sha256 FROM schema_migrations")}
    if strangers := sorted(set(applied) - {_name(module) for module in modules}):
        raise SchemaMismatch(f"数据库由更新的版本建立（{strangers[0]}）；请升级程序后再启动。")
    for module in modules:
        name = _name(module)
        if name in applied and applied[name] != _digest(module.statements(postgres=database.on_postgres)):
            raise SchemaMismatch(f"数据库结构 {name} 与程序不一致；请用建立它的版本打开，或从备份恢复。")
    return [module for module in modules if _name(module) not in applied]
