"""Letterhead and verification: profile, masthead, number, seal place, imprint; the code in both files."""

import io
import zipfile
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
import segno
from PIL import Image

from filings.compose import numbered
from filings.letterhead import COMPANY_PROFILES, Letterhead, dressed, verified
from filings.model import Imprint, Masthead, Number, SignatureBlock, Title, Verification, document_text, runs_text
from filings.page_html import CODE_ALTERNATIVE
from filings.pdf import render_pdf
from filings.word import render_word, word_text
from tests.filings.test_rendering import _pdf_text, _words

LINE = "本文书可在 https://anqi.example/verify 核验，核验码 8F2K-93QX。"
CODE = "https://anqi.example/verify?c=8F2K93QX"


def _only(document, kind):
    found = [block for block in document.blocks if isinstance(block, kind)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("profile", COMPANY_PROFILES)
def test_a_company_letter_takes_the_profile_of_the_house_and_keeps_its_words(example_document, profile):
    plain = example_document("company_statement")
    document = dressed(plain, Letterhead(name="示例集团", company_profile=profile))
    assert document.profile == profile
    kinds = [type(block) for block in document.blocks]
    headed = profile in ("gw-full", "gw-letter")
    assert (Masthead in kinds) == headed
    assert kinds.index(Number) == (1 if headed else kinds.index(Title) + 1)
    assert set(document_text(plain).split("\n")) <= set(document_text(document).split("\n"))
    words = _words(document_text(document))
    assert _words(word_text(render_word(document))) == words
    assert _words(_pdf_text(render_pdf(document), document)) == words


def test_other_letters_keep_their_profile(example_document):
    head = Letterhead(name="示例集团", company_profile="gw-full")
    form = example_document("acceptance_decision")
    assert dressed(form, head) == form
    reply = dressed(example_document("complaint_reply_letter"), head)
    assert reply.profile == "gw-letter"
    assert runs_text(_only(reply, Masthead).runs) == "示例集团"


def test_dressing_twice_changes_nothing_more(example_document):
    head = Letterhead(name="示例集团", company_profile="gw-full", sealed=False, printed_by="示例集团办公室")
    once = dressed(example_document("company_statement"), head)
    assert dressed(once, head) == once


def test_an_official_document_has_its_red_head_and_its_imprint(example_document):
    head = Letterhead(company_profile="gw-full", printed_by="示例集团办公室")
    document = dressed(example_document("company_statement"), head)
    assert runs_text(_only(document, Masthead).runs) == "某某商贸有限公司文件"
    imprint = document.blocks[-1]
    assert imprint == Imprint(printed_by="示例集团办公室", printed_on="2026年11月20日")
    assert document_text(document).endswith("示例集团办公室\n2026年11月20日印发")


def test_the_number_given_at_issue_keeps_the_signatory_and_its_place(example_document):
    draft = example_document("bank_regulator_report", document_number=None, signatory="王某")
    issued = numbered(draft, "某银报〔2026〕9号")
    number = _only(issued, Number)
    assert runs_text(number.signatory) == "王某"
    assert isinstance(issued.blocks[1], Number)
    assert "某银报〔2026〕9号\n签发人：王某" in document_text(issued)


def test_a_seal_is_given_to_the_issuer_alone(example_document):
    statement = example_document("company_statement")
    assert not _only(dressed(statement, Letterhead(sealed=False)), SignatureBlock).sealed
    unsealed = dressed(statement, Letterhead(sealed=False))
    assert _only(dressed(unsealed, Letterhead(sealed=True)), SignatureBlock).sealed
    person = example_document("complainant_power_of_attorney")
    assert not _only(dressed(person, Letterhead(sealed=True)), SignatureBlock).sealed


def test_a_profile_that_is_none_is_refused(example_document):
    with pytest.raises(ValueError, match="版式“form-table”不存在"):
        dressed(example_document("company_statement"), Letterhead(company_profile="form-table"))


@pytest.mark.parametrize("letter_id", ["company_statement", "bank_regulator_report", "acceptance_decision"])
def test_the_verification_stands_in_both_files_with_its_code(example_document, letter_id):
    document = verified(example_document(letter_id), line=LINE, code=CODE)
    assert verified(document, line=LINE, code=CODE) == document
    docx, pdf = render_word(document), render_pdf(document)
    assert (docx, pdf) == (render_word(document), render_pdf(document))
    words = _words(document_text(document))
    assert _words(LINE) in words
    assert _words(word_text(docx)) == words
    assert _words(_pdf_text(pdf, document)) == words
    assert _matrix_of(docx) == [[bool(module) for module in row] for row in segno.make_qr(CODE, error="m").matrix]
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert f'descr="{CODE_ALTERNATIVE}"' in archive.read("word/document.xml").decode()
    assert _figures(pdf) == [CODE_ALTERNATIVE]


def test_the_code_printed_in_the_pdf_is_the_code(example_document):
    document = verified(example_document("acceptance_decision"), line=LINE, code=CODE)
    pdf = pypdfium2.PdfDocument(render_pdf(document))
    page = pdf[len(pdf) - 1]
    image = page.render(scale=6).to_pil().convert("L")
    expected = [[bool(module) for module in row] for row in segno.make_qr(CODE, error="m").matrix]
    side = 20 / 25.4 * 72 * 6
    module = side / (len(expected) + 4)
    left = 28 / 25.4 * 72 * 6 + 2 * module
    beside = image.crop((int(left), 0, int(left + module * len(expected)), image.height))
    rows = [
        y for y in range(beside.height) if sum(beside.crop((0, y, int(module * 7), y + 1)).getdata()) < 255 * module
    ]
    top = next(y for y in rows if y + 3 in rows)  # the upper edge of the first finder pattern
    seen = [
        [image.getpixel((int(left + (x + 0.5) * module), int(top + (y + 0.5) * module))) < 128 for x in range(len(row))]
        for y, row in enumerate(expected)
    ]
    assert seen == expected


@pytest.mark.parametrize(
    ("line", "code"), [("", CODE), (LINE, ""), (LINE + "\u202e", CODE), ("字" * 201, CODE), (LINE, "x" * 301)]
)
def test_a_verification_that_cannot_be_printed_is_refused(example_document, line, code):
    with pytest.raises(ValueError, match="不能印出"):
        verified(example_document("acceptance_decision"), line=line, code=code)


def test_hostile_verification_words_are_only_words(example_document):
    line = "<img src=file:///etc/passwd> {{issuer}} </w:t>"
    document = verified(example_document("acceptance_decision"), line=line, code='"/><script>x</script>')
    assert line in word_text(render_word(document))
    assert _words(line) in _words(_pdf_text(render_pdf(document), document))


def test_the_verification_goes_before_the_annexes(example_document):
    document = verified(example_document("company_statement"), line=LINE, code=CODE)
    kinds = [type(block).__name__ for block in document.blocks]
    assert kinds.index("Verification") < kinds.index("AnnexStart")
    assert replace(document, blocks=tuple(b for b in document.blocks if not isinstance(b, Verification))) == (
        example_document("company_statement")
    )


def _matrix_of(docx):
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".png")]
        image = Image.open(io.BytesIO(archive.read(name))).convert("L")
    size = image.width // 8
    return [[image.getpixel((x * 8 + 4, y * 8 + 4)) < 128 for x in range(2, size - 2)] for y in range(2, size - 2)]


def _figures(pdf):
    """Give the alternative text of every figure in the structure of a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        elements = [each for each in opened.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]
        return [str(each.Alt) for each in elements if str(each.S) == "/Figure"]
