"""Letters of an invented house: a Markdown one, and a DOCX form with its front matter."""

from __future__ import annotations

import io

import docx
import docx.document
from docx.text.paragraph import Paragraph

HEAD = """+++
id = "{letter_id}"
title = "{title}"
title_en = "Note of the house"
sides = ["company"]
addressee = "authority"
kind = "letter"
profile = "company-letter"
date_fact = "dated"
issuer_fact = "company"

[[version]]
from = 2000-01-01

[[fact]]
name = "company"
meaning = "公司名称"
type = "text"
example = "示例商贸有限公司"
[[fact]]
name = "authority"
meaning = "来文单位"
type = "text"
example = "示例市市场监督管理局"
[[fact]]
name = "findings"
meaning = "调查核实情况"
type = "paragraphs"
example = "经核实，投诉人反映的情况属实。"
[[fact]]
name = "dated"
meaning = "成文日期"
type = "date"
example = 2026-11-20
[[fact]]
name = "department"
meaning = "承办部门"
type = "text"
example = "法务合规部"
required = false
[[fact]]
name = "document_number"
meaning = "发文字号"
type = "document_number"
example = "示例函〔2026〕1号"
required = false
+++
"""
BODY = """# {{company}}情况说明
{{#if document_number}}
::number {{document_number}}
{{/if}}
::to {{authority}}：
SENTENCE
{{findings}}
{{#if department}}
承办部门：{{department}}。
{{/if}}
::sign {{company}} | {{dated}}
"""


def markdown_letter(letter_id: str = "house_note", *, title: str = "情况说明", sentence: str = "现说明如下。") -> str:
    """Return the source of a letter of the house; `sentence` tells one text from another."""
    return HEAD.replace("{letter_id}", letter_id).replace("{title}", title) + BODY.replace("SENTENCE", sentence)


FORM_FACTS = """id = "house_form"
title = "情况说明（表单）"
title_en = "Statement (form of the house)"
sides = ["company"]
addressee = "authority"
kind = "letter"
profile = "company-letter"
date_fact = "dated"
issuer_fact = "company"

[[version]]
from = 2000-01-01

[[fact]]
name = "company"
meaning = "公司名称"
type = "text"
example = "示例商贸有限公司"
[[fact]]
name = "authority"
meaning = "来文单位"
type = "text"
example = "示例市市场监督管理局"
[[fact]]
name = "findings"
meaning = "调查核实情况"
type = "paragraphs"
example = "经核实，情况属实。"
[[fact]]
name = "responses"
meaning = "处理意见"
type = "rows"
example = [{ request = "退货", opinion = "同意" }, { request = "赔偿", opinion = "不同意" }]
columns = [{ name = "request", title = "诉求" }, { name = "opinion", title = "意见" }]
[[fact]]
name = "amount"
meaning = "金额"
type = "money"
example = "399.00"
required = false
[[fact]]
name = "dated"
meaning = "成文日期"
type = "date"
example = 2026-11-20
[[fact]]
name = "document_number"
meaning = "发文字号"
type = "document_number"
example = "示例函〔2026〕1号"
required = false
"""


def word_form(*paragraphs: str) -> bytes:
    """Return the house's DOCX form; `paragraphs` are added at its end."""
    made = docx.Document()
    made.add_paragraph("{{ company }}关于投诉的情况说明", style="Title")
    made.add_paragraph("{{ document_number }}")
    split_over_runs(made.add_paragraph(), "{{ authority }}：")
    made.add_paragraph("{{ findings }}")
    table = made.add_table(rows=4, cols=3)
    for cell, text in zip(table.rows[0].cells, ("序号", "诉求", "意见"), strict=True):
        cell.text = text
    table.rows[1].cells[0].text = "{%tr for row in responses %}"
    for cell, text in zip(
        table.rows[2].cells, ("{{ loop.index }}", "{{ row.request }}", "{{ row.opinion }}"), strict=True
    ):
        cell.text = text
    table.rows[3].cells[0].text = "{%tr endfor %}"
    made.add_paragraph("{% if amount %}涉及金额{{ amount|money_words }}。{% else %}不涉及金额。{% endif %}")
    made.add_paragraph("{{ company }}")
    made.add_paragraph("{{ dated|date_words }}")
    for text in paragraphs:
        made.add_paragraph(text)
    return saved(made)


def split_over_runs(paragraph: Paragraph, text: str) -> None:
    """Write a text the way Word does after a correction: every few letters in a run of their own."""
    for at in range(0, len(text), 3):
        paragraph.add_run(text[at : at + 3])


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
