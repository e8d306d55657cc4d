"""Forged requests: no token, another's token, another site, another host; and what every answer carries."""

import pytest

from tests.web.conftest import Browser

REMARK = "/complaints/TS-2026-00001/remarks"


def test_without_a_token_nothing_is_stored(house):
    browser = house.as_("officer")
    answer = browser._send("POST", REMARK, data={"text": "forged-one"})
    assert answer.status_code == 403
    assert "forged-one" not in browser.get("/complaints/TS-2026-00001").text


def test_another_persons_token_is_refused(house):
    theirs = house.as_("head").token()
    answer = house.as_("officer")._send("POST", REMARK, data={"text": "forged-two", "_csrf": theirs})
    assert answer.status_code == 403


def test_the_token_in_a_header_is_as_good_as_in_the_form(house):
    browser = house.as_("officer")
    answer = browser._send("POST", REMARK, data={"text": "ok"}, headers={"X-CSRF-Token": browser.token()})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_is_refused_even_with_the_right_token(house, headers):
    assert house.as_("officer").post(REMARK, {"text": "forged"}, headers=headers).status_code == 403


def test_a_sign_in_form_needs_its_own_token(house):
    answer = Browser(house, {})._send("POST", "/sign-in", data={"username": "officer", "password": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/json"])
def test_simple_content_types_carry_no_token(house, kind):
    answer = house.as_("officer")._send("POST", REMARK, content=b'{"text":"x"}', headers={"Content-Type": kind})
    assert answer.status_code == 403


def test_an_unknown_host_is_refused(house):
    answer = Browser(house, {}).get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400 and "ANQI_ALLOWED_HOSTS" in answer.text


@pytest.mark.parametrize("path", ["/", "/complaints", "/complaints/TS-2026-00001", "/calculator", "/no-such-page"])
def test_pages_are_locked_down_and_not_kept(house, path):
    answer = house.as_("officer").get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "script-src 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "HX-Request" in answer.headers["vary"]
    assert answer.headers["x-request-id"]


def test_static_files_may_be_kept_for_ever(house):
    answer = Browser(house, {}).get("/static/vendor/htmx-org-4.0.1/htmx.min.js")
    assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
    assert not answer.headers.get_list("set-cookie")


def test_static_files_do_not_leave_their_folder(house):
    for path in ("/static/../app.py", "/static/%2e%2e/%2e%2e/app.py", "/static//etc/passwd"):
        assert Browser(house, {}).get(path).status_code in (400, 404)


def test_a_body_that_is_too_large_gets_one_sentence(house):
    browser = house.as_("officer")
    token = browser.token()
    answer = browser._send(
        "POST",
        "/complaints/import",
        data={"source": "samr_12315", "_csrf": token},
        files={"file": ("big.xlsx", b"0" * 50_000_000, "application/octet-stream")},
    )
    assert answer.status_code == 413 and "20 MB" in answer.text


def test_health_needs_no_sign_in_and_shows_no_case(house):
    for path in ("/healthz", "/readyz", "/health/sweeper"):
        answer = Browser(house, {}).get(path)
        assert answer.status_code in (200, 503) and "TS-" not in answer.text


def test_a_page_that_does_not_exist_says_so_with_a_request_number(house):
    answer = house.as_("officer").get("/complaints/TS-2026-99999")
    assert answer.status_code == 404 and answer.headers["x-request-id"] in answer.text
