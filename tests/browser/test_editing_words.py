"""Editing the words of a draft in a real browser: insert, rows, suggestions, typing kept over a reload, keys, small screens."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from compliance.casework import approvals, drafting
from compliance.casework.actor import Actor
from compliance.casework.intake import receive_complaint
from compliance.records.people import user_by_name
from compliance.resources import load_resources
from compliance.roles import Role
from compliance.settings import Settings
from tests.browser.served import PASSWORD, browsing, furnish_now, serving
from tests.casework.builders import STATEMENT
from tests.web.conftest import complaint

pytestmark = pytest.mark.browser
TODAY = "2026-11-20"
ELEVEN_SECONDS = 11_000
APOLOGY = "我公司对给消费者造成的不便深表歉意。"


async def drafts(settings: Settings) -> int:
    """An approved statement on one case and a draft on another; the draft's number."""
    resources = load_resources(settings)
    await resources.open()
    try:
        actors = {}
        for name in ("jingban", "shenhe"):
            user = await user_by_name(resources.database, name)
            assert user is not None
            actors[name] = Actor(user.id, user.username, user.display_name, Role(user.role))
        officer, made = actors["jingban"], []
        for key in ("first", "second"):
            case = await receive_complaint(
                resources,
                officer,
                incoming=complaint(0, title="电饭煲不能加热", received_on=resources.clock.today()),
                regimes=("samr_complaint",),
                submission_key=f"words-{key}",
            )
            facts = STATEMENT | {"findings": APOLOGY} if key == "first" else dict(STATEMENT)
            made.append(
                await drafting.draft_letter(
                    resources, officer, number=case.number, letter_id="company_statement", facts=facts
                )
            )
        put_up = await drafting.submit_draft(resources, officer, document_id=made[0].id)
        await approvals.approve_document(
            resources, actors["shenhe"], document_id=put_up.id, expected_content_sha256=put_up.content_sha256 or ""
        )
        return made[1].id
    finally:
        await resources.close()


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, str]]:
    """A page of somebody who is signed in, and the address of the draft's words."""
    folder: Path = tmp_path_factory.mktemp("words")
    settings = Settings(data_dir=folder / "var", pinned_today=TODAY)
    furnish_now(settings)
    document = asyncio.run(drafts(settings))
    with serving(folder / "var", today=TODAY) as address, browsing() as context:
        page = context.new_page()
        page.goto(f"{address}/sign-in")
        page.fill("[name=username]", "jingban")
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        page.on("dialog", lambda dialog: dialog.accept())
        yield page, f"{address}/documents/{document}/text"


PASTED = "检验记录\t书证\t电源板缺陷\t1\n照片\t电子数据\t外观\t3\n"


def test_a_table_of_facts_is_typed_pasted_ordered_and_saved_as_it_stands(editor: tuple[Page, str]) -> None:
    page, address = editor
    page.goto(address.removesuffix("/text"))
    sent = page.locator("[name=fact_evidence]")
    rows = page.locator(".field:has([name=fact_evidence]) .table-rows > li")
    before = sent.input_value().splitlines()
    expect(sent).to_be_hidden()
    expect(rows).to_have_count(len(before))
    rows.last.locator("textarea").first.press("Enter")
    first = rows.last.locator("textarea").first
    expect(first).to_be_focused()
    expect(rows.last.get_by_role("textbox").first).to_have_accessible_name(f"第 {len(before) + 1} 行 证据名称")
    first.evaluate(
        """(field, text) => { const clip = new DataTransfer(); clip.setData("text/plain", text);
        field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clip, bubbles: true, cancelable: true })); }""",
        PASTED,
    )
    expect(rows).to_have_count(len(before) + 2)
    rows.last.locator("textarea").nth(2).fill("外观｜包装|铭牌")
    rows.last.get_by_role("button", name="上移一行").click()
    rows.first.get_by_role("button", name="删去").click()
    rows.first.get_by_role("button", name="恢复").click()
    rows.first.get_by_role("button", name="删去").click()
    kept = ["照片\t电子数据\t外观｜包装|铭牌\t3", "检验记录 | 书证 | 电源板缺陷 | 1"]
    expect(sent).to_have_value("\n".join([*before[1:], *kept]))
    page.get_by_role("button", name="保存要素").click()
    page.wait_for_url("**said=**")
    expect(page.locator("[name=fact_evidence]")).to_have_value("\n".join([*before[1:], *kept]))
    expect(rows.nth(len(before) - 1).locator("textarea").nth(2)).to_have_value("外观｜包装|铭牌")
    rows.last.get_by_role("button", name="删去").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**said=**")
    expect(rows).to_have_count(len(before))


def test_a_paragraph_is_put_in_by_keys_and_saved_by_keys(editor: tuple[Page, str]) -> None:
    page, address = editor
    page.goto(address)
    page.locator(".passage[data-place='3'] [data-insert]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".passage.new textarea")).to_be_focused()
    page.keyboard.type("先说明一点。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**said=text_saved**")
    expect(page.locator(".passage[data-place='4'] textarea")).to_have_value("先说明一点。")


def test_a_row_is_added_to_a_table_and_one_taken_out(editor: tuple[Page, str]) -> None:
    page, address = editor
    page.goto(address)
    last = page.locator("[data-add-row]").last
    table = page.locator("table.cells").last
    last.click()
    row = table.locator("tbody tr").last
    row.locator("textarea").first.fill("检验照片")
    table.locator("tbody tr").first.get_by_role("checkbox").check()
    page.get_by_role("button", name="保存为新版本").click()
    page.wait_for_url("**said=text_saved**")
    expect(page.locator("table.cells").last.locator("tbody tr")).to_have_count(1)
    expect(page.locator("table.cells").last.locator("tbody textarea").first).to_have_value("检验照片")


def test_typing_that_was_not_saved_is_there_after_a_reload(editor: tuple[Page, str]) -> None:
    page, address = editor
    page.clock.install()
    page.goto(address)
    field = page.locator(".passage[data-place='1'] textarea, .passage[data-place='2'] textarea").first
    field.fill("改过而没有保存的话")
    page.locator(".passage[data-place='3'] [data-insert]").click()
    page.locator(".passage.new textarea").fill("新写而没有保存的段落")
    page.clock.fast_forward(ELEVEN_SECONDS)
    expect(page.locator("#autosaved")).to_contain_text("暂存")
    page.reload()
    expect(page.locator("#unsaved")).to_be_visible()
    assert field.input_value() != "改过而没有保存的话", "nothing comes back unasked"
    page.get_by_role("button", name="恢复").click()
    expect(field).to_have_value("改过而没有保存的话")
    expect(page.locator(".passage.new textarea")).to_have_value("新写而没有保存的段落")
    page.get_by_role("button", name="保存为新版本").click()
    page.wait_for_url("**said=text_saved**")
    expect(page.locator("#unsaved")).to_be_hidden()


def test_a_suggested_paragraph_is_put_where_it_belongs(editor: tuple[Page, str]) -> None:
    page, address = editor
    page.goto(address)
    page.locator(".suggestion > summary").first.click()
    page.locator(".suggestion .piece", has_text=APOLOGY).get_by_role("button").click()
    new = page.locator(".passage.new")
    expect(new.locator("textarea")).to_have_value(APOLOGY)
    assert new.get_attribute("data-section") == "调查核实情况"
    page.get_by_role("button", name="不要这段").click()
    expect(new).to_have_count(0)


@pytest.mark.parametrize("view", ["", "?view=read", "/versions"])
def test_a_small_screen_shows_it_all_without_scrolling_sideways(editor: tuple[Page, str], view: str) -> None:
    page, address = editor
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + view)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 800})
