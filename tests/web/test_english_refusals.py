"""What a company with an English interface reads when facts, edits, characters and files are refused: English, all of it."""

import html
import io
import re

import pytest
from docx import Document as Word

from filings.rendering import RenderPool
from tests.filings.plain_english import foreign
from tests.web.conftest import PASSWORD, Browser, House
from tests.web.test_document_text_pages import drafted, form_of_words, place_of
from tests.web.test_letters_and_filings import form_of

SAID = re.compile(r'<(?P<tag>div|p|ul)[^>]* class="(?:error-summary|wrong|note bad)"[^>]*>(.*?)</(?P=tag)>', re.DOTALL)


@pytest.fixture
def draft(house: House) -> str:
    return drafted(house)


@pytest.fixture
def officer(house: House) -> Browser:
    return house.as_("officer", lang="en")


def refusals(house: House, page: str) -> str:
    """Everything that the page refuses, without the names of facts, which label the fields as they label the letter."""
    found = [html.unescape(re.sub(r"<[^>]*>", " ", each.group(2))).strip() for each in SAID.finditer(page)]
    assert any(found), page[:2000]
    text = "\n".join(found)
    for letter in house.resources.letters.letters:
        for spec in letter.facts:
            text = text.replace(f"{spec.meaning}: ", "")
    return text


def revision_of(browser: Browser, draft: str) -> dict[str, str]:
    page = browser.get(f"/documents/{draft}/text").text
    return {"revision": re.search(r'name="revision" value="(\d+)"', page).group(1)}


def test_a_refused_fact(house: House, officer: Browser, draft: str) -> None:
    typed = form_of(officer.get(f"/documents/{draft}").text)
    wrong = {"fact_contact_person": "联系\u200b人", "fact_incoming_on": "2026-02-30", "then": "submit"}
    answer = officer.post(f"/documents/{draft}/facts", typed | wrong)
    said = refusals(house, answer.text)
    assert answer.status_code == 422 and not foreign(said), foreign(said)
    assert "character 3 (U+200B) is an invisible character, delete it and try again" in said
    assert "“2026-02-30” is not a day that exists, write YYYY-MM-DD" in said
    shown = refusals(house, officer.get(f"/documents/{draft}").text)
    assert "“2026-02-30” is not a day that exists" in shown and not foreign(shown), foreign(shown)


def test_a_refused_edit(house: House, officer: Browser, draft: str) -> None:
    page = officer.get(f"/documents/{draft}/text").text
    form, name = form_of_words(page), place_of(page, "特此说明")
    for text, words in (("", "has no text"), ("甲\u202e乙", "turns the direction of text")):
        answer = officer.post(f"/documents/{draft}/text", form | {name: text})
        said = refusals(house, answer.text)
        assert answer.status_code == 422 and words in said and not foreign(said), said


def test_an_uncovered_character(house: House, officer: Browser, draft: str) -> None:
    page = officer.get(f"/documents/{draft}/text").text
    form, name = form_of_words(page), place_of(page, "特此说明")
    answer = officer.post(f"/documents/{draft}/text", form | {name: "特此说明😀。"})
    said = refusals(house, answer.text)
    assert answer.status_code == 422 and "“😀” (in “" in said and not foreign(said), said


def test_a_refused_word_file(house: House, officer: Browser, draft: str) -> None:
    made = Word(io.BytesIO(officer.get(f"/documents/{draft}/text/draft.docx").content))
    run = next(each for each in made.paragraphs if "特此说明" in each.text).runs[0]
    run.font.hidden = True
    hidden = io.BytesIO()
    made.save(hidden)
    path = f"/documents/{draft}/text/upload"
    for content, words in (
        (hidden.getvalue(), "has hidden text; show or delete it and upload again."),
        (hidden.getvalue()[:-30], "open it in Word or WPS, save it as .docx and upload that."),
        (b"not a file of Word", "The file is not a .docx file"),
        (b"", "is empty"),
    ):
        file = {"file": ("答复.docx", content, "application/octet-stream")}
        answer = officer.post(path, revision_of(officer, draft), files=file)
        said = refusals(house, answer.text).replace('"答复.docx"', "")
        assert answer.status_code == 422 and words in said and not foreign(said), said


def test_a_refused_form_of_the_house(house: House) -> None:
    reviewer = house.as_("reviewer", lang="en")
    file = {"form": ("表单.docx", b"PK\x03\x04 no form", "application/octet-stream")}
    answer = reviewer.post("/letters/drafts", {"kind": "word", "source": "", "do": "save"}, files=file)
    said = refusals(house, answer.text)
    assert answer.status_code == 422 and "is incomplete or damaged" in said and not foreign(said), said


@pytest.mark.parametrize(("lang", "words"), [("en", "The rendering service is closed"), ("zh", "排版服务已经关闭")])
def test_a_rendering_that_failed(house: House, draft: str, lang: str, words: str) -> None:
    officer, usual = house.as_("officer", lang=lang), house.resources._renderer
    clock = re.search(r"/certificate/pdf\?clock=[^\"]+", officer.get("/complaints/TS-2026-00005/statement").text)
    closed = RenderPool(1)
    closed.close()
    house.resources._renderer = closed
    try:
        for path in (f"/documents/{draft}/preview", f"/complaints/TS-2026-00005{html.unescape(clock.group())}"):
            answer = officer.get(path)
            said = refusals(house, answer.text)
            assert answer.status_code in (409, 422) and words in said and (lang == "zh" or not foreign(said)), (
                answer.text
            )
    finally:
        house.resources._renderer = usual


def test_the_interface_tells_programs_the_same(house: House, draft: str) -> None:
    asked = house.client.post("/api/v1/sessions", json={"username": "officer", "password": PASSWORD})
    house.client.cookies.clear()
    path, token = f"/api/v1/documents/{draft}", {"authorization": f"Bearer {asked.json()['token']}"}
    revision = house.client.get(path, headers=token).json()["revision"]
    body = {"edits": [{"act": "delete", "place": 999}], "expected_revision": revision}
    for language, words in (("en", "There is no paragraph 1000"), ("zh", "没有第 1000 段")):
        told = {"accept-language": language}
        answer = house.client.post(f"{path}/texts/edits", json=body, headers=token | told)
        assert answer.status_code == 422 and words in answer.json()["detail"], answer.text
        assert words in answer.json()["errors"][0]["message"]


def test_an_unknown_fact(house: House, draft: str) -> None:
    asked = house.client.post("/api/v1/sessions", json={"username": "officer", "password": PASSWORD})
    house.client.cookies.clear()
    answer = house.client.post(
        f"/api/v1/documents/{draft}/facts",
        json={"facts": {"contact": "x"}, "expected_revision": 1},
        headers={"authorization": f"Bearer {asked.json()['token']}", "accept-language": "en"},
    )
    told = answer.json()["detail"]
    assert answer.status_code == 422 and "contact_person, " in told and not foreign(told), told


def test_a_refused_export_and_a_refused_day(house: House, officer: Browser) -> None:
    sent = {"file": ("export.xlsx", b"PK\x03\x04 no sheet")}
    answer = officer.post("/complaints/import", {"source": "samr_12315"}, files=sent)
    page = answer if answer.status_code == 422 else officer.get(answer.headers["location"])
    said = refusals(house, page.text)
    assert "export.xlsx" in said and "{" not in said and not foreign(said), said
    case = officer.post(
        "/complaints/TS-2026-00003/letters", {"letter_id": "company_statement", "step_on": "2026-13-40"}
    )
    assert case.status_code == 422 and "2026-13-40" in refusals(house, case.text)


@pytest.mark.parametrize(("lang", "state", "role"), [("zh", "草稿", "审计"), ("en", "draft", "auditor")])
def test_a_step_that_the_state_or_the_role_forbids(house: House, draft: str, lang: str, state: str, role: str) -> None:
    early = house.as_("head", lang=lang).post(f"/documents/{draft}/issue", {"revision": "1"})
    assert early.status_code == 409 and state in refusals(house, early.text)
    wrong = house.as_("auditor", lang=lang).post(f"/documents/{draft}/issue", {"revision": "1"})
    assert wrong.status_code == 403 and role in wrong.text
    for page in (early, wrong):
        assert "&#39;zh&#39;" not in page.text and "{'" not in page.text
