"""DOCX forms: split tags are put together, fields outside the words and packages that do more than words are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import docx.document
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from filings.codes import qr_picture
from filings.confined import JobRefused
from filings.facts import Column, FactSpec
from filings.forms.filling import answer
from filings.forms.word_forms import fill_form, inspect_form, names_in_form
from filings.page_html import CODE_ALTERNATIVE
from filings.word import word_text
from tests.casework.own_letter_texts import saved, split_over_runs, word_form

SPECS = (
    FactSpec("company", "公司名称", "text", "示例公司"),
    FactSpec("authority", "来文单位", "text", "示例局"),
    FactSpec("findings", "调查情况", "paragraphs", "属实"),
    FactSpec(
        "responses",
        "处理意见",
        "rows",
        [],
        columns=(Column("request", "诉求"), Column("opinion", "意见", required=False)),
    ),
    FactSpec("amount", "金额", "money", "1.00", required=False),
    FactSpec("dated", "成文日期", "date", "2026-11-20"),
    FactSpec("document_number", "发文字号", "document_number", "某函〔2026〕1号", required=False),
)
VALUES: dict[str, Any] = {
    "company": "示例公司",
    "authority": "示例局",
    "findings": ("第一段。", "第二段。"),
    "responses": ({"request": "退货", "opinion": "同意"}, {"request": "赔偿", "opinion": ""}),
    "amount": Decimal("1234.50"),
    "dated": date(2026, 11, 20),
    "document_number": "某函〔2026〕1号",
}


def refused(form: bytes, said: str) -> None:
    with pytest.raises(JobRefused, match=said):
        inspect_form(form, SPECS)


def with_part(form: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The form with one part of its package rewritten."""
    source, target = zipfile.ZipFile(io.BytesIO(form)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for each in source.namelist():
            content = source.read(each)
            made.writestr(each, change(content.decode()).encode() if each == name else content)
    return target.getvalue()


def test_a_form_is_filled_with_its_values_and_twice_the_same_bytes() -> None:
    reading = inspect_form(word_form(), SPECS)
    assert set(reading.printed) == {
        "company",
        "authority",
        "findings",
        "responses",
        "amount",
        "dated",
        "document_number",
    }
    made = fill_form(word_form(), SPECS, VALUES)
    assert word_text(made).split("\n") == [
        "示例公司关于投诉的情况说明", "某函〔2026〕1号", "示例局：", "第一段。", "第二段。", "序号", "诉求", "意见",
        "1", "退货", "同意", "2", "赔偿", "涉及金额人民币壹仟贰佰叁拾肆元伍角整。", "示例公司", "二〇二六年十一月二十日",
    ]  # fmt: skip
    assert fill_form(word_form(), SPECS, VALUES) == made


def test_an_optional_value_may_be_absent_and_a_mandatory_one_must_show() -> None:
    without = fill_form(word_form(), SPECS, VALUES | {"amount": None, "document_number": None})
    assert "不涉及金额。" in word_text(without)
    hidden = word_form("{% if amount %}{{ amount }}{% endif %}")
    assert "1,234.50" in word_text(fill_form(hidden, SPECS, VALUES))
    specs = (*SPECS, FactSpec("contact", "联系人", "text", "李某"))
    with pytest.raises(JobRefused, match=r"contact（联系人） 没有写进正文"):
        inspect_form(word_form(), specs)
    with pytest.raises(JobRefused, match="没有“联系人”的内容"):
        fill_form(
            word_form("{% if amount %}{{ contact }}{% endif %}"), specs, VALUES | {"contact": "李某", "amount": None}
        )


def test_the_filled_form_names_no_author_program_or_editing_session() -> None:
    made = fill_form(word_form(), SPECS, VALUES)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"python-docx" not in whole and b"rsidR" not in whole and b"<dc:creator>" not in whole


def test_the_names_of_a_form_make_the_first_list_of_its_facts() -> None:
    assert names_in_form(word_form()) == (
        "company", "document_number", "authority", "findings", "responses", "amount", "dated",
    )  # fmt: skip


def test_a_tag_that_word_split_over_runs_is_put_together() -> None:
    made = docx.Document(io.BytesIO(word_form()))
    split_over_runs(made.add_paragraph(), "{% if amount %}有{% else %}无{% endif %}，{{ company }}。")
    assert "有，示例公司。" in word_text(fill_form(saved(made), SPECS, VALUES))


@pytest.mark.parametrize("pictures", [0, 1])
def test_the_code_of_the_verification_stands_below_its_line(pictures: int) -> None:
    form = docx.Document(io.BytesIO(word_form()))
    for _ in range(pictures):
        form.add_picture(io.BytesIO(qr_picture("the house's own mark")))
    line, code = "本文书可凭发文字号和校验码核验。", "某函〔2026〕1号 A1B2-C3D4-E5F6-0718"
    made = fill_form(saved(form), SPECS, VALUES, after=("附注一。", line), code=code)
    assert made == fill_form(saved(form), SPECS, VALUES, after=("附注一。", line), code=code)
    bare = fill_form(saved(form), SPECS, VALUES, after=("附注一。", line))
    assert word_text(made) == word_text(bare) and len(docx.Document(io.BytesIO(bare)).inline_shapes) == pictures
    opened = docx.Document(io.BytesIO(made))
    held = [drawing.getparent().getparent().getparent() for drawing in opened.element.body.iter(qn("wp:inline"))]
    assert len(held) == pictures + 1
    assert opened.paragraphs[-1]._p is held[-1] and opened.paragraphs[-2].text == line
    assert (
        opened.paragraphs[-2].paragraph_format.keep_with_next
        and not opened.paragraphs[-3].paragraph_format.keep_with_next
    )
    relation = next(held[-1].iter(qn("a:blip"))).get(qn("r:embed"))
    assert opened.part.related_parts[relation].blob == qr_picture(code)
    assert opened.part.related_parts[relation].content_type == "image/png"
    numbers = [drawing.get("id") for drawing in opened.element.body.iter(qn("wp:docPr"))]
    assert len(set(numbers)) == len(numbers)
    assert next(held[-1].iter(qn("wp:docPr"))).get("descr") == CODE_ALTERNATIVE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ company|upper }}", "没有“upper”"),
        ("{{ responses }}", "列表请用 for"),
        ("{{ amount|date }}", "不能用于要素 amount"),
        ("{% for row in responses %}{{ row.secret }}{% endfor %}", "不是已声明的列"),
        ("{% for row in responses %}{{ row }}{% endfor %}", "请写明列：row.request"),
        ("{% for company in responses %}{% endfor %}", "重名"),
        ("{% if company > 1 %}{% endif %}", "== 或者 !="),
        ("{% if company %}", "不成对|跨段"),
        ("{{ company", "不成对"),
        ("{#- 注释 -#}", "减号|注释"),
        ("{%- if company -%}{% endif %}", "减号"),
        ("前面的字 {%p if company %}", "会丢字"),
        ("{{r company }}", "只能写在文字里"),
        ("{%tc for row in responses %}", "不支持按列循环"),
        ("{{ loop.index }}", "不是已声明的列"),
    ],
)
def test_what_a_field_may_not_say_is_refused_with_its_place(text: str, said: str) -> None:
    refused(word_form(text), said)


def test_fields_where_nothing_is_filled_in_are_refused_with_their_place() -> None:
    core = with_part(word_form(), "docProps/core.xml", lambda xml: xml.replace("python-docx", "{{ company }}"))
    refused(core, "文件属性.*含有字段")
    attribute = docx.Document(io.BytesIO(word_form()))
    attribute.add_paragraph("x")._p.set(qn("w:rsidR"), "{{ company }}")
    refused(saved(attribute), "只能写在文字里|花括号")
    field = docx.Document(io.BytesIO(word_form()))
    run = field.add_paragraph().add_run()
    for kind, text in (("begin", ""), ("", ' INCLUDETEXT "{{ company }}" '), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        run._r.append(element)
    refused(saved(field), "域|字段|引用")


def test_header_and_footnote_fields_are_checked_like_those_of_the_body() -> None:
    headed = docx.Document(io.BytesIO(word_form()))
    headed.sections[0].header.paragraphs[0].text = "{{ company.__class__ }}"
    refused(saved(headed), "页眉")
    fine = docx.Document(io.BytesIO(word_form()))
    fine.sections[0].header.paragraphs[0].text = "{{ company }}"
    reading = inspect_form(saved(fine), SPECS)
    assert any("页眉" in warning for warning in reading.warnings)
    made = fill_form(saved(fine), SPECS, VALUES)
    assert docx.Document(io.BytesIO(made)).sections[0].header.paragraphs[0].text == "示例公司"


def test_a_date_field_that_changes_when_it_is_opened_is_refused() -> None:
    made = docx.Document(io.BytesIO(word_form()))
    paragraph = made.add_paragraph()._p
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), ' DATE \\@ "yyyy" ')
    paragraph.append(simple)
    refused(saved(made), "域“DATE|打开时会改变")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all", word_form()[:2_000]])
def test_what_is_no_word_file_is_refused_with_one_sentence(content: bytes) -> None:
    with pytest.raises(JobRefused) as told:
        inspect_form(content, SPECS)
    assert str(told.value).endswith("。")


def test_an_entity_in_a_part_is_refused() -> None:
    hostile = with_part(
        word_form(),
        "word/document.xml",
        lambda xml: xml.replace("?>", '?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1),
    )
    with pytest.raises(JobRefused):
        inspect_form(hostile, SPECS)


def test_the_job_itself_answers_the_names(tmp_path: Any) -> None:
    found, content = answer({"do": "names"}, word_form())
    assert found["names"][0] == "company" and content == b""
