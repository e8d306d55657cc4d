"""The interface to the words of documents does what the pages do: the same verbs, the same refusals."""

import io
import re

import pytest
from docx import Document as Word

from tests.web.conftest import PASSWORD
from tests.web.test_document_text_pages import CASE, RED, drafted, submitted


@pytest.fixture(scope="module")
def speak(house):
    """A call in the name of a role, with its own bearer token."""
    tokens = {}

    def call(role, method, path, **arguments):
        if role not in tokens:
            asked = house.client.post("/api/v1/sessions", json={"username": role, "password": PASSWORD})
            tokens[role] = asked.json()["token"]
        house.client.cookies.clear()
        headers = {"Authorization": f"Bearer {tokens[role]}"}
        return house.client.request(method, f"/api/v1{path}", headers=headers, **arguments)

    return call


def paragraph(words, text):
    return next(each["place"] for each in words["paragraphs"] if text in each["text"])


def test_words_are_edited_compared_restored_and_composed_again(house, speak):
    path = f"/documents/{drafted(house)}"
    words = speak("officer", "GET", f"{path}/words").json()
    assert words["follows_facts"] and words["facts_changed_since"] == []
    place = paragraph(words, "特此说明")
    edits = [
        {"act": "replace", "place": place, "text": "特此说明，请予审核。"},
        {"act": "insert", "place": 3, "text": "先说明一点。"},
    ]
    body = {"edits": edits, "expected_revision": words["revision"], "note": "x"}
    made = speak("officer", "POST", f"{path}/texts/edits", json=body)
    assert made.status_code == 200, made.text
    assert speak("officer", "POST", f"{path}/texts/edits", json=body).status_code == 409, "the revision was used"
    versions = speak("auditor", "GET", f"{path}/texts").json()
    assert [(each["version"], each["origin"]) for each in versions] == [(2, "edited"), (1, "composed")]
    found = speak("auditor", "GET", f"{path}/texts/1/differences/2").json()
    assert [each["kind"] for each in found] == ["added", "changed"]
    assert "blocks" in speak("auditor", "GET", f"{path}/texts/2").json()
    assert speak("auditor", "GET", f"{path}/texts/9").status_code == 404
    body = {"version": 1, "expected_revision": made.json()["revision"]}
    back = speak("officer", "POST", f"{path}/texts/restoration", json=body).json()
    again = speak("officer", "POST", f"{path}/texts/recomposition", json={"expected_revision": back["revision"]})
    assert again.status_code == 200 and speak("officer", "GET", f"{path}/words").json()["follows_facts"]


def test_every_bad_edit_is_named_by_its_position(house, speak):
    path = f"/documents/{drafted(house)}"
    words = speak("officer", "GET", f"{path}/words").json()
    edits = [{"act": "delete", "place": 0}, {"act": "replace", "place": 999, "text": "x"}]
    body = {"edits": edits, "expected_revision": words["revision"]}
    refused = speak("officer", "POST", f"{path}/texts/edits", json=body)
    assert refused.status_code == 422 and "edit_0" in refused.text and "edit_1" in refused.text
    assert speak("officer", "POST", f"{path}/texts/edits", json=body | {"colour": 1}).status_code in (400, 422)
    assert speak("auditor", "POST", f"{path}/texts/edits", json=body).status_code == 403


def test_a_word_file_goes_out_and_comes_back(house, speak):
    path = f"/documents/{drafted(house)}"
    words = speak("officer", "GET", f"{path}/words").json()
    made = Word(io.BytesIO(speak("officer", "GET", f"{path}/draft.docx").content))
    next(each for each in made.paragraphs if "特此说明" in each.text).runs[0].text = "特此函复。"
    content = io.BytesIO()
    made.save(content)
    sent = {"file": ("改.docx", content.getvalue(), "application/octet-stream")}
    fields = {"expected_revision": str(words["revision"]), "note": "在 WPS 中修改"}
    taken = speak("officer", "POST", f"{path}/texts/upload", files=sent, data=fields)
    assert taken.status_code == 200, taken.text
    version = speak("officer", "GET", f"{path}/texts").json()[0]
    assert version["origin"] == "uploaded" and version["note"].startswith("在 WPS 中修改")


def test_comments_hold_the_approval_and_steps_say_whose_turn_it_is(house, speak):
    path = f"/documents/{submitted(house, drafted(house, RED))}"
    words = speak("reviewer", "GET", f"{path}/words").json()
    body = {"place": 4, "body": "请核对日期", "expected_content_sha256": words["content_sha256"]}
    made = speak("reviewer", "POST", f"{path}/comments", json=body).json()
    approval = {"expected_content_sha256": words["content_sha256"]}
    assert speak("reviewer", "POST", f"{path}/approval", json=approval).status_code == 409
    settled = speak("officer", "POST", f"/comments/{made['id']}/settlement")
    assert settled.status_code == 200 and settled.json()["settled_by"]
    assert speak("reviewer", "POST", f"{path}/approval", json=approval).json()["status"] == "in_review"
    chain = speak("auditor", "GET", f"{path}/approvals").json()
    assert [each["role"] for each in chain["steps"]] == ["reviewer", "head"] and chain["waits_for"] == ["head"]
    assert chain["steps"][0]["approved_by"] and chain["steps"][1]["current"]
    assert speak("reviewer", "POST", f"{path}/approval", json=approval).status_code == 403
    assert speak("head", "POST", f"{path}/approval", json=approval).json()["status"] == "approved"
    (comment,) = speak("auditor", "GET", f"{path}/comments").json()
    assert comment["place"] == 4 and comment["settled_at"]


def test_suggestions_and_a_new_draft_of_a_withdrawn_document(house, speak):
    path = f"/documents/{drafted(house)}"
    found = speak("officer", "GET", f"{path}/suggestions").json()
    assert set(found) == {"matter", "replies", "blocks"}
    assert speak("officer", "POST", f"{path}/redraft").status_code == 409
    assert speak("officer", "POST", f"{path}/withdrawal", json={"reason": "重写"}).status_code == 200
    again = speak("officer", "POST", f"{path}/redraft")
    assert again.status_code == 201 and again.json()["status"] == "draft"
    page = house.as_("officer").get(f"/complaints/{CASE}").text
    assert re.search(rf'/documents/{again.json()["id"]}"', page)
