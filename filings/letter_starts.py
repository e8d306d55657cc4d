"""What a new letter of one's own starts from: a short Markdown letter, or the description of a DOCX form."""

from __future__ import annotations

from collections.abc import Iterable

_HEAD = """id = "{letter_id}"
title = "情况说明"
title_en = "Statement"
sides = ["company"]
addressee = "authority"
kind = "letter"
profile = "company-letter"
date_fact = "dated"
issuer_fact = "company"

[[version]]
from = 2000-01-01
"""
_FACTS = {
    "company": '[[fact]]\nname = "company"\nmeaning = "公司名称"\ntype = "text"\nexample = "示例商贸有限公司"\n',
    "authority": '[[fact]]\nname = "authority"\nmeaning = "来文单位"\ntype = "text"\nexample = "示例市市场监督管理局"\n',
    "findings": '[[fact]]\nname = "findings"\nmeaning = "调查核实情况"\ntype = "paragraphs"\n'
    'example = "经核实，投诉人反映的情况属实。"\n',
    "dated": '[[fact]]\nname = "dated"\nmeaning = "成文日期"\ntype = "date"\nexample = 2026-11-20\n',
    "document_number": '[[fact]]\nname = "document_number"\nmeaning = "发文字号（签发时编定）"\n'
    'type = "document_number"\nexample = "示例函〔2026〕1号"\nrequired = false\n',
}
_BODY = """# {{company}}情况说明
{{#if document_number}}
::number {{document_number}}
{{/if}}
::to {{authority}}：
现将有关情况说明如下。
## 调查核实情况
{{findings}}
特此说明。
::sign {{company}} | {{dated}}
"""


def new_letter() -> str:
    """Give the text of a short letter that is in order as it stands."""
    return f"+++\n{_HEAD.format(letter_id='own_letter')}\n{''.join(_FACTS.values())}+++\n{_BODY}"


def new_description(names: Iterable[str]) -> str:
    """Give a first description of a form: the names that it mentions as facts, each still a line of text."""
    asked = dict.fromkeys([*names, "company", "dated", "document_number"])
    facts = [
        _FACTS.get(name, f'[[fact]]\nname = "{name}"\nmeaning = "{name}"\ntype = "text"\nexample = "样例"\n')
        for name in asked
    ]
    return _HEAD.format(letter_id="own_form") + "\n" + "".join(facts)
