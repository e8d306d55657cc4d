"""Nothing moves silently: a notice or a rule goes live by two people, with its preview, and each case carries the note."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from compliance.casework.actor import Actor
from compliance.casework.law_changes import (
    confirm_law_change,
    newer_shipped,
    propose_law_change,
    propose_shipped,
    refuse_law_change,
)
from compliance.casework.law_preview import drafted_law, preview
from compliance.casework.proceedings import record_legal_event
from compliance.errors import BadInput, Forbidden, NotAllowedNow
from compliance.records.complaints import complaint
from compliance.records.due_dates import deadlines_of
from compliance.records.law import LawChange, LawText, LawTexts, law_of
from compliance.records.law_moves import moves_of, moves_of_case
from compliance.records.verification import verify
from compliance.resources import Resources
from tests.casework.builders import entries, registered

TUE_2026_11_03 = date(2026, 11, 3)
THU_2026_11_19 = date(2026, 11, 19)
# An invented notice: no notice for 2027 is published. New Year with a long weekend, paid for on Sunday 27 December 2026.
INVENTED_2027 = """year = 2027
number = "（试）第1号"
title = "试验用的2027年放假安排"
issued_on = 2026-11-20

[[holiday]]
name = "元旦"
from = 2027-01-01
until = 2027-01-04
makeup = [2026-12-27]
"""


def notice(content: str = INVENTED_2027, name: str = "2027.toml") -> LawText:
    return LawText("calendar", name, content)


async def proposed(resources: Resources, actor: Actor, text: LawText | None = None, **values: Any) -> LawChange:
    return await propose_law_change(
        resources,
        actor,
        **{
            "origin": "notice",
            "title": "2027年放假安排",
            "texts": [text or notice()],
            "reason": "载入新通知",
            **values,
        },
    )


async def three_cases(resources: Resources, officer: Actor) -> list[str]:
    """One that ends in January, one that ends in the last week of December, one that ends in November, one closed."""
    mediated = await registered(resources, officer, key="1", received_on=TUE_2026_11_03)
    await record_legal_event(
        resources, officer, number=mediated.number, kind="accepted", occurred_on=TUE_2026_11_03, reason="补登"
    )
    reported = await registered(
        resources, officer, key="2", kind="report", regimes=("samr_report",), received_on=date(2026, 11, 18)
    )
    await record_legal_event(
        resources,
        officer,
        number=reported.number,
        kind="extended",
        by="15 working days",
        occurred_on=THU_2026_11_19,
    )
    near = await registered(resources, officer, key="3")
    ended = await registered(resources, officer, key="4", received_on=TUE_2026_11_03)
    await record_legal_event(
        resources, officer, number=ended.number, kind="accepted", occurred_on=TUE_2026_11_03, reason="补登"
    )
    await record_legal_event(resources, officer, number=ended.number, kind="withdrawn", occurred_on=THU_2026_11_19)
    return [mediated.number, reported.number, near.number, ended.number]


async def due(resources: Resources, number: str) -> dict[str, date | None]:
    case = await complaint(resources.database, number)
    assert case is not None
    return {each.limit: each.due_on for each in await deadlines_of(resources.database, case.id)}


async def test_an_invented_notice_moves_exactly_the_clocks_that_it_should(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    mediated, reported, near, ended = await three_cases(resources, officer)
    before = {number: await due(resources, number) for number in (mediated, reported, near, ended)}
    assert before[mediated]["mediation_end"] == date(2027, 1, 4)
    assert before[reported]["verification"] == date(2026, 12, 30)

    change = await proposed(resources, reviewer)
    assert change.state == "proposed" and change.revision is None
    assert (change.summary["cases"], change.summary["cases_moved"], change.summary["clocks_moved"]) == (3, 2, 2)
    assert (change.summary["earlier"], change.summary["later"], change.summary["late"]) == (1, 1, 0)
    moves = await moves_of(resources.database, change.id)
    assert [(m["number"], m["limit_id"], m["due_before"], m["due_after"], m["how"]) for m in moves] == [
        (mediated, "mediation_end", "2027-01-04", "2027-01-05", "later"),
        (reported, "verification", "2026-12-30", "2026-12-29", "earlier"),
    ]
    assert {number: await due(resources, number) for number in before} == before
    assert resources.calendar.status(2027).status == "provisional"

    decided = await confirm_law_change(resources, head, change_id=change.id, reason="已对照通知核对")
    assert decided.state == "in_force" and decided.revision == 1
    assert resources.calendar.status(2027).status == "published"
    assert (await due(resources, mediated))["mediation_end"] == date(2027, 1, 5)
    assert (await due(resources, reported))["verification"] == date(2026, 12, 29)
    for number in (near, ended):
        assert await due(resources, number) == before[number]
    case = await complaint(resources.database, mediated)
    assert case is not None
    (note,) = await moves_of_case(resources.database, case.id)
    assert (note.due_before, note.due_after, note.decider, note.reason) == (
        "2027-01-04",
        "2027-01-05",
        head.name,
        "已对照通知核对",
    )
    assert len(await entries(resources, action="confirm_law_change")) == 1
    found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
    assert found.ok, found.findings


async def test_the_proposer_cannot_confirm_and_an_officer_cannot_propose(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    with pytest.raises(Forbidden):
        await proposed(resources, officer)
    change = await proposed(resources, reviewer)
    with pytest.raises(NotAllowedNow) as refused:
        await confirm_law_change(resources, reviewer, change_id=change.id, reason="自己确认")
    assert "另一位" in refused.value.message()
    assert resources.law.revision == 0


async def test_a_case_that_changes_after_the_preview_asks_for_another_look(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    await three_cases(resources, officer)
    change = await proposed(resources, reviewer)
    fresh = await registered(resources, officer, key="5", received_on=TUE_2026_11_03)
    await record_legal_event(
        resources, officer, number=fresh.number, kind="accepted", occurred_on=TUE_2026_11_03, reason="补登"
    )
    with pytest.raises(NotAllowedNow) as refused:
        await confirm_law_change(resources, head, change_id=change.id, reason="核对无误")
    assert "重新预览" in refused.value.message()
    assert resources.law.revision == 0 and (await due(resources, fresh.number))["mediation_end"] == date(2027, 1, 4)
    decided = await confirm_law_change(resources, head, change_id=change.id, reason="再次核对")
    assert decided.summary["clocks_moved"] == 3
    assert (await due(resources, fresh.number))["mediation_end"] == date(2027, 1, 5)


async def test_a_refused_or_withdrawn_proposal_changes_nothing(
    resources: Resources, reviewer: Actor, head: Actor
) -> None:
    change = await proposed(resources, reviewer)
    assert (await refuse_law_change(resources, head, change_id=change.id, reason="文号不对")).state == "refused"
    with pytest.raises(NotAllowedNow):
        await confirm_law_change(resources, head, change_id=change.id, reason="反悔")
    mine = await proposed(resources, reviewer)
    assert (await refuse_law_change(resources, reviewer, change_id=mine.id, reason="撤回")).state == "withdrawn"
    assert resources.law.revision == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (notice(INVENTED_2027.replace("2027-01-04", "2027-02-30")), "2027.toml"),
        (notice(INVENTED_2027.replace("[2026-12-27]", "[2026-12-28]")), "平日"),
        (notice(INVENTED_2027.replace("year = 2027", "year = 2028")), "不在 2028 年"),
        (LawText("rules", "house.toml", "regime = 'house'\nlimit = []"), "house.toml"),
        (LawText("rules", "house.toml", "x = 1"), "没有这个键"),
    ],
)
async def test_a_text_that_cannot_be_used_is_refused_and_the_law_in_force_goes_on(
    sqlite_resources: Resources, text: LawText, says: str
) -> None:
    from tests.conftest import person

    reviewer = await person(sqlite_resources, "shen", "reviewer")
    with pytest.raises(BadInput) as refused:
        await proposed(sqlite_resources, reviewer, text)
    assert says in refused.value.message()
    assert sqlite_resources.law.problem == "" and sqlite_resources.rulebook.regimes["house"].limits


async def test_what_is_already_in_force_is_no_change(sqlite_resources: Resources) -> None:
    from tests.conftest import person

    reviewer = await person(sqlite_resources, "shen", "reviewer")
    same = sqlite_resources.law.texts.rules["house.toml"]
    with pytest.raises(BadInput) as refused:
        await proposed(sqlite_resources, reviewer, LawText("rules", "house.toml", same))
    assert "相同" in refused.value.message()


async def test_another_process_takes_the_change_up_at_its_next_act(
    sqlite_resources: Resources,
) -> None:
    from tests.conftest import person

    reviewer = await person(sqlite_resources, "shen", "reviewer")
    head = await person(sqlite_resources, "zong", "head")
    change = await proposed(sqlite_resources, reviewer)
    stale = sqlite_resources.law
    await confirm_law_change(sqlite_resources, head, change_id=change.id, reason="核对")
    sqlite_resources.law = stale
    await registered(sqlite_resources, reviewer)
    assert sqlite_resources.law.revision == 1
    assert sqlite_resources.calendar.status(2027).status == "published"


async def test_a_rehearsal_replays_closed_cases_too_and_writes_nothing(resources: Resources, officer: Actor) -> None:
    *_, ended = await three_cases(resources, officer)
    longer = resources.law.texts.rules["samr_complaint.toml"].replace('span = "60 days"', 'span = "65 days"')
    draft = drafted_law(resources, [LawText("rules", "samr_complaint.toml", longer)])
    found = await preview(resources, draft, open_only=False)
    assert ended in {move.number for move in found.moves}
    assert found.summary["cases"] == 4
    assert resources.law.revision == 0


async def test_a_newer_program_does_not_bring_its_rules_in_silently(
    sqlite_resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    from compliance.records import law as law_records
    from tests.conftest import person

    reviewer = await person(sqlite_resources, "shen", "reviewer")
    shipped = law_records.shipped_texts()
    newer = shipped.overlaid(
        [LawText("rules", "house.toml", shipped.rules["house.toml"].replace('"24 hours"', '"20 hours"'))]
    )
    monkeypatch.setattr(law_records, "shipped_texts", lambda: LawTexts(newer.rules, newer.calendar))
    assert [text.name for text in await newer_shipped(sqlite_resources)] == ["house.toml"]
    change = await propose_shipped(sqlite_resources, reviewer, reason="程序升级")
    assert change.origin == "shipped" and change.state == "proposed"
    assert law_of(sqlite_resources.law.texts).rulebook.fingerprint == sqlite_resources.rulebook.fingerprint


async def test_a_note_that_somebody_rewrites_with_sql_is_found(
    sqlite_resources: Resources,
) -> None:
    from compliance.casework.keeping import verify_history
    from tests.conftest import person

    officer = await person(sqlite_resources, "jing", "officer")
    reviewer = await person(sqlite_resources, "shen", "reviewer")
    head = await person(sqlite_resources, "zong", "head")
    await three_cases(sqlite_resources, officer)
    change = await proposed(sqlite_resources, reviewer)
    await confirm_law_change(sqlite_resources, head, change_id=change.id, reason="核对")
    assert (await verify_history(sqlite_resources)).ok
    async with sqlite_resources.database.transaction():
        await sqlite_resources.database.execute("UPDATE law_moves SET due_before = '2027-01-05' WHERE how = 'later'")
    found = await verify_history(sqlite_resources)
    assert [finding.problem for finding in found.findings] == [f"law_moves_differ law_changes:{change.id}"]
    assert all(finding.sentence(language) for finding in found.findings for language in ("zh", "en"))


async def test_texts_that_cannot_be_used_leave_the_last_good_law_in_place(sqlite_resources: Resources) -> None:
    from tests.conftest import person

    reviewer = await person(sqlite_resources, "shen", "reviewer")
    head = await person(sqlite_resources, "zong", "head")
    change = await proposed(sqlite_resources, reviewer)
    stale = sqlite_resources.law
    await confirm_law_change(sqlite_resources, head, change_id=change.id, reason="核对")
    async with sqlite_resources.database.transaction():
        await sqlite_resources.database.execute("UPDATE law_texts SET content = 'year = '")
    sqlite_resources.law = stale
    case = await registered(sqlite_resources, reviewer)
    assert case.status == "registered" and "2027.toml" in sqlite_resources.law.problem
    assert sqlite_resources.calendar.status(2026).status == "published"
