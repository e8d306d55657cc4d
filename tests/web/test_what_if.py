"""推演 on the case page: supposed acts show where the clocks would end, and no table gains a row."""

import re
from urllib.parse import urlencode

import pytest

from compliance.records.tables import TABLES
from compliance.web.pages.whatif import read, written

CASE = "/complaints/TS-2026-00001"
HTMX = {"HX-Request": "true"}


def rows_of_all_tables(house) -> dict[str, int]:
    async def counted() -> dict[str, int]:
        found = {}
        for table in TABLES:
            name = table._meta.tablename
            row = await house.resources.database.one(f"SELECT COUNT(*) AS n FROM {name}")
            found[name] = row["n"]
        return found

    return house.run(counted)


def asked(house, *, part="", role="officer", lang="zh", **fields):
    """The panel for these fields; asking must not have added a row to any table."""
    query = urlencode([*fields.items(), *([("part", part)] if part else [])], doseq=True)
    browser = house.as_(role, lang=lang)
    before = rows_of_all_tables(house)
    answer = browser.get(f"{CASE}/what-if?{query}", headers=HTMX)
    assert rows_of_all_tables(house) == before
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def test_an_acceptance_next_wednesday_ends_one_clock_and_starts_another(house):
    text = asked(house, part="result", if_kind="accepted", if_on="11-25")
    assert "若 2026-11-25（周三） 受理" in text and "截至 2026-11-25（周三） 的期限" in text
    assert "完成于 2026-11-25（周三）" in text and "新起算" in text and "为什么是这一天？" in text
    assert "已登记</del> → <strong>已受理" in text


def test_corrected_papers_next_wednesday_are_said_to_move_nothing(house):
    asked_first = [("kind", "correction_requested"), ("on", "2026-11-23")]
    text = asked(house, part="result", act=urlencode(asked_first), if_kind="correction_received", if_on="11-25")
    assert "若 2026-11-25（周三） 收到补正材料" in text and "不改变任何届满日" in text and "2026-12-01（周二）" in text


def test_an_act_is_taken_over_and_another_can_follow(house):
    text = asked(house, do="add", if_kind="accepted", if_on="2026-11-25")
    kept = re.findall(r'name="act" value="([^"]+)"', text)[0].replace("&amp;", "&")
    assert read(kept).kind == "accepted" and 'value="2026-11-25"' not in text
    again = asked(
        house, do="add", act=kept, if_kind="extended", if_on="2026-12-01", if_amount="15", if_unit="working days"
    )
    assert again.count('name="act"') == 2 and "15个工作日" in again
    assert asked(house, act=[kept, kept], drop="0").count('name="act"') == 1


def test_a_clock_that_moves_shows_both_days(house):
    accepted = urlencode({"kind": "accepted", "on": "2026-11-23"})
    suspended = urlencode({"kind": "suspended", "on": "2026-11-24", "ground": "appraisal"})
    text = asked(house, part="result", act=[accepted, suspended])
    assert "中止" in text and "新起算" in text


def test_an_impossible_act_gets_the_sentence_and_is_not_taken_over(house):
    text = asked(house, do="add", if_kind="correction_received", if_on="11-25")
    assert "登记“收到补正材料”之前须先登记“要求补正”" in text and 'name="act"' not in text
    assert 'value="11-25"' in text
    english = asked(house, lang="en", part="result", if_kind="correction_received", if_on="11-25")
    assert "needs" in english and "first" in english


def test_what_is_missing_is_said_only_when_the_act_is_to_be_added(house):
    assert "请选择假设的事项。" not in asked(house, if_on="11-25")
    text = asked(house, do="add")
    assert "请选择假设的事项。" in text and "请填写假设的日期" in text
    assert "延长数量应为" in asked(house, do="add", if_kind="extended", if_on="11-25")
    assert "不是真实存在的日期" in asked(house, if_kind="accepted", if_on="2026-02-30")


def test_without_htmx_the_address_shows_the_case_page_with_the_panel_open(house):
    answer = house.as_("auditor").get(f"{CASE}/what-if?if_kind=accepted&if_on=2026-11-25")
    assert answer.status_code == 200 and 'id="form-what-if" open' in answer.text and "新起算" in answer.text
    assert "推演…" in house.as_("officer").get(CASE).text


@pytest.mark.parametrize(
    "act", ["", "kind=accepted", "kind=%3Cscript%3E&on=2026-11-25", "x" * 900, "kind=accepted&on=0"]
)
def test_an_address_bent_by_hand_is_answered_in_words(house, act):
    text = asked(house, part="result", act=act)
    assert "<script>" not in text and ("没有“" in text or "早于收到日" in text)


def test_an_act_survives_the_address():
    for text in ("kind=accepted&on=2026-11-25", "kind=extended&on=2026-11-25&by=5+working+days&limit=a.b"):
        assert written(read(text)) == text
    at = read(urlencode({"kind": "replied", "on": "2026-11-25T14:30:00+08:00"}))
    assert at.at is not None and read(written(at)) == at


def test_an_unknown_case_is_not_found(house):
    assert house.as_("officer").get("/complaints/TS-2026-99999/what-if").status_code == 404


def test_what_starts_and_what_ends_stand_apart_and_the_new_clock_says_what_it_hangs_on(house):
    text = asked(house, part="result", if_kind="accepted", if_on="11-25")
    assert "1 项新起算，1 项终结。" in text
    assert text.index(">1 项新起算</h3>") < text.index("达成调解协议，或者终止调解") < text.index(">1 项终结</h3>")
    assert "由“作出受理或者不予受理决定并告知投诉人”的受理（2026-11-25）起算" in text
    english = asked(house, lang="en", part="result", if_kind="accepted", if_on="11-25")
    assert "1 start, 1 end." in english and "Started by “Decide on acceptance" in english


def test_the_acts_of_the_cases_own_limits_are_offered_first(house):
    text = asked(house)
    usual, others = text.split('<optgroup label="其他事项">', 1)
    assert 'value="clue_found"' in usual and 'value="correction_received"' in usual
    assert 'value="recall_decided"' in others and 'value="recall_decided"' not in usual
