"""Changing the law in force by the pages: read a notice, propose, look at what moves, a second person confirms."""

from __future__ import annotations

import csv
import io
import re
import time

import pytest

from compliance.casework.actor import Actor
from compliance.casework.intake import receive_complaint
from compliance.casework.proceedings import record_legal_event
from compliance.records import people as people_records
from compliance.records.complaints import complaint as stored_complaint
from compliance.records.due_dates import deadlines_of
from compliance.roles import Role
from compliance.web import law_jobs
from tests.web.conftest import complaint

# An invented notice: no notice for 2027 is published. New Year with a long weekend, paid for on Sunday 27 December 2026.
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
（试）发明电
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2027年元旦放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至4日（周一）放假调休，共4天。2026年12月27日（周日）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2026年11月20日
"""
FACTS = {"number": "国办发明电〔2026〕99号", "issued_on": "2026-11-20", "amends": "", "url": ""}
DAYS = {
    "do": "propose",
    "year": "2027",
    "title": "2027年部分节假日安排（试验）",
    "h_name": ["元旦"],
    "h_from": ["2027-01-01"],
    "h_until": ["2027-01-04"],
    "h_makeup": ["2026-12-27"],
    "text": NOTICE,
    "reason": "通知已公布",
    **FACTS,
}


@pytest.fixture(scope="module")
def moving(house):
    """Thirty-two mediations accepted on 3 November 2026: the sixty days end on the holidays of January."""

    async def make() -> list[str]:
        resources = house.resources
        user = await people_records.user_by_name(resources.database, "officer")
        officer = Actor(user.id, user.username, user.display_name, Role.officer)
        found = []
        for number in range(100, 132):
            case = await receive_complaint(
                resources,
                officer,
                incoming=complaint(18, title=f"示例调解 {number}"),
                regimes=("samr_complaint",),
                submission_key=f"moving-{number}",
            )
            await record_legal_event(
                resources, officer, number=case.number, kind="accepted", occurred_on=case.received_on, reason="补登"
            )
            found.append(case.number)
        return found

    return house.run(make)


def mediation_end(house, number: str) -> str:
    async def look() -> str:
        case = await stored_complaint(house.resources.database, number)
        found = {each.limit: each.due_on for each in await deadlines_of(house.resources.database, case.id)}
        return str(found["mediation_end"])

    return house.run(look)


def proposed(browser, **changes) -> str:
    """The address of the change that the notice form made."""
    answer = browser.post("/law/changes/new/notice", {**DAYS, **changes})
    assert answer.status_code == 303, answer.text[:3000]
    return answer.headers["location"].partition("?")[0]


def test_the_calendar_marks_days_off_make_up_days_and_the_loose_last_week(house):
    page = house.as_(None).get("/calendar?year=2026").text
    assert "国办发明电〔2025〕7号" in page and "2025-11-04" in page and "content_7047091" in page
    assert re.search(r'class="work[^"]*" title="[^"]*国办发明电〔2025〕7号[^"]*">10<sup>班', page)
    assert re.search(r'class="festival" title="国庆节（法定节日）[^"]*">1<sup>休', page)
    assert len(re.findall(r'class="[^"]*guess"[^>]*>2[5-9]<|class="[^"]*guess"[^>]*>3[01]<', page)) == 7
    assert "2027年放假安排尚未载入：跨年期限均为暂定" in page
    assert "guess" not in re.sub(
        r'<span class="tag guess">.*?</span>', "", house.as_(None).get("/calendar?year=2024").text
    )
    assert "2027年放假安排尚未载入" in house.as_("officer").get("/").text
    assert 'href="/law/changes/new?kind=notice"' not in page
    assert 'href="/law/changes/new?kind=notice"' in house.as_("reviewer").get("/calendar").text


def test_a_notice_is_read_sentence_by_sentence_and_its_missing_number_asked_for(house):
    page = house.as_("reviewer").post("/law/changes/new/notice", {"do": "read", "text": NOTICE}).text
    assert "2027-01-01 至 2027-01-04 放假" in page and "2026-12-27（周日）上班" in page
    assert "没有看到文号，请补上" in page and "不涉及日期" in page
    assert 'name="h_from" value="2027-01-01"' in page and 'name="issued_on" required' in page
    missing = house.as_("reviewer").post("/law/changes/new/notice", {**DAYS, "number": ""})
    assert missing.status_code == 422 and 'href="#f-number"' in missing.text
    assert 'value="2026-12-27"' in missing.text and "通知已公布" in missing.text


def test_a_sentence_that_cannot_be_placed_is_named_and_the_text_kept(house):
    wrong = NOTICE.replace("至4日（周一）", "至3日（周日）腊月")
    answer = house.as_("reviewer").post("/law/changes/new/notice", {"do": "read", "text": wrong})
    assert answer.status_code == 422 and "放假通知第" in answer.text and "腊月" in answer.text
    assert "各直属机构" in answer.text


def test_a_row_that_is_no_day_is_refused_beside_the_table_and_kept(house):
    answer = house.as_("reviewer").post("/law/changes/new/notice", {**DAYS, "h_until": ["2027-02-30"]})
    assert answer.status_code == 422 and "第 1 行“元旦”" in answer.text and 'value="2027-02-30"' in answer.text
    weekday = house.as_("reviewer").post("/law/changes/new/notice", {**DAYS, "h_makeup": ["2026-12-28"]})
    assert weekday.status_code == 422 and "平日" in weekday.text and 'value="2026-12-28"' in weekday.text


def test_from_the_pasted_notice_to_the_note_on_the_case(house, moving):
    reviewer, head = house.as_("reviewer"), house.as_("head")
    assert mediation_end(house, moving[0]) == "2027-01-04"
    address = proposed(reviewer)

    shown = reviewer.get(address).text
    assert re.search(r"3\d 项在办期限将变化（涉及 3\d 件案件）：.*?32 项延后", shown)
    assert shown.count("<tr data-row>") >= 32 and f'href="/complaints/{moving[0]}"' in shown
    assert "<del" in shown and "2027-01-05（周二）" in shown and "[[holiday]]" in shown and "各直属机构" in shown
    assert "提出人不能自己确认" in shown and re.search(r"<button[^>]*disabled[^>]*>确认生效", shown)
    assert mediation_end(house, moving[0]) == "2027-01-04"
    assert re.search(r'规则与日历变更<span class="count hot">1<', head.get("/").text)
    assert re.search(r'规则与日历变更<span class="count">0<', reviewer.get("/").text)

    own = reviewer.post(f"{address}/confirm", {"reason": "自己来"})
    assert own.status_code == 409 and "另一位" in own.text and mediation_end(house, moving[0]) == "2027-01-04"
    silent = head.post(f"{address}/confirm", {"reason": ""})
    assert silent.status_code == 422 and 'id="e-reason"' in silent.text

    sheet = list(csv.reader(io.StringIO(head.get(f"{address}/moves.csv?how=later").content.decode("utf-8-sig"))))
    assert len(sheet) >= 33 and sheet[1][6:8] == ["2027-01-04", "2027-01-05"]
    assert "law-change" in house.as_("auditor").get("/audit?action=export").text

    done = head.post(f"{address}/confirm", {"reason": "已对照原文"})
    assert done.status_code == 303 and done.headers["location"].startswith(address)
    after = head.get(address).text
    assert "已生效" in after and "已对照原文" in after and "第 1 次变更" in after and "[[holiday]]" in after
    assert mediation_end(house, moving[0]) == "2027-01-05"
    case = house.as_("officer").get(f"/complaints/{moving[0]}").text
    assert "2027-01-04（周一） 改为 2027-01-05（周二）" in case and "示例reviewer" in case and "已对照原文" in case
    english = house.as_("officer", lang="en").get(f"/complaints/{moving[0]}").text
    assert "moved from 2027-01-04 (Mon) to 2027-01-05 (Tue)" in english
    assert "尚未载入：跨年" not in house.as_("officer").get("/").text
    year = house.as_(None).get("/calendar?year=2027").text
    assert "国办发明电〔2026〕99号" in year and "正式" in year
    again = head.post(f"{address}/confirm", {"reason": "再来一次"})
    assert again.status_code == 409


def test_a_second_notice_for_a_year_is_refused_and_a_correction_of_the_first_goes_into_its_file(house, moving):
    other = house.as_("reviewer").post("/law/changes/new/notice", {**DAYS, "number": "国办发明电〔2026〕98号"})
    assert other.status_code == 422 and "已有通知" in other.text
    address = proposed(house.as_("reviewer"), h_until=["2027-01-03"], h_makeup=[""])
    page = house.as_("head").get(address).text
    assert 'class="mono">2027.toml' in page and "提前" in page and '<div class="del">' in page
    assert house.as_("reviewer").post(f"{address}/refuse", {"refuse_reason": "多此一举"}).status_code == 303
    assert "已撤回" in house.as_("head").get(address).text
    assert house.as_("head").post(f"{address}/refuse", {"refuse_reason": ""}).status_code == 422


def test_a_rule_text_that_cannot_be_used_keeps_what_was_typed_and_names_the_place(house):
    text = house.resources.law.texts.rules["samr_complaint.toml"]
    broken = text.replace('span = "60 days"', 'span = "60 dayz"', 1)
    answer = house.as_("reviewer").post(
        "/law/changes/new/rules", {"do": "propose", "name": "samr_complaint.toml", "content": broken, "reason": "试"}
    )
    assert answer.status_code == 422
    assert "规则文件 samr_complaint.toml，期限 mediation_end" in answer.text and "60 dayz" in answer.text
    same = house.as_("reviewer").post(
        "/law/changes/new/rules", {"do": "propose", "name": "samr_complaint.toml", "content": text, "reason": "试"}
    )
    assert same.status_code == 422 and "相同" in same.text


def test_a_rehearsal_shows_what_a_draft_would_move_and_writes_nothing(house, moving):
    reviewer = house.as_("reviewer")
    before = mediation_end(house, moving[0])
    opened = reviewer.get("/law/changes/new?kind=rules&name=samr_complaint.toml").text
    assert "mediation_end" in opened
    text = house.resources.law.texts.rules["samr_complaint.toml"]
    draft = text.replace('span = "60 days"', 'span = "50 days"')
    answer = reviewer.post(
        "/law/changes/new/rules", {"do": "rehearse", "name": "samr_complaint.toml", "content": draft}
    )
    assert answer.status_code == 303, answer.text[:2000]
    page = reviewer.get(answer.headers["location"]).text
    assert "未写入" in page and "提前" in page and moving[0] in page
    sheet = reviewer.get(f"{answer.headers['location']}/moves.csv").content.decode("utf-8-sig")
    assert sheet.count("\r\n") >= 33 and sheet.startswith("案件,程序,期限")
    assert house.as_("head").get(answer.headers["location"]).status_code == 303
    assert (
        mediation_end(house, moving[0]) == before
        and "60 days" in house.resources.law.texts.rules["samr_complaint.toml"]
    )


def test_a_house_limit_is_changed_by_a_form_and_one_too_long_is_refused(house):
    reviewer = house.as_("reviewer")
    page = reviewer.get("/law/changes/new?kind=house").text
    assert 'name="amount.first_response"' in page
    values = {
        "do": "propose", "reason": "加快", "label.first_response": "两小时内首次响应", "unit.first_response": "hours",
        "label_en.first_response": "First response within two hours", "amount.first_response": "2",
        "under.first_response": "",
    }  # fmt: skip
    bad = reviewer.post("/law/changes/new/house", values | {"amount.first_response": "两"})
    assert bad.status_code == 422 and "两小时内首次响应" in bad.text and "正整数" in bad.text
    long = reviewer.post(
        "/law/changes/new/house",
        values
        | {
            "amount.first_response": "30",
            "unit.first_response": "days",
            "under.first_response": "samr_complaint.acceptance_decision",
        },
    )
    assert long.status_code == 422 and "长于其上的法定期限" in long.text
    new = {
        "id.new": "first_contact", "label.new": "首次联系", "label_en.new": "First contact", "amount.new": "1",
        "unit.new": "working days", "under.new": "samr_complaint.acceptance_decision",
        "starts.new": ["complaint_received"], "met_by.new": ["signed_in", "replied"],
    }  # fmt: skip
    answer = reviewer.post("/law/changes/new/house", values | new)
    assert answer.status_code == 303, answer.text[:3000]
    address = answer.headers["location"].partition("?")[0]
    shown = reviewer.get(address).text
    assert "修改内部时限：两小时内首次响应、首次联系" in shown
    assert '<span class="way">+</span>  span = &#34;2 hours&#34;' in shown and "first_contact" in shown
    assert house.as_("head").post(f"{address}/confirm", {"reason": "同意"}).status_code == 303
    limits = {limit.id: limit for limit in house.resources.rulebook.regimes["house"].limits}
    assert str(limits["first_response"].versions[-1].span) == "2 hours"
    assert limits["first_contact"].under == "samr_complaint.acceptance_decision"
    assert str(limits["closed_loop"].versions[-1].span) == "24 hours"


def test_long_work_shows_its_progress_and_ends_on_the_result(house, monkeypatch):
    monkeypatch.setattr(law_jobs, "ANSWERED_AT_ONCE", 0.0)
    reviewer = house.as_("reviewer")
    text = house.resources.law.texts.rules["samr_complaint.toml"].replace('span = "60 days"', 'span = "40 days"')
    answer = reviewer.post("/law/changes/new/rules", {"do": "rehearse", "name": "samr_complaint.toml", "content": text})
    address = answer.headers["location"]
    assert address.startswith("/law/jobs/")
    assert house.as_("head").get(address).headers["location"].startswith("/law/changes")
    seen, ends = reviewer.get(address), time.monotonic() + 30
    while seen.status_code == 200 and time.monotonic() < ends:
        assert "<progress" in seen.text and 'hx-trigger="every 1s"' in seen.text
        time.sleep(0.1)
        seen = reviewer.get(address)
    assert seen.headers["location"].startswith("/law/rehearsal/")
    onward = reviewer.get(address, headers={"hx-request": "true"})
    assert onward.headers["hx-redirect"].startswith("/law/rehearsal/")


def test_a_refusal_after_long_work_comes_back_with_the_form(house, monkeypatch):
    monkeypatch.setattr(law_jobs, "ANSWERED_AT_ONCE", 0.0)
    reviewer = house.as_("reviewer")
    second = {"year": "2026", "h_from": ["2026-01-01"], "h_until": ["2026-01-03"], "h_makeup": ["2026-01-04"]}
    answer = reviewer.post("/law/changes/new/notice", {**DAYS, **second, "number": "（试）第9号", "reason": "不要丢"})
    address, ends = answer.headers["location"], time.monotonic() + 30
    assert address.startswith("/law/jobs/")
    back = reviewer.get(address)
    while back.status_code == 200 and time.monotonic() < ends:
        time.sleep(0.1)
        back = reviewer.get(address)
    assert back.status_code == 422 and "2026 年已有通知" in back.text
    assert "不要丢" in back.text and 'value="2026-01-04"' in back.text
    assert reviewer.get(address, headers={"hx-request": "true"}).headers["hx-redirect"] == address


def test_files_of_a_newer_program_and_a_text_in_force_that_cannot_be_used_stand_on_top(house, monkeypatch):
    from dataclasses import replace

    from compliance.records import law as records

    shipped = records.shipped_texts()
    newer = shipped.overlaid(
        [records.LawText("rules", "house.toml", shipped.rules["house.toml"].replace('"24 hours"', '"20 hours"'))]
    )
    monkeypatch.setattr(records, "shipped_texts", lambda: newer)
    monkeypatch.setattr(house.resources, "law", replace(house.resources.law, problem="规则文件 house.toml：示例原因"))
    page = house.as_("reviewer").get("/law/changes").text
    assert "程序升级带来 1 个新的规则或日历文件" in page and "规则文件 house.toml：示例原因" in page
    assert house.as_("auditor").get("/law/changes").text.count("/law/changes/shipped") == 0
    answer = house.as_("reviewer").post("/law/changes/shipped", {"reason": "升级"})
    assert answer.status_code == 303
    assert "程序升级" in house.as_("reviewer").get(answer.headers["location"]).text


def test_an_edition_file_and_a_text_of_another_encoding_are_read_too(house):
    reviewer = house.as_("reviewer")
    file = house.resources.law.texts.calendar["2025.toml"]
    page = reviewer.post("/law/changes/new/notice", {"do": "read"}, files={"file": ("2025.toml", file.encode())}).text
    assert 'name="number" required' in page and 'name="h_name" value="春节"' in page
    old = reviewer.post(
        "/law/changes/new/notice", {"do": "read"}, files={"file": ("通知.txt", NOTICE.encode("gb18030"))}
    )
    assert "2027-01-01 至 2027-01-04 放假" in old.text
    neither = reviewer.post("/law/changes/new/notice", {"do": "read"}, files={"file": ("x.txt", b"\xff\xfe\x00\x81")})
    assert neither.status_code == 422 and "GB 18030" in neither.text


def test_a_notice_that_adjusts_another_asks_which_and_goes_into_a_file_of_its_own(house):
    reviewer = house.as_("reviewer")
    text = "国务院办公厅关于调整2026年国庆节放假安排的通知\n一、国庆节：10月1日至9日放假，共9天。10月10日（周六）上班。\n2026年9月1日"
    asks = reviewer.post("/law/changes/new/notice", {"do": "read", "text": text})
    assert asks.status_code == 422 and "请写明它调整的是哪一份通知" in asks.text
    page = reviewer.post(
        "/law/changes/new/notice",
        {"do": "read", "text": text, "amends": "国办发明电〔2025〕7号", "number": "（试）第2号"},
    )
    assert page.status_code == 200 and "2026-09-20 原定上班，调整后不再上班" in page.text
    address = proposed(
        reviewer, year="2026", number="（试）第2号", issued_on="2026-09-01", amends="国办发明电〔2025〕7号",
        title="调整2026年国庆节放假安排（试验）", h_name=["国庆节"], h_from=["2026-10-01"], h_until=["2026-10-09"],
        h_makeup=["2026-10-10"], text=text,
    )  # fmt: skip
    assert 'class="mono">2026-changed-2026-09-01.toml' in reviewer.get(address).text
    assert "第2号" not in house.as_(None).get("/calendar?year=2026").text


def test_the_clocks_that_a_change_makes_overdue_can_be_looked_at_alone(house):
    reviewer = house.as_("reviewer")
    text = house.resources.law.texts.rules["samr_complaint.toml"]
    shorter = text.replace('span = "7 working days"', 'span = "2 working days"')
    answer = reviewer.post(
        "/law/changes/new/rules", {"do": "propose", "name": "samr_complaint.toml", "content": shorter, "reason": "试"}
    )
    address = answer.headers["location"].partition("?")[0]
    late = int(re.search(r"(\d+) 项转为逾期", reviewer.get(address).text).group(1))
    page = reviewer.get(f"{address}?how=late").text
    assert late > 0 and page.count("<tr data-row>") == late == page.count('class="tag red">已逾期')
    rows = reviewer.get(f"{address}/moves.csv?how=late").content.decode("utf-8-sig").split("\r\n")
    assert len(rows) == late + 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_a_change_shows_in_both_languages(house, moving, lang):
    browser = house.as_("reviewer", lang=lang)
    for path in ("/law/changes", "/law/changes?state=mine", "/law/changes/1", "/law/changes/1?paper=1", "/law/changes/1?how=later",
                 "/law/changes/new?kind=notice", "/law/changes/new?kind=house", "/law/changes/new?kind=rules"):  # fmt: skip
        answer = browser.get(path)
        assert answer.status_code == 200, path
        ids = re.findall(r'\sid="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids)), (path, [one for one in ids if ids.count(one) > 1])
    assert browser.get("/law/changes/9999").status_code == 404


def test_the_interface_does_what_the_pages_do(house, moving):
    reviewer, head = house.as_("reviewer"), house.as_("head")
    headers = {"X-CSRF-Token": reviewer.token()}
    state = reviewer.get("/api/v1/law").json()
    assert state["problem"] is None and state["revision"] >= 1 and len(state["calendar"]) == 16

    read = reviewer._send("POST", "/api/v1/law/notices/read", json={"text": NOTICE}, headers=headers).json()
    assert read["edition"]["number"] is None and read["text"] is None and read["doubts"]
    assert [one["makeup"] for one in read["sentences"] if one["makeup"]] == [["2026-12-27"]]
    wrong = reviewer._send("POST", "/api/v1/law/notices/read", json={"text": "没有日期"}, headers=headers)
    assert wrong.status_code == 422 and wrong.headers["content-type"].startswith("application/problem+json")

    text = house.resources.law.texts.rules["samr_complaint.toml"].replace('span = "60 days"', 'span = "55 days"')
    body = {
        "origin": "rules", "title": "试验", "reason": "试验",
        "texts": [{"kind": "rules", "name": "samr_complaint.toml", "content": text}],
    }  # fmt: skip
    assert reviewer._send("POST", "/api/v1/law/changes", json=body | {"reason": ""}, headers=headers).status_code == 422
    made = reviewer._send("POST", "/api/v1/law/changes", json=body, headers=headers)
    assert made.status_code == 201 and made.json()["state"] == "proposed"
    address = f"/api/v1/law/changes/{made.json()['id']}"
    shown = reviewer.get(f"{address}?how=earlier").json()
    assert {move["how"] for move in shown["moves"]} == {"earlier"} and shown["next"] is None
    assert reviewer.get(f"{address}?how=sideways").status_code == 422
    own = reviewer._send("POST", f"{address}/confirm", json={"reason": "x"}, headers=headers)
    assert own.status_code == 409 and "另一位" in own.json()["detail"]
    assert reviewer._send("POST", f"{address}/preview", headers=headers).status_code == 200
    refused = head._send("POST", f"{address}/refuse", json={"reason": "不同意"}, headers={"X-CSRF-Token": head.token()})
    assert refused.status_code == 200 and refused.json()["state"] == "refused"
    assert any(one["id"] == made.json()["id"] for one in head.get("/api/v1/law/changes").json())
