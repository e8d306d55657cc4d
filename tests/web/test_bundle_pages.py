"""Exporting a case from its page and through the API: the form, the wait, the download, and who may."""

from __future__ import annotations

import hashlib
import io
import re
import time
import zipfile
from pathlib import Path

import pytest

from tests.web.conftest import House

CASE = "/complaints/TS-2026-00001"


def finished(browser, address: str):
    """The page of a bundle once it no longer runs."""
    for _ in range(240):
        page = browser.get(address)
        if "hx-trigger" not in page.text.partition('id="run"')[2].partition(">")[0]:
            return page
        time.sleep(0.5)
    raise AssertionError("the bundle was never ready")


@pytest.mark.parametrize("role", ["officer", "reviewer", "head", "auditor"])
def test_the_case_page_leads_to_the_export(house: House, role: str) -> None:
    browser = house.as_(role)
    assert f'href="{CASE}/bundle"' in browser.get(CASE).text
    page = browser.get(f"{CASE}/bundle")
    assert page.status_code == 200 and f'action="{CASE}/bundle"' in page.text
    assert 'name="unmasked"' in page.text and 'name="reason"' in page.text
    assert "Export case bundle" in house.as_(role, lang="en").get(f"{CASE}/bundle").text


def test_who_may_not_export_sees_no_button_and_gets_nothing(house: House) -> None:
    browser = house.as_("administrator")
    assert f"{CASE}/bundle" not in browser.get(CASE).text
    assert browser.get(f"{CASE}/bundle").status_code == 403
    assert browser.post(f"{CASE}/bundle").status_code == 403
    answer = house.as_("administrator")._send(
        "POST", f"/api/v1{CASE}/bundle", json={}, headers={"x-csrf-token": browser.token()}
    )
    assert answer.status_code == 403


def test_a_bundle_is_made_followed_and_downloaded_as_stored(house: House) -> None:
    browser = house.as_("head")
    begun = browser.post(f"{CASE}/bundle", {"reason": "归档"})
    assert begun.status_code == 303
    address = begun.headers["location"]
    assert re.fullmatch(re.escape(CASE) + r"/bundle/[\w-]{20,}", address)
    ready = finished(browser, address)
    assert "案卷已经备好" in ready.text and f'href="{address}/file"' in ready.text
    digest = re.search(r"SHA-256：([0-9a-f]{64})", ready.text)
    for _ in range(2):
        sent = browser.get(f"{address}/file")
        assert sent.status_code == 200 and sent.headers["content-type"] == "application/zip"
        assert int(sent.headers["content-length"]) == len(sent.content)
        assert sent.headers["content-disposition"].startswith("attachment;")
        assert digest and hashlib.sha256(sent.content).hexdigest() == digest[1]
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        assert archive.testzip() is None and "00-目录.html" in archive.namelist()
    row = house.run(
        house.resources.database.one,
        "SELECT actor, reason, case_number FROM audit_entries WHERE action = 'export_case' ORDER BY id DESC LIMIT 1",
    )
    assert row == {"actor": "head", "reason": "归档", "case_number": "TS-2026-00001"}
    for other in ("officer", "auditor"):
        assert house.as_(other).get(f"{address}/file").status_code == 404
        assert house.as_(other).get(address).status_code == 404
    assert browser.get(f"/complaints/TS-2026-00002/bundle/{address.rpartition('/')[2]}/file").status_code == 404


def test_persons_in_clear_need_a_reason_and_keep_what_was_typed(house: House) -> None:
    browser = house.as_("officer")
    refused = browser.post(f"{CASE}/bundle", {"unmasked": "yes", "drafts": ""})
    assert refused.status_code == 422 and "须写明理由" in refused.text
    assert re.search(r'id="f-unmasked"[^>]*checked', refused.text)
    begun = browser.post(f"{CASE}/bundle", {"unmasked": "yes", "reason": "法院调卷"})
    ready = finished(browser, begun.headers["location"])
    sent = browser.get(begun.headers["location"] + "/file")
    assert "案卷已经备好" in ready.text
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        assert "13800001234" in archive.read("01-案件登记.html").decode()


def test_hostile_words_of_a_case_stay_words_in_its_bundle(house: House) -> None:
    browser = house.as_("officer")
    begun = browser.post("/complaints/TS-2026-00006/bundle", {"reason": "x"})
    finished(browser, begun.headers["location"])
    sent = browser.get(begun.headers["location"] + "/file")
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        for name in archive.namelist():
            if name.endswith(".html"):
                page = archive.read(name).decode()
                assert "<script" not in page and "<img" not in page
        assert "&lt;script&gt;" in archive.read("02-经过.html").decode()


def test_the_api_sends_the_same_bundle_and_leaves_nothing_behind(house: House) -> None:
    browser = house.as_("auditor")
    headers = {"x-csrf-token": browser.token()}
    folder = house.resources.settings.data_dir / "bundles"
    before = _files(folder)
    sent = browser._send("POST", f"/api/v1{CASE}/bundle", json={"reason": "检查"}, headers=headers)
    assert sent.status_code == 200, sent.text
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        assert archive.testzip() is None and "manifest.json" in archive.namelist()
    assert _files(folder) <= before
    for body, status in (({"unmasked": True}, 422), ({"unknown": 1}, 400)):
        refused = browser._send("POST", f"/api/v1{CASE}/bundle", json=body, headers=headers)
        assert refused.status_code in (status, 422) and "application/problem+json" in refused.headers["content-type"]
    missing = browser._send("POST", "/api/v1/complaints/TS-2026-99999/bundle", json={}, headers=headers)
    assert missing.status_code == 404


def test_an_unknown_bundle_offers_to_export_again(house: House) -> None:
    browser = house.as_("officer")
    gone = browser.get(f"{CASE}/bundle/nothing-of-that-name")
    assert gone.status_code == 404 and "请重新导出" in gone.text and f'action="{CASE}/bundle"' in gone.text
    assert browser.get("/complaints/TS-2026-99999/bundle").status_code == 404


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()
