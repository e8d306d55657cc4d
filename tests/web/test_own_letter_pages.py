"""文书模板: the catalogue, a letter's page, the road of a letter of the house through the pages, refusals beside the form."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.casework.own_letter_texts import FORM_FACTS, markdown_letter, word_form
from tests.filings.attack_strings import fact_attacks
from tests.web.conftest import Browser, House

ROW = re.compile(r"/letters/releases/(\d+)/(?:draft|try)")


def sent(browser: Browser, path: str, data: dict[str, str], **arguments: Any) -> Any:
    """The page that a form leads to, followed over its redirect."""
    answer = browser.post(path, data, **arguments)
    return browser.get(answer.headers["location"]) if answer.status_code == 303 else answer


def test_the_catalogue_is_searched_by_words_side_kind_and_addressee(house: House) -> None:
    page = house.as_("officer").get("/letters")
    assert page.status_code == 200 and "company_statement" in page.text and "/letters/new" not in page.text
    found = house.as_("officer").get("/letters?text=非法内容")
    assert "没有符合条件的文书" in found.text
    narrowed = house.as_("officer").get("/letters?side=authority&kind=decision&addressee=complainant")
    assert "non_acceptance_decision" in narrowed.text and "company_statement" not in narrowed.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_letter_shows_facts_law_and_source(house: House, lang: str) -> None:
    client = house.as_("reviewer", lang=lang)
    page = client.get("/letters/non_acceptance_decision")
    assert page.status_code == 200
    for word in ("市场监督管理投诉举报处理", "/letters/new?from=non_acceptance_decision", "ground_detail"):
        assert word in page.text
    assert client.get("/letters/non_acceptance_decision/source").headers["content-disposition"].startswith("attachment")
    assert client.get("/letters/no_such_letter").status_code == 404


def test_the_sample_of_a_letter_is_shown_as_pages(house: House) -> None:
    client = house.as_("officer")
    frame = client.get("/letters/company_statement/sample")
    assert frame.text.count("<img") >= 2
    assert client.get("/letters/company_statement/sample/pages/1").content.startswith(b"\x89PNG")
    assert client.get("/letters/company_statement/sample/pages/99").status_code == 404


def test_a_letter_of_the_house_goes_the_whole_road(house: House) -> None:
    reviewer = house.as_("reviewer")
    assert "house_page" not in reviewer.get("/letters").text
    made = sent(reviewer, "/letters/drafts", {"kind": "markdown", "source": markdown_letter("house_page"), "do": "try"})
    assert made.status_code == 200 and "试排通过" in made.text
    number = ROW.search(made.text).group(1)
    here = f"/letters/releases/{number}"
    assert reviewer.get(f"{here}/sets/1/pages/1").content.startswith(b"\x89PNG")
    assert reviewer.get(f"{here}/sets/1/docx").content.startswith(b"PK")
    assert reviewer.get(f"{here}/sets/9/pages/1").status_code == 404
    wrong = sent(reviewer, f"{here}/propose", {"in_force_from": "2026-11-01", "propose_reason": "本单位写法"})
    assert wrong.status_code == 422 and "早于今天" in wrong.text and "本单位写法" in wrong.text
    waiting = sent(reviewer, f"{here}/propose", {"in_force_from": "2026-11-21", "propose_reason": "本单位写法"})
    assert "待确认" in waiting.text and "不能确认自己起草" in waiting.text
    assert sent(reviewer, f"{here}/confirm", {"reason": "好"}).status_code == 409
    head = house.as_("head")
    assert sent(head, f"{here}/confirm", {"reason": ""}).status_code == 422
    done = sent(head, f"{here}/confirm", {"reason": "已核对"})
    assert "在用" in done.text
    page = house.as_("officer").get("/letters?own=1")
    assert "house_page" in page.text and "company_statement" not in page.text
    ended = sent(head, f"{here}/end", {"last_day": "2026-11-21", "end_reason": "不再使用"})
    assert "2026-11-21" in ended.text


def test_a_faulty_text_says_its_line_and_keeps_what_was_typed(house: House) -> None:
    reviewer = house.as_("reviewer")
    source = markdown_letter("house_fault").replace("{{authority}}", "{{autority}}")
    made = sent(reviewer, "/letters/drafts", {"kind": "markdown", "source": source, "do": "try"})
    assert "house_fault.zh.md 第 52 行" in made.text and "autority" in made.text
    number = ROW.search(made.text).group(1)
    bad = sent(reviewer, f"/letters/releases/{number}/try", {"facts": "a = = b"})
    assert bad.status_code == 422 and "a = = b" in bad.text
    none = sent(reviewer, "/letters/drafts", {"kind": "markdown", "source": "没有文件头 <b>"})
    assert none.status_code == 422 and "没有文件头 &lt;b&gt;" in none.text


def test_rewriting_a_shipped_letter_shows_the_lines_that_change(house: House) -> None:
    reviewer = house.as_("reviewer")
    page = reviewer.get("/letters/new?from=company_statement")
    assert "company_statement" in page.text and "{{company}}关于{{subject}}的情况说明" in page.text
    shipped = reviewer.get("/letters/company_statement/source").text
    changed = shipped.replace("特此说明。", "特此函告。")
    made = sent(reviewer, "/letters/drafts", {"kind": "markdown", "source": changed, "do": "save"})
    assert "特此函告。" in made.text and 'class="del"' in made.text and 'class="add"' in made.text


def test_a_form_is_uploaded_described_and_tried(house: House) -> None:
    reviewer = house.as_("reviewer")
    form = {"form": ("表单.docx", word_form(), "application/octet-stream")}
    first = sent(reviewer, "/letters/drafts", {"kind": "word", "source": "", "do": "save"}, files=form)
    assert "responses" in first.text and "own_form" in first.text
    made = sent(reviewer, "/letters/drafts", {"kind": "word", "source": FORM_FACTS, "do": "try"}, files=form)
    assert "试排通过" in made.text
    number = ROW.search(made.text).group(1)
    assert reviewer.get(f"/letters/releases/{number}/sets/3/docx").content.startswith(b"PK")
    hostile = {"form": ("a.docx", word_form("{{ ''.__class__ }}"), "application/octet-stream")}
    bad = sent(reviewer, "/letters/drafts", {"kind": "word", "source": FORM_FACTS, "do": "try"}, files=hostile)
    assert "试排发现问题" in bad.text and "__class__" in bad.text
    missing = sent(reviewer, "/letters/drafts", {"kind": "word", "source": FORM_FACTS})
    assert missing.status_code == 422 and "请选择 Word 表单" in missing.text


def test_a_file_in_the_folder_is_offered_and_never_takes_force_by_itself(house: House) -> None:
    folder = Path(house.resources.settings.data_dir) / "letters"
    folder.mkdir(exist_ok=True)
    (folder / "house_folder.zh.md").write_text(markdown_letter("house_folder"), "utf-8")
    reviewer = house.as_("reviewer")
    page = reviewer.get("/letters")
    assert "house_folder.zh.md" in page.text and "/letters/house_folder" not in page.text
    taken = sent(reviewer, "/letters/folder", {"name": "house_folder.zh.md"})
    assert ROW.search(taken.text) and "草稿" in taken.text
    assert sent(reviewer, "/letters/folder", {"name": "../secret.key"}).status_code == 404


def test_an_officer_neither_writes_nor_confirms(house: House) -> None:
    officer = house.as_("officer")
    assert officer.get("/letters/new?kind=markdown").status_code == 403
    assert sent(officer, "/letters/drafts", {"source": markdown_letter()}).status_code == 403


def test_attack_strings_in_the_pages_are_shown_as_words_and_leave_the_server_alive(
    house: House, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    attacks = fact_attacks(str(canary), 9)
    reviewer = house.as_("reviewer")
    source = markdown_letter("house_attack", sentence="附列如下。")
    made = sent(reviewer, "/letters/drafts", {"kind": "markdown", "source": source, "do": "save"})
    here = f"/letters/releases/{ROW.search(made.text).group(1)}"
    facts = {"company": "甲", "authority": "乙", "findings": "\n".join(attacks), "dated": "2026-11-20"}
    typed = "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items())
    tried = sent(reviewer, f"{here}/try", {"facts": typed})
    assert "试排通过" in tried.text
    for attack in attacks[::12]:
        for page in (
            reviewer.get("/letters", params={"text": attack}),
            reviewer.get(f"/letters/{quote(attack, safe='')}"),
        ):
            assert (
                page.status_code in (200, 404) and "<img src=file" not in page.text and "<script>fetch" not in page.text
            )
        refused = sent(reviewer, "/letters/drafts", {"kind": "markdown", "source": attack, "do": "try"})
        assert refused.status_code == 422 and "<script>fetch" not in refused.text
    assert reviewer.get("/letters").status_code == 200 and not canary.exists()


def test_the_interface_has_the_same_verbs(house: House) -> None:
    def call(role: str, path: str, body: dict[str, Any]) -> Any:
        browser = house.as_(role)
        return browser._send("POST", f"/api/v1{path}", json=body, headers={"X-CSRF-Token": browser.token()})

    made = call("reviewer", "/letters/releases", {"source": markdown_letter("house_api")}).json()
    assert (made["state"], made["trial_passed"]) == ("draft", False)
    here = f"/letters/releases/{made['id']}"
    assert call("reviewer", f"{here}/try", {}).json()["trial_passed"] is True
    day = {"in_force_from": "2026-11-21", "reason": "本单位写法"}
    assert call("officer", f"{here}/propose", day).status_code == 403
    assert call("reviewer", f"{here}/propose", day).json()["state"] == "proposed"
    assert call("reviewer", f"{here}/confirm", {"reason": "x"}).status_code == 409
    assert call("head", f"{here}/confirm", {"reason": "已核对"}).json()["state"] == "in_force"
    listed = house.as_("officer").get("/api/v1/letters").json()
    assert [letter["own"] for letter in listed if letter["id"] == "house_api"] == [True]
    assert call("head", f"{here}/end", {"last_day": "2026-11-20", "reason": "x"}).status_code == 422
    assert (
        call("head", f"{here}/end", {"last_day": "2026-11-22", "reason": "x"}).json()["in_force_until"] == "2026-11-22"
    )
