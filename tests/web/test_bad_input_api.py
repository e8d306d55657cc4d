"""Input that no client should send: one sentence and the right status, never an error of ours, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from filings.example_facts import example_sets
from filings.letters import load_catalogue
from tests.web.conftest import PASSWORD, Browser, House

NOBODY = 2**63
CASE = "TS-2026-00003"


@pytest.fixture(scope="module")
def bearers(house: House) -> dict[str, dict[str, str]]:
    def token(name: str) -> str:
        answer = Browser(house, {})._send("POST", "/api/v1/sessions", json={"username": name, "password": PASSWORD})
        return answer.json()["token"]

    return {name: {"Authorization": f"Bearer {token(name)}"} for name in ("officer", "head", "administrator")}


@pytest.fixture
def call(house: House, bearers):
    def send(method: str, path: str, *, who: str = "officer", **arguments):
        headers = {**bearers[who], **arguments.pop("headers", {})}
        return Browser(house, {})._send(method, f"/api/v1{path}", headers=headers, **arguments)

    return send


@pytest.fixture
def draft(call) -> int:
    return call("POST", f"/complaints/{CASE}/documents", json={"letter_id": "company_statement"}).json()["id"]


@pytest.mark.parametrize(
    "path",
    [
        f"/documents/{NOBODY}",
        f"/documents/{10**30}/gate",
        f"/letters/releases/{NOBODY}",
        f"/documents/1/texts/{NOBODY}",
    ],
)
def test_a_number_that_no_row_can_have_is_not_found(call, path: str) -> None:
    answer = call("GET", path)
    assert answer.status_code == 404 and "地址" in answer.json()["detail"]


def test_a_page_of_such_a_number_is_not_found_either(house: House) -> None:
    assert house.as_("officer").get(f"/documents/{NOBODY}").status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/facts", {"facts": {}, "expected_revision": NOBODY - 1}),
        ("/submission", {"expected_revision": NOBODY - 1}),
        ("/texts/restoration", {"version": NOBODY - 1, "expected_revision": 1}),
        ("/texts/edits", {"edits": [{"act": "delete", "place": NOBODY - 1}], "expected_revision": 1}),
    ],
)
def test_a_figure_that_no_column_holds_is_refused_by_its_name(call, draft: int, path: str, body: dict) -> None:
    answer = call("POST", f"/documents/{draft}{path}", json=body)
    assert answer.status_code == 400 and "2147483647" in answer.json()["detail"]


def test_a_batch_of_numbers_that_no_document_can_have_is_refused(call) -> None:
    assert call("POST", "/documents/issue", who="head", json={"documents": [NOBODY - 1]}).status_code == 400


@pytest.mark.parametrize(
    "value", [b'"\xff\xfe"', b"[" * 100_000 + b"]" * 100_000, b'"\\ud800"', b"NaN", b"1e999", b"9" * 5_000, b""]
)
def test_json_that_cannot_be_read_is_refused(call, draft: int, value: bytes) -> None:
    body = b'{"expected_revision": 1, "facts": {"company": ' + value + b"}}"
    answer = call("POST", f"/documents/{draft}/facts", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400 and answer.json()["detail"]
    assert call("GET", f"/documents/{draft}").json()["revision"] == 1


def test_facts_within_facts_within_facts_are_refused_by_name(call, draft: int) -> None:
    deep: object = "x"
    for _ in range(500):
        deep = [deep]
    answer = call("POST", f"/documents/{draft}/facts", json={"facts": {"company": deep}, "expected_revision": 1})
    assert answer.status_code == 422 and "company" in answer.json()["detail"]
    assert answer.json()["errors"][0]["field"] == "company"


def test_too_long_facts_are_refused_with_their_own_limit(call, draft: int) -> None:
    facts = dict.fromkeys(("basic_facts", "findings", "rectification", "other_notes"), "字" * 60_000)
    answer = call("POST", f"/documents/{draft}/facts", json={"facts": facts, "expected_revision": 1})
    assert answer.status_code == 422 and "200000" in answer.json()["detail"]


@pytest.mark.parametrize("rows", [[[]], [1, 2], [None], ["x", {"a": 1}], {"a": 1}, "x", [["x"]]])
def test_rows_that_are_none_are_shown_and_named_on_the_page(house: House, call, draft: int, rows: object) -> None:
    stored = call("POST", f"/documents/{draft}/facts", json={"facts": {"responses": rows}, "expected_revision": 1})
    assert stored.status_code == 200
    assert house.as_("officer").get(f"/documents/{draft}").status_code == 200
    named = [each["fact"] for each in call("GET", f"/documents/{draft}/gate").json()["findings"]]
    assert "responses" in named


def test_the_gate_names_a_character_without_a_glyph_and_its_fact_while_the_draft_follows_its_facts(call, draft) -> None:
    _, facts = example_sets(load_catalogue().letter("company_statement"))[0]
    facts = {**facts, "complainant": "示例😀"}
    stored = call("POST", f"/documents/{draft}/facts", json={"facts": facts, "expected_revision": 1})
    assert stored.status_code == 200
    gate = call("GET", f"/documents/{draft}/gate").json()
    (found,) = [each for each in gate["findings"] if each["rule"] == "glyph"]
    assert found["fact"] == "complainant" and found["blocks"] and not found["can_be_overridden"]
    assert not gate["issuable"]
    refused = call("POST", f"/documents/{draft}/submission", json={})
    assert refused.status_code == 422 and "“😀”（在“示例□”中）" in refused.json()["detail"]


@pytest.fixture
def full_disk(house: House) -> Iterator[None]:
    """The database may not grow any more: what SQLite says then is what it says on a full disk."""
    writer = house.resources.database.engine.writer
    (before,) = house.run(writer.execute_fetchall, "PRAGMA max_page_count")
    house.run(writer.execute_fetchall, "PRAGMA max_page_count = 1")
    yield
    house.run(writer.execute_fetchall, f"PRAGMA max_page_count = {before['max_page_count']}")


@pytest.mark.parametrize(("language", "words"), [("zh", "存储空间已满"), ("en", "disk is full")])
def test_a_full_disk_is_told_as_one(call, draft: int, full_disk: None, language: str, words: str) -> None:
    body = {"facts": {"basic_facts": "字" * 50_000}, "expected_revision": 1}
    answer = call("POST", f"/documents/{draft}/facts", json=body, headers={"accept-language": language})
    assert answer.status_code == 507 and words in answer.json()["detail"]
    shown = call("GET", f"/documents/{draft}").json()
    assert shown["revision"] == 1 and "basic_facts" not in shown["facts"]


def test_an_unknown_letter_is_named_in_the_language_of_the_caller(call) -> None:
    body = {"letter_id": "company_statment"}
    for language, words in (("zh", "是否为 company_statement"), ("en", "Did you mean company_statement")):
        answer = call("POST", f"/complaints/{CASE}/documents", json=body, headers={"accept-language": language})
        assert answer.status_code == 404 and words in answer.json()["detail"]


@pytest.mark.parametrize("reason", ["\u200b\u200b\u200b\u200b", "\u202e \u2066\u2069", "\u0007" * 8, "　　　　"])
def test_a_reason_that_nobody_can_see_is_none(call, draft: int, reason: str) -> None:
    answer = call("POST", f"/documents/{draft}/withdrawal", json={"reason": reason})
    assert answer.status_code == 422 and call("GET", f"/documents/{draft}").json()["status"] == "draft"


@pytest.mark.parametrize("name", ["\u202e\u202e", "a\u200bb", "\u200b"])
def test_a_portal_is_not_named_with_characters_that_nobody_sees(call, name: str) -> None:
    assert call("POST", "/portals", who="administrator", json={"name": name}).status_code == 422


def test_text_that_one_database_would_refuse_is_refused_by_both(call, draft: int) -> None:
    portal = call("POST", "/complaints", json={"submission_key": "nul-character", "channel": "other", "title": "a\0b"})
    assert portal.status_code == 400 and "title" in portal.json()["detail"]
    body = {"facts": {"responses": [{"request": "a\0b"}]}, "expected_revision": 1}
    facts = call("POST", f"/documents/{draft}/facts", json=body)
    assert facts.status_code == 422 and facts.json()["errors"][0]["field"] == "responses"


def test_what_is_too_large_is_told_the_limit_of_its_own_route(call, draft: int) -> None:
    facts = {"facts": {"basic_facts": "字" * 400_000}, "expected_revision": 1}
    assert "1 MB" in call("POST", f"/documents/{draft}/facts", json=facts).json()["detail"]
    form = {"source": "x", "form": "A" * 7_100_000}
    assert "7 MB" in call("POST", "/letters/releases", who="head", json=form).json()["detail"]


def test_two_changes_of_one_paragraph_at_once_are_refused_and_neither_is_lost(call, draft: int) -> None:
    _, facts = example_sets(load_catalogue().letter("company_statement"))[0]
    call("POST", f"/documents/{draft}/facts", json={"facts": facts, "expected_revision": 1})
    words = call("GET", f"/documents/{draft}/words").json()
    place = next(each["place"] for each in words["paragraphs"] if each["kind"] == "paragraph")
    edits = [{"act": "delete", "place": place}, {"act": "replace", "place": place, "text": "改后的一段。"}]
    answer = call("POST", f"/documents/{draft}/texts/edits", json={"edits": edits, "expected_revision": 2})
    assert answer.status_code == 422 and "改了两处" in answer.json()["detail"]
    assert call("GET", f"/documents/{draft}/words").json() == words


def test_the_word_file_of_another_document_is_refused(call, draft: int) -> None:
    def complete(letter_id: str) -> int:
        made = call("POST", f"/complaints/{CASE}/documents", json={"letter_id": letter_id}).json()["id"]
        _, facts = example_sets(load_catalogue().letter(letter_id))[0]
        call("POST", f"/documents/{made}/facts", json={"facts": facts, "expected_revision": 1})
        return made

    one, other = complete("company_statement"), complete("evidence_submission_list")
    file = call("GET", f"/documents/{other}/draft.docx").content
    before = call("GET", f"/documents/{one}/words").json()
    answer = call(
        "POST", f"/documents/{one}/texts/upload", data={"expected_revision": "2"}, files={"file": ("证据.docx", file)}
    )
    assert answer.status_code == 422 and "另一份文书" in answer.json()["detail"]
    assert call("GET", f"/documents/{one}/words").json() == before


@pytest.mark.parametrize("day", ["0001-01-01", "1948-12-31", "2100-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    ("language", "words"), [("zh", "的年份不在 1949 至 2099 之间"), ("en", "is not between 1949 and 2099")]
)
def test_a_letter_is_of_a_day_that_a_case_may_have(call, day: str, language: str, words: str) -> None:
    asked = {"letter_id": "company_statement", "step_on": day}
    answer = call("POST", f"/complaints/{CASE}/documents", json=asked, headers={"Accept-Language": language})
    assert answer.status_code == 422 and words in answer.json()["detail"]
    assert [each["field"] for each in answer.json()["errors"]] == ["step_on"]
