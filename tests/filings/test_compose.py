"""Composing: refusals name everything at once, the version of law follows the dates, documents survive JSON."""

import json
from datetime import date

import pytest

from filings.compose import compose, date_of_act, document_as_json, document_from_json, document_text, numbered
from filings.facts import FactsRefused
from filings.model import Choice, Item

LETTERS = (
    "acceptance_decision",
    "non_acceptance_decision",
    "mediation_termination_decision",
    "company_statement",
    "hotline_reply",
    "extension_request",
    "consumer_result_notice",
    "deadline_certificate",
)


@pytest.mark.parametrize("letter_id", LETTERS)
def test_every_missing_fact_is_named_at_once(catalogue, letter_id):
    letter = catalogue.letter(letter_id)
    with pytest.raises(FactsRefused) as refused:
        compose(letter, {}, on=date(2026, 11, 20))
    assert {p.name for p in refused.value.problems} == {spec.name for spec in letter.required_facts}
    for spec in letter.required_facts:
        assert spec.name in str(refused.value) and spec.meaning in str(refused.value)


def test_a_missing_date_of_the_act_is_named_together_with_the_rest(catalogue):
    letter = catalogue.letter("acceptance_decision")
    with pytest.raises(FactsRefused) as refused:
        date_of_act(letter, {"complainant": "张某某"})
    assert {p.name for p in refused.value.problems} == {s.name for s in letter.required_facts} - {"complainant"}


def test_missing_ill_typed_and_unknown_facts_come_in_one_refusal(catalogue, example_facts):
    facts = example_facts(
        "non_acceptance_decision", ground=9, received_on="2026-02-30", issuer=None, complanant="张某某"
    )
    with pytest.raises(FactsRefused) as refused:
        compose(catalogue.letter("non_acceptance_decision"), facts, on=date(2026, 11, 20))
    problems = {p.name: p.problem.zh for p in refused.value.problems}
    assert set(problems) == {"ground", "received_on", "issuer", "complanant"}
    assert "1 至 7" in problems["ground"]
    assert "complainant" in problems["complanant"]


@pytest.mark.parametrize(
    ("received_on", "decided_on", "items", "article", "routes"),
    [
        ("2024-06-25", "2024-06-30", 6, "第十五条", False),
        ("2024-06-25", "2024-07-01", 6, "第十五条", True),
        ("2026-04-14", "2026-04-14", 6, "第十五条", True),
        ("2026-04-14", "2026-04-23", 6, "第十五条", True),
        ("2026-04-15", "2026-04-15", 7, "第十六条", True),
        ("2026-04-15", "2026-04-24", 7, "第十六条", True),
    ],
)
def test_the_refusal_follows_the_order_in_force_on_the_day_of_receipt(
    example_document, received_on, decided_on, items, article, routes
):
    changes = {} if routes else {"reasons": None}
    document = example_document(
        "non_acceptance_decision", only_required=True, received_on=received_on, decided_on=decided_on, **changes
    )
    choices = [block for block in document.blocks if isinstance(block, Choice)]
    assert len(choices) == items
    assert [choice.label for choice in choices if choice.marked] == ["（三）"]
    text = document_text(document)
    assert article in text
    assert ("暂行办法" in text) == (items == 6)
    assert ("第三十九条" in text) == routes
    assert len([block for block in document.blocks if isinstance(block, Item)]) == (5 if routes else 0)
    assert document.governed_on == date.fromisoformat(received_on)


def test_from_2024_07_01_a_refusal_without_reasons_is_refused(catalogue, example_facts):
    facts = example_facts("non_acceptance_decision", only_required=True, reasons=None, decided_on="2026-11-20")
    with pytest.raises(FactsRefused) as refused:
        compose(catalogue.letter("non_acceptance_decision"), facts, on=date(2026, 11, 20))
    assert [p.name for p in refused.value.problems] == ["reasons"]


@pytest.mark.parametrize(
    ("accepted_on", "items", "days"), [("2026-04-14", 7, "四十五个工作日"), ("2026-04-15", 8, "六十日")]
)
def test_the_end_of_mediation_follows_the_order_of_acceptance(example_document, accepted_on, items, days):
    document = example_document("mediation_termination_decision", accepted_on=accepted_on, decided_on="2026-06-16")
    choices = [block for block in document.blocks if isinstance(block, Choice)]
    assert len(choices) == items
    assert days in document_text(document)


def test_a_ground_that_points_to_other_law_must_name_it(catalogue, example_facts):
    facts = example_facts("non_acceptance_decision", only_required=True, ground=7)
    with pytest.raises(FactsRefused, match="ground_detail"):
        compose(catalogue.letter("non_acceptance_decision"), facts, on=date(2026, 11, 20))


def test_a_decision_before_receipt_is_refused(catalogue, example_facts):
    facts = example_facts("acceptance_decision", received_on="2026-11-21", decided_on="2026-11-20")
    letter = catalogue.letter("acceptance_decision")
    with pytest.raises(FactsRefused, match="早于收到投诉之日"):
        compose(letter, facts, on=date(2026, 11, 20))


def test_a_step_before_the_first_version_of_law_is_refused(catalogue, example_facts):
    facts = example_facts("acceptance_decision", received_on="2019-12-31", decided_on="2020-01-02")
    with pytest.raises(FactsRefused, match="2020年1月1日"):
        compose(catalogue.letter("acceptance_decision"), facts, on=date(2020, 1, 2))


@pytest.mark.parametrize("letter_id", LETTERS)
def test_documents_survive_json_without_loss(example_document, letter_id):
    document = example_document(letter_id)
    assert document_from_json(json.loads(json.dumps(document_as_json(document)))) == document


def test_a_number_given_at_issue_changes_nothing_else(example_document):
    draft = example_document("hotline_reply", document_number=None)
    issued = numbered(draft, "某城运函〔2026〕9号")
    assert issued == example_document("hotline_reply", document_number="某城运函〔2026〕9号")
    assert numbered(issued, "某城运函〔2026〕9号") == issued
    with pytest.raises(ValueError, match="〔2026〕"):
        numbered(draft, "某城运函[2026]9号")


@pytest.mark.parametrize(
    "value",
    [
        "{{issuer}}",
        "{{#if x}}",
        "# 标题",
        "::sign 甲 | 乙",
        "<script>alert(1)</script>",
        "</w:t></w:r>",
        "1. 项",
        "| 一 | 二 |",
        "&lt;b&gt;",
    ],
)
def test_a_hostile_value_is_printed_as_it_is(example_document, value):
    document = example_document("acceptance_decision", complainant=value)
    assert value + "：" in document_text(document).split("\n")
    reference = example_document("acceptance_decision")
    assert [type(block) for block in document.blocks] == [type(block) for block in reference.blocks]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("张\u202e三", "U+202E"),
        ("张\x00三", "U+0000"),
        ("张\x1b[31m三", "U+001B"),
        ("张\u200b三", "U+200B"),
        ("张\ue000三", "U+E000"),
        ("张\ud800三", "U+D800"),
        ("张\n三", "换行"),
        ("张\u2011三", "连字符"),
        ("张" * 2001, "上限"),
        (["张三"], "不是文字"),
        (7, "不是文字"),
    ],
)
def test_text_that_cannot_be_printed_as_given_is_refused_with_its_place(catalogue, example_facts, value, words):
    facts = example_facts("acceptance_decision", complainant=value)
    with pytest.raises(FactsRefused) as refused:
        compose(catalogue.letter("acceptance_decision"), facts, on=date(2026, 11, 20))
    assert [p.name for p in refused.value.problems] == ["complainant"]
    assert words in str(refused.value)


def test_a_list_too_long_for_paper_is_refused(catalogue, example_facts):
    rows = [{"name": f"证据{i}", "proves": "事实"} for i in range(2000)]
    facts = example_facts("company_statement", evidence=rows)
    with pytest.raises(FactsRefused, match="500 项的上限"):
        compose(catalogue.letter("company_statement"), facts, on=date(2026, 11, 20))


@pytest.mark.parametrize(
    ("row", "words"),
    [({"name": "订单"}, "证明目的"), ({"name": "订单", "proves": "时间", "page": 1}, "page"), ("订单", "须为对象")],
)
def test_a_table_row_is_refused_with_its_number_and_column(catalogue, example_facts, row, words):
    facts = example_facts("company_statement", evidence=[{"name": "发票", "proves": "金额"}, row])
    with pytest.raises(FactsRefused, match="第 2 行") as refused:
        compose(catalogue.letter("company_statement"), facts, on=date(2026, 11, 20))
    assert words in str(refused.value)
