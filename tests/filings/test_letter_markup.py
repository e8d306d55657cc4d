"""Markup of letters: options and tick boxes, conditions on a value, bars, copies, room to write; wrong ones are refused."""

from datetime import date

import pytest

from filings.compose import compose
from filings.facts import FactsRefused
from filings.letters import load_catalogue
from filings.markup import TemplateRefused
from filings.model import (
    Bars,
    Choice,
    Imprint,
    Item,
    Number,
    Paragraph,
    SignatureBlock,
    Table,
    document_text,
    runs_text,
)
from filings.pdf import render_pdf
from filings.word import render_word, word_text
from tests.filings.test_rendering import _pdf_text, _words

FRONT = """+++
id = "sample"
title = "样文"
title_en = "Sample"
sides = ["company"]
addressee = "internal"
kind = "notice"
profile = "plain-notice"
date_fact = "dated"
issuer_fact = "issuer"

[[version]]
from = 2020-01-01

[[flag]]
name = "new_rule"
from = 2026-01-01
basis = { instrument = "某办法", article = "第一条" }

[[fact]]
name = "issuer"
meaning = "单位"
type = "text"
example = "某某公司"
[[fact]]
name = "dated"
meaning = "日期"
type = "date"
example = 2026-11-21
[[fact]]
name = "way"
meaning = "方式"
type = "choice"
example = "电话"
options = ["电话", "视频", "现场"]
required = false
[[fact]]
name = "wishes"
meaning = "请求"
type = "texts"
example = ["退货"]
options = ["修理", "退货", "赔偿损失"]
required = false
[[fact]]
name = "free"
meaning = "其他"
type = "texts"
example = ["甲", "乙"]
required = false
[[fact]]
name = "story"
meaning = "经过"
type = "paragraphs"
example = "一"
required = false
[[fact]]
name = "rows"
meaning = "数据"
type = "rows"
example = [{ name = "一月", count = 12, state = "完成" }]
columns = [
  { name = "name", title = "月份", width = 2 },
  { name = "count", title = "件数", width = 1 },
  { name = "state", title = "状态", width = 1, required = false, options = ["完成", "进行中"] },
]
required = false
+++
# 样文

"""
GIVEN = {"issuer": "某某公司", "dated": "2026-11-21"}


@pytest.fixture
def letter(tmp_path):
    def loaded(body):
        (tmp_path / "sample.zh.md").write_text(FRONT + body + "\n", "utf-8")
        return load_catalogue(tmp_path).letter("sample")

    return loaded


@pytest.fixture
def written(letter):
    def blocks(body, **facts):
        document = compose(letter(body), GIVEN | facts, on=date(2026, 11, 21))
        words = _words(document_text(document))
        assert _words(word_text(render_word(document))) == words
        assert _words(_pdf_text(render_pdf(document), document)) == words
        return document.blocks[1:]

    return blocks


def test_choices_lists_every_option_and_marks_what_was_chosen(written):
    blocks = written("::choices way\n::choices wishes", way="视频", wishes=["退货", "修理"])
    assert all(isinstance(block, Choice) for block in blocks)
    assert [runs_text(b.runs) for b in blocks if b.marked] == ["视频", "修理", "退货"]
    assert len(blocks) == 6


def test_boxes_stand_in_a_cell_and_are_empty_when_nothing_was_chosen(written):
    table = "| ---- | ---- |\n| 方式 | {{way:boxes}} |\n| 请求 | {{wishes:boxes}} |"
    (filled,) = written(table, way="电话", wishes=["修理", "赔偿损失"])
    assert filled.rows == (("方式", "☑电话　☐视频　☐现场"), ("请求", "☑修理　☐退货　☑赔偿损失"))
    (empty,) = written(table)
    assert empty.rows[0] == ("方式", "☐电话　☐视频　☐现场")


@pytest.mark.parametrize(("way", "seen"), [("电话", "甲丙"), ("视频", "乙丙"), (None, "乙丙")])
def test_a_condition_asks_for_one_value(written, way, seen):
    body = '{{#if way == "电话"}}\n甲\n{{else}}\n乙\n{{/if}}\n{{#unless way == "现场"}}\n丙\n{{/unless}}'
    assert "".join(runs_text(block.runs) for block in written(body, way=way)) == seen


def test_a_condition_asks_whether_one_of_several_was_chosen_and_for_a_column(written):
    (inline,) = written('{{#if wishes == "退货"}}退{{else}}不退{{/if}}。', wishes=["修理", "退货"])
    assert runs_text(inline.runs) == "退。"
    body = '{{#each rows}}\n1. {{item.name}}{{#if item.state == "完成"}}已完成{{/if}}\n{{/each}}'
    rows = [{"name": "一月", "count": 1, "state": "完成"}, {"name": "二月", "count": 2}]
    assert [runs_text(b.runs) for b in written(body, rows=rows)] == ["一月已完成", "二月"]
    assert isinstance(written(body, rows=rows)[0], Item)


def test_paragraphs_and_lists_stand_in_a_cell(written):
    (table,) = written("| ---- | ---- |\n| 经过 | {{story}} |\n| 其他 | {{free}} |", story="一\n二", free=["甲", "乙"])
    assert table.rows == (("经过", "一\n二"), ("其他", "甲\n乙"))


def test_room_to_write_keeps_an_empty_row_and_its_height(written):
    (table,) = written("| ---- | ---- |\n| 签收 | ::blank 3 |\n| 备注 | （签名） ::blank |\n| 略去 | {{story}} |")
    assert table.rows == (("签收", ""), ("备注", "（签名）"))
    assert table.heights == (3, 1)
    (plain,) = written("| ---- | ---- |\n| 经过 | {{story}} |", story="一")
    assert plain == Table((4, 4), (), (("经过", "一"),))


def test_copies_go_to_the_foot_after_the_signature(written):
    blocks = written("::cc {{free}}\n正文。\n::sign-unsealed {{issuer}} | {{dated}}", free=["甲局", "乙局"])
    assert blocks[-1] == Imprint(copies="甲局，乙局")
    assert isinstance(blocks[-2], SignatureBlock) and isinstance(blocks[0], Paragraph)


def test_a_signatory_joins_the_number(written):
    (number, _) = written("::signatory 王某\n正文。")
    assert isinstance(number, Number) and runs_text(number.signatory) == "王某"


def test_bars_are_as_long_as_their_values(written):
    rows = [{"name": "一月", "count": "1,200件"}, {"name": "二月", "count": 300}, {"name": "三月", "count": "未统计"}]
    (bars,) = written("::bars rows name count 各月投诉量", rows=rows)
    assert bars == Bars(
        "各月投诉量", ("月份", "件数"), (("一月", "1,200件", 1000), ("二月", "300", 250), ("三月", "未统计", 0))
    )
    assert written("::bars rows name count 各月投诉量\n正文。", rows=[])[0] != bars
    assert written("::bars rows name count 甲", rows=[{"name": "一月", "count": 0}])[0].rows == (("一月", "0", 0),)


@pytest.mark.parametrize(
    "facts",
    [{"way": "传真"}, {"wishes": ["退货", "道歉"]}, {"rows": [{"name": "一月", "count": 1, "state": "搁置"}]}],
)
def test_what_is_no_option_is_refused_with_the_options(letter, facts):
    with pytest.raises(FactsRefused, match="须为以下之一"):
        compose(letter("正文。"), GIVEN | facts, on=date(2026, 11, 21))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('{{#if way == "传真"}}甲{{/if}}', "没有选项“传真”"),
        ('{{#if issuer == "某某公司"}}甲{{/if}}', "没有选项"),
        ('{{#if new_rule == "是"}}甲{{/if}}', "起止日期"),
        ('{{#if way = "电话"}}甲{{/if}}', "不能用"),
        ("{{#if way == 电话}}甲{{/if}}", "不能用"),
        ('{{#if way == ""}}甲{{/if}}', "不能用"),
        ('{{#each rows == "甲"}}\n甲\n{{/each}}', "#each"),
        ("::choices issuer", "不能用于"),
        ("::choices free", "不能用于"),
        ("::bars rows name", "写作"),
        ("::bars rows name amount 甲", "写作"),
        ("::bars free name count 甲", "不能用于"),
        ("{{free:boxes}}", "没有写法|一行之内"),
        ("{{way:words}}", "没有写法"),
        ("经过：{{story}}。", "一行之内"),
        ("| ---- | ---- |\n| 甲 | ::blank 0 |", "::blank"),
        ("| ---- | ---- |\n| 甲 | ::blank 20 |", "::blank"),
        ("| ---- | ---- |\n| 甲 | ::blank 乙 |", "::blank"),
        ("| ---- | ---- |\n| 甲 | ::choices way |", "::blank"),
        ("::cc", "文字"),
    ],
)
def test_wrong_markup_is_refused_with_its_line(letter, body, problem):
    with pytest.raises(TemplateRefused, match=problem) as refused:
        letter(body)
    assert refused.value.line > FRONT.count("\n")


@pytest.mark.parametrize("value", ["::blank 9", '{{#if way == "电话"}}', "☑ 同意", "|---|", "</td><script>"])
def test_hostile_values_are_only_words_in_the_new_places(written, value):
    rows = [{"name": value, "count": 1}]
    blocks = written(
        "::bars rows name count 表\n| ---- | ---- |\n| 经过 | {{story}} ::blank 2 |\n::cc {{free}}",
        rows=rows,
        story=value,
        free=[value],
    )
    assert blocks[0].rows[0][0] == blocks[1].rows[0][1] == blocks[-1].copies == value
