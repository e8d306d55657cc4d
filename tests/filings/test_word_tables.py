"""Tables of the Word file: long ones whole, adjacent ones apart, the code of the verification in a cell that holds it."""

import io
import itertools
from dataclasses import replace

import pytest
from docx import Document as open_word
from docx.oxml.ns import qn

from filings.letters import Catalogue
from filings.model import PROFILES, Bars, Block, Document, Imprint, Paragraph, Run, Table, Verification
from filings.word import render_word
from filings.word_upload.reading import read_word
from tests.filings.test_example_sets import LETTERS, composed, sets_of

SMALL = Table((1, 2), ("项目", "内容"), (("甲", "乙"), ("丙", "丁")))
TOUCHING: dict[str, Block] = {
    "table": SMALL,
    "table with a caption": replace(SMALL, caption="表一"),
    "labels": Table((1, 2), (), (("甲", "乙"),)),
    "bars": Bars("", ("原因", "件数"), (("价格", "3", 300),)),
    "verification": Verification("核验本件请扫描二维码。", "https://example.org/v/1"),
    "imprint": Imprint("某某局"),
}
LONG = 2_000


@pytest.fixture
def plain(example_document) -> Document:
    """A letter whose blocks are replaced by those of the case."""
    return replace(example_document("company_statement"), profile="form-table")


def body_of(document: Document):
    return open_word(io.BytesIO(render_word(document))).element.body


def test_a_table_of_two_thousand_rows_is_whole_and_in_order(plain: Document) -> None:
    rows = tuple((str(number), f"证据第{number}份", "交易时间和金额") for number in range(1, LONG + 1))
    table = Table((1, 3, 3), ("序号", "名称", "证明事项"), rows)
    before, after = Paragraph((Run("证据如下："),)), Paragraph((Run("特此说明。"),))
    body = body_of(replace(plain, blocks=(before, table, after)))
    assert [child.tag for child in body] == [qn(name) for name in ("w:p", "w:tbl", "w:p", "w:sectPr")]
    written = body[1].findall(qn("w:tr"))
    words = [tuple(text.text for text in row.iter(qn("w:t"))) for row in written]
    assert words == [table.header, *rows]
    assert [bool(list(row.iter(qn("w:tblHeader")))) for row in written] == [True] + [False] * LONG


@pytest.mark.parametrize("profile", PROFILES)
def test_no_two_tables_touch_and_none_ends_the_text(plain: Document, profile: str) -> None:
    for blocks in itertools.product(TOUCHING.values(), repeat=2):
        refuse_touching(body_of(replace(plain, profile=profile, blocks=blocks)))


@pytest.mark.parametrize("letter", LETTERS)
def test_in_no_letter_do_two_tables_touch(catalogue: Catalogue, letter: str) -> None:
    document = composed(catalogue, letter, sets_of(letter)[0]["facts"])
    refuse_touching(body_of(document))
    refuse_touching(body_of(replace(document, blocks=(*document.blocks, TOUCHING["verification"]))))


def test_adjacent_tables_come_back_as_they_went(plain: Document) -> None:
    document = replace(plain, blocks=(SMALL, TOUCHING["labels"], SMALL, TOUCHING["verification"]))
    assert read_word(render_word(document), original=document).blocks == document.blocks


@pytest.mark.parametrize("profile", PROFILES)
def test_the_code_of_the_verification_fits_into_its_cell(plain: Document, profile: str) -> None:
    body = body_of(replace(plain, profile=profile, blocks=(TOUCHING["verification"],)))
    cell = next(body.iter(qn("w:tc")))
    inline = next(cell.iter(qn("wp:inline")))
    margins = [int(edge.get(qn("w:w"))) for name in ("w:left", "w:right") for edge in margins_of(body, name)]
    room = int(next(cell.iter(qn("w:tcW"))).get(qn("w:w"))) - sum(margins or [100, 100])
    picture = int(inline.find(qn("wp:extent")).get("cx")) / 635
    assert picture <= room
    assert {inline.get(f"dist{side}") for side in "TBLR"} == {"0"}


def margins_of(body, name: str):
    return [edge for margin in body.iter(qn("w:tblCellMar")) for edge in margin.findall(qn(name))]


def refuse_touching(body) -> None:
    tags = [child.tag for child in body]
    assert (qn("w:tbl"), qn("w:tbl")) not in itertools.pairwise(tags)
    assert (qn("w:tbl"), qn("w:sectPr")) not in itertools.pairwise(tags)
