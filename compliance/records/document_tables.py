"""The tables that make documents evidence: texts, approvals, comments, overrides, corrections, numbers, own letters."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class DocumentTextRow(Table, tablename="document_texts"):
    id = BigSerial(primary_key=True)
    document_id = BigInt()
    version = Integer()
    origin = Varchar(16)
    blocks = Text()
    content_sha256 = Varchar(64)
    facts = Text()
    upload_sha256 = Varchar(64, null=True, default=None)
    upload_name = Varchar(256, null=True, default=None)
    note = Text()
    submitted = Boolean()
    made_by = BigInt()
    made_at = Timestamptz()


class DocumentApprovalRow(Table, tablename="document_approvals"):
    id = BigSerial(primary_key=True)
    document_id = BigInt()
    step = Integer()
    role = Varchar(16)
    content_sha256 = Varchar(64)
    approved_by = BigInt()
    approved_at = Timestamptz()
    void_at = Timestamptz(null=True, default=None)


class DocumentCommentRow(Table, tablename="document_comments"):
    id = BigSerial(primary_key=True)
    document_id = BigInt()
    content_sha256 = Varchar(64)
    place = Integer()
    excerpt = Text()
    body = Text()
    written_by = BigInt()
    written_at = Timestamptz()
    settled_by = BigInt(null=True, default=None)
    settled_at = Timestamptz(null=True, default=None)


class IssueOverrideRow(Table, tablename="issue_overrides"):
    id = BigSerial(primary_key=True)
    document_id = BigInt()
    content_sha256 = Varchar(64)
    finding = Varchar(128)
    sentence = Text()
    reason = Text()
    overridden_by = BigInt()
    overridden_at = Timestamptz()


class DocumentCorrectionRow(Table, tablename="document_corrections"):
    id = BigSerial(primary_key=True)
    document_id = BigInt()
    corrects = BigInt()
    reason = Text()


class LetterReleaseRow(Table, tablename="letter_releases"):
    id = BigSerial(primary_key=True)
    letter_id = Varchar(64)
    form = Varchar(16)
    title = Text()
    source = Text()
    file_sha256 = Varchar(64, null=True, default=None)
    fingerprint = Varchar(64)
    in_force_from = Date(null=True, default=None)
    in_force_until = Date(null=True, default=None)
    reason = Text()
    trial = Text()
    state = Varchar(16)
    drafted_by = BigInt()
    drafted_at = Timestamptz()
    decided_by = BigInt(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision_reason = Text()


class VerificationCodeRow(Table, tablename="verification_codes"):
    id = BigSerial(primary_key=True)
    document_id = BigInt()
    code = Varchar(16)


class SeriesStartRow(Table, tablename="series_starts"):
    id = BigSerial(primary_key=True)
    series = Varchar(64)
    year = Integer()
    skipped_from = Integer()
    next_serial = Integer()
    reason = Text()
    set_by = BigInt()
    set_at = Timestamptz()


DOCUMENT_TABLES: tuple[type[Table], ...] = (
    DocumentTextRow,
    DocumentApprovalRow,
    DocumentCommentRow,
    IssueOverrideRow,
    DocumentCorrectionRow,
    LetterReleaseRow,
    VerificationCodeRow,
    SeriesStartRow,
)
