"""Letters of the house: drafted by one, tried, confirmed by another, in force from a day on; drafts keep what they began with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from compliance.casework import drafting, own_letters
from compliance.casework.actor import Actor
from compliance.errors import BadInput, Forbidden, NotAllowedNow, NotFound
from compliance.records import letter_releases as records
from compliance.records.letter_releases import LetterRelease
from compliance.resources import Clock, Resources
from filings.letters import load_catalogue
from tests.casework.builders import SAT_2026_11_21, entries, registered
from tests.casework.own_letter_texts import markdown_letter
from tests.conftest import person

SUN, MON = SAT_2026_11_21 + timedelta(days=1), SAT_2026_11_21 + timedelta(days=2)


async def proposed(
    resources: Resources, actor: Actor, source: str, *, first: date = SAT_2026_11_21, form: bytes | None = None
) -> LetterRelease:
    draft = await own_letters.save_letter_draft(resources, actor, source=source, form=form)
    return await own_letters.propose_letter(
        resources, actor, release_id=draft.id, in_force_from=first, reason="本单位的写法"
    )


async def released(
    resources: Resources, shen: Actor, zong: Actor, source: str, *, first: date = SAT_2026_11_21
) -> LetterRelease:
    waiting = await proposed(resources, shen, source, first=first)
    return await own_letters.confirm_letter(resources, zong, release_id=waiting.id, reason="已核对")


async def test_a_letter_of_the_house_takes_force_by_two_people(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    draft = await own_letters.save_letter_draft(resources, reviewer, source=markdown_letter())
    assert (draft.state, draft.letter_id, draft.title) == ("draft", "house_note", "情况说明")
    waiting = await own_letters.propose_letter(
        resources, reviewer, release_id=draft.id, in_force_from=SAT_2026_11_21, reason="本单位的写法"
    )
    assert len(waiting.trial["sets"]) == 3 and not any(each["problem"] for each in waiting.trial["sets"])
    assert "house_note" not in {letter.id for letter in resources.letters.letters}
    with pytest.raises(NotAllowedNow, match="另一人"):
        await own_letters.confirm_letter(resources, reviewer, release_id=draft.id, reason="好")
    standing = await own_letters.confirm_letter(resources, head, release_id=draft.id, reason="已核对")
    assert (standing.state, standing.in_force_from, standing.decided_by) == ("in_force", SAT_2026_11_21, head.user_id)
    letter = resources.letters.letter("house_note")
    assert letter.own and letter.fingerprint == standing.fingerprint
    case = await registered(resources, officer)
    made = await drafting.draft_letter(resources, officer, number=case.number, letter_id="house_note")
    assert made.letter_version == standing.fingerprint
    acts = [entry["action"] for entry in await entries(resources)]
    assert [act for act in acts if "letter" in act] == [
        "save_letter_draft", "propose_letter", "confirm_letter", "draft_letter",
    ]  # fmt: skip


async def test_another_process_takes_it_up_without_a_restart(
    resources: Resources, reviewer: Actor, head: Actor
) -> None:
    other = replace(resources, letters_in_force=resources.letters_in_force)
    await released(resources, reviewer, head, markdown_letter())
    assert "house_note" not in {letter.id for letter in other.letters.letters}
    await other.refresh_law()
    assert other.letters.letter("house_note").own


async def test_a_rewritten_letter_replaces_the_shipped_one_and_its_end_brings_that_back(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    shipped = resources.letters.letter("company_statement")
    case = await registered(resources, officer)
    before = await drafting.draft_letter(resources, officer, number=case.number, letter_id="company_statement")
    release = await released(resources, reviewer, head, markdown_letter("company_statement", sentence="现函告如下。"))
    assert resources.letters.letter("company_statement").fingerprint == release.fingerprint
    kept = await drafting.update_draft(
        resources,
        officer,
        document_id=before.id,
        facts={"rectification": "已整改。"},
        expected_revision=before.revision,
    )
    assert kept.letter_version == shipped.fingerprint and kept.facts["rectification"] == "已整改。"
    after = await drafting.draft_letter(resources, officer, number=case.number, letter_id="company_statement")
    assert after.letter_version == release.fingerprint
    ended = await own_letters.end_letter(
        resources, head, release_id=release.id, last_day=SAT_2026_11_21, reason="改回原文"
    )
    assert ended.in_force_until == SAT_2026_11_21
    resources.clock = Clock(SUN)
    assert resources.letters.letter("company_statement").fingerprint == shipped.fingerprint
    still = await drafting.update_draft(
        resources, officer, document_id=after.id, facts={"findings": "属实。"}, expected_revision=after.revision
    )
    assert still.letter_version == release.fingerprint


async def test_releases_follow_one_another_by_their_days(resources: Resources, reviewer: Actor, head: Actor) -> None:
    first = await released(resources, reviewer, head, markdown_letter(sentence="第一版。"))
    later = await released(resources, reviewer, head, markdown_letter(sentence="第二版。"), first=MON)
    between = await released(resources, reviewer, head, markdown_letter(sentence="第三版。"), first=SUN)
    on = resources.letters_in_force.on
    days = (SAT_2026_11_21, SUN, MON, MON + timedelta(days=400))
    assert [on(day).letter("house_note").fingerprint for day in days] == [
        first.fingerprint, between.fingerprint, later.fingerprint, later.fingerprint,
    ]  # fmt: skip
    assert {letter.id for letter in on(SAT_2026_11_21 - timedelta(days=1)).letters}.isdisjoint({"house_note"})
    ends = {each.id: each.in_force_until for each in await records.releases_of(resources.database, "house_note")}
    assert ends == {first.id: SAT_2026_11_21, between.id: SUN, later.id: None}


async def test_a_day_that_passed_while_the_proposal_waited_becomes_today(
    resources: Resources, reviewer: Actor, head: Actor
) -> None:
    waiting = await proposed(resources, reviewer, markdown_letter())
    resources.clock = Clock(MON)
    standing = await own_letters.confirm_letter(resources, head, release_id=waiting.id, reason="已核对")
    assert standing.in_force_from == MON


async def test_a_letter_does_not_take_force_in_a_year_that_no_case_has(resources: Resources, reviewer: Actor) -> None:
    draft = await own_letters.save_letter_draft(resources, reviewer, source=markdown_letter())
    with pytest.raises(BadInput, match="的年份不在 1949 至 2099 之间"):
        await own_letters.propose_letter(
            resources, reviewer, release_id=draft.id, in_force_from=date(2100, 1, 1), reason="x"
        )


async def test_a_step_of_a_later_day_is_drafted_with_the_letter_of_that_day(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    release = await released(resources, reviewer, head, markdown_letter(), first=MON)
    case = await registered(resources, officer)
    with pytest.raises(NotFound):
        await drafting.draft_letter(resources, officer, number=case.number, letter_id="house_note")
    made = await drafting.draft_letter(resources, officer, number=case.number, letter_id="house_note", step_on=MON)
    assert made.letter_version == release.fingerprint


async def test_a_faulty_text_is_kept_as_a_draft_and_never_sent_on(resources: Resources, reviewer: Actor) -> None:
    source = markdown_letter().replace("{{authority}}", "{{autority}}")
    draft = await own_letters.save_letter_draft(resources, reviewer, source=source)
    with pytest.raises(BadInput, match=r"house_note\.zh\.md 第 52 行.*autority.*authority"):
        await own_letters.propose_letter(
            resources, reviewer, release_id=draft.id, in_force_from=SAT_2026_11_21, reason="x"
        )
    standing = await own_letters.standing_release(resources, draft.id)
    assert standing.state == "draft" and "autority" in standing.trial["problem"]
    mended = await own_letters.save_letter_draft(resources, reviewer, source=markdown_letter(), release_id=draft.id)
    assert mended.id == draft.id and mended.trial == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("::sign {{company}} | {{dated}}", "::sign {{company}}"), "第 58 行.*以 | 分开"),
        (('type = "date"', 'type = "day"'), "第 33 行.*type"),
        (("from = 2000-01-01", 'from = "2000-01-01"'), "第 13 行.*日期"),
        (('profile = "company-letter"', 'profile = "letter"'), "第 8 行.*profile"),
        (('profile = "company-letter"', 'profile = "company-letter"\ncolour = "red"'), "第 9 行.*colour"),
        (("SENTENCE-TEXT", "<b>粗</b>"), "第 53 行.*HTML"),
        (("SENTENCE-TEXT", "{% if a %}"), "第 53 行.*Jinja"),
        (("SENTENCE-TEXT", "甲\u202e乙"), "第 53 行.*文字方向"),
        (("example = 2026-11-20", 'example = "明天"'), "成文日期"),
    ],
)
async def test_what_is_wrong_is_said_with_its_line(
    sqlite_resources: Resources, change: tuple[str, str], said: str
) -> None:
    shen = await person(sqlite_resources, "shen", "reviewer")
    source = markdown_letter(sentence="SENTENCE-TEXT").replace(*change)
    draft = await own_letters.save_letter_draft(sqlite_resources, shen, source=source)
    with pytest.raises(BadInput, match=said):
        await own_letters.propose_letter(
            sqlite_resources, shen, release_id=draft.id, in_force_from=SAT_2026_11_21, reason="x"
        )


async def test_days_in_the_past_no_reason_and_other_peoples_drafts_are_refused(
    resources: Resources, officer: Actor, reviewer: Actor, head: Actor
) -> None:
    draft = await own_letters.save_letter_draft(resources, reviewer, source=markdown_letter())
    yesterday = SAT_2026_11_21 - timedelta(days=1)
    with pytest.raises(BadInput):
        await own_letters.propose_letter(resources, reviewer, release_id=draft.id, in_force_from=yesterday, reason="x")
    with pytest.raises(BadInput):
        await own_letters.propose_letter(resources, reviewer, release_id=draft.id, in_force_from=SUN, reason=" ")
    with pytest.raises(NotAllowedNow):
        await own_letters.propose_letter(resources, head, release_id=draft.id, in_force_from=SUN, reason="x")
    with pytest.raises(NotAllowedNow):
        await own_letters.save_letter_draft(resources, head, source=markdown_letter(), release_id=draft.id)
    with pytest.raises(Forbidden):
        await own_letters.save_letter_draft(resources, officer, source=markdown_letter())
    with pytest.raises(NotAllowedNow):
        await own_letters.confirm_letter(resources, head, release_id=draft.id, reason="x")


async def test_a_proposal_is_refused_or_taken_back_with_a_reason(
    resources: Resources, reviewer: Actor, head: Actor
) -> None:
    waiting = await proposed(resources, reviewer, markdown_letter())
    refused = await own_letters.refuse_letter(resources, head, release_id=waiting.id, reason="依据不足")
    assert (refused.state, refused.decision_reason) == ("refused", "依据不足")
    with pytest.raises(NotAllowedNow):
        await own_letters.confirm_letter(resources, head, release_id=waiting.id, reason="x")
    again = await proposed(resources, reviewer, markdown_letter(sentence="另一版。"))
    assert (await own_letters.refuse_letter(resources, reviewer, release_id=again.id, reason="x")).state == "withdrawn"
    assert resources.letters.fingerprint == load_catalogue().fingerprint
