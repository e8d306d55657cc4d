"""docs/law-coverage.md says what the rules hold now; sentences and switches say what the data say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from deadlines import Rulebook, WorkingCalendar, load_rulebook
from deadlines.articles import article_order, articles_in, chinese_number
from deadlines.coverage import as_markdown, coverage, covered
from deadlines.model import Deadline, NotCovered, Span
from deadlines.plain_sentences import clauses_of, extension_words, plain_sentence
from deadlines.rule_versions import WHY_UNCOUNTED
from deadlines.version_switches import switches_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "law-coverage.md"


def limit_of(rulebook: Rulebook, regime: str, name: str):
    return next(limit for limit in rulebook.regimes[regime].limits if limit.id == name)


def said(rulebook: Rulebook, regime: str, name: str, place: int = -1):
    limit = limit_of(rulebook, regime, name)
    return plain_sentence(limit, limit.versions[place], rulebook.regimes[regime].facts)


def test_the_page_is_what_the_rules_say_now(rulebook: Rulebook) -> None:
    written = PAGE.read_text("utf-8")
    assert written == as_markdown(coverage(rulebook), rulebook.fingerprint), "run `make law-coverage`"


def test_the_counts_are_those_of_the_rulebook(rulebook: Rulebook) -> None:
    found = coverage(rulebook)
    versions = [version for limit in rulebook.limits for version in limit.versions]
    assert (found.regimes, found.limits, found.versions) == (
        len(rulebook.regimes),
        len(rulebook.limits),
        len(versions),
    )
    assert sum(found.by_evidence.values()) == len(versions)
    assert len(found.uncounted) == sum(len(regime.uncounted) for regime in rulebook.regimes.values())


def test_every_limit_version_and_note_stands_in_the_page(rulebook: Rulebook) -> None:
    text = as_markdown(coverage(rulebook), rulebook.fingerprint)
    for limit in rulebook.limits:
        assert text.count(f"`{limit.regime}.{limit.id}`") >= len(limit.versions)
    for regime in rulebook.regimes.values():
        for row in regime.uncounted:
            assert f"| {row.row} | `{regime.id}` |" in text and " / ".join(WHY_UNCOUNTED[row.reason]) in text


def test_every_entry_stands_under_its_instrument_in_the_order_of_articles(rulebook: Rulebook) -> None:
    found = coverage(rulebook)
    assert sum(len(one.entries) for one in found.instruments) == len(list(covered(rulebook.limits)))
    for one in found.instruments:
        assert {(entry.cite.instrument, entry.cite.number) for entry in one.entries} == {(one.name, one.number)}
        orders = [article_order(entry.cite.article) for entry in one.entries]
        assert orders == sorted(orders)


def test_a_text_beside_another_ends_with_the_version_that_it_stands_beside(rulebook: Rulebook) -> None:
    limit = limit_of(rulebook, "samr_complaint", "mediation_end")
    beside = [entry for entry in covered([limit]) if entry.beside and entry.valid_until]
    assert [(entry.valid_from, entry.valid_until, entry.spans) for entry in beside] == [
        (date(2024, 7, 1), date(2026, 4, 14), (Span(60, "day"),))
    ]


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("十五", 15), ("二十", 20), ("一百零二", 102), ("一百一十", 110), ("46", 46)]
)
def test_chinese_numerals_are_read(text: str, number: int) -> None:
    assert chinese_number(text) == number


def test_articles_are_ordered_as_numbers_and_paragraphs_are_no_articles() -> None:
    names = ["第一百零二条", "第十五条", "第二十三条第一款第五项", "第二十三条", "第九条", ""]
    assert sorted(names, key=article_order) == [
        "第九条",
        "第十五条",
        "第二十三条",
        "第二十三条第一款第五项",
        "第一百零二条",
        "",
    ]
    assert articles_in("第二十三条第一款第五项、第四十六条") == {23, 46}


def test_a_sentence_says_start_length_act_end_exclusions_and_extension(rulebook: Rulebook) -> None:
    words = said(rulebook, "samr_complaint", "clue_verification")
    assert words.zh.startswith("发现违法线索之日起15个工作日内，核查调解中发现的违法线索；主体为受理机关；")
    assert "立案或者不予立案即为完成" in words.zh and "检测、检验、检疫" in words.zh
    assert "经市场监督管理部门负责人批准可以延长1次，每次不超过15个工作日，合计不超过30个工作日" in words.zh
    assert words.en.startswith("Within 15 working days after clue found: verify")
    assert "may be extended once by 15 working days" in words.en
    old = said(rulebook, "samr_complaint", "clue_verification", 0)
    assert "（条文未写明批准人）" in old.zh and "names no approver" in old.en


def test_a_sentence_of_cases_names_each_and_one_with_a_condition_names_it(rulebook: Rulebook) -> None:
    cases = said(rulebook, "hotline_12345_guangdong", "reply")
    assert "诉求类型为“咨询”的为2个工作日" in cases.zh and "2 working days where kind of request: enquiry" in cases.en
    conditional = said(rulebook, "samr_report", "reporter_notice")
    assert "只适用于实名举报为“是”的情形" in conditional.zh and ": yes" in conditional.en


def test_no_sentence_leaves_a_code_or_an_empty_part(rulebook: Rulebook) -> None:
    for limit in rulebook.limits:
        for version in limit.versions:
            parts = clauses_of(limit, version, rulebook.regimes[limit.regime].facts)
            assert all(part.zh.strip() and part.en.strip() for part in parts)
            assert "_" not in plain_sentence(limit, version, rulebook.regimes[limit.regime].facts).en
            assert not any(part.zh.endswith("。") for part in parts), (limit.regime, limit.id)


def test_steps_of_an_extension_are_said_one_by_one(rulebook: Rulebook) -> None:
    rules = [v.extension for limit in rulebook.limits for v in limit.versions if v.extension and v.extension.times > 1]
    for rule in rules:
        assert rule and f"可以延长{rule.times}次" in extension_words(rule).zh


def test_mediation_before_and_after_order_121(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    first = switches_of(limit_of(rulebook, "samr_complaint", "mediation_end"), rulebook, calendar)[0]
    assert (first.old_day, first.new_day) == (date(2026, 4, 14), date(2026, 4, 15))
    changed = {one.topic: (one.before.zh, one.after.zh) for one in first.differences if one.differs}
    assert changed["span"] == ("45个工作日", "60日")
    assert changed["excludes"] == ("鉴定、检测、检验、检定", "鉴定、检测")
    # 60 days from 14 April: 16 left in April, 31 in May, 13 in June; from 15 April one day later.
    assert isinstance(first.old, Deadline) and isinstance(first.new, Deadline)
    assert (first.old.due_on, first.new.due_on) == (date(2026, 6, 13), date(2026, 6, 14))


def test_a_repealed_limit_shows_why_it_is_no_longer_counted(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    first = switches_of(limit_of(rulebook, "samr_report", "reporter_notice"), rulebook, calendar)[0]
    assert first.new_day == date(2026, 4, 15) and isinstance(first.old, Deadline) and isinstance(first.new, NotCovered)
    assert first.new.reason.zh == first.differences[-1].after.zh


def test_every_switch_of_every_limit_can_be_shown(rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    for limit in rulebook.limits:
        days = [switch.new_day for switch in switches_of(limit, rulebook, calendar)]
        assert days == sorted(set(days), reverse=True)
        assert {version.valid_from for version in limit.versions[1:]} <= set(days)


def test_a_changed_rule_changes_the_page(rulebook: Rulebook) -> None:
    book = load_rulebook()
    limit = limit_of(book, "samr_complaint", "acceptance_decision")
    changed = replace(limit, versions=(*limit.versions[:-1], replace(limit.versions[-1], span=Span(9, "working_day"))))
    regime = replace(book.regimes["samr_complaint"], limits=(changed,))
    other = Rulebook({"samr_complaint": regime}, "x")
    assert "9个工作日" in as_markdown(coverage(other), "x")
