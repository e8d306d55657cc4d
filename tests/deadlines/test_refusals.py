"""Hostile and mistaken requests: each is refused with the path of the field and one sentence that says the cure."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from deadlines import RequestError, Rulebook, WorkingCalendar, answer, answer_many

GOOD = {"kind": "complaint_received", "on": "2026-09-30"}


def _with(*events: Any, **more: Any) -> dict[str, Any]:
    return {"regime": "samr_complaint", "events": [GOOD, *events]} | more


REFUSED: list[tuple[Any, str, str]] = [
    (None, "", "JSON 对象"),
    ([], "", "JSON 对象"),
    ({"events": [GOOD]}, "regime", "不能为空"),
    (_with(regime="samr_complain"), "regime", "可用的有"),
    (_with(regime=["samr_complaint", "house2"]), "regime[1]", "house2"),
    (_with(regime=[]), "regime", "不能为空"),
    (_with(regime=7), "regime", "没有“7”"),
    (_with(regime={"a": 1}), "regime", "可用的有"),
    (_with(profile="firm"), "profile", "company、authority"),
    (_with(profile=["company"]), "profile", "company、authority"),
    (_with(today="2026-02-30"), "today", "不是存在的日期"),
    (_with(today="20261121"), "today", "YYYY-MM-DD"),
    (_with(today=20261121), "today", "YYYY-MM-DD"),
    (_with(now="2026-11-21T10:00:00"), "now", "缺少时区"),
    (_with(known_on="yesterday"), "known_on", "YYYY-MM-DD"),
    (_with(colour="red"), "colour", "没有这个字段"),
    (_with(facts=[]), "facts", "JSON 对象"),
    (_with(facts={"real": True}), "facts.real", "没有这个事实"),
    (_with(facts={"real_name": "maybe"}), "facts.real_name", "没有取值"),
    (_with(facts={"real_name": 1}), "facts.real_name", "没有取值"),
    ({"regime": "house"}, "events", "事件数组"),
    ({"regime": "house", "events": {}}, "events", "事件数组"),
    (_with("accepted"), "events[1]", "事件对象"),
    (_with({"on": "2026-10-01"}), "events[1].kind", "可用的有"),
    (_with({"kind": "acepted", "on": "2026-10-01"}), "events[1].kind", "acepted"),
    (_with({"kind": ["accepted"], "on": "2026-10-01"}), "events[1].kind", "可用的有"),
    (_with({"kind": "accepted"}), "events[1].on", "缺少日期"),
    (_with({"kind": "accepted", "on": "2026-13-01"}), "events[1].on", "不是存在的日期"),
    (_with({"kind": "accepted", "on": "2026-10-12T00:00:00+08:00"}), "events[1].on", "YYYY-MM-DD"),
    (_with({"kind": "accepted", "on": "２０２６-10-12"}), "events[1].on", "YYYY-MM-DD"),
    (_with({"kind": "accepted", "on": True}), "events[1].on", "YYYY-MM-DD"),
    (_with({"kind": "accepted", "on": "1926-10-12"}), "events[1].on", "核对年份"),
    (_with({"kind": "accepted", "on": "2926-10-12"}), "events[1].on", "核对年份"),
    (_with({"kind": "accepted", "at": "2026-10-12T09:00:00"}), "events[1].at", "缺少时区"),
    (_with({"kind": "accepted", "at": "2026-10-12 09:00"}), "events[1].at", "时刻"),
    (_with({"kind": "accepted", "at": "2026-10-12T25:00:00+08:00"}), "events[1].at", "不是存在的时刻"),
    (_with({"kind": "accepted", "on": "2026-10-12", "at": "2026-10-12T20:00:00Z"}), "events[1].at", "不一致"),
    (_with({"kind": "accepted", "on": "2026-10-12", "date": "x"}), "events[1].date", "没有这个字段"),
    (_with({"kind": "accepted", "on": "2026-09-29"}), "events[1].on", "早于收到日期"),
    (_with({"kind": "closed", "on": "2026-09-29"}), "events[1].on", "早于收到日期"),
    (_with({"kind": "accepted", "on": "2026-10-12", "decided_on": "2026-10-13"}), "events[1].decided_on", "晚于告知"),
    (_with({"kind": "accepted", "on": "2026-10-12", "decided_on": "2026-09-29"}), "events[1].decided_on", "早于收到"),
    (_with({"kind": "settled", "on": "2026-10-12", "decided_on": "2026-10-11"}), "events[1].decided_on", "只有"),
    (_with({"kind": "suspended", "on": "2026-10-12"}), "events[1].ground", "应当写明事由"),
    (_with({"kind": "suspended", "on": "2026-10-12", "ground": "holiday"}), "events[1].ground", "可用的有"),
    (_with({"kind": "suspended", "on": "2026-10-12", "ground": 3}), "events[1].ground", "可用的有"),
    (_with({"kind": "accepted", "on": "2026-10-12", "ground": "testing"}), "events[1].ground", "请删去"),
    (_with({"kind": "resumed", "on": "2026-10-12"}), "events[1].kind", "没有正在进行的中止"),
    (_with({"kind": "reopened", "on": "2026-10-12"}), "events[1].kind", "此前应先有"),
    (_with({"kind": "correction_received", "on": "2026-10-12"}), "events[1].kind", "correction_requested"),
    (_with({"kind": "extended", "on": "2026-10-12"}), "events[1].by", "应当写明长度"),
    (_with({"kind": "extended", "on": "2026-10-12", "by": "0 days"}), "events[1].by", "不是延期长度"),
    (_with({"kind": "extended", "on": "2026-10-12", "by": "-5 days"}), "events[1].by", "不是延期长度"),
    (_with({"kind": "extended", "on": "2026-10-12", "by": 15}), "events[1].by", "不是延期长度"),
    (_with({"kind": "extended", "on": "2026-10-12", "by": "99999 days"}), "events[1].by", "不是延期长度"),
    (_with({"kind": "extended", "on": "2026-10-12", "by": "5 days", "limit": "x"}), "events[1].limit", "没有期限"),
    (_with({"kind": "accepted", "on": "2026-10-12", "due": "2026-10-20"}), "events[1].due", "请删去"),
    (_with({"kind": "accepted", "on": "2026-10-12", "note": 5}), "events[1].note", "应为文字"),
    (_with({"kind": "letter_received", "on": "2026-10-12", "due": "2026-10-11"}), "events[1].due", "早于收到日期"),
    (_with({"kind": "accepted", "on": "2026-10-12", "title": ["x"]}), "events[1].title", "应为文字"),
]


@pytest.mark.parametrize(("payload", "field", "words"), REFUSED)
def test_a_bad_request_is_refused_with_its_place_and_cure(
    rulebook: Rulebook, calendar: WorkingCalendar, payload: Any, field: str, words: str
) -> None:
    with pytest.raises(RequestError) as refused:
        answer(payload, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))
    assert refused.value.field == field
    assert words in refused.value.message
    assert field in refused.value.message, "the sentence names the place"
    assert "\n" not in refused.value.message


def test_one_bad_request_among_many_does_not_stop_the_others(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    payloads = [_with(), _with(regime="nowhere"), _with({"kind": "accepted", "on": "2026-10-12"})]
    answers = answer_many(payloads, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))
    assert [sorted(one) for one in answers][1] == ["error"]
    assert sorted(answers[1]["error"]) == ["field", "message"]
    assert answers[0]["deadlines"][0]["due_on"] == "2026-10-15"
    assert len(answers[2]["deadlines"]) == 2
    json.dumps(answers, ensure_ascii=False)


def test_a_batch_must_be_an_array(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    with pytest.raises(RequestError, match="JSON 数组"):
        answer_many({"regime": "house"}, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))


def test_a_thousand_events_are_counted_without_delay(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    pairs = []
    for index in range(499):
        day = date.fromordinal(date(2026, 5, 6).toordinal() + index % 40)
        pairs += [{"kind": "suspended", "on": str(day), "ground": "testing"}, {"kind": "resumed", "on": str(day)}]
    payload = {
        "regime": "samr_complaint",
        "profile": "authority",
        "events": [{"kind": "accepted", "on": "2026-05-06"}, *pairs],
    }
    result = answer(payload, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))
    assert result["deadlines"][0]["due_on"] == "2026-07-05"


def test_dates_at_the_edges_are_answered_not_crashed(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    for day in ("1990-01-01", "2014-12-31", "2015-01-01", "2090-12-31"):
        for regime in rulebook.regimes:
            events = [
                {"kind": kind, "at": f"{day}T12:00:00+08:00"}
                for kind in ("complaint_received", "report_received", "goods_returned", "refund_requested")
            ]
            payload = {"regime": regime, "events": events, "today": day}
            result = answer(payload, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))
            assert result["deadlines"] or result["not_covered"] or regime not in ("samr_complaint", "house")


def test_more_events_than_any_case_has_are_refused(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    payload = {"regime": "samr_complaint", "events": [GOOD] * 1001}
    with pytest.raises(RequestError, match="最多 1000 个事件"):
        answer(payload, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))


def test_a_count_beyond_the_calendar_is_refused_not_crashed(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    letter = {"kind": "letter_received", "on": "2090-12-01", "due": "2090-12-31"}
    for by in ("9999 working days", "9999 days", "9999 months"):
        extended = {"kind": "extended", "on": "2090-12-02", "by": by}
        payload = {"regime": "authority_letter", "events": [letter, extended]}
        with pytest.raises(RequestError, match="晚于工作日历的最后一日") as refused:
            answer(payload, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))
        assert refused.value.field == "events"
        (shown,) = answer_many([payload], rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))
        assert shown["error"]["field"] == "events"
