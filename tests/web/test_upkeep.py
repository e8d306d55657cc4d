"""The red banner of a dead sweeper, users, notices, password."""

import re
from datetime import timedelta

from compliance.casework.sweeping import sweep_once
from tests.web.conftest import PASSWORD, Browser


def test_a_dead_sweeper_raises_a_red_banner_and_a_failing_health(house):
    async def age():
        now = house.resources.clock.now()
        await house.resources.database.execute(
            "UPDATE heartbeats SET started_at = {}, finished_at = {}",
            now - timedelta(minutes=9),
            now - timedelta(minutes=9),
        )

    house.run(sweep_once, house.resources)
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
