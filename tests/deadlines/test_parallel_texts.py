"""Where two texts bind there is one deadline, due on the earlier (rule 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Ask = Callable[..., dict[str, Any]]


def test_texts_with_the_same_end_are_named_beside_the_citation(only: Ask) -> None:
    row = only("acceptance_decision", [("complaint_received", "2026-04-14")])
    assert [cite["article"] for cite in row["concurrent"]] == ["第四十六条", "第四十六条第二款"]
    earlier = only("acceptance_decision", [("complaint_received", "2024-06-28")])
    assert [cite["instrument"] for cite in earlier["concurrent"]] == ["中华人民共和国消费者权益保护法"]


def test_each_text_leaves_out_its_own_grounds(only: Ask) -> None:
    # An inspection of 10–19 March 2025 stops the 45 working days of order 20 (eight left out: 8 → 20 May), not the 60 days.
    events = [
        ("accepted", "2025-03-03"),
        ("suspended", "2025-03-10", {"ground": "inspection"}),
        ("resumed", "2025-03-20"),
    ]
    row = only("mediation_end", events)
    assert row["due_on"] == "2025-05-03"
    assert [one["due_on"] for one in row["alternatives"]] == ["2025-05-06", "2025-05-20"]


def test_a_text_that_stands_still_does_not_hide_the_one_that_runs(only: Ask) -> None:
    events = [("accepted", "2026-04-14"), ("suspended", "2026-04-20", {"ground": "inspection"})]
    row = only("mediation_end", events, today="2026-05-01")
    assert (row["due_on"], row["state"]) == ("2026-06-13", "running")
    assert any("正在中止" in note for note in row["notes"])


def test_the_text_that_ends_later_is_an_alternative(only: Ask) -> None:
    # Mon 1 September 2025: 60 days = 29 in September and 31 in October. 45 working days: 22 by 30 September (Sun 28 is
    # worked), off 1–8 October, 9 10 and Sat 11 (make-up) = 25, 30 by the 17th, 35 by the 24th, 40 by the 31st, 7 November.
    row = only("mediation_end", [("accepted", "2025-09-01")])
    assert row["due_on"] == "2025-10-31"
    assert [one["due_on"] for one in row["alternatives"]] == ["2025-11-07"]


def test_the_citation_follows_the_text_that_ends_first(only: Ask) -> None:
    assert only("mediation_end", [("accepted", "2025-09-01")])["citation"]["number"] == "国务院令第778号"
    assert only("mediation_end", [("accepted", "2024-06-28")])["citation"]["number"] == "国家市场监督管理总局令第20号"
