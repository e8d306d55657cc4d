"""Importing on the pages (dry run, confirm, report), the red banner of a dead sweeper, users, notices, password."""

import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl

import compliance.demo
from compliance.casework.sweeping import sweep_once
from tests.web.conftest import PASSWORD, Browser

EXPORT = Path(compliance.demo.__file__).parent / "exports" / "12315_platform_export.xlsx"


def export_bytes() -> bytes:
    return EXPORT.read_bytes()


def upload(browser: Browser, content: bytes, name: str = "export.xlsx", source: str = "samr_12315"):
    return browser.post("/complaints/import", {"source": source}, files={"file": (name, content)})


def total(browser: Browser) -> int:
    return browser.get("/api/v1/complaints").json()["total"]


def test_a_dry_run_stores_nothing_and_the_confirmation_stores_the_good_rows(house):
    browser = house.as_("officer")
    before = total(browser)
    dry = upload(browser, export_bytes())
    assert dry.status_code == 200 and "尚未写入任何数据" in dry.text and total(browser) == before
    assert "登记编号应为25位数字" in dry.text
    key = re.search(r'action="/complaints/import/([^"]+)"', dry.text).group(1)
    report = browser.get(f"/complaints/import/{key}/report.xlsx")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(report.content)).worksheets[0]]
    wrong = [row for row in rows if row[2] == "错误"]
    assert len(wrong) == 2 and all(row[4] == "登记编号" and row[5] for row in wrong)
    done = browser.post(f"/complaints/import/{key}")
    assert "导入结果" in done.text and total(browser) == before + 22
    again = upload(browser, export_bytes())
    assert "没有需要写入的行" in again.text


def test_another_persons_upload_cannot_be_confirmed(house):
    dry = upload(house.as_("officer"), export_bytes())
    key = re.search(r"/complaints/import/([^/]+)/report\.xlsx", dry.text).group(1)
    answer = house.as_("head").post(f"/complaints/import/{key}")
    assert answer.status_code == 409 and "重新上传" in answer.text


def test_a_file_that_is_no_sheet_gets_one_sentence_beside_the_field(house):
    for content in (b"not a sheet at all \x00\x01", b"", b"%PDF-1.7 nothing"):
        answer = upload(house.as_("officer"), content, name="export.xlsx")
        assert answer.status_code == 422 and 'id="e-file"' in answer.text


def test_a_missing_file_is_asked_for(house):
    answer = house.as_("officer").post("/complaints/import", {"source": "samr_12315"})
    assert answer.status_code == 422 and "请选择要导入的文件" in answer.text


def test_a_dead_sweeper_raises_a_red_banner_and_a_failing_health(house):
    async def age():
        now = house.resources.clock.now()
        await house.resources.database.execute(
            "UPDATE heartbeats SET started_at = {}, finished_at = {}",
            now - timedelta(minutes=9),
            now - timedelta(minutes=9),
        )

    assert Browser(house, {}).get("/health/sweeper").status_code == 200
    house.run(age)
    assert Browser(house, {}).get("/health/sweeper").status_code == 503
    assert "后台任务已停止" in house.as_("officer").get("/").text


def test_an_administrator_adds_and_disables_a_user(house):
    admin = house.as_("administrator")
    short = admin.post("/users", {"username": "newone", "name": "示例新人", "role": "officer", "password": "short"})
    assert short.status_code == 422 and 'value="newone"' in short.text and 'value="short"' not in short.text
    assert (
        admin.post(
            "/users", {"username": "newone", "name": "示例新人", "role": "officer", "password": PASSWORD}
        ).status_code
        == 303
    )
    assert "示例新人" in admin.get("/users").text
    assert admin.post("/users/newone/disable", {"reason": "示例离职"}).status_code == 303
    assert "已停用" in admin.get("/users").text


def test_a_changed_password_ends_the_old_sessions_but_not_this_one(house):
    browser = house.as_("auditor")
    wrong = browser.post("/password", {"old": "not this one", "new": "another long sentence"})
    assert wrong.status_code == 422 and "another long sentence" not in wrong.text
    answer = browser.post("/password", {"old": PASSWORD, "new": "another long sentence"})
    token = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("anqi="))
    fresh = token.partition("=")[2].partition(";")[0]
    assert browser.get("/help").status_code == 303
    assert Browser(house, {"anqi": fresh}).get("/help").status_code == 200


def test_an_assignment_reaches_the_new_handler_as_a_notice(house):
    answer = house.as_("head").post("/complaints/TS-2026-00004/assign", {"handler": "reviewer"})
    assert answer.status_code == 303

    house.run(sweep_once, house.resources)
    page = house.as_("reviewer").get("/notices").text
    assert "TS-2026-00004" in page
    notice = re.search(r'action="(/notices/\d+/read)"', page).group(1)
    assert house.as_("reviewer").post(notice).status_code == 303
    assert "没有未读提醒" in house.as_("reviewer").get("/notices").text
