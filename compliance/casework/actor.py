"""Who acts, and the frame every verb runs in: rights, one transaction, one audit entry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from compliance.casework.masking import masked
from compliance.errors import Forbidden
from compliance.records import row_seals
from compliance.records.audit import Act, Who, append
from compliance.resources import Resources
from compliance.roles import Role, may
from compliance.wording import said
from filings.said import Said


@dataclass(frozen=True)
class Actor:
    """A signed-in person, or the system."""

    user_id: int
    username: str
    name: str
    role: Role
    session_hash: str = ""
    address: str = ""
    request_id: str = ""

    def who(self) -> Who:
        """The actor as an audit entry names him; of the session only the start of its hash."""
        return Who(
            username=self.username,
            name=self.name,
            role=self.role.value,
            session=self.session_hash[:16],
            address=self.address,
            request_id=self.request_id,
        )


def system_actor(resources: Resources) -> Actor:
    """The sweeper and the set-up."""
    return Actor(resources.system_user, "system", "系统", Role.system)


@dataclass
class Entry:
    """What the verb says of itself while it runs; becomes the audit entry at the end."""

    action: str
    object_kind: str = ""
    object_id: str = ""
    case_number: str = ""
    reason: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    silent: bool = False
    """True when the verb turned out to change nothing (a repeated submission)."""

    def about(self, kind: str, object_id: object, *, case: str = "") -> None:
        self.object_kind, self.object_id, self.case_number = kind, str(object_id), case

    def as_act(self, outcome: str = "done") -> Act:
        return Act(
            action=self.action,
            object_kind=self.object_kind,
            object_id=self.object_id,
            case_number=self.case_number,
            outcome=outcome,
            reason=self.reason,
            before=self.before,
            after=self.after,
        )


@asynccontextmanager
async def acting(resources: Resources, actor: Actor, action: str, *, needs: str | None = None) -> AsyncIterator[Entry]:
    """The frame of a verb: checks the right, opens the transaction, appends the audit entry last.

    Raising inside rolls everything back, the entry too. A missing right is refused and the refusal is on record.
    """
    entry = Entry(action)
    await require_right(resources, actor, action, needs=needs)
    async with resources.database.transaction():
        await resources.refresh_law()
        row_seals.begin()
        yield entry
        seals = await row_seals.end(resources.database, silent=entry.silent)
        if not entry.silent:
            entry.after = entry.after | ({"rows": seals} if seals else {})
            entry.reason = await masked(resources, entry.case_number, entry.reason)
            await append(
                resources.database,
                resources.secrets,
                who=actor.who(),
                act=entry.as_act(),
                at=resources.clock.now(),
            )


async def require_right(resources: Resources, actor: Actor, action: str, *, needs: str | None = None) -> None:
    """Raise Forbidden for a role that may not act; the refusal is on record. For verbs with long work before the act."""
    if not may(actor.role, needs or action):
        await record_refusal(resources, actor, Entry(action), reason=needs or action)
        raise Forbidden("errors.role_may_not", role=_role_name(actor.role), act=_act_name(needs or action))


async def record_refusal(resources: Resources, actor: Actor, entry: Entry, *, reason: str) -> None:
    """Put a refused attempt on record, in a transaction of its own."""
    entry.reason = reason
    async with resources.database.transaction():
        await append(
            resources.database,
            resources.secrets,
            who=actor.who(),
            act=entry.as_act("refused"),
            at=resources.clock.now(),
        )


def _role_name(role: Role) -> Said:
    return said(f"labels.role.{role.value}")


def _act_name(act: str) -> Said:
    return said(f"labels.act.{act}")
