"""The database itself refuses to change or delete what stands for good, on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from compliance.records.audit import Act, Who, append
from compliance.records.database import Database
from compliance.records.secrets import Secrets
from compliance.records.tables import ComplaintRow, DocumentRow
from compliance.records.verification import verify

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
SECRETS = Secrets(b"k" * 32)


async def with_rows(database: Database) -> None:
    """One user, one complaint, one event, an issued document and a draft, one entry."""
    one = database.execute
    columns = "username, display_name, role, password_hash, active, failures, created_at"
    for name in ("one", "two"):
        await one(f"INSERT INTO users ({columns}) VALUES ({{}}, 'x', 'officer', '!', {{}}, 0, {{}})", name, True, NOW)
    await one(
        "INSERT INTO persons (wrapped_key, sealed, phone_index, created_at) VALUES ({}, {}, '', {})", b"k", b"s", NOW
    )
    values = {column._meta.db_column_name: "" for column in ComplaintRow._meta.columns}
    values |= {"number": "TS-1", "received_on": date(2026, 11, 18), "person_id": 1, "revision": 1}
    values |= {"created_at": NOW, "updated_at": NOW}
    for name in ("id", "submission_key", "received_at", "due_on", "handler_id"):
        del values[name]
    await ComplaintRow.insert(ComplaintRow(**values)).run()
    await one(
        "INSERT INTO legal_events (complaint_id, sequence, kind, occurred_on, title, paper, note, reason, recorded_at) "
        "VALUES (1, 1, 'complaint_received', {}, '', '', '', '', {})",
        date(2026, 11, 18),
        NOW,
    )
    for status, number in (("issued", "示例函〔2026〕1号"), ("draft", None)):
        document = DocumentRow(
            complaint_id=1,
            status=status,
            number=number,
            step_on=date(2026, 11, 20),
            drafted_by=1,
            approved_by=2,
            docx_sha256="a",
            pdf_sha256="b",
            created_at=NOW,
            updated_at=NOW,
        )
        await DocumentRow.insert(document).run()
    async with database.transaction():
        await append(database, SECRETS, who=Who("one", "x", "officer"), act=Act("test", "x", "1"), at=NOW)


REFUSED = [
    "UPDATE audit_entries SET reason = 'x'",
    "DELETE FROM audit_entries",
    "INSERT INTO audit_entries SELECT 99, chain, 5, at, actor, actor_name, role, session, address, request_id, action, "
    "object_kind, object_id, case_number, outcome, reason, before, after, version, previous, hash FROM audit_entries",
    "UPDATE legal_events SET note = 'x'",
    "DELETE FROM legal_events",
    "UPDATE documents SET title = 'x' WHERE status = 'issued'",
    "UPDATE documents SET status = 'draft' WHERE status = 'issued'",
    "DELETE FROM documents WHERE status = 'issued'",
    "DELETE FROM documents WHERE status = 'draft'",
]


@pytest.mark.parametrize("statement", REFUSED)
async def test_what_stands_for_good_cannot_be_changed(database: Database, statement: str) -> None:
    await with_rows(database)
    before = [
        await database.fetch(f"SELECT * FROM {t} ORDER BY id") for t in ("audit_entries", "legal_events", "documents")
    ]
    with pytest.raises(Exception, match=r"append-only|frozen|never deleted|follow one another|corrected by a further"):
        await database.execute(statement)
    after = [
        await database.fetch(f"SELECT * FROM {t} ORDER BY id") for t in ("audit_entries", "legal_events", "documents")
    ]
    assert after == before


async def test_emptying_the_tables_is_refused_on_postgres(database: Database) -> None:
    if not database.on_postgres:
        with pytest.raises(Exception, match="syntax"):
            await database.execute("TRUNCATE audit_entries")  # SQLite knows no TRUNCATE at all
        return
    await with_rows(database)
    for table in ("audit_entries", "legal_events CASCADE"):
        with pytest.raises(Exception, match="append-only"):
            await database.execute(f"TRUNCATE {table}")


async def test_a_draft_may_change(database: Database) -> None:
    await with_rows(database)
    await database.execute("UPDATE documents SET title = 'y' WHERE status = 'draft'")
    rows = await database.fetch("SELECT title FROM documents WHERE status = 'draft'")
    assert rows == [{"title": "y"}]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET approved_by = drafted_by WHERE status = 'draft'",
        "UPDATE documents SET status = 'issuing', number = NULL WHERE status = 'draft'",
        "UPDATE documents SET status = 'issued', number = 'x', pdf_sha256 = NULL WHERE status = 'draft'",
        "UPDATE documents SET status = 'sent' WHERE status = 'draft'",
        "UPDATE users SET role = 'root'",
    ],
)
async def test_the_schema_refuses_states_that_cannot_be(database: Database, statement: str) -> None:
    await with_rows(database)
    with pytest.raises(Exception, match=r"(?i)check"):
        await database.execute(statement)


async def test_a_new_year_opens_a_chain_of_its_own(database: Database, tmp_path) -> None:
    for at in (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)):
        for _ in range(2):
            async with database.transaction():
                await append(database, SECRETS, who=Who("a", "b", "officer"), act=Act("test", "x", "1"), at=at)
    rows = await database.fetch("SELECT chain, sequence FROM audit_entries ORDER BY id")
    assert [(row["chain"], row["sequence"]) for row in rows] == [("2026", 1), ("2026", 2), ("2027", 1), ("2027", 2)]
    found = await verify(database, SECRETS, tmp_path / "checkpoints")
    assert found.ok and found.entries == 4


async def test_a_rolled_back_entry_leaves_no_gap(database: Database, tmp_path) -> None:
    for fail in (False, True, True, False):
        try:
            async with database.transaction():
                await append(database, SECRETS, who=Who("a", "b", "officer"), act=Act("test", "x", "1"), at=NOW)
                if fail:
                    raise KeyError("rolled back")
        except KeyError:
            continue
    rows = await database.fetch("SELECT sequence FROM audit_entries ORDER BY id")
    assert [row["sequence"] for row in rows] == [1, 2]
    assert (await verify(database, SECRETS, tmp_path / "checkpoints")).ok
