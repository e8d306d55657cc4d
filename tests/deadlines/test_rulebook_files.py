"""A rule file that does not say everything is refused at load; the error names file, limit, key and cure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deadlines import RulebookError, WorkingCalendar, answer, check_rulebook, load_rulebook, rulebook_as_json
from deadlines.rulebook import RULES

RULE = """
regime = "trial"
label = "试验"
label_en = "trial"
[fact.kind]
label = "种类"
label_en = "kind"
values = { a = "甲", b = "乙" }
[[limit]]
id = "reply"
label = "答复"
label_en = "answer"
owner = "respondent"
kind = "statutory"
starts = ["letter_received"]
met_by = ["replied"]
produces = "答复"
produces_en = "answer"
consequence = "无"
consequence_en = "none"
row = "T1"
  [[limit.version]]
  from = 2020-01-01
  until = 2024-12-31
  span = "2 months"
  cite = { instrument = "甲办法", number = "1号", article = "第一条", evidence = "text_seen", in_force_from = 2020-01-01, checked = 2026-11-21 }
  [[limit.version]]
  from = 2025-01-01
  span = "10 days"
  excludes = ["testing"]
  extension = { by = "5 days", times = 1, total = "15 days" }
  cite = { instrument = "乙办法", number = "2号", article = "第二条", evidence = "text_seen", in_force_from = 2025-01-01, checked = 2026-11-21 }
"""


def _load(tmp_path: Path, text: str) -> Any:
    (tmp_path / "trial.toml").write_text(text, encoding="utf-8")
    return load_rulebook(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('regime = "trial"', 'regime = "other"', "regime", "文件名"),
        ('owner = "respondent"', 'owner = "us"', "owner", "之一"),
        ('kind = "statutory"', 'kind = "legal"', "kind", "之一"),
        ('starts = ["letter_received"]', 'starts = ["letter_recieved"]', "starts", "没有“letter_recieved”"),
        ('met_by = ["replied"]', "met_by = []", "met_by", "不能为空"),
        ('met_by = ["replied"]', 'met_by = ["replied"]\ndeadline = 5', "deadline", "没有这个键"),
        ('span = "10 days"', 'span = "10 weeks"', "version[1].span", "应为期间"),
        ('span = "10 days"', "", "version[1].span", "二者择一"),
        ("from = 2025-01-01", "from = 2024-12-31", "version", "重叠"),
        ("from = 2025-01-01", "from = 2025-01-02", "version", "之间没有版本"),
        ("until = 2024-12-31", "until = 2019-12-31", "version[0].until", "早于 from"),
        ("  until = 2024-12-31\n", "", "version", "重叠"),
        ("  from = 2025-01-01\n", "  from = 2025-01-01\n  until = 2026-01-01\n", "repeal", "取消的依据"),
        ('article = "第二条", ', "", "version[1].cite.article", "非空"),
        ('number = "2号", ', "", "version[1].cite.number", "非空"),
        (', article = "第二条"', ', article = "art. 2"', "version[1].cite.article", "不是条文号"),
        ('evidence = "text_seen", in_force_from = 2025-01-01', 'evidence = "sure"', "version[1].cite.evidence", "之一"),
        ("in_force_from = 2025-01-01, ", "", "version[1].cite.in_force_from", "应为日期"),
        ('excludes = ["testing"]', 'excludes = ["lunch"]', "version[1].excludes", "没有“lunch”"),
        (
            '{ by = "5 days", times = 1, total = "15 days" }',
            '{ by = "5 days", times = 0 }',
            "version[1].extension.times",
            "次数",
        ),
        (
            '{ by = "5 days", times = 1, total = "15 days" }',
            '{ by = "as directed", times = 1, total = "15 days" }',
            "version[1].extension.by",
            "长度",
        ),
        (
            '{ by = "5 days", times = 1, total = "15 days" }',
            '{ length = "5 days" }',
            "version[1].extension.length",
            "没有这个键",
        ),
        ('excludes = ["testing"]', "applies_if = { kind = 1 }", "version[1].applies_if.kind", "没有取值"),
        ('excludes = ["testing"]', "applies_if = { sort = 1 }", "version[1].applies_if.sort", "没有声明"),
        ('excludes = ["testing"]', 'restarts = ["again"]', "version[1].restarts", "没有“again”"),
        ('label_en = "answer"', 'label_en = ""', "label_en", "非空"),
        ("[[limit]]", "[limit", "（全文）", "不是有效的 TOML"),
        ("from = 2025-01-01", "from = 2025-02-30", "（全文）", "不是有效的 TOML"),
    ],
)
def test_incomplete_or_contradictory_rules_are_refused(
    tmp_path: Path, old: str, new: str, key: str, words: str
) -> None:
    assert old in RULE
    with pytest.raises(RulebookError) as refused:
        _load(tmp_path, RULE.replace(old, new, 1))
    assert refused.value.file == "trial.toml"
    assert refused.value.key == key
    assert words in str(refused.value)


def test_a_version_without_a_citation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="缺少依据"):
        _load(tmp_path, re.sub(r"  cite = .*\n", "", RULE, count=1))


def test_months_and_both_sides_of_a_version_switch(tmp_path: Path, calendar: WorkingCalendar) -> None:
    rulebook = _load(tmp_path, RULE)
    expected = {
        "2024-12-31": ("2025-02-28", "第一条"),  # no 31 February
        "2024-07-31": ("2024-09-30", "第一条"),
        "2024-06-15": ("2024-08-15", "第一条"),
        "2025-01-01": ("2025-01-11", "第二条"),  # a Saturday, ours
    }
    for day, (due, article) in expected.items():
        payload = {"regime": "trial", "events": [{"kind": "letter_received", "on": day}]}
        (row,) = answer(payload, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))["deadlines"]
        assert (row["due_on"], row["citation"]["article"]) == (due, article)


def test_months_run_on_for_the_days_left_out(tmp_path: Path, calendar: WorkingCalendar) -> None:
    rulebook = _load(tmp_path, RULE.replace('span = "2 months"', 'span = "2 months"\n  excludes = ["testing"]'))
    events = [
        {"kind": "letter_received", "on": "2024-06-15"},
        {"kind": "suspended", "on": "2024-07-01", "ground": "testing"},
        {"kind": "resumed", "on": "2024-07-06"},
    ]
    payload = {"regime": "trial", "events": events}
    (row,) = answer(payload, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))["deadlines"]
    assert row["due_on"] == "2024-08-20"


def test_an_unverified_text_never_counts(tmp_path: Path, calendar: WorkingCalendar) -> None:
    rulebook = _load(tmp_path, RULE.replace("text_seen", "unverified"))
    payload = {"regime": "trial", "events": [{"kind": "letter_received", "on": "2026-01-05"}]}
    result = answer(payload, rulebook=rulebook, calendar=calendar, today=date(2026, 11, 21))
    assert result["deadlines"] == []
    assert "未经核实" in result["not_covered"][0]["reason"]
    assert any(finding.level == "warning" for finding in check_rulebook(rulebook))


def test_an_empty_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="没有任何规则文件"):
        load_rulebook(tmp_path)


def test_the_rulebook_on_board_has_no_errors_and_a_stable_version() -> None:
    rulebook = load_rulebook()
    assert [finding for finding in check_rulebook(rulebook) if finding.level == "error"] == []
    assert load_rulebook() is rulebook
    assert load_rulebook(RULES).fingerprint == rulebook.fingerprint


def test_the_rules_as_json_carry_every_contract_key(ask: Callable[..., dict[str, Any]]) -> None:
    rows = rulebook_as_json(load_rulebook())
    for row in rows:
        assert {"regime", "limit", "label", "kind", "owner", "starts", "met_by", "versions", "needs", "row"} <= set(row)
        for version in row["versions"]:
            assert {"from", "until", "span", "citation"} <= set(version)
            assert version["citation"]["instrument"]
    by_id = {(row["regime"], row["limit"]): row for row in rows}
    assert by_id["samr_report", "reporter_notice"]["needs"] == ["real_name"]
    assert by_id["hotline_12345_guangdong", "reply"]["needs"] == ["request_kind"]
    assert by_id["samr_complaint", "mediation_end"]["versions"][0]["until"] == "2026-04-14"


def test_the_contract_names_are_on_board() -> None:
    found = {(limit.regime, limit.id) for limit in load_rulebook().limits}
    assert found >= {
        *(("samr_complaint", name) for name in ("acceptance_decision", "mediation_end", "termination_notice")),
        ("samr_complaint", "clue_verification"),
        *(("samr_report", name) for name in ("verification", "reporter_notice")),
        ("advertising", "handle_and_tell"),
        ("odr_12315", "settlement"),
        *(("consumer_association_zhejiang", name) for name in ("acceptance_decision", "mediation")),
        *((f"hotline_12345{place}", "reply") for place in ("", "_jinan", "_guangdong", "_beijing")),
        ("authority_letter", "reply"),
        *(("company_duties", name) for name in ("refund", "deemed_delay")),
        *(("penalty_procedure", name) for name in ("statement", "hearing_request", "payment")),
        *(("house", name) for name in ("first_response", "closed_loop")),
    }
