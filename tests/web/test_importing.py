"""Importing on the pages: dry run, confirm, progress, stored reports; twice is once; what broke off can be told."""

import io
import re
import time
from pathlib import Path

import openpyxl

import compliance.demo
from compliance.casework.importing import note_import_started
from tests.importers.builders import samr_row, samr_sheet
from tests.web.conftest import Browser

EXPORT = Path(compliance.demo.__file__).parent / "exports" / "12315_platform_export.xlsx"
HOME = "/complaints/import"


def post_file(browser: Browser, content: bytes, name: str = "export.xlsx", source: str = "samr_12315"):
    return browser.post(HOME, {"source": source}, files={"file": (name, content)})


def upload(browser: Browser, content: bytes, name: str = "export.xlsx") -> str:
    """Upload, wait for the dry run; the address of the upload's page."""
    answer = post_file(browser, content, name)
    assert answer.status_code == 303, answer.text
    wait_for(browser, answer.headers["location"])
    return answer.headers["location"]


def wait_for(browser: Browser, path: str, seconds: float = 60) -> str:
    """The page of an upload when it is no longer worked on."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        page = browser.get(path).text
        if "<progress" not in page:
            return page
        time.sleep(0.1)
    raise AssertionError(f"{path} was not done after {seconds} s")


def total(browser: Browser) -> int:
    return browser.get("/api/v1/complaints").json()["total"]


def rows_of(xlsx: bytes) -> list[list]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(xlsx)).worksheets[0]]


def numbered(first: int, count: int) -> bytes:
    return samr_sheet(*(samr_row(first + n) for n in range(count)))


def test_a_dry_run_stores_nothing_and_the_confirmation_stores_the_good_rows(house):
    browser = house.as_("officer")
    before = total(browser)
    path = upload(browser, EXPORT.read_bytes())
    dry = browser.get(path).text
    assert "尚未写入任何数据" in dry and "登记编号应为25位数字" in dry and total(browser) == before
    wrong = [row for row in rows_of(browser.get(f"{path}/report.xlsx").content) if row[2] == "错误"]
    assert len(wrong) == 2 and all(row[4] == "登记编号" and row[5] for row in wrong)
    assert browser.post(path).status_code == 303
    assert "导入结果" in wait_for(browser, path) and total(browser) == before + 22
    assert "没有需要写入的行" in browser.get(upload(browser, EXPORT.read_bytes())).text


def test_the_report_of_an_import_is_kept_and_its_download_is_on_record(house):
    browser = house.as_("officer")
    path = upload(browser, samr_sheet(samr_row(801), samr_row(802, 登记编号="1")), name="两行.xlsx")
    browser.post(path)
    wait_for(browser, path)
    page = house.as_("head").get(HOME).text
    link = re.search(rf'href="({HOME}/reports/(\d+)/report.xlsx)" aria-label="[^"]*两行.xlsx"', page)
    assert browser.get(f"{path}/report.xlsx").headers["location"] == link.group(1)
    answer = house.as_("head").get(link.group(1))
    assert [row[2] for row in rows_of(answer.content)] == ["结果", "新增", "错误"]
    newest = house.as_("head").get("/api/v1/audit/entries?action=download").json()["entries"][0]
    assert (newest["object_kind"], newest["object_id"], newest["actor"]) == ("import", link.group(2), "head")
    assert house.as_("head").get(f"{HOME}/reports/99999/report.xlsx").status_code == 404


def test_two_clicks_and_a_second_tab_start_one_import(house):
    browser, sheet = house.as_("officer"), numbered(20_000, 150)
    first, second = upload(browser, sheet, "一.xlsx"), upload(browser, sheet, "二.xlsx")
    before = total(browser)

    async def confirm_all():
        room, actor = house.client.app.state.uploads, None
        uploads = [room._held[path.rpartition("/")[2]] for path in (first, first, second)]
        actor = uploads[0].actor
        return [room.confirm(house.resources, actor, each).key for each in uploads]

    started = house.run(confirm_all)
    assert set(started) == {first.rpartition("/")[2]}, "the very same file in another tab is the same import"
    assert "没有重复开始" in browser.get(f"{first}?same=1").text
    wait_for(browser, first)
    assert total(browser) == before + 150
    assert browser.post(first).headers["location"] == first and total(browser) == before + 150


def test_another_persons_upload_cannot_be_seen_or_confirmed(house):
    path = upload(house.as_("officer"), EXPORT.read_bytes())
    for answer in (house.as_("head").get(path), house.as_("head").post(path)):
        assert answer.status_code == 409 and "重新上传" in answer.text


def test_a_page_that_asks_for_an_upload_of_an_earlier_process_is_led_home(house):
    answer = house.as_("officer").get(f"{HOME}/unknown", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == HOME


def test_a_file_that_is_no_sheet_gets_one_sentence_beside_the_field(house):
    for content in (b"not a sheet at all \x00\x01", b"", b"%PDF-1.7 nothing"):
        answer = post_file(house.as_("officer"), content)
        assert answer.status_code == 422 and 'id="e-file"' in answer.text
    english = post_file(house.as_("officer", lang="en"), b"%PDF-1.7 nothing").text
    assert "is a PDF document" in english


def test_a_missing_file_is_asked_for(house):
    answer = house.as_("officer").post(HOME, {"source": "samr_12315"})
    assert answer.status_code == 422 and "请选择要导入的文件" in answer.text


def test_fifty_megabytes_get_one_sentence(house):
    answer = post_file(house.as_("officer"), b"x" * 50_000_000)
    assert answer.status_code == 413 and "超过 20 MB" in answer.text


def test_an_import_that_breaks_off_says_so_and_the_same_file_may_be_imported_again(house):
    browser, sheet = house.as_("officer"), numbered(30_000, 40)
    path = upload(browser, sheet, "断.xlsx")
    before = total(browser)

    async def refuse_after(rows: int):
        trigger = (
            "CREATE TRIGGER break_off BEFORE INSERT ON complaints "
            f"WHEN (SELECT COUNT(*) FROM complaints) >= {before + rows} "
            "BEGIN SELECT RAISE(ABORT, 'disk trouble'); END"
        )
        await house.resources.database.execute(trigger if rows else "DROP TRIGGER break_off")

    house.run(refuse_after, 25)
    browser.post(path)
    page = wait_for(browser, path)
    house.run(refuse_after, 0)
    assert "未完成" in page and "可重新导入同一文件" in page and "Traceback" not in page
    assert total(browser) == before + 25, "stored rows stay stored"
    assert "“断.xlsx”的导入未完成" in browser.get(HOME).text
    again = upload(browser, sheet, "断.xlsx")
    browser.post(again)
    assert "导入结果" in wait_for(browser, again) and total(browser) == before + 40
    assert "“断.xlsx”的导入未完成" not in browser.get(HOME).text


def test_what_an_earlier_process_began_and_never_ended_is_told(house):
    async def begin():
        actor = next(iter(house.client.app.state.uploads._held.values())).actor
        await note_import_started(
            house.resources, actor, source="samr_12315", filename="停电.xlsx", content=b"never ended"
        )

    upload(house.as_("officer"), EXPORT.read_bytes())
    house.run(begin)
    page = house.as_("officer").get(HOME).text
    assert "“停电.xlsx”的导入未完成" in page and "可重新导入同一文件" in page
    assert "was not finished" in house.as_("officer", lang="en").get(HOME).text


def test_uploads_beyond_the_room_are_refused_in_one_sentence_and_the_oldest_idle_one_leaves(house):
    browser, room = house.as_("officer"), house.client.app.state.uploads
    for held in room._held.values():
        held.state = "importing"
    while len(room._held) < 8:
        path = upload(browser, numbered(40_000, 2))
        room._held[path.rpartition("/")[2]].state = "importing"
    try:
        answer = post_file(browser, numbered(40_000, 2))
        assert answer.status_code == 409 and "正在处理的文件已有 8 个" in answer.text
    finally:
        for held in room._held.values():
            held.state = "done"
    assert post_file(browser, numbered(40_000, 2)).status_code == 303 and len(room._held) == 8
