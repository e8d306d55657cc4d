"""The pages in real Chromium: nothing from outside, nothing that the content policy stops, no sideways scrolling, keys."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright import sync_api as playwright

from compliance.app import create_app
from tests.web.conftest import PASSWORD, load

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.browser
PAGES = (
    "/", "/complaints", "/complaints/new", "/complaints/import", "/complaints/TS-2026-00006", "/reviews", "/filings",
    "/calculator?regime=samr_complaint&profile=authority&kind=complaint_received&on=2026-09-30", "/rules",
    "/calendar/2026", "/help", "/schema/",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def address(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("browser") / "var"
    shutil.copytree(furnished, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(load(folder)), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=30)


@pytest.fixture(scope="module")
def tab(address: str, tmp_path_factory: pytest.TempPathFactory):
    with playwright.sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"), executable_path=CHROMIUM, headless=True, args=FLAGS, locale="zh-CN"
        )
        page = context.new_page()
        page.complaints_of_the_browser = []
        page.on(
            "console",
            lambda said: (
                page.complaints_of_the_browser.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: page.complaints_of_the_browser.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                page.complaints_of_the_browser.append(asked.url)
                if not asked.url.startswith((address, "data:"))
                else None
            ),
        )
        page.goto(f"{address}/sign-in")
        page.fill("#f-username", "officer")
        page.fill("#f-password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{address}/")
        yield page
        context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_page_is_whole_and_fits(tab, address, path, width):
    tab.complaints_of_the_browser.clear()
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(address + path)
    tab.wait_for_load_state("networkidle")
    assert tab.complaints_of_the_browser == []
    if path != "/schema/":
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_the_clock_moves_while_one_types_and_ctrl_enter_saves(tab, address):
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(f"{address}/complaints/new")
    tab.select_option("#f-channel", "samr_12315")
    tab.fill("#f-received", "11.16")
    tab.wait_for_selector("#clock-preview .clock")
    assert "2026-11-25" in tab.inner_text("#clock-preview")
    tab.fill("#f-received", "2026-11-17")
    tab.locator("#clock-preview").get_by_text("2026-11-26").first.wait_for()
    tab.fill("#f-content", "浏览器登记")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_url("**/complaints/TS-2026-*")
    assert "浏览器登记" in tab.inner_text("main")


def test_rows_are_walked_with_j_and_k_and_opened_with_enter(tab, address):
    tab.goto(f"{address}/complaints")
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    tab.keyboard.press("k")
    first = tab.inner_text("tr[data-row]:first-child a")
    assert tab.evaluate("document.activeElement.textContent") == first
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/complaints/{first}")


def test_keys_rest_in_fields_and_can_be_switched_off(tab, address):
    tab.goto(f"{address}/complaints")
    tab.keyboard.press("/")
    tab.keyboard.type("jk?")
    assert tab.input_value("#search") == "jk?"
    tab.goto(f"{address}/help")
    tab.uncheck("#keys-switch")
    tab.goto(f"{address}/complaints")
    tab.keyboard.press("j")
    assert tab.locator("tr.current").count() == 0
    tab.goto(f"{address}/help")
    tab.check("#keys-switch")


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(tab, address, tmp_path):
    big = tmp_path / "big.xlsx"
    big.write_bytes(b"0" * 21_000_000)
    tab.goto(f"{address}/complaints/import")
    tab.select_option("#f-source", "samr_12315")
    tab.set_input_files("#f-file", big)
    tab.click("main button.btn-primary")
    tab.locator(".toast-line.bad").wait_for()
    assert "20 MB" in tab.inner_text(".toast-line.bad") and tab.url.endswith("/complaints/import")


def test_a_form_shows_only_the_fields_of_the_chosen_step(tab, address):
    tab.goto(f"{address}/complaints/TS-2026-00001?step=suspended")
    assert tab.is_visible("#f-ground") and not tab.is_visible("#f-due_on")


def test_hostile_text_runs_nothing(tab, address):
    spoken = []
    tab.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    for path in ("/complaints/TS-2026-00006", "/", "/complaints"):
        tab.goto(address + path)
        tab.wait_for_load_state("networkidle")
    assert spoken == []
