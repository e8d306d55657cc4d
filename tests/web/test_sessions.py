"""Sessions: a planted token is never adopted, a sign-in makes a new one, an ended one is dead at once."""

import re
from datetime import timedelta

from compliance.casework import people as verbs
from compliance.casework.actor import system_actor
from compliance.records import sessions
from tests.web.conftest import PASSWORD, Browser, House

PLANTED = "attackerchosenattackerchosenattackerchosenx"


def cookie_of(answer, name="anqi"):
    for line in answer.headers.get_list("set-cookie"):
        if line.startswith(f"{name}="):
            return line.partition("=")[2].partition(";")[0]
    return None


def sign_in(house: House, browser: Browser, username="officer", password=PASSWORD):
    return browser.post("/sign-in", {"username": username, "password": password, "next": "/help"})


def test_a_planted_token_is_not_adopted_and_not_kept_at_sign_in(house):
    victim = Browser(house, {"anqi": PLANTED})
    before = victim.get("/")
    assert before.status_code == 303 and before.headers["location"].startswith("/sign-in")
    answer = sign_in(house, Browser(house, {"anqi": PLANTED}))
    assert answer.status_code == 303 and answer.headers["location"] == "/help"
    assert cookie_of(answer) not in (None, "", PLANTED)
    assert Browser(house, {"anqi": PLANTED}).get("/").status_code == 303


def test_signing_in_again_ends_the_session_that_was_there(house):
    first = cookie_of(sign_in(house, Browser(house, {})))
    browser = Browser(house, {"anqi": first})
    second = cookie_of(sign_in(house, browser))
    assert second and second != first
    assert Browser(house, {"anqi": first}).get("/help").status_code == 303
    assert Browser(house, {"anqi": second}).get("/help").status_code == 200


def test_the_cookie_cannot_be_read_by_scripts_and_has_no_fixed_life(house):
    line = next(
        line for line in sign_in(house, Browser(house, {})).headers.get_list("set-cookie") if line.startswith("anqi=")
    )
    assert "HttpOnly" in line and "SameSite=Lax" in line and "Max-Age" not in line


def test_a_wrong_password_says_the_same_for_known_and_unknown_names(house):
    known = sign_in(house, Browser(house, {}), password="wrong password here")
    unknown = sign_in(house, Browser(house, {}), username="nobody", password="wrong password here")
    assert known.status_code == unknown.status_code == 401
    sentence = re.compile(r'<div class="note bad" role="alert">(.*?)</div>')
    assert sentence.search(known.text).group(1) == sentence.search(unknown.text).group(1)
    assert "wrong password here" not in known.text


def test_sign_out_ends_the_session_and_clears_the_browser(house):
    token = cookie_of(sign_in(house, Browser(house, {})))
    answer = Browser(house, {"anqi": token}).post("/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert Browser(house, {"anqi": token}).get("/help").status_code == 303


def test_an_idle_session_and_an_old_one_are_dead(house):
    async def aged(column: str, back: timedelta):
        token, session = await sessions.start_session(
            house.resources.database, user_id=1, body={}, at=house.resources.clock.now()
        )
        await house.resources.database.execute(
            f"UPDATE sessions SET {column} = {{}} WHERE token_hash = {{}}",
            house.resources.clock.now() - back,
            session.token_hash,
        )
        return token

    idle = house.run(aged, "seen_at", timedelta(minutes=31))
    old = house.run(aged, "expires_at", timedelta(seconds=1))
    assert Browser(house, {"anqi": idle}).get("/help").status_code == 303
    assert Browser(house, {"anqi": old}).get("/help").status_code == 303


def test_a_disabled_user_is_out_at_the_next_request(house):
    browser = house.as_("reviewer")
    assert browser.get("/help").status_code == 200

    async def disable():
        await verbs.disable_user(house.resources, system_actor(house.resources), username="reviewer", reason="示例")

    house.run(disable)
    assert browser.get("/help").status_code == 303


def test_nobody_is_sent_elsewhere_after_signing_in(house):
    for target in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        browser = Browser(house, {})
        answer = browser.post("/sign-in", {"username": "officer", "password": PASSWORD, "next": target})
        assert answer.headers["location"] == "/", target


def test_a_deep_link_leads_back_after_signing_in(house):
    answer = Browser(house, {}).get("/complaints/TS-2026-00001?step=replied")
    assert answer.headers["location"] == "/sign-in?next=%2Fcomplaints%2FTS-2026-00001%3Fstep%3Dreplied"


def test_htmx_is_told_to_go_to_the_sign_in_page(house):
    answer = Browser(house, {}).get("/documents/1/preview", headers={"HX-Request": "true"})
    assert answer.status_code == 401 and answer.headers["hx-redirect"].startswith("/sign-in")


def test_only_a_page_gives_a_door_cookie(house):
    """The picture of an older page may be answered after the sign-in page: its answer must not spoil that one's form."""
    for dead in ({}, {"anqi": "x" * 43}):
        browser = Browser(house, dead)
        picture = browser.get("/documents/1/pages/1", headers={"Sec-Fetch-Dest": "image"})
        assert picture.status_code == 401 and "set-cookie" not in picture.headers
        assert "set-cookie" not in browser.get("/documents/1/preview", headers={"HX-Request": "true"}).headers
        assert "set-cookie" not in browser.get("/documents/1").headers
        assert "anqi-door=" in browser.get("/sign-in").headers["set-cookie"]


def test_a_sign_in_page_whose_cookie_another_one_replaced_asks_once_more(house):
    first, second = Browser(house, {}), Browser(house, {})
    stale, _ = first.token(), second.token()
    browser = Browser(house, second.cookies)
    form = {"username": "officer", "password": PASSWORD, "next": "/help"}
    answer = browser._send("POST", "/sign-in", data=form | {"_csrf": stale})
    assert answer.status_code == 403 and "登录页已过期，请再登录一次" in answer.text
    assert 'value="officer"' in answer.text and 'value="/help"' in answer.text and PASSWORD not in answer.text
    assert browser.post("/sign-in", form).headers["location"] == "/help"
