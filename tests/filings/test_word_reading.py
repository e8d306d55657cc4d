"""Letters that were written as Word, edited elsewhere and uploaded come back with their words, their kinds, their facts."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from filings.blocks import (
    AnnexStart,
    Bars,
    Block,
    Choice,
    Enclosures,
    Heading,
    Imprint,
    Item,
    Number,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    Title,
    runs_text,
)
from filings.confined import JobRefused
from filings.letters import Catalogue
from filings.model import Document, document_as_json, document_from_json, document_text
from filings.word import render_word
from filings.word_upload.archive import WordRefused
from filings.word_upload.reading import WordReading, read_job, read_word, reading_of
from tests.filings.hostile_word_files import DOCUMENT, RELATIONS, Parts, packed, parts_of, with_part, with_relation
from tests.filings.test_example_sets import LETTERS, composed, sets_of

FIXTURES = Path(__file__).resolve().parent / "word_fixtures"
SAVED = sorted(path.stem for path in FIXTURES.glob("*.docx"))
LETTER = "complaint_reply_letter"
PLAIN = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'


def read(content: bytes, original: Document) -> WordReading:
    """Read in this process: the files here are our own."""
    answer, _ = read_job({"original": document_as_json(original)}, content)
    return WordReading(document_from_json(json.loads(json.dumps(answer["document"]))), tuple(answer["remarks"]))


def kinds(document: Document) -> list[str]:
    return [type(block).__name__ for block in document.blocks]


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_comes_back_from_word_as_it_went(catalogue: Catalogue, letter: str) -> None:
    for one in sets_of(letter):
        document = composed(catalogue, letter, one["facts"])
        content = render_word(document)
        assert read(content, document) == WordReading(document, ())
        alone = read(content, replace(document, blocks=())).document
        assert document_text(alone) == document_text(document)
        # Word knows no bars: without the document they were made of they are the table that they look like.
        expected = ["Table" if isinstance(block, Bars) else type(block).__name__ for block in document.blocks]
        assert kinds(alone) == expected


@pytest.mark.parametrize("name", SAVED)
def test_what_libreoffice_saved_comes_back_as_it_went(name: str) -> None:
    document = document_from_json(json.loads((FIXTURES / f"{name}.json").read_text("utf-8")))
    content = (FIXTURES / f"{name}.docx").read_bytes()
    assert b"LibreOffice" in zipfile.ZipFile(io.BytesIO(content)).read("docProps/app.xml")
    assert read(content, document).document == document


def test_there_are_as_many_saved_letters_as_promised() -> None:
    assert len(SAVED) >= 12


def test_the_confined_process_gives_the_same(example_document: Callable[..., Document]) -> None:
    document = example_document(LETTER)
    assert read_word(render_word(document), original=document) == document
    with pytest.raises(JobRefused, match="文件开头不符"):
        read_word(b"%PDF-1.7", original=document)
    assert reading_of(render_word(document), original=document).remarks == ()


@pytest.fixture
def letter(example_document: Callable[..., Document]) -> Document:
    return example_document(LETTER)


class Edited:
    """A letter's Word file as somebody changes it: text replaced, paragraphs put in, parts added."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.parts: Parts = parts_of(render_word(document))

    def swap(self, old: str, new: str, count: int = 1) -> Edited:
        text = self.parts[DOCUMENT].decode()
        assert old in text, old
        self.parts[DOCUMENT] = text.replace(old, new, count).encode()
        return self

    def put_in(self, xml: str) -> Edited:
        """Put paragraphs at the end of the text."""
        return self.swap("<w:sectPr", f"{xml}<w:sectPr")

    def styled(self, key: str, words: str) -> Edited:
        return self.put_in(f'<w:p><w:pPr><w:pStyle w:val="{key}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>')

    def numbering(self, levels: str, overrides: str = "") -> Edited:
        xml = (
            '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f'<w:abstractNum w:abstractNumId="4">{levels}</w:abstractNum>'
            f'<w:num w:numId="7"><w:abstractNumId w:val="4"/>{overrides}</w:num></w:numbering>'
        )
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
        self.parts = with_part(self.parts, "word/numbering.xml", xml.encode(), kind, "numbering")
        return self

    def read(self) -> WordReading:
        return read(packed(self.parts), self.document)

    def blocks(self) -> tuple[Block, ...]:
        return self.read().document.blocks

    def refused(self) -> str:
        with pytest.raises(WordRefused) as refused:
            self.read()
        assert re.fullmatch(r"[^。\n]+。", str(refused.value))
        return str(refused.value)


def last(blocks: tuple[Block, ...], kind: type) -> Block:
    return next(block for block in reversed(blocks) if isinstance(block, kind))


def test_an_edited_sentence_keeps_the_facts_that_still_stand(example_document: Callable[..., Document]) -> None:
    document = example_document("acceptance_decision")
    old = next(b for b in document.blocks if isinstance(b, Paragraph) and len({run.fact for run in b.runs}) > 3)
    place, words = document.blocks.index(old), runs_text(old.runs)
    fact, other = [run for run in old.runs if run.fact and words.count(run.text) == 1 and len(run.text) > 2][:2]
    added = Edited(document).swap(old.runs[0].text, "经再次核对，" + old.runs[0].text).blocks()[place]
    assert isinstance(added, Paragraph) and runs_text(added.runs) == "经再次核对，" + words
    assert [run for run in added.runs if run.fact] == [run for run in old.runs if run.fact]
    gone = Edited(document).swap(words, words.replace(fact.text, fact.text[:-1] + "改")).blocks()[place]
    assert isinstance(gone, Paragraph) and runs_text(gone.runs) == words.replace(fact.text, fact.text[:-1] + "改")
    assert fact.fact not in {run.fact for run in gone.runs}
    assert other in gone.runs


def test_a_new_paragraph_without_our_style_is_body_text(letter: Document) -> None:
    blocks = Edited(letter).put_in(PLAIN.format("　　另行补充一句。")).blocks()
    assert Paragraph((Run("另行补充一句。"),)) in blocks
    assert len(blocks) == len(letter.blocks) + 1


def test_paragraphs_of_known_and_renamed_styles(letter: Document) -> None:
    edited = Edited(letter)
    styles = edited.parts["word/styles.xml"].decode()
    added = (
        '<w:style w:type="paragraph" w:styleId="15"><w:name w:val="我的正文"/><w:basedOn w:val="note"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="2a"><w:name w:val="标题 3"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="9"><w:name w:val="Title"/></w:style></w:styles>'
    )
    edited.parts["word/styles.xml"] = styles.replace("</w:styles>", added).encode()
    edited.styled("15", "附带说明").styled("2a", "一、补充事实").styled("2a", "（二）又一点").styled(
        "2a", "没有编号的小标题"
    )
    edited.styled("heading1", "二、处理").styled("item", "3. 退款").styled("small", "表下的话").styled(
        "gone", "没有的样式"
    )
    edited.styled("9", "另一个标题")
    written = [block for block in edited.blocks() if not isinstance(block, Imprint)]
    assert written[-9:] == [
        Paragraph((Run("附带说明"),), "note"),
        Heading(1, (Run("一、补充事实"),)),
        Heading(2, (Run("（二）又一点"),)),
        Paragraph((Run("没有编号的小标题"),)),
        Heading(1, (Run("二、处理"),)),
        Item("3. ", (Run("退款"),)),
        Paragraph((Run("表下的话"),), "small"),
        Paragraph((Run("没有的样式"),)),
        Title((Run("另一个标题"),)),
    ]


def test_ids_that_another_program_gave_do_not_matter(letter: Document) -> None:
    edited = Edited(letter)
    for part in (DOCUMENT, "word/styles.xml"):
        text = edited.parts[part].decode()
        for attribute in ("w:pStyle w:val", "w:styleId", "w:basedOn w:val", "w:next w:val"):
            text = re.sub(f'{attribute}="([a-z_0-9]+)"', lambda m, a=attribute: f'{a}="{hash_of(m.group(1))}"', text)
        edited.parts[part] = text.encode()
    assert edited.read().document == letter


def hash_of(name: str) -> str:
    return str(sum(ord(letter) * (place + 7) for place, letter in enumerate(name)))


def test_runs_that_word_split_and_marked_read_as_one(letter: Document) -> None:
    body = (
        '<w:p w:rsidR="00A1"><w:bookmarkStart w:id="1" w:name="a"/><w:proofErr w:type="spellStart"/>'
        "<w:r><w:t>分</w:t></w:r><w:smartTag><w:r><w:t>成</w:t></w:r></w:smartTag><w:bookmarkEnd w:id='1'/>"
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:lastRenderedPageBreak/><w:t>几</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:hyperlink><w:r><w:t>段</w:t><w:br/><w:t>换行</w:t><w:tab/><w:noBreakHyphen/><w:softHyphen/></w:r></w:hyperlink>"
        '<w:r><w:t xml:space="preserve">零宽&#x200B;字符 </w:t></w:r></w:p>'
    )
    assert Paragraph((Run("分成几段\n换行\t-零宽字符"),)) in Edited(letter).put_in(body).blocks()


def test_a_field_gives_what_it_shows(letter: Document) -> None:
    field = (
        '<w:p><w:r><w:t>见第</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGEREF a '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>页</w:t></w:r></w:p>'
    )
    assert Paragraph((Run("见第3页"),)) in Edited(letter).put_in(field).blocks()
    dated = field.replace("PAGEREF a", "DATE \\@ yyyy")
    assert "域（DATE）" in Edited(letter).put_in(dated).refused()


LEVELS = "".join(
    f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for depth, (form, text) in enumerate(
        [("japaneseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "%1.%4")]
    )
)


def numbered(words: str, level: int, number: int = 7) -> str:
    properties = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f"<w:p>{properties}<w:r><w:t>{words}</w:t></w:r></w:p>"


def test_automatic_numbers_become_text(letter: Document) -> None:
    listed = [("甲", 0), ("乙", 1), ("丙", 2), ("丁", 2), ("戊", 1), ("己", 2), ("庚", 0), ("辛", 1)]
    edited = Edited(letter).numbering(LEVELS)
    for words, level in listed:
        edited.put_in(numbered(words, level))
    edited.put_in(numbered("不编号", 0, 0))
    lines = document_text(edited.read().document).split("\n")
    for line in ("一、甲", "（一）乙", "1. 丙", "2. 丁", "（二）戊", "1. 己", "二、庚", "（一）辛", "不编号"):
        assert line in lines, line
    assert Item("2. ", (Run("丁"),)) in edited.blocks()


def test_a_list_that_starts_elsewhere_and_one_that_cannot_be_text(letter: Document) -> None:
    start = '<w:lvlOverride w:ilvl="2"><w:startOverride w:val="5"/></w:lvlOverride>'
    edited = Edited(letter).numbering(LEVELS, start).put_in(numbered("子", 2)).put_in(numbered("丑", 2))
    assert [b.label for b in edited.blocks() if isinstance(b, Item) and runs_text(b.runs) in "子丑"] == ["5. ", "6. "]
    strange = LEVELS.replace("japaneseCounting", "hebrew1")
    assert "自动编号无法转为文字" in Edited(letter).numbering(strange).put_in(numbered("寅", 0)).refused()


LOST = {
    "图片": "<w:r><w:drawing/></w:r>",
    "文本框": "<w:r><w:pict/></w:r>",
    "嵌入对象": "<w:r><w:object/></w:r>",
    "公式": '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/>',
    "脚注": '<w:r><w:footnoteReference w:id="2"/></w:r>',
    "尾注": '<w:r><w:endnoteReference w:id="2"/></w:r>',
    "拼音": "<w:r><w:ruby/></w:r>",
    "修订": '<w:ins w:id="1" w:author="a"><w:r><w:t>新</w:t></w:r></w:ins>',
    "接受": '<w:del w:id="1" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del>',
    "拒绝": '<w:moveFrom w:id="1"><w:r><w:t>移</w:t></w:r></w:moveFrom>',
    "隐藏": "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>",
    "删除线": "<w:r><w:rPr><w:strike/></w:rPr><w:t>划去</w:t></w:r>",
    "符号字体": '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>',
    "文本框或者图片": (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="wps"><w:drawing/></mc:Choice><mc:Fallback><w:t>x</w:t></mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    ),
}


@pytest.mark.parametrize("reason", list(LOST))
def test_what_would_be_lost_is_refused_with_its_place(letter: Document, reason: str) -> None:
    xml = f"<w:p><w:r><w:t>本段开头的几个字很长很长很长</w:t></w:r>{LOST[reason]}</w:p>"
    sentence = Edited(letter).put_in(xml).refused()
    assert re.search(r"第 \d+ 段（本段开头的几个字很长很长…）", sentence)
    assert reason.split("或者")[0] in sentence
    if reason == "图片":
        assert "删去或者改作附件" in sentence


def test_a_paragraph_mark_or_row_under_revision_is_refused(letter: Document) -> None:
    mark = '<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t>半段</w:t></w:r></w:p>'
    assert "修订" in Edited(letter).put_in(mark).refused()
    row = "<w:tbl><w:tr><w:trPr><w:ins/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    assert "第 1 行" in Edited(letter).put_in(row).refused()


def test_tick_boxes_of_every_program(example_document: Callable[..., Document]) -> None:
    document = example_document("non_acceptance_decision")
    choices = [block for block in document.blocks if isinstance(block, Choice)]
    marked = next(place for place, block in enumerate(choices) if block.marked)
    other = (marked + 1) % len(choices)
    edited = Edited(document).swap("☑</w:t>", "□</w:t>", 9)
    text = edited.parts[DOCUMENT].decode()
    at = [found.start() for found in re.finditer("<w:t[^>]*>[☐□]</w:t>", text)][other - len(choices)]
    box = '<w:sym w:font="Wingdings" w:char="F0FE"/>'
    end = text.index("</w:t>", at) + len("</w:t>")
    edited.parts[DOCUMENT] = (text[:at] + box + text[end:]).encode()
    found = [block for block in edited.blocks() if isinstance(block, Choice)]
    assert [block.marked for block in found] == [place == other for place in range(len(choices))]
    assert [(block.label, runs_text(block.runs)) for block in found] == [
        (block.label, runs_text(block.runs)) for block in choices
    ]
    # Which ground it is, is a fact of the case: a mark set by hand is not that fact.
    assert not any(run.fact for block in found if block.marked for run in block.runs)


def test_cells_keep_their_lines_and_merged_ones_come_apart_with_a_remark(letter: Document) -> None:
    def cell(words: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr>{''.join(PLAIN.format(word) for word in words.split('/'))}</w:tc>"

    start, across = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    table = (
        '<w:tbl><w:tblGrid><w:gridCol w:w="1000"/><w:gridCol w:w="3000"/></w:tblGrid>'
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('项目')}{cell('说明')}</w:tr>"
        f"<w:tr>{cell('甲', start)}{cell('第一行/第二行')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('乙')}</w:tr>"
        f"<w:tr>{cell('合计', across)}</w:tr></w:tbl>"
    )
    reading = Edited(letter).put_in(table).read()
    found = last(reading.document.blocks, Table)
    assert found == Table((25, 75), ("项目", "说明"), (("甲", "第一行\n第二行"), ("", "乙"), ("合计", "")))
    assert any("合并的单元格" in remark for remark in reading.remarks)
    uneven = table.replace(across, "")
    assert "第 4 行" in Edited(letter).put_in(uneven).refused()


def test_unstyled_tables_are_never_taken_for_the_verification(letter: Document) -> None:
    table = f"<w:tbl><w:tr><w:tc>{PLAIN.format('甲')}</w:tc><w:tc>{PLAIN.format('乙')}</w:tc></w:tr></w:tbl>"
    assert last(Edited(letter).put_in(table).blocks(), Table) == Table((50, 50), (), (("甲", "乙"),))


def test_signature_annexes_and_number(catalogue: Catalogue) -> None:
    document = composed(catalogue, "company_statement", sets_of("company_statement")[2]["facts"])
    signed = next(block for block in document.blocks if isinstance(block, SignatureBlock))
    changed = Edited(document).swap(f">{signed.dated.text}<", ">2026年12月1日<").blocks()
    assert last(changed, SignatureBlock) == SignatureBlock(signed.name, Run("2026年12月1日"), signed.sealed)
    names = next(block for block in document.blocks if isinstance(block, Enclosures)).names
    assert len(names) > 1
    renamed = Edited(document).swap(f"1. {names[0]}<", f"1．{names[0]}（复印件）<").blocks()
    assert last(renamed, Enclosures) == Enclosures((names[0] + "（复印件）", *names[1:]))
    assert [b for b in renamed if isinstance(b, AnnexStart)] == [
        b for b in document.blocks if isinstance(b, AnnexStart)
    ]
    number = Edited(document).styled("number", "示函〔2026〕9号\t签发人：王某某")
    assert Number((Run("示函〔2026〕9号"),), (Run("王某某"),)) in number.blocks()
    assert "没有署名" in Edited(document).styled("sign_date", "2026年1月1日").refused()
    assert "没有成文日期" in Edited(document).styled("sign_name", "某公司").refused()


def test_bars_cannot_be_drawn_by_hand() -> None:
    document = document_from_json(json.loads((FIXTURES / "report_with_bars.json").read_text("utf-8")))
    bars = next(block for block in document.blocks if isinstance(block, Bars))
    assert "条形图" in Edited(document).swap(f">{bars.rows[0][1]}</w:t>", ">99</w:t>").refused()


def test_what_is_left_out_is_told(letter: Document) -> None:
    edited = Edited(letter)
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment/></w:comments>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    edited.parts = with_part(edited.parts, "word/comments.xml", comments.encode(), kind, "comments")
    footer = edited.parts["word/footer1.xml"].decode().replace("</w:ftr>", PLAIN.format("内部文件") + "</w:ftr>")
    edited.parts["word/footer1.xml"] = footer.encode()
    edited.parts = with_relation(edited.parts, "hyperlink", "https://example.com/", external=True, part=RELATIONS)
    reading = edited.read()
    assert reading.document == letter
    assert len(reading.remarks) == 3
    assert all(re.fullmatch(r"[^。]+。", remark) for remark in reading.remarks)
    assert "1 条批注" in reading.remarks[0] or "1 条批注" in reading.remarks[1]


def test_an_empty_letter_is_refused(letter: Document) -> None:
    edited = Edited(letter)
    text = edited.parts[DOCUMENT].decode()
    edited.parts[DOCUMENT] = re.sub(r"<w:body>.*<w:sectPr", "<w:body><w:p/><w:sectPr", text, flags=re.S).encode()
    edited.document = replace(letter, blocks=())
    assert "没有文字" in edited.refused()
