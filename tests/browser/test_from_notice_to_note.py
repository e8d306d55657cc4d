"""A holiday notice by the pages in a real browser: paste, read, preview, a second person confirms, the case says so."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from compliance.casework.actor import Actor
from compliance.casework.intake import receive_complaint
from compliance.casework.proceedings import record_legal_event
from compliance.records.people import user_by_name
from compliance.resources import load_resources
from compliance.roles import Role
from compliance.settings import Settings
from tests.browser.served import PASSWORD, browsing, furnish_now, serving
from tests.web.conftest import complaint
from tests.web.test_law_change_pages import NOTICE

pytestmark = pytest.mark.browser
TODAY = "2026-11-20"
CASES = 32


async def register(settings: Settings) -> str:
    """Mediations accepted on 3 November, whose sixty days end in the holidays of January; the first one's number."""
    resources = load_resources(settings)
    await resources.open()
    try:
        user = await user_by_name(resources.database, "jingban")
        assert user is not None
        officer = Actor(user.id, user.username, user.display_name, Role.officer)
        numbers = []
        for each in range(CASES):
            case = await receive_complaint(
                resources,
                officer,
                incoming=complaint(0, title=f"示例调解 {each}", received_on=date(2026, 11, 3)),
                regimes=("samr_complaint",),
                submission_key=f"browser-{each:04}",
            )
            await record_legal_event(
                resources, officer, number=case.number, kind="accepted", occurred_on=case.received_on, reason="补登"
            )
            numbers.append(case.number)
        return numbers[0]
    finally:
        await resources.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, str]]:
    folder = tmp_path_factory.mktemp("law")
    settings = Settings(data_dir=folder / "var", pinned_today=TODAY)
    furnish_now(settings)
    number = asyncio.run(register(settings))
    with serving(settings.data_dir, today=TODAY) as address:
        yield address, folder, number


@pytest.fixture
def page(served: tuple[str, Path, str]) -> Iterator[Page]:
    """A page that fails the test when a script throws or something is blocked by CSP."""
    troubles: list[str] = []
    with browsing() as context:
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
        page.on("dialog", lambda dialog: dialog.accept())
        yield page
    assert troubles == []


def sign_in(page: Page, address: str, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("今日办理"))


def look(page: Page, folder: Path, name: str) -> None:
    folder.mkdir(exist_ok=True)
    for width, height in ((390, 844), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{name} is {wider} px wider than {width}"
        page.screenshot(path=folder / f"{name}.{width}.png")


def test_from_pasted_notice_to_the_note_on_the_case(page: Page, served: tuple[str, Path, str]) -> None:
    address, folder, number = served
    shots = folder / "screenshots"

    # the board says what is missing and leads to the form
    sign_in(page, address, "shenhe")
    expect(page.locator("main")).to_contain_text("2027年放假安排尚未载入")
    page.click("text=载入通知")
    page.fill("#f-text", NOTICE)
    page.click("button:has-text('读取通知')")
    expect(page.locator(".sentences")).to_contain_text("2026-12-27（周日）上班")
    look(page, shots, "read")
    page.fill("#f-number", "（试）第1号")
    page.fill("#f-reason", "通知已公布")
    page.click("button[value=propose]")
    expect(page.locator("main .verdict")).to_have_text(re.compile(f"{CASES} 项在办期限将变化.*{CASES} 项延后"))
    expect(page.locator("tr[data-row]")).to_have_count(CASES)
    expect(page.locator("button:has-text('确认生效')")).to_be_disabled()
    change = page.url.partition("?")[0]
    look(page, shots, "proposed")

    # nothing has moved yet; the second person finds it in the menu
    page.goto(f"{address}/complaints/{number}")
    expect(page.locator("aside")).to_contain_text("2027-01-04")
    sign_in(page, address, "fuzeren")
    expect(page.locator("#side a[href='/law/changes'] .count")).to_have_text("1")
    page.click("#side a[href='/law/changes']")
    page.click("main table a")
    expect(page).to_have_url(change)
    page.fill("form[action$='/confirm'] textarea", "已对照原文")
    page.click("form[action$='/confirm'] button")
    expect(page.locator(".head")).to_contain_text("已生效")
    look(page, shots, "in_force")

    # the case carries the note, and the calendar the notice
    page.click(f"main a[href='/complaints/{number}']")
    expect(page.locator("aside")).to_contain_text("2027-01-05")
    note = page.locator("section[aria-labelledby=law-moves-title]")
    expect(note).to_contain_text("由 2027-01-04（周一） 改为 2027-01-05（周二）")
    expect(note).to_contain_text("已对照原文")
    look(page, shots, "case")
    page.goto(f"{address}/calendar?year=2027")
    expect(page.locator("main")).to_contain_text("（试）第1号")
    look(page, shots, "calendar")
