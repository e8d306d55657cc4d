"""Blocks of a document (文书的组成部分), frozen: each kind of line, table or mark that a formal paper is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """A stretch of text; `fact` names the fact it came from ("" = wording of the template)."""

    text: str
    fact: str = ""


@dataclass(frozen=True)
class Masthead:
    """Issuing body's name at the head (发文机关标志): of an official document (“…文件”) or of the letter format."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Number:
    """Document number (发文字号); `signatory` (签发人) stands on its line in a document to a superior body (上行文)."""

    runs: tuple[Run, ...]
    signatory: tuple[Run, ...] = ()


@dataclass(frozen=True)
class FormMark:
    """Mark of a form (式样号), at the top right of the first page."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Title:
    """Title (标题)."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Addressee:
    """Addressee (主送机关), with its full-width colon."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """Heading of level 1 (一、) or 2 (（一）), the number already part of the text."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Body paragraph (正文). `style`: body | flush (no indent) | note (附注) | small (remarks under a table)."""

    runs: tuple[Run, ...]
    style: str = "body"


@dataclass(frozen=True)
class Item:
    """Numbered item; `label` is the printed number such as "1."."""

    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Choice:
    """One line of a list of which exactly one is marked; `label` such as "（三）"."""

    marked: bool
    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Table:
    """Table. `widths` are relative; a cell is its text, "\\n" a line break. `header` empty: first column labels rows.

    `heights` gives each row's least height in lines (0 = that of its text), room for what is written by hand.
    """

    widths: tuple[int, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    heights: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bars:
    """Bar chart (条形图) as a table: a row a bar, its label, its value as written, its length in thousandths."""

    caption: str
    header: tuple[str, str]
    rows: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Enclosures:
    """Statement of annexes (附件说明): the names, numbered when there are several."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class SignatureBlock:
    """Signature (署名) and date (成文日期); `sealed` leaves the room of an official seal (加盖印章)."""

    name: Run
    dated: Run
    sealed: bool = True


@dataclass(frozen=True)
class AnnexStart:
    """Start of an annex (附件) on a new page: its label, then its title."""

    label: str
    title: str


@dataclass(frozen=True)
class Verification:
    """Line that says how to verify the paper (核验), beside a QR code that holds `code`."""

    line: str
    code: str


@dataclass(frozen=True)
class Imprint:
    """Imprint (版记) at the foot of the last page: copies (抄送), printing body (印发机关) and date (印发日期).

    An element that is "" is left out. A letter has neither printing body nor date (GB/T 9704-2012 10.1).
    """

    copies: str = ""
    printed_by: str = ""
    printed_on: str = ""


Block = (
    Masthead
    | Number
    | Title
    | Addressee
    | Heading
    | Paragraph
    | Item
    | Choice
    | Table
    | Enclosures
    | SignatureBlock
    | AnnexStart
    | FormMark
    | Bars
    | Verification
    | Imprint
)


def runs_text(runs: tuple[Run, ...]) -> str:
    """Give the plain text of runs."""
    return "".join(run.text for run in runs)


def block_lines(block: Block) -> list[str]:
    """Give a block's words as they read on paper, one string a line or cell, in reading order."""
    match block:
        case Item():
            return [block.label + runs_text(block.runs)]
        case Choice():
            return [("☑" if block.marked else "☐") + block.label + runs_text(block.runs)]
        case Table():
            cells = [cell for row in (block.header, *block.rows) for cell in row]
            return [line for cell in ([block.caption] if block.caption else []) + cells for line in cell.split("\n")]
        case Enclosures():
            return enclosure_lines(block)
        case SignatureBlock():
            return [block.name.text, block.dated.text]
        case AnnexStart():
            return [block.label, block.title]
        case Number():
            return [runs_text(block.runs), *signatory_lines(block)]
        case Bars():
            return [line for line in (block.caption, *block.header) if line] + [
                cell for label, value, _ in block.rows for cell in (label, value)
            ]
        case Verification():
            return [block.line]
        case Imprint():
            return imprint_lines(block)
        case _:
            return [runs_text(block.runs)]


def enclosure_lines(block: Enclosures) -> list[str]:
    """Give the lines of 附件说明: "附件：…" for one annex, "附件：1. …", "2. …" for several."""
    if len(block.names) == 1:
        return [f"附件：{block.names[0]}"]
    return [f"{'附件：' if i == 1 else ''}{i}. {name}" for i, name in enumerate(block.names, start=1)]


def signatory_lines(block: Number) -> list[str]:
    """Give "签发人：…" of a document to a superior body, nothing for others."""
    return [f"签发人：{runs_text(block.signatory)}"] if block.signatory else []


def imprint_lines(block: Imprint) -> list[str]:
    """Give the lines of 版记: "抄送：….", then the printing body and "…印发"."""
    copies = [f"抄送：{block.copies.rstrip('。')}。"] if block.copies else []
    return (
        copies
        + ([block.printed_by] if block.printed_by else [])
        + ([f"{block.printed_on}印发"] if block.printed_on else [])
    )
