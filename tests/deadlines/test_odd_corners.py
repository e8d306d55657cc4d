"""Corners of the contract: a day named beside a statutory span, a restart on the first day, cautions that fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., dict[str, Any]]


def _ends(row: dict[str, Any]) -> tuple[str, list[str]]:
    return row["due_on"], sorted(one["due_on"] for one in row["alternatives"])


@pytest.mark.parametrize(
    ("regime", "start", "named", "expected"),
    [
        ("consumer_association_zhejiang", "letter_received", "2026-10-30", ("2026-10-13", ["2026-10-30"])),
        ("consumer_association_zhejiang", "letter_received", "2026-10-09", ("2026-10-09", ["2026-10-13"])),
        ("consumer_association_zhejiang", "letter_received", "2026-10-13", ("2026-10-13", [])),
        ("hotline_12345_jinan", "work_order_dispatched", "2026-10-30", ("2026-10-14", ["2026-10-30"])),
        ("hotline_12345_jinan", "work_order_dispatched", "2026-10-10", ("2026-10-10", ["2026-10-14"])),
    ],
)
def test_a_named_day_never_replaces_an_earlier_statutory_end(
    ask: Ask, regime: str, start: str, named: str, expected: tuple[str, list[str]]
) -> None:
    """Received on 8 October 2026: five days end on the 13th, five working days (10 October is worked) on the 14th."""
    (row,) = ask([(start, "2026-10-08", {"due": named})], regime=regime, profile="company")["deadlines"]
    assert _ends(row) == expected


def test_the_named_day_is_cited_where_it_binds(ask: Ask) -> None:
    paper = {"due": "2026-10-09", "title": "关于处理争议的通知", "number": "甲〔2026〕1号"}
    events = [("letter_received", "2026-10-08", paper)]
    (row,) = ask(events, regime="consumer_association_zhejiang", profile="company")["deadlines"]
    assert (row["citation"]["instrument"], row["citation"]["number"]) == ("关于处理争议的通知", "甲〔2026〕1号")
    assert (row["span"], row["trace"], row["kind"]) == ("as directed", [], "statutory")
    assert row["alternatives"][0]["citation"]["article"] == "第三十一条第二款第二项"


def test_a_missing_fact_and_a_named_day_leave_the_shortest(ask: Ask) -> None:
    events = [("work_order_dispatched", "2026-10-08", {"due": "2026-10-16"})]
    (row,) = ask(events, regime="hotline_12345_guangdong")["deadlines"]
    assert _ends(row) == ("2026-10-10", ["2026-10-16", "2026-10-21", "2026-10-28"])


def test_new_facts_on_the_day_of_the_report_change_nothing(ask: Ask) -> None:
    events = [("report_received", "2026-05-06"), ("new_facts_received", "2026-05-06")]
    (row,) = ask(events, regime="samr_report")["deadlines"]
    assert _ends(row) == ("2026-05-26", [])
    assert (row["started_by"], row["restarted_from"]) == ("report_received", None)


def test_an_extension_of_the_restarted_count_is_not_called_ignored(ask: Ask) -> None:
    events = [
        ("report_received", "2026-05-06"),
        ("new_facts_received", "2026-05-20"),
        ("extended", "2026-06-01", {"by": "15 working days"}),
    ]
    result = ask(events, regime="samr_report")
    (row,) = result["deadlines"]
    assert row["due_on"] == "2026-07-02"  # thirty working days after 20 May, 19–21 June off
    assert result["warnings"] == []


def test_a_pause_known_to_the_later_text_alone_is_not_said_to_be_unlisted(ask: Ask) -> None:
    """检验 stops the 45 working days of order 20, not the 60 days of the regulation, which end first."""
    events = [
        ("complaint_received", "2025-02-28"),
        ("accepted", "2025-03-03"),
        ("suspended", "2025-03-10", {"ground": "inspection"}),
        ("resumed", "2025-03-20"),
    ]
    result = ask(events)
    assert result["deadlines"][1]["due_on"] == "2025-05-03"
    (warning,) = result["warnings"]
    assert "最先届满的依据没有把该事由列为不计入期限的情形" in warning


def test_when_holidays_fall_into_the_pause_the_working_days_end_first(ask: Ask) -> None:
    """1–8 October 2025 out: sixty days end on Sat 8 November, forty-five working days on Fri 7 November."""
    events = [
        ("complaint_received", "2025-09-01"),
        ("accepted", "2025-09-01"),
        ("suspended", "2025-10-01", {"ground": "testing"}),
        ("resumed", "2025-10-09"),
    ]
    row = ask(events)["deadlines"][1]
    assert _ends(row) == ("2025-11-07", ["2025-11-08", "2025-11-10"])
    assert (row["span"], row["citation"]["number"]) == ("45 working days", "国家市场监督管理总局令第20号")
