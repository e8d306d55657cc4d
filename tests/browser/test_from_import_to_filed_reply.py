"""One complaint from a regulator's export to a filed reply with its receipt, by the pages, in a real browser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from compliance.demo.make_exports import write_exports
from compliance.settings import Settings
from tests.browser.served import PASSWORD, browsing, furnish_now, serving

pytestmark = pytest.mark.browser
FRI_2026_11_20 = date(2026, 11, 20)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("browser")
    settings = Settings(data_dir=folder / "var", pinned_today=FRI_2026_11_20.isoformat())
    furnish_now(settings)
    write_exports(folder / "exports", FRI_2026_11_20)
    with serving(settings.data_dir, today=FRI_2026_11_20.isoformat()) as address:
        yield address, folder


@pytest.fixture
def page(served: tuple[str, Path]) -> Iterator[Page]:
    """A page that fails the test when a script throws, something is blocked by CSP, or a request leaves the machine."""
    address, _ = served
    troubles: list[str] = []
    with browsing() as context:
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
        page.on("request", lambda call: troubles.append(call.url) if not _ours(call.url, address) else None)
        # Hard acts ask once more; the journey means them.
        page.on("dialog", lambda dialog: dialog.accept())
        yield page
    assert troubles == []


def _ours(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:", "about:"))


def sign_in(page: Page, address: str, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("今日办理"))


def look(page: Page, folder: Path, name: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    assert path.stat().st_size > 10_000


def test_from_import_to_filed_reply(page: Page, served: tuple[str, Path]) -> None:
    address, folder = served
    shots = folder / "screenshots"

    # import, dry run first
    sign_in(page, address, "jingban")
    page.goto(f"{address}/complaints/import")
    page.select_option("[name=source]", "samr_12315")
    page.set_input_files("[name=file]", folder / "exports" / "12315_platform_export.xlsx")
    page.click("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("25位数字")
    expect(page.locator("main")).to_contain_text("截断")
    look(page, shots, "import")
    page.click("form[action^='/complaints/import/'] button[type=submit]")
    expect(page.locator("main a.no").first).to_be_visible()

    # the register finds a complaint whose acceptance clock runs
    page.goto(f"{address}/complaints?kind=complaint&sort=received_desc")
    look(page, shots, "register")
    number = page.locator("table a.no").first.inner_text().strip()
    page.goto(f"{address}/complaints/{number}")
    expect(page.locator("aside")).to_contain_text("第十五条")
    page.locator("aside summary", has_text="为什么是这一天").first.click()
    look(page, shots, "case")

    # a letter of the authority sets a date, and that clock is ours
    page.click("[data-open='#form-event']")
    page.select_option("#form-event [name=kind]", "letter_received")
    page.fill("#form-event [name=occurred_on]", "2026-11-19")
    page.fill("#form-event [name=due_on]", "2026-11-24")
    page.fill("#form-event [name=paper_title]", "投诉分送通知书")
    page.fill("#form-event [name=paper_number]", "示市监消分送〔2026〕第40号")
    page.click("#form-event button[type=submit]")
    page.locator("details", has=page.locator("form[action$='/classify']")).locator("summary").click()
    page.check("form[action$='/classify'] input[value=authority_letter]")
    page.fill("form[action$='/classify'] [name=reason]", "来函指定了答复日期")
    page.click("form[action$='/classify'] button[type=submit]")
    expect(page.locator("aside")).to_contain_text("2026-11-24")

    # draft, fill in, submit
    page.click("[data-open='#form-draft']")
    page.select_option("#form-draft [name=letter_id]", "company_statement")
    page.click("#form-draft button[type=submit]")
    expect(page).to_have_url(re.compile(r"/documents/\d+"))
    document = page.url
    fill_in(page)
    page.click("button[name=then][value=submit]")
    expect(page.locator(".head")).to_contain_text("待审")
    expect(page.locator(".paper img").first).to_be_visible()
    look(page, shots, "document")

    # somebody else approves, the head issues
    sign_in(page, address, "shenhe")
    page.goto(document)
    page.click("form[action$='/approve'] button")
    expect(page.locator(".head")).to_contain_text("已同意")
    sign_in(page, address, "fuzeren")
    page.goto(document)
    page.click("form[action$='/issue'] button")
    expect(page.locator("a[href$='/file/pdf']")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("示例函〔2026〕1号")
    look(page, shots, "issued")
    with page.expect_download() as download:
        page.click("a[href$='/file/pdf']")
    pdf = Path(download.value.path()).read_bytes()
    assert pdf.startswith(b"%PDF-")
    expect(page.locator("main")).to_contain_text(hashlib.sha256(pdf).hexdigest())

    # file it, then its receipt
    sign_in(page, address, "jingban")
    page.goto(document)
    page.click("[data-open='#form-file']")
    page.select_option("#form-file [name=channel]", "portal")
    page.fill("#form-file [name=addressee]", "示例市越秀区市场监督管理局")
    page.fill("#form-file [name=portal__reference]", "SL-0001")
    page.click("#form-file button[type=submit]")
    page.goto(f"{address}/filings?receipt=missing")
    look(page, shots, "filings")
    page.locator("main table a[href^='/filings/']").first.click()
    receipt = folder / "receipt.pdf"
    receipt.write_bytes(pdf)
    page.fill("[name=received_on]", "2026-11-20")
    page.set_input_files("[name=receipt]", receipt)
    page.click("form[action$='/receipt'] button")
    expect(page.locator("main")).to_contain_text("回执已登记")
    page.goto(f"{address}/filings?receipt=present")
    page.locator("main table a[href^='/filings/']").first.click()
    expect(page.locator("main")).to_contain_text(hashlib.sha256(pdf).hexdigest())

    # the clock that the letter set is met, and the history says who did what
    page.goto(f"{address}/complaints/{number}")
    expect(page.locator("#timeline")).to_contain_text("送达")
    sign_in(page, address, "shenji")
    page.goto(f"{address}/audit")
    expect(page.locator("main")).to_contain_text("签发")
    look(page, shots, "audit")


def fill_in(page: Page) -> None:
    """Whatever the case did not know, the officer writes; the examples show the form of lists."""
    texts = {
        "fact_basic_facts": "投诉人在我公司门店购买商品一件，使用三日后不能充电。",
        "fact_findings": "我公司调取了订单与售后记录（证据1），检验确认电池缺陷。",
        "fact_rectification": "已停止销售同批次商品并复检。",
        "fact_incoming": "《投诉分送通知书》",
    }
    for name, text in texts.items():
        page.fill(f"[name={name}]", text)
    if not page.input_value("[name=fact_requests]").strip():
        page.fill("[name=fact_requests]", "更换商品")
    fill_row(page, "responses", 1, "更换商品", "同意", "已与投诉人约定更换")
    fill_row(page, "evidence", 1, "订单及售后记录", "电子数据", "交易与送修经过", "2")


def fill_row(page: Page, fact: str, number: int, *cells: str) -> None:
    """The fields of one row of a table, in the order of its columns."""
    row = page.locator(f".field:has([name=fact_{fact}]) .table-rows > li").nth(number - 1)
    for place, cell in enumerate(cells):
        field = row.locator("[data-cell]").nth(place)
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(cell)
        else:
            field.fill(cell)
