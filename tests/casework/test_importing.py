"""Importing: the act is the row, a second run changes nothing, a person's word is kept, a dry run writes nothing."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from compliance.casework.actor import Actor
from compliance.casework.assessment import edit_complaint, reveal_personal
from compliance.casework.importing import ImportReport
from compliance.errors import BadInput, ComplianceError
from compliance.importers.taking_in import import_export
from compliance.records.complaints import complaint_by_external, events_of
from compliance.records.due_dates import deadlines_of
from compliance.resources import Resources
from tests.casework.builders import counts, entries, receipt_moved
from tests.conftest import person
from tests.importers.builders import hotline_row, hotline_sheet, samr_number, samr_row, samr_sheet

FIRST = samr_number(1)
WED_2026_09_30 = date(2026, 9, 30)
TUE_2026_09_29 = date(2026, 9, 29)


async def imported(
    resources: Resources, actor: Actor, data: bytes, *, source: str = "samr_12315", dry_run: bool = False
) -> ImportReport:
    return await import_export(resources, actor, data=data, filename="来件.xlsx", source=source, dry_run=dry_run)


def figures(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.rows, report.created, report.updated, report.unchanged, len(report.errors)


async def case_of(resources: Resources, number: str = FIRST, source: str = "samr_12315"):
    found = await complaint_by_external(resources.database, source, number)
    assert found is not None
    return found


async def test_a_second_run_creates_and_updates_nothing(resources: Resources, officer: Actor) -> None:
    data = samr_sheet(*(samr_row(n) for n in range(1, 8)), samr_row(9, 登记编号="1"))
    assert figures(await imported(resources, officer, data)) == (8, 7, 0, 0, 1)
    before = await counts(resources)
    rows = await resources.database.fetch("SELECT * FROM complaints ORDER BY id")
    assert figures(await imported(resources, officer, data)) == (8, 0, 0, 7, 1)
    after = await counts(resources)
    assert await resources.database.fetch("SELECT * FROM complaints ORDER BY id") == rows
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert changed == {"imports": 1, "audit_entries": 1}, "only the import itself is noted"


async def test_a_dry_run_tells_the_same_and_writes_nothing(resources: Resources, officer: Actor) -> None:
    data = samr_sheet(samr_row(1), samr_row(2), samr_row(3, 登记编号="1"))
    await imported(resources, officer, samr_sheet(samr_row(1, 具体问题="原来的内容")))
    before = await counts(resources)
    rows = await resources.database.fetch("SELECT * FROM complaints ORDER BY id")
    dry = await imported(resources, officer, data, dry_run=True)
    assert await counts(resources) == before
    assert await resources.database.fetch("SELECT * FROM complaints ORDER BY id") == rows
    assert figures(dry) == (3, 1, 1, 0, 1) == figures(await imported(resources, officer, data))


async def test_bad_rows_are_told_by_their_own_number_and_the_good_ones_stored(
    resources: Resources, officer: Actor
) -> None:
    report = await imported(resources, officer, samr_sheet(samr_row(1), samr_row(2, 登记编号="1.44E+24"), samr_row(3)))
    assert [(error["sheet"], error["row"], error["field"]) for error in report.errors] == [("导出", 3, "登记编号")]
    assert [(row["row"], row["result"]) for row in report.results] == [(2, "created"), (3, "error"), (4, "created")]
    assert (await counts(resources))["complaints"] == 2


async def test_a_field_that_the_source_changed_is_updated(resources: Resources, officer: Actor) -> None:
    await imported(resources, officer, samr_sheet(samr_row(1)))
    report = await imported(resources, officer, samr_sheet(samr_row(1, 具体问题="充电器发热")))
    assert figures(report) == (1, 0, 1, 0, 0)
    assert (await case_of(resources)).content == "充电器发热"
    entry = (await entries(resources, action="edit_complaint"))[-1]
    assert entry["reason"] == "来源更新" and "content" in entry["before"]


async def test_a_change_that_only_masked_words_show_is_still_seen(resources: Resources, officer: Actor) -> None:
    await imported(resources, officer, samr_sheet(samr_row(1, 具体问题="请回电13912340000")))
    report = await imported(resources, officer, samr_sheet(samr_row(1, 具体问题="请回电13956780000")))
    assert report.updated == 1
    assert "13956780000" in await reveal_personal(
        resources, officer, number=(await case_of(resources)).number, field="content", reason="回访"
    )


async def test_what_a_person_edited_is_kept_and_listed_and_the_rest_still_follows_the_source(
    resources: Resources, officer: Actor
) -> None:
    await imported(resources, officer, samr_sheet(samr_row(1)))
    case = await case_of(resources)
    await edit_complaint(
        resources, officer, number=case.number, changes={"content": "核对后的内容"}, expected_revision=case.revision
    )
    changed = samr_sheet(samr_row(1, 具体问题="来源的新内容", 处理机构="示例市越秀区市场监督管理局"))
    for _ in range(2):
        report = await imported(resources, officer, changed)
        assert [(each["row"], each["number"]) for each in report.kept] == [(2, case.number)]
    assert figures(report) == (1, 0, 0, 1, 0), "the second run of the changed file updates nothing"
    fresh = await case_of(resources)
    assert fresh.content == "核对后的内容" and fresh.authority == "示例市越秀区市场监督管理局"
    said = await reveal_personal(resources, officer, number=case.number, field="content", reason="核对")
    assert said == "核对后的内容", "the words in clear are the edited ones too"


async def test_a_person_who_was_edited_is_kept_while_the_words_follow_the_source(
    resources: Resources, officer: Actor
) -> None:
    await imported(resources, officer, hotline_sheet(hotline_row()), source="hotline_12345")
    case = (await resources.database.fetch("SELECT number FROM complaints"))[0]["number"]
    from compliance.casework.proceedings import standing_complaint

    known = await standing_complaint(resources, case)
    await edit_complaint(
        resources,
        officer,
        number=case,
        changes={"complainant.phone": "13911112222"},
        expected_revision=known.revision,
    )
    changed = hotline_sheet(hotline_row(主要内容="来电人改称只要求换货"))
    report = await imported(resources, officer, changed, source="hotline_12345")
    assert report.kept == [] and report.updated == 1, report.errors
    for field, expected in (("phone", "13911112222"), ("content", "来电人改称只要求换货")):
        told = await reveal_personal(resources, officer, number=case, field=field, reason="核对")
        assert expected in told


async def test_a_receipt_that_the_source_corrected_supersedes_the_event(resources: Resources, officer: Actor) -> None:
    from dataclasses import replace

    from compliance.casework.importing import import_rows
    from compliance.importers.registry import parse_export

    data = samr_sheet(samr_row(1))
    parsed = parse_export(data, filename="a.xlsx", source="samr_12315", today=resources.clock.today())
    await import_rows(resources, officer, parsed=parsed, content=data, filename="a.xlsx")
    case = await case_of(resources)
    row = parsed.rows[0]
    moved = replace(parsed, rows=(replace(row, incoming=replace(row.incoming, received_on=TUE_2026_09_29)),))
    report = await import_rows(resources, officer, parsed=moved, content=data, filename="a.xlsx")
    assert figures(report) == (1, 0, 1, 0, 0)
    history = await events_of(resources.database, case.id, standing=False)
    assert [(event.on, event.supersedes) for event in history] == [
        (WED_2026_09_30, None),
        (TUE_2026_09_29, history[0].id),
    ]
    assert history[1].reason == "来源更新"
    assert {d.started_on for d in await deadlines_of(resources.database, case.id) if d.started_on} == {TUE_2026_09_29}
    assert (await case_of(resources)).received_on == TUE_2026_09_29


async def test_a_receipt_that_a_person_corrected_is_kept(resources: Resources, reviewer: Actor) -> None:
    from dataclasses import replace

    from compliance.casework.importing import import_rows
    from compliance.importers.registry import parse_export

    data = samr_sheet(samr_row(1))
    parsed = parse_export(data, filename="a.xlsx", source="samr_12315", today=resources.clock.today())
    await import_rows(resources, reviewer, parsed=parsed, content=data, filename="a.xlsx")
    case = await case_of(resources)
    receipt = (await events_of(resources.database, case.id))[0]
    head = await person(resources, "zong", "head")
    await receipt_moved(resources, reviewer, head, case.number, receipt.id, date(2026, 9, 28))
    row = parsed.rows[0]
    moved = replace(parsed, rows=(replace(row, incoming=replace(row.incoming, received_on=TUE_2026_09_29)),))
    report = await import_rows(resources, reviewer, parsed=moved, content=data, filename="a.xlsx")
    assert len(report.kept) == 1 and figures(report) == (1, 0, 0, 1, 0)
    fresh = await case_of(resources)
    assert fresh.received_on == date(2026, 9, 28)
    assert [e.on for e in await events_of(resources.database, case.id)] == [date(2026, 9, 28)]


async def test_the_same_file_imported_twice_at_once_makes_each_case_once(resources: Resources, officer: Actor) -> None:
    data = samr_sheet(*(samr_row(n) for n in range(1, 6)))
    reports = await asyncio.gather(*(imported(resources, officer, data) for _ in range(3)))
    assert (await counts(resources))["complaints"] == 5
    assert sum(report.created for report in reports) == 5
    assert all(report.errors == [] for report in reports), "the slower one finds the case there, not an error"


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (b"", "samr_12315"),
        (b"\x89PNG\r\n\x1a\n....", "samr_12315"),
        (samr_sheet(), "samr_12315"),
        (samr_sheet(samr_row(1)), "nobody"),
        (hotline_sheet(hotline_row()), "samr_12315"),
    ],
)
async def test_a_file_that_is_no_such_export_is_refused_whole(
    resources: Resources, officer: Actor, data: bytes, source: str
) -> None:
    before = await counts(resources)
    with pytest.raises(BadInput) as told:
        await imported(resources, officer, data, source=source)
    assert told.value.message().strip()
    assert await counts(resources) == before


async def test_an_auditor_may_not_import(resources: Resources) -> None:
    from tests.conftest import person

    auditor = await person(resources, "shenji", "auditor")
    report_or_refusal = None
    try:
        report_or_refusal = await imported(resources, auditor, samr_sheet(samr_row(1)))
    except ComplianceError as refused:
        report_or_refusal = refused
    assert isinstance(report_or_refusal, ComplianceError), "one refusal, not one error per row"
    assert (await counts(resources))["complaints"] == 0
    assert (await entries(resources, outcome="refused"))[-1]["actor"] == "shenji"
