"""Confirming a classification, and the checklist of grounds on the case page and at the interface, at an authority's house."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from litestar.testing import TestClient

from compliance.app import create_app
from compliance.casework import intake, organisation, people
from compliance.casework.actor import Actor, system_actor
from compliance.casework.classification import classified
from compliance.casework.proceedings import record_legal_event
from compliance.complaints.letter_series import Series
from compliance.records import people as person_records
from compliance.records import sessions
from compliance.records.classification import classifications_waiting, count_waiting
from compliance.resources import Clock, Resources, load_resources
from compliance.roles import Role
from compliance.settings import Settings
from tests.web.conftest import ADDRESS, PASSWORD, ROLES, Browser, House, complaint

TODAY = date(2026, 4, 20)
OLD, NEW = date(2026, 4, 14), date(2026, 4, 15)
REASON = {"reason": "补录"}


async def furnish(resources: Resources) -> None:
    """1: received the last day of order 20; 2: the first day of order 121; 3: for a person to decide; 4, 5: accepted then."""
    await resources.open()
    system = system_actor(resources)
    for role in ROLES:
        await people.add_user(resources, system, username=role, name=f"示例{role}", role=role, password=PASSWORD)
    user = await person_records.user_by_name(resources.database, "officer")
    officer = Actor(user.id, user.username, user.display_name, Role.officer)
    name = organisation.Organisation(name="示例市示例区市场监督管理局", series=(Series("示市监函"),))
    await organisation.set_organisation(resources, system, values=name)
    cases = (
        complaint(1, received_on=OLD, category="质量"),
        complaint(2, received_on=NEW, category="质量"),
        complaint(3, received_on=NEW, channel="visit", category="物业费", title="物业费争议", content="物业费争议"),
        complaint(4, received_on=date(2026, 4, 8), category="质量"),
        complaint(5, received_on=date(2026, 4, 8), category="质量"),
    )
    for number, case in enumerate(cases, start=1):
        await intake.receive_complaint(
            resources, officer, incoming=case, regimes=classified(resources, case).regimes,
            submission_key=f"classify-{number}", handler_id=officer.user_id,
        )  # fmt: skip
    for number, day in (("TS-2026-00004", OLD), ("TS-2026-00005", NEW)):
        for kind in ("accepted", "mediation_started"):
            await record_legal_event(
                resources, officer, number=number, kind=kind, occurred_on=day, reason="补录", expected_revision=None
            )
    await resources.close()


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("bureau") / "var"

    def load() -> Resources:
        resources = load_resources(Settings(data_dir=folder, profile="authority", renderers=1))
        resources.clock = Clock(TODAY)
        return resources

    asyncio.run(furnish(load()))
    resources = load()

    async def sessions_for_all() -> dict[str, str]:
        found = {}
        for role in ROLES:
            user = await person_records.user_by_name(resources.database, role)
            found[role], _ = await sessions.start_session(
                resources.database, user_id=user.id, body={}, at=resources.clock.now()
            )
        return found

    with TestClient(create_app(resources), base_url=ADDRESS, raise_server_exceptions=False) as client:
        made = House(client=client, resources=resources, tokens={})
        made.tokens = made.run(sessions_for_all)
        yield made


def items_of(text: str, field: str) -> list[str]:
    return re.findall(rf'type="radio" name="{field}" value="([^"]+)"', text)


def notes_of(bureau: House, number: str) -> list[str]:
    timeline = bureau.as_("officer").get(f"/api/v1/complaints/{number}").json()
    return [event["note"] for event in timeline["events"] if event.get("note")]


@pytest.mark.parametrize(
    ("number", "listed", "count", "named"),
    [
        ("TS-2026-00001", "order20_article15", 6, "市场监督管理投诉举报处理暂行办法"),
        ("TS-2026-00002", "order121_article16", 7, "市场监督管理投诉举报处理办法"),
    ],
)
def test_the_refusal_step_shows_the_list_in_force_on_the_day_of_receipt(bureau, number, listed, count, named):
    text = bureau.as_("officer").get(f"/complaints/{number}?step=not_accepted").text
    assert items_of(text, "ground_non_acceptance") == [f"{listed}.{item}" for item in range(1, count + 1)]
    assert f"《{named}》" in text
    assert ("冒用他人名义" in text) is (count == 7)
    assert ("第十七条第（一）项" in text) is (count == 7)
    assert "第（三）项" in text


@pytest.mark.parametrize(
    ("number", "listed", "count"),
    [("TS-2026-00004", "order20_article21", 7), ("TS-2026-00005", "order121_article23", 8)],
)
def test_the_termination_step_goes_by_the_day_of_acceptance(bureau, number, listed, count):
    text = bureau.as_("officer").get(f"/complaints/{number}?step=mediation_terminated").text
    assert items_of(text, "ground_mediation_termination") == [f"{listed}.{item}" for item in range(1, count + 1)]
    assert items_of(text, "ground_non_acceptance") == []


def test_the_checklist_speaks_english_too(bureau):
    text = bureau.as_("officer", lang="en").get("/complaints/TS-2026-00002?step=not_accepted").text
    assert "Another person&#39;s name was used" in text and "May be considered" in text
    assert "By the text in force on the day of receipt" in text


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, "请选择法定情形"),
        ({"ground_non_acceptance": "order121_article16.6"}, "请在该清单中选择"),
        ({"ground_non_acceptance": "order20_article15.7"}, "没有第7项"),
        ({"ground_non_acceptance": "order20_article15.3", "factor_non_acceptance": "1"}, "不属于所选的法定情形"),
        ({"ground_non_acceptance": "order20_article15.6"}, "须写明所依据的规定"),
    ],
)
def test_a_choice_that_the_list_does_not_hold_is_refused_and_nothing_is_recorded(bureau, chosen, said):
    typed = {"kind": "not_accepted", "occurred_on": "2026-04-20", "note": "电话告知"} | REASON | chosen
    answer = bureau.as_("officer").post("/complaints/TS-2026-00001/events", typed)
    assert answer.status_code == 422 and said in answer.text
    assert "电话告知" in answer.text and notes_of(bureau, "TS-2026-00001") == []
    kept = chosen.get("ground_non_acceptance", "")
    if kept in {f"order20_article15.{item}" for item in range(1, 7)}:
        assert f'value="{kept}" checked' in answer.text


def test_item_three_is_recorded_with_the_factors_that_were_considered(bureau):
    typed = {"kind": "not_accepted", "occurred_on": "2026-04-20", "note": "电话告知"} | REASON
    typed |= {"ground_non_acceptance": "order121_article16.3", "factor_non_acceptance": ["1", "4"]}
    answer = bureau.as_("officer").post("/complaints/TS-2026-00002/events", typed)
    assert answer.status_code == 303, answer.text[:400]
    assert notes_of(bureau, "TS-2026-00002") == [
        "不予受理情形：《市场监督管理投诉举报处理办法》（国家市场监督管理总局令第121号）第十六条第（三）项。"
        "判断时考虑的因素：第十七条第（一）项、第（四）项。\n电话告知"
    ]
    assert "第十六条第（三）项" in bureau.as_("officer").get("/complaints/TS-2026-00002").text


def test_ending_mediation_is_recorded_with_its_ground(bureau):
    typed = {"kind": "mediation_terminated", "occurred_on": "2026-04-20"} | REASON
    typed |= {"ground_mediation_termination": "order20_article21.4"}
    assert bureau.as_("officer").post("/complaints/TS-2026-00004/events", typed).status_code == 303
    assert notes_of(bureau, "TS-2026-00004")[-1].endswith("第二十一条第一款第（四）项。")


def test_a_draft_offers_the_grounds_of_the_governing_day_not_of_the_day_of_the_draft(bureau):
    browser = bureau.as_("officer")
    typed = {"letter_id": "non_acceptance_decision", "step_on": "2026-04-20"}
    paper = browser.post("/complaints/TS-2026-00001/letters", typed).headers["location"].partition("?")[0]
    text = browser.get(paper).text
    assert "第九条第一款和第十条" in text and "冒用他人名义" not in text


def test_an_uncertain_case_waits_is_listed_and_is_confirmed_once(bureau):
    browser, database = bureau.as_("officer"), bureau.resources.database
    waiting = bureau.run(classifications_waiting, database)
    assert [case.number for case in waiting] == ["TS-2026-00003"]
    assert bureau.run(count_waiting, database) == 1
    assert waiting[0].classification["certainty"] == "uncertain"
    assert [each["number"] for each in browser.get("/api/v1/classifications/waiting").json()] == ["TS-2026-00003"]

    listing = browser.get("/classification").text
    assert listing.count("<tr data-row>") == 1 and "TS-2026-00003" in listing and "待人工判断" in listing
    assert bureau.run(partial(classifications_waiting, database, most=0)) == ()
    page = browser.get("/complaints/TS-2026-00003").text
    assert 'id="confirm-classification"' in page and "确认分类" in page
    assert 'id="confirm-classification"' not in browser.get("/complaints/TS-2026-00001").text

    assert bureau.as_("auditor").post("/complaints/TS-2026-00003/classification").status_code == 403
    done = browser.post("/complaints/TS-2026-00003/classification", {"then": "list"})
    assert done.status_code == 303 and done.headers["location"].startswith("/classification")
    assert bureau.run(count_waiting, database) == 0
    assert "没有待确认的分类" in browser.get("/classification").text
    assert "分类已由示例officer确认" in browser.get("/complaints/TS-2026-00003").text
    again = browser.post("/complaints/TS-2026-00003/classification")
    assert again.status_code == 409 and "没有待确认的分类" in again.text
    assert bureau.as_("officer").post("/complaints/TS-2026-00003/classification", {"revision": "1"}).status_code == 409
    trail = bureau.as_("auditor").get("/api/v1/audit/entries?case=TS-2026-00003").json()["entries"]
    confirmed = [entry for entry in trail if "confirmed" in str(entry)]
    assert len(confirmed) == 1


def test_choosing_other_regimes_answers_the_question_too(bureau):
    browser = bureau.as_("officer")
    typed = {
        "channel": "visit", "kind": "complaint", "received": "2026-04-15", "category": "物业费", "content": "物业费争议",
    }  # fmt: skip
    made = browser.post("/complaints/new", typed).headers["location"].partition("?")[0]
    number = made.rpartition("/")[2]
    assert number in browser.get("/classification").text
    change = {"regimes": ["samr_complaint"], "reason": "属于本机关职责"}
    assert browser.post(f"/complaints/{number}/classify", change).status_code == 303
    assert number not in browser.get("/classification").text


def test_a_person_who_chose_at_the_counter_is_not_asked_again(bureau):
    browser = bureau.as_("officer")
    typed = {
        "channel": "visit", "kind": "complaint", "received": "2026-04-15", "category": "物业费", "content": "物业费",
        "regimes": ["petition"] if "petition" in bureau.resources.rulebook.regimes else ["samr_report"],
    }  # fmt: skip
    made = browser.post("/complaints/new", typed).headers["location"].partition("?")[0]
    assert made.rpartition("/")[2] not in browser.get("/classification").text


@pytest.mark.parametrize(
    ("query", "listed", "count"),
    [
        ("?on=2026-04-14", "order20_article15", 6),
        ("?on=2026-04-15", "order121_article16", 7),
        ("", "order121_article16", 7),
    ],
)
def test_the_interface_gives_the_list_of_a_day(bureau, query, listed, count):
    found = bureau.as_(None).get(f"/api/v1/checklists/non_acceptance{query}").json()
    assert (found["list"], len(found["grounds"])) == (listed, count)
    assert found["citation"]["evidence"] == "text_seen" and found["citation"]["url"].startswith("https://")
    assert found["grounds"][2]["article"].endswith("第（三）项") and found["grounds"][2]["text_en"]
    assert (found["factors"] is None) is (count == 6)
    assert found["local"] == []


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("magic", 404, "magic"),
        ("non_acceptance?on=2019-12-31", 404, "2020-01-01"),
        ("mediation_termination?on=tomorrow", 422, "YYYY-MM-DD"),
    ],
)
def test_the_interface_says_what_is_wrong(bureau, path, status, said):
    answer = bureau.as_(None).get(f"/api/v1/checklists/{path}")
    assert answer.status_code == status and said in answer.text


def test_the_interface_takes_the_ground_of_a_refusal_as_the_page_does(bureau):
    browser = Browser(bureau, {})
    signed_in = browser._send("POST", "/api/v1/sessions", json={"username": "officer", "password": PASSWORD}).json()
    bearer = {"Authorization": f"Bearer {signed_in['token']}"}

    def post(path, body):
        return browser._send("POST", f"/api/v1{path}", json=body, headers=bearer)

    body = {"channel": "visit", "received_on": "2026-04-16", "content": "吸尘器", "regimes": ["samr_complaint"]}
    made = post("/complaints", body | {"submission_key": "ground-by-api"})
    number = made.json()["number"]
    event = {"kind": "not_accepted", "occurred_on": "2026-04-20", "reason": "补录"}
    for chosen, field in (
        ({}, "ground"),
        ({"ground": "9"}, "ground"),
        ({"ground": "3", "factors": ["99"]}, "factors"),
        ({"ground": "7"}, "ground_detail"),
        ({"kind": "replied", "factors": ["1"]}, "ground"),
    ):
        answer = post(f"/complaints/{number}/events", event | chosen)
        assert answer.status_code == 422 and field in answer.text, (chosen, answer.text)
    assert notes_of(bureau, number) == []
    chosen = {"ground": "3", "factors": ["4", "1"], "note": "电话告知"}
    assert post(f"/complaints/{number}/events", event | chosen).status_code == 201
    assert notes_of(bureau, number) == [
        "不予受理情形：《市场监督管理投诉举报处理办法》（国家市场监督管理总局令第121号）第十六条第（三）项。"
        "判断时考虑的因素：第十七条第（一）项、第（四）项。\n电话告知"
    ]
    paper = post(f"/complaints/{number}/documents", {"letter_id": "non_acceptance_decision"}).json()
    assert bureau.as_("officer").get(f"/api/v1/documents/{paper['id']}").json()["facts"]["ground"] == 3
