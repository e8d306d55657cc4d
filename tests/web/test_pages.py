"""Pages as people use them: both languages, errors that keep what was typed, hostile text, filters and exports."""

import io
import re

import openpyxl
import pytest

from compliance.web.sheets import table_hash
from tests.web.conftest import XSS

PAGES = {
    "officer": (
        "/", "/?scope=all", "/?scope=all&block=overdue", "/complaints", "/complaints?lamp=overdue&sort=due_asc",
        "/complaints/new", "/complaints/import", "/complaints/print", "/complaints/TS-2026-00001",
        "/complaints/TS-2026-00005?step=replied", "/complaints/TS-2026-00006", "/complaints/TS-2026-00001/statement",
        "/reviews", "/filings", "/calculator", "/calculator?mode=count&start=2026-12-14&amount=15&unit=working_day",
        "/rules", "/calendar/2026", "/calendar/2027", "/help", "/notices", "/password", "/schema/", "/nowhere",
    ),
    "auditor": ("/audit", "/audit?sample=5&seed=abc"),
    "administrator": ("/users", "/"),
}  # fmt: skip


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in PAGES.items() for path in paths])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_shows_in_both_languages(house, role, path, lang):
    answer = house.as_(role, lang=lang).get(path)
    assert answer.status_code == (404 if path == "/nowhere" else 200), answer.text[:800]
    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in answer.text
    if lang == "en" and path not in ("/schema/",):
        assert "跳到正文" not in answer.text and "Skip to content" in answer.text


def test_the_language_switch_keeps_the_page(house):
    page = house.as_("officer").get("/complaints?text=电饭煲")
    link = re.search(r'href="(/language/en[^"]+)"', page.text).group(1).replace("&amp;", "&")
    answer = house.as_("officer").get(link)
    assert answer.headers["location"] == "/complaints?text=%E7%94%B5%E9%A5%AD%E7%85%B2"
    assert "anqi-lang=en" in answer.headers["set-cookie"]


def test_hostile_text_is_shown_as_text_everywhere(house):
    for role, path in (
        ("officer", "/complaints/TS-2026-00006"),
        ("officer", "/complaints"),
        ("officer", "/?scope=all"),
        ("officer", "/complaints/TS-2026-00006/statement"),
        ("officer", "/complaints/print"),
        ("auditor", "/audit?case=TS-2026-00006"),
        ("officer", f"/complaints?text={XSS.replace('#', '')}"),
        ("officer", f"/filings?regulator={XSS}"),
        ("auditor", f"/audit?person={XSS}"),
        ("officer", f"/calculator?regime={XSS}&kind=complaint_received&on={XSS}"),
        ("officer", f"/day-echo?field=x&x={XSS}"),
    ):
        text = house.as_(role).get(path).text
        assert "<script>alert" not in text and "<img src=x" not in text, path
        assert "49" not in re.findall(r"\{\{7\*7\}\}|>49<", text), path


def test_a_refused_registration_keeps_every_value_and_says_what_is_wrong(house):
    typed = {
        "channel": "samr_12315",
        "kind": "complaint",
        "received": "2026-13-45",
        "content": "内容不丢",
        "name": "示例",
    }
    answer = house.as_("officer").post("/complaints/new", typed)
    assert answer.status_code == 422
    assert "内容不丢" in answer.text and 'value="2026-13-45"' in answer.text and 'value="示例"' in answer.text
    assert 'href="#f-received"' in answer.text and 'aria-invalid="true"' in answer.text


def test_a_day_in_the_future_is_refused_beside_its_field(house):
    typed = {"channel": "samr_12315", "kind": "complaint", "received": "2026-11-30", "content": "x"}
    answer = house.as_("officer").post("/complaints/new", typed)
    assert answer.status_code == 422 and 'id="e-received"' in answer.text


def test_a_number_of_the_wrong_length_is_refused_with_its_length_and_kept(house):
    typed = {"channel": "samr_12315", "kind": "complaint", "received": "2026-11-20", "content": "x"}
    answer = house.as_("officer").post("/complaints/new", typed | {"external_number": "144010400202609270000000"})
    assert answer.status_code == 422 and "应为25位数字，现为24位" in answer.text
    assert 'value="144010400202609270000000"' in answer.text


def test_a_number_that_is_registered_already_keeps_the_form(house):
    browser = house.as_("officer")
    typed = {"channel": "samr_12315", "kind": "complaint", "received": "2026-11-20", "content": "不丢"}
    typed["external_number"] = "1440104002026112000000001"
    assert browser.post("/complaints/new", typed).status_code == 303
    again = browser.post("/complaints/new", typed)
    assert again.status_code == 409 and "不丢" in again.text and "TS-2026-" in again.text


def test_the_same_submission_twice_makes_one_case(house):
    browser = house.as_("officer")
    typed = {
        "channel": "samr_12315", "kind": "complaint", "received": "11.20", "content": "重复提交",
        "submission_key": "the-same-key-twice",
    }  # fmt: skip
    first, second = browser.post("/complaints/new", typed), browser.post("/complaints/new", typed)
    assert first.status_code == 303 and first.headers["location"] == second.headers["location"]


def test_the_preview_shows_the_clock_before_anything_is_stored(house):
    browser = house.as_("officer")
    before = browser.get("/api/v1/complaints").json()["total"]
    answer = browser.post(
        "/complaints/preview", {"channel": "samr_12315", "kind": "complaint", "received": "2026-11-16"}
    )
    assert answer.status_code == 200 and "2026-11-25（周三）" in answer.text and "第十五条" in answer.text
    assert "已过 4 个工作日，剩 3" in answer.text
    assert browser.get("/api/v1/complaints").json()["total"] == before


def test_a_typed_day_is_echoed_with_its_kind(house):
    echo = house.as_("officer").get("/day-echo?field=received&received=20261121").text
    assert "2026-11-21（周六）" in echo and "非工作日" in echo and "今天" in echo


def test_the_number_in_a_block_is_the_length_of_the_list_behind_it(house):
    browser = house.as_("officer")
    page = browser.get("/?scope=all").text
    for block in ("overdue", "today", "soon", "waiting", "provisional"):
        pattern = rf'block={block}"[^>]*>.*?<span class="n">(\d+)</span>'
        number = int(re.search(pattern, page, re.DOTALL).group(1))
        rows = browser.get(f"/?scope=all&block={block}").text.count("<tr data-row>")
        assert rows == number, block


def test_a_saturday_says_so_and_names_monday(house):
    page = house.as_("officer").get("/").text
    assert "星期六" in page and "非工作日；下一工作日 2026-11-23（周一）" in page


def test_the_register_filters_by_its_address(house):
    browser = house.as_("officer")
    assert browser.get("/complaints?tier=red").text.count("<tr data-row>") == 1
    assert browser.get("/complaints?received_from=2026-11-19&received_to=2026-11-19").text.count("<tr data-row>") == 1
    assert "没有符合条件的案件" in browser.get("/complaints?text=没有这样的案件").text


def test_a_number_in_the_search_box_leads_straight_to_its_case(house):
    browser = house.as_("officer")
    assert browser.get("/complaints?jump=1&text=ts-2026-00003").headers["location"] == "/complaints/TS-2026-00003"
    assert browser.get("/complaints?jump=1&text=电饭煲").status_code == 200


def test_no_page_has_two_fields_of_one_name_to_point_at(house):
    for path in ("/complaints/TS-2026-00001", "/complaints/new", "/complaints", "/calculator", "/filings"):
        ids = re.findall(r'\sid="([^"]+)"', house.as_("head").get(path).text)
        assert len(ids) == len(set(ids)), path


def sheet_of(answer):
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()], book


def test_the_export_has_the_rows_and_columns_of_the_screen_in_its_order(house):
    browser = house.as_("officer")
    query = "cols=number&cols=title&cols=received_on&sort=number_asc&channel=samr_12315"
    screen = re.findall(r'<a class="no" href="/complaints/(TS-[0-9-]+)"', browser.get(f"/complaints?{query}").text)
    rows, book = sheet_of(browser.get(f"/complaints/export.xlsx?{query}"))
    assert rows[0] == ["编号", "标题", "收到日"]
    assert [row[0] for row in rows[1:]] == screen
    cover = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows() if row[0].value}
    assert (
        cover["行数"] == str(len(screen)) and "全国12315平台" in cover["查询条件"] and "示例officer" in cover["导出人"]
    )
    plain = [[row[0], row[1], row[2].date()] for row in rows[1:]]
    assert cover["内容摘要（SHA-256）"] == table_hash(rows[0], plain)


def test_the_export_never_holds_a_formula_and_keeps_personal_values_masked(house):
    browser = house.as_("officer")
    browser.post(
        "/complaints/new",
        {"channel": "samr_12315", "kind": "complaint", "received": "2026-11-20", "title": '=HYPERLINK("http://x")',
         "content": "x", "name": "示例李四", "phone": "13912345678", "submission_key": "formula-key"},
    )  # fmt: skip
    answer = browser.get("/complaints/export.xlsx?cols=number,title,complainant")
    rows, book = sheet_of(answer)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert any('=HYPERLINK("' in str(row[1]) for row in rows)
    assert b"13912345678" not in answer.content and not any("示例李四" in str(cell) for row in rows for cell in row)


def test_an_export_is_on_record_before_it_leaves(house):
    house.as_("officer").get("/complaints/export.xlsx?tier=red")
    trail = house.as_("auditor").get("/audit?action=export").text
    assert "导出" in trail and "tier=red" in trail


def test_a_personal_value_needs_a_reason_and_is_on_record(house):
    browser = house.as_("officer")
    page = browser.get("/complaints/TS-2026-00001").text
    assert "13800001234" not in page and "138****1234" in page
    refused = browser.post("/complaints/TS-2026-00001/reveal", {"field": "phone", "reveal_reason": ""})
    assert refused.status_code == 422 and "13800001234" not in refused.text
    shown = browser.post("/complaints/TS-2026-00001/reveal", {"field": "phone", "reveal_reason": "回访"})
    assert "13800001234" in shown.text
    assert "回访" in house.as_("auditor").get("/audit?action=reveal_personal").text


def test_a_random_sample_can_be_drawn_again(house):
    auditor = house.as_("auditor")
    pick = lambda seed: re.findall(r"2026-\d+</td>", auditor.get(f"/audit?sample=5&seed={seed}&to=2026-11-20").text)  # noqa: E731
    assert pick("a") == pick("a")
    everything = re.findall(r">(2026-\d+)</td>", auditor.get("/audit?sample=5&seed=a&outcome=done").text)
    assert len(everything) == 5


def test_the_state_of_the_chain_stands_on_top(house):
    assert "链完整" in house.as_("auditor").get("/audit").text


def test_a_step_that_is_not_possible_says_why(house):
    page = house.as_("officer").get("/complaints/TS-2026-00001").text
    assert "暂不能办理的事项及原因" in page


def test_a_refused_step_shows_the_form_again_with_what_was_typed(house):
    answer = house.as_("officer").post(
        "/complaints/TS-2026-00001/events", {"kind": "replied", "occurred_on": "2026-12-24", "note": "不会丢失"}
    )
    assert answer.status_code in (409, 422) and "不会丢失" in answer.text


def test_the_case_page_explains_each_day_of_a_clock(house):
    page = house.as_("officer").get("/complaints/TS-2026-00001").text
    assert "为什么是这一天？" in page and "逐日计算过程" in page and "《市场监督管理投诉举报处理办法》" in page


def test_a_changed_case_is_not_overwritten(house):
    browser = house.as_("officer")
    answer = browser.post(
        "/complaints/TS-2026-00003/edit", {"revision": "99", "title": "新标题", "was_title": "旧标题", "category": ""}
    )
    assert answer.status_code == 409 and "新标题" in answer.text
