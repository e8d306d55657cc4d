"""The pages of a document's words: edit, keep what was typed, compare, comment, approve in steps, draft again."""

import io
import re

import pytest
from docx import Document as Word

from tests.web.conftest import XSS
from tests.web.test_letters_and_filings import examples, form_of

CASE = "TS-2026-00005"
RED = "TS-2026-00002"


def drafted(house, case=CASE, role="officer") -> str:
    """A complete draft of a company statement; its number."""
    browser = house.as_(role)
    answer = browser.post(f"/complaints/{case}/letters", {"letter_id": "company_statement", "step_on": "2026-11-21"})
    document = re.match(r"/documents/(\d+)", answer.headers["location"]).group(1)
    typed = {name: value for name, value in form_of(browser.get(f"/documents/{document}").text).items() if value}
    answer = browser.post(f"/documents/{document}/facts", examples(house) | typed | {"then": "save"})
    assert answer.status_code == 303, answer.text[:400]
    return document


def submitted(house, document: str, role="officer") -> str:
    browser = house.as_(role)
    typed = form_of(browser.get(f"/documents/{document}").text)
    answer = browser.post(f"/documents/{document}/facts", typed | {"then": "submit"})
    assert answer.status_code == 303, re.findall(r'class="error-summary".*?</div>', answer.text, re.DOTALL)
    return document


def form_of_words(page: str) -> dict[str, list[str] | str]:
    """What a browser would send of the words' form, unchanged."""
    form = page[page.index('id="words"') :]
    form = re.sub(r"<template.*?</template>", "", form[: form.index("</form>")], flags=re.DOTALL)
    found: dict[str, list[str] | str] = dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', form))
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        if name.startswith("rows."):
            found.setdefault(name, []).append(value)
        elif name != "_csrf":
            found[name] = value
    return found


def place_of(page: str, text: str) -> str:
    return re.search(rf'name="(text\.\d+)"[^>]*>[^<]*{text}', page).group(1)


def approve(house, document: str, role: str):
    page = house.as_(role).get(f"/documents/{document}").text
    seen = re.search(r'name="content_sha256" value="([0-9a-f]{64})"', page)
    assert seen, "the button is there"
    return house.as_(role).post(f"/documents/{document}/approve", {"content_sha256": seen.group(1)})


@pytest.fixture
def draft(house):
    return drafted(house)


def saved(house, document: str, old: str, new: str, role="officer") -> None:
    """One paragraph of a draft replaced and saved."""
    browser = house.as_(role)
    page = browser.get(f"/documents/{document}/text").text
    answer = browser.post(f"/documents/{document}/text", form_of_words(page) | {place_of(page, old): new})
    assert answer.status_code == 303, re.findall(r'class="error-summary".*?</div>', answer.text, re.DOTALL)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_paragraph_is_a_labelled_field(house, draft, lang):
    page = house.as_("officer", lang=lang).get(f"/documents/{draft}/text").text
    fields = re.findall(r'<textarea[^>]* id="(f-text\.\d+)"', page)
    assert len(fields) > 8 and all(f'for="{field}"' in page for field in fields)
    assert 'name="cell.' in page and "aria-label=" in page and "texts." not in re.sub(r'["/]texts\.(css|js)', "", page)


def test_an_unchanged_text_is_not_saved_again(house, draft):
    browser = house.as_("officer")
    form = form_of_words(browser.get(f"/documents/{draft}/text").text)
    answer = browser.post(f"/documents/{draft}/text", form)
    assert answer.status_code == 422 and "正文没有改动" in answer.text


def test_edited_inserted_and_deleted_paragraphs_become_a_version_that_the_preview_shows(house, draft):
    browser = house.as_("officer")
    page = browser.get(f"/documents/{draft}/text").text
    form = form_of_words(page)
    name = place_of(page, "特此说明")
    place = name.partition(".")[2]
    form |= {name: "特此说明，请予审核。", f"drop.{int(place) - 2}": "1"}
    form |= {"new": [f"{place}:1"], f"new_text.{place}:1": "另附整改照片。", f"new_kind.{place}:1": "paragraph"}
    form["note"] = "补一句"
    answer = browser.post(f"/documents/{draft}/text", form)
    assert answer.status_code == 303, re.findall(r'class="error-summary".*?</div>', answer.text, re.DOTALL)
    page = browser.get(f"/documents/{draft}/text").text
    assert "特此说明，请予审核。" in page and "另附整改照片。" in page and "第 2 版" in page
    assert "另附整改照片。" in browser.get(f"/documents/{draft}").text, (
        "the copy text of the document page says the same"
    )
    versions = browser.get(f"/documents/{draft}/text/versions").text
    assert "<ins>，请予审核</ins>" in versions and "补一句" in versions and "新增" in versions


def test_a_table_is_edited_by_cell_and_row(house, draft):
    browser = house.as_("officer")
    form = form_of_words(browser.get(f"/documents/{draft}/text").text)
    table = max((name for name in form if name.startswith("rows.")), key=lambda name: int(name.partition(".")[2]))
    place = table.partition(".")[2]
    form[table] = [*form[table], "n1"]
    form |= {f"cell.{place}.n1.{column}": f"新{column}" for column in range(1, 5)}
    form[f"droprow.{place}.r0"] = "1"
    answer = browser.post(f"/documents/{draft}/text", form)
    assert answer.status_code == 303, re.findall(r'class="error-summary".*?</div>', answer.text, re.DOTALL)
    page = browser.get(f"/documents/{draft}/text?view=read").text
    assert "<td>新1</td>" in page


def test_a_refused_paragraph_keeps_everything_typed_and_is_named(house, draft):
    browser = house.as_("officer")
    page = browser.get(f"/documents/{draft}/text").text
    form, name = form_of_words(page), place_of(page, "特此说明")
    answer = browser.post(f"/documents/{draft}/text", form | {name: "", "new": ["3:9"], "new_text.3:9": "留着的话"})
    assert answer.status_code == 422 and f'href="#f-{name}"' in answer.text and "留着的话" in answer.text
    assert "没有文字" in answer.text


def test_what_somebody_else_saved_first_is_not_overwritten_and_what_was_typed_is_there(house, draft):
    browser = house.as_("officer")
    page = browser.get(f"/documents/{draft}/text").text
    form, name = form_of_words(page), place_of(page, "特此说明")
    assert house.as_("reviewer").post(f"/documents/{draft}/text", form | {name: "先保存的话。"}).status_code == 303
    answer = browser.post(f"/documents/{draft}/text", form | {name: "后保存的话。"})
    assert answer.status_code == 409 and "后保存的话。" in answer.text and "先保存的话。" in answer.text


def test_words_that_look_like_markup_or_templates_stay_words(house, draft):
    browser = house.as_("officer")
    page = browser.get(f"/documents/{draft}/text").text
    form, name = form_of_words(page), place_of(page, "特此说明")
    assert browser.post(f"/documents/{draft}/text", form | {name: XSS}).status_code == 303
    for path in ("/text", "/text?view=read", "/text/versions", ""):
        text = browser.get(f"/documents/{draft}{path}").text
        assert "<script>alert" not in text and "<img src=x" not in text, path
    assert "{{7*7}}" in browser.get(f"/documents/{draft}/text").text


def test_changed_facts_are_told_and_composing_again_shows_first_what_it_changes(house, draft):
    browser = house.as_("officer")
    saved(house, draft, "特此说明", "另附整改照片。")
    typed = form_of(browser.get(f"/documents/{draft}").text)
    typed |= {"fact_rectification": "同批次商品已经全部召回。", "then": "save"}
    assert browser.post(f"/documents/{draft}/facts", typed).status_code == 303
    page = browser.get(f"/documents/{draft}").text
    assert "正文没有跟着变" in page and "/text/recompose" in page
    before = browser.get(f"/documents/{draft}/text/recompose").text
    assert "已经全部召回" in before and "另附整改照片" in before
    revision = re.search(r'name="revision" value="(\d+)"', before).group(1)
    assert browser.post(f"/documents/{draft}/text/recompose", {"revision": revision}).status_code == 303
    page = browser.get(f"/documents/{draft}").text
    assert "按要素成文" in page and "正文没有跟着变" not in page and "已经全部召回" in page


def test_an_earlier_version_is_restored(house, draft):
    browser = house.as_("officer")
    saved(house, draft, "特此说明", "另附整改照片。")
    saved(house, draft, "另附整改照片", "不附照片。")
    page = browser.get(f"/documents/{draft}/text/versions?from=1&to=2").text
    revision = re.search(r'name="revision" value="(\d+)"', page).group(1)
    answer = browser.post(f"/documents/{draft}/text/restore", {"revision": revision, "version": "2"})
    assert answer.status_code == 303 and "另附整改照片。" in browser.get(f"/documents/{draft}/text").text


def test_the_draft_goes_to_word_and_the_download_is_on_record(house, draft):
    answer = house.as_("officer").get(f"/documents/{draft}/text/draft.docx")
    assert answer.content.startswith(b"PK") and "attachment" in answer.headers["content-disposition"]
    assert "下载文件" in house.as_("auditor").get("/audit").text


def test_comments_stand_beside_their_paragraph_and_hold_the_approval(house):
    document = submitted(house, drafted(house))
    reviewer = house.as_("reviewer")
    page = reviewer.get(f"/documents/{document}/text").text
    assert 'id="words"' not in page, "who cannot edit now reads"
    seen = re.search(r'name="content_sha256" value="([0-9a-f]{64})"', page).group(1)
    path = f"/documents/{document}/comments"
    empty = reviewer.post(path, {"place": "4", "body": " ", "content_sha256": seen})
    assert empty.status_code == 422 and "请写下批注内容" in empty.text
    assert reviewer.post(path, {"place": "4", "body": XSS, "content_sha256": seen}).status_code == 303
    page = reviewer.get(f"/documents/{document}/text?view=read").text
    assert "<script>alert" not in page and 'class="comment"' in page
    held = reviewer.get(f"/documents/{document}").text
    assert "批注全部处理后才能同意" in held and f'action="/documents/{document}/approve"' not in held
    refused = reviewer.post(f"/documents/{document}/approve", {"content_sha256": seen})
    assert refused.status_code == 409
    comment = re.search(r'id="c-(\d+)"', page).group(1)
    assert house.as_("officer").post(f"{path}/{comment}/settle", {"view": "read"}).status_code == 303
    assert approve(house, document, "reviewer").status_code == 303


def test_a_red_case_takes_two_steps_and_the_list_says_whose_turn_it_is(house):
    document = submitted(house, drafted(house, RED))
    assert "示例reviewer" in house.as_("officer").get(f"/documents/{document}").text
    assert "待您办理" in house.as_("reviewer").get("/reviews").text
    assert approve(house, document, "reviewer").status_code == 303
    page = house.as_("reviewer").get(f"/documents/{document}").text
    assert "第 2 步 · 负责人" in page and f'action="/documents/{document}/approve"' not in page
    assert "示例reviewer 已同意" in page and "等待：示例head" in page
    english = house.as_("head", lang="en").get("/reviews").text
    assert "your turn" in english
    assert approve(house, document, "head").status_code == 303
    assert "已同意，待签发" in house.as_("officer").get(f"/documents/{document}").text


def test_after_a_return_the_reviewer_sees_what_changed_since(house):
    document = submitted(house, drafted(house))
    reviewer, officer = house.as_("reviewer"), house.as_("officer")
    assert reviewer.post(f"/documents/{document}/return", {"return_reason": "请补充"}).status_code == 303
    page = officer.get(f"/documents/{document}/text").text
    form, name = form_of_words(page), place_of(page, "特此说明")
    assert officer.post(f"/documents/{document}/text", form | {name: "特此说明并致歉。"}).status_code == 303
    submitted(house, document)
    page = reviewer.get(f"/documents/{document}").text
    link = re.search(r'href="(/documents/\d+/text/versions\?from=\d+&amp;to=\d+)"', page).group(1)
    assert "<ins>并致歉</ins>" in reviewer.get(link.replace("&amp;", "&")).text


def test_a_withdrawn_document_is_drafted_again(house):
    document = drafted(house)
    officer = house.as_("officer")
    assert officer.post(f"/documents/{document}/withdraw", {"withdraw_reason": "重写"}).status_code == 303
    page = officer.get(f"/documents/{document}").text
    assert "已撤回：重写" in page and f"/documents/{document}/redraft" in page
    again = officer.post(f"/documents/{document}/redraft")
    assert again.status_code == 303 and f"/documents/{document}" != again.headers["location"].partition("?")[0]


def test_a_word_file_is_taken_back_and_another_kind_is_refused(house, draft):
    browser = house.as_("officer")
    page = browser.get(f"/documents/{draft}/text").text
    revision = re.search(r'name="revision" value="(\d+)"', page).group(1)
    made = Word(io.BytesIO(browser.get(f"/documents/{draft}/text/draft.docx").content))
    next(each for each in made.paragraphs if "特此说明" in each.text).runs[0].text = "特此函复，敬请审核。"
    content = io.BytesIO()
    made.save(content)
    path, token = f"/documents/{draft}/text/upload", {"revision": revision}
    refused = browser.post(path, token, files={"file": ("a.pdf", b"%PDF-1.7", "application/pdf")})
    assert refused.status_code == 422 and ".docx" in refused.text
    assert browser.post(path, token).status_code == 422
    taken = browser.post(path, token, files={"file": ("a.docx", content.getvalue(), "application/octet-stream")})
    assert taken.status_code == 303, re.findall(r'class="(?:error-summary|wrong)".*?</div>', taken.text, re.DOTALL)
    assert "特此函复" in browser.get(f"/documents/{draft}/text").text
    assert "a.docx" in browser.get(f"/documents/{draft}/text/versions").text


def test_an_auditor_reads_and_is_offered_nothing(house, draft):
    auditor = house.as_("auditor")
    page = auditor.get(f"/documents/{draft}/text").text
    assert 'id="words"' not in page and "/comments" not in page
    assert auditor.post(f"/documents/{draft}/text", {"revision": "1"}).status_code == 403


def test_suggestions_come_from_approved_replies_of_other_cases_only(house, draft):
    document = submitted(house, drafted(house, RED))
    for role in ("reviewer", "head"):
        assert approve(house, document, role).status_code == 303
    page = house.as_("officer").get(f"/documents/{draft}/text/suggestions").text
    assert RED in page and "插入此段" in page and CASE not in page
    letter = house.as_("officer").post(
        f"/complaints/{CASE}/letters", {"letter_id": "complaint_reply_letter", "step_on": "2026-11-21"}
    )
    other = re.match(r"/documents/(\d+)", letter.headers["location"]).group(1)
    assert "还没有同意过的相近文书" in house.as_("officer").get(f"/documents/{other}/text/suggestions").text
