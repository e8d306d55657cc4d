"""The audit pages: a view is on record, an unchanged trail is not recomputed, a sample repeats, what was altered shows."""

import hashlib
import io
import re

import openpyxl
import pytest

from compliance.casework import disclosure
from compliance.errors import Forbidden
from compliance.records import audit_reading, verification
from tests.web.conftest import Browser


def entries(browser: Browser, query: str = "") -> list[dict]:
    return browser.get(f"/api/v1/audit/entries?{query}").json()["entries"]


def shown(page: str) -> list[str]:
    """The numbers of the entries that a page shows."""
    return re.findall(r'<td class="fit num" title="[^"]*">(\d{4}-\d+)</td>', page)


@pytest.fixture
def full_rounds(house, monkeypatch):
    """How often every hash was recomputed."""
    rounds, real = [], verification.verify

    async def counted(*arguments):
        rounds.append(1)
        return await real(*arguments)

    monkeypatch.setattr(audit_reading, "verify", counted)
    house.client.app.state["audit_verified"] = audit_reading.LastVerification()
    return rounds


def test_each_view_of_the_trail_is_one_entry_that_names_the_reader_and_the_filters(house):
    auditor = house.as_("auditor")
    before = auditor.get("/api/v1/audit/entries").json()["total"]
    page = auditor.get("/audit?case=TS-2026-00001").text
    newest = entries(auditor)
    assert [entry["action"] for entry in newest[:3]] == ["audit_read"] * 3
    assert (newest[1]["actor"], newest[1]["role"], newest[1]["object_kind"]) == ("auditor", "auditor", "audit")
    assert "case=TS-2026-00001" in newest[1]["after"]
    assert auditor.get("/api/v1/audit/entries").json()["total"] == before + 3, "one a view, not one a row"
    assert "TS-2026-00001" in page and "查看审计记录" in auditor.get("/audit").text


def test_nothing_is_shown_or_handed_out_when_the_reading_cannot_be_put_on_record(house):
    async def trouble(statement: str):
        await house.resources.database.execute(statement)

    house.run(
        trouble,
        "CREATE TRIGGER no_room BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no room'); END",
    )
    try:
        for path in ("/audit", "/audit/export.xlsx", "/api/v1/audit/entries", "/api/v1/audit/verification"):
            answer = house.as_("auditor").get(path)
            assert answer.status_code == 500 and "sign_in" not in answer.text, path
        answer = house.as_("officer").get("/filings/export.xlsx")
        assert answer.status_code == 500 and not answer.content.startswith(b"PK")
    finally:
        house.run(trouble, "DROP TRIGGER no_room")


def test_views_follow_the_trail_and_only_verify_now_recomputes_it(house, full_rounds):
    auditor = house.as_("auditor")
    assert "链完整" in auditor.get("/audit").text and len(full_rounds) == 1
    page = auditor.get("/audit").text
    assert "链完整" in page and "其后新增 1 条，已逐条接上" in page and len(full_rounds) == 1
    assert auditor.get("/audit?case=TS-2026-00002").status_code == 200 and len(full_rounds) == 1
    page = auditor.get("/audit?verify=1").text
    assert len(full_rounds) == 2 and "其后新增" not in page
    assert auditor.get("/api/v1/audit/verification").json()["ok"] and len(full_rounds) == 3


def test_an_entry_that_does_not_link_up_has_the_whole_trail_recomputed(house, full_rounds):
    auditor = house.as_("auditor")
    auditor.get("/audit")

    async def alter(reason: str):
        database = house.resources.database
        await database.execute("DROP TRIGGER IF EXISTS audit_no_update")
        await database.execute(
            "UPDATE audit_entries SET reason = {} WHERE id = (SELECT MAX(id) FROM audit_entries)", reason
        )

    auditor.get("/audit")
    house.run(alter, "改过")
    try:
        page = auditor.get("/audit").text
        assert len(full_rounds) == 2 and "链可能被改动" in page and "内容与摘要不符" in page
        assert "链可能被改动" in auditor.get("/audit").text and len(full_rounds) == 2, "it stays known"
        english = house.as_("auditor", lang="en").get("/audit").text
        assert "may have been altered" in english
    finally:

        async def mend():
            await house.resources.database.execute("UPDATE audit_entries SET reason = '' WHERE reason = '改过'")

        house.run(mend)
    assert "链完整" in auditor.get("/audit?verify=1").text


def test_pages_of_entries_follow_one_another_without_gap_or_repetition(house):
    async def pages(size: int):
        page = await audit_reading.entries(house.resources.database, audit_reading.AuditFilters(), size=size)
        yield page
        while page.older:
            page = await audit_reading.entries(
                house.resources.database, audit_reading.AuditFilters(), before=page.older, size=size
            )
            yield page

    async def every_page():
        return [page async for page in pages(7)]

    found = house.run(every_page)
    first, seen = found[0], [row["id"] for page in found for row in page.rows]
    assert len(found) > 3
    assert seen == sorted(set(seen), reverse=True) and len(seen) == first.total


def test_the_same_seed_draws_the_same_sample_and_anybody_can_draw_it(house):
    auditor = house.as_("auditor")
    query = "action=receive_complaint&sample=3&seed=2026"
    one, two = shown(auditor.get(f"/audit?{query}").text), shown(auditor.get(f"/audit?{query}").text)
    assert one == two and len(one) == 3
    names = [(row["chain"], row["sequence"]) for row in entries(auditor, "action=receive_complaint")]
    lots = sorted(names, key=lambda name: hashlib.sha256(f"2026\n{name[0]}\n{name[1]}".encode()).hexdigest())
    assert {f"{chain}-{sequence}" for chain, sequence in lots[:3]} == set(one)


@pytest.mark.parametrize(
    ("role", "path", "kind", "query"),
    [("auditor", "/audit", "audit", "person=officer"), ("officer", "/filings", "filings", "经办人：officer")],
)
def test_a_list_to_take_along_is_on_record_with_its_hash(house, role, path, kind, query):
    answer = house.as_(role).get(f"{path}/export.xlsx?person=officer")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cover = {row[0].value: row[1].value for row in book.worksheets[1]}
    newest = entries(house.as_("auditor"), "action=export")[0]
    assert newest["object_kind"] == kind and cover["内容摘要（SHA-256）"] in newest["after"]
    assert cover["查询条件"] == query and f"（{role}）" in cover["导出人"]
    assert int(cover["行数"]) == book.worksheets[0].max_row - 1


def test_the_verbs_of_disclosure_ask_for_the_right_themselves(house):
    async def as_officer(verb, **values):
        from compliance.casework.actor import Actor
        from compliance.roles import Role

        actor = Actor(house.resources.system_user, "officer", "示例", Role.officer)
        with pytest.raises(Forbidden):
            await verb(house.resources, actor, **values)

    house.run(lambda: as_officer(disclosure.note_audit_reading))
    house.run(lambda: as_officer(disclosure.note_export, what="audit", form="xlsx", rows=1))
    refused = entries(house.as_("auditor"), "outcome=refused")[:2]
    assert {entry["action"] for entry in refused} == {"audit_read", "export"}


def test_differences_speak_in_fields_and_words_and_never_in_code(house):
    page = house.as_("auditor").get("/audit?action=receive_complaint").text
    assert "届满日 · 作出受理或者不予受理决定" in page and "收到日依据：" in page
    assert "收到日依据：entered" not in page and "证据摘要：—" not in page
    assert page.count("（已加密的个人信息）") <= len(shown(page)), "sealed values share one line"
    assert "complaints:" not in page, "row seals are for the verification, not for readers"
