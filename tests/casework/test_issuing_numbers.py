"""Numbers by series and year: no gap, no double, the year of China, starts above one, and what a check finds."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime

import pytest

from compliance.casework import drafting
from compliance.casework.actor import Actor, system_actor
from compliance.casework.approvals import approve_document
from compliance.casework.issuing import issue_document
from compliance.casework.keeping import verify_history
from compliance.casework.number_starts import set_next_number
from compliance.casework.organisation import Organisation, organisation, set_organisation
from compliance.complaints.letter_series import Series
from compliance.errors import BadInput, NotAllowedNow
from compliance.records.documents import CaseDocument
from compliance.records.files import FileStore
from compliance.records.number_register import number_register
from compliance.records.series import last_number
from compliance.resources import Clock, Resources
from tests.casework.builders import approved, entries, registered
from tests.conftest import person

pytestmark = pytest.mark.usefixtures("house")


@dataclass(frozen=True)
class At(Clock):
    """A clock that stands still at an instant."""

    instant: datetime = datetime(2026, 11, 21, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


async def issued_again(resources: Resources, officer: Actor, reviewer: Actor, number: str) -> CaseDocument:
    ready = await approved(resources, officer, reviewer, number)
    return await issue_document(resources, officer, document_id=ready.id)


async def test_a_year_ends_at_midnight_in_china(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    case = await registered(resources, officer)
    papers = [await approved(resources, officer, reviewer, case.number) for _ in range(4)]
    numbers = []
    for paper, instant in zip(
        papers,
        (
            datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC),
            datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC),
            datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC),
            datetime(2027, 12, 31, 15, 59, 59, tzinfo=UTC),
        ),
        strict=True,
    ):
        resources.clock = At(instant=instant)
        numbers.append((await issue_document(resources, officer, document_id=paper.id)).number)
    assert numbers == ["示例函〔2026〕1号", "示例函〔2027〕1号", "示例函〔2027〕2号", "示例函〔2027〕3号"]


async def test_a_year_that_ends_while_the_files_are_made_gives_the_number_of_the_new_one(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    paper = await approved(resources, officer, reviewer, case.number)
    resources.clock = At(instant=datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC))

    class NewYear(FileStore):
        def put(self, content: bytes) -> str:
            resources.clock = At(instant=datetime(2026, 12, 31, 16, 0, 1, tzinfo=UTC))
            return super().put(content)

    resources.files = NewYear(resources.files.folder)
    done = await issue_document(resources, officer, document_id=paper.id)
    assert done.number == "示例函〔2027〕1号" and done.issued_on == date(2027, 1, 1)
    assert await last_number(resources.database, series="示例函", year=2026) == 0, "the old year lost no number"
    assert (await verify_history(resources)).ok


async def test_each_series_counts_for_itself_and_forms_keep_their_ordinal(
    resources: Resources, officer: Actor, reviewer: Actor, house: Organisation
) -> None:
    series = (Series("示例函"), Series("示例说", ("kind:statement",), ordinal=True))
    await set_organisation(resources, system_actor(resources), values=replace(house, series=series))
    case = await registered(resources, officer)
    first = await issued_again(resources, officer, reviewer, case.number)
    assert first.number == "示例说〔2026〕第1号"
    await set_organisation(resources, system_actor(resources), values=house)
    second = await issued_again(resources, officer, reviewer, case.number)
    assert second.number == "示例函〔2026〕1号"
    register = {(each.series, each.year): each for each in await number_register(resources.database)}
    assert set(register) == {("示例函", 2026), ("示例说", 2026)}
    assert all(not each.missing() and not each.uncounted() for each in register.values())


async def test_the_one_series_of_an_earlier_version_is_the_one_for_all_letters(
    resources: Resources, officer: Actor, reviewer: Actor, house: Organisation
) -> None:
    old = {name: value for name, value in asdict(house).items() if isinstance(value, str)} | {"series": "示例旧"}
    await resources.database.execute("UPDATE organisation SET body = {}", json.dumps(old))
    assert (await organisation(resources)).series == (Series("示例旧"),)
    case = await registered(resources, officer)
    assert (await issued_again(resources, officer, reviewer, case.number)).number == "示例旧〔2026〕1号"


async def test_a_paper_series_is_taken_over_upwards_only_and_on_record(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    admin = await person(resources, "guan", "administrator")
    case = await registered(resources, officer)
    values = {"series": "示例函", "year": 2026, "reason": "纸质登记簿已编至 40 号"}
    await set_next_number(resources, admin, next_serial=41, **values)
    assert (await issued_again(resources, officer, reviewer, case.number)).number == "示例函〔2026〕41号"
    for refused in (2, 41):
        with pytest.raises(NotAllowedNow, match="42"):
            await set_next_number(resources, admin, next_serial=refused, **values)
    for wrong in ({"next_serial": 0}, {"next_serial": 10**6}, {"series": "没有"}, {"year": 1999}, {"reason": " "}):
        with pytest.raises(BadInput):
            await set_next_number(resources, admin, **{**values, "next_serial": 50, **wrong})
    (entry,) = await entries(resources, action="set_next_number", outcome="done")
    assert (
        entry["actor"] == "guan" and "纸质登记簿" in entry["reason"] and '"next":41' in entry["after"].replace(" ", "")
    )
    (year,) = await number_register(resources.database)
    assert year.missing() == [] and year.last == 41
    found = await verify_history(resources)
    assert found.ok, found.findings


async def test_a_gap_and_a_number_from_elsewhere_are_found(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    await issued_again(resources, officer, reviewer, case.number)
    waiting = await approved(resources, officer, reviewer, case.number)
    await resources.database.execute("UPDATE number_series SET last = 3 WHERE series = '示例函'")
    problems = {finding.problem for finding in (await verify_history(resources)).findings}
    assert problems == {"number_missing 示例函〔2026〕2号", "number_missing 示例函〔2026〕3号"}
    await resources.database.execute("UPDATE documents SET number = '示例函〔2026〕9号' WHERE id = {}", waiting.id)
    problems = {finding.problem for finding in (await verify_history(resources)).findings}
    assert "number_uncounted 示例函〔2026〕9号" in problems
    for finding in (await verify_history(resources)).findings:
        assert finding.sentence("zh") and finding.sentence("en")
    with pytest.raises(Exception, match="only go up"):
        await resources.database.execute("UPDATE number_series SET last = 1 WHERE series = '示例函'")


async def test_withdrawn_and_refused_documents_burn_no_number(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    gone = await approved(resources, officer, reviewer, case.number)
    await drafting.withdraw_document(resources, officer, document_id=gone.id, reason="不发了")
    with pytest.raises(NotAllowedNow):
        await issue_document(resources, officer, document_id=gone.id)
    assert (await issued_again(resources, officer, reviewer, case.number)).number == "示例函〔2026〕1号"


async def test_a_stricter_tier_after_approval_holds_the_issue(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    from compliance.casework.assessment import set_tier

    case = await registered(resources, officer)
    paper = await approved(resources, officer, reviewer, case.number)
    await set_tier(resources, head, number=case.number, tier="red", reason="媒体关注")
    with pytest.raises(NotAllowedNow):
        await issue_document(resources, officer, document_id=paper.id)
    await approve_document(resources, head, document_id=paper.id, expected_content_sha256=paper.content_sha256 or "")
    assert (await issue_document(resources, officer, document_id=paper.id)).number == "示例函〔2026〕1号"


async def test_two_who_save_the_organisation_at_once_do_not_overwrite_each_other(
    resources: Resources, house: Organisation
) -> None:
    admin = await person(resources, "guan", "administrator")
    wanted = [replace(house, department=name) for name in ("甲部", "乙部")]
    done = await asyncio.gather(
        *(set_organisation(resources, admin, values=each, expected=house) for each in wanted), return_exceptions=True
    )
    assert sum(isinstance(each, BadInput) for each in done) == 1
    (entry,) = await entries(resources, action="set_organisation", actor="guan")
    assert '"department"' in entry["before"] and '"series"' not in entry["after"], "only what changed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "示例\n公司"),
        ("name", "示例\u0000公司"),
        ("name", "长" * 121),
        ("credit_code", "123"),
        ("company_profile", "wanted-poster"),
        ("series", (Series("函"), Series("函"))),
        ("approval_chain", {"red": "auditor"}),
    ],
)
async def test_each_wrong_particular_is_named_and_nothing_is_kept(
    resources: Resources, house: Organisation, field: str, value: object
) -> None:
    with pytest.raises(BadInput) as told:
        await set_organisation(resources, system_actor(resources), values=replace(house, **{field: value}))
    assert set(told.value.fields) == {field} and told.value.message()
    assert await organisation(resources) == house
