"""The API: a bearer token, strict inputs, problem+json, the same answers as the pages, a description that is complete."""

import json
import re

import pytest

from tests.web.conftest import PASSWORD, Browser
from tests.web.test_who_may_enter import every_route


@pytest.fixture(scope="module")
def bearer(house):
    answer = Browser(house, {})._send("POST", "/api/v1/sessions", json={"username": "officer", "password": PASSWORD})
    assert answer.status_code == 201
    assert not any(line.startswith("anqi=") for line in answer.headers.get_list("set-cookie"))
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def call(house, method, path, bearer=None, **arguments):
    return Browser(house, {})._send(method, f"/api/v1{path}", headers=bearer or {}, **arguments)


def test_a_wrong_password_is_a_problem_in_json(house):
    answer = call(house, "POST", "/sessions", json={"username": "officer", "password": "wrong"})
    assert answer.status_code == 401 and answer.headers["content-type"].startswith("application/problem+json")


def test_without_a_token_there_is_nothing(house):
    answer = call(house, "GET", "/complaints")
    assert answer.status_code == 401 and answer.json()["request_id"]


def test_a_complaint_is_registered_and_its_clocks_come_back(house, bearer):
    body = {
        "submission_key": "from-the-api",
        "channel": "samr_12315",
        "received_on": "2026-11-19",
        "content": "接口登记",
        "complainant": {"name": "示例王五", "phone": "13700001111"},
    }
    first = call(house, "POST", "/complaints", bearer, json=body)
    again = call(house, "POST", "/complaints", bearer, json=body)
    assert first.status_code == 201 and first.json()["number"] == again.json()["number"]
    assert "13700001111" not in first.text and "source_fields" not in first.json()
    shown = call(house, "GET", f"/complaints/{first.json()['number']}", bearer).json()
    assert [item["due_on"] for item in shown["deadlines"] if item["limit"] == "acceptance_decision"] == ["2026-11-30"]
    event = {"kind": "replied", "occurred_on": "2026-11-20", "note": "已答复"}
    assert call(house, "POST", f"/complaints/{shown['number']}/events", bearer, json=event).status_code == 201


@pytest.mark.parametrize("extra", ["status", "number", "revision", "handler_id", "tier"])
def test_a_field_that_the_act_does_not_know_is_refused(house, bearer, extra):
    body = {"submission_key": "mass-assignment", "channel": "samr_12315", "received_on": "2026-11-19", extra: "closed"}
    answer = call(house, "POST", "/complaints", bearer, json=body)
    assert answer.status_code == 400 and extra in answer.json()["detail"]


def test_a_refusal_names_its_fields(house, bearer):
    body = {"submission_key": "future-day", "channel": "samr_12315", "received_on": "2026-12-31", "content": "x"}
    answer = call(house, "POST", "/complaints", bearer, json=body)
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "received_on"


def test_an_unknown_case_is_404_and_a_wrong_role_403(house, bearer):
    assert call(house, "GET", "/complaints/TS-2026-99999", bearer).status_code == 404
    assert call(house, "GET", "/audit/entries", bearer).status_code == 403


def test_the_calculator_and_the_api_give_the_same_answer(house):
    query = "regime=samr_complaint&profile=authority&kind=complaint_received&on=2026-09-30"
    found = call(house, "GET", f"/deadlines?{query}").json()["deadlines"][0]
    page = Browser(house, {}).get(f"/calculator?{query}").text
    assert found["due_on"] == "2026-10-15" and "2026-10-15（周四）" in page
    posted = call(
        house,
        "POST",
        "/deadlines",
        json={
            "regime": "samr_complaint",
            "profile": "authority",
            "today": "2026-11-21",
            "events": [{"kind": "complaint_received", "on": "2026-09-30"}],
        },
    ).json()
    assert posted["deadlines"][0]["due_on"] == "2026-10-15"


def test_a_list_of_requests_gives_a_list_of_answers(house):
    good = {"regime": "samr_complaint", "events": [{"kind": "complaint_received", "on": "2026-11-02"}]}
    answers = call(house, "POST", "/deadlines", json=[good, {"regime": "no_such"}, good]).json()
    assert len(answers) == 3 and "error" in answers[1] and answers[0]["deadlines"]


def test_open_clocks_are_those_of_the_board(house, bearer):
    clocks = call(house, "GET", "/clocks", bearer).json()
    board = house.as_("officer").get("/?scope=all").text
    assert len(clocks) == board.count("<tr data-row>")


def test_a_cookie_alone_does_not_change_anything_through_the_api(house):
    answer = house.as_("officer")._send("POST", "/api/v1/complaints/TS-2026-00001/remarks", json={"text": "x"})
    assert answer.status_code == 403


def test_signing_out_ends_the_token(house):
    token = call(house, "POST", "/sessions", json={"username": "head", "password": PASSWORD}).json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert call(house, "DELETE", "/sessions", bearer).status_code == 204
    assert call(house, "GET", "/clocks", bearer).status_code == 401


def test_the_description_holds_every_route_once_and_nothing_else(house):
    schema = house.as_("officer").get("/schema/openapi.json").json()
    described = {f"{method.upper()} {path}" for path, methods in schema["paths"].items() for method in methods}
    routes = {f"{method} {path}" for method, path, _ in every_route(house.client.app) if path.startswith("/api/v1")}
    assert described == routes
    names = [operation["operationId"] for methods in schema["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names)) and all(re.fullmatch(r"[a-z_]+", name) for name in names)
    assert "paths" in json.loads(json.dumps(schema))


def test_swagger_is_ours_and_behind_the_sign_in(house):
    assert Browser(house, {}).get("/schema/").status_code == 303
    page = house.as_("officer").get("/schema/")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert set(re.findall(r'(?:src|href)="([^"]+)"', page.text)) and "//" not in "".join(
        re.findall(r'(?:src|href)="([^"]+)"', page.text)
    )


def test_a_file_is_imported_with_a_dry_run_first(house, bearer):
    sheet = "登记编号,投诉人,内容\n".encode()
    answer = call(
        house,
        "POST",
        "/imports",
        bearer,
        data={"source": "samr_12315", "dry_run": "true"},
        files={"file": ("a.csv", sheet, "text/csv")},
    )
    assert answer.status_code == 422 and answer.json()["detail"]
