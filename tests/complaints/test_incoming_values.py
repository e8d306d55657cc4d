"""An incoming complaint can be stored, read back, compared field by field and labelled."""

from dataclasses import fields, replace
from datetime import date, datetime

import pytest

from compliance.complaints.dates import SHANGHAI
from compliance.complaints.model import (
    FIELD_LABELS,
    Complainant,
    IncomingComplaint,
    ReportedEvent,
    Respondent,
    as_plain,
    changed_fields,
    field_label,
    fingerprint,
    flat_values,
    from_plain,
    with_notes,
)

FULL = IncomingComplaint(
    source="hotline_12345",
    external_number="260930101500550001",
    kind="complaint",
    demands=("退货",),
    received_on=date(2026, 9, 30),
    received_at=datetime(2026, 9, 30, 10, 15, tzinfo=SHANGHAI),
    received_from="column",
    due_on=date(2026, 10, 15),
    complainant=Complainant(name="张示䶮", phone="19900000001"),
    respondent=Respondent(name="示例甲公司"),
    regimes=("hotline_12345",),
    facts={"request_kind": "help", "urgent": True},
    reported_events=(ReportedEvent(kind="closed", on=date(2026, 10, 9), column="办结时间"),),
    extra={"办理单位": "示例局", "回复备注": "NULL"},
    notes=("一条说明。",),
)


def test_what_is_stored_reads_back_equal():
    assert from_plain(as_plain(FULL)) == replace(FULL, received_at=FULL.received_at)
    assert from_plain(as_plain(IncomingComplaint(source="x"))) == IncomingComplaint(source="x")


def test_foreign_fields_are_refused_when_reading_back():
    with pytest.raises(KeyError, match="colour"):
        from_plain({"source": "x", "colour": "red"})


def test_changes_are_named_by_field_and_remarks_do_not_count():
    later = replace(
        FULL,
        label="办结",
        complainant=replace(FULL.complainant, phone="19900000002"),
        extra={"办理单位": "示例二局"},
        notes=("另一条说明。",),
    )
    assert changed_fields(FULL, later) == {
        "label": ("", "办结"),
        "complainant.phone": ("19900000001", "19900000002"),
        "extra.办理单位": ("示例局", "示例二局"),
        "extra.回复备注": ("NULL", ""),
    }
    assert changed_fields(FULL, with_notes(FULL, "又一条。")) == {}
    assert fingerprint(FULL) == fingerprint(with_notes(FULL, "又一条。"))
    assert fingerprint(FULL) != fingerprint(later)


def test_remarks_are_not_repeated():
    assert with_notes(FULL, "一条说明。", "新的。").notes == ("一条说明。", "新的。")


def test_every_field_has_a_label_in_both_languages():
    names = {each.name for each in fields(IncomingComplaint)}
    names |= {f"complainant.{each.name}" for each in fields(Complainant)}
    names |= {f"respondent.{each.name}" for each in fields(Respondent)}
    assert names <= set(FIELD_LABELS)
    assert field_label("received_on") == "收到日"
    assert field_label("received_on", language="en") == "received on"
    assert field_label("unknown") == "unknown"
    assert "complainant.phone" in flat_values(FULL)
