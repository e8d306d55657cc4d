"""The tables, as Piccolo knows them. The schema itself is in ``migrations``; a test compares the two."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Boolean, Bytea, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from compliance.records.document_tables import DOCUMENT_TABLES
from compliance.records.filing_tables import FILING_TABLES
from compliance.records.law_tables import LAW_TABLES


class User(Table, tablename="users"):
    id = BigSerial(primary_key=True)
    username = Varchar(64)
    display_name = Varchar(64)
    role = Varchar(16)
    password_hash = Varchar(256)
    active = Boolean(default=True)
    failures = Integer(default=0)
    locked_until = Timestamptz(null=True, default=None)
    created_at = Timestamptz()


class Session(Table, tablename="sessions"):
    id = BigSerial(primary_key=True)
    token_hash = Varchar(64)
    user_id = BigInt(null=True, default=None)
    body = Text()
    created_at = Timestamptz()
    seen_at = Timestamptz()
    expires_at = Timestamptz()


class Person(Table, tablename="persons"):
    id = BigSerial(primary_key=True)
    wrapped_key = Bytea()
    sealed = Bytea()
    phone_index = Varchar(64)
    created_at = Timestamptz()


class ComplaintRow(Table, tablename="complaints"):
    id = BigSerial(primary_key=True)
    number = Varchar(32)
    submission_key = Varchar(64, null=True, default=None)
    source = Varchar(32)
    external_number = Varchar(64)
    channel = Varchar(48)
    authority = Varchar(128)
    kind = Varchar(16)
    title = Text()
    content = Text()
    demands = Text()
    category = Text()
    received_on = Date()
    received_at = Timestamptz(null=True, default=None)
    received_from = Varchar(16)
    due_on = Date(null=True, default=None)
    label = Varchar(64)
    status = Varchar(32)
    tier = Varchar(8)
    handler_id = BigInt(null=True, default=None)
    regimes = Text()
    facts = Text()
    extra = Text()
    notes = Text()
    person_id = BigInt()
    masked = Text()
    respondent_name = Varchar(256)
    respondent_code = Varchar(32)
    respondent_address = Text()
    respondent_phone = Varchar(64)
    source_fields = Text()
    edited_fields = Text()
    classification = Text()
    outcome = Varchar(64)
    created_at = Timestamptz()
    updated_at = Timestamptz()
    revision = Integer(default=1)


class LegalEventRow(Table, tablename="legal_events"):
    id = BigSerial(primary_key=True)
    complaint_id = BigInt()
    sequence = Integer()
    kind = Varchar(48)
    occurred_on = Date()
    occurred_at = Timestamptz(null=True, default=None)
    decided_on = Date(null=True, default=None)
    due_on = Date(null=True, default=None)
    ground = Varchar(48, null=True, default=None)
    span = Varchar(48, null=True, default=None)
    limit_id = Varchar(48, null=True, default=None)
    title = Text()
    paper = Varchar(128)
    note = Text()
    reason = Text()
    evidence = Varchar(64, null=True, default=None)
    corrects = BigInt(null=True, default=None)
    recorded_at = Timestamptz()
    recorded_by = BigInt(null=True, default=None)


class DueDateRow(Table, tablename="due_dates"):
    id = BigSerial(primary_key=True)
    complaint_id = BigInt()
    regime = Varchar(48)
    limit_id = Varchar(48)
    ours = Boolean()
    due_on = Date(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    earliest = Date(null=True, default=None)
    is_open = Boolean()
    provisional = Boolean()
    body = Text()
    trace = Text()
    rules = Varchar(64)
    calendar = Varchar(64)


class DocumentRow(Table, tablename="documents"):
    id = BigSerial(primary_key=True)
    complaint_id = BigInt()
    letter_id = Varchar(64)
    title = Text()
    status = Varchar(16)
    number = Varchar(64, null=True, default=None)
    step_on = Date()
    facts = Text()
    blocks = Text(null=True, default=None)
    content_sha256 = Varchar(64, null=True, default=None)
    letter_version = Varchar(64)
    rules = Varchar(64)
    drafted_by = BigInt()
    submitted_by = BigInt(null=True, default=None)
    approved_by = BigInt(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    issued_by = BigInt(null=True, default=None)
    issued_on = Date(null=True, default=None)
    docx_sha256 = Varchar(64, null=True, default=None)
    pdf_sha256 = Varchar(64, null=True, default=None)
    remark = Text()
    created_at = Timestamptz()
    updated_at = Timestamptz()
    revision = Integer(default=1)


class FilingRow(Table, tablename="filings"):
    id = BigSerial(primary_key=True)
    complaint_id = BigInt()
    document_id = BigInt(null=True, default=None)
    channel = Varchar(32)
    addressee = Varchar(256)
    filed_on = Date()
    filed_at = Timestamptz(null=True, default=None)
    filed_by = BigInt()
    tracking = Varchar(128)
    regime = Varchar(48, null=True, default=None)
    limit_id = Varchar(48, null=True, default=None)
    due_on = Date(null=True, default=None)
    document_sha256 = Varchar(64, null=True, default=None)
    receipt_sha256 = Varchar(64, null=True, default=None)
    receipt_name = Varchar(256, null=True, default=None)
    receipt_on = Date(null=True, default=None)
    receipt_note = Text()
    note = Text()
    recorded_at = Timestamptz()


class StoredFile(Table, tablename="stored_files"):
    sha256 = Varchar(64, primary_key=True)
    size = BigInt()
    media_type = Varchar(128)
    name = Varchar(256)
    created_at = Timestamptz()


class OutboxRow(Table, tablename="outbox"):
    id = BigSerial(primary_key=True)
    kind = Varchar(32)
    key = Varchar(128)
    body = Text()
    created_at = Timestamptz()
    due_at = Timestamptz()
    lease_until = Timestamptz(null=True, default=None)
    lease_by = Varchar(64, null=True, default=None)
    attempts = Integer(default=0)
    done_at = Timestamptz(null=True, default=None)
    last_error = Text()


class Notice(Table, tablename="notices"):
    id = BigSerial(primary_key=True)
    key = Varchar(128)
    user_id = BigInt()
    complaint_id = BigInt(null=True, default=None)
    message_id = Varchar(64)
    body = Text()
    created_at = Timestamptz()
    read_at = Timestamptz(null=True, default=None)


class AuditEntry(Table, tablename="audit_entries"):
    id = BigSerial(primary_key=True)
    chain = Varchar(8)
    sequence = BigInt()
    at = Varchar(32)
    actor = Varchar(64)
    actor_name = Varchar(64)
    role = Varchar(16)
    session = Varchar(64)
    address = Varchar(64)
    request_id = Varchar(64)
    action = Varchar(64)
    object_kind = Varchar(32)
    object_id = Varchar(64)
    case_number = Varchar(32)
    outcome = Varchar(16)
    reason = Text()
    before = Text()
    after = Text()
    version = Varchar(32)
    previous = Varchar(64)
    hash = Varchar(64)


class ChainHead(Table, tablename="chain_heads"):
    chain = Varchar(8, primary_key=True)
    size = BigInt()
    head = Varchar(64)
    seal = Varchar(64)


class Remark(Table, tablename="remarks"):
    id = BigSerial(primary_key=True)
    complaint_id = BigInt()
    user_id = BigInt()
    body = Text()
    created_at = Timestamptz()


class ImportRow(Table, tablename="imports"):
    id = BigSerial(primary_key=True)
    source = Varchar(32)
    filename = Varchar(256)
    sha256 = Varchar(64)
    report = Text()
    user_id = BigInt(null=True, default=None)
    created_at = Timestamptz()


class NumberSeries(Table, tablename="number_series"):
    id = BigSerial(primary_key=True)
    series = Varchar(64)
    year = Integer()
    last = Integer()


class Heartbeat(Table, tablename="heartbeats"):
    name = Varchar(32, primary_key=True)
    started_at = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
    note = Text()


class Profile(Table, tablename="organisation"):
    id = BigSerial(primary_key=True)
    body = Text()
    updated_at = Timestamptz()


TABLES: tuple[type[Table], ...] = (
    User,
    Session,
    Person,
    ComplaintRow,
    LegalEventRow,
    DueDateRow,
    DocumentRow,
    FilingRow,
    StoredFile,
    OutboxRow,
    Notice,
    AuditEntry,
    ChainHead,
    Remark,
    ImportRow,
    NumberSeries,
    Heartbeat,
    Profile,
    *LAW_TABLES,
    *DOCUMENT_TABLES,
    *FILING_TABLES,
)
