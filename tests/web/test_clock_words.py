"""How a clock reads: words, number and unit of the lamp, the strip of days, and what moved the count."""

import pytest

from compliance.web.clocks import clock_view, lamp_words, span_words, unit_of
from compliance.web.render import environment
from tests.web.conftest import Browser

BODY = {"ours": True, "state": "running", "remaining": 5, "span": "7 working days", "trace": []}


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({}, "剩 5 个工作日", "5 working days left"),
        ({"remaining": 1}, "剩 1 个工作日", "1 working day left"),
        ({"state": "overdue", "remaining": -2}, "逾期 2 个工作日", "2 working days overdue"),
        ({"state": "overdue", "remaining": 0}, "已逾期", "overdue"),
        ({"state": "due_today", "remaining": 0}, "今日到期", "due today"),
        ({"span": "60 days", "remaining": 20}, "剩 20 日", "20 days left"),
        ({"span": "1 hour", "state": "overdue", "remaining": -20}, "逾期 20 小时", "20 hours overdue"),
        ({"state": "paused", "remaining": None}, "已中止计时", "suspended"),
        ({"state": "met_late", "remaining": None}, "逾期完成", "done late"),
        ({"span": "as directed", "remaining": 2}, "剩 2 日", "2 days left"),
    ],
)
def test_a_lamp_says_distance_with_its_unit(changes, zh, en):
    assert lamp_words(BODY | changes, "zh") == zh
    assert lamp_words(BODY | changes, "en") == en


def test_the_other_sides_clock_is_never_red():
    view = clock_view(BODY | {"ours": False, "state": "overdue", "remaining": -9}, "zh")
    assert view.lamp == "paused" and view.words == "对方逾期 9 个工作日"


def test_spans_have_words_in_both_languages():
    assert span_words("7 working days", "zh") == "7个工作日" and span_words("7 working days", "en") == "7 working days"
    assert unit_of("3 months") == "month" and unit_of("as directed") == "date" and unit_of(None) == "date"


def calculated(house, *events: tuple[str, str, str, str], regime="samr_complaint", lang="zh") -> str:
    parts = [f"kind={kind}&on={on}&ground={ground}&by={by}&due=" for kind, on, ground, by in events]
    return Browser(house, {}, lang).get(f"/calculator?regime={regime}&profile=authority&{'&'.join(parts)}").text


def test_the_strip_shows_start_skipped_makeup_and_last_day(house):
    page = calculated(house, ("complaint_received", "2026-09-30", "", ""))
    assert '<li class="start"' in page and 'class="counted makeup"' in page and 'class="counted last"' in page
    assert page.count('class="skipped"') >= 8


def test_a_suspension_stays_as_a_line_and_hatches_its_days(house):
    page = calculated(
        house,
        ("complaint_received", "2026-09-01", "", ""),
        ("accepted", "2026-09-08", "", ""),
        ("suspended", "2026-09-15", "appraisal", ""),
        ("resumed", "2026-09-20", "", ""),
    )
    assert "2026-09-15 至 2026-09-20 中止（鉴定），不计入" in page and 'class="paused"' in page
    english = calculated(house, ("complaint_received", "2026-09-01", "", ""), lang="en")
    assert "Why this day?" in english and "working days" in english


def test_a_count_into_an_unpublished_year_is_marked_everywhere(house):
    page = calculated(house, ("complaint_received", "2026-12-25", "", ""))
    assert "暂定" in page and "最早可能为" in page
    free = Browser(house, {}).get("/calculator?mode=count&start=2026-12-14&amount=15&unit=working_day").text
    assert "暂定" in free and "最早可能为" in free


def test_the_calculator_refuses_with_one_sentence_and_keeps_the_form(house):
    browser = Browser(house, {})
    for query, said in (
        ("regime=no_such&kind=complaint_received&on=2026-11-02", "没有"),
        ("regime=samr_complaint&kind=complaint_received&on=2026-02-30", "2026-02-30"),
        ("regime=samr_complaint", "至少一个事项"),
        ("mode=count&start=2026-11-02&amount=0", "1 到 1000"),
        ("mode=count&start=1999-01-01&amount=5", ""),
    ):
        answer = browser.get(f"/calculator?{query}")
        assert answer.status_code == 422 and said in answer.text, query


def test_template_functions_of_the_two_languages_do_not_mix():
    assert environment("zh").globals["label"]("role", "officer") == "经办"
    assert environment("en").globals["label"]("role", "officer") == "officer"
