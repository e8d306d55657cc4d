"""Editing the words of a letter: the document after some of its passages were replaced, put in or taken out.

Words that come from elsewhere stay as they are: masthead, number, form marks, the marked legal ground, signature and
date. Headings and numbered items are counted anew when one is put in or taken out. A stretch that an edit leaves alone
keeps the name of the fact it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from filings.renumbering import renumbered
from filings.said import Refusal, Said

MOST_PASSAGE = 10_000
MOST_LINE = 2_000
MOST_TEXT = 60_000
MOST_BLOCKS = 1_000
MOST_ROWS = 500
COUNTED = "序号"
"""Heading of a first column whose cells are counted, not typed."""
INSERTED = ("paragraph", "item", "heading", "subheading")


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


class EditsRefused(Refusal):
    """Edits that cannot stand: position in the list of edits -> one sentence each, in `problems`."""

    def __init__(self, problems: dict[int, Said]) -> None:
        self.problems = problems
        super().__init__("".join(p.zh for p in problems.values()), " ".join(p.en for p in problems.values()))


def edited(document: Document, edits: Sequence[Edit]) -> Document:
    """Give the document with the edits, places counted before any of them. Raises EditsRefused with every problem."""
    problems: dict[int, Said] = {}
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
        except Refusal as refused:
            problems[position] = refused.said
    blocks = list(after.get(-1, []))
    for place in range(len(document.blocks)):
        blocks += kept[place] + after.get(place, [])
    if not problems and (whole := _whole_problem(blocks)):
        problems[len(edits)] = whole
    if problems:
        raise EditsRefused(problems)
    try:
        return with_blocks(document, renumbered(blocks) if counted else blocks)
    except Refusal as refused:
        raise EditsRefused({len(edits): refused.said}) from None


def with_blocks(document: Document, blocks: Sequence[Block]) -> Document:
    """Give the document with these blocks; its title is what its title line says."""
    title = next((runs_text(block.runs).strip() for block in blocks if isinstance(block, Title)), document.title)
    return replace(document, title=title or document.title, blocks=tuple(blocks))


def printable_problem(document: Document) -> Said | None:
    """Say what in a document's text cannot be printed or is too much, with its place; None when all of it can."""
    for place, block in enumerate(document.blocks, start=1):
        for line in block_lines(block):
            if problem := text_problem(line, lines=True):
                return Said(f"第 {place} 段{problem}。", f"Paragraph {place}: {problem.en}.")
    return _whole_problem(document.blocks)


def _whole_problem(blocks: Sequence[Block]) -> Said | None:
    if len(blocks) > MOST_BLOCKS:
        return Said(
            f"全文有 {len(blocks)} 段，超过 {MOST_BLOCKS} 段的上限，请合并或者改作附件。",
            f"The text has {len(blocks)} paragraphs, more than the {MOST_BLOCKS} allowed; join some or make them an annex.",
        )
    length = sum(len(line) for block in blocks for line in block_lines(block))
    if length > MOST_TEXT:
        return Said(
            f"全文有 {length} 字，超过 {MOST_TEXT} 字的上限，请精简或者改作附件。",
            f"The text has {length} characters, more than the {MOST_TEXT} allowed; shorten it or make some of it an annex.",
        )
    return None


def _check_place(document: Document, edit: Edit) -> None:
    first = -1 if edit.act == "insert" else 0
    if edit.act not in ("replace", "insert", "delete"):
        raise Refusal(
            f"“{edit.act}”不是修改的方式，请用 replace、insert 或者 delete。",
            f"“{edit.act}” is not a kind of edit; use replace, insert or delete.",
        )
    if not first <= edit.place < len(document.blocks):
        raise Refusal(
            f"没有第 {edit.place + 1} 段，全文共 {len(document.blocks)} 段，请刷新页面后重试。",
            f"There is no paragraph {edit.place + 1}, the text has {len(document.blocks)}; reload the page and try again.",
        )


def _check_once(earlier: Sequence[Edit], edit: Edit) -> None:
    if edit.act != "insert" and any(each.act != "insert" and each.place == edit.place for each in earlier):
        raise Refusal(
            f"第 {edit.place + 1} 段在一次保存里改了两处，请合并成一处修改。",
            f"Paragraph {edit.place + 1} was changed twice in one save; make it one change.",
        )


def _check_removable(block: Block, place: int) -> None:
    if kind_of(block) in ("fixed", "title"):
        raise Refusal(
            f"第 {place + 1} 段（{first_line(block)}）不能删除，须通过要素或者单位资料修改。",
            f"Paragraph {place + 1} (“{first_line(block)}”) cannot be deleted; change it through the facts or the profile of "
            "the organisation.",
        )


def _replaced(block: Block, edit: Edit) -> list[Block]:
    if isinstance(block, Table):
        return [replace(block, rows=_rows(block, edit))]
    where = Said(f"第 {edit.place + 1} 段", f"Paragraph {edit.place + 1}")
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
    raise Refusal(
        f"{where}（{first_line(block)}）不能在正文中修改，须通过要素或者单位资料修改。",
        f"{where.en} (“{first_line(block)}”) cannot be changed in the text; change it through the facts or the profile of the "
        "organisation.",
    )


def _inserted(edit: Edit) -> list[Block]:
    where = Said(f"第 {edit.place + 1} 段后新增的段落", f"The new paragraph after paragraph {edit.place + 1}")
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
            raise Refusal(
                f"{where}的类型“{edit.kind}”不存在，可用：{'、'.join(INSERTED)}。",
                f"{where.en} is of no known kind (“{edit.kind}”); use one of {', '.join(INSERTED)}.",
            )


def _lines(where: Said, text: str, *, most: int = MOST_PASSAGE) -> list[str]:
    """Give the lines of a passage, each a paragraph of its own. Raises Refusal for an empty or unprintable one."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    if not lines:
        raise Refusal(
            f"{where}没有文字，请填写；不需要时请删除这一段。",
            f"{where.en} has no text; write some, or delete the paragraph when it is not needed.",
        )
    for line in lines:
        if len(line) > most:
            raise Refusal(
                f"{where}有 {len(line)} 字，超过 {most} 字的上限，请分段或者改作附件。",
                f"{where.en} has {len(line)} characters, more than the {most} allowed; split it or make it an annex.",
            )
        if problem := text_problem(line):
            raise Refusal(f"{where}{problem}。", f"{where.en}: {problem.en}.")
    return lines


def _line(where: Said, text: str) -> str:
    lines = _lines(where, text, most=MOST_LINE)
    if len(lines) > 1:
        raise Refusal(f"{where}只能是一行，请去掉换行。", f"{where.en} must be one line; take the line breaks out.")
    return lines[0]


def _rows(table: Table, edit: Edit) -> tuple[tuple[str, ...], ...]:
    where = Said(f"第 {edit.place + 1} 段的表格", f"The table in paragraph {edit.place + 1}")
    if edit.rows is None:
        raise Refusal(
            f"{where}要按行和列修改，请提交 rows。", f"{where.en} is changed by rows and columns; submit rows."
        )
    if not edit.rows or len(edit.rows) > MOST_ROWS:
        raise Refusal(
            f"{where}须有 1 至 {MOST_ROWS} 行；不需要这个表格时请删除这一段。",
            f"{where.en} must have 1 to {MOST_ROWS} rows; delete the paragraph when the table is not needed.",
        )
    counted = bool(table.header) and table.header[0] == COUNTED
    for number, row in enumerate(edit.rows, start=1):
        in_row = Said(f"{where}第 {number} 行", f"{where.en}, row {number}")
        if len(row) != len(table.widths):
            raise Refusal(
                f"{in_row}有 {len(row)} 格，应为 {len(table.widths)} 格。",
                f"{in_row.en} has {len(row)} cells; it must have {len(table.widths)}.",
            )
        for cell in row:
            if len(cell) > MOST_PASSAGE:
                raise Refusal(
                    f"{in_row}有一格超过 {MOST_PASSAGE} 字，请精简。",
                    f"{in_row.en} has a cell of more than {MOST_PASSAGE} characters; shorten it.",
                )
            if problem := text_problem(cell, lines=True):
                raise Refusal(f"{in_row}{problem}。", f"{in_row.en}: {problem.en}.")
        if not any(cell.strip() for cell in row[counted:]):
            raise Refusal(
                f"{in_row}是空的，请填写；不需要时请删除这一行。",
                f"{in_row.en} is empty; write something, or delete the row when it is not needed.",
            )
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
