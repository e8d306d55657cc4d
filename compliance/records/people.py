"""Users of the house and the persons who complain: rows in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.secrets import Secrets, open_values, seal_values
from compliance.records.tables import Person
from compliance.records.tables import User as UserTable


@dataclass(frozen=True)
class User:
    """Someone who can sign in."""

    id: int
    username: str
    display_name: str
    role: str
    active: bool
    failures: int
    locked_until: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class SealedPerson:
    """A complainant: the values are readable only through ``Secrets``."""

    id: int
    key: bytes
    values: dict[str, Any]


_USER = "SELECT id, username, display_name, role, active, failures, locked_until, created_at FROM users "


async def user_by_name(database: Database, username: str) -> User | None:
    row = await database.one(_USER + "WHERE username = {}", username)
    return User(**row) if row else None


async def user_by_id(database: Database, user_id: int) -> User | None:
    row = await database.one(_USER + "WHERE id = {}", user_id)
    return User(**row) if row else None


async def users(database: Database) -> tuple[User, ...]:
    """All users but the system's own, by name."""
    return tuple(User(**row) for row in await database.fetch(_USER + "WHERE role <> 'system' ORDER BY username"))


async def password_hash_of(database: Database, username: str) -> str | None:
    row = await database.one("SELECT password_hash FROM users WHERE username = {}", username)
    return row["password_hash"] if row else None


async def insert_user(
    database: Database, *, username: str, display_name: str, role: str, password_hash: str, at: datetime
) -> int:
    row = UserTable(
        username=username, display_name=display_name, role=role, password_hash=password_hash, active=True, created_at=at
    )
    return (await UserTable.insert(row).run())[0]["id"]


async def system_user_id(database: Database, at: datetime) -> int:
    """The id of the account that the sweeper and the set-up act under; nobody can sign in with it."""
    found = await user_by_name(database, "system")
    if found:
        return found.id
    # Two processes that start at once on an empty database both come here; one account is made.
    await database.execute(
        "INSERT INTO users (username, display_name, role, password_hash, active, failures, created_at) "
        "VALUES ('system', '系统', 'system', '!', {}, 0, {}) ON CONFLICT (username) DO NOTHING",
        True,
        at,
    )
    made = await user_by_name(database, "system")
    assert made is not None
    return made.id


async def insert_person(
    database: Database, secrets: Secrets, *, values: dict[str, Any], phone: str, at: datetime
) -> SealedPerson:
    """Store a complainant's personal values sealed under a key of their own."""
    key, wrapped = secrets.new_person_key()
    row = Person(
        wrapped_key=wrapped, sealed=seal_values(key, values), phone_index=secrets.blind_index(phone), created_at=at
    )
    person_id = (await Person.insert(row).run())[0]["id"]
    return SealedPerson(id=person_id, key=key, values=values)


async def update_person(
    database: Database, secrets: Secrets, *, person_id: int, values: dict[str, Any], phone: str
) -> SealedPerson:
    old = await person(database, secrets, person_id)
    await database.execute(
        "UPDATE persons SET sealed = {}, phone_index = {} WHERE id = {}",
        seal_values(old.key, values),
        secrets.blind_index(phone),
        person_id,
    )
    return SealedPerson(id=person_id, key=old.key, values=values)


async def person(database: Database, secrets: Secrets, person_id: int) -> SealedPerson:
    """One complainant with readable values; whoever calls this writes the audit entry for the reading."""
    row = await database.one("SELECT id, wrapped_key, sealed FROM persons WHERE id = {}", person_id)
    if row is None:
        raise LookupError(f"person {person_id}")
    key = secrets.unwrap(bytes(row["wrapped_key"]))
    return SealedPerson(id=row["id"], key=key, values=open_values(key, bytes(row["sealed"])))
