"""The table of legal acts: in which state each may be recorded and what follows, read from transitions.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from deadlines.legal_events import RECEIPTS, EventKind

_FILE = Path(__file__).with_name("transitions.toml")
BACK = "back"


class Status(StrEnum):
    """Where a file stands (办理状态). It follows from the recorded acts and is never set by hand."""

    REGISTERED = "registered"
    AWAITING_CORRECTION = "awaiting_correction"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    CONCLUDED = "concluded"
    REPLIED = "replied"
    FILED = "filed"
    REFUSED = "refused"
    TRANSFERRED = "transferred"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    REOPENED = "reopened"


ENDED = frozenset({Status.CLOSED, Status.TRANSFERRED, Status.RETURNED, Status.WITHDRAWN})
OPEN = frozenset(set(Status) - ENDED)


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table; see the head of transitions.toml for the meaning of each column."""

    kind: str
    allowed_in: frozenset[Status]
    to: str = ""
    needs: tuple[str, ...] = ()
    needs_authority: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    once: bool = False
    opens: bool = False
    background: bool = False
    always: bool = False

    @property
    def label_zh(self) -> str:
        """Return the Chinese name of the act."""
        return act_label(self.kind)

    @property
    def label_en(self) -> str:
        """Return the English name of the act."""
        return act_label(self.kind, language="en")


def _load() -> tuple[Mapping[str, Transition], Mapping[Status, tuple[str, str]]]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    groups = {name: frozenset(Status(each) for each in states) for name, states in table["groups"].items()}
    acts = {kind: _row(kind, row, groups) for kind, row in table["acts"].items()}
    # An act that only a special rule knows happens beside the procedure: it may stand anywhere and changes no status.
    acts |= {
        kind.value: Transition(kind=kind.value, allowed_in=groups["any"], background=True, always=True)
        for kind in EventKind
        if kind.value not in acts
    }
    labels = {Status(name): (pair[0], pair[1]) for name, pair in table["statuses"].items()}
    return MappingProxyType(acts), MappingProxyType(labels)


def _row(kind: str, row: dict, groups: Mapping[str, frozenset[Status]]) -> Transition:
    where = row["from"]
    return Transition(
        kind=kind,
        allowed_in=groups[where] if isinstance(where, str) else frozenset(Status(each) for each in where),
        to=row.get("to", ""),
        needs=tuple(row.get("needs", ())),
        needs_authority=tuple(row.get("needs_authority", ())),
        clashes=tuple(row.get("clashes", ())),
        once=row.get("once", False),
        opens=row.get("opens", False),
        background=row.get("background", False),
        always=where == "any",
    )


TRANSITIONS, STATUS_LABELS = _load()


BACKDATING = timedelta(days=3)
"""Acts are often entered a day or two later; beyond this the entry says why, and a receipt takes a second person."""


def is_receipt(kind: str) -> bool:
    """Whether the act is the receipt of a complaint, report, work order or letter, on which clocks hang."""
    return kind in RECEIPTS


def act_label(kind: str, *, language: str = "zh") -> str:
    """Return the name of a legal act in `zh` or `en`; `corrected` is 更正; an unknown kind comes back as it is."""
    if kind == "corrected":
        return "更正" if language == "zh" else "corrected"
    try:
        act = EventKind(kind)
    except ValueError:
        return kind
    return act.label if language == "zh" else act.label_en


def status_label(status: Status | str, *, language: str = "zh") -> str:
    """Return the name of a status in `zh` or `en`. Raises ValueError for an unknown status."""
    return STATUS_LABELS[Status(status)][0 if language == "zh" else 1]
