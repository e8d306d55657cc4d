"""The deadline certificate: made from what the engine really answers; a thing that is no deadline is refused."""

from datetime import date

import pytest

from deadlines import answer, load_calendar, load_rulebook
from filings.compose import compose, document_text
from filings.facts import FactsRefused
from filings.model import Table

EVENTS = [
    {"kind": "complaint_received", "on": "2026-09-30"},
    {"kind": "accepted", "on": "2026-10-12"},
    {"kind": "suspended", "on": "2026-10-20", "ground": "appraisal"},
    {"kind": "resumed", "on": "2026-10-30"},
]


@pytest.fixture(scope="module")
def computed():
    rulebook, calendar = load_rulebook(), load_calendar()

    def deadlines(events, today="2026-11-21"):
        request = {"regime": "samr_complaint", "profile": "authority", "today": today, "facts": {}, "events": events}
        reply = answer(request, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))
        return {deadline["limit"]: deadline for deadline in reply["deadlines"]}

    return deadlines


def test_every_day_of_the_count_stands_in_the_certificate(catalogue, computed):
    deadline = computed(EVENTS)["mediation_end"]
    document = _certificate(catalogue, deadline)
    days = next(b for b in document.blocks if isinstance(b, Table) and b.header[:1] == ("日期",))
    assert len(days.rows) == len(deadline["trace"]) == 70
    assert [row[2] for row in days.rows].count("不计入") == 10
    assert days.rows[-1][0] == "2026年12月21日" and days.rows[-1][3] == "第60日"
    text = document_text(document)
    assert "中止之日" in text and "鉴定" in text and "第二十三条第一款第五项" in text


def test_make_up_days_are_shown_with_their_notice(catalogue, computed):
    text = document_text(_certificate(catalogue, computed(EVENTS)["acceptance_decision"]))
    assert "国办发明电〔2025〕7号" in text and "2026年10月15日" in text and "7个工作日" in text


def test_a_provisional_deadline_says_so_and_gives_the_earliest_day(catalogue, computed):
    deadline = computed([{"kind": "complaint_received", "on": "2026-12-21"}], today="2026-12-22")["acceptance_decision"]
    assert deadline["provisional"]
    text = document_text(_certificate(catalogue, deadline))
    assert "暂定" in text and "最早可能的届满日" in text


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        ({}, "缺少"),
        ({"label": "答复"}, "缺少"),
        ("2026-12-01", "须为对象"),
        (
            {
                "label": "甲\u202e",
                "owner": "o",
                "state": "s",
                "started_on": "2026-01-01",
                "citation": {"instrument": "x"},
                "trace": [],
            },
            "U+202E",
        ),
        (
            {
                "label": "甲",
                "owner": "o",
                "state": "s",
                "started_on": "1月1日",
                "citation": {"instrument": "x"},
                "trace": [],
            },
            "不是日期",
        ),
    ],
)
def test_what_is_no_deadline_is_refused(catalogue, deadline, words):
    with pytest.raises(FactsRefused, match="deadline") as refused:
        _certificate(catalogue, deadline)
    assert words in str(refused.value)


def _certificate(catalogue, deadline):
    facts = {"issuer": "某某县市场监督管理局", "computed_on": "2026-11-21", "deadline": deadline}
    return compose(catalogue.letter("deadline_certificate"), facts, on=date(2026, 11, 21))
