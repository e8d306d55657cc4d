"""Complaints, their events and their timeline: rows in, plain values out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.records.database import Database
from compliance.records.row_seals import touch
from compliance.records.tables import ComplaintRow, LegalEventRow, Remark


@dataclass(frozen=True)
class Complaint:
    """One complaint as it stands; personal values only masked."""

    id: int
    number: str
    source: str
    external_number: str
    channel: str
    authority: str
    kind: str
    title: str
    content: str
    demands: tuple[str, ...]
    category: str
    received_on: date
    received_at: datetime | None
    received_from: str
    due_on: date | None
    label: str
    status: str
    tier: str
    handler_id: int | None
    handler_username: str | None
    handler_name: str | None
    regimes: tuple[str, ...]
    facts: dict[str, Any]
    extra: dict[str, Any]
    notes: tuple[str, ...]
    person_id: int
    complainant: dict[str, Any]
    respondent_name: str
    respondent_code: str
    respondent_address: str
    respondent_phone: str
    source_fields: dict[str, Any]
    edited_fields: tuple[str, ...]
    classification: dict[str, Any]
    outcome: str
    created_at: datetime
    updated_at: datetime
    revision: int


@dataclass(frozen=True)
class RecordedEvent:
    """One dated legal act as recorded; ``kind``, ``on``, ``at``, ``ground`` are what the law looks at."""

    id: int
    sequence: int
    kind: str
    on: date
    at: datetime | None
    decided_on: date | None
    due: date | None
    ground: str | None
    by: str | None
    limit: str | None
    title: str
    paper: str
    note: str
    reason: str
    evidence: str | None
    supersedes: int | None
    """The id of the event that this one takes the place of."""
    recorded_at: datetime
    recorded_by: str


_COMPLAINT = (
    "SELECT c.*, u.username AS handler_username, u.display_name AS handler_name FROM complaints c "
    "LEFT JOIN users u ON u.id = c.handler_id "
)
_JSON_TUPLES = ("demands", "regimes", "notes", "edited_fields")
_JSON_OBJECTS = ("facts", "extra", "source_fields", "classification")


def as_complaint(row: dict[str, Any]) -> Complaint:
    """The value of a row that ``_COMPLAINT`` selected."""
    values = dict(row)
    values.pop("submission_key", None)
    for name in _JSON_TUPLES:
        values[name] = tuple(json.loads(values[name]))
    for name in _JSON_OBJECTS:
        values[name] = json.loads(values[name])
    values["complainant"] = json.loads(values.pop("masked"))
    return Complaint(**values)


async def complaint(database: Database, number: str, *, for_update: bool = False) -> Complaint | None:
    """The complaint of that number; inside a transaction ``for_update`` keeps other writers out until it ends."""
    lock = " FOR UPDATE OF c" if for_update and database.on_postgres else ""
    row = await database.one(_COMPLAINT + "WHERE c.number = {}" + lock, number)
    return as_complaint(row) if row else None


async def complaint_by_id(database: Database, complaint_id: int) -> Complaint | None:
    row = await database.one(_COMPLAINT + "WHERE c.id = {}", complaint_id)
    return as_complaint(row) if row else None


async def complaint_by_key(database: Database, submission_key: str) -> Complaint | None:
    """The complaint that this submission already made, so that a second click makes none."""
    row = await database.one(_COMPLAINT + "WHERE c.submission_key = {}", submission_key)
    return as_complaint(row) if row else None


async def complaint_by_external(database: Database, source: str, external_number: str) -> Complaint | None:
    # The index covers numbers only; SQLite uses it for a bound value when the query says so as well.
    row = await database.one(
        _COMPLAINT + "WHERE c.source = {} AND c.external_number = {} AND c.external_number <> ''",
        source,
        external_number,
    )
    return as_complaint(row) if row else None


async def insert_complaint(database: Database, values: dict[str, Any]) -> int:
    """Store a new row; lists and objects in ``values`` become JSON. The row's id."""
    row = ComplaintRow(**_as_columns(values))
    complaint_id = (await ComplaintRow.insert(row).run())[0]["id"]
    touch("complaints", complaint_id)
    return complaint_id


async def update_complaint(
    database: Database, complaint_id: int, values: dict[str, Any], *, at: datetime, expected_revision: int | None = None
) -> int | None:
    """Change columns and count the revision up; None when ``expected_revision`` no longer holds (somebody was first)."""
    touch("complaints", complaint_id)
    columns = _as_columns(values)
    assigned = ", ".join(f"{_known_column(name)} = {{}}" for name in columns)
    guard = " AND revision = {}" if expected_revision is not None else ""
    rows = await database.execute(
        f"UPDATE complaints SET {assigned}{', ' if assigned else ''}updated_at = {{}}, revision = revision + 1 "
        f"WHERE id = {{}}{guard} RETURNING revision",
        *columns.values(),
        at,
        complaint_id,
        *([expected_revision] if expected_revision is not None else []),
    )
    return rows[0]["revision"] if rows else None


def _known_column(name: str) -> str:
    if name not in {column._meta.db_column_name for column in ComplaintRow._meta.columns}:
        raise ValueError(f"complaints has no column {name}")
    return name


def _as_columns(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.dumps(value, ensure_ascii=False, sort_keys=name != "extra")
        if isinstance(value, (list, tuple, dict))
        else value
        for name, value in values.items()
    }


async def insert_event(
    database: Database, *, complaint_id: int, values: dict[str, Any], at: datetime, by: int | None
) -> int:
    """Append a legal event behind the last one of its complaint; the event's id."""
    last = await database.one("SELECT MAX(sequence) AS last FROM legal_events WHERE complaint_id = {}", complaint_id)
    sequence = ((last or {}).get("last") or 0) + 1
    row = LegalEventRow(complaint_id=complaint_id, sequence=sequence, recorded_at=at, recorded_by=by, **values)
    event_id = (await LegalEventRow.insert(row).run())[0]["id"]
    touch("legal_events", event_id)
    return event_id


async def events_of(database: Database, complaint_id: int, *, standing: bool = True) -> tuple[RecordedEvent, ...]:
    """The events of a complaint in the order recorded; ``standing`` leaves out those a later one corrected."""
    rows = await database.fetch(
        "SELECT e.id, e.sequence, e.kind, e.occurred_on, e.occurred_at, e.decided_on, e.due_on, e.ground, e.span, "
        "e.limit_id, e.title, e.paper, e.note, e.reason, e.evidence, e.corrects, e.recorded_at, u.display_name "
        "FROM legal_events e LEFT JOIN users u ON u.id = e.recorded_by WHERE e.complaint_id = {} ORDER BY e.sequence",
        complaint_id,
    )
    corrected = {row["corrects"] for row in rows if row["corrects"] is not None} if standing else set()
    return tuple(
        RecordedEvent(
            id=row["id"],
            sequence=row["sequence"],
            kind=row["kind"],
            on=row["occurred_on"],
            at=row["occurred_at"],
            decided_on=row["decided_on"],
            due=row["due_on"],
            ground=row["ground"],
            by=row["span"],
            limit=row["limit_id"],
            title=row["title"],
            paper=row["paper"],
            note=row["note"],
            reason=row["reason"],
            evidence=row["evidence"],
            supersedes=row["corrects"],
            recorded_at=row["recorded_at"],
            recorded_by=row["display_name"] or "",
        )
        for row in rows
        if row["id"] not in corrected and not (standing and row["kind"] == VOIDED)
    )


VOIDED = "corrected"
"""The kind of an event that only takes an earlier one back."""


async def insert_remark(database: Database, *, complaint_id: int, user_id: int, body: str, at: datetime) -> int:
    row = Remark(complaint_id=complaint_id, user_id=user_id, body=body, created_at=at)
    return (await Remark.insert(row).run())[0]["id"]


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened in a case; ``sort`` is event, remark, document or filing."""

    sort: str
    at: datetime
    on: date | None
    who: str
    kind: str
    text: str
    object_id: int
    superseded: bool = False
    evidence: str | None = None


async def timeline(database: Database, complaint_id: int) -> tuple[TimelineEntry, ...]:
    """Everything of a case, newest record first."""
    standing = {event.id for event in await events_of(database, complaint_id)}
    found = [
        TimelineEntry(
            sort="event",
            at=event.recorded_at,
            on=event.on,
            who=event.recorded_by,
            kind=event.kind,
            text=event.note,
            object_id=event.id,
            superseded=event.id not in standing,
            evidence=event.evidence,
        )
        for event in await events_of(database, complaint_id, standing=False)
    ]
    for row in await database.fetch(
        "SELECT r.id, r.body, r.created_at, u.display_name FROM remarks r JOIN users u ON u.id = r.user_id "
        "WHERE r.complaint_id = {}",
        complaint_id,
    ):
        found.append(
            TimelineEntry("remark", row["created_at"], None, row["display_name"], "remark", row["body"], row["id"])
        )
    for row in await database.fetch(
        "SELECT d.id, d.title, d.status, d.number, d.issued_on, d.updated_at, u.display_name FROM documents d "
        "JOIN users u ON u.id = COALESCE(d.issued_by, d.approved_by, d.drafted_by) WHERE d.complaint_id = {}",
        complaint_id,
    ):
        text = " ".join(part for part in (row["title"], row["number"]) if part)
        found.append(
            TimelineEntry(
                "document", row["updated_at"], row["issued_on"], row["display_name"], row["status"], text, row["id"]
            )
        )
    for row in await database.fetch(
        "SELECT f.id, f.addressee, f.channel, f.filed_on, f.recorded_at, f.receipt_on, u.display_name FROM filings f "
        "JOIN users u ON u.id = f.filed_by WHERE f.complaint_id = {}",
        complaint_id,
    ):
        kind = "receipted" if row["receipt_on"] else "filed"
        found.append(
            TimelineEntry(
                "filing", row["recorded_at"], row["filed_on"], row["display_name"], kind, row["addressee"], row["id"]
            )
        )
    return tuple(sorted(found, key=lambda entry: (entry.at, entry.object_id), reverse=True))
