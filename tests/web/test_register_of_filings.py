"""Recording a filing on the page and finding it again: by product, number, person and period; on paper and as files."""

import csv
import io
import json
import re
from datetime import date

import pytest
from openpyxl import load_workbook

from compliance.casework import portals
from compliance.casework.actor import Actor, acting
from compliance.casework.submission import file_document, record_receipt
from compliance.records import people
from compliance.records.corrections import keep_correction
from compliance.roles import Role
from filings.compose import compose
from tests.casework.issued_papers import issued_paper
from tests.web.conftest import PASSWORD, Browser

CASE = "TS-2026-00003"
ON = date(2026, 11, 20)


def actor(house, name):
    user = house.run(people.user_by_name, house.resources.database, name)
    return Actor(user.id, user.username, user.display_name, Role(user.role))


def paper(house, letter_id="company_statement", facts=None, number=CASE):
    officer, reviewer = actor(house, "officer"), actor(house, "reviewer")

    async def made():
        return await issued_paper(house.resources, officer, reviewer, number, letter_id, facts, on=ON)

    return house.run(made)


@pytest.fixture(scope="module")
def filed(house):
    """Five filings: two of goods, one with its receipt."""

    async def put():
        done = []
        officer = actors["officer"]
        for place, facts in enumerate(
            ({"goods": "吸尘器", "order_number": "DD-7788"}, {"goods": "充电座"}, {}, {}, {})
        ):
            known = await issued_paper(
                house.resources, officer, actors["reviewer"], CASE, "odr_settlement_feedback", facts, on=ON
            )
            done.append(
                await file_document(
                    house.resources, officer, document_id=known.id, channel="post", tracking=f"EM90000{place}CN",
                    addressee=f"示例{'甲乙丙丁戊'[place]}局", filed_on=date(2026, 11, (18, 18, 19, 20, 21)[place]),
                )
            )  # fmt: skip
        await record_receipt(
            house.resources, officer, filing_id=done[4].id, received_on=date(2026, 11, 21), note="签收"
        )
        return done

    actors = {name: actor(house, name) for name in ("officer", "reviewer")}
    return house.run(put)


def shown(text):
    return [int(found) for found in re.findall(r'<td class="fit num"><a href="/filings/(\d+)"', text)]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", [3, 2, 1, 0, 4]),
        ("product=吸尘器", [0]),
        ("product=吸尘器 DD-7788", [0]),
        ("number=EM900003", [3]),
        ("number=DD-7788", []),
        ("text=充电座", [1]),
        ("regulator=示例丙", [2]),
        ("person=officer&from=2026-11-19&to=2026-11-20", [3, 2]),
        ("receipt=present", [4]),
        ("text=100%25", []),
    ],
)
def test_one_question_gives_the_same_filings_on_page_paper_file_and_interface(house, filed, query, places):
    browser, wanted = house.as_("officer"), [filed[place].id for place in places]
    page = browser.get(f"/filings?{query}").text
    assert shown(page) == wanted
    rows = list(csv.reader(io.StringIO(browser.get(f"/filings/export.csv?{query}").content.decode("utf-8-sig"))))
    numbers = [filed[place].document_number for place in places]
    assert [row[4] for row in rows[1:]] == numbers
    answer = browser.get(f"/api/v1/filings?{query}").json()
    assert [one["id"] for one in answer] == wanted
    paper_page = browser.get(f"/filings/print?{query}").text
    assert re.findall(r"示例函〔2026〕\d+号", paper_page) == numbers


def test_the_counts_are_of_everything_found(house, filed):
    assert "共 5 条，缺回执 4 条" in house.as_("officer").get("/filings").text


def test_pages_follow_each_other_without_gap_or_repetition(house, filed, monkeypatch):
    monkeypatch.setattr("compliance.web.filing_view.PAGE", 2)
    browser, address, seen = house.as_("officer"), "/filings?product=", []
    for _ in range(4):
        text = browser.get(address).text
        seen += shown(text)
        more = re.search(r'rel="next" href="([^"]+)"', text)
        if more is None:
            break
        address = more[1].replace("&amp;", "&")
    assert seen == [filed[place].id for place in (3, 2, 1, 0, 4)]
    assert shown(browser.get("/filings?after=no-such-place").text)[:1] == [filed[3].id]


def test_what_leaves_is_on_record_with_the_question(house, filed):
    house.as_("officer").get("/filings/export.csv?product=吸尘器")
    house.as_("officer").get("/filings/export.xlsx?product=吸尘器")
    house.as_("officer").get("/filings/print?product=吸尘器")
    entries = house.as_("auditor").get("/api/v1/audit/entries").json()["entries"]
    after = [json.loads(entry["after"]) for entry in entries if entry["action"] == "export"]
    forms = [said["form"] for said in after if "filters" in said]
    assert {"csv", "xlsx", "print"} <= set(forms)


def test_a_list_too_long_for_paper_is_not_printed_and_not_on_record(house, filed, monkeypatch):
    monkeypatch.setattr("compliance.web.filing_view.MOST_ON_PAPER", 3)
    text = house.as_("officer").get("/filings/print").text
    assert "不宜打印" in text and "示例函" not in text


def test_a_cell_is_no_formula(house):
    from compliance.web.comma_separated import comma_separated

    rows = list(
        csv.reader(io.StringIO(comma_separated(["a"], [["=1+1"], ["@x"], [date(2026, 1, 2)]]).decode("utf-8-sig")))
    )
    assert rows == [["a"], ["'=1+1"], ["'@x"], ["2026-01-02"]]


def test_a_missing_receipt_is_one_click_away_and_leads_back_to_the_question(house, filed):
    browser = house.as_("officer")
    text = browser.get("/filings?regulator=示例甲").text
    link = re.search(r'href="(/filings/\d+\?back=[^"#]*)#form-receipt"', text)
    assert link
    form = browser.get(link[1].replace("&amp;", "&")).text
    back = re.search(r'name="back" value="([^"]*)"', form)
    assert back and "regulator" in back[1]
    done = browser.post(
        f"/filings/{filed[0].id}/receipt", {"received_on": "2026-11-20", "note": "签收", "back": back[1]}
    )
    assert done.status_code == 303 and done.headers["location"].startswith("/filings?regulator=")


FORM = {"channel": "post", "addressee": "示例局", "filed_on": "2026-11-20 09:30"}


def test_the_form_asks_each_channel_for_its_own_fields_and_says_what_the_filing_will_be(house):
    known = paper(house)
    text = house.as_("officer").get(f"/documents/{known.id}").text
    for name in ("portal__reference", "post__tracking_number", "email__to_address", "in_person__place"):
        assert f'name="{name}"' in text
    assert "按本文书：答复" in text


def test_a_filing_is_recorded_with_fields_act_instant_and_receipt_at_once(house):
    known = paper(house)
    browser = house.as_("officer")
    typed = FORM | {
        "post__tracking_number": "EM1CN", "post__carrier": "示例邮政", "act": "filed",
        "received_on": "2026-11-21", "receipt_note": "收发室签收",
    }  # fmt: skip
    answer = browser.post(
        f"/documents/{known.id}/filings", typed, files={"receipt": ("回执.pdf", b"%PDF-1.7 slip", "application/pdf")}
    )
    assert answer.status_code == 303, answer.text[:500]
    found = browser.get("/api/v1/filings?number=EM1CN").json()[0]
    assert found["fields"] == {"carrier": "示例邮政", "tracking_number": "EM1CN"}
    assert (found["acts"], found["receipt_on"]) == (["filed"], "2026-11-21") and found["receipt_sha256"]
    assert found["filed_at"].startswith("2026-11-20T")
    page = browser.get(f"/filings/{found['id']}").text
    assert "示例邮政" in page and "登记为" in page


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"post__tracking_number": ""}, "post__tracking_number"),
        ({"post__carrier": "长" * 201}, "post__carrier"),
        ({"addressee": ""}, "addressee"),
        ({"channel": "pigeon"}, "channel"),
        ({"receipt_note": "签收"}, "received_on"),
        ({"received_on": "2026-11-19", "receipt_note": "签收"}, "received_on"),
        ({"received_on": "2026-11-21"}, "receipt"),
        ({"act": "settled"}, "act"),
    ],
)
def test_a_refused_filing_names_its_field_and_keeps_what_was_typed(house, typed, place):
    known = paper(house)
    answer = house.as_("officer").post(
        f"/documents/{known.id}/filings", FORM | {"post__tracking_number": "EM2", "note": "原样保留"} | typed
    )
    assert answer.status_code == 422
    assert f'href="#f-{place}"' in answer.text and "原样保留" in answer.text
    assert re.search(r'<details class="form" id="form-file" open', answer.text)


def test_a_receipt_that_is_no_document_is_refused_with_the_filing(house):
    known = paper(house)
    answer = house.as_("officer").post(
        f"/documents/{known.id}/filings",
        FORM | {"post__tracking_number": "EM-NOT", "received_on": "2026-11-21"},
        files={"receipt": ("回执.pdf", b"#!/bin/sh", "application/pdf")},
    )
    assert answer.status_code == 422
    assert house.as_("officer").get("/api/v1/filings?number=EM-NOT").json() == []


def test_a_portal_s_limit_is_set_by_the_administrator_with_where_it_was_seen(house):
    browser = house.as_("administrator")
    assert browser.post("/settings/portals", {"name": "示例平台", "characters": "五百"}).status_code == 422
    no_basis = browser.post("/settings/portals", {"name": "示例平台", "characters": "100"})
    assert no_basis.status_code == 422 and "依据" in no_basis.text
    set_ = {"name": "示例平台", "characters": "100", "basis": "输入框提示，2026年11月20日", "blanks_count": "yes"}
    assert browser.post("/settings/portals", set_ | {"in_use": "yes"}).status_code == 303
    assert "示例平台" in browser.get("/settings/portals").text
    assert house.as_("officer").post("/settings/portals", set_).status_code == 403


def test_text_for_a_portal_is_cut_to_its_limit_and_says_so(house):
    letter = house.resources.letters.letter("company_statement")
    facts = {spec.name: spec.example for spec in letter.required_facts}
    title = compose(letter, facts, on=ON).title
    admin = actor(house, "administrator")

    async def limited():
        await portals.set_portal(house.resources, admin, name="示例平台", characters=100, basis="输入框提示")

    house.run(limited)
    made = house.as_("officer").post(
        f"/complaints/{CASE}/letters", {"letter_id": "company_statement", "step_on": "2026-11-21"}
    )
    draft = re.match(r"/documents/(\d+)", made.headers["location"])[1]
    browser = Browser(house, {})
    signed_in = browser._send("POST", "/api/v1/sessions", json={"username": "officer", "password": PASSWORD}).json()
    bearer = {"Authorization": f"Bearer {signed_in['token']}"}
    revision = house.as_("officer").get(f"/api/v1/documents/{draft}").json()["revision"]
    body = {"facts": facts, "expected_revision": revision}
    assert browser._send("POST", f"/api/v1/documents/{draft}/facts", json=body, headers=bearer).status_code == 200
    text = house.as_("officer").get(f"/documents/{draft}/copy?portal=示例平台&title=no").text
    parts = re.findall(r'<textarea class="form-control" id="plain-part-\d+"[^>]*>([^<]*)<', text)
    assert len(parts) > 1 and all(len(part) <= 100 for part in parts) and "已超过" in text
    assert f"复制第 {len(parts)} 部分（共 {len(parts)} 部分）" in text
    english = house.as_("officer", lang="en").get(f"/documents/{draft}/copy?portal=示例平台").text
    assert "Copy part 1 of" in english
    whole = house.as_("officer").get(f"/documents/{draft}/copy").text
    assert re.search(rf'id="plain-text"[^>]*>[^<]*{title}', whole)
    assert not re.search(rf'id="plain-text"[^>]*>[^<]*{title}', text)


def test_a_corrected_paper_and_its_correction_name_each_other_everywhere(house):
    old, new = paper(house), paper(house)
    officer = actor(house, "officer")

    async def corrected_and_filed():
        async with acting(house.resources, officer, "correct_document", needs="draft_letter") as entry:
            entry.about("document", new.id, case=CASE)
            await keep_correction(house.resources.database, document_id=new.id, corrects=old.id, reason="写错")
        return [
            await file_document(
                house.resources, officer, document_id=each.id, channel="post", tracking="EM-KORR",
                addressee="示例更正局", filed_on=ON,
            )
            for each in (old, new)
        ]  # fmt: skip

    filings, browser = house.run(corrected_and_filed), house.as_("officer")
    said = (f"已由 {new.number} 更正", f"更正 {old.number}")
    page = browser.get("/filings?number=EM-KORR").text
    for one, words, other in zip(filings, said, (new, old), strict=True):
        for text in (page, browser.get(f"/filings/{one.id}").text):
            assert f'<a href="/documents/{other.id}">{words}</a>' in text
    printed = browser.get("/filings/print?number=EM-KORR").text
    assert all(words in printed for words in said)
    rows = csv.reader(io.StringIO(browser.get("/filings/export.csv?number=EM-KORR").content.decode("utf-8-sig")))
    head, *rest = rows
    places = [head.index(name) for name in ("文号", "更正本件的文书", "本件所更正的文书")]
    assert [[row[place] for place in places] for row in reversed(rest)] == [
        [old.number, new.number, ""],
        [new.number, "", old.number],
    ]
    book = browser.get("/filings/export.xlsx?number=EM-KORR").content
    cells = [[cell.value for cell in row] for sheet in load_workbook(io.BytesIO(book)) for row in sheet.iter_rows()]
    for wanted in ((old.number, new.number), (new.number, old.number)):
        assert any(set(wanted) <= set(row) for row in cells)
    answer = browser.get("/api/v1/filings?number=EM-KORR").json()
    assert {one["number"]: (one["corrected_by"], one["corrects"]) for one in answer} == {
        old.number: (new.number, None),
        new.number: (None, old.number),
    }
    english = house.as_("officer", lang="en").get("/filings?number=EM-KORR").text
    assert f"Corrected by {new.number}" in english and f"Corrects {old.number}" in english
