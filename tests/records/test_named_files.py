"""Every column that names a stored file is in the one list: held against the schema and against the rows of a case."""

from __future__ import annotations

import re
from datetime import date

from compliance.casework.proceedings import record_legal_event
from compliance.casework.receipts import propose_receipt
from compliance.casework.submission import file_document, record_receipt
from compliance.records.complaints import events_of
from compliance.records.kept_files import NAMED_IN, named_files
from compliance.resources import Resources
from tests.casework.builders import issued, registered

PDF = b"%PDF-1.7 "
FRI_2026_11_20 = date(2026, 11, 20)
_LIKELY = re.compile(
    r"(^|_)(sha256|sha512|hash|digest|fingerprint|file|files|evidence|attachment|scan|upload|blob)(_|$)"
)
NAMES_NO_FILE = {
    # Hashes of words, rules and rows; tokens of sessions.
    *((table, "content_sha256") for table in ("documents", "document_texts", "document_approvals")),
    *((table, "content_sha256") for table in ("document_comments", "issue_overrides")),
    *(("audit_entries", name) for name in ("hash", "previous", "session")),
    *(("chain_heads", name) for name in ("head", "seal")),
    ("sessions", "token_hash"),
    ("users", "password_hash"),
    ("persons", "phone_index"),
    ("letter_releases", "fingerprint"),
    ("documents", "letter_version"),
    *((table, "rules") for table in ("documents", "due_dates")),
    ("due_dates", "calendar"),
    ("law_baseline", "sha256"),
    ("law_texts", "sha256"),
    ("law_changes", "moves_digest"),
    ("schema_migrations", "sha256"),
    # The export that was read; its bytes are not kept.
    ("imports", "sha256"),
    # Names, keys and words of the same length.
    ("document_texts", "upload_name"),
    ("receipt_proposals", "evidence_name"),
    *(("audit_entries", name) for name in ("action", "actor", "actor_name", "address", "object_id", "request_id")),
    *(("complaints", name) for name in ("external_number", "label", "outcome", "respondent_phone", "submission_key")),
    *(("documents", name) for name in ("letter_id", "number")),
    ("letter_releases", "letter_id"),
    ("notices", "message_id"),
    *((table, "series") for table in ("number_series", "series_starts")),
    ("outbox", "lease_by"),
    ("portals", "name"),
    ("schema_migrations", "name"),
    *(("users", name) for name in ("display_name", "username")),
}


async def columns(resources: Resources) -> dict[tuple[str, str], str]:
    """(table, column) → type, as the database itself knows them."""
    if resources.database.on_postgres:
        rows = await resources.database.fetch(
            "SELECT table_name AS t, column_name AS c, COALESCE('VARCHAR(' || character_maximum_length || ')', data_type) "
            "AS kind FROM information_schema.columns WHERE table_schema = current_schema()"
        )
    else:
        rows = await resources.database.fetch(
            "SELECT m.name AS t, p.name AS c, p.type AS kind FROM sqlite_master m JOIN pragma_table_info(m.name) p "
            "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        )
    return {(row["t"], row["c"]): row["kind"] for row in rows}


async def test_every_column_that_could_hold_the_hash_of_a_file_is_decided_on(resources: Resources) -> None:
    found = await columns(resources)
    likely = {place for place, kind in found.items() if kind == "VARCHAR(64)" or _LIKELY.search(place[1])}
    assert set(NAMED_IN) <= set(found), "the list names columns that are not there"
    assert not set(NAMED_IN) & NAMES_NO_FILE
    undecided = likely - set(NAMED_IN) - NAMES_NO_FILE
    assert not undecided, f"does {sorted(undecided)} name a stored file? add it to NAMED_IN or here"
    assert likely >= NAMES_NO_FILE, "columns that are gone"


async def test_the_rows_of_a_worked_case_name_files_only_where_the_list_says(
    resources: Resources, officer, reviewer, house
) -> None:
    case = await registered(resources, officer)
    paper = await issued(resources, officer, reviewer, case.number)
    sent = await file_document(
        resources, officer, document_id=paper.id, channel="post", tracking="EM1CN", addressee="示例局",
        filed_on=FRI_2026_11_20,
    )  # fmt: skip
    await record_receipt(
        resources, officer, filing_id=sent.id, received_on=FRI_2026_11_20, receipt=PDF + b"r", receipt_name="回执.pdf"
    )
    await record_legal_event(
        resources, officer, number=case.number, kind="replied", occurred_on=FRI_2026_11_20,
        evidence=PDF + b"e", evidence_name="通知.pdf",
    )  # fmt: skip
    first = (await events_of(resources.database, case.id))[0]
    await propose_receipt(
        resources, officer, number=case.number, corrects=first.id, occurred_on=date(2026, 11, 17), reason="补登",
        evidence=PDF + b"p", evidence_name="签收单.pdf",
    )  # fmt: skip
    stored = {file.sha256 for file in resources.files.every()}
    assert len(stored) == 5 and stored == await named_files(resources.database)
    speaking = set()
    for table, column in await columns(resources):
        rows = await resources.database.fetch(f"SELECT {column} AS said FROM {table}")
        if any(sha256 in str(row["said"]) for row in rows for sha256 in stored):
            speaking.add((table, column))
    assert speaking - {("audit_entries", "after")} <= set(NAMED_IN)
    assert speaking >= set(NAMED_IN) - {("document_texts", "upload_sha256"), ("letter_releases", "file_sha256")}
