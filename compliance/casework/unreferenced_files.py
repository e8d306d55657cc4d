"""Files in the store that no record names: what an issue or an upload that was then refused has left; found and removed.

Files are stored before the transaction that names them, so a young one may belong to an act that is under way. Only
those that were last stored at least a day ago are removed, and what is stored again is young again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from compliance.casework.actor import Actor, Entry, acting, require_right
from compliance.errors import BadInput
from compliance.records.files import KeptFile
from compliance.records.kept_files import named_files
from compliance.resources import Resources

LEAST_DAYS = 1
USUAL_DAYS = 7
MOST_AT_ONCE = 200
"""Files that one act removes and names in its entry; the next act goes on."""
_DAY = 86_400
_ACT = "remove_unreferenced_files"


@dataclass(frozen=True)
class Unreferenced:
    """A file that no record names; ``age`` in seconds since it was last stored."""

    file: KeptFile
    age: float

    def as_json(self) -> dict[str, Any]:
        """Hash (None for the rest of a broken writing), size in bytes, age in days, path in the store."""
        return {
            "sha256": self.file.sha256 or None,
            "size": self.file.size,
            "age_days": round(self.age / _DAY, 2),
            "path": self.file.path,
        }


@dataclass(frozen=True)
class Removed:
    """What one act removed, and how many more of that age are left for the next."""

    files: tuple[Unreferenced, ...]
    left: int


async def unreferenced_files(resources: Resources, *, older_than: int = 0) -> tuple[Unreferenced, ...]:
    """Files that no record names and that were last stored at least ``older_than`` days ago, the oldest first.

    Young ones may belong to an act under way.
    """
    # Files first, names afterwards: what was named between the two is then not taken for unnamed.
    now = await asyncio.to_thread(resources.files.now)
    kept = await asyncio.to_thread(lambda: list(resources.files.every()))
    named = await named_files(resources.database)
    found = [Unreferenced(file, now - file.stored_at) for file in kept if file.sha256 not in named]
    found = [one for one in found if one.age >= older_than * _DAY]
    return tuple(sorted(found, key=lambda one: (-one.age, one.file.path)))


async def remove_unreferenced_files(resources: Resources, actor: Actor, *, older_than: int = USUAL_DAYS) -> Removed:
    """Remove what ``unreferenced_files`` finds, 200 at most; an administrator's act, on record with every hash.

    The tables are asked again inside the transaction, and the files are deleted only when it is committed; until then
    they are set aside and go back if it fails. Raises BadInput for fewer days than one.
    """
    if older_than < LEAST_DAYS:
        raise BadInput("files.too_young", least=LEAST_DAYS)
    await require_right(resources, actor, _ACT, needs="administer")
    found = await unreferenced_files(resources, older_than=older_than)
    aside: list[Unreferenced] = []
    try:
        async with acting(resources, actor, _ACT, needs="administer") as entry:
            named = await named_files(resources.database)
            for one in found[:MOST_AT_ONCE]:
                before = one.file.stored_at + one.age - older_than * _DAY
                if one.file.sha256 not in named and resources.files.set_aside(one.file, stored_before=before):
                    aside.append(one)
            _say(entry, aside, older_than)
    except BaseException:
        for one in aside:
            resources.files.put_back(one.file)
        raise
    for one in aside:
        resources.files.drop(one.file)
    return Removed(tuple(aside), max(0, len(found) - MOST_AT_ONCE))


def _say(entry: Entry, removed: list[Unreferenced], older_than: int) -> None:
    entry.silent = not removed
    entry.about("file", "unreferenced")
    entry.after = {
        "count": len(removed),
        "bytes": sum(one.file.size for one in removed),
        "older_than_days": older_than,
        "files": [one.file.sha256 or one.file.path for one in removed],
    }
