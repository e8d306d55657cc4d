"""Another day of receipt by the pages: what it moves comes first, then evidence and reason, then a second person."""

from __future__ import annotations

import re

import pytest

from compliance.records.complaints import complaint as stored_complaint
from compliance.records.complaints import events_of
from compliance.records.due_dates import deadlines_of

CASE = "TS-2026-00003"
RECEIVED = "2026-11-18"
EVIDENCE = {"evidence": ("签收单.txt", "十一月十日签收".encode(), "text/plain")}


def receipt_id(house, number: str = CASE) -> int:
    async def look() -> int:
        case = await stored_complaint(house.resources.database, number)
        events = await events_of(house.resources.database, case.id)
        return next(each.id for each in events if each.kind == "complaint_received")

    return house.run(look)


def standing(house, number: str = CASE) -> tuple[str, str]:
    """The day of receipt and the day by which the case must be accepted."""

    async def look() -> tuple[str, str]:
        case = await stored_complaint(house.resources.database, number)
        found = {each.limit: each.due_on for each in await deadlines_of(house.resources.database, case.id)}
        return str(case.received_on), str(found["acceptance_decision"])

    return house.run(look)


def proposed(house, number: str = CASE, on: str = "2026-11-12", **values) -> int:
    answer = house.as_("officer").post(
        f"/complaints/{number}/receipt",
        {"corrects": str(receipt_id(house, number)), "on": on, "reason": "签收单日期在前", **values},
        files=EVIDENCE,
    )
    assert answer.status_code == 303, answer.text[:3000]
    return int(re.search(r"#receipt-(\d+)", answer.headers["location"]).group(1))


def test_the_case_page_leads_to_the_form_beside_the_receipt(house):
    page = house.as_("officer").get(f"/complaints/{CASE}").text
    assert f'href="/complaints/{CASE}/receipt?corrects={receipt_id(house)}"' in page
    assert f'href="/complaints/{CASE}/receipt"' in page
    assert "/receipt?corrects" not in house.as_("auditor").get(f"/complaints/{CASE}").text
    head = house.as_("head").get(f"/complaints/{CASE}").text
    assert f"/events/{receipt_id(house)}/correct" not in head


def test_what_moves_is_shown_before_anything_is_asked_for(house):
    before = standing(house)
    page = house.as_("officer").get(f"/complaints/{CASE}/receipt?corrects={receipt_id(house)}&on=2026-11-12").text
    assert f'<del class="muted">{before[1]}' in page and "2026-11-23（周一）" in page
    assert 'name="evidence"' in page and 'type="hidden" name="on" value="2026-11-12"' in page
    first = house.as_("officer").get(f"/complaints/{CASE}/receipt?corrects={receipt_id(house)}").text
    assert 'name="evidence"' not in first and f"{RECEIVED}（周三）" in first
    assert standing(house) == before


@pytest.mark.parametrize(
    ("on", "says"), [("2026-13-01", "2026-13-01"), ("2026-11-30", "2026-11-30"), ("昨天下雨", "昨天下雨")]
)
def test_a_day_that_cannot_stand_is_refused_and_kept(house, on, says):
    answer = house.as_("officer").get(f"/complaints/{CASE}/receipt?corrects={receipt_id(house)}&on={on}")
    assert answer.status_code in (200, 409, 422) and f'value="{says}"' in answer.text
    assert "error-summary" in answer.text and 'name="evidence"' not in answer.text


def test_without_reason_or_evidence_nothing_is_proposed(house):
    values = {"corrects": str(receipt_id(house)), "on": "2026-11-12"}
    bare = house.as_("officer").post(f"/complaints/{CASE}/receipt", values | {"reason": "只有理由"})
    assert bare.status_code == 422 and "请附上证明收到日的证据" in bare.text and "只有理由" in bare.text
    silent = house.as_("officer").post(f"/complaints/{CASE}/receipt", values, files=EVIDENCE)
    assert silent.status_code == 422 and 'href="#f-reason"' in silent.text
    assert "没有待复核的收到日" in house.as_("head").get("/receipts").text


def test_a_second_person_records_it_and_the_clocks_follow(house):
    before = standing(house)
    proposal = proposed(house)
    assert standing(house) == before

    officer, reviewer = house.as_("officer"), house.as_("reviewer")
    case = officer.get(f"/complaints/{CASE}").text
    assert "收到日待复核" in case and f"/receipts#receipt-{proposal}" in case
    mine = officer.get("/receipts").text
    assert "提出人不能自己复核" in mine and "撤回" in mine and "签收单.txt" in mine
    assert re.search(r'收到日复核<span class="count hot">1<', reviewer.get("/").text)
    listed = reviewer.get("/receipts").text
    assert f"<del>{before[1]}" in listed and "2026-11-23（周一）" in listed
    evidence = re.search(r'href="(/files/[0-9a-f]{64}\?case=[^"]+)"', listed).group(1)
    assert "十一月十日签收" in reviewer.get(evidence).content.decode()

    assert officer.post(f"/receipts/{proposal}/confirm", {"reason": "自己来"}).status_code == 403
    silent = reviewer.post(f"/receipts/{proposal}/confirm", {"reason": ""})
    assert silent.status_code == 422 and "is-invalid" in silent.text and standing(house) == before
    done = reviewer.post(f"/receipts/{proposal}/confirm", {"reason": "签收单属实"})
    assert done.status_code == 303 and done.headers["location"].startswith(f"/complaints/{CASE}")
    assert standing(house) == ("2026-11-12", "2026-11-23")
    again = reviewer.post(f"/receipts/{proposal}/confirm", {"reason": "再来"})
    assert again.status_code == 409 and "已经决定" in again.text
    after = officer.get(f"/complaints/{CASE}").text
    assert "收到日待复核" not in after and "2026-11-12" in after


def test_the_proposer_cannot_confirm_even_with_the_right_role(house):
    number = "TS-2026-00002"
    answer = house.as_("reviewer").post(
        f"/complaints/{number}/receipt",
        {"corrects": str(receipt_id(house, number)), "on": "2026-11-16", "reason": "理由"},
        files=EVIDENCE,
    )
    proposal = int(re.search(r"#receipt-(\d+)", answer.headers["location"]).group(1))
    own = house.as_("reviewer").post(f"/receipts/{proposal}/confirm", {"reason": "自己来"})
    assert own.status_code == 409 and "提出人不能自己复核" in own.text
    taken = house.as_("reviewer").post(f"/receipts/{proposal}/refuse", {"reason": "撤回"})
    assert taken.headers["location"] == "/receipts?said=receipt_withdrawn"


def test_the_forms_of_the_case_lead_to_it_for_receipts(house):
    number = "TS-2026-00001"
    answer = house.as_("head").post(
        f"/complaints/{number}/events/{receipt_id(house, number)}/correct",
        {"correct_on": "2026-11-17", "correct_reason": "系统推送在前"},
    )
    assert answer.status_code == 303
    target = answer.headers["location"]
    assert target.startswith(f"/complaints/{number}/receipt?corrects=") and "said=receipt_two_people" in target
    page = house.as_("head").get(target).text
    assert 'name="on" value="2026-11-17"' in page and "系统推送在前" in page and "由第二人复核" in page


def test_an_earlier_receipt_of_another_kind_can_be_added(house):
    number = "TS-2026-00004"
    page = house.as_("officer").get(f"/complaints/{number}/receipt?kind=letter_received&on=2026-11-18&due=2026-11-25")
    assert page.status_code == 200 and 'name="paper"' in page.text
    answer = house.as_("officer").post(
        f"/complaints/{number}/receipt",
        {"kind": "letter_received", "on": "2026-11-18", "due": "2026-11-25", "reason": "来函补登", "paper": "示函1号"},
        files=EVIDENCE,
    )
    assert answer.status_code == 303, answer.text[:2000]
    assert "补登" in house.as_("head").get("/receipts").text


def test_a_receipt_that_is_not_of_this_case_is_not_found(house):
    assert house.as_("officer").get("/complaints/TS-2026-00001/receipt?corrects=99999").status_code == 404


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_show_in_both_languages(house, lang):
    proposed(house, "TS-2026-00007", on="2026-11-10")
    browser = house.as_("reviewer", lang=lang)
    for path in (
        "/receipts",
        f"/complaints/{CASE}/receipt?corrects={receipt_id(house)}&on=2026-11-13",
        "/complaints/TS-2026-00007",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        ids = re.findall(r'\sid="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
