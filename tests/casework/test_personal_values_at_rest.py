"""No phone, identity number or name of a complainant stands in clear in the database file, whatever verb took it in."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.casework import assessment, drafting, issuing, organisation, submission, sweeping
from compliance.casework.actor import Actor, system_actor
from compliance.casework.closing import close_complaint, reopen_complaint
from compliance.casework.importing import import_rows
from compliance.casework.proceedings import correct_legal_event, record_legal_event
from compliance.complaints.model import Complainant
from compliance.importers.registry import parse_export
from compliance.records.complaints import events_of
from compliance.resources import Resources
from tests.casework.builders import (
    FRI_2026_11_20,
    HOUSE,
    IDENTITY,
    NAME,
    PHONE,
    SAT_2026_11_21,
    STATEMENT,
    counts,
    entries,
    registered,
)
from tests.conftest import person
from tests.importers.builders import samr_row, samr_sheet

SAID = f"来电人：{NAME}，电话{PHONE}，身份证{IDENTITY}"
SPACED = "199 1234 5678"
SECRETS = (NAME, PHONE, SPACED, IDENTITY)


def found_in_clear(resources: Resources) -> list[tuple[str, str]]:
    """(file, value) for every planted value that the raw database files hold."""
    found = []
    for path in resources.settings.data_dir.glob("anqi.db*"):
        content = path.read_bytes()
        for value in SECRETS:
            for encoding in ("utf-8", "utf-16-le"):
                if value.encode(encoding) in content:
                    found.append((path.name, value))
            if value.encode("unicode_escape") in content:
                found.append((path.name, f"{value} escaped"))
    return found


async def tables_with(resources: Resources) -> list[str]:
    """table.column for every planted value, to see where it is."""
    from compliance.records.tables import TABLES

    found = []
    for table in TABLES:
        for row in await resources.database.fetch(f"SELECT * FROM {table._meta.tablename}"):
            found += [
                f"{table._meta.tablename}.{name}: {value}"
                for name, cell in row.items()
                for value in SECRETS
                if isinstance(cell, str) and (value in cell or value.encode("unicode_escape").decode() in cell)
            ]
    return sorted(set(found))


@pytest.fixture
async def people(sqlite_resources: Resources) -> dict[str, Actor]:
    await organisation.set_organisation(sqlite_resources, system_actor(sqlite_resources), values=HOUSE)
    return {role: await person(sqlite_resources, role, role) for role in ("officer", "reviewer", "head")}


async def test_registering_with_personal_words_everywhere_stores_them_sealed(
    sqlite_resources: Resources, people: dict[str, Actor]
) -> None:
    case = await registered(
        sqlite_resources,
        people["officer"],
        regimes=("samr_complaint", "authority_letter"),
        due_on=date(2026, 12, 1),
        title=f"{NAME}投诉吸尘器",
        content=f"{SAID}，另有{SPACED}。",
        demands=(f"退款到{PHONE}",),
        category=f"质量 {PHONE}",
        label=f"转{NAME}",
        complainant=Complainant(name=NAME, phone=PHONE, id_number=IDENTITY, address=f"示例省示例市{NAME}宅"),
        extra={"来电号码": PHONE, "备注": SAID, "来文字号": f"示〔2026〕1号（{NAME}）"},
        notes=(SAID,),
    )
    assert await tables_with(sqlite_resources) == []
    assert found_in_clear(sqlite_resources) == []
    assert PHONE[-4:] in case.complainant["phone"], "the masked form is there to be shown"


async def test_acts_remarks_and_reasons_that_name_the_complainant_store_him_masked(
    sqlite_resources: Resources, people: dict[str, Actor]
) -> None:
    resources, officer, reviewer, head = sqlite_resources, *people.values()
    case = await registered(resources, officer)
    number = case.number
    event = {"number": number, "kind": "accepted", "occurred_on": FRI_2026_11_20}
    await record_legal_event(resources, officer, **event, note=SAID, reason=SAID, title=SAID, paper=f"{NAME}受理书")
    last = (await events_of(resources.database, case.id))[-1]
    await correct_legal_event(resources, reviewer, number=number, event_id=last.id, reason=SAID, note=SAID)
    await assessment.classify_complaint(
        resources, officer, number=number, regimes=("samr_complaint", "house"), reason=SAID
    )
    await assessment.assign_complaint(resources, officer, number=number, handler_username="reviewer", reason=SAID)
    await assessment.set_tier(resources, officer, number=number, tier="red", reason=SAID)
    await assessment.add_remark(resources, officer, number=number, text=SAID)
    await assessment.reveal_personal(resources, officer, number=number, field="phone", reason=SAID)
    fresh = await assessment.edit_complaint(
        resources,
        officer,
        number=number,
        expected_revision=(await drafting.standing_complaint(resources, number)).revision,
        changes={
            "content": SAID,
            "title": SAID,
            "category": SAID,
            "demands": (SAID,),
            "respondent_address": SAID,
            "complainant.phone": SPACED,
        },
    )
    assert fresh.content and fresh.demands
    await sweeping.sweep_once(resources)
    await close_complaint(resources, officer, number=number, outcome="settled", reason=SAID)
    await reopen_complaint(resources, head, number=number, reason=SAID)
    assert await tables_with(resources) == []
    assert found_in_clear(resources) == []


async def test_papers_to_others_and_their_filing_carry_no_personal_values(
    sqlite_resources: Resources, people: dict[str, Actor], render_pool
) -> None:
    resources, officer, reviewer, _ = sqlite_resources, *people.values()
    case = await registered(resources, officer)
    draft = await drafting.draft_letter(
        resources, officer, number=case.number, letter_id="company_statement", facts=dict(STATEMENT)
    )
    draft = await drafting.submit_draft(resources, officer, document_id=draft.id)
    await drafting.return_draft(resources, reviewer, document_id=draft.id, reason=SAID)
    draft = await drafting.submit_draft(resources, officer, document_id=draft.id)
    await drafting.approve_document(
        resources, reviewer, document_id=draft.id, expected_content_sha256=draft.content_sha256 or ""
    )
    await issuing.issue_document(resources, officer, document_id=draft.id)
    await sweeping.sweep_once(resources)
    filing = await submission.file_document(
        resources,
        officer,
        document_id=draft.id,
        channel="portal",
        addressee="示例市市场监督管理局",
        tracking="SL-1",
        note=SAID,
        reason=SAID,
    )
    await submission.record_receipt(resources, officer, filing_id=filing.id, received_on=SAT_2026_11_21, note=SAID)
    other = await drafting.draft_letter(resources, officer, number=case.number, letter_id="company_statement")
    await drafting.withdraw_document(resources, officer, document_id=other.id, reason=SAID)
    await sweeping.sweep_once(resources)
    assert await tables_with(resources) == []
    assert found_in_clear(resources) == []


async def test_imports_their_reports_and_their_errors_carry_no_personal_values(
    sqlite_resources: Resources, people: dict[str, Actor]
) -> None:
    resources, officer = sqlite_resources, people["officer"]
    sheet = samr_sheet(
        samr_row(1, 具体问题=SAID, 反馈内容=SAID, 诉求内容=f"退款给{NAME}{PHONE}"),
        samr_row(2, 登记编号=PHONE, 具体问题=SAID),
        samr_row(3, 接收方式=SAID, 初查受理状态=SAID),
    )
    for _ in range(2):
        parsed = parse_export(sheet, filename=f"{NAME}.xlsx", source="samr_12315", today=SAT_2026_11_21)
        report = await import_rows(resources, officer, parsed=parsed, content=sheet, filename=f"{NAME}{PHONE}.xlsx")
    assert report.rows == 3
    assert [line for line in await tables_with(resources) if not line.endswith(NAME)] == []


async def test_the_reading_of_a_value_is_on_record_before_it_is_handed_out(
    sqlite_resources: Resources, people: dict[str, Actor]
) -> None:
    resources, officer = sqlite_resources, people["officer"]
    case = await registered(resources, officer)
    assert (
        await assessment.reveal_personal(resources, officer, number=case.number, field="phone", reason="回访") == PHONE
    )
    entry = (await entries(resources, action="reveal_personal"))[-1]
    assert entry["reason"] == "回访" and '"phone"' in entry["after"] and entry["actor"] == "officer"


async def test_a_value_whose_reading_cannot_be_recorded_is_not_handed_out(
    sqlite_resources: Resources, people: dict[str, Actor]
) -> None:
    resources, officer = sqlite_resources, people["officer"]
    case = await registered(resources, officer)
    before = await counts(resources)
    await resources.database.execute(
        "CREATE TRIGGER no_room BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )
    with pytest.raises(Exception, match="no room"):
        await assessment.reveal_personal(resources, officer, number=case.number, field="phone", reason="回访")
    assert await counts(resources) == before
