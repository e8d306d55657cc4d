"""Every layout profile: rare names, page numbers, imprint, pages that end well, styles of the Word file."""

import ctypes
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from filings.fonts import CHAINS, CharactersNotCovered, face_for, preflight
from filings.letterhead import arranged
from filings.model import (
    PROFILES,
    AnnexStart,
    Bars,
    Choice,
    Enclosures,
    FormMark,
    Heading,
    Imprint,
    Item,
    Masthead,
    Number,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    Title,
    document_text,
)
from filings.pdf import render_pdf
from filings.word import render_word, word_text
from tests.filings.test_rendering import _mm, _pdf_text, _words

NAMES = "䶮㛃㴋䎖玥珺翀赟喆堃淼昇祎頔旸甯囍燚犇垚焱彧翯"
FULL_WIDTH = "“”——……"
LONG = "本机关已就投诉事项逐项核实并听取双方意见，有关情况和处理结果告知如上，请予知悉。"


@pytest.fixture
def paper(example_document):
    """A document of a profile with every kind of block, its words given."""

    def document(profile, *body, name="某某县市场监督管理局", blocks=None):
        example = example_document("acceptance_decision")
        kept = blocks or (
            Title((Run("关于某某事项的告知书"),)),
            *body,
            SignatureBlock(Run(name), Run("2026年11月20日")),
        )
        return replace(example, profile=profile, blocks=arranged(profile, kept))

    return document


def _everything(words):
    return (
        FormMark((Run(f"式样{words}"),)),
        Masthead((Run(words),)),
        Number((Run("某函〔2026〕12号"),), (Run(words),)),
        Title((Run(f"关于{words}的函"),)),
        Heading(1, (Run(f"一、{words}"),)),
        Heading(2, (Run(f"（一）{words}"),)),
        Paragraph((Run(words),)),
        Paragraph((Run(words),), "small"),
        Item("1. ", (Run(words),)),
        Choice(True, "（一）", (Run(words),)),
        Table((1, 1), (words, "乙"), ((words, "☑是　☐否"),), words, (2,)),
        Bars(words, ("项目", "件数"), ((words, "12", 1000), ("乙", "3", 250))),
        Enclosures((words,)),
        SignatureBlock(Run(words), Run("2026年11月20日")),
        Paragraph((Run(f"（{words}）"),), "note"),
        AnnexStart("附件", words),
        Paragraph((Run(words),)),
        Imprint(words, words, "2026年11月20日"),
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_rare_names_show_in_every_profile_and_every_kind_of_block(paper, profile):
    blocks = [b for b in _everything(NAMES) if profile == "form-table" or not isinstance(b, FormMark)]
    document = paper(profile, blocks=blocks)
    assert preflight(document) == ()
    words = _words(document_text(document))
    pdf = render_pdf(document)
    assert _words(word_text(render_word(document))) == words
    assert _words(_pdf_text(pdf, document)) == words
    assert render_pdf(document) == pdf


@pytest.mark.parametrize("place", range(len(_everything(NAMES))))
def test_a_character_without_a_glyph_is_listed_from_every_kind_of_block(paper, place):
    blocks = (Title((Run("告知书"),)), _everything("张😀三")[place])
    document = paper("form-table", blocks=blocks)
    assert [item.character for item in preflight(document)] == ["😀"]
    with pytest.raises(CharactersNotCovered, match="U\\+1F600"):
        render_pdf(document)


def test_the_fonts_of_a_pdf_are_subsets(paper):
    with pikepdf.open(io.BytesIO(render_pdf(paper("plain-notice", Paragraph((Run(NAMES),)))))) as pdf:
        names = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
    assert len(names) >= 3 and all(re.match(r"/[A-Z]{6}\+", name) for name in names)


@pytest.mark.parametrize("role", sorted(CHAINS))
def test_quotation_marks_and_dashes_come_from_the_face_of_the_text(role):
    first = CHAINS[role][0]
    assert {face_for(character, role) for character in FULL_WIDTH} == {first}


def test_full_width_punctuation_is_printed_in_the_face_of_its_line(paper):
    sentence = f"他说“同意”——理由是……（略）{NAMES[0]}"
    page = pypdfium2.PdfDocument(render_pdf(paper("company-letter", Paragraph((Run(sentence),)))))[0]
    text = page.get_textpage()
    whole = text.get_text_range()
    faces = {}
    begin = whole.index("他说")
    for place, character in enumerate(whole[begin : begin + len(sentence)], start=begin):
        if character in FULL_WIDTH + "同" + NAMES[0]:
            faces[character] = _face_at(text, place)
    assert {faces[character] for character in "“”—…"} == {faces["同"]}
    assert faces[NAMES[0]] != faces["同"]


def _face_at(text, place):
    flags = ctypes.c_int()
    size = pdfium.FPDFText_GetFontInfo(text, place, None, 0, flags)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFText_GetFontInfo(text, place, buffer, size, flags)
    return buffer.value.decode().split("+")[-1]


@pytest.mark.parametrize("profile", [profile for profile in PROFILES if profile != "form-sheet"])
@pytest.mark.parametrize(
    "closing", [(), (Paragraph((Run("特此告知。"),)),), (Paragraph((Run("特此告知。"),)), Enclosures(("清单",)))]
)
def test_a_signature_never_stands_alone_on_a_page(paper, profile, closing):
    pages_seen = set()
    for count in range(3, 13):
        body = [Paragraph((Run(LONG),)) for _ in range(count)]
        pages = _pages(render_pdf(paper(profile, *body, *closing)))
        pages_seen.add(len(pages))
        last = pages[-1]
        assert "2026年11月20日" in last
        if len(pages) > 1:
            real = last[: last.index("某某县市场监督管理局")]
            assert re.search("[知悉如上投诉双方核实]{2}", real), (profile, count, last[:80])
    assert len(pages_seen) > 1, "the sweep crosses a page break"


def test_places_to_sign_by_hand_take_a_line_of_text_along(paper):
    places = Table((1, 1), ("甲方", "乙方"), (("签名：", "签名："), ("日期：", "日期：")), heights=(4, 0))
    for count in range(8, 14):
        blocks = (Title((Run("协议"),)), *[Paragraph((Run(LONG),)) for _ in range(count)], places)
        last = _pages(render_pdf(paper("form-table", blocks=blocks)))[-1]
        assert "知悉" in last and last.count("签名：") == 2 and last.count("日期：") == 2


def test_a_short_table_at_the_end_is_not_alone_on_its_page(paper):
    table = Table((1, 1), ("材料", "份数"), (("封存清单", "1"),))
    for count in range(8, 14):
        blocks = (Title((Run("记录"),)), *[Paragraph((Run(LONG),)) for _ in range(count)], table)
        assert "知悉" in _pages(render_pdf(paper("form-table", blocks=blocks)))[-1]


def test_a_lead_in_stays_with_its_list(paper):
    for count in range(5, 12):
        body = [Paragraph((Run(LONG),)) for _ in range(count)]
        pages = _pages(
            render_pdf(
                paper("company-letter", *body, Paragraph((Run("现列明如下："),)), Item("1. ", (Run("第一项；"),)))
            )
        )
        assert not any(re.sub("—[0-9]+—$", "", page).endswith("现列明如下：") for page in pages)


@pytest.mark.parametrize("copies", ["", "某某市商务局，" * 9 + "某某市消费者权益保护委员会"])
@pytest.mark.parametrize("count", [1, 9, 11])
def test_the_imprint_stands_at_the_foot_of_the_last_page_and_covers_nothing(paper, copies, count):
    body = [Paragraph((Run(LONG),)) for _ in range(count)]
    blocks = (
        Masthead((Run("某某局文件"),)),
        Title((Run("关于某某事项的报告"),)),
        *body,
        SignatureBlock(Run("某某局"), Run("2026年11月20日")),
        Imprint(copies, "某某局办公室", "2026年11月21日"),
    )
    pdf = pypdfium2.PdfDocument(render_pdf(paper("gw-full", blocks=blocks)))
    text = pdf[len(pdf) - 1].get_textpage()
    whole = text.get_text_range()
    foot = text.get_charbox(whole.index("某某局办公室"))
    assert _mm(35) < foot[1] < _mm(35) + 14
    signed = text.get_charbox(whole.index("2026年11月20日"))
    upper = text.get_charbox(whole.index("抄送"))[3] if copies else foot[3]
    assert signed[1] > upper
    assert not any("印发" in page.get_textpage().get_text_range() for page in list(pdf)[:-1])


def test_the_red_head_is_where_the_standard_wants_it(example_document):
    page = pypdfium2.PdfDocument(render_pdf(example_document("bank_regulator_report")))[0]
    image = page.render(scale=2).to_pil()
    red = [
        y / image.height * 297
        for y in range(image.height)
        if any(_red(image.getpixel((x, y))) for x in range(image.width // 3, image.width * 2 // 3, 2))
    ]
    assert 71 <= red[0] <= 74  # the name: 35 mm below the text area's top of 37 mm
    text = page.get_textpage()
    number = text.get_charbox(text.get_text_range().index("〔2026〕"))
    rule = max(red)
    assert 3 <= rule - (297 - number[1] / 72 * 25.4) <= 5  # 4 mm below the number
    across = [
        x / image.width * 210 for x in range(image.width) if _red(image.getpixel((x, round(rule / 297 * image.height))))
    ]
    assert (round(min(across)), round(max(across))) == (28, 184)


@pytest.mark.parametrize("profile", [profile for profile in PROFILES if profile != "gw-letter"])
def test_page_numbers_stand_outside(paper, profile):
    pdf = pypdfium2.PdfDocument(render_pdf(paper(profile, *[Paragraph((Run(LONG * 3),)) for _ in range(60)])))
    for place in range(2):
        text = pdf[place].get_textpage()
        whole = text.get_text_range()
        box = text.get_charbox(whole.rindex(str(place + 1)))
        assert (box[0] > 300) == (place % 2 == 0)


def test_word_users_find_titles_and_headings_under_words_own_names(example_document):
    docx = render_word(example_document("company_statement"))
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        styles = archive.read("word/styles.xml").decode()
        fonts = archive.read("word/fontTable.xml").decode()
    for identifier, name, ours in (("WordTitle", "Title", "title"), ("WordHeading1", "heading 1", "heading1")):
        assert f'w:styleId="{identifier}"><w:name w:val="{name}"/>' in styles
        assert re.search(f'w:styleId="{ours}"><w:name w:val="[^"]+"/><w:basedOn w:val="{identifier}"/>', styles)
    assert re.search('w:styleId="heading1">.*?<w:outlineLvl w:val="1"/>', styles)
    assert all(name in fonts for name in ("仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"))
    assert fonts.count("w:altName") >= 4


def test_the_pdf_has_bookmarks(example_document):
    pdf = pypdfium2.PdfDocument(render_pdf(example_document("company_statement")))
    titles = [entry.get_title() for entry in pdf.get_toc()]
    assert "一、基本情况" in titles and any("情况说明" in title for title in titles)


def test_every_face_has_its_licence_listed():
    listed = (Path(__file__).resolve().parents[2] / "docs" / "letters" / "fonts.md").read_text("utf-8")
    for face in {face for chain in CHAINS.values() for face in chain}:
        assert f"`{face.file}`" in listed


def _pages(pdf):
    return [_words(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(pdf)]


def _red(pixel):
    return pixel[0] > 180 and pixel[1] < 60 and pixel[2] < 60
