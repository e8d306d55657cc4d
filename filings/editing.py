"""Editing the words of a letter: the document after some of its passages were replaced, put in or taken out.

Words that come from elsewhere stay as they are: masthead, number, form marks, the marked legal ground, signature and
date. Headings and numbered items are counted anew when one is put in or taken out. A stretch that an edit leaves alone
keeps the name of the fact it came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from filings.figures import chinese_number
from filings.model import (
    Addressee,
    AnnexStart,
    Block,
    Document,
    Enclosures,
    Heading,
    Item,
    Paragraph,
    Run,
    Table,
    Title,
    block_lines,
    runs_text,
)
from filings.passages import first_line, kind_of, parted
from filings.printable import text_problem

MOST_PASSAGE = 10_000
MOST_LINE = 2_000
MOST_TEXT = 60_000
MOST_BLOCKS = 1_000
MOST_ROWS = 500
COUNTED = "序号"
"""Heading of a first column whose cells are counted, not typed."""
INSERTED = ("paragraph", "item", "heading", "subheading")
_ITEM_NUMBER = re.compile(r"\d+\. ")


@dataclass(frozen=True)
class Edit:
    """One change to the document as it was read: `replace` or `delete` the block at `place`, `insert` after it (-1: first).

    `kind` (of INSERTED) says what is put in. `rows` replaces the cells of a table.
    """

    act: str
    place: int
    text: str = ""
    kind: str = "paragraph"
    rows: tuple[tuple[str, ...], ...] | None = None


class EditsRefused(ValueError):
    """Edits that cannot stand: position in the list of edits -> one Chinese sentence each, in `problems`."""

    def __init__(self, problems: dict[int, str]) -> None:
        self.problems = problems
        super().__init__("".join(problems.values()))


def edited(document: Document, edits: Sequence[Edit]) -> Document:
    """Give the document with the edits, places counted before any of them. Raises EditsRefused with every problem."""
    problems: dict[int, str] = {}
    kept: dict[int, list[Block]] = {place: [block] for place, block in enumerate(document.blocks)}
    after: dict[int, list[Block]] = {}
    counted = False
    for position, edit in enumerate(edits):
        try:
            _check_place(document, edit)
            _check_once(edits[:position], edit)
            if edit.act == "insert":
                after.setdefault(edit.place, []).extend(_inserted(edit))
            elif edit.act == "delete":
                _check_removable(document.blocks[edit.place], edit.place)
                kept[edit.place] = []
            else:
                kept[edit.place] = _replaced(document.blocks[edit.place], edit)
            counted = counted or edit.act != "replace" or len(kept[edit.place]) != 1
        except ValueError as refused:
            problems[position] = str(refused)
    blocks = list(after.get(-1, []))
    for place in range(len(document.blocks)):
        blocks += kept[place] + after.get(place, [])
    if not problems and (whole := _whole_problem(blocks)):
        problems[len(edits)] = whole
    if problems:
        raise EditsRefused(problems)
    return with_blocks(document, _numbered(blocks) if counted else blocks)


def with_blocks(document: Document, blocks: Sequence[Block]) -> Document:
    """Give the document with these blocks; its title is what its title line says."""
    title = next((runs_text(block.runs).strip() for block in blocks if isinstance(block, Title)), document.title)
    return replace(document, title=title or document.title, blocks=tuple(blocks))


def printable_problem(document: Document) -> str | None:
    """Say what in a document's text cannot be printed or is too much, with its place; None when all of it can."""
    for place, block in enumerate(document.blocks, start=1):
        for line in block_lines(block):
            if problem := text_problem(line, lines=True):
                return f"第 {place} 段{problem}。"
    return _whole_problem(document.blocks)


def _whole_problem(blocks: Sequence[Block]) -> str | None:
    if len(blocks) > MOST_BLOCKS:
        return f"全文有 {len(blocks)} 段，超过 {MOST_BLOCKS} 段的上限，请合并或者改作附件。"
    length = sum(len(line) for block in blocks for line in block_lines(block))
    if length > MOST_TEXT:
        return f"全文有 {length} 字，超过 {MOST_TEXT} 字的上限，请精简或者改作附件。"
    return None


def _check_place(document: Document, edit: Edit) -> None:
    first = -1 if edit.act == "insert" else 0
    if edit.act not in ("replace", "insert", "delete"):
        raise ValueError(f"“{edit.act}”不是修改的方式，请用 replace、insert 或者 delete。")
    if not first <= edit.place < len(document.blocks):
        raise ValueError(f"没有第 {edit.place + 1} 段，全文共 {len(document.blocks)} 段，请刷新页面后重试。")


def _check_once(earlier: Sequence[Edit], edit: Edit) -> None:
    if edit.act != "insert" and any(each.act != "insert" and each.place == edit.place for each in earlier):
        raise ValueError(f"第 {edit.place + 1} 段在一次保存里改了两处，请合并成一处修改。")


def _check_removable(block: Block, place: int) -> None:
    if kind_of(block) in ("fixed", "title"):
        raise ValueError(f"第 {place + 1} 段（{first_line(block)}）不能删除，须通过要素或者单位资料修改。")


def _replaced(block: Block, edit: Edit) -> list[Block]:
    if isinstance(block, Table):
        return [replace(block, rows=_rows(block, edit))]
    where = f"第 {edit.place + 1} 段"
    if isinstance(block, Paragraph | Item):
        lines = _lines(where, edit.text)
        first = replace(block, runs=carried(block.runs, lines[0]))
        return [first, *(replace(block, runs=(Run(line),)) for line in lines[1:])]
    if isinstance(block, Enclosures):
        return [Enclosures(tuple(_lines(where, edit.text, most=MOST_LINE)))]
    if isinstance(block, AnnexStart):
        return [replace(block, title=_line(where, edit.text))]
    if isinstance(block, Heading):
        number, _ = parted(block)
        return [replace(block, runs=(*((Run(number),) if number else ()), Run(_line(where, edit.text))))]
    if isinstance(block, Title | Addressee):
        return [replace(block, runs=carried(block.runs, _line(where, edit.text)))]
    raise ValueError(f"{where}（{first_line(block)}）不能在正文中修改，须通过要素或者单位资料修改。")


def _inserted(edit: Edit) -> list[Block]:
    where = f"第 {edit.place + 1} 段后新增的段落"
    match edit.kind:
        case "paragraph":
            return [Paragraph((Run(line),)) for line in _lines(where, edit.text)]
        case "item":
            return [Item("1. ", (Run(line),)) for line in _lines(where, edit.text)]
        case "heading":
            return [Heading(1, (Run("一、"), Run(_line(where, edit.text))))]
        case "subheading":
            return [Heading(2, (Run("（一）"), Run(_line(where, edit.text))))]
        case _:
            raise ValueError(f"{where}的类型“{edit.kind}”不存在，可用：{'、'.join(INSERTED)}。")


def _lines(where: str, text: str, *, most: int = MOST_PASSAGE) -> list[str]:
    """Give the lines of a passage, each a paragraph of its own. Raises ValueError for an empty or unprintable one."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    if not lines:
        raise ValueError(f"{where}没有文字，请填写；不需要时请删除这一段。")
    for line in lines:
        if len(line) > most:
            raise ValueError(f"{where}有 {len(line)} 字，超过 {most} 字的上限，请分段或者改作附件。")
        if problem := text_problem(line):
            raise ValueError(f"{where}{problem}。")
    return lines


def _line(where: str, text: str) -> str:
    lines = _lines(where, text, most=MOST_LINE)
    if len(lines) > 1:
        raise ValueError(f"{where}只能是一行，请去掉换行。")
    return lines[0]


def _rows(table: Table, edit: Edit) -> tuple[tuple[str, ...], ...]:
    where = f"第 {edit.place + 1} 段的表格"
    if edit.rows is None:
        raise ValueError(f"{where}要按行和列修改，请提交 rows。")
    if not edit.rows or len(edit.rows) > MOST_ROWS:
        raise ValueError(f"{where}须有 1 至 {MOST_ROWS} 行；不需要这个表格时请删除这一段。")
    counted = bool(table.header) and table.header[0] == COUNTED
    for row_number, row in enumerate(edit.rows, start=1):
        if len(row) != len(table.widths):
            raise ValueError(f"{where}第 {row_number} 行有 {len(row)} 格，应为 {len(table.widths)} 格。")
        for cell in row:
            if len(cell) > MOST_PASSAGE:
                raise ValueError(f"{where}第 {row_number} 行有一格超过 {MOST_PASSAGE} 字，请精简。")
            if problem := text_problem(cell, lines=True):
                raise ValueError(f"{where}第 {row_number} 行{problem}。")
        if not any(cell.strip() for cell in row[counted:]):
            raise ValueError(f"{where}第 {row_number} 行是空的，请填写；不需要时请删除这一行。")
    rows = tuple(tuple(cell.strip() for cell in row) for row in edit.rows)
    if counted:
        return tuple((str(count), *row[1:]) for count, row in enumerate(rows, start=1))
    return rows


def carried(runs: tuple[Run, ...], text: str) -> tuple[Run, ...]:
    """Give `text` as runs; where the words of a fact still stand, in their order, they keep the fact's name."""
    found: list[Run] = []
    start = 0
    for run in runs:
        at = text.find(run.text, start) if run.fact and len(run.text) > 1 else -1
        if at >= 0:
            found += [Run(text[start:at])] * (at > start) + [run]
            start = at + len(run.text)
    return (*found, Run(text[start:])) if start < len(text) else tuple(found)


def _numbered(blocks: Sequence[Block]) -> list[Block]:
    """Give the blocks with headings counted through each part and items through each list, where they bear numbers."""
    found: list[Block] = []
    headings = subheadings = items = 0
    for block in blocks:
        items = items + 1 if isinstance(block, Item) else 0
        if isinstance(block, AnnexStart):
            headings = subheadings = 0
        if isinstance(block, Heading) and parted(block)[0]:
            if block.level == 1:
                headings, subheadings = headings + 1, 0
                block = _renumbered(block, f"{chinese_number(headings)}、")
            else:
                subheadings += 1
                block = _renumbered(block, f"（{chinese_number(subheadings)}）")
        if isinstance(block, Item) and _ITEM_NUMBER.fullmatch(block.label):
            block = replace(block, label=f"{items}. ")
        found.append(block)
    return found


def _renumbered(block: Heading, number: str) -> Heading:
    old, text = parted(block)
    if old == number:
        return block
    if block.runs[0].text == old:
        return replace(block, runs=(Run(number), *block.runs[1:]))
    return replace(block, runs=(Run(number), Run(text)))
