"""The road of a letter on the pages: draft, submit, approve by another, issue, file, receipt; and what is refused."""

import asyncio
import re
from datetime import date

import pytest
from litestar.datastructures import FormMultiDict

from compliance.casework.sweeping import sweep_once
from compliance.web.fields import Fields
from compliance.web.letter_form import fact_fields, typed_facts

CASE = "TS-2026-00005"


@pytest.fixture(scope="module")
def document(house):
    answer = house.as_("officer").post(
        f"/complaints/{CASE}/letters", {"letter_id": "company_statement", "step_on": "2026-11-21"}
    )
    assert answer.status_code == 303, answer.text[:500]
    return re.match(r"/documents/(\d+)", answer.headers["location"]).group(1)


def examples(house) -> dict[str, str]:
    """Every required fact of the letter filled with the example of its own catalogue entry, as a person would type it."""
    letter = house.resources.letters.letter("company_statement")
    facts = {spec.name: spec.example for spec in letter.required_facts}
    fields = fact_fields(letter, facts, sources={}, problems={}, deadlines={}, grounds={}, lang="zh")
    return {f"fact_{field.name}": field.text for field in fields if field.text}


def form_of(page: str) -> dict[str, str]:
    """What a browser would send back of the facts form, unchanged."""
    form = page[page.index('id="form-facts"') :]
    form = form[: form.index("</form>")]
    found = dict(re.findall(r'<input[^>]* name="([a-z_]+)"[^>]* value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]* name="([a-z_]+)"[^>]*>([^<]*)<', form))
    found.pop("_csrf", None)
    return found


def test_a_table_comes_back_from_the_page_cell_by_cell(house):
    letter = house.resources.letters.letter("company_statement")
    names = [column.name for spec in letter.facts if spec.name == "evidence" for column in spec.columns]
    rows = [dict(zip(names, cells, strict=True)) for cells in (("", "甲|乙", "丙｜丁", "1"), ("戊", "书证", "", ""))]
    shown = fact_fields(letter, {"evidence": rows}, sources={}, problems={}, deadlines={}, grounds={}, lang="zh")
    sent = FormMultiDict([(f"fact_{field.name}", field.text) for field in shown if field.name == "evidence"])
    found = typed_facts(letter, Fields(sent, "zh", date(2026, 11, 21)), known={}, deadlines={})
    assert found == {"evidence": rows}


def test_a_draft_shows_its_facts_with_sources_and_what_is_missing(house, document):
    page = house.as_("officer").get(f"/documents/{document}").text
    assert "来自本单位资料" in page and "还缺" in page and "示例区市场监管局" in page


def test_an_incomplete_draft_is_not_submitted_and_keeps_what_was_typed(house, document):
    browser = house.as_("officer")
    typed = form_of(browser.get(f"/documents/{document}").text) | {
        "fact_contact_person": "只填了一项",
        "then": "submit",
    }
    answer = browser.post(f"/documents/{document}/facts", typed)
    assert answer.status_code == 422 and "只填了一项" in answer.text
    assert house.as_("reviewer").get(f"/documents/{document}").text.count("letters.") == 0


def test_the_whole_road(house, document):
    officer, reviewer = house.as_("officer"), house.as_("reviewer")
    typed = form_of(officer.get(f"/documents/{document}").text)
    typed = examples(house) | {name: value for name, value in typed.items() if value} | {"then": "submit"}
    answer = officer.post(f"/documents/{document}/facts", typed)
    assert answer.status_code == 303, re.findall(r'class="error-summary".*?</div>', answer.text, re.DOTALL)
    own = officer.get(f"/documents/{document}").text
    assert "您是起草人，不能同意本件" in own and f"/documents/{document}/approve" not in own
    page = reviewer.get(f"/documents/{document}").text
    seen = re.search(r'name="content_sha256" value="([0-9a-f]{64})"', page).group(1)
    stale = reviewer.post(f"/documents/{document}/approve", {"content_sha256": "0" * 64})
    assert stale.status_code == 409
    assert reviewer.post(f"/documents/{document}/approve", {"content_sha256": seen}).status_code == 303
    revision = re.search(r'name="revision" value="(\d+)"', officer.get(f"/documents/{document}").text).group(1)
    first = officer.post(f"/documents/{document}/issue", {"revision": revision})
    second = house.as_("head").post(f"/documents/{document}/issue", {"revision": revision})
    assert first.status_code == 303 and second.status_code == 409 and "示例officer" in second.text

    async def until_rendered():
        for _ in range(60):
            await sweep_once(house.resources)
            row = await house.resources.database.one("SELECT status FROM documents WHERE id = {}", int(document))
            if row["status"] == "issued":
                return
            await asyncio.sleep(0.5)

    house.run(until_rendered)
    page = officer.get(f"/documents/{document}").text
    assert "示例函〔2026〕1号" in page and "PDF 摘要" in page
    pdf = officer.get(f"/documents/{document}/file/pdf")
    assert pdf.content.startswith(b"%PDF") and "attachment" in pdf.headers["content-disposition"]
    assert "sandbox" in pdf.headers["content-security-policy"]
    assert officer.get(f"/documents/{document}/preview").text.count("<img") >= 1
    assert officer.get(f"/documents/{document}/pages/1").content.startswith(b"\x89PNG")
    filed = officer.post(
        f"/documents/{document}/filings",
        {"channel": "portal", "addressee": "示例区市场监管局", "filed_on": "2026-11-21", "tracking": "SL-1"},
    )
    assert filed.status_code == 303, re.findall(r'class="error-summary".*?</div>', filed.text, re.DOTALL)


def test_a_missing_receipt_stands_first_and_is_then_recorded(house):
    officer = house.as_("officer")
    page = officer.get("/filings").text
    assert "缺回执 1 条" in page
    filing = re.search(r'href="(/filings/\d+)"', page).group(1)
    nothing = officer.post(f"{filing}/receipt", {"received_on": "2026-11-21"})
    assert nothing.status_code == 422
    early = officer.post(f"{filing}/receipt", {"received_on": "2026-11-01", "note": "x"})
    assert early.status_code == 422
    done = officer.post(f"{filing}/receipt", {"received_on": "2026-11-21", "note": "平台显示已接收"})
    assert done.status_code == 303
    assert "缺回执 0 条" in officer.get("/filings").text
