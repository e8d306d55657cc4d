"""The register says of a filed paper what corrects it and what it corrects; what is not issued corrects nothing yet."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.casework.actor import Actor, acting
from compliance.casework.as_json import filing_as_json
from compliance.casework.submission import file_document
from compliance.records.corrections import keep_correction
from compliance.records.documents import CaseDocument
from compliance.records.filings import Filing, FilingFilters, count_filings, filing, filings_of, list_filings
from compliance.resources import Resources
from tests.casework.builders import registered
from tests.casework.issued_papers import issued_paper

pytestmark = pytest.mark.usefixtures("house")
FRI_2026_11_20 = date(2026, 11, 20)


async def papers(resources: Resources, officer: Actor, reviewer: Actor, many: int) -> tuple[int, list[CaseDocument]]:
    case = await registered(resources, officer)
    return case.id, [
        await issued_paper(resources, officer, reviewer, case.number, "odr_settlement_feedback", on=FRI_2026_11_20)
        for _ in range(many)
    ]


async def filed(resources: Resources, officer: Actor, paper: CaseDocument) -> Filing:
    return await file_document(
        resources, officer, document_id=paper.id, channel="post", tracking="EM1CN", addressee="示例局",
        filed_on=FRI_2026_11_20,
    )  # fmt: skip


async def correct(resources: Resources, actor: Actor, new: CaseDocument, old: CaseDocument) -> None:
    async with acting(resources, actor, "correct_document", needs="draft_letter") as entry:
        entry.about("document", new.id, case=new.case_number)
        await keep_correction(resources.database, document_id=new.id, corrects=old.id, reason="写错")


async def marks(resources: Resources) -> dict[str | None, tuple[str | None, str | None]]:
    found = await list_filings(resources.database, FilingFilters())
    assert (await count_filings(resources.database, FilingFilters()))[0] == len(found)
    return {each.document_number: (each.corrected_by, each.corrects) for each in found}


async def test_each_of_a_row_of_corrections_names_its_neighbours(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case_id, (first, second, third, alone) = await papers(resources, officer, reviewer, 4)
    kept = {paper.id: await filed(resources, officer, paper) for paper in (first, second, third, alone)}
    await correct(resources, officer, second, first)
    await correct(resources, officer, third, second)
    assert await marks(resources) == {
        first.number: (second.number, None),
        second.number: (third.number, first.number),
        third.number: (None, second.number),
        alone.number: (None, None),
    }
    one = await filing(resources.database, kept[second.id].id)
    assert one and (one.corrected_by_id, one.corrects_id) == (third.id, first.id)
    said = filing_as_json(one)
    assert (said["corrected_by"], said["corrects"]) == (third.number, first.number)
    assert one in await filings_of(resources.database, case_id), "every place reads the same query"


async def test_every_filing_of_a_corrected_paper_says_so_once(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    _, (old, new) = await papers(resources, officer, reviewer, 2)
    for _ in range(2):
        await filed(resources, officer, old)
    await correct(resources, officer, new, old)
    found = await list_filings(resources.database, FilingFilters())
    assert [each.corrected_by for each in found] == [new.number, new.number]


@pytest.mark.parametrize("status", ["draft", "in_review", "approved", "withdrawn"])
async def test_a_correction_that_is_not_issued_leaves_no_mark(
    resources: Resources, officer: Actor, reviewer: Actor, status: str
) -> None:
    from compliance.casework.corrections import correct_document

    _, (old,) = await papers(resources, officer, reviewer, 1)
    await filed(resources, officer, old)
    draft = await correct_document(resources, officer, document_id=old.id, reason="写错")
    await resources.database.execute("UPDATE documents SET status = {} WHERE id = {}", status, draft.id)
    assert await marks(resources) == {old.number: (None, None)}
