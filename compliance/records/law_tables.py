"""The tables of the law in force and of receipts that wait for a second person, as Piccolo knows them."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class LawBaseline(Table, tablename="law_baseline"):
    id = BigSerial(primary_key=True)
    texts = Text()
    sha256 = Varchar(64)
    pinned_at = Timestamptz()


class LawChangeRow(Table, tablename="law_changes"):
    id = BigSerial(primary_key=True)
    origin = Varchar(16)
    title = Text()
    source_text = Text()
    reason = Text()
    state = Varchar(16)
    summary = Text()
    moves_digest = Varchar(64)
    revision = Integer(null=True, default=None)
    proposed_by = BigInt()
    proposed_at = Timestamptz()
    decided_by = BigInt(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision_reason = Text()


class LawTextRow(Table, tablename="law_texts"):
    id = BigSerial(primary_key=True)
    change_id = BigInt()
    kind = Varchar(16)
    name = Varchar(96)
    content = Text()
    sha256 = Varchar(64)


class LawMoveRow(Table, tablename="law_moves"):
    id = BigSerial(primary_key=True)
    change_id = BigInt()
    complaint_id = BigInt()
    number = Varchar(32)
    regime = Varchar(48)
    limit_id = Varchar(48)
    label = Text()
    ours = Boolean()
    started_on = Date()
    how = Varchar(16)
    due_before = Varchar(32)
    due_after = Varchar(32)
    state_before = Varchar(16)
    state_after = Varchar(16)


class ReceiptProposalRow(Table, tablename="receipt_proposals"):
    id = BigSerial(primary_key=True)
    complaint_id = BigInt()
    event = Text()
    corrects = BigInt(null=True, default=None)
    evidence = Varchar(64)
    evidence_name = Varchar(256)
    reason = Text()
    state = Varchar(16)
    moves = Text()
    proposed_by = BigInt()
    proposed_at = Timestamptz()
    decided_by = BigInt(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision_reason = Text()


LAW_TABLES: tuple[type[Table], ...] = (LawBaseline, LawChangeRow, LawTextRow, LawMoveRow, ReceiptProposalRow)
