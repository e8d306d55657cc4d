"""DOCX and PDF: the same words, equal bytes on a second rendering, official geometry, embedded fonts, nothing fetched."""

import io
import json
import re
import socket
import zipfile

import pikepdf
import pypdfium2
import pytest
from docx import Document as open_word
from docx.oxml.ns import qn

from filings.facts import FactsRefused
from filings.fonts import CharactersNotCovered, preflight, substituted
from filings.model import Document, Paragraph, Run, Table, document_as_json, document_text
from filings.pdf import document_html, render_pdf
from filings.rendering import RenderPool
from filings.rendering_command import render_to_folder
from filings.word import render_word, word_text

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
RARE = "䶮㛃𡃁昇祎珺玥赟堃垚喆燚"


@pytest.fixture(scope="module")
def rendered(example_document):
    """Both files of every letter with all its example facts."""
    documents = {letter_id: example_document(letter_id) for letter_id in LETTERS}
    return {
        letter_id: (document, render_word(document), render_pdf(document)) for letter_id, document in documents.items()
    }


@pytest.mark.parametrize("letter_id", LETTERS)
def test_word_and_pdf_hold_the_same_words_in_the_same_order(rendered, letter_id):
    document, docx, pdf = rendered[letter_id]
    assert _words(word_text(docx)) == _words(document_text(document))
    assert _words(_pdf_text(pdf, document)) == _words(document_text(document))


def test_a_table_over_several_pages_loses_no_row(example_document):
    rows = [{"name": f"证据材料第{i}份", "proves": "交易时间和金额"} for i in range(120)]
    document = example_document("company_statement", evidence=rows)
    assert _words(_pdf_text(render_pdf(document), document)) == _words(document_text(document))


@pytest.mark.parametrize("letter_id", LETTERS)
def test_a_second_rendering_gives_equal_bytes(rendered, letter_id):
    document, docx, pdf = rendered[letter_id]
    assert render_word(document) == docx
    assert render_pdf(document) == pdf


@pytest.mark.parametrize("letter_id", LETTERS)
def test_pages_are_a4_and_the_text_keeps_the_official_margins(rendered, letter_id):
    for page in pypdfium2.PdfDocument(rendered[letter_id][2]):
        width, height = page.get_size()
        assert (round(width, 1), round(height, 1)) == (595.3, 841.9)
        text = page.get_textpage()
        boxes = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]
        body = [box for box in boxes if box[1] > _mm(35) - 1]
        assert min(box[0] for box in body) >= _mm(28) - 1
        assert max(box[2] for box in body) <= width - _mm(26) + 3  # full-width punctuation may hang by a hair
        top = _mm(30) if letter_id == "hotline_reply" else _mm(37)
        assert max(box[3] for box in body) <= height - top + 1
        below = [box for box in boxes if box not in body]
        assert all(_mm(20) < box[1] < _mm(29) for box in below)  # the page number, 7 mm under the text area


def test_lines_stand_at_the_official_pitch(rendered):
    page = pypdfium2.PdfDocument(rendered["acceptance_decision"][2])[0]
    text = page.get_textpage()
    whole = text.get_text_range()
    tops = [text.get_charbox(whole.index(word))[1] for word in ("本机关将依照", "条的规定，在征得")]
    assert tops[0] - tops[1] == pytest.approx(28.95, abs=0.1)


def test_the_letter_format_has_its_red_head_and_no_number_on_its_first_page(rendered):
    document = pypdfium2.PdfDocument(rendered["hotline_reply"][2])
    assert "— 1 —" not in document[0].get_textpage().get_text_range()
    assert "— 2 —" in document[1].get_textpage().get_text_range()
    image = document[0].render(scale=2).to_pil()
    red = [y for y in range(image.height) if _is_red(image.getpixel((image.width // 2, y)))]
    lower = [y / image.height * 297 for y in red if y > image.height / 2]
    assert 276 <= min(lower) <= max(lower) <= 279  # 20 mm above the bottom edge
    edge = [x / image.width * 210 for x in range(image.width) if _is_red(image.getpixel((x, red[-1])))]
    assert (round(min(edge)), round(max(edge))) == (20, 190)  # 170 mm, centred


@pytest.mark.parametrize("letter_id", LETTERS)
def test_the_pdf_is_marked_as_pdf_a_and_embeds_every_font(rendered, letter_id):
    with pikepdf.open(io.BytesIO(rendered[letter_id][2])) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "2A"
        assert "/OutputIntents" in pdf.Root
        assert "/StructTreeRoot" in pdf.Root and pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "zh-CN"
        names = set(pdf.docinfo)
        assert "/Author" not in names and "/CreationDate" not in names
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
            assert "/ToUnicode" in font


@pytest.mark.parametrize("letter_id", LETTERS)
def test_word_names_the_east_asian_font_and_language_on_every_run(rendered, letter_id):
    docx = rendered[letter_id][1]
    word = open_word(io.BytesIO(docx))
    runs = list(word.element.body.iter(qn("w:r")))
    assert runs
    for run in runs:
        fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia"))
        assert run.find(qn("w:rPr")).find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    section = word.sections[0]
    margins = [
        round(m.mm) for m in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    ]
    assert margins == [37, 35, 28, 26]
    names = [style.name for style in word.styles]
    assert {"公文标题", "正文段落", "署名", "成文日期"} <= set(names)
    properties = word.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not any("charSpace" in part or "rsid" in part for part in parts.values())
    assert "PAGE" in parts["word/footer1.xml"]
    assert 'w:altName w:val="仿宋"' in parts["word/fontTable.xml"]


def test_every_rare_name_shows_and_is_copyable(example_document):
    document = example_document(
        "acceptance_decision", complainant=RARE, respondent=f"{RARE}商行", issuer=f"{RARE[:6]}局"
    )
    assert preflight(document) == ()
    assert set(substituted(document)) <= set(RARE)
    text = _pdf_text(render_pdf(document))
    assert text.count(RARE) >= 1 and RARE in _words(text) and f"{RARE[:6]}局" in _words(text)
    assert RARE in word_text(render_word(document))


@pytest.mark.parametrize("place", ["complainant", "document title", "table cell"])
def test_a_character_without_a_glyph_is_refused_with_its_place(example_document, place):
    document = {
        "complainant": lambda: example_document("acceptance_decision", complainant="张😀三"),
        "document title": lambda: example_document("company_statement", subject="表情😀投诉"),
        "table cell": lambda: example_document("company_statement", evidence=[{"name": "截图😀", "proves": "经过"}]),
    }[place]()
    with pytest.raises(CharactersNotCovered) as refused:
        render_pdf(document)
    assert [item.character for item in refused.value.uncovered] == ["😀"]
    assert "U+1F600" in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "{{issuer}}",
        "</w:t></w:r><w:r><w:t>",
        "</p><h1>伪造</h1>",
        "<img src=http://127.0.0.1:9/x>",
        "<link rel=attachment href=file:///etc/passwd>",
        "]]>&amp;<!--",
        "\\u0041%s{0}$x",
    ],
)
def test_a_hostile_value_appears_as_itself_in_both_files(example_document, value):
    document = example_document("acceptance_decision", matter=value)
    assert _words(value) in _words(word_text(render_word(document)))
    pdf = render_pdf(document)
    assert _words(value) in _words(_pdf_text(pdf))
    assert b"/EmbeddedFile" not in pdf


def test_the_renderer_refuses_every_address(example_document, monkeypatch, tmp_path):
    from filings import pdf as renderer

    canary = tmp_path / "canary.css"
    canary.write_text("p{color:red}")
    document = example_document("acceptance_decision")
    for address in (canary.as_uri(), "http://127.0.0.1:9/x.css", "data:text/css,p{}"):
        page = document_html(document).replace("</head>", f'<link rel="stylesheet" href="{address}"></head>')
        monkeypatch.setattr(renderer, "document_html", lambda _document, page=page: page)
        with pytest.raises(renderer.RenderingFailed):
            render_pdf(document)


def test_a_hostile_letter_contacts_nobody(example_document):
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/x"
        value = f'<img src="{address}"><link rel="stylesheet" href="{address}">url({address})'
        pool = RenderPool(1)
        try:
            pool.render_now(document_as_json(example_document("acceptance_decision", matter=value)))
        finally:
            pool.close()
        with pytest.raises(TimeoutError):
            canary.accept()


def test_fifty_thousand_characters_give_a_document_or_a_clear_sentence(example_document):
    text = "\n".join("核查情况如下，" * 70 for _ in range(100))
    document = example_document("consumer_result_notice", findings=text)
    assert len(text) > 49_000
    assert _words(text)[:1000] in _words(word_text(render_word(document)))
    with pytest.raises(FactsRefused, match="上限"):
        example_document("consumer_result_notice", findings=text + text)


async def test_the_pool_gives_the_same_bytes_as_this_process_and_survives_a_refusal(rendered):
    document, docx, pdf = rendered["acceptance_decision"]
    pool = RenderPool(1)
    try:
        first = await pool.render(document_as_json(document))
        assert (first.docx, first.pdf) == (docx, pdf)
        bad = Document(**{**vars(document), "blocks": (Paragraph((Run("😀"),)),)})
        with pytest.raises(CharactersNotCovered):
            await pool.render(document_as_json(bad))
        again = await pool.render(json.loads(json.dumps(document_as_json(document))))
        assert again.pdf_sha256 == first.pdf_sha256
    finally:
        pool.close()


def test_a_child_that_takes_too_long_is_replaced(rendered):
    from filings.pdf import RenderingFailed

    document, docx, _ = rendered["acceptance_decision"]
    pool = RenderPool(1)
    try:
        pool.render_now(document_as_json(document))
        pool.timeout = 0.001
        with pytest.raises(RenderingFailed, match="请精简正文"):
            pool.render_now(document_as_json(document))
        pool.timeout = 60
        assert pool.render_now(document_as_json(document)).docx == docx
    finally:
        pool.close()


def test_the_command_writes_both_files_or_nothing(tmp_path, example_facts):
    answer = render_to_folder("hotline_reply", example_facts("hotline_reply"), tmp_path / "out")
    assert set(answer) == {"docx", "pdf", "docx_sha256", "pdf_sha256", "warnings"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["hotline_reply.docx", "hotline_reply.pdf"]
    with pytest.raises(CharactersNotCovered):
        render_to_folder("hotline_reply", example_facts("hotline_reply", matter="😀"), tmp_path / "none")
    assert not (tmp_path / "none").exists()


def _words(text):
    return re.sub(r"\s+", "", text)


def _pdf_text(pdf, document=None):
    """The words of a PDF page by page; page numbers and the header a table repeats on a new page are left out."""
    pages = []
    headers = (
        [_words("".join(b.header)) for b in document.blocks if isinstance(b, Table) and b.header] if document else []
    )
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage().get_text_range().replace("\ufffe", "")
        words = re.sub(r"—\s*\d+\s*—\s*$", "", text.strip())
        repeated = next((h for h in headers if _words(words).startswith(h) and any(h in _words(p) for p in pages)), "")
        pages.append(_words(words)[len(repeated) :] if repeated else words)
    return "\n".join(pages)


def _mm(length):
    return length / 25.4 * 72


def _is_red(pixel):
    return pixel[0] > 180 and pixel[1] < 60 and pixel[2] < 60
