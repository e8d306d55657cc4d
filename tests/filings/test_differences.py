"""What changed between two versions: nothing is lost, Chinese reads well, and no text takes long."""

from __future__ import annotations

import random
import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filings.blocks import Block, Choice, Heading, Paragraph, Run, SignatureBlock, Table, Title
from filings.differences import ADDED, CHANGED, REMOVED, SAME, Difference, paragraph_differences, text_pieces
from filings.model import Document, document_text

COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"


def paper(*blocks: Block) -> Document:
    day = date(2026, 11, 22)
    return Document("x", "标题", "form-table", "某局", day, day, (), "", tuple(blocks))


def said(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def check_nothing_is_lost(found: tuple[Difference, ...]) -> None:
    for one in found:
        assert "".join(text for kind, text in one.pieces if kind != ADDED) == one.before
        assert "".join(text for kind, text in one.pieces if kind != REMOVED) == one.after
        assert all(text for _, text in one.pieces)
        if one.kind == SAME:
            assert one.before == one.after and one.block == one.was


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        (
            "投诉人于3月1日购买。",
            "投诉人于3月12日购买。",
            ((SAME, "投诉人于3月"), (REMOVED, "1"), (ADDED, "12"), (SAME, "日购买。")),
        ),
        (
            "金额1,398.50元。",
            "金额1,389.50元。",
            ((SAME, "金额"), (REMOVED, "1,398.50"), (ADDED, "1,389.50"), (SAME, "元。")),
        ),
        ("本机关决定受理。", "本机关决定不予受理。", ((SAME, "本机关决定"), (ADDED, "不予"), (SAME, "受理。"))),
        ("经查，甲属实。乙不属实。", "经查，甲属实。", ((SAME, "经查，甲属实。"), (REMOVED, "乙不属实。"))),
        ("一字不改。", "一字不改。", ((SAME, "一字不改。"),)),
        ("", "新写。", ((ADDED, "新写。"),)),
        (
            "order ABC1 shipped",
            "order ABD1 shipped",
            ((SAME, "order "), (REMOVED, "ABC"), (ADDED, "ABD"), (SAME, "1 shipped")),
        ),
        (
            "请于收到之日起联系我单位。",
            "望在接到之后尽快答复投诉人。",
            ((REMOVED, "请于收到之日起联系我单位"), (ADDED, "望在接到之后尽快答复投诉人"), (SAME, "。")),
        ),
    ],
)
def test_pieces_read_well_in_chinese(before: str, after: str, pieces: tuple[tuple[str, str], ...]) -> None:
    assert text_pieces(before, after) == pieces


def test_paragraphs_are_told_apart_by_what_happened_to_them() -> None:
    before = paper(
        Title((Run("答复函"),)),
        said("你的投诉已经收悉。"),
        said("现答复如下：如不服可以申请复议。"),
        said("特此函复。"),
    )
    after = paper(
        Title((Run("答复函"),)),
        said("贵单位来函今日由专人送到。"),
        said("你的投诉已经收悉。"),
        said("现答复如下：如不服可以起诉。"),
    )
    found = paragraph_differences(before, after)
    assert [(one.kind, one.was, one.block) for one in found] == [
        (SAME, "Title", "Title"),
        (ADDED, "", "Paragraph.body"),
        (SAME, "Paragraph.body", "Paragraph.body"),
        (CHANGED, "Paragraph.body", "Paragraph.body"),
        (REMOVED, "Paragraph.body", ""),
    ]
    assert found[3].pieces == (
        (SAME, "现答复如下：如不服可以"),
        (REMOVED, "申请复议"),
        (ADDED, "起诉"),
        (SAME, "。"),
    )


def test_rows_kinds_and_marks_show() -> None:
    rows = (("1", "小票", "交易"), ("2", "照片", "现状"), ("3", "录音", "承诺"))
    before = paper(
        said("一、事实"), Table((1, 2, 3), ("序号", "名称", "证明"), rows), Choice(True, "（一）", (Run("不属于职责"),))
    )
    after = paper(
        Heading(1, (Run("一、事实"),)),
        Table((1, 2, 3), ("序号", "名称", "证明"), (rows[0], ("2", "照片两张", "现状"), rows[2])),
        Choice(False, "（一）", (Run("不属于职责"),)),
    )
    found = paragraph_differences(before, after)
    assert [one.kind for one in found] == [CHANGED, SAME, SAME, CHANGED, SAME, CHANGED]
    assert (found[0].was, found[0].block, found[0].pieces) == ("Paragraph.body", "Heading1", ((SAME, "一、事实"),))
    assert found[3].pieces == ((SAME, "2｜照片"), (ADDED, "两张"), (SAME, "｜现状"))
    assert found[5].pieces == ((REMOVED, "☑"), (ADDED, "☐"), (SAME, "（一）不属于职责"))


def test_a_title_alone_in_its_place_stays_the_title() -> None:
    found = paragraph_differences(paper(Title((Run("告知书"),))), paper(Title((Run("关于退款的函"),))))
    assert [(one.kind, one.before, one.after) for one in found] == [(CHANGED, "告知书", "关于退款的函")]


def test_nothing_and_all() -> None:
    signed = SignatureBlock(Run("某局"), Run("2026年11月22日"))
    assert paragraph_differences(paper(), paper()) == ()
    assert [one.kind for one in paragraph_differences(paper(), paper(signed))] == [ADDED, ADDED]
    assert [one.kind for one in paragraph_differences(paper(signed), paper())] == [REMOVED, REMOVED]


WORDS = st.text(alphabet="甲乙丙丁，。；3年12月ab \n｜", max_size=30)
PAPERS = st.lists(WORDS.map(said), max_size=12).map(lambda blocks: paper(*blocks))


@settings(max_examples=150, deadline=None)
@given(PAPERS, PAPERS)
def test_both_versions_can_be_read_back_whole(before: Document, after: Document) -> None:
    found = paragraph_differences(before, after)
    check_nothing_is_lost(found)
    assert "\n".join(one.before for one in found if one.was) == document_text(before)
    assert "\n".join(one.after for one in found if one.block) == document_text(after)
    assert all(one.kind == SAME for one in paragraph_differences(before, before))


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_pieces_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    pieces = text_pieces(before, after)
    assert "".join(text for kind, text in pieces if kind != ADDED) == before
    assert "".join(text for kind, text in pieces if kind != REMOVED) == after
    kinds = [kind for kind, _ in pieces]
    assert all(first != second for first, second in pairwise(kinds))


def _invented(chance: random.Random, length: int) -> str:
    return "".join(chance.choice(COMMON) + chance.choice(("", "", "", "", "", "，", "。")) for _ in range(length))


def _edited(chance: random.Random, text: str, times: int) -> str:
    letters = list(text)
    for _ in range(times):
        letters[chance.randrange(len(letters))] = chance.choice(COMMON)
    return "".join(letters)


def _hard_cases() -> dict[str, tuple[Document, Document]]:
    chance = random.Random(5)
    parts = [_invented(chance, 500) for _ in range(100)]
    one = _invented(chance, 45_000)
    rows = [(str(i), f"2026年第{i}笔订单", _invented(chance, 8)) for i in range(2_000)]

    def table(of: list[tuple[str, str, str]]) -> Document:
        return paper(Table((1, 2, 3), ("序号", "名称", "说明"), tuple(of)))

    return {
        "few edits everywhere": (paper(*map(said, parts)), paper(*(said(_edited(chance, one, 3)) for one in parts))),
        "many edits everywhere": (paper(*map(said, parts)), paper(*(said(_edited(chance, one, 90)) for one in parts))),
        "one long paragraph": (paper(said(one)), paper(said(_edited(chance, one, 15_000)))),
        "no punctuation": (paper(said("甲乙" * 25_000)), paper(said("乙甲甲" * 16_000))),
        "one character": (paper(said("甲" * 50_000)), paper(said("甲" * 25_000 + "乙" + "甲" * 24_000))),
        "only punctuation": (paper(said("，" * 50_000)), paper(said("。，" * 25_000))),
        "rows edited": (table(rows), table([(a, b, _edited(chance, c, 1)) for a, b, c in rows if int(a) % 50])),
        "rows shuffled": (table(rows), table(chance.sample(rows, len(rows)))),
        "rows numbered anew": (table(rows), table([(str(int(a) + 1), b, c) for a, b, c in rows])),
        "equal rows": (table([("1", "同", "同")] * 2_000), table([("1", "同", "同"), ("2", "异", "异")] * 1_000)),
    }


HARD_CASES = (
    *("few edits everywhere", "many edits everywhere", "one long paragraph", "no punctuation", "one character"),
    *("only punctuation", "rows edited", "rows shuffled", "rows numbered anew", "equal rows"),
)


@pytest.fixture(scope="module")
def hard_cases() -> dict[str, tuple[Document, Document]]:
    found = _hard_cases()
    assert found.keys() == set(HARD_CASES)
    return found


@pytest.mark.parametrize("name", HARD_CASES)
def test_long_texts_take_bounded_time(hard_cases: dict[str, tuple[Document, Document]], name: str) -> None:
    before, after = hard_cases[name]
    started = time.process_time()
    found = paragraph_differences(before, after)
    assert time.process_time() - started < 10  # one or two seconds as a rule; quadratic ways take minutes
    check_nothing_is_lost(found)
    assert "\n".join(one.after for one in found if one.block) == "\n".join(
        one.after for one in paragraph_differences(paper(), after)
    )
