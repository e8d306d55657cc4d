"""The list beside the draft: every finding leads to its cure, a refused issue opens it, a reviewer lets one pass; and the interface."""

import re

import pytest

from tests.web.conftest import PASSWORD, Browser
from tests.web.test_letters_and_filings import examples

CASE = "TS-2026-00005"
FOREIGN = "另行补偿人民币500元。"


def draft(house, **changes: str) -> str:
    """A draft with every fact given; its address."""
    officer = house.as_("officer")
    answer = officer.post(f"/complaints/{CASE}/letters", {"letter_id": "company_statement", "step_on": "2026-11-21"})
    here = re.match(r"/documents/\d+", answer.headers["location"]).group(0)
    page = officer.get(here).text
    own = {
        "fact_authority": "示例区市场监管局",
        "fact_company": "示例甲百货有限公司",
        "revision": re.search(r'name="revision" value="(\d+)"', page).group(1),
    }
    assert officer.post(f"{here}/facts", examples(house) | own | changes | {"then": "save"}).status_code == 303
    return here


def edited(house, here: str, text: str) -> None:
    """A paragraph put in behind the others, as the text editor sends it."""
    from compliance.casework import texts
    from compliance.casework.actor import Actor
    from compliance.records import documents, people
    from compliance.roles import Role
    from filings.editing import Edit
    from filings.model import Paragraph

    async def work():
        user = await people.user_by_name(house.resources.database, "officer")
        paper = await documents.document(house.resources.database, int(here.rsplit("/", 1)[1]))
        words = await texts.words_of_draft(house.resources, paper)
        place = next(place for place, block in enumerate(words.blocks) if isinstance(block, Paragraph))
        await texts.edit_paragraphs(
            house.resources,
            Actor(user.id, user.username, user.display_name, Role.officer),
            document_id=paper.id,
            edits=[Edit("insert", place, text)],
            expected_revision=paper.revision,
        )

    house.run(work)


def api(house, role: str):
    """Requests to the interface with that role's own token."""
    browser = Browser(house, {})
    signed = browser._send("POST", "/api/v1/sessions", json={"username": role, "password": PASSWORD})
    bearer = {"Authorization": f"Bearer {signed.json()['token']}"}
    return lambda method, path, **body: browser._send(method, f"/api/v1{path}", headers=dict(bearer), **body)


def checks_of(page: str) -> str:
    start = page.index('id="checks"')
    return page[start : page.index("</section>", start)]


@pytest.fixture
def foreign(house) -> str:
    here = draft(house)
    edited(house, here, FOREIGN)
    return here


def test_a_missing_fact_leads_to_its_field(house):
    officer = house.as_("officer")
    answer = officer.post(f"/complaints/{CASE}/letters", {"letter_id": "company_statement", "step_on": "2026-11-21"})
    here = re.match(r"/documents/\d+", answer.headers["location"]).group(0)
    page = officer.get(here).text
    listed = checks_of(page)
    assert "还缺：" in listed and f'href="{here}#f-fact_findings"' in listed and 'id="f-fact_findings"' in page
    assert re.search(r"\d+ 项须解决", listed) and "放行" not in listed


def test_a_letter_that_says_what_the_case_knows_has_nothing_to_solve(house):
    listed = checks_of(house.as_("officer").get(draft(house)).text)
    assert "没有问题" in listed and "项须解决" not in listed


def test_a_foreign_amount_leads_to_its_paragraph(house, foreign):
    officer = house.as_("officer")
    listed = checks_of(officer.get(foreign).text)
    assert "1 项须解决" in listed and "500元" in listed and "<textarea" not in listed, "an officer lets nothing pass"
    place = re.search(rf'href="{foreign}/text#p-(\d+)"', listed).group(1)
    assert f'id="p-{place}"' in officer.get(f"{foreign}/text").text
    english = checks_of(house.as_("officer", lang="en").get(foreign).text)
    assert "1 to be solved" in english and "See paragraph" in english and "gate." not in english


def test_a_refused_issue_opens_the_list_and_burns_no_number(house, foreign):
    officer, reviewer = house.as_("officer"), house.as_("reviewer")
    page = officer.get(foreign).text
    revision = re.search(r'name="revision" value="(\d+)"', page).group(1)
    sent = api(house, "officer")("POST", f"{foreign}/submission", json={"expected_revision": int(revision)})
    assert sent.status_code == 200, sent.text
    page = reviewer.get(foreign).text
    assert "<textarea" in checks_of(page), "the reviewer sees what is doubtful and may let it pass"
    digest = re.search(r'name="content_sha256" value="([0-9a-f]{64})"', page).group(1)
    assert reviewer.post(f"{foreign}/approve", {"content_sha256": digest}).status_code == 303
    revision = re.search(r'name="revision" value="(\d+)"', officer.get(foreign).text).group(1)
    refused = officer.post(f"{foreign}/issue", {"revision": revision})
    assert refused.status_code == 409 and "500元" in refused.text
    assert re.search(r'<section[^>]*id="checks"[^>]*autofocus', refused.text)
    finding = re.search(r'name="finding" value="([^"]+)"', reviewer.get(foreign).text).group(1)
    passed = reviewer.post(
        f"{foreign}/gate/overrides", {"finding": finding, "content_sha256": digest, "reason": "已核对付款凭证"}
    )
    assert passed.status_code == 303 and passed.headers["location"].startswith(f"{foreign}?said=overridden")
    listed = checks_of(officer.get(foreign).text)
    assert "已放行" in listed and "已核对付款凭证" in listed and "项须解决" not in listed
    assert officer.post(f"{foreign}/issue", {"revision": revision}).status_code == 303


def test_a_reason_that_says_nothing_is_refused_beside_its_field_and_kept(house, foreign):
    reviewer = house.as_("reviewer")
    page = reviewer.get(foreign).text
    finding = re.search(r'name="finding" value="([^"]+)"', page).group(1)
    digest = re.search(r'name="content_sha256" value="([0-9a-f]{64})"', checks_of(page)).group(1)
    answer = reviewer.post(
        f"{foreign}/gate/overrides", {"finding": finding, "content_sha256": digest, "reason": "同意"}
    )
    listed = checks_of(answer.text)
    assert answer.status_code == 422 and "不能只写一两个字" in listed and ">同意</textarea>" in listed
    assert 'id="f-reason"' in listed and 'href="#f-reason"' in answer.text and '<details class="form" open' in listed


def test_an_officer_may_not_let_a_finding_pass(house, foreign):
    answer = house.as_("officer").post(
        f"{foreign}/gate/overrides", {"finding": "x", "content_sha256": "", "reason": "已核对付款凭证"}
    )
    assert answer.status_code == 403


def test_the_interface_mirrors_the_list_and_the_override(house, foreign):
    officer, reviewer = api(house, "officer"), api(house, "reviewer")
    found = officer("GET", f"{foreign}/gate").json()
    assert found["issuable"] is False and len(found["content_sha256"]) == 64
    (one,) = found["findings"]
    assert (
        one["blocks"]
        and one["can_be_overridden"]
        and one["sentence"]
        and one["sentence_en"]
        and one["override"] is None
    )
    body = {"finding": one["id"], "reason": "已核对付款凭证", "expected_content_sha256": found["content_sha256"]}
    assert officer("POST", f"{foreign}/gate/overrides", json=body).status_code == 403
    short = reviewer("POST", f"{foreign}/gate/overrides", json=body | {"reason": "同意"})
    assert short.status_code == 422 and "一两个字" in short.text
    assert reviewer("POST", f"{foreign}/gate/overrides", json=body | {"finding": "x:y"}).status_code == 404
    done = reviewer("POST", f"{foreign}/gate/overrides", json=body)
    assert done.status_code == 201 and done.json()["override"]["reason"] == "已核对付款凭证"
    assert officer("GET", f"{foreign}/gate").json()["issuable"] is True
    assert reviewer("POST", f"{foreign}/gate/overrides", json=body).status_code == 409
    assert officer("GET", "/documents/9999/gate").status_code == 404


def test_words_of_strangers_are_only_ever_text(house):
    here = draft(house)
    edited(house, here, "补偿<script>alert(1)</script>别处商贸有限公司500元。")
    page = house.as_("reviewer").get(here).text
    assert "<script>alert(1)" not in page and checks_of(page).count('class="bad"') >= 2
