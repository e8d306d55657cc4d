"""Settings with their sample, several issued at once, numbers, corrections and verification, as people meet them."""

import asyncio
import html
import re

import pytest

from compliance.casework.actor import Actor
from compliance.casework.issuing import issue_document
from compliance.records.people import user_by_name
from compliance.roles import Role
from tests.casework.builders import approved

CASE = "TS-2026-00001"
SETTINGS = "/settings/organisation"


def form_of(page: str) -> dict[str, object]:
    """What a browser would send back of the settings form, unchanged."""
    form = page[page.index('id="form-organisation"') :]
    form = form[: form.index("</form>")]
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if not name or name[1] == "_csrf" or ('type="checkbox"' in tag and " checked" not in tag):
            continue
        text = html.unescape(value[1]) if value else ""
        if name[1].endswith(".uses"):
            found[name[1]] = [*found.get(name[1], []), text]  # type: ignore[misc]
        else:
            found[name[1]] = text
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def errors_of(page: str) -> str:
    return " ".join(re.findall(r'class="error-summary".*?</div>', page, re.DOTALL))


async def actor(house, name: str) -> Actor:
    user = await user_by_name(house.resources.database, name)
    return Actor(user.id, user.username, user.display_name, Role(user.role))


@pytest.fixture(scope="module")
def furnished_house(house):
    """The organisation complete, as an administrator saves it on the page."""
    admin = house.as_("administrator")
    typed = form_of(admin.get(SETTINGS).text) | {"credit_code": "91110105MA00000012"}
    assert admin.post(SETTINGS, typed).status_code == 303
    return house


@pytest.fixture(scope="module")
def papers(furnished_house):
    """Ids of three approved statements."""

    async def make() -> list[int]:
        officer, reviewer = await actor(furnished_house, "officer"), await actor(furnished_house, "reviewer")
        return [(await approved(furnished_house.resources, officer, reviewer, CASE)).id for _ in range(3)]

    return furnished_house.run(make)


def test_head_and_administrator_see_the_settings_and_only_the_latter_changes_them(house):
    for role, status in (("administrator", 200), ("head", 200), ("officer", 403), ("reviewer", 403), ("auditor", 403)):
        assert house.as_(role).get(SETTINGS).status_code == status, role
    page = house.as_("head").get(SETTINGS).text
    assert "修改由管理员办理" in page and "保存设置" not in page and '<fieldset class="plain" disabled' in page
    assert house.as_("head").post(SETTINGS, {"name": "别的公司"}).status_code == 403
    english = house.as_("administrator", lang="en").get(SETTINGS).text
    assert "Organisation and letters" in english and "Room for the seal" in english
    assert "organisation." not in re.sub(r"/[a-z]+/organisation[^\"]*|form-organisation", "", english)


def test_wrong_particulars_are_told_beside_their_fields_and_what_was_typed_stays(furnished_house):
    admin = furnished_house.as_("administrator")
    typed = form_of(admin.get(SETTINGS).text)
    before = admin.get(SETTINGS).text
    for changes, sentence in (
        ({"name": ""}, "请填写单位名称"),
        ({"credit_code": "123"}, "统一社会信用代码不正确"),
        ({"letterhead_name": "示例\U00013000公司", "company_profile": "gw-letter"}, "字体中没有这些字"),
        ({"department": "部\u0007门"}, "不能印出"),
        ({"series.1.code": "示例函"}, "填了两次"),
        ({"series.1.code": "又一函"}, "默认序列"),
        ({"series.0.code": "示 例"}, "发文代字"),
        ({"company_profile": "poster"}, "poster"),
        ({"chain.red": "auditor"}, "auditor"),
    ):
        answer = admin.post(SETTINGS, typed | changes)
        assert answer.status_code == 422, changes
        assert sentence in errors_of(answer.text), (changes, errors_of(answer.text))
        for value in changes.values():
            assert not value or value in ("poster", "auditor") or html.escape(value) in answer.text
    after = admin.get(SETTINGS).text
    seen = r'name="seen" value="([^"]*)"'
    assert re.search(seen, after)[1] == re.search(seen, before)[1]


def test_saving_is_on_record_with_what_changed_and_a_stale_form_overwrites_nothing(furnished_house):
    admin = furnished_house.as_("administrator")
    typed = form_of(admin.get(SETTINGS).text)
    assert admin.post(SETTINGS, typed | {"verification": "1", "chain.yellow": "head"}).status_code == 303
    stale = admin.post(SETTINGS, typed | {"department": "旧页面填写的部门"})
    assert stale.status_code == 422 and "已被修改" in errors_of(stale.text) and "旧页面填写的部门" in stale.text
    now = form_of(admin.get(SETTINGS).text)
    assert now["verification"] == "1" and now["chain.yellow"] == "head" and now["department"] == "法务部"
    entries = furnished_house.as_("auditor").get("/api/v1/audit/entries").json()["entries"]
    newest = next(entry for entry in entries if entry["action"] == "set_organisation")
    assert "verification" in newest["after"] and "credit_code" not in newest["after"]


def test_the_sample_shows_what_is_typed_before_it_is_saved(furnished_house):
    admin = furnished_house.as_("administrator")
    typed = form_of(admin.get(SETTINGS).text)
    plain = admin.post(f"{SETTINGS}/preview", typed)
    red = admin.post(f"{SETTINGS}/preview", typed | {"company_profile": "gw-letter", "letterhead_name": "示例版头"})
    pictures = re.findall(r'src="(data:image/png;base64,[^"]+)"', plain.text)
    assert plain.status_code == red.status_code == 200 and len(pictures) >= 2
    assert "编号以前" in plain.text and re.search(r"签发以后：示例函〔2026〕\d+号", plain.text)
    assert re.findall(r'src="(data:image/png;base64,[^"]+)"', red.text)[0] != pictures[0]
    assert "请填写单位名称" in admin.post(f"{SETTINGS}/preview", typed | {"name": ""}).text
    assert form_of(admin.get(SETTINGS).text) == typed, "nothing was saved"


def test_several_are_issued_at_once_and_each_outcome_is_told(furnished_house, papers):
    officer = furnished_house.as_("officer")
    page = officer.get("/reviews").text
    assert all(f'name="document" value="{paper}"' in page for paper in papers)
    assert "选中的一并签发" not in furnished_house.as_("auditor").get("/reviews").text
    none = officer.post("/reviews/issue", {})
    assert none.status_code == 303 and "choose_papers" in none.headers["location"]
    answer = officer.post("/reviews/issue", {"document": [str(papers[0]), str(papers[1]), "999999"]})
    assert answer.status_code == 303
    place = answer.headers["location"]

    async def a_second() -> None:
        await asyncio.sleep(0.5)

    for _ in range(60):
        page = officer.get(place).text
        if "hx-trigger" not in page[page.index('id="run"') : page.index('id="run"') + 200]:
            break
        furnished_house.run(a_second)
    assert "已签发 2 份，共 3 份" in page and "示例函〔2026〕1号" in page and "示例函〔2026〕2号" in page
    assert "未签发" in page
    assert furnished_house.as_("reviewer").get(place).status_code == 404, "another person's run"


def test_numbers_are_listed_printed_and_moved_upwards_only(furnished_house, papers):
    officer, admin = furnished_house.as_("officer"), furnished_house.as_("administrator")
    page = officer.get("/numbers").text
    assert "示例函〔2026〕2号" in page and "没有缺号和重号" in page and "接续原有编号" not in page
    assert "示例函〔2026〕2号" in officer.get("/numbers/print?series=示例函&year=2026").text
    assert "示例函〔2026〕2号" not in officer.get("/numbers?year=1999").text
    typed = {"series": "示例函", "year": "2026", "next_serial": "11", "start_reason": "纸质登记簿已编至 10 号"}
    for changes, sentence in (
        ({"next_serial": "2"}, "只能往后调"),
        ({"next_serial": "-5"}, "2 至"),
        ({"next_serial": "十二"}, "2 至"),
        ({"start_reason": ""}, "理由"),
        ({"series": "没有的"}, "没有的"),
    ):
        answer = admin.post("/numbers/next", typed | changes)
        assert answer.status_code in (409, 422) and sentence in errors_of(answer.text), changes
    assert admin.post("/numbers/next", typed).status_code == 303
    assert officer.post("/numbers/next", typed | {"next_serial": "99"}).status_code == 403

    async def issue() -> str | None:
        return (
            await issue_document(
                furnished_house.resources, await actor(furnished_house, "officer"), document_id=papers[2]
            )
        ).number

    assert furnished_house.run(issue) == "示例函〔2026〕11号"
    page = officer.get("/numbers").text
    assert "没有缺号和重号" in page and "纸质登记簿已编至 10 号" in page


def test_a_correction_is_begun_on_the_page_and_both_pages_say_so(furnished_house, papers):
    officer = furnished_house.as_("officer")
    old = f"/documents/{papers[0]}"
    assert officer.post(f"{old}/correct", {"correction_reason": " "}).status_code == 422
    answer = officer.post(f"{old}/correct", {"correction_reason": "购买日期写错"})
    assert answer.status_code == 303, errors_of(answer.text)
    new = re.match(r"/documents/\d+", answer.headers["location"])[0]
    draft = officer.get(new).text
    assert "本件更正" in draft and "购买日期写错" in draft and "示例函〔2026〕1号" in draft
    assert new in officer.get(old).text and "更正文书正在办理" in officer.get(old).text
    assert "已有更正" in errors_of(officer.post(f"{old}/correct", {"correction_reason": "再改"}).text)
    assert furnished_house.as_("auditor").post(f"{old}/correct", {"correction_reason": "x"}).status_code == 403


def test_anybody_verifies_a_number_a_code_or_the_file_itself(furnished_house, papers):
    auditor = furnished_house.as_("auditor")
    page = auditor.post("/verify", {"asked": "示例函[2026]1号"}).text
    assert f"/documents/{papers[0]}" in page and "没有更正" in page
    code = re.search(r">([0-9A-F]{4}(?:-[0-9A-F]{4}){3})<", page)[1]
    assert f"/documents/{papers[0]}" in auditor.post("/verify", {"asked": code.lower()}).text
    pdf = auditor.get(f"/documents/{papers[0]}/file/pdf").content
    sent = auditor.post("/verify", {"asked": ""}, files={"file": ("a.pdf", pdf, "application/pdf")})
    assert f"/documents/{papers[0]}" in sent.text
    changed = auditor.post("/verify", {"asked": ""}, files={"file": ("a.pdf", pdf + b" ", "application/pdf")})
    assert changed.status_code == 200 and "可能被改动过" in changed.text
    assert "没有签发过这个文号" in auditor.post("/verify", {"asked": "示例函〔2026〕777号"}).text
    for asked, sentence in (("", "请填写文号"), ("ABC", "至少 8 位"), ("<script>", "至少 8 位")):
        answer = auditor.post("/verify", {"asked": asked})
        assert (
            answer.status_code == 422 and sentence in errors_of(answer.text) and "<script>" not in answer.text[-3000:]
        )


def test_a_damaged_file_is_not_handed_out(furnished_house, papers):
    officer, files = furnished_house.as_("officer"), furnished_house.resources.files

    async def digest() -> str:
        row = await furnished_house.resources.database.one("SELECT pdf_sha256 FROM documents WHERE id = {}", papers[1])
        return row["pdf_sha256"]

    path = files.path(furnished_house.run(digest))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"x")
    for address in (f"/documents/{papers[1]}/file/pdf", f"/api/v1/documents/{papers[1]}/file/pdf"):
        answer = officer.get(address)
        assert answer.status_code == 409 and "不予提供" in answer.text
    path.write_bytes(whole)
    assert officer.get(f"/documents/{papers[1]}/file/pdf").content == whole


def test_the_interface_does_the_same(furnished_house, papers):
    api, bearer = "/api/v1", furnished_house.as_("officer")
    found = bearer.get(f"{api}/numbers").json()
    assert found[0]["series"] == "示例函" and found[0]["missing"] == [] and found[0]["documents"]
    assert bearer.get(f"{api}/organisation").status_code == 403
    assert furnished_house.as_("head").get(f"{api}/organisation").json()["name"] == "示例甲百货有限公司"
